import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.score.sentences import KINDS, f1, read_gold, score_texts
from index.nota import Bedrag, Datum, Debat, Kopje, Motie, Organisatie, Tag, Thema, Toezegging, Wet
from index.thesaurus import built_in
from ingest.known import Known
from ingest.labels import Labels
from ingest.tag import tag

ROOT = Path(__file__).parent.parent
DATED = dt.date(2023, 11, 22)

SETS = sorted((ROOT / "samples" / "tags").glob("*.jsonl"))

# Below what is measured on the gold, so that a better rule may cost a sentence, and a worse one is seen.
LEAST_F1 = 0.93


T = TypeVar("T", bound=Tag)


def of(kind: type[T], tags: Sequence[Tag]) -> list[T]:
    return [tag for tag in tags if isinstance(tag, kind)]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_tags_of_each_kind_are_found_in_the_gold_sentences(path: Path) -> None:
    gold = read_gold(path)
    counts, mistakes = score_texts(gold, [tag([one.text], one.dated) for one in gold])

    for kind in KINDS:
        if counts.get(f"{kind} true"):
            told = [one for one in mistakes if kind in {part.kind for part in (one.wanted, one.found) if part}]
            assert f1(counts, kind, "right") >= LEAST_F1, told


def test_the_gold_is_wide_enough_to_mean_something() -> None:
    gold = [one for path in SETS for one in read_gold(path)]
    kinds = Counter(tag.kind for one in gold for tag in one.tags)

    assert len(gold) >= 1300
    assert sum(not one.tags for one in gold) >= 290, "sentences in which nothing is to be found"
    assert min(kinds[kind] for kind in KINDS) >= 20


def test_every_quote_is_what_stands_at_its_place() -> None:
    for gold in (one for path in SETS for one in read_gold(path)):
        for one in tag([gold.text], DATED):
            assert gold.text[one.start : one.end] == one.quote


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="mot ie13 juli-\n.,/Van Dk€2023TZ(", max_size=120), max_size=3))
def test_quotes_stand_at_their_place_in_any_text(bodies: list[str]) -> None:
    tags = tag(bodies, DATED)

    assert all(bodies[t.page - 1][t.start : t.end] == t.quote != "" for t in tags)
    assert list(tags) == sorted(tags, key=lambda t: (t.page, t.start, t.kind))


def test_a_nota_without_text_has_no_tags() -> None:
    assert tag([], DATED) == ()
    assert tag(["", " \n"], DATED) == ()


