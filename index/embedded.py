"""The engine in a folder: what is written into a Whoosh index, when, and under which lock.

The folder holds a file `current` that names the index in use, one folder below it. Rebuilding makes a new one beside
it and then replaces `current`, so that a reader sees the old index or the new, never a half.
"""

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from whoosh import columns, fields, formats
from whoosh.codec import default_codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.util.filelock import try_for

from index import ranking
from index.archive import unwritable
from index.engine import ANY, FACETS, NeedsRebuild, Query, Results
from index.errors import Busy
from index.nota import Datum, Kamerstuk, Motie, Nota, NotaId, Page, Tag, Thema
from index.snapshot import Facts, Shown, Snapshot, damage_told, pack_places
from index.terms import page_terms, value_terms

VERSION = 5  # of what is written below; an index with another number must be rebuilt

PATIENCE = 5.0  # seconds to wait for another process that is writing
MEMORY_MB = 128  # of postings held before they are sorted out to disk, by Whoosh's own modest count

# What a word weighs by where it stands: the body tells what a page is about, the colofon only whom it passed.
BODY, TITLE, METADATA, MARGIN, VARIANTS = 1.0, 0.5, 0.3, 0.5, 0.1

WORDS = ("tekst", "titel", "kop", "kenmerk", "gemarkeerd", "kantlijn")

Term = tuple[bytes, int, float, bytes]  # as Whoosh wants it: term, times, weight, packed positions


class Places(formats.Format):  # type: ignore[misc]  # Whoosh carries no types
    """How the places of a word are kept: as `pack_places` packs them."""


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field whose terms are worked out before it is written."""

    def __init__(self, format_: formats.Format) -> None:
        super().__init__(format_, None)

    def index(self, value: Iterable[Term], **_: object) -> Iterable[Term]:
        """Return the terms as they are."""
        return value


class EmbeddedEngine:
    """The engine in a folder. `EmbeddedEngine(folder)` opens the index, or makes an empty one where there is none.

    Many threads may share one. Raises `NeedsRebuild` when the index is damaged or of another version, and
    `CannotWrite` when the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()  # Whoosh's readers are not made for two searches at once
        self._place = ""
        self._index: Any = None
        self._snapshot: Snapshot | None = None
        if not _pointer(folder).exists():
            rebuild(folder, ())
        with self._lock:
            self._newest()

    def add(self, notas: Iterable[Nota]) -> None:
        """Make these nota's findable, all at once; those that are already there are replaced."""
        with _writing(self._folder):
            with self._lock:
                snapshot = self._newest()
            _write(self._index, snapshot, notas)

    def remove(self, ids: Iterable[NotaId]) -> None:
        """Forget these nota's; ids that are not there are no error."""
        with _writing(self._folder):
            with self._lock:
                snapshot = self._newest()
            _erase(self._index, snapshot, ids)

    def ids(self) -> set[NotaId]:
        """All nota's that can be found."""
        with self._lock:
            snapshot = self._newest()
            return {nota.id for nota, alive in zip(snapshot.facts, snapshot.alive, strict=True) if alive}

    def search(self, query: Query, limit: int = 10, offset: int = 0) -> Results:
        """Answer with at most `limit` hits, after skipping the best `offset`. Raises `NeedsRebuild`."""
        with self._lock:
            return ranking.search(self._newest(), query, limit, offset)

    def _newest(self) -> Snapshot:
        """Return the last committed state, reading it only where something was committed since."""
        with damage_told():
            while True:
                place = _current(self._folder)
                try:
                    return self._opened(place)
                except OSError:
                    if place == _current(self._folder):
                        raise
                    # It was rebuilt while we opened it: open the new one.

    def _opened(self, place: str) -> Snapshot:
        if place != self._place:
            self._index = FileIndex(FileStorage(str(self._folder / place)))
            self._place, self._snapshot = place, None
        known = self._snapshot
        if known is None or known.reader.generation() != self._index.latest_generation():
            known = self._snapshot = Snapshot(self._index.reader(reuse=known and known.reader))
        return known


def rebuild(folder: Path, notas: Iterable[Nota]) -> None:
    """Make the index anew out of these nota's, whatever state it is in. Until it is whole, the old one answers.

    Raises `Busy` when another process keeps writing, `CannotWrite` when the disk refuses.
    """
    with _writing(folder):
        old = [path for path in folder.iterdir() if path.is_dir()]
        place = _free_name({path.name for path in old})
        (folder / place).mkdir()
        index = FileIndex.create(FileStorage(str(folder / place)), _schema(), "MAIN")
        _write(index, Snapshot(index.reader()), notas)
        draft = folder / "current.new"
        draft.write_text(f"{VERSION} {place}\n")
        draft.replace(_pointer(folder))
        for path in old:
            shutil.rmtree(path)


def _free_name(taken: set[str]) -> str:
    return next(name for name in (f"index-{n}" for n in range(1, len(taken) + 2)) if name not in taken)


def _pointer(folder: Path) -> Path:
    return folder / "current"


def _current(folder: Path) -> str:
    version, place = _pointer(folder).read_text().split()
    if version != str(VERSION):
        raise NeedsRebuild(f"The index in {folder} is of another version; rebuild it with: nota reindex")
    return place


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


def _write(index: Any, snapshot: Snapshot, notas: Iterable[Nota]) -> None:
    """Add these nota's in one commit; the first of two with one id counts."""
    with _committing(index) as writer:
        written: set[NotaId] = set()
        for nota in notas:
            if nota.id not in written:
                written.add(nota.id)
                for document in _documents(nota):
                    writer.add_document(**document)
        _delete(writer, snapshot, written)


