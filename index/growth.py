"""How an index grows: nota's are added as small segments, and small segments become larger ones by and by.

What an addition costs does not depend on how much there is already, but for a merge now and then of bounded size.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from index import commits
from index.arrays import Named
from index.codec import open_segment
from index.commits import damage_told
from index.nota import Nota, NotaId
from index.segment import Builder, Segment, merged

MERGED_AT = 8  # segments of about one size
LARGEST = 30_000  # pages of a segment that others were merged into: some 10,000 nota's, and half a gigabyte to do it


def change(folder: Path, notas: Iterable[Nota], gone: Iterable[NotaId] = ()) -> None:
    """Add these nota's and forget others, in one commit; the first of two with one id counts.

    The caller holds the lock. Raises `NeedsRebuild`, OSError, and what the nota's raise; then nothing was changed.
    """
    written: set[NotaId] = set()
    new = [commits.write_segment(folder, arrays) for arrays in segments_of(notas, written)]
    with damage_told():
        listed = commits.segments(folder)
        forgotten = written.union(gone)
        for segment in listed:
            _delete(segment, open_segment(folder, segment), forgotten)
        commits.commit(folder, merge_small(folder, [*listed, *new]))


def segments_of(notas: Iterable[Nota], written: set[NotaId]) -> Iterator[Named]:
    """Yield the arrays of new segments for these nota's, but for those already written; it notes what it writes."""
    builder = Builder()
    for nota in notas:
        if nota.id in written:
            continue
        written.add(nota.id)
        builder.add(nota)
        if builder.full:
            yield builder.arrays()
            builder = Builder()
    if builder.ids:
        yield builder.arrays()


def _delete(segment: W3Segment, opened: Segment, ids: Collection[NotaId]) -> None:
    """Note in the list that the pages of these nota's are gone."""
    starts, sizes = opened.starts, opened.all("size")
    gone = np.isin(opened.all("id"), np.array([key.encode() for key in ids], np.bytes_)) if ids else ()
    for nota in np.flatnonzero(gone).tolist():
        for page in range(starts[nota], starts[nota] + sizes[nota]):
            segment.delete_document(int(page))


def merge_small(folder: Path, listed: Sequence[W3Segment]) -> list[W3Segment]:
    """Return the segments with the small ones merged where there are many of one size, and the empty ones left out."""
    kept = [segment for segment in listed if segment.doc_count()]
    while chosen := _to_merge(kept):
        names = {segment.segment_id() for segment in chosen}
        kept = [segment for segment in kept if segment.segment_id() not in names]
        kept.append(merge_all(folder, chosen))
    return kept


def merge_all(folder: Path, segments: Sequence[W3Segment]) -> W3Segment:
    """Return one segment in the place of these."""
    opened = [open_segment(folder, segment) for segment in segments]
    alive = [commits.alive(segment, one) for segment, one in zip(segments, opened, strict=True)]
    return commits.write_segment(folder, merged(opened, alive))


def _to_merge(segments: Iterable[W3Segment]) -> list[W3Segment]:
    """Return segments of about one size that are due to become one; or one that is mostly gone."""
    levels: dict[int, list[W3Segment]] = {}
    for segment in sorted(segments, key=lambda one: (one.doc_count(), one.segment_id())):
        if segment.deleted_count() > segment.doc_count():
            return [segment]
        levels.setdefault(int(math.log(segment.doc_count(), MERGED_AT)), []).append(segment)
    for level in levels.values():
        sizes = np.cumsum([segment.doc_count() for segment in level[:MERGED_AT]])
        fitting = level[: int(np.count_nonzero(sizes <= LARGEST))]
        if len(level) >= MERGED_AT and len(fitting) > 1:
            return fitting
    return []
