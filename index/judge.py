"""What a person says of a nota's themes, carried into its verdicts, its record and the index."""

import datetime as dt
import getpass
import os
from collections.abc import Sequence
from functools import partial
from typing import get_args

import msgspec

from index.archive import Archive
from index.catalogue import catch_up, rewrite
from index.nota import Nota, NotaId, Tag, Thema
from index.thesaurus import Concept, Thesaurus, thesaurus
from index.verdicts import Said, Standing, Verdict, add_verdicts, judged, standing, verdicts

NOBODY = "unknown"  # where the system has no name for who is at work


def judge(archive: Archive, key: NotaId, names: Sequence[str], said: Said, who: str) -> dict[Said, list[str]]:
    """Let `who` confirm or reject themes of a nota, named by id or label; return what now stands of its themes, by id.

    A theme that was rejected before and is confirmed now has no place in the text until the next `nota retag`.
    Raises UnknownNota, WrongUsage, DamagedArchive, Busy, CannotWrite.
    """
    with archive.writing():
        nota, known = archive.intact(key), thesaurus(archive)
        themes = dict.fromkeys(_theme(name, nota, known) for name in names)
        before = verdicts(archive, key)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        new = [Verdict(_unicode(who), now, "thema", theme, said) for theme in themes]
        add_verdicts(archive, key, new)
        stands = standing([*before, *new])
        tags = judged(nota.tags, stands, partial(_their_thema, known))
        if tags != nota.tags:
            rewrite(archive, [msgspec.structs.replace(nota, tags=tags)])
        else:
            catch_up(archive)  # with what a killed writer left
    return {word: sorted(_themes(stands, word)) for word in get_args(Said)}


def with_verdicts(archive: Archive, key: NotaId, tags: Sequence[Tag], known: Thesaurus) -> tuple[Tag, ...]:
    """Return the tags that the machine found as people want them. Raises UnknownNota, DamagedArchive."""
    return judged(tags, standing(verdicts(archive, key)), partial(_their_thema, known))


def login() -> str:
    """Return the name of who is at work on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on the version of Python
        return NOBODY


def _theme(name: str, nota: Nota, known: Thesaurus) -> str:
    """Return the id of a theme. One that the nota has may have gone from the thesaurus. Raises WrongUsage."""
    had = any(tag.kind == "thema" and tag.value == name for tag in nota.tags)
    return name if had else known.get(name).id


def _their_thema(known: Thesaurus, theme: str) -> Thema:
    """Return a theme that only a person found; one that has gone from the thesaurus is labelled by its id."""
    concept = known.concepts.get(theme) or Concept(theme, theme)
    return msgspec.structs.replace(known.thema(concept), by="person")


def _themes(stands: Standing, word: Said) -> list[str]:
    return [value for (kind, value), last in stands.items() if (kind, last) == ("thema", word)]


def _unicode(text: str) -> str:
    """Return what was typed as Unicode text; a byte that is none is spelled out."""
    return os.fsencode(text).decode("utf-8", "backslashreplace")
