"""Which files an archive refused, and why: the last word on each, until it is taken in after all."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from index.archive import Archive
from index.lines import read_line

REFUSED = "refused.jsonl"
MOST = 1_000  # files that are remembered: more than a person goes through, and written in a few milliseconds


class RefusedFile(Struct, frozen=True):
    """A file that was not taken in."""

    path: str  # as it was given
    reason: str  # in a word for programs
    message: str  # in a sentence for people, with what to do
    at: Annotated[dt.datetime, Meta(tz=True)]  # UTC, in whole seconds
    sha256: str | None = None  # of its content, where that could be read


def refused(archive: Archive) -> tuple[RefusedFile, ...]:
    """Return the files that were refused last, each once, the latest at the end; a line that cannot be read is none."""
    try:
        lines = (archive.folder / REFUSED).read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    return tuple(file for line in lines if (file := read_line(line, RefusedFile)))


def note_refused(archive: Archive, new: Sequence[RefusedFile], taken: Collection[str] = ()) -> None:
    """Forget the files that were `taken` in, told by path or checksum, and then note those that were refused.

    The last of several with one path, or of one content, counts. To be called inside `archive.writing()`.
    Raises CannotWrite.
    """
    before = refused(archive)
    left = [file for file in before if not _names(file).intersection(taken)]
    kept: list[RefusedFile] = []
    later = set[str]()
    for file in reversed([*left, *new]):
        if not later & _names(file):
            kept.append(file)
        later |= _names(file)
    now = tuple(reversed(kept[:MOST]))
    if now != before:
        archive.write(REFUSED, b"".join(msgspec.json.encode(file) + b"\n" for file in now))


def _names(file: RefusedFile) -> set[str]:
    return {file.path, file.sha256 or file.path}
