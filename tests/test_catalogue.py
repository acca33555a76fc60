"""The index follows what changes in the archive, whatever happens between the two."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from index.archive import Archive
from index.catalogue import catch_up, rebuild_index, rewrite, up_to_date
from index.embedded import EmbeddedEngine
from index.nota import Nota, Page
from index.stale import note_stale, stale
from search.query import parse
from tests.conftest import a_nota, killed_at_every_step, put


def changed(nota: Nota, body: str) -> Nota:
    return replace(nota, pages=(Page(number=1, body=body),))


def found(archive: Archive, word: str) -> list[str]:
    engine = up_to_date(archive, lambda message: None)
    return sorted(hit.id for hit in engine.search(parse(word)).hits)


@pytest.fixture
def brief(archive: Archive) -> Nota:
    """Return the record of a nota that the archive has, indexed, beside another."""
    nota = a_nota("overdracht")
    put(archive, nota)
    put(archive, a_nota("inburgering"))
    with archive.writing():
        catch_up(archive)
    return nota


def rewritten(archive: Archive, *notas: Nota) -> None:
    with archive.writing():
        rewrite(archive, notas)


def test_a_record_that_changed_is_found_by_what_it_says_now(archive: Archive, brief: Nota) -> None:
    rewritten(archive, changed(brief, "toezegging"))

    engine = EmbeddedEngine(archive.index)
    assert [hit.id for hit in engine.search(parse("toezegging")).hits] == [brief.id]
    assert engine.search(parse("tekst:overdracht NIET titel:overdracht")).total == 0
    assert stale(archive) == frozenset()
    assert engine.ids() == set(archive)


def test_killed_at_any_step_the_next_search_finds_what_the_record_says(archive: Archive, brief: Nota) -> None:
    for _ in killed_at_every_step(lambda: rewritten(archive, changed(brief, "toezegging"))):
        has_it = found(archive, "toezegging")

        (page,) = archive.intact(brief.id).pages
        assert has_it == ([brief.id] if page.body == "toezegging" else [])
        assert stale(archive) == frozenset()
        rewritten(archive, brief)


@pytest.mark.parametrize("mend", [catch_up, rebuild_index])
def test_what_was_noted_is_indexed_anew_and_then_forgotten(
    archive: Archive, brief: Nota, mend: Callable[[Archive], list[str]]
) -> None:
    with archive.writing():
        note_stale(archive, [brief.id])
        note_stale(archive, [brief.id, a_nota("weg").id])
        assert stale(archive) == {brief.id, a_nota("weg").id}
        archive.replace(changed(brief, "toezegging"))
    assert found(archive, "overdracht")

    with archive.writing():
        assert mend(archive) == []

    assert found(archive, "toezegging") == [brief.id]
    assert stale(archive) == frozenset()
    assert EmbeddedEngine(archive.index).ids() == set(archive)


def test_a_changed_record_that_cannot_be_read_is_named_and_no_longer_found(archive: Archive, brief: Nota) -> None:
    with archive.writing():
        note_stale(archive, [brief.id])
        archive.path(brief.id, "nota.json").write_bytes(b"{")
        assert catch_up(archive) == [brief.id]

    assert brief.id not in EmbeddedEngine(archive.index).ids()


def test_the_note_is_written_once_for_many(archive: Archive) -> None:
    with archive.writing():
        note_stale(archive, (a_nota(f"{number}").id for number in range(3)))
        path = archive.folder / "stale.txt"
        before = path.stat().st_ino
        note_stale(archive, [a_nota("1").id])
        assert path.stat().st_ino == before
        assert len(path.read_text().splitlines()) == 3
