"""What a person says of a nota's tags, carried into its verdicts, its record and the index."""

import getpass
from collections.abc import Mapping, Sequence
from typing import get_args

from index.archive import Archive
from index.carried import carry, with_sayings
from index.errors import WrongUsage
from index.nota import Nota, NotaId, Tag
from index.readings import readings
from index.said import now
from index.thesaurus import Thesaurus, thesaurus
from index.typed import tidied
from index.verdicts import Said, Verdict, add_verdicts, standing, verdicts

KINDS = frozenset(str(kind.__struct_config__.tag) for kind in get_args(Tag))
NOBODY = "unknown"  # where the system has no name for who is at work

Named = tuple[str, str]  # a tag by its kind and value


def judge(archive: Archive, key: NotaId, names: Sequence[str], said: Said, who: str) -> dict[Said, list[str]]:
    """Let `who` confirm or reject tags of a nota, or withdraw what was said of them; return what now stands, by name.

    A theme is named by its id or label and need not have been found, another tag as `kind:value`: `motie:32824-402`.
    Raises UnknownNota, WrongUsage, DamagedArchive, Busy, CannotWrite.
    """
    with archive.writing():
        nota, known = archive.intact(key), thesaurus(archive)
        before, read = verdicts(archive, key), readings(archive, key)
        tags = dict.fromkeys(_tag(name, nota, before, known) for name in names)
        at, by = now(), tidied(who) or NOBODY
        all_said = [*before, *(Verdict(by, at, kind, value, said) for kind, value in tags)]
        add_verdicts(archive, key, all_said[len(before) :])
        carry(archive, nota, with_sayings(nota, all_said, read, known))
    return _by_word(standing(all_said))


def login() -> str:
    """Return the name of who is at work on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on the version of Python
        return NOBODY


def _tag(name: str, nota: Nota, said: Sequence[Verdict], known: Thesaurus) -> Named:
    """Return the tag of this name: one that the nota has, that something was said of, or a theme. Raises WrongUsage."""
    kind, colon, value = name.partition(":")
    if not colon or kind not in KINDS:
        kind, value = "thema", name
    there = {(tag.kind, tag.value) for tag in (*nota.tags, *nota.rejected)} | {(one.kind, one.value) for one in said}
    if (kind, value) in there:
        return kind, value  # a theme, too, may have gone from the thesaurus
    if kind == "thema":
        return kind, known.get(value).id
    values = ", ".join(sorted({value for other, value in there if other == kind}))
    raise WrongUsage(f"{nota.id} has no {kind} {value}; it has {values or 'none'}.")


def _by_word(stands: Mapping[Named, Said]) -> dict[Said, list[str]]:
    """Return the tags that were confirmed and rejected, by the names that a person would type."""
    words: dict[Said, list[str]] = {"confirmed": [], "rejected": []}
    for (kind, value), said in sorted(stands.items()):
        words[said].append(value if kind == "thema" else f"{kind}:{value}")
    return words
