"""What a person says of a nota's themes is kept, is in the record, is found, and outlives all that is made anew."""

import getpass
import json
import os
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from index.archive import Archive
from index.catalogue import rewrite
from index.errors import WrongUsage
from index.judge import judge, login
from index.nota import Thema
from index.verdicts import Said, add_verdicts, verdicts
from ingest.imports import import_lines
from tests.conftest import killed_at_every_step
from tests.test_journey import NOTA, answer, nota
from tests.test_pipeline import files_of

BODY = "Over inburgering.\n\nDe inburgeringsplicht en het inburgeringsexamen voor inburgeraars."
LINE = json.dumps({"title": "Brief", "pages": [{"body": BODY}]}).encode()
FOUND, ABSENT = "taal", "huis"  # of these the text speaks, or does not
THEMES = [
    {"id": FOUND, "prefLabel": "Taaleis", "altLabels": ["inburger*"]},
    {"id": ABSENT, "prefLabel": "Huis", "broader": ["dak"]},
    {"id": "dak", "prefLabel": "Onder dak"},
]


@pytest.fixture
def key(archive: Archive) -> str:
    """Return the only nota of an archive with themes of its own, so that nothing here hangs on how ours are told."""
    archive.folder.mkdir()
    (archive.folder / "themas.json").write_text(json.dumps(THEMES))
    (outcome,) = import_lines([LINE], "oud.jsonl", archive)
    key = str(outcome.id)
    assert themes(archive, key).keys() == {FOUND}
    return key


def themes(archive: Archive, key: str) -> dict[str, Thema]:
    return {tag.value: tag for tag in archive.intact(key).tags if isinstance(tag, Thema)}


def test_a_rejected_theme_is_no_longer_found(archive: Archive, key: str) -> None:
    assert answer(archive.folder, "search", "", "--theme", FOUND)["total"] == 1

    told = answer(archive.folder, "reject", key, FOUND, "--by", "Anna")

    assert told == {"id": key, "confirmed": [], "rejected": [FOUND]}
    assert FOUND not in themes(archive, key)
    assert answer(archive.folder, "search", "", "--theme", FOUND)["total"] == 0
    (said,) = verdicts(archive, key)
    assert (said.who, said.kind, said.value, said.verdict) == ("Anna", "thema", FOUND, "rejected")
    assert said.at.microsecond == 0
    assert nota(archive.folder, "check").returncode == 0


def test_a_confirmed_theme_is_a_persons_and_is_found_whether_it_was_there_or_not(archive: Archive, key: str) -> None:
    before = themes(archive, key)[FOUND]

    told = answer(archive.folder, "confirm", key, FOUND, ABSENT, FOUND)

    assert told == {"id": key, "confirmed": sorted([ABSENT, FOUND]), "rejected": []}
    assert themes(archive, key)[FOUND] == replace(before, by="person", found_by="words")
    assert themes(archive, key)[ABSENT] == Thema(
        value=ABSENT,
        quote="",
        page=1,
        start=0,
        end=0,
        label="Huis",
        broader=("dak",),
        by="person",
    )
    assert len(verdicts(archive, key)) == 2
    (hit,) = answer(archive.folder, "search", f"thema:{ABSENT}")["hits"]
    assert "<mark></mark>" not in hit["snippet"]


def test_the_last_word_counts_and_every_word_is_kept(archive: Archive, key: str) -> None:
    for command in ("confirm", "reject", "confirm", "reject"):
        answer(archive.folder, command, key, ABSENT, "--by", command)

    assert ABSENT not in themes(archive, key)
    assert [said.who for said in verdicts(archive, key)] == ["confirm", "reject", "confirm", "reject"]


def test_other_tags_and_who_made_the_record_stay_as_they_are(archive: Archive, key: str) -> None:
    before = archive.get(key)

    judge(archive, key, [ABSENT], "confirmed", "Anna")

    after = archive.get(key)
    assert replace(after, tags=before.tags) == before
    assert [tag for tag in after.tags if tag.value != ABSENT] == list(before.tags)


def test_what_was_said_outlives_all_that_is_made_anew(archive: Archive, key: str) -> None:
    answer(archive.folder, "confirm", key, ABSENT)
    answer(archive.folder, "reject", key, FOUND)
    before, said = files_of(archive), verdicts(archive, key)

    for arguments, given in ((("retag",), b""), (("reindex",), b""), (("import", "-"), LINE)):
        assert nota(archive.folder, *arguments, given=given).returncode == 0
        assert files_of(archive) == before
    assert answer(archive.folder, "search", f"thema:{ABSENT}")["total"] == 1
    assert answer(archive.folder, "search", f"thema:{FOUND}")["total"] == 0
    assert verdicts(archive, key) == said


