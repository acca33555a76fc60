"""How an index grows, is made anew, and is read by Whoosh itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Term
from whoosh.searching import Searcher

from index import commits, growth, renewal
from index.archive import Archive
from index.catalogue import catch_up, rebuild_index, search, up_to_date
from index.embedded import EmbeddedEngine, rebuild
from index.engine import Query
from index.nota import Nota
from index.terms import term
from search.query import parse
from tests.conftest import a_nota, killed_at_every_step, put
from tests.test_engine import ask, motie, nota

WORDS = ["motie", "moties", "wet", "Wi2013", "school", "taal", "warme overdracht", "NT2-docenten"]
NOTAS = st.lists(
    st.builds(
        lambda number, pages, tagged: nota(f"n-{number:02}", *pages, tags=(motie(1),) if tagged else ()),
        st.integers(0, 30),
        st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), min_size=1, max_size=3),
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
    min_size=1,
    max_size=20,
)
QUESTIONS = [*WORDS, '"warme overdracht"', '"motie wet"', "motie:32824-402", "m*", "*l", "", "docenten", "NIET wet"]
LAW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(NOTAS, st.data())
@LAW
def test_many_segments_answer_as_one(
    tmp_path_factory: pytest.TempPathFactory, notas: list[Nota], data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("index")
    gone = data.draw(st.sets(st.sampled_from([one.id for one in notas])))
    grown = EmbeddedEngine(place / "grown")
    for one in notas:
        grown.add([one])
    grown.remove(gone)
    rebuild(place / "whole", [one for one in notas if one.id not in gone])
    whole = EmbeddedEngine(place / "whole")
    assert grown.ids() == whole.ids()
    assert [ask(grown, question) for question in QUESTIONS] == [ask(whole, question) for question in QUESTIONS]


@given(NOTAS)
@LAW
def test_whoosh_itself_finds_the_same_pages(tmp_path_factory: pytest.TempPathFactory, notas: list[Nota]) -> None:
    folder = tmp_path_factory.mktemp("index")
    engine = EmbeddedEngine(folder)
    for half in (notas[::2], notas[1::2]):
        engine.add(half)
    engine.remove([notas[0].id])
    reader = FileIndex(FileStorage(str(engine.place)), indexname=commits.NAME).reader()
    left = notas[1:]
    assert reader.doc_count() == sum(len(one.pages) for one in left)
    for word in ("motie", "wet", "school"):
        wanted = sum(word in page.body.split() for one in left for page in one.pages)
        assert len(list(Searcher(reader).docs_for_query(Term("tekst", term(word))))) == wanted


def test_small_segments_become_one_and_there_are_never_many(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    for number in range(3 * growth.MERGED_AT):
        engine.add([nota(f"n-{number}", "motie")])
        assert len(commits.segments(engine.place)) < 2 * growth.MERGED_AT
    assert ask(engine, "motie").total == 3 * growth.MERGED_AT


def test_no_segment_is_merged_beyond_the_largest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "LARGEST", 10)
    engine = EmbeddedEngine(tmp_path)
    for number in range(60):
        engine.add([nota(f"n-{number}", "motie")])
    assert max(segment.doc_count() for segment in commits.segments(engine.place)) <= 10
    assert ask(engine, "motie").total == 60


def test_a_reader_keeps_its_answer_while_segments_are_merged(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.add([nota("n-a", "motie")])
    snapshot = engine._newest()
    writer = EmbeddedEngine(tmp_path)
    for number in range(2 * growth.MERGED_AT):
        writer.add([nota(f"n-{number}", "motie")])
    assert snapshot.count("tekst", "motie") == 1  # its files are gone from the folder, not from under it
    assert ask(engine, "motie").total == 1 + 2 * growth.MERGED_AT


# ── made anew ──


@pytest.fixture
def filled(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return an archive of nine notas, made anew in lots of two."""
    monkeypatch.setattr(renewal, "LOT", 2)
    monkeypatch.setattr(renewal, "TOGETHER", 3)
    for number in range(9):
        put(archive, a_nota(f"motie {number}"))
    return archive


def renewed(archive: Archive, jobs: int = 1) -> list[int]:
    steps: list[int] = []
    with archive.writing():
        rebuild_index(archive, jobs, steps.append)
    return steps


def test_an_index_is_made_anew_by_one_process_as_by_two(filled: Archive) -> None:
    assert sum(renewed(filled, 2)) == 9
    two = ask(EmbeddedEngine(filled.index), "motie")
    renewed(filled, 1)
    assert ask(EmbeddedEngine(filled.index), "motie") == two
    assert two.total == 9


def test_killed_at_any_step_it_goes_on_where_it_was(filled: Archive) -> None:
    resumed = 0
    for _ in killed_at_every_step(lambda: renewed(filled)):
        resumed += renewed(filled)[0] > 0
        assert EmbeddedEngine(filled.index).ids() == set(filled)
    assert resumed > 3


