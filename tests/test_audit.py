"""Every line of the log is whole, of one entry, and cannot be made up by who is logged."""

import datetime as dt
import json
import multiprocessing
import os
import stat
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.audit import LONGEST, Entry, entries, months, record, told
from index.errors import CannotWrite, DamagedArchive, WrongUsage
from tests.test_journey import nota

NOW = dt.datetime(2026, 11, 24, 13, 0, 0, tzinfo=dt.UTC)
SEEN = Entry(NOW, "anna", "10.0.0.1", "session", "view", "n-7x9k2m4q5t8w", 2)


@pytest.fixture(autouse=True)
def folder(archive: Archive) -> Path:
    archive.folder.mkdir()
    return archive.folder


def november(archive: Archive) -> Path:
    return archive.folder / "audit" / "2026-11.jsonl"


def test_what_is_recorded_is_read_back_in_its_order(archive: Archive) -> None:
    sought = Entry(NOW, None, "10.0.0.2", None, "refused", detail="/zoek?q=é")

    record(archive, SEEN)
    record(archive, sought)

    assert list(entries(archive, "2026-11")) == [SEEN, sought]
    assert json.loads(november(archive).read_bytes().splitlines()[0]) == {
        "at": "2026-11-24T13:00:00Z",
        "who": "anna",
        "from": "10.0.0.1",
        "how": "session",
        "what": "view",
        "id": "n-7x9k2m4q5t8w",
        "page": 2,
    }


def test_nobody_else_can_read_the_log(archive: Archive) -> None:
    before = os.umask(0)
    try:
        record(archive, SEEN)
    finally:
        os.umask(before)

    assert stat.S_IMODE(november(archive).stat().st_mode) == 0o600
    assert stat.S_IMODE(november(archive).parent.stat().st_mode) == 0o700


def test_each_month_has_a_file_by_the_clock_of_utc(archive: Archive) -> None:
    amsterdam = dt.timezone(dt.timedelta(hours=1))

    record(archive, replace(SEEN, at=dt.datetime(2026, 12, 1, 0, 30, tzinfo=amsterdam)))
    record(archive, replace(SEEN, at=dt.datetime(2026, 12, 1, 1, 30, tzinfo=amsterdam)))

    assert months(archive) == ["2026-11", "2026-12"]
    assert [entry.at.hour for entry in entries(archive, "2026-11")] == [23]
    assert list(entries(archive, "2026-10")) == []


texts = st.none() | st.text() | st.text(st.characters(codec=None), max_size=9000) | st.just("\x00" * 9000)
words = st.text() | st.text(max_size=300).map(lambda text: text * 40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words, words, words, words, texts)
@example(
    "a\nb", "\r", '{"at":"2026-11-24T13:00:00Z"}', "\x85\u2028", '"}\n{"at":"2026-11-24T13:00:00Z","who":"bram"}\n'
)
@example("\x00" * 999, "\x00" * 999, "\x00" * 999, "\x00" * 999, "\x00" * 9999)
@example("\U0001f600" * 999, "x", "\ud800", "y", "\U0001f600" * 9999)
def test_whatever_is_recorded_is_one_line_of_bounded_length(
    archive: Archive, who: str, address: str, what: str, key: str, detail: str | None
) -> None:
    november(archive).unlink(missing_ok=True)

    record(archive, Entry(NOW, who, address, "session", what, key, None, detail))
    record(archive, SEEN)

    lines = november(archive).read_bytes().split(b"\n")
    assert len(lines) == 3
    assert len(lines[0]) < LONGEST
    (entry, last) = entries(archive, "2026-11")
    assert last == SEEN
    if len(who) <= 100 and who.isascii():
        assert entry.who == who
    assert told(entry).isprintable()


def test_a_short_detail_is_kept_whole_and_a_long_one_shows_that_it_was_cut(archive: Archive) -> None:
    record(archive, replace(SEEN, detail="kort"))
    record(archive, replace(SEEN, detail="lang " * 2000))

    short, long = (entry.detail or "" for entry in entries(archive, "2026-11"))
    assert short == "kort"
    assert long.startswith("lang lang")
    assert long.endswith("…")
    assert len(long) > LONGEST / 2


