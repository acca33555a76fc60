"""The index made anew from the records: on all processors, in bounded memory, and going on where it was cut off.

Each worker makes a segment of a lot of records; what is finished is committed to the new index at once. The old index
answers until the new one is whole.
"""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment

from index import commits
from index.archive import RECORD, Archive
from index.codec import EXTENSION, open_segment
from index.embedded import renewing, version
from index.engine import NeedsRebuild
from index.errors import DamagedArchive, UnknownNota
from index.growth import merge_all, segments_of
from index.nota import Nota, NotaId

LOT = 2_000  # nota's in a segment to begin with: some 200 MB while it is made
TOGETHER = 4  # lots that are merged at the end
MADE_BY = "version"

Run = Callable[..., Iterable[tuple[list[W3Segment], list[NotaId]]]]


def renew(archive: Archive, jobs: int, done: Callable[[int], None] = lambda notas: None) -> list[NotaId]:
    """Make the index anew; return the nota's whose record is damaged. `done` is told how many more are in.

    Raises `Busy`, `CannotWrite`.
    """
    with renewing(archive.index) as place:
        try:
            damaged = _renewed(archive, place, jobs, done)
        except NeedsRebuild:  # what an earlier attempt left is damaged
            _begin(place)
            damaged = _renewed(archive, place, jobs, done)
    (place / MADE_BY).unlink(missing_ok=True)
    return damaged


def _renewed(archive: Archive, place: Path, jobs: int, done: Callable[[int], None]) -> list[NotaId]:
    damaged: list[NotaId] = []
    finished = _taken_up(archive, place)
    done(len(finished))
    wanted = sorted(set(archive) - finished)
    lots = [wanted[start : start + LOT] for start in range(0, len(wanted), LOT)]
    with _workers(jobs if len(lots) > 1 else 1) as run:
        for lot, (made, unreadable) in zip(lots, run(partial(_made, archive.folder, place), lots), strict=True):
            damaged += unreadable
            commits.commit(place, [*commits.segments(place), *made], tidy=False)
            done(len(lot))
        small = sorted(commits.segments(place), key=lambda one: (one.doc_count(), one.segment_id()))
        groups = [small[start : start + TOGETHER] for start in range(0, len(small), TOGETHER)]
        merged = [segment for made, _ in run(partial(_together, place), groups) for segment in made]
    commits.commit(place, merged)
    return damaged


@contextmanager
def _workers(jobs: int) -> Iterator[Run]:
    if jobs == 1:
        yield map
        return
    # Started afresh: a copy of a process with threads is not to be trusted.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_undisturbed)
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)


def _undisturbed() -> None:
    """Leave it to the process that started this one to stop at ^C: a lot that was begun is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _taken_up(archive: Archive, place: Path) -> set[NotaId]:
    """Return the nota's that an earlier attempt indexed and that have not changed since; begin anew where it must."""
    try:
        if (place / MADE_BY).read_text() != version():
            raise NeedsRebuild
        return _forget_changed(archive, place)
    except (OSError, ValueError, NeedsRebuild):
        _begin(place)
        return set()


def _begin(place: Path) -> None:
    commits.begin(place)
    (place / MADE_BY).write_text(version())


def _forget_changed(archive: Archive, place: Path) -> set[NotaId]:
    """Keep the segments of which no record has changed since they were made; return their nota's."""
    kept, finished = [], set[NotaId]()
    with commits.damage_told():
        for segment in commits.segments(place):
            made = (place / segment.make_filename(EXTENSION)).stat().st_mtime_ns
            ids = {key.decode() for key in open_segment(place, segment).all("id").tolist()}
            if all(_changed(archive, key) < made for key in ids):
                kept.append(segment)
                finished |= ids
        commits.commit(place, kept, tidy=False)
    return finished


def _changed(archive: Archive, key: NotaId) -> float:
    """Return when a record was last put in its place: nanoseconds; for one that is gone the end of time."""
    try:
        return archive.path(key, RECORD).stat().st_ctime_ns
    except (OSError, UnknownNota, DamagedArchive):
        return float("inf")


def _made(folder: Path, place: Path, ids: Sequence[NotaId]) -> tuple[list[W3Segment], list[NotaId]]:
    """Return the segments that were made of these nota's, and those whose record is damaged."""
    archive, damaged = Archive(folder), list[NotaId]()
    made = [commits.write_segment(place, arrays) for arrays in segments_of(sound(archive, ids, damaged), set())]
    return made, damaged


def _together(place: Path, segments: Sequence[W3Segment]) -> tuple[list[W3Segment], list[NotaId]]:
    """Return one segment in the place of several."""
    return [merge_all(place, segments)] if len(segments) > 1 else list(segments), []


def sound(archive: Archive, ids: Iterable[NotaId], damaged: list[NotaId]) -> Iterator[Nota]:
    """Yield the records that can be read, and note the others."""
    for key in ids:
        try:
            yield archive.get(key)
        except (DamagedArchive, UnknownNota):
            damaged.append(key)
