"""The road of a scan: file, pages, colofon, tags, archive, index; and the batch that many scans go through."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from index.archive import Archive, Draft, nota_id, page_file, unwritable
from index.carried import with_sayings
from index.catalogue import catch_up
from index.errors import DamagedArchive, NotaError, UnreadableScan
from index.nota import Nota, NotaId, Page
from index.readings import readings
from index.refused import RefusedFile, note_refused
from index.said import now
from index.stale import note_stale
from index.typed import as_unicode
from index.verdicts import verdicts
from index.words import own_words
from ingest import ocr
from ingest.ahead import run_ahead
from ingest.colofon import read_colofon
from ingest.files import checksum, find_scans, suffix
from ingest.known import Known, known_to
from ingest.lexicon import also_knowing
from ingest.reader import PageReading, read_page
from ingest.scan import Raster, Refused, open_scan
from ingest.tag import tag
from ingest.year import surer_year

INDEXED_EVERY = 50  # new notas: what a killed batch left to index takes seconds, and a commit is not made too often

ReadPage = Callable[[Raster], PageReading]
Call = Callable[[], PageReading | None]
PageRead = Callable[[Path, int], None]


class Outcome(Struct, frozen=True):
    """What became of one file."""

    path: str  # as it was given
    outcome: Literal["new", "present", "refused"]
    id: NotaId | None = None
    pages: int | None = None
    reason: str | None = None  # why it was refused, in a word for programs
    message: str | None = None  # and in a sentence for people, with what to do
    sha256: str | None = None  # of its content, hexadecimal; None where that could not be read


@dataclass(frozen=True, slots=True, eq=False)
class _Scan:
    """A file on the road. Two of the same content are still two."""

    path: Path
    sha256: bytes = b""
    to_read: bool = False  # its pages follow: it is not there, or is to be read again, and no copy came before it

    @property
    def id(self) -> NotaId:
        return nota_id(self.sha256)


def ingest(
    paths: Iterable[Path],
    archive: Archive,
    jobs: int = 1,
    read: ReadPage = read_page,
    page_read: PageRead = lambda path, number: None,
    *,
    again: bool = False,
) -> Iterator[Outcome]:
    """Take scans in, and yield what became of each, in order; a bad one never stops the batch.

    Files are taken as they are, folders searched for scans. `jobs` pages are read at once. `page_read` is told of each
    page when it has been read. The archive's own words and themes are those it has when the batch begins.
    A scan that is there already is left as it is; `again`, it is read anew, its outcome is "new", and what people said
    of it stays.
    Raises MissingTool, Busy, CannotWrite, and WrongUsage where the file of either cannot be read.
    """
    with archive.writing(), also_knowing(own_words(archive)):
        known = known_to(archive)
        calls = _calls(find_scans(paths, archive.folder), archive, read, again)
        yield from followed(_outcomes(calls, archive, known, jobs, page_read), archive)


def followed(outcomes: Iterable[Outcome], archive: Archive) -> Iterator[Outcome]:
    """Yield the outcomes, and let the index and the list of refused files follow the archive.

    A refusal is listed before it is yielded. To be called inside `archive.writing()`. Raises Busy, CannotWrite.
    """
    unindexed, unlisted = 0, list[Outcome]()
    for outcome in outcomes:
        unlisted.append(outcome)
        if outcome.outcome == "refused":
            _list(unlisted, archive)
            unlisted = []
        yield outcome
        unindexed += outcome.outcome == "new"
        if unindexed >= INDEXED_EVERY:
            catch_up(archive)
            unindexed = 0
    catch_up(archive)
    _list(unlisted, archive)


def _list(outcomes: Sequence[Outcome], archive: Archive) -> None:
    """Take from the list of refused files what was taken in, and add what was refused, which stands behind it."""
    taken = [one for one in outcomes if one.outcome != "refused"]
    new = [
        RefusedFile(as_unicode(one.path), str(one.reason), as_unicode(str(one.message)), now(), one.sha256)
        for one in outcomes
        if one.outcome == "refused"
    ]
    note_refused(archive, new, {name for one in taken for name in (as_unicode(one.path), one.sha256) if name})


def finish(draft: Draft, nota: Nota, archive: Archive, known: Known) -> None:
    """Put a drafted nota in its place: beside the others, or where it was before, with what people said of it then.

    To be called inside `archive.writing()`. Raises DamagedArchive where what people said cannot be read, CannotWrite.
    """
    if nota.id not in archive:
        draft.finish(nota)
        return
    said, read = verdicts(archive, nota.id), readings(archive, nota.id)
    note_stale(archive, [nota.id])
    archive.renew(with_sayings(nota, said, read, known.thesaurus), draft)


def compose(
    sha256: bytes,
    source: str,
    pages: Sequence[Page],
    known: Known,
    made_with: Sequence[str] = (),
    *,
    title: str | None = None,
    dated: dt.date | None = None,
) -> Nota:
    """Make the record: what the colofon tells, unless it is given, and the tags. `made_with`: besides ourselves."""
    colofon, bodies = read_colofon(pages, source), [page.body for page in pages]
    if dated is None and colofon.dated is not None:
        dated = surer_year(bodies, colofon.dated, colofon.doubtful)
    return Nota(
        id=nota_id(sha256),
        sha256=sha256.hex(),
        source=source,
        title=title or colofon.title,
        dated=dated,
        reference=colofon.reference,
        made_with=(*made_with, ourselves()),
        pages=tuple(pages),
        tags=tag(bodies, dated, known),
        colofon=dict(colofon.fields),
    )


def ourselves() -> str:
    """Return the name under which this version stands in a record."""
    return f"nota-archief {version('nota-archief')}"


def _outcomes(
    calls: Iterator[tuple[_Scan, Call]], archive: Archive, known: Known, jobs: int, page_read: PageRead
) -> Iterator[Outcome]:
    refused: dict[NotaId, Outcome] = {}  # by content, so that a second copy gets the same answer
    with closing(run_ahead(calls, jobs)) as answers:
        for scan, group in groupby(answers, key=lambda answer: answer[0]):
            told = partial(page_read, scan.path)
            outcome = _settle(scan, (future for _, future in group), archive, known, refused, told)
            if scan.sha256:
                outcome = msgspec.structs.replace(outcome, sha256=scan.sha256.hex())
            if outcome.outcome == "refused" and scan.sha256:
                refused[scan.id] = outcome
            yield outcome


def _calls(paths: Iterable[Path], archive: Archive, read: ReadPage, again: bool) -> Iterator[tuple[_Scan, Call]]:
    """Yield, file by file, one call that opens it, answering None, and one for each page still to be read."""
    begun: set[NotaId] = set()
    for path in paths:
        try:
            digest = checksum(path)
        except UnreadableScan as refusal:
            yield _Scan(path), partial(_fail, refusal)
            continue
        key = nota_id(digest)
        scan = _Scan(path, digest, to_read=key not in begun and (again or key not in archive))
        yield scan, _nothing
        if scan.to_read:
            begun.add(scan.id)
            yield from _page_calls(scan, read)


def _page_calls(scan: _Scan, read: ReadPage) -> Iterator[tuple[_Scan, Call]]:
    try:
        for raster in open_scan(scan.path):
            yield scan, partial(read, raster)
    except Exception as error:  # whatever it is, it is said of this file when its turn comes
        yield scan, partial(_fail, error)


def _nothing() -> None:
    """Answer for a file that has been opened."""


def _fail(error: Exception) -> None:
    raise error


def _settle(
    scan: _Scan,
    answers: Iterator[Future[PageReading | None]],
    archive: Archive,
    known: Known,
    refused: Mapping[NotaId, Outcome],
    page_read: Callable[[int], None],
) -> Outcome:
    """Take one scan in, or say why not."""
    path = str(scan.path)
    try:
        next(answers).result()  # a file that could not be opened says so here
        if scan.id in refused:
            return msgspec.structs.replace(refused[scan.id], path=path)
        if not scan.to_read:
            return Outcome(path, "present", scan.id, len(archive.get(scan.id).pages))
        with unwritable(Path(tempfile.gettempdir())):
            nota = _take_in(scan, answers, archive, known, page_read)
        return Outcome(path, "new", nota.id, len(nota.pages))
    except UnreadableScan as refusal:
        return Outcome(path, "refused", reason=getattr(refusal, "reason", "not-a-scan"), message=str(refusal))
    except DamagedArchive as damage:
        return Outcome(path, "refused", scan.id, reason="damaged", message=str(damage))
    except NotaError:
        raise
    except Exception as error:  # one page that no room can handle must not cost a night's batch
        message = f"{scan.path.name} could not be read ({type(error).__name__}: {error}); please report this."
        return Outcome(path, "refused", reason="failed", message=message)


def _take_in(
    scan: _Scan,
    answers: Iterator[Future[PageReading | None]],
    archive: Archive,
    known: Known,
    page_read: Callable[[int], None],
) -> Nota:
    """Write the pages as they come, then the scan itself and the record."""
    pages: list[Page] = []
    with archive.draft(scan.id) as draft:
        for reading in (answer.result() for answer in answers):
            if reading:
                for name, data in reading.files.items():
                    draft.write(page_file(reading.page.number, name), data)
                pages.append(reading.page)
                page_read(reading.page.number)
        if not pages:
            raise Refused("empty", f"{scan.path.name} has no pages; scan it again.")
        _copy(scan, draft)
        nota = compose(scan.sha256, stored_name(scan.path), pages, known, [ocr.version()])
        finish(draft, nota, archive, known)
    return nota


def _copy(scan: _Scan, draft: Draft) -> None:
    """Keep the scan as it came, if it still is what was read."""
    try:
        same = draft.copy(f"scan{suffix(scan.path)}", scan.path) == scan.sha256.hex()
    except FileNotFoundError:
        same = False
    if not same:
        raise Refused("broken", f"{scan.path.name} changed while it was read; take it in again.")


def stored_name(path: Path) -> str:
    """Return the file's name as Unicode text."""
    return as_unicode(path.name)
