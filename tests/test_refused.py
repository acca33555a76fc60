"""What was refused is listed with the reason, until it is taken in after all."""

import datetime as dt
import json
import time
from pathlib import Path

import pytest

import index.refused
from index.archive import Archive
from index.refused import RefusedFile, note_refused, refused
from ingest.imports import import_lines
from tests.conftest import a_scan, killed_at_every_step
from tests.test_journey import nota
from tests.test_pipeline import bad_files, take_in

NOW = dt.datetime(2026, 11, 24, 13, 0, 0, tzinfo=dt.UTC)


def a_file(path: str, sha256: str | None = None, reason: str = "broken") -> RefusedFile:
    return RefusedFile(path, reason, f"{path} is {reason}.", NOW, sha256)


def note(archive: Archive, *new: RefusedFile, taken: tuple[str, ...] = ()) -> None:
    with archive.writing():
        note_refused(archive, new, taken)


def test_an_archive_that_refused_nothing_has_no_list(archive: Archive) -> None:
    assert refused(archive) == ()
    note(archive, taken=("a.pdf",))
    assert not (archive.folder / "refused.jsonl").exists()


def test_the_last_refusal_of_a_path_or_a_content_counts(archive: Archive) -> None:
    note(archive, a_file("a.pdf", "1"), a_file("b.pdf"), a_file("c.pdf", "3"))

    note(archive, a_file("b.pdf", "2", "encrypted"), a_file("d.pdf", "1"))

    assert refused(archive) == (a_file("c.pdf", "3"), a_file("b.pdf", "2", "encrypted"), a_file("d.pdf", "1"))


def test_what_is_taken_in_by_the_same_path_or_content_is_no_longer_listed(archive: Archive) -> None:
    note(archive, a_file("a.pdf", "1"), a_file("b.pdf", "2"), a_file("c.pdf"))

    note(archive, taken=("a.pdf", "2"))

    assert refused(archive) == (a_file("c.pdf"),)


def test_of_very_many_the_latest_are_remembered(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.refused, "MOST", 3)
    files = [a_file(f"{number}.pdf") for number in range(5)]

    note(archive, *files[:4])
    note(archive, files[4])

    assert refused(archive) == tuple(files[2:])


def test_a_line_that_cannot_be_read_is_passed_over(archive: Archive) -> None:
    note(archive, a_file("a.pdf"))
    path = archive.folder / "refused.jsonl"
    path.write_bytes(b"?\n\xff\n" + path.read_bytes())

    assert refused(archive) == (a_file("a.pdf"),)


def test_killed_at_any_step_the_old_list_stands_or_the_new_one(archive: Archive) -> None:
    one, other = a_file("a.pdf"), a_file("b.pdf")
    note(archive, one)
    for _ in killed_at_every_step(lambda: note(archive, other)):
        assert refused(archive) in ((one,), (one, other))
        assert not list(archive.verify())
    assert refused(archive) == (one, other)


# The batch


def test_a_batch_lists_what_it_refuses_with_its_reason(archive: Archive, tmp_path: Path) -> None:
    bad = bad_files(tmp_path / "slecht")

    outcomes = take_in(archive, a_scan(tmp_path / "goed.pdf", "een"), *bad.values())

    listed = refused(archive)
    assert [(one.path, one.reason) for one in listed] == [(str(path), reason) for reason, path in bad.items()]
    assert [(one.message, one.sha256) for one in listed] == [(one.message, one.sha256) for one in outcomes[1:]]
    assert [one.sha256 is None for one in listed] == [reason == "missing" for reason in bad]
    assert nota(archive.folder, "check").returncode == 0


def test_mended_and_taken_in_a_file_is_no_longer_listed(archive: Archive, tmp_path: Path) -> None:
    broken, moved = tmp_path / "a.png", tmp_path / "b.png"
    broken.write_bytes(b"geen plaatje")
    take_in(archive, broken, moved)
    assert len(refused(archive)) == 2

    a_scan(broken, "een")
    take_in(archive, broken)

    assert [one.path for one in refused(archive)] == [str(moved)]


def test_each_refusal_is_listed_before_it_is_told(archive: Archive, tmp_path: Path) -> None:
    lines = [b"{", b'{"pages": [{"body": "goed"}]}', b"["]

    for told, outcome in enumerate(import_lines(lines, "oud.jsonl", archive), 1):
        assert [one.path for one in refused(archive)] == ["oud.jsonl:1", "oud.jsonl:3"][: (told + 1) // 2], outcome
    list(import_lines([json.dumps({"pages": [{"body": "nu wel"}]}).encode()], "oud.jsonl", archive))
    assert [one.path for one in refused(archive)] == ["oud.jsonl:3"]


def test_a_full_list_is_written_fast_enough_for_each_refusal(archive: Archive) -> None:
    note(archive, *(a_file(f"map/scan {number:05d}.pdf", f"{number:064x}") for number in range(index.refused.MOST)))
    began = time.process_time()

    note(archive, a_file("nog een.pdf"))

    assert time.process_time() - began < 0.5  # a tenth of it, mostly
