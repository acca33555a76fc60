"""What a person reads in a mark is kept, is found, and hangs on its place, whatever the marks are called later."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.catalogue import rewrite, up_to_date
from index.errors import DamagedArchive, UnknownNota, WrongUsage
from index.judge import judge
from index.nota import Box, Mark, MarkKind, NotaId, Page
from index.placing import read_there, with_readings
from index.readings import Reading, add_readings, readings
from index.transcribe import LONGEST, read_mark
from search.query import parse
from tests.conftest import a_nota, killed_at_every_step, put
from tests.test_journey import answer, nota

NOW = dt.datetime(2026, 11, 24, 13, 0, 0, tzinfo=dt.UTC)
HERE, BELOW = Box(10, 10, 110, 60), Box(10, 200, 110, 260)


def mark(key: str, box: Box, kind: MarkKind = "marginalia", text: str | None = None) -> Mark:
    return Mark(key, kind, box, "blue", text=text)


def reading(text: str, box: Box = HERE, key: str = "k01", kind: MarkKind = "marginalia", page: int = 1) -> Reading:
    return Reading("Anna", NOW, page, key, box, kind, "blue", text)


def a_page(*marks: Mark) -> Page:
    return Page(number=1, body="Zie bijlage.", marks=marks)


def placed(page: Page, *given: Reading) -> dict[str, str | None]:
    (read,) = with_readings([page], given)
    return {one.id: one.text for one in read.marks}


@pytest.fixture
def key(archive: Archive) -> NotaId:
    """Return the only nota of an archive: one page, with two notes in its margin."""
    brief = replace(a_nota("brief"), pages=(a_page(mark("k01", HERE), mark("k02", BELOW)),))
    put(archive, brief)
    return brief.id


def texts(archive: Archive, key: NotaId) -> dict[str, str | None]:
    return {one.id: one.text for page in archive.intact(key).pages for one in page.marks}


def found(archive: Archive, question: str) -> int:
    return up_to_date(archive, lambda message: None).search(parse(question)).total


# What is read is kept and found


def test_what_is_read_is_in_the_record_and_found_at_once(archive: Archive, key: NotaId) -> None:
    told = answer(archive.folder, "read", key, 1, "k01", "eens, graag  bespreken", "--by", "Anna")

    assert (told["id"], told["mark"], told["text"], told["who"]) == (key, "k01", "eens, graag bespreken", "Anna")
    assert texts(archive, key) == {"k01": "eens, graag bespreken", "k02": None}
    assert answer(archive.folder, "search", "kantlijn:bespreken")["total"] == 1
    (kept,) = readings(archive, key)
    assert (kept.page, kept.box, kept.kind, kept.ink) == (1, HERE, "marginalia", "blue")
    assert kept.at.microsecond == 0
    assert nota(archive.folder, "check").returncode == 0


def test_the_last_word_counts_and_every_word_is_kept(archive: Archive, key: NotaId) -> None:
    for text in ("eens", "oneens", "", "toch eens"):
        read_mark(archive, key, 1, "k01", text, "Anna")

    assert texts(archive, key) == {"k01": "toch eens", "k02": None}
    assert [one.text for one in readings(archive, key)] == ["eens", "oneens", "", "toch eens"]
    assert found(archive, "kantlijn:oneens") == 0


def test_what_is_taken_back_nobody_has_read(archive: Archive, key: NotaId) -> None:
    before = archive.get(key)
    read_mark(archive, key, 1, "k02", "akkoord", "Anna")

    done = nota(archive.folder, "read", key, 1, "k02", "")

    assert done.stdout == b"k02: not read\n"
    assert archive.get(key) == before
    assert found(archive, "kantlijn:akkoord") == 0


def test_text_is_put_on_one_line_and_what_cannot_be_seen_left_out(archive: Archive, key: NotaId) -> None:
    read_mark(archive, key, 1, "k01", " eens,\n\tgraag\u00a0be\x07spreken\u202e \udce9 ", "Anna\n")

    assert texts(archive, key)["k01"] == "eens, graag bespreken \\xe9"
    assert readings(archive, key)[0].who == "Anna"


def test_a_note_may_begin_with_a_dash(archive: Archive, key: NotaId) -> None:
    assert answer(archive.folder, "read", key, 1, "k01", "-hoe dan?", "--by", "Anna")["text"] == "-hoe dan?"


def test_a_text_that_is_too_long_is_refused(archive: Archive, key: NotaId) -> None:
    read_mark(archive, key, 1, "k01", "a" * LONGEST, "Anna")

    with pytest.raises(WrongUsage, match=f"{LONGEST + 1} characters"):
        read_mark(archive, key, 1, "k01", "a" * (LONGEST + 1), "Anna")
    assert len(readings(archive, key)) == 1


def test_a_mark_that_is_not_there_is_told_with_those_that_are(archive: Archive, key: NotaId) -> None:
    with pytest.raises(WrongUsage, match=f"Page 1 of {key} has no mark k03; it has k01, k02."):
        read_mark(archive, key, 1, "k03", "eens", "Anna")
    with pytest.raises(WrongUsage, match=f"{key} has no page 2; it has 1."):
        read_mark(archive, key, 2, "k01", "eens", "Anna")
    with pytest.raises(UnknownNota):
        read_mark(archive, "n-000000000000", 1, "k01", "eens", "Anna")
    assert nota(archive.folder, "read", key, 1, "k03", "eens").returncode == 2
    assert not archive.beside(key, "readings.jsonl").exists()


def test_readings_that_cannot_be_read_get_no_line_more_and_are_named(archive: Archive, key: NotaId) -> None:
    path = archive.beside(key, "readings.jsonl")
    path.write_bytes(b"?\n")

    for say in (
        lambda: read_mark(archive, key, 1, "k01", "eens", "Anna"),
        lambda: judge(archive, key, ["wonen"], "confirmed", "Anna"),
    ):
        with pytest.raises(DamagedArchive, match=rf"Line 1 of readings\.jsonl of {key}"):
            say()
    assert path.read_bytes() == b"?\n"
    assert not archive.beside(key, "verdicts.jsonl").exists()
    checked = nota(archive.folder, "check")
    assert (checked.returncode, checked.stdout.decode()) == (4, f"{key}  readings.jsonl cannot be read in line 1\n")


def test_killed_at_any_step_and_said_again_it_is_so(archive: Archive, key: NotaId) -> None:
    before = archive.get(key)
    for _ in killed_at_every_step(lambda: read_mark(archive, key, 1, "k01", "eens", "Anna")):
        assert not list(archive.verify())
        assert {one.text for one in readings(archive, key)} <= {"eens"}
        read_mark(archive, key, 1, "k01", "eens", "Anna")

        assert texts(archive, key) == {"k01": "eens", "k02": None}
        assert found(archive, "kantlijn:eens") == 1
        archive.beside(key, "readings.jsonl").unlink()
        with archive.writing():
            rewrite(archive, [before])


def test_tagged_anew_a_nota_keeps_its_readings(archive: Archive, key: NotaId) -> None:
    read_mark(archive, key, 1, "k01", "eens", "Anna")

    assert nota(archive.folder, "retag").returncode == 0

    assert texts(archive, key)["k01"] == "eens"


def test_readings_that_the_record_lacks_come_into_it_when_tagged_anew(archive: Archive, key: NotaId) -> None:
    with archive.writing():
        add_readings(archive, key, [reading("eens")])
    assert texts(archive, key)["k01"] is None

    assert nota(archive.folder, "retag").returncode == 0

    assert texts(archive, key)["k01"] == "eens"
    assert found(archive, "kantlijn:eens") == 1


# Its place


def test_a_mark_with_another_id_and_a_slightly_other_box_keeps_its_reading() -> None:
    anew = a_page(mark("k01", BELOW), mark("k02", Box(14, 8, 118, 57)))

    assert placed(anew, reading("eens")) == {"k01": None, "k02": "eens"}


def test_a_mark_that_is_now_of_another_kind_keeps_its_reading() -> None:
    assert placed(a_page(mark("k01", HERE, "underline")), reading("eens")) == {"k01": "eens"}


def test_a_note_that_is_now_one_with_its_neighbour_is_still_read() -> None:
    both = Box(10, 10, 110, 400)
    page = a_page(mark("k01", both))

    assert placed(page, reading("eens", HERE)) == {"k01": "eens"}
    assert placed(page, reading("eens", HERE, "k01"), reading("nee", BELOW, "k02")) == {"k01": "nee", "r01": "eens"}


def test_a_ring_round_a_note_does_not_take_its_reading() -> None:
    ring = mark("k01", Box(0, 0, 400, 300), "encircle")

    assert placed(a_page(ring), reading("eens")) == {"k01": None, "r01": "eens"}


def test_a_reading_whose_mark_is_gone_becomes_a_mark_of_its_own(archive: Archive) -> None:
    (page,) = with_readings([a_page(mark("k01", BELOW))], [reading("eens", key="k01")])

    assert page.marks == (mark("k01", BELOW), mark("r01", HERE, text="eens"))
    brief = replace(a_nota("brief"), pages=(page,))
    put(archive, brief)
    assert found(archive, "kantlijn:eens") == 1


def test_a_mark_that_was_made_can_be_read_anew_and_taken_back() -> None:
    page, lost = a_page(), [reading("eens", HERE), reading("nee", BELOW)]
    assert placed(page, *lost) == {"r01": "eens", "r02": "nee"}

    assert placed(page, *lost, reading("oneens", HERE, "r01")) == {"r01": "oneens", "r02": "nee"}
    assert placed(page, *lost, reading("", HERE, "r01")) == {"r02": "nee"}


def test_readings_of_another_page_stay_there() -> None:
    assert placed(a_page(mark("k01", HERE)), reading("eens", page=2)) == {"k01": None}


def test_of_every_mark_it_is_told_what_was_ever_read_there() -> None:
    first, lost, last = reading("eens"), reading("nee", BELOW), reading("oneens")
    (page,) = with_readings([a_page(mark("k01", HERE))], [first, lost, last])
    found, made = page.marks

    assert read_there(page, found, [first, lost, last]) == [first, last]
    assert read_there(page, made, [first, lost, last]) == [lost]


KINDS: st.SearchStrategy[MarkKind] = st.sampled_from(
    ["marginalia", "interlinear", "underline", "encircle", "signature"]
)
SIDES = st.integers(0, 60)
BOXES = st.builds(lambda left, top, wide, high: Box(left, top, left + wide, top + high), SIDES, SIDES, SIDES, SIDES)
WHOLE = BOXES.filter(lambda box: box.left < box.right and box.top < box.bottom)
MARKS = st.lists(st.tuples(WHOLE, KINDS), max_size=5).map(
    lambda drawn: [mark(f"k{number:02d}", *one) for number, one in enumerate(drawn, 1)]
)
READ = st.lists(
    st.builds(reading, st.sampled_from(["", "eens", "oneens", "nee"]), WHOLE, st.just("k01"), KINDS, st.integers(1, 2)),
    max_size=6,
)


@given(MARKS, READ)
def test_placing_twice_changes_nothing_more(marks: list[Mark], read: Sequence[Reading]) -> None:
    once = with_readings([a_page(*marks)], read)

    assert with_readings(once, read) == once


@given(MARKS, READ)
def test_no_mark_is_lost_or_moved_and_no_id_given_twice(marks: list[Mark], read: Sequence[Reading]) -> None:
    (page,) = with_readings([a_page(*marks)], read)

    assert [replace(one, text=None) for one in page.marks[: len(marks)]] == marks
    assert len({one.id for one in page.marks}) == len(page.marks)
    assert all(one.text for one in page.marks[len(marks) :])


@given(MARKS, READ, WHOLE, KINDS)
def test_the_last_that_was_read_is_always_shown(
    marks: list[Mark], read: Sequence[Reading], box: Box, kind: MarkKind
) -> None:
    (page,) = with_readings([a_page(*marks)], [*read, reading("het laatste woord", box, "k01", kind)])

    assert [one.text for one in page.marks].count("het laatste woord") == 1


@given(MARKS, READ)
def test_what_was_read_apart_from_all_else_is_never_lost(marks: list[Mark], read: Sequence[Reading]) -> None:
    apart = reading("ver weg", Box(500, 500, 600, 600))

    for at in range(len(read) + 1):
        (page,) = with_readings([a_page(*marks)], [*read[:at], apart, *read[at:]])
        assert "ver weg" in {one.text for one in page.marks}


@given(MARKS)
def test_without_readings_nothing_is_read(marks: list[Mark]) -> None:
    assert with_readings([a_page(*(replace(one, text="?") for one in marks))], []) == (a_page(*marks),)


@given(st.lists(st.sampled_from(["eens", "oneens", ""]), min_size=1, max_size=4))
def test_a_mark_says_what_was_last_read_in_it(said: list[str]) -> None:
    assert placed(a_page(mark("k01", HERE)), *map(reading, said)) == {"k01": said[-1] or None}
