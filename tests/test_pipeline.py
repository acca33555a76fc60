"""The batch: what it takes in, what it refuses, and that nothing of it is ever half."""

import hashlib
import io
import json
import multiprocessing
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from index.archive import Archive
from index.catalogue import up_to_date
from index.embedded import EmbeddedEngine
from index.errors import MissingTool
from index.judge import judge
from index.nota import Box, Mark, Page, Thema
from index.stale import stale
from index.transcribe import read_mark
from ingest.ahead import run_ahead
from ingest.imports import import_lines
from ingest.layer import layer_png
from ingest.pipeline import Outcome, ingest
from ingest.reader import PageReading
from ingest.scan import Raster
from search.query import parse
from tests.conftest import a_scan, killed_at_every_step
from tests.test_journey import nota


def read_cheaply(raster: Raster) -> PageReading:
    """Read a page without OCR: its text is the checksum of its pixels, so that other pages read otherwise."""
    words = hashlib.sha256(raster.pixels.tobytes()).hexdigest()
    height, width = raster.pixels.shape[:2]
    page = Page(number=raster.number, width=width, height=height, dpi=raster.dpi, body=words)
    return PageReading(page, {"upright.jpg": raster.pixels.tobytes(), "print.jpg": words.encode()})


def take_in(archive: Archive, *paths: Path, jobs: int = 2) -> list[Outcome]:
    return list(ingest(paths, archive, jobs, read_cheaply))


def files_of(archive: Archive) -> dict[str, bytes]:
    """All that is stored, but for the index, which is a cache."""
    stored = (path for part in ("notas", "tmp") for path in (archive.folder / part).rglob("*"))
    return {str(path.relative_to(archive.folder)): path.read_bytes() for path in stored if path.is_file()}


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    (folder / "dieper").mkdir(parents=True)
    a_scan(folder / "b.TIFF", "een", "twee", "drie")
    a_scan(folder / "a.pdf", "vier", "vijf")
    a_scan(folder / "c.png", "zes")
    a_scan(folder / "dieper" / "d.JPG", "zeven")
    return folder


def test_a_folder_is_taken_in_by_the_order_of_its_paths(archive: Archive, scans: Path) -> None:
    outcomes = take_in(archive, scans)

    assert [(Path(o.path).name, o.outcome, o.pages) for o in outcomes] == [
        ("a.pdf", "new", 2),
        ("b.TIFF", "new", 3),
        ("c.png", "new", 1),
        ("d.JPG", "new", 1),
    ]
    assert sorted(archive) == sorted(str(o.id) for o in outcomes)
    assert not list(archive.verify())


def test_the_original_is_kept_byte_for_byte_under_the_suffix_of_its_format(archive: Archive, tmp_path: Path) -> None:
    scan = a_scan(tmp_path / "nota.png", "een").rename(tmp_path / "zonder naam")

    (outcome,) = take_in(archive, scan)

    assert outcome.id is not None
    original = archive.original(outcome.id)
    assert original.name == "scan.png"
    assert original.read_bytes() == scan.read_bytes()
    record = archive.get(outcome.id)
    assert record.sha256 == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert record.source == "zonder naam"


def test_a_scan_that_is_there_changes_nothing(archive: Archive, scans: Path) -> None:
    first = take_in(archive, scans)
    before = files_of(archive)

    again = take_in(archive, scans)

    assert {o.outcome for o in again} == {"present"}
    assert [(o.id, o.pages) for o in again] == [(o.id, o.pages) for o in first]
    assert files_of(archive) == before


def test_a_copy_in_the_same_batch_is_present(archive: Archive, tmp_path: Path) -> None:
    scan = a_scan(tmp_path / "a.pdf", "een")
    copy = tmp_path / "b.pdf"
    copy.write_bytes(scan.read_bytes())

    outcomes = take_in(archive, scan, copy, scan)

    assert [o.outcome for o in outcomes] == ["new", "present", "present"]
    assert len({o.id for o in outcomes}) == 1


def test_one_worker_and_many_make_the_same_archive(tmp_path: Path, scans: Path) -> None:
    one, many = Archive(tmp_path / "een"), Archive(tmp_path / "veel")

    assert take_in(one, scans, jobs=1) == take_in(many, scans, jobs=4)
    assert files_of(one) == files_of(many)