def test_confirmed_after_all_a_theme_has_its_place_back(archive: Archive, key: str) -> None:
    before = themes(archive, key)[FOUND]
    answer(archive.folder, "reject", key, FOUND)

    answer(archive.folder, "confirm", key, FOUND)

    assert themes(archive, key)[FOUND] == replace(before, by="person", found_by="words")
    assert archive.get(key).rejected == ()
    assert nota(archive.folder, "retag").stdout == b""


def test_what_was_rejected_is_kept_in_the_record_apart(archive: Archive, key: str) -> None:
    before = archive.get(key)

    judge(archive, key, [FOUND], "rejected", "Anna")

    assert [tag.value for tag in archive.get(key).rejected] == [FOUND]
    assert set(archive.get(key).tags) | set(archive.get(key).rejected) == set(before.tags)


@pytest.mark.parametrize("said", get_args(Said))
def test_what_is_withdrawn_leaves_the_record_as_it_was(archive: Archive, key: str, said: Said) -> None:
    before = archive.get(key)
    judge(archive, key, [FOUND, ABSENT], said, "Anna")

    told = answer(archive.folder, "withdraw", key, FOUND, ABSENT, "--by", "Bram")

    assert told == {"id": key, "confirmed": [], "rejected": []}
    assert archive.get(key) == before
    assert answer(archive.folder, "search", f"thema:{FOUND}")["total"] == 1
    assert [one.who for one in verdicts(archive, key)] == ["Anna", "Anna", "Bram", "Bram"]


def test_a_tag_of_any_kind_is_rejected_and_confirmed_by_kind_and_value(archive: Archive, key: str) -> None:
    other = json.dumps({"pages": [{"body": "Zie 32 824, nr. 402, en de Wet inburgering 2021."}]}).encode()
    (outcome,) = import_lines([other], "oud.jsonl", archive)
    key = str(outcome.id)
    before = archive.get(key)
    assert {"32824-402", "Wet inburgering 2021"} <= {tag.value for tag in before.tags}

    told = answer(archive.folder, "reject", key, "kamerstuk:32824-402", "wet:Wet inburgering 2021")

    assert told["rejected"] == ["kamerstuk:32824-402", "wet:Wet inburgering 2021"]
    assert not {"32824-402", "Wet inburgering 2021"} & {tag.value for tag in archive.get(key).tags}
    assert answer(archive.folder, "search", "kamerstuk:32824-402")["total"] == 0
    assert nota(archive.folder, "retag").stdout == b""

    told = answer(archive.folder, "confirm", key, "kamerstuk:32824-402")

    assert told == {
        "id": key,
        "confirmed": ["kamerstuk:32824-402"],
        "rejected": ["wet:Wet inburgering 2021"],
    }
    assert answer(archive.folder, "search", "kamerstuk:32824-402")["total"] == 1
    answer(archive.folder, "withdraw", key, "wet:Wet inburgering 2021")
    assert archive.get(key) == before


def test_a_tag_that_the_nota_has_not_is_told_with_those_it_has(archive: Archive, key: str) -> None:
    with pytest.raises(WrongUsage, match=f"{key} has no motie 32824-402; it has none."):
        judge(archive, key, ["motie:32824-402"], "confirmed", "Anna")
    assert not verdicts(archive, key)
    assert judge(archive, key, [f"thema:{ABSENT}"], "confirmed", "Anna")["confirmed"] == [ABSENT]


def test_verdicts_put_back_beside_a_nota_that_was_taken_in_anew_count_again(archive: Archive, key: str) -> None:
    answer(archive.folder, "reject", key, FOUND)
    path = archive.beside(key, "verdicts.jsonl")
    said = path.read_bytes()
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()
    assert nota(archive.folder, "import", "-", given=LINE).returncode == 0
    assert FOUND in themes(archive, key)

    path.write_bytes(said)
    told = answer(archive.folder, "retag")

    assert [tag["value"] for tag in told["gone"]] == [FOUND]
    assert FOUND not in themes(archive, key)


def test_killed_at_any_step_and_said_again_it_is_so(archive: Archive, key: str) -> None:
    before = archive.get(key)
    for _ in killed_at_every_step(lambda: judge(archive, key, [ABSENT], "confirmed", "Anna")):
        assert not list(archive.verify())
        assert all(said.value == ABSENT for said in verdicts(archive, key))
        judge(archive, key, [ABSENT], "confirmed", "Anna")

        assert ABSENT in themes(archive, key)
        assert answered(archive, ABSENT) == 1
        archive.beside(key, "verdicts.jsonl").unlink()
        with archive.writing():
            rewrite(archive, [before])


def answered(archive: Archive, theme: str) -> int:
    from index.catalogue import up_to_date
    from search.query import parse

    return up_to_date(archive, lambda message: None).search(parse(f"thema:{theme}")).total


