import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.errors import WrongUsage
from index.thesaurus import THEMES, Concept, Thesaurus, built_in, first_file, thesaurus, top_labels
from ingest.labels import Labels

INTEGRATIE = "https://identifier.overheid.nl/tooi/def/thes/top/c_a94e1fa4"


def written(archive: Archive, *concepts: dict[str, Any]) -> Archive:
    archive.folder.mkdir(exist_ok=True)
    (archive.folder / THEMES).write_text(json.dumps(concepts, ensure_ascii=False), encoding="utf-8")
    return archive


def named(text: str, *labels: str) -> dict[str, float]:
    concept = {"id": "x", "prefLabel": labels[0], "altLabels": list(labels[1:]), "broader": [INTEGRATIE]}
    own = Labels(thesaurus_of(concept))
    return {text[hit.start : hit.end]: hit.weight for hit in own.hits(text, 0, len(text))}


def thesaurus_of(*concepts: dict[str, Any]) -> Thesaurus:
    return Thesaurus(msgspec.convert(concepts, tuple[Concept, ...]))


def test_without_a_file_of_its_own_an_archive_has_the_one_that_comes_with_the_product(archive: Archive) -> None:
    assert thesaurus(archive) is built_in()


def test_every_concept_belongs_to_the_toplijst() -> None:
    known = built_in()

    assert {concept.uri for concept in known.concepts.values() if concept.uri} == set(top_labels())
    assert all(known.uri(concept) in top_labels() for concept in known.concepts.values())


def test_a_concept_rolls_up_to_all_that_is_broader_the_nearest_first() -> None:
    known = built_in()
    start = known.concepts["vroege-start"]

    assert known.above(start) == ("integratie", "migratie-en-integratie")
    assert known.uri(start) == INTEGRATIE


def test_an_archivist_may_add_a_concept_below_another(archive: Archive) -> None:
    concepts = json.loads(first_file())
    concepts.append(
        {"id": "taalhuis", "prefLabel": "Taalhuizen", "altLabels": ["taalhuis*"], "broader": ["taalscholen"]}
    )
    known = thesaurus(written(archive, *concepts))

    assert known.uri(known.concepts["taalhuis"]) == known.uri(known.concepts["taalscholen"])
    assert known.above(known.concepts["taalhuis"])[0] == "taalscholen"


@pytest.mark.parametrize(
    ("concepts", "told"),
    [
        ([{"id": "a", "prefLabel": "A"}, {"id": "a", "prefLabel": "B"}], "the id a stands there twice"),
        ([{"id": "a", "prefLabel": "A", "broader": ["b"]}], "a has a broader b"),
        ([{"id": "a", "prefLabel": "A", "broader": ["a"]}], "a is broader than itself"),
        (
            [{"id": "a", "prefLabel": "A", "broader": ["b"]}, {"id": "b", "prefLabel": "B", "broader": ["a"]}],
            "a is broader than itself",
        ),
        ([{"id": "a"}], "prefLabel"),
        ([{"id": "a", "prefLabel": "A", "altLabel": []}], "altLabel"),
    ],
)
def test_a_file_that_contradicts_itself_is_told_by_what_is_wrong(
    archive: Archive, concepts: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(WrongUsage, match=told) as raised:
        thesaurus(written(archive, *concepts))

    assert THEMES in str(raised.value)


def test_a_file_that_is_no_json_is_told_with_its_place(archive: Archive) -> None:
    archive.folder.mkdir(exist_ok=True)
    (archive.folder / THEMES).write_bytes(b"[{\xff")

    with pytest.raises(WrongUsage, match="is no thesaurus"):
        thesaurus(archive)


def test_a_theme_is_asked_for_by_id_or_label_and_near_ones_are_named() -> None:
    assert built_in().get("Vroege start").id == "vroege-start"
    with pytest.raises(WrongUsage, match="near it are: jeugdzorg"):
        built_in().get("jeugdzorgg")


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("De boetes zijn hoog.", "boete", "boetes"),
        ("Een luchthavenbesluit.", "luchthaven*", "luchthavenbesluit"),
        ("De kunstsubsidie.", "*subsidie", "kunstsubsidie"),
        ("In het AZC en azc's.", "AZC", "AZC"),
        ("De prejudiciéle vragen.", "prejudiciële vragen", "prejudiciéle vragen"),
        ("Digitale lessen volgen.", "digitale les*", "Digitale lessen"),
        ("Er volgt een boete voor inburgeraars.", "boete* + inburger*", "boete"),
        ("Er volgt een sanctie voor inburgeraars.", "boete*|sanctie* + inburger*", "sanctie"),
        ("Er volgt een straf.", "boete|straf", "straf"),
        ("De KPI's zijn bekend.", "KPI", "KPI's"),
    ],
)
def test_a_label_is_found_in_every_form(text: str, label: str, found: str) -> None:
    assert list(named(text, label)) == [found]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("De vaart in de lucht.", "luchtvaart"),
        ("Een boete voor te hard rijden.", "boete* + inburger*"),
        ("De azc's.", "AZC"),
        ("De gemeenschap.", "gemeen"),
    ],
)
def test_what_only_looks_like_a_label_is_not_found(text: str, label: str) -> None:
    assert named(text, label) == {}


