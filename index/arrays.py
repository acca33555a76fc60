"""A file of named arrays, read where it lies on disk; a changed byte is noticed when it is first read.

MAGIC · the arrays · their table (msgpack: name, type, place, length, checksums) · its length and checksum
"""

import mmap
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from index.engine import NeedsRebuild

MAGIC = b"nota-arr"
CHUNK = 1 << 15  # bytes under one checksum: small enough to check while a first question waits
ALIGNED = 8  # bytes
_END = np.dtype([("length", "<u4"), ("checksum", "<u4")])

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


class _Entry(Struct, frozen=True, array_like=True):
    name: str
    type: str
    start: int
    count: int
    checksums: bytes  # of every chunk, as <u4


class Column:
    """One array of a file. `part` gives a stretch of it, looked at where it lies, its checksums held true."""

    def __init__(self, array: Array, checksums: npt.NDArray[np.uint32], path: Path) -> None:
        self._array = array
        self._checksums = checksums
        self._path = path
        self._sound = bytearray(len(checksums))  # 1 where a chunk was checked
        self._width = array.itemsize

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self._array)

    def part(self, start: int, end: int) -> Array:
        """Return the items from `start` up to `end`. Raises `NeedsRebuild` when they are not what was written."""
        if start < end:
            first, last = start * self._width // CHUNK, -(-end * self._width // CHUNK)
            if self._sound.find(0, first, last) >= 0:
                self._check(first, last)
        return self._array[start:end]

    def all(self) -> Array:
        """Return the whole array. Raises `NeedsRebuild` when it is not what was written."""
        return self.part(0, len(self._array))

    def _check(self, first: int, last: int) -> None:
        held = as_bytes(self._array)
        for chunk in range(first, last):
            if not self._sound[chunk]:
                if zlib.crc32(held[chunk * CHUNK : (chunk + 1) * CHUNK]) != self._checksums[chunk]:
                    raise NeedsRebuild(f"{self._path.name} of the index has changed; rebuild it with: nota reindex")
                self._sound[chunk] = 1


def as_bytes(array: Array) -> memoryview:
    """Return the bytes of an array, where they lie."""
    return memoryview(array.view(np.uint8).data)


Named = Iterable[tuple[str, Array]]


def write_arrays(path: Path, arrays: Named) -> dict[str, int]:
    """Write these one-dimensional arrays into one file, and see to it that they are on disk; return their lengths.

    Each is let go when it is written, so that all of them need not be in memory at once.
    """
    entries = []
    with path.open("wb") as file:
        file.write(MAGIC)
        for name, array in arrays:
            held = as_bytes(np.ascontiguousarray(array))
            file.write(bytes(-file.tell() % ALIGNED))
            checksums = [zlib.crc32(held[at : at + CHUNK]) for at in range(0, len(held), CHUNK)]
            packed = np.array(checksums, "<u4").tobytes()
            entries.append(_Entry(name, array.dtype.str, file.tell(), len(array), packed))
            file.write(held)
        table = msgspec.msgpack.encode(entries)
        file.write(table)
        file.write(np.array([(len(table), zlib.crc32(table))], _END).tobytes())
        file.flush()
        os.fsync(file.fileno())
    return {entry.name: entry.count for entry in entries}


def read_arrays(path: Path) -> dict[str, Column]:
    """Return the arrays of a file by name; nothing of them is read yet. Raises `NeedsRebuild`, OSError."""
    with path.open("rb") as file:
        try:
            held = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError:  # an empty file
            held = memoryview(b"")
    end = len(held) - _END.itemsize
    if end < len(MAGIC) or held[: len(MAGIC)] != MAGIC:
        raise NeedsRebuild(f"{path.name} of the index is not whole; rebuild it with: nota reindex")
    length, checksum = np.frombuffer(held[end:], _END)[0].tolist()
    table = held[max(0, end - length) : end]
    if zlib.crc32(table) != checksum:
        raise NeedsRebuild(f"{path.name} of the index is not whole; rebuild it with: nota reindex")
    return {entry.name: _column(held, entry, path) for entry in msgspec.msgpack.decode(table, type=list[_Entry])}


def _column(held: memoryview, entry: _Entry, path: Path) -> Column:
    kind = np.dtype(entry.type)
    array = np.frombuffer(held[entry.start : entry.start + entry.count * kind.itemsize], kind)
    return Column(array, np.frombuffer(entry.checksums, "<u4"), path)