def test_what_was_taken_in_can_be_found(archive: Archive, scans: Path) -> None:
    outcomes = take_in(archive, scans)

    engine = EmbeddedEngine(archive.index)
    assert engine.ids() == {o.id for o in outcomes}


HERE = Box(10, 10, 110, 60)


def with_marks(*marks: Mark) -> Callable[[Raster], PageReading]:
    """Read as a version does that finds these marks, and says so."""

    def read(raster: Raster) -> PageReading:
        page, files = read_cheaply(raster).page, read_cheaply(raster).files
        crops = {f"{mark.id}.jpg": mark.id.encode() for mark in marks}
        return PageReading(replace(page, body=f"{page.body} {len(marks)}", marks=marks), files | crops)

    return read


def read_again(archive: Archive, *paths: Path, read: Callable[[Raster], PageReading] = read_cheaply) -> list[Outcome]:
    return list(ingest(paths, archive, 2, read, again=True))


@pytest.fixture
def key(archive: Archive, tmp_path: Path) -> str:
    """Return a scan of two pages, each with a note and a stain, which a person read and judged."""
    scan = a_scan(tmp_path / "a.tif", "een", "twee")
    old = with_marks(Mark("k01", "marginalia", HERE, "blue"), Mark("k02", "tick", Box(200, 200, 210, 210), "grey"))
    (outcome,) = ingest([scan], archive, 2, old)
    key = str(outcome.id)
    read_mark(archive, key, 1, "k01", "eens", "Anna")
    read_mark(archive, key, 2, "k02", "gezien", "Anna")
    judge(archive, key, ["asiel"], "confirmed", "Anna")
    return key


def test_a_scan_that_is_read_again_is_as_this_version_reads_it(archive: Archive, tmp_path: Path, scans: Path) -> None:
    read = with_marks(Mark("k01", "marginalia", HERE, "blue"))
    first, fresh = list(ingest([scans], archive, 2, with_marks())), Archive(tmp_path / "vers")
    expected = list(ingest([scans], fresh, 2, read))

    again = read_again(archive, scans, read=read)

    assert again == expected == first
    assert files_of(archive) == files_of(fresh)
    assert not list(archive.verify())
    assert not stale(archive)


def test_read_again_a_nota_keeps_what_people_said_of_it(archive: Archive, tmp_path: Path, key: str) -> None:
    said = {name: archive.beside(key, name).read_bytes() for name in ("verdicts.jsonl", "readings.jsonl")}
    moved = with_marks(Mark("k01", "tick", Box(300, 9, 310, 19), "blue"), Mark("k02", "interlinear", HERE, "black"))

    (outcome,) = read_again(archive, tmp_path / "a.tif", read=moved)

    assert (outcome.outcome, outcome.id, outcome.pages) == ("new", key, 2)
    first, second = archive.intact(key).pages
    assert {mark.id: mark.text for mark in first.marks} == {"k01": None, "k02": "eens"}
    assert {mark.id: mark.text for mark in second.marks} == {"k01": None, "k02": None, "r01": "gezien"}
    assert [tag.value for tag in archive.get(key).tags if isinstance(tag, Thema)] == ["asiel"]
    for name, before in said.items():
        assert archive.beside(key, name).read_bytes() == before
    for word in ("eens", "gezien"):
        assert found(archive, f"kantlijn:{word}") == {key}
    assert not list(archive.verify())


def test_a_mark_that_only_a_reading_tells_of_is_shown(archive: Archive, tmp_path: Path, key: str) -> None:
    def read(raster: Raster) -> PageReading:
        picture = io.BytesIO()
        Image.new("L", (420, 594), 255).save(picture, "JPEG")
        return PageReading(read_cheaply(raster).page, {"upright.jpg": picture.getvalue()})

    read_again(archive, tmp_path / "a.tif", read=read)

    with Image.open(io.BytesIO(layer_png(archive, key, 1, "r01"))) as cut:
        assert 100 < cut.width < 120  # the mark, and a little of the page around it
        assert 50 < cut.height < 70


def test_a_scan_that_is_not_there_yet_is_taken_in_all_the_same(archive: Archive, scans: Path) -> None:
    assert {o.outcome for o in read_again(archive, scans)} == {"new"}


