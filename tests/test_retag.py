"""Tags anew: what changed is told and written, what did not is left alone, and people have the last word."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import index.catalogue
from index.archive import Archive
from index.catalogue import catch_up, up_to_date
from index.embedded import EmbeddedEngine
from index.errors import DamagedArchive
from index.nota import Motie, Nota, Organisatie, Tag, Thema
from index.stale import stale
from ingest.imports import import_lines
from ingest.pipeline import ourselves
from ingest.retag import LeftOut, Named, Retagged, difference, retag
from search.query import parse
from tests.conftest import a_nota, killed_at_every_step, put
from tests.test_journey import answer, nota
from tests.test_pipeline import files_of

BODY = "Zie Kamerstuk 32 824, nr. 402. Het COA meldt dit op 13 juli 2023."


def org(value: str, start: int = 0) -> Organisatie:
    return Organisatie(value=value, quote=value, page=1, start=start, end=start + len(value))


def thema(value: str, score: float = 1.0) -> Thema:
    return Thema(value=value, quote="", page=1, start=0, end=0, label=value, score=score)


def filled(archive: Archive, *tags: Sequence[Tag]) -> list[Nota]:
    """Put in one nota for each of these rows of tags, and index them; return them in the order of their ids."""
    notas = [replace(a_nota(f"nota {at}"), tags=tuple(row)) for at, row in enumerate(tags)]
    for one in notas:
        put(archive, one)
    with archive.writing():
        catch_up(archive)
    return sorted(notas, key=lambda one: one.id)


OLD: tuple[Tag, ...] = (org("IND"), thema("verzonnen"))  # as no version tags our texts


def coa(nota: Nota) -> tuple[Tag, ...]:
    """Find the COA in every nota."""
    return (org("COA"),)


def found(archive: Archive, question: str) -> set[str]:
    return {hit.id for hit in up_to_date(archive, lambda message: None).search(parse(question), 1000).hits}


def imported(archive: Archive, *bodies: str) -> list[str]:
    lines = [json.dumps({"source": "brief", "title": body[:9], "pages": [{"body": body}]}).encode() for body in bodies]
    return [str(outcome.id) for outcome in import_lines(lines, "oud.jsonl", archive)]


# What changed


def test_tags_that_are_gone_new_and_moved_are_told_apart(archive: Archive) -> None:
    (brief,) = filled(archive, [org("COA"), org("IND", 9), org("SZW", 20)])

    (outcome,) = retag(archive, lambda nota: (org("COA"), org("IND", 12), org("OCW", 20)))

    assert outcome == Retagged(
        brief.id,
        brief.title,
        gone=(Named("organisatie", "SZW", "SZW", 1),),
        new=(Named("organisatie", "OCW", "OCW", 1),),
        moved=1,
    )


def test_of_three_that_become_two_one_is_gone() -> None:
    three: list[Tag] = [org("COA", 0), org("COA", 9), org("COA", 20)]
    two: list[Tag] = [org("COA", 1), org("COA", 20)]

    assert difference(three, two) == ([org("COA", 9)], [], 1)
    assert difference(two, three) == ([], [org("COA", 9)], 1)


def test_another_status_of_the_same_motie_is_a_change_that_is_counted(archive: Archive) -> None:
    motie = Motie(value="32824-402", quote="motie", page=1, start=0, end=5)
    filled(archive, [motie])

    (outcome,) = retag(archive, lambda nota: (replace(motie, status="aangenomen"),))

    assert isinstance(outcome, Retagged)
    assert (outcome.gone, outcome.new, outcome.moved) == ((), (), 1)
    assert archive.get(outcome.id).tags == (replace(motie, status="aangenomen"),)


TAGS = st.lists(st.builds(org, st.sampled_from(["COA", "IND"]), st.integers(0, 2)), max_size=6)


@settings(deadline=None)
@given(TAGS, TAGS)
def test_what_was_without_what_is_gone_and_with_what_is_new_is_what_is(old: list[Tag], new: list[Tag]) -> None:
    gone, came, moved = difference(old, new)

    def values(tags: Sequence[Tag]) -> Counter[str]:
        return Counter(tag.value for tag in tags)

    assert values(old) - values(gone) + values(came) == values(new)
    assert not values(gone) & values(came)
    assert (moved, gone, came) == (0, [], []) if Counter(old) == Counter(new) else moved or gone or came


# The archive


def test_the_record_and_the_index_follow_and_the_rest_stays(archive: Archive) -> None:
    same, *others = filled(archive, [org("IND")], [org("IND")], [org("IND")])
    before = {key: archive.path(key, "nota.json").stat().st_ino for key in archive}

    outcomes = list(retag(archive, lambda nota: nota.tags if nota.id == same.id else coa(nota)))

    assert [outcome.id for outcome in outcomes] == list(archive)
    assert [isinstance(one, Retagged) and one.changed for one in outcomes] == [False, True, True]
    assert archive.get(same.id) == same
    assert archive.path(same.id, "nota.json").stat().st_ino == before[same.id]
    for other in others:
        assert archive.get(other.id) == replace(other, tags=(org("COA"),), made_with=("a test", ourselves()))
    assert found(archive, "organisatie:COA") == {other.id for other in others}
    assert found(archive, "organisatie:IND") == {same.id}
    assert not list(archive.verify())
    assert not stale(archive)


def test_a_version_is_named_once_however_often_it_tags(archive: Archive) -> None:
    (brief,) = filled(archive, [])
    list(retag(archive, coa))
    list(retag(archive, lambda nota: (org("IND"),)))

    assert archive.get(brief.id).made_with == ("a test", ourselves())


def test_what_this_version_tagged_it_does_not_change(archive: Archive) -> None:
    keys = imported(archive, BODY, "Over inburgering, de inburgeringsplicht en het inburgeringsexamen.", "Niets.")
    before = files_of(archive)

    done = nota(archive.folder, "retag")

    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"0 of {len(keys)} nota's changed: 0 tags new, 0 gone.\n"
    assert files_of(archive) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(archive: Archive) -> None:
    filled(archive, [org("IND")], [org("COA")])
    before = files_of(archive)

    with archive.writing():  # it needs no lock either
        told = list(retag(archive, coa, dry_run=True))

    assert files_of(archive) == before
    assert not stale(archive)
    assert told == list(retag(archive, coa))
    assert files_of(archive) != before


@pytest.mark.parametrize("at_once", [1, 2, 200])
def test_in_lots_of_any_size_every_nota_gets_its_turn(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(index.catalogue, "AT_ONCE", at_once)
    filled(archive, *([org("IND")] for _ in range(5)))

    assert [outcome.id for outcome in retag(archive, coa)] == list(archive)
    assert all(archive.get(key).tags == (org("COA"),) for key in archive)
    assert found(archive, "organisatie:COA") == set(archive)


def test_an_archive_without_an_index_gets_one(archive: Archive) -> None:
    put(archive, a_nota("los"))

    list(retag(archive, coa))

    assert EmbeddedEngine(archive.index).ids() == set(archive)


def test_killed_at_any_step_and_run_again_it_is_complete(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.catalogue, "AT_ONCE", 2)
    notas = filled(archive, *([org("IND")] for _ in range(3)))

    for _ in killed_at_every_step(lambda: list(retag(archive, coa))):
        assert not list(archive.verify())
        by_index = found(archive, "organisatie:COA")
        by_record = {key for key in archive if archive.intact(key).tags == (org("COA"),)}
        assert by_index == by_record
        assert found(archive, "organisatie:IND") == set(archive) - by_record
    assert by_record == set(archive)

    with archive.writing():
        index.catalogue.rewrite(archive, notas)
    for _ in killed_at_every_step(lambda: list(retag(archive, coa))):
        pass  # each goes on where the one before was killed, and nothing is set right between them
    assert all(archive.intact(key).tags == (org("COA"),) for key in archive)
    assert found(archive, "organisatie:COA") == set(archive)
    assert not stale(archive)
    assert not list(archive.folder.glob("tmp/*"))


@pytest.mark.parametrize("hurt", [b"{", None])
def test_a_damaged_record_is_left_out_and_the_rest_goes_on(archive: Archive, hurt: bytes | None) -> None:
    bad, *good = filled(archive, [org("IND")], [org("IND")], [org("IND")])
    path = archive.path(bad.id, "nota.json")
    path.write_bytes(hurt or path.read_bytes().replace(b"IND", b"INT"))
    before = path.read_bytes()

    first, *others = retag(archive, coa)

    assert isinstance(first, LeftOut)
    assert bad.id in first.message
    assert path.read_bytes() == before
    assert [outcome.id for outcome in others] == [one.id for one in good]
    assert all(archive.get(one.id).tags == (org("COA"),) for one in good)


def test_verdicts_that_cannot_be_read_leave_a_nota_as_it_was(archive: Archive) -> None:
    bad, good = filled(archive, [org("IND")], [org("IND")])

    def tagger(nota: Nota) -> tuple[Tag, ...]:
        if nota.id == bad.id:
            raise DamagedArchive("Line 1 cannot be read.")
        return coa(nota)

    assert [type(outcome) for outcome in retag(archive, tagger)] == [LeftOut, Retagged]
    assert (archive.get(bad.id), archive.get(good.id).tags) == (bad, (org("COA"),))


# The command


def outdated(archive: Archive, key: str) -> None:
    """Give a nota the tags that an earlier version found in it."""
    with archive.writing():
        index.catalogue.rewrite(archive, [replace(archive.get(key), tags=OLD)])


def test_the_command_shows_what_changed_by_nota(archive: Archive) -> None:
    key, _ = imported(archive, BODY, "Niets.")
    fresh = archive.get(key).tags
    outdated(archive, key)

    tried = nota(archive.folder, "retag", "--dry-run")
    assert archive.get(key).tags == OLD
    done = nota(archive.folder, "retag")

    assert done.returncode == 0
    assert tried.stdout == done.stdout
    assert tried.stderr.decode() == f"1 of 2 nota's would change: {len(fresh)} tags new, 2 gone.\n"
    assert done.stderr.decode() == f"1 of 2 nota's changed: {len(fresh)} tags new, 2 gone.\n"
    assert done.stdout.decode().splitlines() == [
        f"{key}  {BODY[:9]}",
        "  - organisatie IND",
        "  - thema verzonnen",
        *(f"  + {tag.kind} {tag.value}" for tag in fresh),
    ]
    assert archive.get(key).tags == fresh
    assert nota(archive.folder, "retag").stdout == b""
    assert nota(archive.folder, "check").returncode == 0
    assert answer(archive.folder, "search", "kamerstuk:32824-402")["total"] == 1


def test_the_command_answers_in_json_one_changed_nota_a_line(archive: Archive) -> None:
    key, _ = imported(archive, BODY, "Niets.")
    fresh = archive.get(key).tags
    outdated(archive, key)

    told = answer(archive.folder, "retag")

    assert told == {
        "id": key,
        "title": BODY[:9],
        "gone": [
            {"kind": "organisatie", "value": "IND", "quote": "IND", "page": 1},
            {"kind": "thema", "value": "verzonnen", "quote": "", "page": 1},
        ],
        "new": [{"kind": tag.kind, "value": tag.value, "quote": tag.quote, "page": tag.page} for tag in fresh],
        "moved": 0,
    }
    assert list(told) == ["id", "title", "gone", "new", "moved"]


def test_the_command_names_what_is_damaged_and_does_the_rest(archive: Archive) -> None:
    bad, good = sorted(imported(archive, BODY, f"{BODY} Nogmaals."))
    outdated(archive, good)
    archive.beside(bad, "verdicts.jsonl").write_bytes(b"?\n")

    done = nota(archive.folder, "retag")

    assert done.returncode == 4
    assert f"Line 1 of verdicts.jsonl of {bad}".encode() in done.stderr
    assert b"1 of 2 nota's changed" in done.stderr
    assert f"Left out, for a file of theirs is damaged: {bad}".encode() in done.stderr
    assert done.stdout.decode().startswith(good)


def test_the_command_says_when_the_archive_is_busy_or_not_there(archive: Archive, tmp_path: Path) -> None:
    imported(archive, BODY)
    with archive.writing():
        assert nota(archive.folder, "retag").returncode == 75
        assert nota(archive.folder, "retag", "--dry-run").returncode == 0
    assert nota(tmp_path / "nergens", "retag").returncode == 2
    assert not (tmp_path / "nergens").exists()
