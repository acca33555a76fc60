"""The engine in a folder: which segments a Whoosh index has, when they are written, and under which lock.

The folder holds a file `current` that names the index in use, one folder below it. Rebuilding makes a new one beside
it and then replaces `current`, so that a reader sees the old index or the new, never a half.
"""

import shutil
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import try_for

from index import commits, durable, ranking
from index.archive import unwritable
from index.codec import open_segment
from index.commits import damage_told
from index.dutch import stem, tokens
from index.engine import NeedsRebuild, Query, Results
from index.errors import Busy
from index.growth import change
from index.nota import Nota, NotaId
from index.snapshot import Leaf, Snapshot

LAYOUT = 7  # of what `index.segment` writes; an index with another number must be rebuilt

PATIENCE = 5.0  # seconds to wait for another process that is writing

_SAMPLE = """Prejudiciële vragen over de Wi2013: 36 410 XV, nr. 12, € 100.000 aan KPI's, zzp'ers en NT2-docenten. De
moties zijn toegezegd, gemeenten evalueerden categorieën, kinderen en thema's van de verhoogde COVID-19-uitkeringen."""


class EmbeddedEngine:
    """The engine in a folder. `EmbeddedEngine(folder)` opens the index, or makes an empty one where there is none.

    Many threads may share one. Raises `NeedsRebuild` when the index is damaged or of another version, and
    `CannotWrite` when the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._at: tuple[str, int] = ("", -1)  # what `current` said, and the commit
        self._leaves: dict[str, Leaf] = {}
        self._snapshot = Snapshot(())
        if not _pointer(folder).exists():
            _begin(folder)
        self._newest()

    @property
    def place(self) -> Path:
        """The folder of the index in use. Raises `NeedsRebuild` when it is of another version."""
        return _current(self._folder)[1]

    def add(self, notas: Iterable[Nota]) -> None:
        """Make these nota's findable, all at once; those that are already there are replaced."""
        with _writing(self._folder):
            change(self.place, notas)

    def remove(self, ids: Iterable[NotaId]) -> None:
        """Forget these nota's; ids that are not there are no error."""
        with _writing(self._folder):
            change(self.place, (), ids)

    def ids(self, beginning: str = "") -> set[NotaId]:
        """All nota's that can be found, or those whose id begins so."""
        return self._newest().ids_beginning(beginning)

    def search(self, query: Query, limit: int = 10, offset: int = 0) -> Results:
        """Answer with at most `limit` hits, after skipping the best `offset`. Raises `NeedsRebuild`."""
        return ranking.search(self._newest().without(query.hidden), query, limit, offset)

    def _newest(self) -> Snapshot:
        """Return the last committed state, opening only what was committed since."""
        with self._lock, damage_told():
            while True:
                said, place = _current(self._folder)
                at = said, commits.generation(place)
                if at == self._at:
                    return self._snapshot
                try:
                    self._open(place)
                except (OSError, NeedsRebuild):
                    if at == (_current(self._folder)[0], commits.generation(place)):
                        raise
                    continue  # it was committed or made anew while we opened it: open what there is now
                self._at = at

    def _open(self, folder: Path) -> None:
        leaves: dict[str, Leaf] = {}
        for segment in commits.segments(folder):
            key = f"{folder.name}/{segment.segment_id()}"
            known = self._leaves.get(key)
            opened = known.segment if known else open_segment(folder, segment)
            alive = commits.alive(segment, opened)
            leaves[key] = known.keeping(alive) if known else Leaf(opened, alive)
        self._leaves, self._snapshot = leaves, Snapshot(tuple(leaves.values()))


def rebuild(folder: Path, notas: Iterable[Nota]) -> None:
    """Make the index anew out of these nota's, whatever state it is in. Until it is whole, the old one answers.

    Raises `Busy` when another process keeps writing, `CannotWrite` when the disk refuses.
    """
    with renewing(folder) as place:
        commits.begin(place)
        change(place, notas)


@contextmanager
def renewing(folder: Path) -> Iterator[Path]:
    """Give the folder in which a new index is made, with what an earlier attempt left there; then put it in use.

    Until then the old one answers. Raises `Busy`, `CannotWrite`.
    """
    with _writing(folder):
        used = _used(folder)
        place = folder / ("index-2" if used == "index-1" else "index-1")
        yield place
        _use(place)


def _begin(folder: Path) -> None:
    """Make an index of nothing, unless another process just made one."""
    with _writing(folder):
        if not _pointer(folder).exists():
            place = folder / "index-1"
            commits.begin(place)
            _use(place)


def _use(place: Path) -> None:
    """Let this be the index in use, and take away the other. The number tells it from all that had its name before."""
    draft = place.parent / "current.new"
    durable.write(draft, f"{version()} {place.name} {time.time_ns()}\n".encode())
    draft.replace(_pointer(place.parent))
    for path in place.parent.iterdir():
        if path.is_dir() and path != place:
            shutil.rmtree(path, ignore_errors=True)  # a reader may be writing there; the next renewal clears it


def _used(folder: Path) -> str:
    """Return the name of the index in use, of whatever version; "" where none can be read."""
    try:
        return _pointer(folder).read_text().split()[1]
    except (OSError, IndexError, UnicodeDecodeError):
        return ""


def _pointer(folder: Path) -> Path:
    return folder / "current"


def _current(folder: Path) -> tuple[str, Path]:
    """Return what `current` says, and the folder that it names. Raises `NeedsRebuild`, OSError."""
    said = _pointer(folder).read_text("utf-8", "replace")
    made_by, place, *_ = [*said.split(), "", ""]
    if made_by != version() or not said.endswith("\n"):
        raise NeedsRebuild(f"The index in {folder} is of another version, or damaged; rebuild it with: nota reindex")
    return said, folder / place


@cache
def version() -> str:
    """Return the version of an index: how it is laid out, and what becomes of words, tried on a sentence."""
    words = [(token.joined, token.parts, *map(stem, token.parts)) for token in tokens(_SAMPLE)]
    return f"{LAYOUT}-{zlib.crc32(repr(words).encode()):08x}"


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Hold the only right to write to this index. The kernel frees it when the process is killed."""
    with unwritable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(folder)).lock("lock")
        if not try_for(lock.acquire, timeout=PATIENCE, delay=0.05):
            raise Busy(f"Another process is writing to the index in {folder}; try again when it is done.")
        try:
            yield
        finally:
            lock.release()
