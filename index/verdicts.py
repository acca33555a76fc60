"""What people said of a nota's tags: kept beside its record, line by line, and never overwritten."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from index.archive import VERDICTS, Archive, Damage
from index.errors import DamagedArchive
from index.nota import NotaId, Tag, Thema

Said = Literal["confirmed", "rejected"]
Standing = Mapping[tuple[str, str], Said]  # by kind and value of the tag
MakeThema = Callable[[str], Thema]  # a theme that only a person found, of its id


class Verdict(Struct, frozen=True):
    """What one person said of one tag."""

    who: str
    at: Annotated[dt.datetime, Meta(tz=True)]  # UTC, in whole seconds
    kind: str  # of the tag: "thema"
    value: str  # of the tag: the theme's id
    verdict: Said


def verdicts(archive: Archive, key: NotaId) -> tuple[Verdict, ...]:
    """Return what was said of a nota, the oldest first. Raises UnknownNota, DamagedArchive.

    What a killed writer left half at the end was never said.
    """
    said: list[Verdict] = []
    for number, line in enumerate(_lines(_stored(archive, key)), 1):
        verdict = _read(line)
        if verdict is None and line.strip():
            raise DamagedArchive(f"Line {number} of {VERDICTS} of {key} cannot be read; mend that line or take it out.")
        said += [verdict] if verdict else []
    return tuple(said)


def add_verdicts(archive: Archive, key: NotaId, new: Iterable[Verdict]) -> None:
    """Add what was said, behind what was said before. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, CannotWrite.
    """
    stored = _stored(archive, key)
    whole = b"".join(line + b"\n" for line in _lines(stored))
    after = min(len(whole), len(stored))  # what stands half at the end goes; a newline that is missing comes
    added = b"".join(msgspec.json.encode(verdict) + b"\n" for verdict in new)
    archive.append(key, VERDICTS, whole[after:] + added, after)


def unreadable(archive: Archive, key: NotaId) -> Iterator[Damage]:
    """Yield the lines of a nota's verdicts that cannot be read."""
    try:
        lines = _lines(_stored(archive, key))
    except DamagedArchive:
        yield Damage(key, VERDICTS, "cannot be read")
        return
    for number, line in enumerate(lines, 1):
        if line.strip() and not _read(line):
            yield Damage(key, VERDICTS, f"cannot be read in line {number}")


def standing(said: Iterable[Verdict]) -> dict[tuple[str, str], Said]:
    """Return the last word on each tag that anything was said of."""
    return {(verdict.kind, verdict.value): verdict.verdict for verdict in said}


def judged(tags: Sequence[Tag], stands: Standing, make_thema: MakeThema) -> tuple[Tag, ...]:
    """Return the tags as people want them, sorted by page, start and kind.

    What was rejected is left out. A theme that was confirmed is a person's; one that the machine did not find is added.
    The tags may be judged already: what only a person found is then forgotten first, so that the last word counts.
    """
    found = [tag for tag in tags if not _only_theirs(tag)]
    kept = [_theirs(tag, stands) for tag in found if stands.get((tag.kind, tag.value)) != "rejected"]
    there = {tag.value for tag in kept if isinstance(tag, Thema)}
    wanted = [value for (kind, value), said in stands.items() if (kind, said) == ("thema", "confirmed")]
    added = [make_thema(value) for value in wanted if value not in there]
    return tuple(sorted([*kept, *added], key=lambda tag: (tag.page, tag.start, tag.kind)))


def _only_theirs(tag: Tag) -> bool:
    return isinstance(tag, Thema) and tag.by == "person" and tag.start == tag.end


def _theirs(tag: Tag, stands: Standing) -> Tag:
    if isinstance(tag, Thema) and stands.get((tag.kind, tag.value)) == "confirmed":
        return msgspec.structs.replace(tag, by="person")
    return tag


def _stored(archive: Archive, key: NotaId) -> bytes:
    path = archive.beside(key, VERDICTS)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DamagedArchive(f"{VERDICTS} of {key} cannot be read ({error.strerror}); put back a copy.") from error


def _lines(stored: bytes) -> list[bytes]:
    """Return the lines, without what stands half at the end."""
    *lines, last = stored.split(b"\n")
    return [*lines, last] if _read(last) else lines  # only its newline is missing: an editor may leave it out


def _read(line: bytes) -> Verdict | None:
    try:
        return msgspec.json.decode(line, type=Verdict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
