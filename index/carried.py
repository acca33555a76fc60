"""All that people said of a nota, carried into its record."""

from collections.abc import Sequence
from functools import partial

import msgspec

from index.archive import Archive
from index.catalogue import catch_up, rewrite
from index.nota import Nota, Thema
from index.placing import with_readings
from index.readings import Reading
from index.thesaurus import Concept, Thesaurus
from index.verdicts import Verdict, judged, standing


def with_sayings(nota: Nota, said: Sequence[Verdict], read: Sequence[Reading], known: Thesaurus) -> Nota:
    """Return the record with the tags as people want them, and with what they read in its marks.

    It may have been judged and read already. `said` and `read`: all that was said, the oldest first.
    """
    tags, rejected = judged([*nota.tags, *nota.rejected], standing(said), partial(_their_thema, known))
    return msgspec.structs.replace(nota, tags=tags, rejected=rejected, pages=with_readings(nota.pages, read))


def carry(archive: Archive, old: Nota, new: Nota) -> None:
    """Put a record in the place of the old one and let the index follow. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, Busy, CannotWrite.
    """
    if new != old:
        rewrite(archive, [new])
    else:
        catch_up(archive)  # with what a killed writer left


def _their_thema(known: Thesaurus, theme: str) -> Thema:
    """Return a theme that only a person found; one that has gone from the thesaurus is labelled by its id."""
    concept = known.concepts.get(theme) or Concept(theme, theme)
    return msgspec.structs.replace(known.thema(concept), by="person")
