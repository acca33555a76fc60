"""What every engine must do, tried on ours and on the plainest there can be; then what is ours alone."""

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from whoosh.filedb.filestore import FileStorage

from index import alike, embedded, lookup, snapshot
from index.dictionary import hashes, many_words
from index.embedded import EmbeddedEngine, rebuild
from index.engine import (
    FACETS,
    Between,
    Either,
    Engine,
    Every,
    NeedsRebuild,
    Node,
    Pattern,
    Phrase,
    Query,
    Results,
    Value,
    Without,
    Word,
)
from index.errors import Busy, CannotWrite
from index.nota import Box, Datum, Line, Mark, MarkKind, Motie, Nota, Page, Tag, Thema
from index.nota import Word as ScannedWord
from search.query import parse
from tests.reading_engine import ReadingEngine

Empty = Callable[[], Engine]

NOWHERE = Box(0, 0, 1, 1)
DATED = dt.date(2023, 11, 22)


@pytest.fixture(params=["embedded", "reading"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """A maker of empty engines."""
    places = iter(range(10_000))
    return ReadingEngine if request.param == "reading" else lambda: EmbeddedEngine(tmp_path / str(next(places)))


@pytest.fixture
def engine(empty: Empty) -> Engine:
    return empty()


def nota(key: str, *bodies: str, title: str = "", dated: dt.date | None = DATED, tags: tuple[Tag, ...] = ()) -> Nota:
    pages = tuple(Page(number=number, body=body) for number, body in enumerate(bodies, 1))
    return Nota(key, "", "scan.pdf", title, dated, None, (), pages, tags)


def marked(key: str, body: str, kind: MarkKind, *, quote: str | None = None, text: str | None = None) -> Nota:
    page = Page(number=1, body=body, marks=(Mark("k01", kind, NOWHERE, "blue", quote=quote, text=text),))
    return replace(nota(key), pages=(page,))


def read(key: str, *qualities: float | None) -> Nota:
    pages = tuple(Page(number=number, body="motie", quality=quality) for number, quality in enumerate(qualities, 1))
    return replace(nota(key), pages=pages)


def motie(page: int = 1) -> Motie:
    return Motie(
        value="32824-402",
        quote="motie Palland/Kathmann",
        page=page,
        start=0,
        end=0,
        names=("Palland", "Kathmann"),
        dossier="32824",
        number="402",
    )


def thema(value: str) -> Thema:
    return Thema(value=value, quote="", page=1, start=0, end=0, label=value.title())


def datum(first: dt.date, last: dt.date) -> Datum:
    return Datum(value="", quote="", page=1, start=0, end=0, first=first, last=last, precision="range")


def ask(engine: Engine, question: str | Node) -> Results:
    return engine.search(parse(question) if isinstance(question, str) else Query(question))


def ids(engine: Engine, question: str | Node) -> list[str]:
    return [hit.id for hit in ask(engine, question).hits]


# ── every engine: what is in it ──


def test_an_empty_engine_answers_with_nothing(engine: Engine) -> None:
    answer = ask(engine, "motie")
    assert (answer.total, answer.hits, answer.facets) == (0, (), {field: [] for field in FACETS})
    assert engine.ids() == set()


def test_what_was_added_is_there(engine: Engine) -> None:
    engine.add([nota("n-1", "motie"), nota("n-2", "toezegging")])
    assert engine.ids() == {"n-1", "n-2"}
    assert ids(engine, "motie") == ["n-1"]


def test_a_nota_without_pages_is_found_by_its_title(engine: Engine) -> None:
    if isinstance(engine, EmbeddedEngine):
        engine.add([nota("n-1", title="Evaluatie")])
        assert ids(engine, "evaluatie") == ["n-1"]


VOCABULARY = ["motie", "moties", "wet", "Wi2013", "school", "COA", "taal"]
NOTAS = st.builds(
    lambda number, pages: nota(f"n-{number}", *pages),
    st.integers(0, 4),
    st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join), min_size=1, max_size=3),
)
LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.lists(NOTAS, unique_by=lambda one: one.id))
@LAW
def test_adding_twice_is_adding_once(empty: Empty, notas: list[Nota]) -> None:
    once, twice = empty(), empty()
    once.add(notas)
    twice.add(notas)
    twice.add(notas)
    assert [ask(once, word) for word in VOCABULARY] == [ask(twice, word) for word in VOCABULARY]


@given(st.lists(NOTAS, unique_by=lambda one: one.id, min_size=1), st.data())
@LAW
def test_removing_undoes_adding(empty: Empty, notas: list[Nota], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from([one.id for one in notas])))
    mended, plain = empty(), empty()
    mended.add(notas)
    mended.remove([*gone, "n-never-there"])
    plain.add([one for one in notas if one.id not in gone])
    assert mended.ids() == plain.ids()
    assert [ask(mended, word) for word in VOCABULARY] == [ask(plain, word) for word in VOCABULARY]


@given(
    st.lists(NOTAS, unique_by=lambda one: one.id, min_size=1), st.sampled_from(VOCABULARY), st.sampled_from(VOCABULARY)
)
@LAW
def test_the_words_of_logic_hold(empty: Empty, notas: list[Nota], one: str, other: str) -> None:
    engine = empty()
    engine.add(notas)
    first, second = set(ids(engine, one)), set(ids(engine, other))
    assert set(ids(engine, f"{one} {other}")) == first & second
    assert set(ids(engine, f"{one} OF {other}")) == first | second
    assert set(ids(engine, f"{one} NIET {other}")) == first - second
    assert set(ids(engine, f"NIET {one}")) == engine.ids() - first