def test_a_label_with_a_question_mark_tells_half() -> None:
    assert named("De gemeenten betalen.", "gemeente?") == {
        "gemeenten": named("De gemeenten betalen.", "gemeente")["gemeenten"] / 2
    }


@given(st.text(alphabet="abc é-'*+?|A ", max_size=30).filter(lambda label: label.strip("*+? '-")))
def test_any_label_can_be_looked_for(label: str) -> None:
    assert isinstance(named("Een tekst over abc en a.", label), dict)


def test_the_command_writes_the_file_to_be_edited_once(tmp_path: Path) -> None:
    def nota(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [".venv/bin/nota", "--archive", str(tmp_path / "archief"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)

    shown = nota("themes", "--json")
    assert (nota("themes", "--write").returncode, nota("themes", "--write").returncode) == (0, 2)
    assert nota("themes", "--json").stdout == shown.stdout
    assert len(shown.stdout.splitlines()) == len(built_in().concepts)


def test_a_question_mark_behind_one_of_several_words_stops_nothing() -> None:
    assert named("De boete in de inburgering.", "boete? + inburger*") == {"boete": 1.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[\n{"id": "a", "prefLabel": "a"},\n]', r"trailing comma in array \(line 3\)"),
        ('[{"id": "a", "prefLabel": "a"},\n{"id": "b"}]', r"`prefLabel`, in concept 2 of the file\."),
        ('[{"id": "a", "prefLabel": "a", "altLabels": "b"}]', r", in concept 1 of the file, in altLabels\."),
        ('[{"id": "a", "prefLabel": "a", "altLabels": [3]}]', r", in concept 1 of the file, in altLabels\."),
    ],
)
def test_an_error_in_the_file_says_where(archive: Archive, text: str, told: str) -> None:
    written(archive)
    (archive.folder / THEMES).write_text(text, encoding="utf-8")

    with pytest.raises(WrongUsage, match=told):
        thesaurus(archive)


def test_an_id_is_meant_before_a_label() -> None:
    one, other = {"id": "werk", "prefLabel": "aan het werk"}, {"id": "arbeid", "prefLabel": "werk"}

    assert thesaurus_of(one, other).get("werk").id == thesaurus_of(other, one).get("Werk").id == "werk"


def test_another_label_leads_to_the_theme_that_has_it() -> None:
    with pytest.raises(WrongUsage, match="near it are: integratie"):
        built_in().get("inburgering")


def test_a_label_in_capitals_may_be_a_part_of_a_word() -> None:
    assert set(named("De AOW-leeftijd van de SVB'ers.", "AOW*")) == {"AOW-leeftijd"}


@pytest.mark.parametrize("key", ["", " ", "+x", "x?"])
def test_an_id_that_looks_like_a_label_is_refused(archive: Archive, key: str) -> None:
    with pytest.raises(WrongUsage, match="the id"):
        thesaurus(written(archive, {"id": key, "prefLabel": "x"}))
