"""What a person reads in a mark, carried into the readings of its nota, its record and the index."""

from index.archive import Archive
from index.carried import carry, with_sayings
from index.errors import WrongUsage
from index.judge import NOBODY
from index.nota import Mark, Nota, NotaId
from index.readings import Reading, add_readings, readings
from index.said import now
from index.thesaurus import thesaurus
from index.typed import tidied
from index.verdicts import verdicts

LONGEST = 2_000  # characters: what is written on one page by hand is shorter


def read_mark(archive: Archive, key: NotaId, page: int, mark: str, text: str, who: str) -> Reading:
    """Let `who` say what a mark says, in the place of what was read there before; return what is kept.

    The text is put on one line; an empty one takes back what was read.
    Raises UnknownNota, WrongUsage, DamagedArchive, Busy, CannotWrite.
    """
    words = tidied(text)
    if len(words) > LONGEST:
        raise WrongUsage(f"The text is {len(words)} characters long; what a mark says has {LONGEST} at most.")
    with archive.writing():
        nota, known = archive.intact(key), thesaurus(archive)
        said, before = verdicts(archive, key), readings(archive, key)
        at = _mark(nota, page, mark)
        new = Reading(tidied(who) or NOBODY, now(), page, mark, at.box, at.kind, at.ink, words)
        add_readings(archive, key, [new])
        carry(archive, nota, with_sayings(nota, said, [*before, new], known))
    return new


def _mark(nota: Nota, number: int, key: str) -> Mark:
    """Return a mark by its page and id. Raises WrongUsage."""
    page = next((page for page in nota.pages if page.number == number), None)
    if page is None:
        raise WrongUsage(f"{nota.id} has no page {number}; it has {len(nota.pages)}.")
    for mark in page.marks:
        if mark.id == key:
            return mark
    marks = ", ".join(mark.id for mark in page.marks)
    raise WrongUsage(f"Page {number} of {nota.id} has no mark {key}; it has {marks or 'none'}.")