def test_what_changed_after_a_kill_is_indexed_as_it_is_now(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(notas: int) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(notas)

    done: list[int] = []
    with filled.writing(), pytest.raises(KeyboardInterrupt):
        rebuild_index(filled, 1, cut_off)
    time.sleep(0.01)
    key = min(filled)
    record = filled.path(key, "nota.json")
    record.write_bytes(record.read_bytes().replace(b"motie", b"wetje"))
    renewed(filled)
    assert ask(EmbeddedEngine(filled.index), "wetje").total == 1


def test_the_old_index_answers_while_a_new_one_is_made(filled: Archive) -> None:
    renewed(filled)
    reader = EmbeddedEngine(filled.index)
    put(filled, a_nota("motie 10"))
    totals = []
    with filled.writing():
        rebuild_index(filled, 1, lambda notas: totals.append(ask(reader, "motie").total))
    assert set(totals) == {9}
    assert ask(reader, "motie").total == 10


# ── damage ──


def question(archive: Archive) -> tuple[int, list[str]]:
    said: list[str] = []
    return search(archive, parse("motie"), 10, 0, said.append).total, said


def damaged(archive: Archive) -> Iterator[str]:
    """Damage the index in every way that a disk can, one by one; the archive is whole again after each."""
    files = sorted(path.name for path in EmbeddedEngine(archive.index).place.iterdir() if path.suffix != ".json")
    for name in files:
        renewed(archive)
        place = EmbeddedEngine(archive.index).place
        path = next(path for path in place.iterdir() if path.suffix == Path(name).suffix)
        held = path.read_bytes()
        path.unlink()
        yield f"{name} is missing"
        renewed(archive)
        place = EmbeddedEngine(archive.index).place
        path = next(path for path in place.iterdir() if path.suffix == Path(name).suffix)
        held = path.read_bytes()
        path.write_bytes(held[: len(held) // 2])
        yield f"{name} is cut off"


def test_a_damaged_index_is_made_anew_by_the_next_search(filled: Archive) -> None:
    renewed(filled)
    for what in damaged(filled):
        total, said = question(filled)
        assert (total, bool(said)) == (9, True), what
        assert question(filled) == (9, [])


def test_a_flipped_byte_that_a_question_meets_is_noticed(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "TOGETHER", 9)  # one file
    renewed(filled)
    whole = ask(EmbeddedEngine(filled.index), "motie")
    (path,) = EmbeddedEngine(filled.index).place.glob("*.arrays")
    size = path.stat().st_size
    noticed = 0
    for place in range(5, size, size // 15):
        held = bytearray(path.read_bytes())
        held[place] ^= 0x10
        path.write_bytes(held)
        said: list[str] = []
        assert search(filled, parse("motie"), 10, 0, said.append) == whole
        noticed += bool(said)
        if said:
            (path,) = EmbeddedEngine(filled.index).place.glob("*.arrays")
        else:
            held[place] ^= 0x10
            path.write_bytes(held)
    assert noticed > 3


# ── which folders changed ──


def test_what_is_indexed_is_not_listed_again(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed(filled)
    monkeypatch.setattr("index.archive.SETTLED_AFTER", 0)
    up_to_date(filled, pytest.fail)
    listed: list[str] = []
    real = Archive.on_shelf

    def on_shelf(archive: Archive, shelf: str) -> set[str]:
        listed.append(shelf)
        return real(archive, shelf)

    monkeypatch.setattr(Archive, "on_shelf", on_shelf)
    up_to_date(filled, pytest.fail)
    assert listed == []
    new = a_nota("motie 11")
    put(filled, new)
    with filled.writing():
        catch_up(filled)
    assert listed == [new.id[2:4]]
    assert new.id in EmbeddedEngine(filled.index).ids()


def test_an_index_that_was_thrown_away_is_made_again(filled: Archive) -> None:
    renewed(filled)
    (filled.index / "current").unlink()
    assert question(filled)[0] == 9


def test_a_nota_that_was_taken_away_is_no_longer_found(filled: Archive) -> None:
    import shutil

    renewed(filled)
    key = min(filled)
    shutil.rmtree(filled.path(key, "nota.json").parent)
    assert up_to_date(filled, lambda message: None).search(Query()).total == 8


# ── several at once ──


def test_an_engine_that_is_shared_sees_every_rebuilding(tmp_path: Path) -> None:
    rebuild(tmp_path, [nota("n-1", "motie")])
    shared = EmbeddedEngine(tmp_path)
    assert ask(shared, "motie").total == 1
    rebuild(tmp_path, [])
    rebuild(tmp_path, [nota("n-2", "motie"), nota("n-3", "motie")])
    assert ask(shared, "motie").total == 2


def test_a_reader_that_comes_first_does_not_empty_what_a_writer_fills(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    real = Path.exists

    def exists(path: Path) -> bool:
        there = real(path)
        if path.name == "current" and not looked:
            looked.append(path)
            renewed(filled)  # a writer was quicker
        return there

    filled.index.mkdir(parents=True)
    monkeypatch.setattr(Path, "exists", exists)
    engine = EmbeddedEngine(filled.index)
    assert looked
    assert engine.ids() == set(filled)


def test_what_an_earlier_attempt_left_damaged_is_begun_anew(filled: Archive) -> None:
    def cut_off(notas: int) -> None:
        if notas and done:
            raise KeyboardInterrupt
        done.append(notas)

    done: list[int] = []
    with filled.writing(), pytest.raises(KeyboardInterrupt):
        rebuild_index(filled, 1, cut_off)
    for path in filled.index.rglob("*.arrays"):
        held = bytearray(path.read_bytes())
        held[len(held) // 2] ^= 1
        path.write_bytes(held)
    renewed(filled)
    assert EmbeddedEngine(filled.index).ids() == set(filled)
    assert ask(EmbeddedEngine(filled.index), "motie").total == 9


@pytest.mark.parametrize("odd", ["\u0663's", "thema:a\udcff", "\udcff", "\u00df" * 70, "il" * 2_000, "a/b" * 3_000])
def test_odd_signs_are_no_damage(filled: Archive, odd: str) -> None:
    renewed(filled)
    said: list[str] = []
    search(filled, parse(odd), 10, 0, said.append)
    assert said == []