def test_a_changed_nota_takes_the_place_of_the_old(engine: Engine) -> None:
    engine.add([nota("n-1", "motie", "nog een bladzijde")])
    engine.add([nota("n-1", "toezegging")])
    assert ids(engine, "motie") == []
    assert ids(engine, "toezegging") == ["n-1"]
    assert ask(engine, "").total == 1


# ── every engine: words ──


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Prejudiciële vragen", "prejudiciele"),
        ("de moties zijn verworpen", "motie"),
        ("heeft u toegezegd", "toezegging"),
        ("eisen van de Wi2013", "Wi 2013"),
        ("eisen van de Wi 2013", "Wi2013"),
        ("eisen van de Wi2013", "Wi2013"),
        ("de KPI's voor 2024", "KPI"),
        ("de KPI’s voor 2024", "KPI's"),
        ("NT2-docenten", "NT2-docenten"),
        ("NT2-docenten", "nt2 docent"),
        ("NT2 docenten", "NT2-docenten"),
        ("NT2-docenten", "docenten"),
        ("NT2-docenten", "nt2docenten"),
        ("kosten € 100.000", "100000"),
        ("kosten € 100.000", "100.000"),
        ("begroting 36 410 XV", "36410"),
        ("COVID-19", "covid 19"),
        ("een warme overdracht", "warme-overdracht"),
        ("motie Palland/Kathmann", "Palland"),
    ],
)
def test_a_word_is_found_however_it_was_printed_or_typed(engine: Engine, printed: str, typed: str) -> None:
    engine.add([nota("n-1", printed), nota("n-2", "iets heel anders")])
    assert ids(engine, typed) == ["n-1"]


def test_all_words_are_wanted(engine: Engine) -> None:
    engine.add([nota("n-1", "prejudiciële vragen"), nota("n-2", "vragen over de Wi2013")])
    assert ids(engine, "prejudiciële vragen Wi2013") == []


def test_the_page_that_has_all_is_shown(engine: Engine) -> None:
    engine.add([nota("n-1", "vragen vragen vragen vragen", "prejudiciële vragen over de Wi2013", "Wi2013 Wi2013")])
    assert [hit.page for hit in ask(engine, "prejudiciële vragen Wi2013").hits] == [2]


def test_a_page_with_all_goes_before_pages_that_share_it(engine: Engine) -> None:
    engine.add(
        [nota("n-1", "vragen vragen vragen", "Wi2013 Wi2013"), nota("n-2", "iets over vragen en over de Wi2013")]
    )
    assert ids(engine, "vragen Wi2013") == ["n-2", "n-1"]


def test_a_nota_is_one_hit_whatever_its_pages(engine: Engine) -> None:
    engine.add([nota("n-1", *["motie"] * 5), nota("n-2", "motie")])
    assert sorted(ids(engine, "motie")) == ["n-1", "n-2"]
    assert ask(engine, "motie").total == 2


def test_the_word_as_typed_goes_before_its_other_forms(engine: Engine) -> None:
    engine.add([nota("n-1", "er zijn moties over"), nota("n-2", "er is motie over")])
    assert ids(engine, "motie") == ["n-2", "n-1"]
    assert ids(engine, "moties") == ["n-1", "n-2"]


def test_a_word_in_the_title_goes_before_one_in_the_text(engine: Engine) -> None:
    engine.add([nota("n-1", "over de evaluatie", title="Brief"), nota("n-2", "over de brief", title="Evaluatie")])
    assert ids(engine, "evaluatie") == ["n-2", "n-1"]


def test_words_side_by_side_go_before_words_apart(engine: Engine) -> None:
    apart = "vragen staan hier ver van al wat in deze zin ook nog prejudiciële heet"
    together = "hier ver van al wat in deze zin ook nog staan prejudiciële vragen heet"
    engine.add([nota("n-1", apart), nota("n-2", together)])
    assert ids(engine, "prejudiciële vragen") == ["n-2", "n-1"]


def test_a_phrase_is_found_in_its_order_only(engine: Engine) -> None:
    engine.add(
        [
            nota("n-1", "de prejudiciële vragen"),
            nota("n-2", "vragen, prejudiciële"),
            nota("n-3", "prejudiciële en vragen"),
        ]
    )
    assert ids(engine, '"prejudiciële vragen"') == ["n-1"]
    assert ids(engine, '"prejudiciele VRAGEN"') == ["n-1"]


def test_a_phrase_does_not_run_from_the_text_into_the_title(engine: Engine) -> None:
    engine.add([nota("n-1", "over de motie", title="Palland")])
    assert ids(engine, '"motie Palland"') == []


def test_a_phrase_may_hold_words_in_pieces(engine: Engine) -> None:
    engine.add([nota("n-1", "de eisen van de Wi2013 gelden voor NT2-docenten")])
    assert ids(engine, '"de Wi2013 gelden"') == ["n-1"]
    assert ids(engine, '"de Wi 2013 gelden"') == ["n-1"]
    assert ids(engine, '"voor NT2 docenten"') == ["n-1"]


def test_a_star_stands_for_any_letters(engine: Engine) -> None:
    engine.add([nota("n-1", "inburgeringsplicht"), nota("n-2", "leerplicht"), nota("n-3", "wet")])
    assert ids(engine, Pattern("inburg*")) == ["n-1"]
    assert sorted(ids(engine, Pattern("*plicht"))) == ["n-1", "n-2"]
    assert ids(engine, Pattern("l*plicht")) == ["n-2"]