def test_a_copy_is_not_read_twice_in_one_batch(archive: Archive, tmp_path: Path, key: str) -> None:
    copy = tmp_path / "b.tif"
    copy.write_bytes((tmp_path / "a.tif").read_bytes())

    assert [o.outcome for o in read_again(archive, tmp_path / "a.tif", copy)] == ["new", "present"]


def test_a_scan_that_cannot_be_read_again_stays_as_it_was(archive: Archive, tmp_path: Path, key: str) -> None:
    def read(raster: Raster) -> PageReading:
        raise IndexError("nothing there")

    before = files_of(archive)

    (outcome,) = read_again(archive, tmp_path / "a.tif", read=read)

    assert outcome.outcome == "refused"
    assert files_of(archive) == before


@pytest.mark.parametrize("lost", [{"nota.json"}, {"manifest-sha256.txt"}, {"scan.tif", "001.k01.jpg"}, None])
def test_a_damaged_nota_is_whole_again_when_its_scan_is_read_again(
    archive: Archive, tmp_path: Path, key: str, lost: set[str] | None
) -> None:
    for path in archive.beside(key, "nota.json").parent.iterdir():
        if path.name in lost if lost else not path.name.endswith(".jsonl"):
            path.unlink()
    assert nota(archive.folder, "check").returncode == 4

    (outcome,) = read_again(archive, tmp_path / "a.tif", read=with_marks(Mark("k01", "marginalia", HERE, "blue")))

    assert outcome.outcome == "new"
    assert archive.intact(key).pages[0].marks[0].text == "eens"
    assert nota(archive.folder, "check").returncode == 0


def test_sayings_that_cannot_be_read_leave_a_nota_as_it_was(archive: Archive, tmp_path: Path, key: str) -> None:
    archive.beside(key, "readings.jsonl").write_bytes(b"?\n")
    before = files_of(archive)

    (outcome,) = read_again(archive, tmp_path / "a.tif")

    assert (outcome.outcome, outcome.reason, outcome.id) == ("refused", "damaged", key)
    assert "Line 1 of readings.jsonl" in str(outcome.message)
    assert files_of(archive) == before


def test_killed_at_any_step_of_reading_again_a_nota_is_the_old_one_or_the_new_one(
    archive: Archive, tmp_path: Path, key: str
) -> None:
    old_folder, new_folder = tmp_path / "oud", tmp_path / "nieuw"
    read = with_marks(Mark("k07", "marginalia", HERE, "blue"))
    shutil.copytree(archive.folder, old_folder)
    shutil.copytree(archive.folder, new_folder)
    read_again(Archive(new_folder), tmp_path / "a.tif", read=read)
    old, new = files_of(Archive(old_folder)), files_of(Archive(new_folder))
    seen = []

    for _ in killed_at_every_step(lambda: read_again(archive, tmp_path / "a.tif", read=read)):
        assert not list(archive.verify())
        assert found(archive, "kantlijn:eens") == {key}
        with archive.writing():  # what a killed writer left is swept, or was finished by the search already
            pass
        assert files_of(archive) in (old, new)
        seen.append(files_of(archive) == new)
        assert not stale(archive)
        shutil.rmtree(archive.folder)
        shutil.copytree(old_folder, archive.folder)

    assert seen == sorted(seen)
    assert set(seen) == {False, True}


def found(archive: Archive, question: str) -> set[str]:
    return {hit.id for hit in up_to_date(archive, lambda message: None).search(parse(question)).hits}


