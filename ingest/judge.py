"""What a person says of a nota's themes, carried into its verdicts, its record and the index."""

import datetime as dt
import getpass
import os
from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

import msgspec

from index.archive import Archive
from index.catalogue import catch_up, rewrite
from index.errors import WrongUsage
from index.nota import Nota, NotaId, Tag
from index.verdicts import Said, Standing, Verdict, add_verdicts, judged, standing, verdicts
from ingest.themes import thesaurus

NEAR = 3  # themes that are named for one that is not there
NOBODY = "unknown"  # where the system has no name for who is at work


def judge(archive: Archive, key: NotaId, themes: Sequence[str], said: Said, who: str) -> dict[Said, list[str]]:
    """Let `who` confirm or reject these themes of a nota; return what now stands of its themes, in order.

    A theme that was rejected before and is confirmed now has no place in the text until the next `nota retag`.
    Raises UnknownNota, WrongUsage, DamagedArchive, Busy, CannotWrite.
    """
    with archive.writing():
        nota = archive.intact(key)
        for theme in themes:
            _must_be_theme(theme, nota)
        before = verdicts(archive, key)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        new = [Verdict(_unicode(who), now, "thema", theme, said) for theme in dict.fromkeys(themes)]
        add_verdicts(archive, key, new)
        stands = standing([*before, *new])
        tags = judged(nota.tags, stands, concept)
        if tags != nota.tags:
            rewrite(archive, [msgspec.structs.replace(nota, tags=tags)])
        else:
            catch_up(archive)  # with what a killed writer left
    return {word: sorted(_themes(stands, word)) for word in get_args(Said)}


def with_verdicts(archive: Archive, key: NotaId, tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Return the tags that the machine found as people want them. Raises UnknownNota, DamagedArchive."""
    return judged(tags, standing(verdicts(archive, key)), concept)


def concept(theme: str) -> tuple[str, str | None]:
    """Return label and uri of a theme; one that the thesaurus no longer has is named by its id."""
    return next(((known.label, known.uri) for known in thesaurus() if known.id == theme), (theme, None))


def login() -> str:
    """Return the name of who is at work on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on the version of Python
        return NOBODY


def _themes(stands: Standing, word: Said) -> list[str]:
    return [value for (kind, value), last in stands.items() if (kind, last) == ("thema", word)]


def _must_be_theme(theme: str, nota: Nota) -> None:
    """Raise WrongUsage where neither the thesaurus nor the nota has this theme."""
    known = {concept.id for concept in thesaurus()} | {tag.value for tag in nota.tags if tag.kind == "thema"}
    if theme in known:
        return
    by_name = {concept.label.casefold(): concept.id for concept in thesaurus()} | {value: value for value in known}
    near = dict.fromkeys(by_name[name] for name in get_close_matches(theme.casefold(), by_name, n=NEAR))
    hint = f"did you mean {' or '.join(near)}?" if near else f"`nota show {nota.id}` names those that were found."
    raise WrongUsage(f"There is no theme {_unicode(theme)} in the thesaurus; {hint}")


def _unicode(text: str) -> str:
    """Return what was typed as Unicode text; a byte that is none is spelled out."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")