def test_every_and_either_of_nothing(engine: Engine) -> None:
    engine.add([nota("n-1", "motie")])
    assert ids(engine, Every()) == ["n-1"]
    assert ids(engine, Either()) == []
    assert ids(engine, Without(Word("wet"))) == ["n-1"]


# ── every engine: fields and filters ──


@pytest.mark.parametrize(
    "question", ["motie:32824-402", "motie:Palland", "motie:32824", "motie:ja", "thema:inburgering", "jaar:2023"]
)
def test_a_tag_is_found_by_its_field(engine: Engine, question: str) -> None:
    other = nota("n-2", "de motie 32824-402 inburgering", dated=dt.date(2020, 1, 1))
    engine.add([nota("n-1", "niets", "en weer niets", tags=(motie(page=2), thema("inburgering"))), other])
    assert ids(engine, question) == ["n-1"]


def test_the_page_of_the_tag_is_shown(engine: Engine) -> None:
    engine.add([nota("n-1", "niets", "en weer niets", tags=(motie(page=2),))])
    assert [hit.page for hit in ask(engine, "motie:32824-402").hits] == [2]


def test_a_title_and_a_reference_have_their_fields(engine: Engine) -> None:
    engine.add(
        [replace(nota("n-1", "brief", title="Evaluatie"), reference="2023-0000611038"), nota("n-2", "evaluatie")]
    )
    assert ids(engine, "titel:evaluaties") == ["n-1"]
    assert ids(engine, "kenmerk:2023-0000611038") == ["n-1"]


def test_what_a_reader_marked_can_be_searched(engine: Engine) -> None:
    engine.add(
        [marked("n-1", "een warme overdracht", "underline", quote="warme overdracht"), nota("n-2", "overdracht")]
    )
    assert ids(engine, "gemarkeerd:overdracht") == ["n-1"]
    assert ids(engine, 'gemarkeerd:"warme overdracht"') == ["n-1"]


def test_pages_with_notes_in_the_margin_can_be_asked_for(engine: Engine) -> None:
    unread = marked("n-1", "tekst", "marginalia")
    read = marked("n-2", "tekst", "interlinear", text="eens, graag snel")
    engine.add([unread, read, marked("n-3", "tekst", "underline", quote="tekst"), nota("n-4", "ja")])
    assert sorted(ids(engine, "kantlijn:ja")) == ["n-1", "n-2"]
    assert ids(engine, "kantlijn:snel") == ["n-2"]


def test_pages_with_a_note_that_nobody_has_read_can_be_asked_for(engine: Engine) -> None:
    unread, read = marked("n-1", "tekst", "marginalia"), marked("n-2", "tekst", "interlinear", text="eens")
    illegible = marked("n-3", "tekst", "marginalia", text="")
    engine.add([unread, read, illegible, marked("n-4", "tekst", "underline", quote="tekst"), nota("n-5", "ja")])
    assert ids(engine, "ongelezen:ja") == ids(engine, "tekst ongelezen:") == ["n-1"]
    assert sorted(ids(engine, "kantlijn:ja NIET ongelezen:ja")) == ["n-2", "n-3"]
    assert ask(engine, "tekst").facets["ongelezen"] == [("ja", 1)]


def test_a_page_waits_until_all_its_notes_are_read(engine: Engine) -> None:
    half = Mark("k01", "marginalia", NOWHERE, "blue", text="eens"), Mark("k02", "marginalia", NOWHERE, "blue")
    page = Page(number=2, body="tekst", marks=half)
    engine.add([replace(nota("n-1"), pages=(Page(number=1, body="tekst"), page))])
    assert [(hit.id, hit.page) for hit in ask(engine, "ongelezen:ja").hits] == [("n-1", 2)]
    read = replace(page, marks=tuple(replace(mark, text="eens") for mark in half))
    engine.add([replace(nota("n-1"), pages=(Page(number=1, body="tekst"), read))])
    assert ids(engine, "ongelezen:ja") == []
    assert ask(engine, "").facets["ongelezen"] == []


def test_pages_that_were_read_badly_can_be_asked_for(engine: Engine) -> None:
    engine.add([read("n-1", 0.99, 0.5), read("n-2", 0.95), read("n-3", None)])
    assert [(hit.id, hit.page) for hit in ask(engine, "kwaliteit:laag").hits] == [("n-1", 2)]
    assert ids(engine, "kwaliteit:matig motie") == ["n-2"]
    assert ids(engine, "motie NIET kwaliteit:ja") == ["n-3"]
    assert ids(engine, "kwaliteit:onbekend") == []
    assert ask(engine, "motie").facets["kwaliteit"] == [("goed", 1), ("laag", 1), ("matig", 1)]


def test_a_date_is_found_in_the_text_and_at_the_head(engine: Engine) -> None:
    july = dt.date(2023, 7, 13)
    engine.add(
        [
            nota("n-1", "13 juli jl.", tags=(datum(july, july),)),
            nota("n-2", "brief", dated=dt.date(2023, 8, 1)),
            nota("n-3", "brief", dated=None),
        ]
    )
    assert sorted(ids(engine, "datum:2023-07..2023-09")) == ["n-1", "n-2"]
    assert ids(engine, "datum:2023-07-13") == ["n-1"]
    assert ids(engine, Between(dt.date(2023, 7, 14), dt.date(2023, 7, 31))) == []