def _record_many(folder: Path, who: str) -> None:
    def many(part: int) -> None:
        for number in range(50):
            record(Archive(folder), replace(SEEN, who=who, page=part * 50 + number + 1, detail=who * 800))

    threads = [threading.Thread(target=many, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_lines_of_many_writers_do_not_mix(archive: Archive) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=_record_many, args=(archive.folder, who)) for who in ("anna", "bram", "carla")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = sorted((entry.who or "", entry.page or 0) for entry in entries(archive, "2026-11"))
    assert found == [(who, page) for who in ("anna", "bram", "carla") for page in range(1, 201)]


# When something is wrong


def test_the_log_is_written_while_the_archive_is_busy(archive: Archive) -> None:
    with archive.writing():
        record(archive, SEEN)

    assert list(entries(archive, "2026-11")) == [SEEN]


def test_a_log_that_cannot_be_written_is_told(archive: Archive) -> None:
    november(archive).mkdir(parents=True)

    with pytest.raises(CannotWrite, match=r"2026-11\.jsonl"):
        record(archive, SEEN)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(archive: Archive) -> None:
    november(archive).parent.mkdir()
    november(archive).symlink_to("/dev/full")

    with pytest.raises(CannotWrite, match="Make room"):
        record(archive, SEEN)


def test_a_disk_that_fills_up_within_a_line_is_told_and_the_next_line_stands(archive: Archive) -> None:
    record(archive, SEEN)

    cut_off = multiprocessing.get_context("fork").Process(target=_cut_off, args=(archive,))
    cut_off.start()
    cut_off.join()
    assert cut_off.exitcode == 0
    assert list(entries(archive, "2026-11")) == [SEEN]
    record(archive, SEEN)

    found = entries(archive, "2026-11")
    assert [next(found), next(found)] == [SEEN, SEEN]
    with pytest.raises(DamagedArchive, match="1 lines"):
        next(found)


def _cut_off(archive: Archive) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    room = november(archive).stat().st_size + 30
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    for _ in range(2):  # first a part fits, then nothing
        try:
            record(archive, SEEN)
        except CannotWrite:
            continue
        sys.exit(1)


@given(st.integers(0, 200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_half_last_line_is_no_entry(archive: Archive, length: int) -> None:
    november(archive).unlink(missing_ok=True)
    record(archive, SEEN)
    line = november(archive).read_bytes()
    november(archive).write_bytes(line + line[: min(length, len(line) - 2)])

    assert list(entries(archive, "2026-11")) == [SEEN]


def test_a_line_that_was_changed_is_told_after_all_others(archive: Archive) -> None:
    record(archive, SEEN)
    november(archive).write_bytes(november(archive).read_bytes() + b'{"at":"gisteren"}\n\xff\n\n')
    record(archive, SEEN)

    found = entries(archive, "2026-11")
    assert [next(found), next(found)] == [SEEN, SEEN]
    with pytest.raises(DamagedArchive, match="2 lines"):
        next(found)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "../users", "2026-11\n"])
def test_what_is_no_month_is_refused(archive: Archive, month: str) -> None:
    with pytest.raises(WrongUsage, match="2026-11"):
        list(entries(archive, month))


# The command


def test_the_log_is_shown_without_steering_the_terminal(archive: Archive) -> None:
    record(archive, replace(SEEN, detail="\x1b[2J\u202eé"))

    shown = nota(archive.folder, "audit", "--month", "2026-11")
    as_json = nota(archive.folder, "audit", "--month", "2026-11", "--json")

    assert shown.stdout.decode() == (
        "2026-11-24 13:00:00  anna  10.0.0.1  session  view  n-7x9k2m4q5t8w  p2  \\x1b[2J\\u202eé\n"
    )
    assert json.loads(as_json.stdout)["from"] == "10.0.0.1"
    assert (shown.returncode, as_json.returncode) == (0, 0)


def test_a_month_without_entries_says_which_have_them(archive: Archive) -> None:
    record(archive, SEEN)

    done = nota(archive.folder, "audit", "--month", "2020-01")

    assert (done.returncode, done.stdout) == (0, b"")
    assert b"2026-11" in done.stderr
    assert nota(archive.folder, "audit", "--month", "november").returncode == 2