LOCKED_PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
3 0 obj << /Filter /Standard /V 1 /R 2 /P -4 /O <KEY> /U <KEY> >> endobj
trailer << /Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>] >>
%%EOF
""".replace(b"KEY", b"00" * 32)


def bad_files(folder: Path) -> dict[str, Path]:
    """One of each file that cannot be taken in, by the reason."""
    folder.mkdir()
    text, empty, broken = folder / "tekst.pdf", folder / "leeg.pdf", folder / "afgebroken.tif"
    text.write_text("Dit is een brief.")
    empty.touch()
    broken.write_bytes(a_scan(folder / "heel.tif", "een", "twee").read_bytes()[:-2000])
    (folder / "heel.tif").unlink()
    (folder / "map").mkdir()
    locked = folder / "op slot.pdf"
    locked.write_bytes(LOCKED_PDF)
    return {
        "not-a-scan": text,
        "empty": empty,
        "encrypted": locked,
        "broken": broken,
        "missing": folder / "weg.pdf",
    }


def test_a_bad_file_is_refused_in_a_sentence_and_the_rest_taken_in(archive: Archive, tmp_path: Path) -> None:
    good = [a_scan(tmp_path / f"{word}.pdf", word) for word in ("een", "twee")]
    bad = bad_files(tmp_path / "slecht")

    outcomes = take_in(archive, good[0], *bad.values(), good[1])

    assert [o.outcome for o in outcomes] == ["new", *["refused"] * len(bad), "new"]
    for outcome, (reason, path) in zip(outcomes[1:-1], bad.items(), strict=True):
        assert (outcome.reason, outcome.id) == (reason, None)
        assert path.name in str(outcome.message)
    assert len(list(archive)) == len(good)


@pytest.mark.parametrize("change", [Path.unlink, lambda scan: a_scan(scan, "twee")])
def test_a_scan_that_changes_while_it_is_read_is_refused(
    archive: Archive, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    scan = a_scan(tmp_path / "a.png", "een")

    def read(raster: Raster) -> PageReading:
        change(scan)
        return read_cheaply(raster)

    (outcome,) = ingest([scan], archive, 1, read)

    assert "changed" in str(outcome.message)
    assert not list(archive)


def test_a_folder_without_scans_says_so(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "brieven").mkdir()
    (tmp_path / "brieven" / "brief.docx").touch()

    (outcome,) = take_in(archive, tmp_path / "brieven")

    assert outcome.outcome == "refused"
    assert "holds no scans" in str(outcome.message)


def test_the_archive_is_not_taken_in_as_scans(scans: Path) -> None:
    archive = Archive(scans / "archief")
    first = take_in(archive, scans)

    assert len(take_in(archive, scans)) == len(first)


def test_a_page_that_no_room_can_handle_costs_its_own_file_only(archive: Archive, scans: Path) -> None:
    def read(raster: Raster) -> PageReading:
        if raster.number == 3:
            raise IndexError("nothing there")
        return read_cheaply(raster)

    outcomes = list(ingest([scans], archive, 2, read))

    assert [o.outcome for o in outcomes] == ["new", "refused", "new", "new"]
    assert outcomes[1].reason == "failed"


def test_a_missing_program_ends_the_batch(archive: Archive, scans: Path) -> None:
    def read(raster: Raster) -> PageReading:
        raise MissingTool("Tesseract is not installed.")

    with pytest.raises(MissingTool):
        list(ingest([scans], archive, 2, read))
    assert not list(archive)


def test_a_name_that_is_no_unicode_is_kept_readable(archive: Archive, tmp_path: Path) -> None:
    scan = a_scan(tmp_path / "a.png", "een").rename(Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.png")))

    (outcome,) = take_in(archive, scan)

    assert Path(outcome.path) == scan
    assert archive.get(str(outcome.id)).source == "caf\\xe9.png"


def test_no_more_pages_are_opened_than_the_workers_need() -> None:
    opened: list[int] = []
    gate = threading.Event()

    def calls() -> Iterator[tuple[int, Callable[[], bool]]]:
        for number in range(100):
            opened.append(number)
            yield number, gate.wait

    threading.Timer(0.1, gate.set).start()
    results = run_ahead(calls(), 2)
    next(results)
    assert len(opened) <= 3 * 2
    assert [number for number, _ in results] == list(range(1, 100))


@given(st.lists(st.floats(0, 0.003), max_size=20), st.integers(1, 4))
def test_answers_come_in_the_order_of_the_calls(pauses: list[float], threads: int) -> None:
    calls = ((number, lambda pause=pause: time.sleep(pause)) for number, pause in enumerate(pauses))

    assert [number for number, _ in run_ahead(calls, threads)] == list(range(len(pauses)))


def die_or_finish(folder: Path, scans: Path) -> None:
    take_in(Archive(folder), scans)


def test_killed_at_any_moment_and_run_again_it_makes_the_same_archive(tmp_path: Path, scans: Path) -> None:
    for number in range(8):
        a_scan(scans / f"meer{number}.tif", *(f"{number} {page}" for page in range(4)))
    whole, killed = Archive(tmp_path / "heel"), Archive(tmp_path / "gedood")
    began = time.monotonic()
    take_in(whole, scans)
    took = time.monotonic() - began
    moments = random.Random(2023)  # as good as any, and the same at every run

    for _ in range(12):
        writer = multiprocessing.get_context("fork").Process(target=die_or_finish, args=(killed.folder, scans))
        writer.start()
        writer.join(moments.uniform(0, took / 2))
        writer.kill()
        writer.join()
        assert not list(killed.verify())
    take_in(killed, scans)

    assert files_of(killed) == files_of(whole)
    assert EmbeddedEngine(killed.index).ids() == set(whole)


LINE = {
    "source": "brief.docx",
    "title": "Een brief",
    "dated": "2023-11-22",
    "pages": [{"body": "Zie 32 824, nr. 402."}],
}


def import_all(archive: Archive, *lines: bytes) -> list[Outcome]:
    return list(import_lines(lines, "oud.jsonl", archive))


def test_an_imported_nota_is_tagged_and_found_like_any_other(archive: Archive) -> None:
    line = json.dumps(LINE).encode()

    (outcome,) = import_all(archive, line + b"\r\n")

    nota = archive.get(str(outcome.id))
    assert (outcome.path, outcome.outcome, outcome.pages) == ("oud.jsonl:1", "new", 1)
    assert (nota.title, nota.source, str(nota.dated)) == ("Een brief", "brief.docx", "2023-11-22")
    assert "32824-402" in {tag.value for tag in nota.tags}
    assert archive.original(nota.id).read_bytes() == line
    assert nota.sha256 == hashlib.sha256(line).hexdigest()
    assert EmbeddedEngine(archive.index).ids() == {nota.id}


def test_only_pages_must_be_given(archive: Archive) -> None:
    (outcome,) = import_all(archive, b'{"pages": [{"body": "een"}, {"metadata": "Datum\\n22 november 2023"}]}')

    nota = archive.get(str(outcome.id))
    assert len(nota.pages) == 2
    assert str(nota.dated) == "2023-11-22"


def test_the_same_line_gives_the_same_nota_once(archive: Archive) -> None:
    line = json.dumps(LINE).encode()

    assert [o.outcome for o in import_all(archive, line, b"", line + b"\n")] == ["new", "present"]
    assert [o.outcome for o in import_all(archive, b"\xef\xbb\xbf" + line)] == ["present"]


@pytest.mark.parametrize("wrong", [b"{", b"[]", b'{"pages": []}', b'{"pages": [{}], "dated": "22-11-2023"}', b"\xff"])
def test_a_wrong_line_is_refused_by_its_number_and_the_rest_taken_in(archive: Archive, wrong: bytes) -> None:
    refused, new = import_all(archive, wrong, json.dumps(LINE).encode())

    assert (refused.outcome, refused.path, new.outcome) == ("refused", "oud.jsonl:1", "new")
    assert "oud.jsonl:1" in str(refused.message)


def test_a_line_that_is_imported_again_keeps_what_people_said(archive: Archive) -> None:
    line = json.dumps(LINE).encode()
    (outcome,) = import_all(archive, line)
    key = str(outcome.id)
    judge(archive, key, ["asiel", "kamerstuk:32824-402"], "rejected", "Anna")
    judge(archive, key, ["asiel"], "confirmed", "Anna")
    before = files_of(archive)
    archive.path(key, "nota.json").unlink()

    (again,) = import_lines([line], "oud.jsonl", archive, again=True)

    assert (again.outcome, again.id) == ("new", key)
    assert files_of(archive) == before


def test_a_line_of_which_the_sayings_cannot_be_read_does_not_stop_the_others(archive: Archive) -> None:
    one, other = json.dumps(LINE).encode(), b'{"pages": [{"body": "twee"}]}'
    (outcome,) = import_all(archive, one)
    archive.beside(str(outcome.id), "verdicts.jsonl").write_bytes(b"?\n")

    told = list(import_lines([one, other], "oud.jsonl", archive, again=True))

    assert [(o.outcome, o.reason) for o in told] == [("refused", "damaged"), ("new", None)]
