"""The batch: what it takes in, what it refuses, and that nothing of it is ever half."""

import hashlib
import json
import multiprocessing
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.embedded import EmbeddedEngine
from index.errors import MissingTool
from index.nota import Page
from ingest.ahead import run_ahead
from ingest.imports import import_lines
from ingest.pipeline import Outcome, ingest
from ingest.reader import PageReading
from ingest.scan import Raster
from tests.conftest import a_scan


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