def test_a_theme_that_is_not_there_is_told_with_those_near(archive: Archive, key: str) -> None:
    before = files_of(archive)

    for command in ("confirm", "reject"):
        done = nota(archive.folder, command, key, ABSENT, "taaleisen")
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"There is no theme taaleisen; near it are: " in done.stderr
        assert FOUND.encode() in done.stderr
    assert files_of(archive) == before


def test_a_theme_may_be_named_by_its_label(archive: Archive, key: str) -> None:
    assert answer(archive.folder, "confirm", key, "ONDER DAK", "Huis")["confirmed"] == ["dak", ABSENT]


def test_another_thesaurus_gives_other_themes_when_tagged_anew_but_keeps_what_people_said(
    archive: Archive, key: str
) -> None:
    answer(archive.folder, "confirm", key, ABSENT)
    path = archive.folder / "themas.json"
    path.write_text(json.dumps([{"id": "leren", "prefLabel": "Leren", "altLabels": ["inburger*"]}]))

    assert nota(archive.folder, "confirm", key, "dak").returncode == 2
    told = answer(archive.folder, "retag")

    assert [tag["value"] for tag in told["gone"]] == [FOUND]
    assert [tag["value"] for tag in told["new"]] == ["leren"]
    assert {value: tag.by for value, tag in themes(archive, key).items()} == {ABSENT: "person", "leren": "words"}
    assert themes(archive, key)[ABSENT].label == ABSENT  # this thesaurus has no other name for it
    path.write_text("[")
    assert nota(archive.folder, "retag").returncode == 2


def test_a_theme_that_the_thesaurus_has_lost_can_still_be_rejected(archive: Archive, key: str) -> None:
    lost = Thema(value="verloren", quote="", page=1, start=0, end=0, label="Verloren")
    with archive.writing():
        rewrite(archive, [replace(archive.get(key), tags=(lost,))])

    assert judge(archive, key, ["verloren"], "rejected", "Anna") == {"confirmed": [], "rejected": ["verloren"]}
    assert themes(archive, key) == {}


def test_of_a_damaged_nota_nothing_is_said(archive: Archive, key: str) -> None:
    path = archive.path(key, "nota.json")
    path.write_bytes(path.read_bytes().replace(b"Brief", b"Brieg"))

    assert nota(archive.folder, "confirm", key, ABSENT).returncode == 4
    assert not archive.beside(key, "verdicts.jsonl").exists()


def test_verdicts_that_cannot_be_read_get_no_line_more(archive: Archive, key: str) -> None:
    archive.beside(key, "verdicts.jsonl").write_bytes(b"?\n")

    done = nota(archive.folder, "confirm", key, ABSENT)

    assert done.returncode == 4
    assert b"Line 1 of verdicts.jsonl" in done.stderr
    assert archive.beside(key, "verdicts.jsonl").read_bytes() == b"?\n"


def test_wrong_usage_and_a_busy_archive_have_their_exit_codes(archive: Archive, key: str, tmp_path: Path) -> None:
    assert nota(archive.folder, "confirm", "n-000000000000", ABSENT).returncode == 2
    assert nota(archive.folder, "confirm", key).returncode == 2
    assert nota(tmp_path / "nergens", "confirm", key, ABSENT).returncode == 2
    assert not (tmp_path / "nergens").exists()
    with archive.writing():
        assert nota(archive.folder, "reject", key, ABSENT).returncode == 75


def test_the_command_names_what_stands(archive: Archive, key: str) -> None:
    nota(archive.folder, "reject", key, FOUND)

    assert nota(archive.folder, "confirm", key, ABSENT).stdout.decode() == f"confirmed: {ABSENT}\nrejected: {FOUND}\n"


def test_who_says_so_is_the_login_name_unless_another_is_given(archive: Archive, key: str) -> None:
    command = [*NOTA, "--archive", str(archive.folder), "confirm", key, ABSENT]
    for more, name in (
        ([], "jansen"),
        (["--by", "Anna de Vries"], "Anna de Vries"),
        ([b"--by", b"Ren\xe9"], "Ren\\xe9"),
    ):
        subprocess.run([*command, *more], env=os.environ | {"LOGNAME": "jansen"}, check=True, capture_output=True)
        assert verdicts(archive, key)[-1].who == name


def test_where_nobody_is_logged_in_somebody_still_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert login() == "unknown"


def test_a_kill_between_the_verdict_and_the_record_is_mended_by_tagging_anew(archive: Archive, key: str) -> None:
    judge(archive, key, [ABSENT], "confirmed", "Anna")
    said = replace(verdicts(archive, key)[0], value=FOUND, verdict="rejected")
    with archive.writing():
        add_verdicts(archive, key, [said])

    assert [tag["value"] for tag in answer(archive.folder, "retag")["gone"]] == [FOUND]
