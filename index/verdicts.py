"""What people said of a nota's tags, kept beside its record, and the tags as they want them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from index.archive import Archive
from index.manifest import VERDICTS
from index.nota import NotaId, Tag, Thema
from index.said import Sayings, say, sayings

Said = Literal["confirmed", "rejected", "withdrawn"]  # withdrawn: nothing is said of it any more
Standing = Mapping[tuple[str, str], Said]  # by kind and value of the tag
MakeThema = Callable[[str], Thema]  # a theme that only a person found, of its id


class Verdict(Struct, frozen=True):
    """What one person said of one tag."""

    who: str
    at: Annotated[dt.datetime, Meta(tz=True)]  # UTC, in whole seconds
    kind: str  # of the tag: "thema", "motie", …
    value: str  # of the tag: of a theme its id
    verdict: Said


SAYINGS = Sayings(VERDICTS, Verdict)


def verdicts(archive: Archive, key: NotaId) -> tuple[Verdict, ...]:
    """Return what was said of a nota's tags, the oldest first. Raises UnknownNota, DamagedArchive."""
    return sayings(archive, key, SAYINGS)


def add_verdicts(archive: Archive, key: NotaId, new: Iterable[Verdict]) -> None:
    """Add what was said, behind what was said before. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, CannotWrite.
    """
    say(archive, key, SAYINGS, new)


def stands(said: Iterable[Verdict]) -> dict[tuple[str, str], Verdict]:
    """Return the last verdict on each tag, by kind and value: who said what, and when. What was withdrawn is left out.

    `said` is what was said, the oldest first.
    """
    last = {(verdict.kind, verdict.value): verdict for verdict in said}
    return {tag: verdict for tag, verdict in last.items() if verdict.verdict != "withdrawn"}


def standing(said: Iterable[Verdict]) -> dict[tuple[str, str], Said]:
    """Return the last word on each tag that anything was said of, and not withdrawn."""
    return {tag: verdict.verdict for tag, verdict in stands(said).items()}


def judged(tags: Sequence[Tag], last: Standing, make_thema: MakeThema) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
    """Return the tags as people want them, and those that they rejected, each sorted by page, start and kind.

    A theme that was confirmed is a person's; one that the machine did not find is added. The tags may be judged
    already, those that were rejected among them: what people made of them is then forgotten first, so that the last
    word counts.
    """
    found = [_found(tag) for tag in tags if not _only_theirs(tag)]
    rejected = [tag for tag in found if last.get((tag.kind, tag.value)) == "rejected"]
    kept = [_theirs(tag, last) for tag in found if last.get((tag.kind, tag.value)) != "rejected"]
    there = {tag.value for tag in kept if isinstance(tag, Thema)}
    wanted = [value for (kind, value), said in last.items() if (kind, said) == ("thema", "confirmed")]
    added = [make_thema(value) for value in wanted if value not in there]
    return _in_order([*kept, *added]), _in_order(rejected)


def _in_order(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    return tuple(sorted(tags, key=lambda tag: (tag.page, tag.start, tag.kind)))


def _only_theirs(tag: Tag) -> bool:
    return isinstance(tag, Thema) and tag.by == "person" and tag.start == tag.end


def _found(tag: Tag) -> Tag:
    """Return the tag as the machine found it."""
    if isinstance(tag, Thema) and tag.by == "person":
        return msgspec.structs.replace(tag, by=tag.found_by or "words", found_by=None)
    return tag


def _theirs(tag: Tag, last: Standing) -> Tag:
    if isinstance(tag, Thema) and last.get((tag.kind, tag.value)) == "confirmed":
        return msgspec.structs.replace(tag, by="person", found_by=tag.by)
    return tag
