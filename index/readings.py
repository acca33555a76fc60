"""What people read in the marks of a nota, kept beside its record."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from index.archive import Archive
from index.manifest import READINGS
from index.nota import Box, MarkKind, NotaId
from index.said import Sayings, say, sayings


class Reading(Struct, frozen=True):
    """What one person read in one mark. It hangs on the mark's place: another version may give it another id."""

    who: str
    at: Annotated[dt.datetime, Meta(tz=True)]  # UTC, in whole seconds
    page: int
    mark: str  # its id, as it was
    box: Box
    kind: MarkKind
    ink: str
    text: str  # empty: taken back, nobody has read it


SAYINGS = Sayings(READINGS, Reading)


def readings(archive: Archive, key: NotaId) -> tuple[Reading, ...]:
    """Return what was read in a nota's marks, the oldest first. Raises UnknownNota, DamagedArchive."""
    return sayings(archive, key, SAYINGS)


def add_readings(archive: Archive, key: NotaId, new: Iterable[Reading]) -> None:
    """Add what was read, behind what was read before. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, CannotWrite.
    """
    say(archive, key, SAYINGS, new)
