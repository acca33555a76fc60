"""Keep the index abreast of the archive: what is stored can be found, also after a kill between the two.

Which notas the index lacks is looked for only in the folders that changed since it was last known to lack none.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from index.archive import Archive
from index.embedded import EmbeddedEngine
from index.engine import NeedsRebuild, Query, Results
from index.errors import Busy, CannotWrite
from index.nota import Nota, NotaId
from index.renewal import renew, sound
from index.stale import clear_stale, note_stale, stale

AT_ONCE = 200  # notas in one commit: some ten megabytes of records
SEEN = "seen.json"  # beside the segments: when each folder of notas had last changed when it was known to be indexed

Shelves = dict[str, int]
Say = Callable[[str], None]


def catch_up(archive: Archive) -> list[NotaId]:
    """Make the index hold what the archive holds, anew where it must; return the notas whose record is damaged.

    To be called inside `archive.writing()`. Raises Busy, CannotWrite.
    """
    try:
        return _add_what_differs(archive, EmbeddedEngine(archive.index))
    except NeedsRebuild:
        return rebuild_index(archive)


def rewrite(archive: Archive, notas: Sequence[Nota]) -> None:
    """Put these records in the place of the ones that the archive has, and let the index follow.

    They are noted as stale first: killed at any moment, the next to write or to search brings the index up to date.
    To be called inside `archive.writing()`. Raises UnknownNota, DamagedArchive, Busy, CannotWrite.
    """
    note_stale(archive, [nota.id for nota in notas])
    for nota in notas:
        archive.replace(nota)
    catch_up(archive)


def search(archive: Archive, query: Query, limit: int, offset: int, say: Say) -> Results:
    """Answer a question to the archive; an index that proves damaged is made anew first. Raises Busy, CannotWrite."""
    try:
        return up_to_date(archive, say).search(query, limit, offset)
    except NeedsRebuild:
        say("The index is damaged. Making it anew from the records; nothing is lost.")
        with archive.writing():
            try:
                return EmbeddedEngine(archive.index).search(query, limit, offset)  # another process may have mended it
            except NeedsRebuild:
                rebuild_index(archive)
        return EmbeddedEngine(archive.index).search(query, limit, offset)


def up_to_date(archive: Archive, say: Say, kept: EmbeddedEngine | None = None) -> EmbeddedEngine:
    """Return an engine that finds what the archive holds; `say` is told where the index had to be mended first.

    `kept` is the engine that was returned before, for as long as it will do.
    Where another command is writing, or this user may not, what was indexed before is searched. Raises Busy or
    CannotWrite where there was nothing.
    """
    engine = kept or _engine(archive)
    if engine and not stale(archive):
        place, shelves = engine.place, archive.shelves()
        if all(there == known for there, known in _differing(archive, engine, shelves)):
            _remember(place, shelves)
            return engine
    say("Bringing the index up to date with the records.")
    try:
        with archive.writing():
            damaged = catch_up(archive)
    except (Busy, CannotWrite) as error:
        if engine is None:
            raise
        say(f"{error} Searching what was indexed before.")
        return engine
    if damaged:
        say(f"Not searched, for their record is damaged: {', '.join(damaged)}; run `nota check`.")
    return kept or EmbeddedEngine(archive.index)


def rebuild_index(archive: Archive, jobs: int | None = None, done: Callable[[int], None] | None = None) -> list[NotaId]:
    """Build the index from the records alone; return the notas whose record is damaged.

    It is done by so many processes, else one for each processor; `done` is told how many more notas are in. To be
    called inside `archive.writing()`. Raises Busy, CannotWrite.
    """
    shelves = archive.shelves()
    damaged = renew(archive, jobs or len(os.sched_getaffinity(0)), done or (lambda notas: None))
    clear_stale(archive)
    _remember(EmbeddedEngine(archive.index).place, _without(shelves, damaged))
    return damaged


def _engine(archive: Archive) -> EmbeddedEngine | None:
    if not archive.index.is_dir():
        return None
    try:
        return EmbeddedEngine(archive.index)
    except NeedsRebuild:
        return None


def _add_what_differs(archive: Archive, engine: EmbeddedEngine) -> list[NotaId]:
    shelves = archive.shelves()
    changed = {key for key in stale(archive) if key in archive}
    new, gone = set(changed), set[NotaId]()
    for there, known in _differing(archive, engine, shelves):
        new |= there - known
        gone |= known - there
    damaged: list[NotaId] = []
    for ids in lots(sorted(new)):
        engine.add(sound(archive, ids, damaged))
    if gone := gone.union(changed.intersection(damaged)):
        engine.remove(gone)
    clear_stale(archive)
    _remember(engine.place, _without(shelves, damaged))
    return damaged


def lots(ids: Sequence[NotaId]) -> Iterator[Sequence[NotaId]]:
    """Yield the ids in lots, each as large as what is written at once."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


# ── which folders changed ──


def _differing(archive: Archive, engine: EmbeddedEngine, shelves: Shelves) -> Iterator[tuple[set[NotaId], set[NotaId]]]:
    """Yield for every folder that changed the notas in it, and those of them that the index knows."""
    seen = _seen(engine.place)
    for shelf in sorted(shelves.keys() | seen.keys()):
        if not shelves.get(shelf) or shelves[shelf] != seen.get(shelf):
            yield archive.on_shelf(shelf), engine.ids(f"n-{shelf}")


def _seen(place: Path) -> Shelves:
    try:
        return msgspec.json.decode((place / SEEN).read_bytes(), type=Shelves)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _remember(place: Path, shelves: Shelves) -> None:
    """Note that the index holds what is in these folders. To no avail where this user may not write there."""
    settled = {shelf: changed for shelf, changed in shelves.items() if changed}
    if settled != _seen(place):
        draft = place / f"{SEEN}.{os.getpid()}"
        with suppress(OSError):
            draft.write_bytes(msgspec.json.encode(settled))
            draft.replace(place / SEEN)


def _without(shelves: Shelves, ids: Sequence[NotaId]) -> Shelves:
    """Return the folders but those of these notas, which are looked for again every time."""
    return {shelf: 0 if any(key.startswith(f"n-{shelf}") for key in ids) else at for shelf, at in shelves.items()}
