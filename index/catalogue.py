"""Keep the index abreast of the archive: what is stored can be found, also after a kill between the two."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from index.archive import Archive
from index.embedded import EmbeddedEngine, rebuild
from index.engine import Engine, NeedsRebuild
from index.errors import Busy, CannotWrite, DamagedArchive
from index.nota import Nota, NotaId
from index.stale import clear_stale, note_stale, stale

AT_ONCE = 200  # notas in one commit: some ten megabytes of records


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


def up_to_date(archive: Archive, say: Callable[[str], None]) -> EmbeddedEngine:
    """Return an engine that finds what the archive holds; `say` is told where the index had to be mended first.

    Where another command is writing, or this user may not, what was indexed before is searched. Raises Busy or
    CannotWrite where there was nothing.
    """
    engine = _engine(archive)
    if engine and set(archive) == engine.ids() and not stale(archive):
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
    return EmbeddedEngine(archive.index)


def rebuild_index(archive: Archive) -> list[NotaId]:
    """Build the index from the records alone; return the notas whose record is damaged.

    To be called inside `archive.writing()`. Raises Busy, CannotWrite.
    """
    damaged: list[NotaId] = []
    rebuild(archive.index, _sound(archive, archive, damaged))
    clear_stale(archive)
    return damaged


def _engine(archive: Archive) -> EmbeddedEngine | None:
    if not archive.index.is_dir():
        return None
    try:
        engine = EmbeddedEngine(archive.index)
        engine.ids()  # reads every part of the index that a search needs
    except NeedsRebuild:
        return None
    return engine


def _add_what_differs(archive: Archive, engine: Engine) -> list[NotaId]:
    there, known = set(archive), engine.ids()
    changed = stale(archive) & there
    damaged: list[NotaId] = []
    for ids in lots(sorted((there - known) | changed)):
        engine.add(_sound(archive, ids, damaged))
    if gone := known - there | known.intersection(damaged):
        engine.remove(gone)
    clear_stale(archive)
    return damaged


def lots(ids: Sequence[NotaId]) -> Iterator[Sequence[NotaId]]:
    """Yield the ids in lots, each as large as what is written at once."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _sound(archive: Archive, ids: Iterable[NotaId], damaged: list[NotaId]) -> Iterator[Nota]:
    """Yield the records that can be read, and note the others."""
    for key in ids:
        try:
            yield archive.get(key)
        except DamagedArchive:
            damaged.append(key)
