"""What means the same: the file of synonyms, and the question that asks for all the names of a thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.embedded import EmbeddedEngine
from index.engine import Either, Engine, Every, Node, Pattern, Phrase, Query, Value, Without, Word
from index.errors import WrongUsage
from index.synonyms import SYNONYMS, Synonyms, built_in, first_file, synonyms
from search.query import parse
from search.synonyms import MOST_ADDED, MOST_OTHERS, expand
from tests.conftest import a_nota
from tests.reading_engine import ReadingEngine

KAMER = Synonyms([("TK", "Tweede Kamer"), ("azc", "asielzoekerscentrum"), ("RvS", "Raad van State"), ("J&V", "JenV")])
TYPED = (
    "TK tk Tweede Kamer azc OM om Raad van State J&V VVE Wi 2013 so inburgering OF NIET ( ) wet thema: titel: azc* -"
)


def written(archive: Archive, text: str | bytes) -> Archive:
    archive.folder.mkdir(exist_ok=True)
    (archive.folder / SYNONYMS).write_bytes(text if isinstance(text, bytes) else text.encode())
    return archive


def asked(text: str, known: Synonyms = KAMER) -> Node:
    return expand(parse(text), known).root


def questions() -> st.SearchStrategy[Query]:
    return st.lists(st.sampled_from([*TYPED.split(), '"Tweede Kamer"', "alleenstaande minderjarige"])).map(
        lambda pieces: parse(" ".join(pieces))
    )


def nodes() -> st.SearchStrategy[Node]:
    words = st.sampled_from(
        ["TK", "Tweede", "Kamer", "azc", "asielzoekerscentrum", "Raad", "State", "van", "inburgering", "J&V", "JenV"]
    )
    leaves: st.SearchStrategy[Node] = words.map(Word) | words.map(Phrase) | st.just(Phrase("Tweede Kamer"))
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4).map(lambda parts: Every(tuple(parts)))
            | st.lists(inner, max_size=4).map(lambda parts: Either(tuple(parts)))
            | inner.map(Without)
        ),
    )


def leaves(node: Node) -> Iterator[Node]:
    match node:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield node


def in_row(some: list[Node], all_: list[Node]) -> bool:
    """Tell whether some stand among all in the same order."""
    rest = iter(all_)
    return all(one in rest for one in some)


# ── the file ──


def test_without_a_file_of_its_own_an_archive_has_the_one_that_comes_with_the_product(archive: Archive) -> None:
    assert synonyms(archive) is built_in()


def test_the_first_file_taken_as_its_own_changes_nothing(archive: Archive) -> None:
    own = synonyms(written(archive, first_file()))

    assert expand(parse("tk azc MvT Woo OM"), own) == expand(parse("tk azc MvT Woo OM"), built_in())


def test_an_own_file_takes_the_place_of_the_first_but_laws_keep_their_names(archive: Archive) -> None:
    own = synonyms(written(archive, "# eigen woorden\n\nzorgtafel = wijktafel  =  de  tafel # sinds 2023\n"))

    assert own.others("wijktafel") == ("zorgtafel", "de  tafel")
    assert own.others("De", "Tafel") == ("zorgtafel", "wijktafel")
    assert own.others("azc") == ()
    assert own.others("woo") == ("Wet open overheid",)


def test_a_file_saved_by_windows_is_read(archive: Archive) -> None:
    assert synonyms(written(archive, b"\xef\xbb\xbfTK = Tweede Kamer\r\n")).others("TK") == ("Tweede Kamer",)


@pytest.mark.parametrize(
    "line", ["Tweede Kamer", "TK =", "= TK", "TK == Tweede Kamer", "TK = …", "TK = tk", "TK = T K = tk", "asiel* = azc"]
)
def test_a_line_that_makes_no_sense_is_named_by_file_and_number(archive: Archive, line: str) -> None:
    written(archive, f"# synoniemen\nazc = asielzoekerscentrum\n{line}\n")

    with pytest.raises(WrongUsage, match=rf"{SYNONYMS}, line 3: "):
        synonyms(archive)


def test_a_file_that_cannot_be_read_is_named(archive: Archive) -> None:
    with pytest.raises(WrongUsage, match=rf"{SYNONYMS} is no UTF-8"):
        synonyms(written(archive, "financiën = Fin".encode("cp1252")))
    (archive.folder / SYNONYMS).unlink()
    (archive.folder / SYNONYMS).mkdir()
    with pytest.raises(WrongUsage, match=rf"{SYNONYMS} cannot be read"):
        synonyms(archive)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TK", "Tweede Kamer"),
        ("vao", "tweeminutendebat"),
        ("MvT", "memorie van toelichting"),
        ("ocw", "Onderwijs, Cultuur en Wetenschap"),
        ("JenV", "J&V"),
        ("duo", "Dienst Uitvoering Onderwijs"),
        ("Raad State", "RvS"),
        ("Wi2013", "Wet inburgering 2013"),
        ("wi 2013", "Wet inburgering 2013"),
        ("AOW", "Algemene Ouderdomswet"),
        ("aow", "Algemene Ouderdomswet"),
        ("Nederlands tweede taal", "nt2"),
        ("zzp'ers", "zelfstandigen zonder personeel"),
        ("OM", "Openbaar Ministerie"),
        ("so", "schriftelijk overleg"),
        ("so", "speciaal onderwijs"),
    ],
)
def test_the_first_file_knows_the_hague(typed: str, found: str) -> None:
    assert found in built_in().others(*typed.split())


# ── capitals ──


@pytest.mark.parametrize("word", ["om", "is", "no", "pas", "zin", "map", "bes", "def", "and", "wil", "kan"])
def test_an_ordinary_word_is_no_abbreviation(word: str) -> None:
    assert built_in().others(word) == ()


def test_a_short_abbreviation_in_capitals_is_meant_only_where_it_is_typed_in_capitals() -> None:
    assert KAMER.others("TK") == ("Tweede Kamer",)
    assert KAMER.others("tk") == ()
    assert KAMER.others("AZC") == KAMER.others("azc") == ("asielzoekerscentrum",)
    assert KAMER.others("j&v") == ("JenV",)


def test_an_abbreviation_that_is_an_ordinary_word_is_not_sought() -> None:
    assert built_in().others("Openbaar", "Ministerie") == ()
    assert KAMER.others("tweede", "kamer") == ("TK",)


# ── the question ──


def test_a_name_is_asked_for_by_its_other_names_too() -> None:
    assert asked("TK") == Either((Word("TK"), Phrase("Tweede Kamer")))
    assert asked("AZC") == Either((Word("AZC"), Word("asielzoekerscentrum")))
    assert asked("JenV") == Either((Word("JenV"), Phrase("J&V")))


def test_words_side_by_side_may_spell_a_name() -> None:
    name = Either((Every((Word("tweede"), Word("kamer"))), Word("TK")))

    assert asked("tweede kamer") == name
    assert asked("inburgering tweede kamer motie") == Every((Word("inburgering"), name, Word("motie")))
    assert asked("raad van state") == Either((Every((Word("raad"), Word("state"))), Word("RvS")))
    assert asked("RAAD VAN STATE") == Either((Every((Word("RAAD"), Word("VAN"), Word("STATE"))), Word("RvS")))
    assert asked("kamer tweede") == parse("kamer tweede").root
    assert asked("tweede inburgering kamer") == parse("tweede inburgering kamer").root


def test_the_longest_name_goes_first() -> None:
    known = Synonyms([("Wet inburgering", "Wi"), ("Wet inburgering 2021", "Wi2021")])

    assert asked("wet inburgering 2021", known) == Either(
        (Every((Word("wet"), Word("inburgering"), Word("2021"))), Word("Wi2021"))
    )


def test_a_name_with_two_meanings_is_asked_for_by_both() -> None:
    known = Synonyms([("so", "schriftelijk overleg"), ("so", "speciaal onderwijs")])

    assert asked("so", known) == Either((Word("so"), Phrase("schriftelijk overleg"), Phrase("speciaal onderwijs")))
    assert asked("speciaal onderwijs", known) == Either((Every((Word("speciaal"), Word("onderwijs"))), Word("so")))


def test_a_longer_name_that_is_found_anyway_is_not_asked_for() -> None:
    assert asked("covid", Synonyms([("covid", "covid-19", "corona")])) == Either((Word("covid"), Word("corona")))
    assert asked("archiefwet", built_in()) == Word("archiefwet")


@pytest.mark.parametrize(
    "text", ['"Tweede Kamer"', "-azc", "NIET (TK OF azc)", "titel:azc", "wet:azc", "azc*", "", "("]
)
def test_what_is_exact_unwanted_or_of_another_field_stays(text: str) -> None:
    assert expand(parse(text), KAMER) == parse(text)


def test_names_within_brackets_and_choices_are_asked_for_too() -> None:
    azc = Either((Word("azc"), Word("asielzoekerscentrum")))

    assert asked("azc OF opvang") == Either((azc, Word("opvang")))
    assert asked("motie (azc OF opvang)") == Every((Word("motie"), Either((azc, Word("opvang")))))


def test_filters_stay() -> None:
    query = replace(parse("azc"), only=(Value("thema", "asiel"),))

    assert replace(expand(query, KAMER), root=Every()) == replace(query, root=Every())


def test_a_word_and_a_question_have_only_so_many_other_names() -> None:
    many = Synonyms([[f"naam{at}{other}" for other in "abcdefghijkl"] for at in range(30)])
    expanded = list(leaves(asked(" ".join(f"naam{at}a" for at in range(30)), many)))

    assert len(list(leaves(asked("naam1a", many)))) == 1 + MOST_OTHERS
    assert len(expanded) == 30 + MOST_ADDED
    assert Word("naam29a") in expanded


# ── laws ──


@given(questions() | nodes().map(Query))
def test_expanding_twice_is_as_once(query: Query) -> None:
    for known in (KAMER, built_in()):
        once = expand(query, known)
        assert expand(once, known) == once


@given(st.lists(st.sampled_from("abcdefgh"), min_size=20, max_size=80), st.integers(2, 12))
def test_expanding_twice_is_as_once_where_not_all_fits(names: list[str], size: int) -> None:
    known = Synonyms([[*(f"{name} {at}" for at in range(size)), name, name + name] for name in "abcdefgh"])
    query = Query(Every(tuple(map(Word, names))))

    once = expand(query, known)
    assert expand(once, known) == once
    assert len(list(leaves(once.root))) <= len(names) + MOST_ADDED


@given(questions() | nodes().map(Query))
def test_all_that_was_typed_stays_in_its_order(query: Query) -> None:
    assert in_row(list(leaves(query.root)), list(leaves(expand(query, built_in()).root)))


@given(questions() | nodes().map(Query))
def test_without_synonyms_nothing_changes(query: Query) -> None:
    assert expand(query, Synonyms([])) == query


@given(questions())
def test_nothing_of_what_was_found_is_lost(query: Query) -> None:
    engine = ReadingEngine()
    bodies = (
        "De Tweede Kamer over het azc",
        "De TK vraagt de Raad van State",
        "Het OM en JenV",
        "Wi2013, om inburgering",
    )
    engine.add([a_nota(body) for body in bodies])

    before, after = ({hit.id for hit in engine.search(one).hits} for one in (query, expand(query, built_in())))
    assert before <= after


# ── on the road ──


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("TK", "brief aan de Tweede Kamer"),
        ("Tweede Kamer", "brief aan de TK"),
        ("AO inburgering", "commissiedebat over inburgering"),
        ("memorie van toelichting", "zie de MvT"),
        ("J&V", "het ministerie van Justitie en Veiligheid"),
        ("wet inburgering 2013", "onder de Wi2013"),
        ("asielzoekerscentrum", "de azc's in Drenthe"),
    ],
)
def test_who_types_the_one_name_finds_the_other(tmp_path: Path, typed: str, written: str) -> None:
    engine: Engine = EmbeddedEngine(tmp_path / "index")
    found, *others = a_nota(written), a_nota("iets heel anders"), a_nota("om de dag")
    engine.add([found, *others])

    assert engine.search(parse(typed)).total == 0
    assert [hit.id for hit in engine.search(expand(parse(typed), built_in())).hits] == [found.id]


def test_pattern_and_value_stay_among_names() -> None:
    query = Query(Every((Pattern("azc*"), Value("wet", "azc"), Word("azc"))))

    assert expand(query, KAMER).root == Every((*query.root.parts[:2], asked("azc")))  # type: ignore[union-attr]