@pytest.mark.parametrize(
    "piece",
    ["(", "#", '"', "motie ", "Ja. ", "motie De Vries en ", "de leden A, B, ", "l1O ", "; a", "; ik zeg ", "1l|"],
)
def test_a_page_of_anything_is_tagged_in_the_time_that_its_length_asks(piece: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        tag([piece * (length // len(piece))], DATED)
        return time.process_time() - began

    assert seconds(30_000) < 4 * max(seconds(15_000), 0.2)


def test_a_text_of_a_whole_book_is_tagged() -> None:
    book = f"{'woord' * 40}. " * 5_000 + "Zie de motie Palland."

    assert [t.quote for t in of(Motie, tag([book], DATED))] == ["motie Palland"]


def test_a_date_that_runs_over_a_page_end_is_tagged_on_its_first_page() -> None:
    found = of(Datum, tag(["Zie de brief van 27 september", "jl. over wonen."], DATED))

    assert [(d.value, d.page, d.quote) for d in found] == [("2023-09-27", 1, "27 september")]


def test_a_place_on_a_later_page_counts_from_that_page() -> None:
    pages = ["Eerste bladzijde.", "De motie Palland/Kathmann is aangenomen."]
    (found,) = of(Motie, tag(pages, DATED))

    assert (found.page, found.start, found.status) == (2, 3, "aangenomen")


def test_without_a_date_of_its_own_a_nota_keeps_only_dates_that_name_their_year() -> None:
    found = of(Datum, tag(["Op 13 juli jl. en op 3 mei 2022, vorige maand."], None))

    assert [d.value for d in found] == ["2022-05-03"]


def test_a_long_s_or_an_i_without_its_dot_stops_nothing() -> None:
    text = "In ſept 2024, afgelopen dinſdag, in de wınter van 2025 en na het kerſtreces; de motie Palland is ıngedıend."
    tags = tag([text], DATED)

    assert [d.value for d in of(Datum, tags)][:2] == ["2024-09-01/2024-09-30", "2023-11-21"]
    assert [(m.value, m.status) for m in of(Motie, tags)] == [("motie Palland", "ingediend")]
    assert all(text[t.start : t.end] == t.quote for t in tags)


@pytest.mark.parametrize("dated", [dt.date.min, dt.date.max])
def test_a_nota_at_the_end_of_the_calendar_keeps_the_dates_that_it_has(dated: dt.date) -> None:
    text = "Vorig jaar, volgend jaar, vorige maand, afgelopen dinsdag, volgende week dinsdag, overmorgen"
    text += (
        ", komend schooljaar, week 53, week van 31 december, na het kerstreces, tussen november en maart; 3 mei 2022."
    )

    assert "2022-05-03" in [d.value for d in of(Datum, tag([text], dated))]


@pytest.mark.parametrize("behind", ["", " Daarna volgt meer.", "\n\nDaarna volgt meer."])
def test_a_toezegging_is_the_same_whatever_follows_its_sentence(behind: str) -> None:
    (found,) = of(Toezegging, tag([f"De brief vat samen wat u in april heeft toegezegd.{behind}"], DATED))

    assert found.value == "De brief vat samen wat u in april heeft toegezegd"


def test_the_same_text_gives_the_same_tags() -> None:
    text = [one.text for one in read_gold(SETS[0])]

    assert tag(text, DATED) == tag(text, DATED)


SEED = """Stand van zaken sturingsinformatie en prestatie-indicatoren. U heeft in
het commissiedebat van 27 september jl. toegezegd de Kamer te
informeren over de stand van zaken van de sturingsinformatie voor de
Wi2021. In het tweeminutendebat van 3 oktober jl. heeft u toegezegd in
de uitvoeringsbrief in te gaan op de smart KPI's die wij ontwikkelen.

Online onderwijs. De brief vat eerst de uitkomsten samen van het
onderzoek naar online onderwijs, dat u in april heeft toegezegd.

Meerjarenplan zelfbeschikking. In de beantwoording van schriftelijke
vragen naar aanleiding van het Meerjarenplan Zelfbeschikking, heeft u
toegezegd dat u een uitvraag zou doen bij enkele EU-lidstaten naar het
beleid dat zij voeren. U wordt geadviseerd uw toezegging af te doen
door een tekstpassage op te nemen in deze uitvoeringsbrief."""


def test_a_later_mention_of_a_toezegging_is_the_same_toezegging_and_tells_what_is_to_be_done() -> None:
    found = of(Toezegging, tag([SEED], DATED))

    assert [t.act for t in found] == ["made", "made", "made", "made", "open"]
    assert len({t.value for t in found}) == 4
    assert found[3].value == found[4].value


def test_debates_are_known_by_their_day() -> None:
    found = of(Debat, tag([SEED], DATED))

    assert [d.value for d in found] == ["commissiedebat 2023-09-27", "tweeminutendebat 2023-10-03"]


def test_a_bare_month_follows_its_verb() -> None:
    behind = of(Datum, tag(["Het onderzoek dat u in april heeft toegezegd."], DATED))
    ahead = of(Datum, tag(["De brief wordt in april verstuurd."], DATED))

    assert (behind[0].value, ahead[0].value) == ("2023-04-01/2023-04-30", "2024-04-01/2024-04-30")


def test_themes_come_with_the_words_that_led_to_them() -> None:
    text = "Stelsel van jeugdzorg\n\nDe Jeugdwet regelt de jeugdhulp. Gesloten jeugdhulp wordt afgebouwd."
    best = max(of(Thema, tag([text], DATED)), key=lambda t: t.score)

    assert (best.value, best.quote) == ("jeugdzorg", "jeugdzorg")
    assert best.uri is not None
    assert best.uri.endswith("c_0fe7c5e7")
    assert 0.5 <= best.score <= 1


def test_a_concept_named_in_passing_is_no_theme() -> None:
    text = " ".join(["De luchthaven krijgt minder vluchten en de luchtvaart krimpt."] * 20) + " Een school reageerde."

    assert [t.value for t in of(Thema, tag([text], DATED))] == ["luchtvaart"]


def test_several_threads_find_what_one_finds() -> None:
    texts = [one.text for one in read_gold(SETS[0])]
    alone = [tag([text], DATED) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: tag([text], DATED), texts))

    assert together == alone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 100.000", "EUR 100000"),
        ("€ 25,6 miljoen", "EUR 25600000"),
        ("€9.500", "EUR 9500"),
        ("€ 1,40", "EUR 1.40"),
        ("5 miljoen euro", "EUR 5000000"),
        ("€ 1,2 mld.", "EUR 1200000000"),
        ("€ 5.000,-", "EUR 5000"),
    ],
)
def test_a_sum_is_read_in_euros(text: str, value: str) -> None:
    assert [b.value for b in of(Bedrag, tag([f"Er is {text} nodig."], DATED))] == [value]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("De DUO-cijfers en de overdracht van COA naar gemeente.", ["DUO", "COA"]),
        ("Het ministerie van Sociale Zaken en Werkgelegenheid en de VNG.", ["SZW", "VNG"]),
        ("Wij vragen dit aan het ministerie van BZK.", ["BZK"]),
        ("De duo's in het coachingstraject.", []),
    ],
)
def test_organisations_go_by_one_name(text: str, names: list[str]) -> None:
    assert [o.value for o in of(Organisatie, tag([text], DATED))] == names


