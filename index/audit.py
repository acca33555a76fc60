"""Who saw, sought and changed what: a line for each, added to a file of that month, never changed.

There is no hash of the line before in a line. It would stop nobody: who can write to the file can reckon the hashes
anew. Let a program that collects logs read along, or let the system allow nothing but adding (`chattr +a`).
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from index import durable
from index.archive import Archive
from index.errors import CannotWrite, DamagedArchive, WrongUsage
from index.lines import read_line

AUDIT = "audit"
"""The folder in the archive's own that holds a file for each month."""

LONGEST = 4000  # bytes of a line
LONGEST_WORD = 100  # characters of anything else than the detail: each may take six bytes, and they must fit

AS_IT_COMES = {"view", "search"}  # so many that the disk is not waited for: a power cut may take the last of them

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_LINE_BEGINS = re.compile(rb'(?={"at":)')  # nowhere else in a line: in a text, each " has a \ before it


class Entry(Struct, frozen=True, omit_defaults=True):
    """What someone did, or was refused."""

    at: Annotated[dt.datetime, Meta(tz=True)]  # UTC
    who: str | None  # None where nobody was known
    address: str | None = field(name="from")
    how: str | None  # they showed who they are: "session", "token", "proxy", "open"
    what: str  # "view", "search", "export", "change", "login", "refused" …
    id: str | None = None  # of the nota
    page: int | None = None  # from 1
    detail: str | None = None  # what was sought, changed, refused …; cut off where the line would get too long


def record(archive: Archive, entry: Entry) -> None:
    """Add a line to the log. The archive may be busy, and others may add at the same moment.

    Raises CannotWrite: then what was to be recorded should not be done either.
    """
    path = _file(archive, f"{entry.at.astimezone(dt.UTC):%Y-%m}")
    line = _line(entry)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, durable.ONLY_US)
        try:
            written = os.write(handle, line)  # in one go: on a disk of this machine, lines of several writers never mix
            if entry.what not in AS_IT_COMES:
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be added to: {error.strerror}. Make room or give access.") from error
    if written < len(line):
        raise CannotWrite(f"{path} cannot be added to: the disk is full. Make room.")


def months(archive: Archive) -> list[str]:
    """Return the months that anything was recorded in, in order."""
    return sorted(path.stem for path in (archive.folder / AUDIT).glob("*.jsonl") if _MONTH.fullmatch(path.stem))


def entries(archive: Archive, month: str) -> Iterator[Entry]:
    """Yield what was recorded in a month, `2026-11`, in UTC. What was written half at the end was never done.

    Raises WrongUsage where that is no month; DamagedArchive where the file cannot be read, and at its end where lines
    of it cannot: all others have been yielded then.
    """
    if not _MONTH.fullmatch(month):
        raise WrongUsage(f"{month} is no month; write it as 2026-11.")
    path, unreadable = _file(archive, month), 0
    for line, is_whole in _lines(path):
        entry = read_line(line, Entry)
        if entry:
            yield entry
        elif is_whole and line.strip():
            unreadable += 1
    if unreadable:
        raise DamagedArchive(
            f"{unreadable} lines of {path} cannot be read; the disk was full then, or someone changed it."
        )


def told(entry: Entry) -> str:
    """Return an entry as a line for a terminal; what could steer the terminal is written out, in ASCII."""
    page = f"p{entry.page}" if entry.page else None
    words = (entry.who or "-", entry.address or "-", entry.how or "-", entry.what, entry.id, page, entry.detail)
    line = "  ".join((f"{entry.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}", *(word for word in words if word)))
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)


def _file(archive: Archive, month: str) -> Path:
    return archive.folder / AUDIT / f"{month}.jsonl"


def _line(entry: Entry) -> bytes:
    """Return the entry as one line, no longer than LONGEST. JSON writes a newline in a text as a backslash and an n."""
    words = {name: _plain(getattr(entry, name), LONGEST_WORD) for name in ("who", "address", "how", "what", "id")}
    detail = _plain(entry.detail, LONGEST)
    while True:
        cut = replace(entry, at=entry.at.astimezone(dt.UTC), detail=detail, **words)
        line = msgspec.json.encode(cut) + b"\n"
        if len(line) <= LONGEST or not detail:
            return line
        detail = detail[: len(detail) * 3 // 4].rstrip("…") + "…"


def _plain(text: str | None, longest: int) -> str | None:
    """Return a text that can be written, cut off where it is longer."""
    if text is None:
        return None
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return cut.encode("utf-8", "replace").decode()  # half a surrogate pair is no text


def _lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines of a file, and whether each was written whole.

    A full disk may have cut off a line, and then the next one stands behind its beginning.
    """
    try:
        with path.open("rb") as file:
            for line in file:
                for part in _LINE_BEGINS.split(line):
                    yield part, line.endswith(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        raise DamagedArchive(f"{path} cannot be read ({error.strerror}); give access to it.") from error