def test_filters_hold_beside_the_question(engine: Engine) -> None:
    early, late = dt.date(2022, 1, 1), dt.date(2023, 1, 1)
    both = (thema("taal"), thema("wonen"))
    engine.add([nota("n-1", "motie", dated=early, tags=both), nota("n-2", "motie", dated=late, tags=both[:1])])
    assert [hit.id for hit in engine.search(Query(Word("motie"), first=late)).hits] == ["n-2"]
    assert [hit.id for hit in engine.search(Query(Word("motie"), last=early)).hits] == ["n-1"]
    only = (Value("thema", "taal"), Value("thema", "wonen"), Value("jaar", "2022"))
    assert [hit.id for hit in engine.search(Query(Word("motie"), only=only)).hits] == ["n-1"]
    assert engine.search(Query(Word("motie"), only=(Value("jaar", "2021"),))).total == 0
    assert engine.search(Query(Word("wet"), first=early)).total == 0


def test_a_nota_without_a_date_is_in_no_period(engine: Engine) -> None:
    engine.add([nota("n-1", "motie", dated=None)])
    assert engine.search(Query(Word("motie"), first=dt.date(1, 1, 1))).total in {0, 1}
    assert engine.search(Query(Word("motie"), first=dt.date(2000, 1, 1))).total == 0


def test_facets_count_notas_over_all_hits_and_respect_filters(engine: Engine) -> None:
    engine.add(
        nota(f"n-{n}", "motie", dated=dt.date(2020 + n, 1, 1), tags=(thema("taal"), thema("taal"))) for n in range(4)
    )
    engine.add([nota("n-9", "wet", tags=(thema("wonen"), motie()))])
    some = engine.search(Query(Word("motie"), first=dt.date(2022, 1, 1)), limit=1)
    assert some.total == 2
    assert some.facets["thema"] == [("taal", 2)]
    assert some.facets["jaar"] == [("2022", 1), ("2023", 1)]
    assert ask(engine, "").facets["motie"] == [("32824-402", 1)]


def test_an_answer_tells_how_many_pages_its_notas_have(engine: Engine) -> None:
    engine.add([nota("n-1", "motie", "niets", "motie"), nota("n-2", "wet", "wet"), nota("n-3", "motie")])
    assert ask(engine, "motie").pages == 4
    assert ask(engine, "xylofoon").pages == 0
    assert (engine.search(Query(), limit=0).total, engine.search(Query(), limit=0).pages) == (3, 6)


def test_all_years_of_a_long_archive_are_counted(engine: Engine) -> None:
    engine.add(nota(f"n-{year}", "motie", dated=dt.date(year, 1, 1)) for year in range(1945, 2025))
    assert engine.search(Query(), limit=0).facets["jaar"] == [(str(year), 1) for year in range(1945, 2025)]


def test_pages_of_hits_are_together_all_hits(engine: Engine) -> None:
    engine.add(nota(f"n-{n}", "motie " * (n + 1)) for n in range(7))
    query = parse("motie")
    whole = engine.search(query, limit=100).hits
    assert tuple(hit for start in range(0, 9, 3) for hit in engine.search(query, 3, start).hits) == whole
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)


# ── every engine: snippets ──


def test_hit_words_are_marked_and_all_else_is_escaped(engine: Engine) -> None:
    engine.add([nota("n-1", 'Prejudiciële <b>vragen</b> & "moties"')])
    shown = ask(engine, "prejudiciele vraag motie").hits[0].snippet
    assert (
        shown
        == "<mark>Prejudiciële</mark> &lt;b&gt;<mark>vragen</mark>&lt;/b&gt; &amp; &quot;<mark>moties</mark>&quot;"
    )


def test_a_snippet_is_the_stretch_where_the_words_are(engine: Engine) -> None:
    body = " ".join(["vulling"] * 300 + ["prejudiciële vragen"] + ["vulling"] * 100 + ["vragen"] + ["vulling"] * 300)
    engine.add([nota("n-1", body)])
    shown = ask(engine, "prejudiciële vragen").hits[0].snippet
    assert "<mark>prejudiciële</mark> <mark>vragen</mark>" in shown
    assert 200 < len(re.sub("</?mark>", "", shown)) < 300