def test_an_article_belongs_to_its_law() -> None:
    (wet,) = of(Wet, tag(["Op grond van artikel 34 van de Wi2013 is dit een boete."], DATED))

    assert (wet.value, wet.article) == ("Wet inburgering 2013", "34")


def test_a_toezegging_tells_to_whom() -> None:
    (made,) = of(
        Toezegging, tag(["U heeft aan het lid Van Baarle toegezegd dat er in mei een brief over taal komt."], DATED)
    )

    assert (made.to, made.value) == ("Van Baarle", "er in mei een brief over taal komt")


def moties(text: str, known: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    own = Known(built_in(), Labels(built_in()), known)
    return [(motie.value, motie.quote) for motie in of(Motie, tag([text], DATED, own))]


def test_a_motie_that_is_cited_twice_is_one_reference_with_two_places() -> None:
    text = "De motie Palland/Kathmann (32 824, nr. 402) is aangenomen.\n\nAan de motie-Palland/Kathmann is voldaan."

    assert moties(text) == [
        ("32824-402", "motie Palland/Kathmann (32 824, nr. 402)"),
        ("32824-402", "motie-Palland/Kathmann"),
    ]


def test_two_numbers_for_the_same_names_are_two_moties_and_a_bare_name_is_neither() -> None:
    text = "De motie Palland (32 824, nr. 402), de motie Palland (32 824, nr. 500) en de motie Palland."

    assert [value for value, _ in moties(text)] == ["32824-402", "32824-500", "motie Palland"]


def test_a_name_that_was_misread_is_mended_and_quoted_as_it_stands() -> None:
    assert moties("De motie Pa11and/Kathmann.") == [("motie Palland/Kathmann", "motie Pa11and/Kathmann")]
    assert moties("De motie Kathrnann.", frozenset({"Kathmann"})) == [("motie Kathmann", "motie Kathrnann")]


def test_a_name_is_not_mended_to_one_of_two_that_it_is_like() -> None:
    assert moties("De motie Kulk.", frozenset({"Kuik", "Kulk"})) == [("motie Kulk", "motie Kulk")]
    assert moties("De motie Ku1k.", frozenset({"Kuik", "Kulk"}))[0][0] in {"motie Kulk", "motie Kuik"}


def test_no_trap_is_a_motie() -> None:
    traps = [one for path in SETS for one in read_gold(path) if not any(tag.kind == "motie" for tag in one.tags)]

    assert [one.text for one in traps if of(Motie, tag([one.text], one.dated))] == []


def test_headings_are_free_words_without_their_number_or_bullet() -> None:
    text = "2.1 Financiële startpositie\n\nDe acties lopen.\n\no Online onderwijs. De brief vat de uitkomsten samen."

    assert [kopje.value for kopje in of(Kopje, tag([text], DATED))] == ["Financiële startpositie", "Online onderwijs"]


def test_a_theme_says_which_words_led_to_it() -> None:
    text = "De onderwijsroute loopt. Voor de onderwijsroute is geld; het taalschakeltraject start."
    (thema,) = of(Thema, tag([text], DATED))

    assert (thema.value, thema.by, thema.words) == ("onderwijsroute", "words", ("onderwijsroute", "taalschakeltraject"))
    assert "beroepsonderwijs" in thema.broader
