"""What people said of a nota's tags: it is kept, the last word counts, and the tags follow."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.errors import DamagedArchive, UnknownNota
from index.nota import Motie, NotaId, Tag, Thema
from index.said import unreadable
from index.verdicts import SAYINGS, Said, Verdict, add_verdicts, judged, standing, stands, verdicts
from tests.conftest import a_nota, killed_at_every_step, put
from tests.test_journey import nota

NOW = dt.datetime(2026, 11, 24, 13, 0, 0, tzinfo=dt.UTC)


def said(value: str, verdict: Said = "confirmed", who: str = "Anna") -> Verdict:
    return Verdict(who, NOW, "thema", value, verdict)


def thema(value: str, start: int = 0) -> Thema:
    return Thema(value=value, quote=value, page=1, start=start, end=start + len(value), label=value.title())


def theirs(value: str) -> Thema:
    return Thema(value=value, quote="", page=1, start=0, end=0, label=value.title(), by="person")


@pytest.fixture
def key(archive: Archive) -> NotaId:
    brief = a_nota("brief")
    put(archive, brief)
    return brief.id


def add(archive: Archive, key: NotaId, *new: Verdict) -> None:
    with archive.writing():
        add_verdicts(archive, key, new)


# The file


def test_what_was_said_is_kept_in_its_order_and_nothing_is_overwritten(archive: Archive, key: NotaId) -> None:
    assert verdicts(archive, key) == ()

    add(archive, key, said("taal"), said("wonen", "rejected"))
    before = archive.beside(key, "verdicts.jsonl").read_bytes()
    add(archive, key, said("taal", "rejected", "Bram"))

    assert verdicts(archive, key) == (said("taal"), said("wonen", "rejected"), said("taal", "rejected", "Bram"))
    assert archive.beside(key, "verdicts.jsonl").read_bytes().startswith(before)
    assert b'"at":"2026-11-24T13:00:00Z"' in before


def test_verdicts_are_no_damage_and_outlive_another_record(archive: Archive, key: NotaId) -> None:
    add(archive, key, said("taal"))

    with archive.writing():
        archive.replace(replace(archive.get(key), title="nieuw"))

    assert verdicts(archive, key) == (said("taal"),)
    assert not list(archive.verify())
    assert nota(archive.folder, "check").returncode == 0


@pytest.mark.parametrize("half", [b"", b"{", b'{"who":"Anna","at":"2026-11-2', b"\xff\x00"])
def test_what_a_kill_left_half_was_never_said_and_spoils_nothing(archive: Archive, key: NotaId, half: bytes) -> None:
    add(archive, key, said("taal"))
    with archive.beside(key, "verdicts.jsonl").open("ab") as file:
        file.write(half)

    assert verdicts(archive, key) == (said("taal"),)
    assert not list(unreadable(archive, key, SAYINGS))
    add(archive, key, said("wonen"))

    assert verdicts(archive, key) == (said("taal"), said("wonen"))
    assert archive.beside(key, "verdicts.jsonl").read_bytes().count(b"\n") == 2


@given(st.integers(min_value=1))
def test_cut_off_anywhere_the_whole_lines_before_count(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    archive, brief = Archive(tmp_path_factory.mktemp("archief")), a_nota("brief")
    put(archive, brief)
    add(archive, brief.id, said("taal"), said("wonen"), said("zorg"))
    path = archive.beside(brief.id, "verdicts.jsonl")
    whole = path.read_bytes()
    kept = whole[: cut % len(whole)]
    path.write_bytes(kept)

    add(archive, brief.id, said("energie"))

    *before, last = verdicts(archive, brief.id)
    assert last == said("energie")
    assert before == [said("taal"), said("wonen"), said("zorg")][: (kept + b"\n").count(b"}\n")]


def test_killed_at_any_step_what_was_said_is_there_or_is_not(archive: Archive, key: NotaId) -> None:
    add(archive, key, said("taal"))
    for _ in killed_at_every_step(lambda: add(archive, key, said("wonen"))):
        assert verdicts(archive, key)[0] == said("taal")
        assert set(verdicts(archive, key)[1:]) <= {said("wonen")}
        assert not list(unreadable(archive, key, SAYINGS))


def test_a_last_line_without_its_newline_counts(archive: Archive, key: NotaId) -> None:
    add(archive, key, said("taal"))
    path = archive.beside(key, "verdicts.jsonl")
    path.write_bytes(path.read_bytes().strip())

    assert verdicts(archive, key) == (said("taal"),)
    add(archive, key, said("wonen"))
    assert verdicts(archive, key) == (said("taal"), said("wonen"))


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"\xff",
        b"{}",
        b'{"who":"A","at":"2026-11-24","kind":"thema","value":"taal","verdict":"confirmed"}',
        b'{"who":"A","at":"2026-11-24T13:00:00Z","kind":"thema","value":"taal","verdict":"misschien"}',
    ],
)
def test_a_line_that_cannot_be_read_is_named(archive: Archive, key: NotaId, line: bytes) -> None:
    add(archive, key, said("taal"))
    path = archive.beside(key, "verdicts.jsonl")
    path.write_bytes(b"\n" + line + b"\n" + path.read_bytes())

    with pytest.raises(DamagedArchive, match=rf"Line 2 of verdicts\.jsonl of {key}"):
        verdicts(archive, key)
    checked = nota(archive.folder, "check")
    assert checked.returncode == 4
    assert checked.stdout.decode() == f"{key}  verdicts.jsonl cannot be read in line 2\n"


def test_a_folder_in_the_place_of_the_file_is_told(archive: Archive, key: NotaId) -> None:
    archive.beside(key, "verdicts.jsonl").mkdir()

    with pytest.raises(DamagedArchive, match="cannot be read"):
        verdicts(archive, key)
    assert [damage.what for damage in unreadable(archive, key, SAYINGS)] == ["cannot be read"]


def test_of_a_nota_without_its_record_the_verdicts_are_not_to_blame(archive: Archive, key: NotaId) -> None:
    archive.path(key, "nota.json").unlink()

    assert not list(unreadable(archive, key, SAYINGS))
    assert nota(archive.folder, "check").stdout.decode() == f"{key}  nota.json is missing\n"


def test_of_a_nota_that_is_not_there_nothing_can_be_said(archive: Archive) -> None:
    with archive.writing(), pytest.raises(UnknownNota):
        add_verdicts(archive, "n-000000000000", [said("taal")])


# The last word


def test_the_last_word_on_each_counts() -> None:
    assert standing([said("taal"), said("wonen", "rejected"), said("taal", "rejected", "Bram")]) == {
        ("thema", "taal"): "rejected",
        ("thema", "wonen"): "rejected",
    }


def test_of_every_tag_it_is_told_who_had_the_last_word() -> None:
    last = said("taal", "rejected", "Bram")

    assert stands([said("taal"), said("wonen"), last]) == {("thema", "taal"): last, ("thema", "wonen"): said("wonen")}


def test_what_was_withdrawn_was_as_good_as_never_said() -> None:
    taken_back = [said("taal"), said("taal", "withdrawn", "Bram")]

    assert not stands(taken_back)
    assert not standing(taken_back)
    assert standing([*taken_back, said("taal", "rejected")]) == {("thema", "taal"): "rejected"}


def test_what_was_rejected_goes_and_what_was_confirmed_is_a_persons() -> None:
    motie = Motie(value="taal", quote="taal", page=1, start=3, end=7)
    tags: list[Tag] = [thema("taal"), motie, thema("wonen", 5), thema("zorg", 9)]
    last = standing([said("taal", "rejected"), said("wonen")])

    confirmed = replace(thema("wonen", 5), by="person", found_by="words")
    assert judged(tags, last, theirs) == ((motie, confirmed, thema("zorg", 9)), (thema("taal"),))


def test_every_tag_of_the_kind_and_value_is_rejected_and_no_other() -> None:
    one, two = (Motie(value="32824-402", quote="motie", page=page, start=3, end=8) for page in (1, 2))
    other = replace(one, value="32824-403")
    last: dict[tuple[str, str], Said] = {("motie", "32824-402"): "rejected"}

    assert judged([one, thema("32824-402", 9), other, two], last, theirs) == (
        (other, thema("32824-402", 9)),
        (one, two),
    )


def test_a_confirmed_theme_that_the_machine_did_not_find_is_added() -> None:
    tags, _ = judged([thema("zorg", 9)], standing([said("taal")]), theirs)

    assert tags == (theirs("taal"), thema("zorg", 9))


VALUES = ["taal", "wonen", "zorg"]
THEMES = st.builds(thema, st.sampled_from(VALUES), st.integers(0, 9))
LEARNED = THEMES.map(lambda tag: replace(tag, by="learned"))
TAGS = st.lists(THEMES | LEARNED, unique_by=lambda tag: tag.value)
STANDING = st.dictionaries(
    st.tuples(st.just("thema"), st.sampled_from(VALUES)), st.sampled_from(["confirmed", "rejected"]), max_size=3
)


@settings(deadline=None)
@given(TAGS, STANDING)
def test_judging_twice_changes_nothing_more(tags: Sequence[Tag], last: dict[tuple[str, str], Said]) -> None:
    once, rejected = judged(tags, last, theirs)

    assert judged([*once, *rejected], last, theirs) == (once, rejected)
    assert list(once) == sorted(once, key=lambda tag: (tag.page, tag.start, tag.kind))
    wanted = {value for (_, value), word in last.items() if word == "confirmed"}
    spurned = {value for (_, value), word in last.items() if word == "rejected"}
    assert {tag.value for tag in once} == ({tag.value for tag in tags} | wanted) - spurned
    assert {tag.value for tag in once if isinstance(tag, Thema) and tag.by == "person"} == wanted


@settings(deadline=None)
@given(TAGS, STANDING, STANDING)
def test_whatever_was_said_before_only_the_last_word_counts(
    tags: Sequence[Tag], before: dict[tuple[str, str], Said], last: dict[tuple[str, str], Said]
) -> None:
    once, rejected = judged(tags, before, theirs)

    again = judged([*once, *rejected], last, theirs)
    straight = judged(tags, last, theirs)

    assert [set(part) for part in again] == [set(part) for part in straight]
    assert set(judged([*once, *rejected], {}, theirs)[0]) == set(tags)
