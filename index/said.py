"""What people said of a nota, in a file beside its record: a line for each saying, and never overwritten."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from index.archive import Archive, Damage
from index.errors import DamagedArchive
from index.lines import read_line
from index.nota import NotaId

Saying = TypeVar("Saying", bound=Struct)


@dataclass(frozen=True, slots=True)
class Sayings(Generic[Saying]):
    """A kind of saying: the name of its file, one of `index.archive.SAID`, and what a line of it holds."""

    file: str
    line: type[Saying]


def sayings(archive: Archive, key: NotaId, kind: Sayings[Saying]) -> tuple[Saying, ...]:
    """Return what was said of a nota, the oldest first. Raises UnknownNota, DamagedArchive.

    What a killed writer left half at the end was never said.
    """
    said: list[Saying] = []
    for number, line in enumerate(_lines(_stored(archive, key, kind), kind), 1):
        saying = read_line(line, kind.line)
        if saying is None and line.strip():
            raise DamagedArchive(
                f"Line {number} of {kind.file} of {key} cannot be read; mend that line or take it out."
            )
        said += [saying] if saying else []
    return tuple(said)


def say(archive: Archive, key: NotaId, kind: Sayings[Saying], new: Iterable[Saying]) -> None:
    """Add what was said, behind what was said before. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, CannotWrite.
    """
    stored = _stored(archive, key, kind)
    whole = b"".join(line + b"\n" for line in _lines(stored, kind))
    after = min(len(whole), len(stored))  # what stands half at the end goes; a newline that is missing comes
    added = b"".join(msgspec.json.encode(saying) + b"\n" for saying in new)
    archive.append(key, kind.file, whole[after:] + added, after)


def unreadable(archive: Archive, key: NotaId, kind: Sayings[Saying]) -> Iterator[Damage]:
    """Yield the lines of a nota's file that cannot be read."""
    try:
        lines = _lines(_stored(archive, key, kind), kind)
    except DamagedArchive:
        yield Damage(key, kind.file, "cannot be read")
        return
    for number, line in enumerate(lines, 1):
        if line.strip() and not read_line(line, kind.line):
            yield Damage(key, kind.file, f"cannot be read in line {number}")


def now() -> dt.datetime:
    """Return the moment at which something is said: UTC, in whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _stored(archive: Archive, key: NotaId, kind: Sayings[Saying]) -> bytes:
    path = archive.beside(key, kind.file)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DamagedArchive(f"{kind.file} of {key} cannot be read ({error.strerror}); put back a copy.") from error


def _lines(stored: bytes, kind: Sayings[Saying]) -> list[bytes]:
    """Return the lines, without what stands half at the end."""
    *lines, last = stored.split(b"\n")
    # One that can be read lacks its newline alone: an editor may leave that out.
    return [*lines, last] if read_line(last, kind.line) else lines
