"""The commits of an index: Whoosh's list of segments (TOC), written last, so that a reader sees all of one or nothing.

Each segment is a file of arrays beside the list; which of its pages are gone, the list itself says.
"""

import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC

from index import durable
from index.arrays import Mask, Named, write_arrays
from index.codec import EXTENSION, ArrayCodec
from index.documents import VALUES, WORDS
from index.engine import NeedsRebuild
from index.segment import Segment

NAME = "MAIN"
_CHECKSUM = 4  # bytes, behind what Whoosh wrote


class Terms(fields.FieldType):  # type: ignore[misc]  # Whoosh carries no types
    """A field whose terms are worked out by `index.terms`."""


@contextmanager
def damage_told() -> Iterator[None]:
    """Say of whatever goes wrong in reading an index that it is damaged; a closed door or a full disk stays that."""
    try:
        yield
    except NeedsRebuild:
        raise
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise
        raise NeedsRebuild("The index is damaged; rebuild it with: nota reindex") from error


def begin(folder: Path) -> None:
    """Make an index of nothing in a folder, whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    schema = fields.Schema(**{name: Terms(formats.Frequency(), None) for name in (*WORDS, VALUES)})
    _write(folder, TOC(schema, [], 0))


def generation(folder: Path) -> int:
    """Return the number of the last commit; -1 where there is none."""
    return int(TOC._latest_generation(FileStorage(str(folder)), NAME))


def segments(folder: Path) -> list[W3Segment]:
    """Return the segments of the last commit. Raises `NeedsRebuild`, OSError."""
    number = generation(folder)
    path = folder / TOC._filename(NAME, number)
    held = path.read_bytes() if number >= 0 else b""
    written, checksum = held[:-_CHECKSUM], held[-_CHECKSUM:]
    if not written or zlib.crc32(written).to_bytes(_CHECKSUM) != checksum:
        raise NeedsRebuild("The list of the index's parts is damaged; rebuild it with: nota reindex")
    return list(_read(folder, number).segments)


def _read(folder: Path, number: int) -> TOC:
    return TOC.read(FileStorage(str(folder)), NAME, gen=number)


def alive(segment: W3Segment, opened: Segment) -> Mask:
    """Tell of every nota of a segment whether it is still there."""
    here = np.ones(len(opened.columns["size"]), np.bool_)
    if segment.has_deletions():
        gone = np.array(sorted(segment.deleted_docs()), np.int32)
        here[np.searchsorted(opened.starts, gone, "right") - 1] = False
    return here


def write_segment(folder: Path, arrays: Named) -> W3Segment:
    """Write the arrays of a segment, that no commit has yet."""
    segment = ArrayCodec().new_segment(None, NAME)
    lengths = write_arrays(folder / segment.make_filename(EXTENSION), arrays)
    segment.set_doc_count(lengths["number"])
    return segment


def commit(folder: Path, kept: Sequence[W3Segment], *, tidy: bool = True) -> None:
    """Let the index be these segments from now on, and take away the files of others. The caller holds the lock.

    Not to be `tidy` spares segments that are still being written.
    """
    number = generation(folder)
    _write(folder, TOC(_read(folder, number).schema, list(kept), number + 1))
    needed = {segment.make_filename(EXTENSION) for segment in kept} | {TOC._filename(NAME, number + 1)}
    for path in folder.iterdir() if tidy else ():
        if path.suffix in {EXTENSION, ".toc", ".new"} and path.name not in needed:
            path.unlink()


def _write(folder: Path, toc: TOC) -> None:
    """Write the list as Whoosh does, with a checksum behind it; Whoosh itself does not see to it that it is on disk."""
    held = RamStorage()
    toc.write(held, NAME)
    name = TOC._filename(NAME, toc.generation)
    written = held.files[name]
    draft = folder / f"{name}.new"
    durable.write(draft, written + zlib.crc32(written).to_bytes(_CHECKSUM))
    draft.replace(folder / name)
    durable.sync(folder)