def test_the_quote_of_a_tag_is_marked_when_the_tag_is_asked_for(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    body = "Zoals bekend is de motie Palland/Kathmann op 13 juli jl. aangenomen."
    july = dt.date(2023, 7, 13)
    tags = (replace(motie(), start=19, end=41), replace(datum(july, july), start=45, end=56))
    engine.add([nota("n-1", body, tags=tags)])
    for question in ("motie:32824-402", "motie:palland", "motie:ja", "kamerstuk:32824-402"):
        assert "<mark>motie Palland/Kathmann</mark>" in ask(engine, question).hits[0].snippet
    assert "<mark>13 juli jl.</mark>" in ask(engine, "datum:2023-07").hits[0].snippet
    assert "de <mark>motie Palland/Kathmann</mark> op" in ask(engine, "Palland motie:ja").hits[0].snippet


# ── ours alone: the folder ──


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    engine = EmbeddedEngine(tmp_path / "index")
    engine.add([nota("n-1", "een motie over inburgeringsplicht"), nota("n-2", "een toezegging aan Kathmann")])
    return tmp_path / "index"


def test_a_folder_remembers(folder: Path) -> None:
    assert EmbeddedEngine(folder).ids() == {"n-1", "n-2"}


def test_one_engine_sees_what_another_committed(folder: Path) -> None:
    one, other = EmbeddedEngine(folder), EmbeddedEngine(folder)
    one.add([nota("n-3", "motie")])
    assert sorted(ids(other, "motie")) == ["n-1", "n-3"]
    rebuild(folder, [nota("n-4", "motie")])
    assert ids(one, "motie") == ids(other, "motie") == ["n-4"]


def test_an_addition_that_fails_adds_nothing(folder: Path) -> None:
    def broken() -> Iterator[Nota]:
        yield nota("n-3", "motie")
        raise ZeroDivisionError

    engine = EmbeddedEngine(folder)
    with pytest.raises(ZeroDivisionError):
        engine.add(broken())
    assert engine.ids() == {"n-1", "n-2"}
    engine.add([nota("n-3", "motie")])
    assert engine.ids() == {"n-1", "n-2", "n-3"}


def test_the_old_index_answers_until_the_new_one_is_whole(folder: Path) -> None:
    reader = EmbeddedEngine(folder)

    def watched() -> Iterator[Nota]:
        yield nota("n-3", "motie")
        assert ids(reader, "motie") == ["n-1"]

    rebuild(folder, watched())
    assert ids(reader, "motie") == ["n-3"]


def test_many_commits_stay_one_index(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    for number in range(3, 15):
        engine.add([nota(f"n-{number}", "een motie", "en een wet", tags=(motie(page=2),))])
        engine.remove([f"n-{number - 2}"])
    assert engine.ids() == {"n-13", "n-14"}
    assert [(hit.id, hit.page) for hit in ask(engine, "motie:32824-402").hits] == [("n-13", 2), ("n-14", 2)]


def test_a_killed_writer_leaves_the_last_commit_and_no_lock(folder: Path) -> None:
    code = f"""
from pathlib import Path
from index.embedded import EmbeddedEngine
from index.nota import Nota, Page
def endless():
    for number in range(10**9):
        page = Page(number=1, body="motie " * 50)
        yield Nota(f"n-9{{number}}", "", "", "", None, None, (), (page,))
        number == 100 and print("writing", flush=True)
EmbeddedEngine(Path({str(folder)!r})).add(endless())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"writing\n"
        writer.kill()
    engine = EmbeddedEngine(folder)
    assert engine.ids() == {"n-1", "n-2"}
    engine.add([nota("n-3", "motie")])
    assert ids(engine, "motie") == ["n-3", "n-1"]


def test_an_index_of_another_version_asks_to_be_rebuilt(folder: Path) -> None:
    (folder / "current").write_text("0 index-1\n")
    with pytest.raises(NeedsRebuild):
        EmbeddedEngine(folder)
    rebuild(folder, [nota("n-3", "motie")])
    assert EmbeddedEngine(folder).ids() == {"n-3"}


def _use(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.ids()
    for question in ("motie", '"een motie"', "inburg*", "xathmann", ""):
        ask(engine, question)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("pattern", ["*.toc", "*.arrays", "current"])
def test_a_cut_off_file_asks_for_rebuilding_and_never_for_help(folder: Path, pattern: str, kept: float) -> None:
    for path in folder.rglob(pattern):
        path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(NeedsRebuild):
        _use(folder)
    rebuild(folder, [nota("n-3", "motie")])
    assert EmbeddedEngine(folder).ids() == {"n-3"}


def test_two_writers_are_one_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 0.1)
    lock = FileStorage(str(folder)).lock("lock")
    assert lock.acquire()
    engine = EmbeddedEngine(folder)
    with pytest.raises(Busy):
        engine.add([nota("n-3", "motie")])
    with pytest.raises(Busy):
        rebuild(folder, [])
    assert ids(engine, "motie") == ["n-1"]
    lock.release()
    engine.add([nota("n-3", "motie")])
    assert engine.ids() == {"n-1", "n-2", "n-3"}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite):
        EmbeddedEngine(tmp_path / "file" / "index")


def test_a_word_that_stands_nowhere_is_taken_for_a_slip_or_a_piece(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    assert ids(engine, "Kathman") == ["n-2"]
    assert ids(engine, "burgeringsplicht") == ["n-1"]
    assert ids(engine, "xylofoon") == ids(engine, "wet2013") == ids(engine, '"Kathman"') == []


def test_what_was_read_worst_goes_first(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.add([read("n-1", 0.8, 0.7), read("n-2", 0.0), read("n-3", 0.9), read("n-4", 0.98)])
    hits = ask(engine, "kwaliteit:laag").hits
    assert [(hit.id, hit.page) for hit in hits] == [("n-2", 1), ("n-1", 2), ("n-3", 1)]
    assert all(hit.score > 0 for hit in hits)


def test_a_heading_goes_before_the_text(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    headed = Page(number=1, body="Evaluatie\n\nDe brief", lines=(Line(NOWHERE, "", "Evaluatie", 1.0, "heading"),))
    engine.add([nota("n-1", "evaluatie\n\nde brief"), replace(nota("n-2"), pages=(headed,))])
    assert ids(engine, "evaluatie") == ["n-2", "n-1"]


def test_searching_loads_nothing_heavy() -> None:
    heavy = "{'cv2', 'spacy', 'pytesseract', 'pypdfium2'}"
    code = f"import sys, index.embedded, search.query; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_phrases_and_patterns_work_in_fields_of_their_own(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.add([nota("n-3", "brief", title="Wet inburgering 2021")])
    assert ids(engine, Phrase("inburgering 2021", "titel")) == ids(engine, Pattern("inb*ing", "titel")) == ["n-3"]
    assert ids(engine, Value("thema", "inburgering")) == []


# ── ours alone: nearly the word ──


@pytest.fixture
def ours(tmp_path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "ours")


def scanned(key: str, text: str, confidence: float = 1.0, variants: dict[str, str] | None = None) -> Nota:
    """Return a nota of one line, every word of it read with this confidence."""
    words = tuple(
        ScannedWord(NOWHERE, word, confidence, variants=((variants or {})[word],) if word in (variants or {}) else ())
        for word in text.split()
    )
    line = Line(NOWHERE, text, text, confidence, words=words)
    return replace(nota(key), pages=(Page(number=1, body=text, lines=(line,)),))


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("het inburgeringsonderwijs", "onderwijs"),
        ("de onderwijsroute", "onderwijs"),
        ("drie kamervragen", "vraag"),
        ("de toezeggingenlijst", "toezeggingen"),
        ("de toetsplannen", "toetsplan"),
        ("onderwijs voor hun inburgering", "inburgeringsonderwijs"),
        ("de inburge-\nring van nieuwkomers", "inburgering"),
        ("kosten van € 100.000 per jaar", "€ 100.000"),
        ("kosten van € 100.000 per jaar", "100 000"),
        ("KPI's", "kpi"),
        ("dossier 36410-XV", "36 410 XV"),
    ],
)
def test_a_word_is_found_in_compounds_and_however_it_was_broken(ours: EmbeddedEngine, printed: str, typed: str) -> None:
    ours.add([nota("n-1", printed), nota("n-2", "iets anders")])
    assert ids(ours, typed) == ["n-1"]


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("de aanvraag", "vraag"),
        ("het totaalbedrag", "taal"),
        ("resultaten", "staten"),
        ("het onderwijs", "inburgering"),
    ],
)
def test_what_only_looks_like_a_compound_is_none(ours: EmbeddedEngine, printed: str, typed: str) -> None:
    ours.add([nota("n-1", printed), nota("n-2", f"{typed} hier")])
    assert ids(ours, typed) == ["n-2"]


def test_the_word_goes_before_its_forms_and_these_before_compounds(ours: EmbeddedEngine) -> None:
    ours.add(
        [
            nota("n-1", "kamermotie kamermotie kamermotie kamermotie"),
            nota("n-2", "moties moties moties"),
            nota("n-3", "een motie"),
        ]
    )
    assert ids(ours, "motie") == ["n-3", "n-2", "n-1"]


def test_a_misread_word_is_found_after_the_word_itself_and_told(ours: EmbeddedEngine) -> None:
    ours.add([scanned("n-1", "de inburqering en inburqering", 0.5), scanned("n-2", "onze inburgering")])
    hits = ask(ours, "inburgering").hits
    assert [(hit.id, hit.misread) for hit in hits] == [("n-2", ()), ("n-1", ("inburqering",))]
    assert "<mark>inburqering</mark>" in hits[1].snippet
    assert ids(ours, '"inburgering"') == ["n-2"]


def test_a_word_that_the_engine_was_sure_of_is_not_taken_for_another(ours: EmbeddedEngine) -> None:
    ours.add([scanned("n-1", "de overdracht", 0.99), scanned("n-2", "de overdrachl", 0.99)])
    assert ids(ours, "overdracht") == ["n-1"]


def test_a_common_word_is_not_taken_for_another_that_is_like_it(ours: EmbeddedEngine) -> None:
    ours.add(nota(f"n-{number}", "verhoging") for number in range(20))
    ours.add([nota("n-x", "verlaging"), nota("n-y", "verboging")])
    assert "n-y" in ids(ours, "verhoging") or ask(ours, "verhoging").total == 21
    assert ids(ours, "verlaging") == ["n-x"]


def test_what_may_have_been_printed_is_found_where_another_word_was_read(ours: EmbeddedEngine) -> None:
    ours.add([scanned("n-1", "de xwnp gaat door", variants={"xwnp": "verhuizing"})])
    (hit,) = ask(ours, "verhuizing").hits
    assert hit.misread == ("xwnp",)
    assert "<mark>xwnp</mark>" in hit.snippet


def test_what_is_not_wanted_is_left_out_by_itself_and_its_forms_alone(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "wet en moties"), nota("n-2", "wet en kamermotie"), nota("n-3", "wet")])
    assert sorted(ids(ours, "wet NIET motie")) == ["n-2", "n-3"]


def test_a_question_that_found_nothing_is_given_back_in_words_that_the_archive_has(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "de prejudiciële vragen over inburgering")])
    assert ask(ours, "onderwijs prejudiciële").suggestion == ""
    assert ask(ours, '"prejudicieel vargen"').suggestion == '"prejudicieel vragen"'
    assert ask(ours, "inburgerign NIET vragen").suggestion == "inburgering NIET vragen"
    assert ask(ours, "titel:inburgerign").suggestion == "titel:inburgering"
    assert ask(ours, "vragen").suggestion == ""


def test_where_few_have_all_words_those_that_have_most_follow_apart(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "vragen over inburgering"), nota("n-2", "inburgering"), nota("n-3", "niets ervan")])
    found = ask(ours, "vragen inburgering")
    assert ([hit.id for hit in found.hits], found.total) == (["n-1"], 1)
    assert [hit.id for hit in found.nearly] == ["n-2"]
    assert ask(ours, "inburgering").nearly == ()
    assert [hit.id for hit in ask(ours, "inburgering vragen NIET over").nearly] == ["n-2"]


def test_all_pages_that_answer_are_named(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "motie", "niets", "motie motie motie", "motie")])
    (hit,) = ask(ours, "motie").hits
    assert (hit.page, sorted(hit.pages)) == (3, [1, 4])


def test_hits_may_be_sorted_by_date(engine: Engine) -> None:
    if isinstance(engine, EmbeddedEngine):
        engine.add(nota(f"n-{year}", "motie " * (2025 - year), dated=dt.date(year, 1, 1)) for year in range(2020, 2024))
        engine.add([nota("n-0", "motie", dated=None)])
        newest = engine.search(Query(Word("motie"), newest_first=True), limit=3).hits
        assert [hit.id for hit in newest] == ["n-2023", "n-2022", "n-2021"]


def test_notes_in_the_margin_are_counted(ours: EmbeddedEngine) -> None:
    ours.add([marked("n-1", "tekst", "marginalia"), nota("n-2", "tekst")])
    assert ask(ours, "tekst").facets["kantlijn"] == [("ja", 1)]


@pytest.mark.parametrize(
    "question",
    ["*e*", "e*", " OF ".join(f"w{number}*" for number in range(1_000)), "é" * 10_000, "(" * 5_000, "*" * 99],
)
def test_the_dearest_questions_are_answered_too(ours: EmbeddedEngine, question: str) -> None:
    ours.add(nota(f"n-{number}", f"w{number} en een motie") for number in range(50))
    assert ask(ours, question).total <= 50


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["motie", "*", '"', "(", ")", "OF", "-", "datum:", "2023", "m*"])).map(" ".join)
)
@LAW
def test_whatever_is_typed_is_answered(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
    engine.add([nota("n-1", "een motie uit 2023", tags=(motie(),))])
    assert ask(engine, text).total in {0, 1}


def test_the_page_with_all_words_goes_first_though_others_have_them_nearer(ours: EmbeddedEngine) -> None:
    far = " ".join(["vulling"] * 20)
    ours.add(
        [
            nota("n-1", f"vulkaan {far} gletsjer {far} krater {far} bever"),
            nota("n-2", *["vulkaan gletsjer krater vulkaan gletsjer krater"] * 3, "bever"),
        ]
    )
    assert ids(ours, "vulkaan gletsjer krater bever") == ["n-1", "n-2"]


# ── hidden nota's ──


def test_a_hidden_nota_is_as_if_it_was_not_there(engine: Engine) -> None:
    engine.add([nota("n-1", "een motie", tags=(thema("taal"),)), nota("n-2", "de moties", "geheim", tags=(motie(),))])
    hidden = frozenset({"n-2", "n-never-there"})
    assert [hit.id for hit in engine.search(Query(Word("motie"), hidden=hidden)).hits] == ["n-1"]
    assert engine.search(Query(Word("geheim"), hidden=hidden)).total == 0
    everything = engine.search(Query(hidden=hidden))
    assert (everything.total, everything.pages, everything.facets["motie"]) == (1, 1, [])
    assert ids(engine, "geheim") == ["n-2"]
    assert engine.ids() == {"n-1", "n-2"}


_WORDS = """
motie moties kamermotie toezegging toegezegd wet Wi2013 NT2-docenten inburgering inburqering inburgerlng
inburgeringsonderwijs inburgeringsplicht onderwijs onderwijsroute onderwljs kamervragen vragen vraag verhuizing de van
prejudiciële COA taal taalschool taalscholen scholen school verhoging verhaging verboging 36410-XV
"""
HOUSE_WORDS = _WORDS.split()
QUESTIONS = [
    *["", "motie", "vraag", "onderwijs", "inburgering", "inburgeringsonderwijs", "taalschool verhoging", "wet 2013"],
    *["inburgerign", "onderwjis NIET motie", "verhogng taal", '"taalschol de"', "titel:inburgerign", "burgering"],
    *['"de motie"', '"van de taal"', "in*", "*school", "*e*", "t*l", "*ring OF wet", "verh*ing titel:motie"],
    *["motie OF NIET wet school", "(taal OF NIET onderwijs) motie vragen", "NIET motie", "vragen inburgering COA de"],
    *["titel:taal", "kenmerk:2023-1", "gemarkeerd:wet", "kantlijn:ja", "ongelezen:ja", "kantlijn:motie", "kop:taal"],
    *["motie:ja", "motie:Palland", "thema:taal", "jaar:2021", "kwaliteit:laag", "kamerstuk:32824", "datum:2022..2023"],
]
DAYS = st.sampled_from([None, dt.date(2021, 5, 4), dt.date(2022, 7, 13), dt.date(2023, 11, 22)])
TAGS = st.sampled_from([motie(), thema("taal"), thema("wonen"), datum(dt.date(2022, 7, 1), dt.date(2022, 7, 31))])
MARKS = st.builds(
    lambda kind, quote, text: Mark("k01", kind, NOWHERE, "blue", quote=quote, text=text),
    st.sampled_from(["marginalia", "underline", "interlinear"]),
    st.none() | st.sampled_from(HOUSE_WORDS),
    st.none() | st.sampled_from(HOUSE_WORDS),
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    texts = draw(st.lists(st.sampled_from(HOUSE_WORDS), max_size=8))
    variants = draw(st.sampled_from([{}, {"xwnp": "verhuizing"}, {"taal": "inburgering"}]))
    (page,) = scanned("n-0", " ".join(texts), draw(st.sampled_from([0.5, 0.99])), variants).pages
    lines = draw(st.sampled_from([page.lines, ()]))
    marks = tuple(draw(st.lists(MARKS, max_size=2)))
    return replace(page, lines=lines, marks=marks, quality=draw(st.sampled_from([None, 0.5, 0.95, 0.99])))


FORGED = st.builds(
    lambda title, day, tags, pages: replace(
        nota("n-0", title=title, dated=day, tags=tuple(tags)),
        reference="2023-1" if day else None,
        pages=tuple(replace(page, number=number) for number, page in enumerate(pages, 1)),
    ),
    st.sampled_from(HOUSE_WORDS),
    DAYS,
    st.lists(TAGS, max_size=2),
    st.lists(pages(), max_size=3),
)
LOTS = st.lists(st.lists(FORGED, min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda lots: [
        [replace(one, id=f"n-{lot}-{number}") for number, one in enumerate(notas)] for lot, notas in enumerate(lots)
    ]
)


def holding(folder: Path, lots: list[list[Nota]], gone: set[str]) -> EmbeddedEngine:
    """Return an engine to which these lots were added, and of which some nota's were then removed."""
    engine = EmbeddedEngine(folder)
    for notas in filter(None, lots):
        engine.add(notas)
    engine.remove(gone)
    return engine


def queries() -> Iterator[Query]:
    yield from map(parse, QUESTIONS)
    yield replace(parse("motie"), first=dt.date(2022, 1, 1), only=(Value("thema", "taal"),))
    yield replace(parse("vragen"), newest_first=True)


def assert_equal_to_what_never_held_them(engine: EmbeddedEngine, plain: EmbeddedEngine, hidden: frozenset[str]) -> None:
    for query in queries():
        for limit, offset in ((10, 0), (2, 1)):
            shown = engine.search(replace(query, hidden=hidden), limit, offset)
            assert shown == plain.search(query, limit, offset), query


@given(LOTS, st.data())
@settings(LAW, max_examples=40)
def test_an_answer_with_nothing_hidden_in_it(
    tmp_path_factory: pytest.TempPathFactory, lots: list[list[Nota]], data: st.DataObject
) -> None:
    keys = [one.id for notas in lots for one in notas]
    hidden = data.draw(st.frozensets(st.sampled_from(keys)), "hidden")
    gone = data.draw(st.sets(st.sampled_from(keys), max_size=2), "gone")
    seen = [[one for one in notas if one.id not in hidden] for notas in lots]
    folder = tmp_path_factory.mktemp("engines")
    engine = holding(folder / "all", lots, gone)
    plain = holding(folder / "seen", [[one for notas in seen for one in notas]], gone)
    assert_equal_to_what_never_held_them(engine, plain, hidden)


@given(LOTS, st.data())
@settings(LAW, max_examples=20)
def test_hidden_words_take_nobodys_place(
    tmp_path_factory: pytest.TempPathFactory, lots: list[list[Nota]], data: st.DataObject
) -> None:
    keys = [one.id for notas in lots for one in notas]
    hidden = data.draw(st.frozensets(st.sampled_from(keys)), "hidden")
    seen = [[one for one in notas if one.id not in hidden] for notas in lots]
    folder = tmp_path_factory.mktemp("engines")
    with pytest.MonkeyPatch.context() as patch:  # where of many words only some are looked at, it is the commonest
        patch.setattr(alike, "MOST_COMPOUNDS", 1)
        for most in ("MOST_TRIED", "MOST_WORDS", "MOST_SHOWN"):
            patch.setattr(lookup, most, 1)
        patch.setattr(snapshot, "MANY", data.draw(st.sampled_from([0, 32])))
        assert_equal_to_what_never_held_them(
            holding(folder / "all", lots, set()), holding(folder / "seen", seen, set()), hidden
        )


def test_of_many_compounds_hidden_ones_crowd_out_none(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "de onderwijsroute")])
    secret = [f"{letter}{other}onderwijs " for letter in "bcdfghjklm" for other in "bcdfghjklm"]
    ours.add([nota(f"n-x{number}", "".join(secret)) for number in range(3)] + [nota("n-2", "de onderwijsraad")])
    hidden = frozenset(f"n-x{number}" for number in range(3))
    hits = ours.search(replace(parse("onderwijs"), hidden=hidden)).hits
    assert sorted(hit.id for hit in hits) == ["n-1", "n-2"]