def _erase(index: Any, snapshot: Snapshot, ids: Iterable[NotaId]) -> None:
    with _committing(index) as writer:
        _delete(writer, snapshot, ids)


@contextmanager
def _committing(index: Any) -> Iterator[Any]:
    codec = default_codec()
    codec.length_stats = False  # `Facts` has the lengths; Whoosh would look for its own at every posting
    writer = index.writer(limitmb=MEMORY_MB, codec=codec)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _delete(writer: Any, snapshot: Snapshot, ids: Iterable[NotaId]) -> None:
    for page in chain.from_iterable(snapshot.pages(nota) for nota in snapshot.numbers(ids)):
        writer.delete_document(page)


def _schema() -> fields.Schema:
    schema = fields.Schema(facts=fields.COLUMN(), shown=fields.COLUMN(columns.CompressedBytesColumn()))
    schema.add("waarde", Terms(formats.Existence()))
    for name in WORDS:
        schema.add(name, Terms(Places()))
    return schema


def _documents(nota: Nota) -> Iterator[dict[str, Any]]:
    """Yield a nota's pages as Whoosh takes them, one by one. The first carries the facts of the whole nota."""
    pages = nota.pages or (Page(number=1),)
    read: list[tuple[int, int, float | None]] = []
    documents = []
    for page in pages:
        document: dict[str, Any] = {"facts": b"", "shown": msgspec.msgpack.encode(_shown(nota, page))}
        for field, texts in _texts(nota, page).items():
            terms, length = page_terms(texts)
            document[field] = [
                (term.encode(), len(stands.places), stands.weight, pack_places(stands.places))
                for term, stands in terms.items()
            ]
            if field == "tekst":
                read.append((page.number, length, page.quality))
        document["waarde"] = [(term.encode(), 1, 1.0, b"") for term in _values(nota, page)]
        documents.append(document)
    documents[0]["facts"] = msgspec.msgpack.encode(_facts(nota, read))
    yield from documents


def _shown(nota: Nota, page: Page) -> Shown:
    readings = " · ".join(mark.text for mark in page.marks if mark.text)
    tags = [(tag.kind, _days(tag) or tag.value, tag.start, tag.end) for tag in nota.tags if tag.page == page.number]
    return Shown([page.body, readings, page.metadata, nota.title], tags)


def _texts(nota: Nota, page: Page) -> dict[str, list[tuple[str, float]]]:
    """Return for every field of words its texts, and what a word weighs in each."""
    readings = [mark.text for mark in page.marks if mark.text]
    quotes = [mark.quote for mark in page.marks if mark.quote]
    written = [mark for mark in page.marks if mark.kind in {"marginalia", "interlinear"}]
    variants = [variant for line in page.lines for word in line.words for variant in word.variants]
    body = [(page.body, BODY), (nota.title, TITLE), (page.metadata, METADATA), *((text, MARGIN) for text in readings)]
    body += [(variant, VARIANTS) for variant in variants]  # at the end: they are found, and never shown
    alone = {
        "titel": [nota.title],
        "kop": [line.text for line in page.lines if line.region == "heading"],
        "kenmerk": [nota.reference or ""],
        "gemarkeerd": [*quotes, ANY] if quotes else [],
        "kantlijn": [*readings, ANY] if readings or written else [],
    }
    return {"tekst": body} | {field: [(text, 1.0) for text in texts] for field, texts in alone.items() if any(texts)}


def _values(nota: Nota, page: Page) -> set[str]:
    """Return the terms of all that this page refers to, of the nota's year, and of how well the page was read."""
    terms = {f"jaar:{nota.dated.year}"} if nota.dated else set()
    if page.band:
        terms |= value_terms("kwaliteit", ANY, page.band)
    for tag in nota.tags:
        if tag.page == page.number:
            terms |= _tag_terms(tag)
    return terms


def _tag_terms(tag: Tag) -> set[str]:
    if days := _days(tag):
        return {f"datum:{days}"}
    terms = value_terms(tag.kind, ANY, tag.value, *_other_names(tag))
    if isinstance(tag, Motie | Kamerstuk) and tag.dossier:
        # A paper is found by its dossier too: 36410, 36410-XV. And a motie with a number is a paper.
        paper = [part for part in (tag.dossier, tag.suffix, tag.number) if part]
        wholes = ["-".join(paper[: n + 1]) for n in range(len(paper))]
        terms |= {term for kind in {tag.kind, "kamerstuk"} for term in value_terms(kind, *wholes)}
    return terms


def _days(tag: Tag) -> str:
    return f"{tag.first}/{tag.last}" if isinstance(tag, Datum) else ""


def _other_names(tag: Tag) -> list[str]:
    match tag:
        case Motie():
            return [tag.quote, *tag.names, tag.status or ""]
        case Thema():
            return [tag.label, *tag.broader]  # its quote is a word of the text, found as such
        case _:
            return [tag.quote]


def _facts(nota: Nota, pages: list[tuple[int, int, float | None]]) -> Facts:
    values = {field: sorted({tag.value for tag in nota.tags if tag.kind == field}) for field in FACETS}
    values["jaar"] = [str(nota.dated.year)] if nota.dated else []
    values["kwaliteit"] = sorted({page.band for page in nota.pages if page.band})
    dated = nota.dated.isoformat() if nota.dated else None
    return Facts(nota.id, nota.title, dated, pages, {kind: found for kind, found in values.items() if found})