def test_two_words_with_one_hash_are_both_found(ours: EmbeddedEngine) -> None:
    assert len(set(hashes([b"plumless", b"buckeroo"]))) == 1
    ours.add([scanned("n-1", "plumless", 0.5), scanned("n-2", "buckeroo", 0.5)])
    for word in ("plumless", "buckeroo"):
        found = ours._newest().among("tekst", many_words([word]))
        assert ours._newest().words("tekst", found) == {word}


def test_readers_who_may_not_see_the_same_share_what_was_looked_up(ours: EmbeddedEngine) -> None:
    ours.add([nota("n-1", "motie")])
    ours.add([nota("n-2", "moties", "motie")])
    whole, less = ours._newest(), ours._newest().without(frozenset({"n-2"}))
    assert less is ours._newest().without(frozenset({"n-2"}))
    assert less.leaves[0] is whole.leaves[0]
    assert less.leaves[1].words("tekst") is whole.leaves[1].words("tekst")
    assert whole.without(frozenset({"n-never-there"})) is whole
    ours.add([nota("n-2", "toezegging")])
    assert ours.search(replace(parse("toezegging"), hidden=frozenset({"n-2"}))).total == 0


def test_many_threads_with_different_rights_share_an_engine(ours: EmbeddedEngine) -> None:
    ours.add([nota(f"n-{number}", "een motie", "een wet") for number in range(20)])
    rights = [frozenset(f"n-{number}" for number in range(most)) for most in range(20)]

    def totals(turn: int) -> list[int]:
        if turn == 3:
            ours.add([nota("n-20", "een brief")])
        return [ours.search(Query(Word("motie"), hidden=hidden)).total for hidden in rights]

    with ThreadPoolExecutor(8) as pool:
        assert set(map(tuple, pool.map(totals, range(8)))) == {tuple(range(20, 0, -1))}
