import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from index.errors import MissingTool
from index.nota import Box, Line, Word
from ingest import lexicon
from ingest.clean import clean
from ingest.lexicon import is_likely_word, is_listed, is_word

HEIGHT, LETTER, SPACE = 30, 16, 14
SURE, DOUBTFUL, LOST = 0.96, 0.6, 0.1


def line(text: str, confidence: float = DOUBTFUL, row: int = 0) -> Line:
    """Make a line of evenly spaced type that the engine read with this confidence."""
    return spaced([(word, confidence) for word in text.split()], row)


def spaced(texts: list[tuple[str, float]], row: int = 0) -> Line:
    words, left, top = [], 100, 50 * row
    for text, confidence in texts:
        words.append(Word(Box(left, top, left + LETTER * len(text), top + HEIGHT), text, confidence))
        left = words[-1].box.right + SPACE
    text = " ".join(word.text for word in words)
    mean = sum(word.confidence for word in words) / len(words)
    return Line(Box(100, top, left, top + HEIGHT), text, text, mean, "paragraph", tuple(words))


def bullet(glyph: str, text: str) -> Line:
    """Make a list item: a small glyph, well apart from the text after it."""
    after = line(text, SURE)
    dot = Word(Box(40, 10, 60, 30), glyph, 0.9)
    return Line(after.box, f"{glyph} {text}", f"{glyph} {text}", 0.95, "paragraph", (dot, *after.words))


def cleaned(text: str, confidence: float = DOUBTFUL) -> str:
    return clean([line(text, confidence)])[0].text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("de Prejudiciéle vragen", "de Prejudiciële vragen"),
        ("de financiéle kaders", "de financiële kaders"),
        ("verschillende ideeén hebben", "verschillende ideeën hebben"),
        ("de smart KPL's die", "de smart KPI's die"),
        ("afspraken gemaakt mqeten worden", "afspraken gemaakt moeten worden"),
        ("overleg met Toeslagén.", "overleg met Toeslagen."),
        ("de online enquéte", "de online enquête"),
        ("wij rnoeten dit", "wij moeten dit"),
        ("de instellirigen.", "de instellingen."),
        ("overgenòmen in septêmber", "overgenomen in september"),
        ("de ﬁnanciën", "de financiën"),
        ("Minister van lenW", "Minister van IenW"),
    ],
)
def test_what_the_engine_misread_is_mended(read: str, printed: str) -> None:
    assert cleaned(read) == printed


def test_a_trema_read_as_another_accent_is_mended_however_sure_the_engine_was() -> None:
    assert cleaned("de prejudiciéle vragen", SURE) == "de prejudiciële vragen"


@pytest.mark.parametrize(
    "text",
    [
        "de Wi2013 en de ELIP van COA",
        "Kathmann en Gül spraken met Schröder en Montréal",
        "€ 100.000 voor artikel 13 en 2023-0000611038",
        "dat is wél zó bedoeld, vóór één juli",
        "AANGENOMEN MOTIE VAN HET LID PALLAND",
        "de decembercirculaire en het jeugdbeschermingstafelproject",
        "Kamerstukken II 2022/23, 32 824, nr. 402",
        "motie-Werkhoven/Van Zandwijk c.s. d.d. 3 mei jl.",
    ],
)
def test_names_codes_figures_and_new_words_are_left_alone(text: str) -> None:
    assert cleaned(text) == text


def test_a_name_that_happens_to_start_a_line_is_still_a_name() -> None:
    lines = [line("aan de leden Palland en"), line("Moetcn van der Lee", row=1)]

    assert [each.text for each in clean(lines)] == [each.text for each in lines]


def test_a_word_the_engine_was_sure_of_is_left_as_it_read_it() -> None:
    assert cleaned("wij mqeten dit", SURE) == "wij mqeten dit"


def test_a_function_word_run_into_its_neighbour_is_split_off_box_and_all() -> None:
    before = line("het aantal inburgeraarsonder de wet")
    after = clean([before])[0]

    assert after.text == "het aantal inburgeraars onder de wet"
    left, right = after.words[2:4]
    assert (left.text, right.text) == ("inburgeraars", "onder")
    assert left.box.left == before.words[2].box.left
    assert left.box.right == right.box.left
    assert right.box.right == before.words[2].box.right


def test_a_word_broken_at_the_line_end_is_mended_as_one_word() -> None:
    first, second = clean([line("binnen de financi-"), line("éle kaders", row=1)])

    assert (first.text, second.text) == ("binnen de financi-", "ële kaders")


def test_half_a_word_is_not_taken_for_a_misread_one() -> None:
    first, second = clean([line("er zijn Inloopavon-"), line("den voorzien", row=1)])

    assert (first.text, second.text) == ("er zijn Inloopavon-", "den voorzien")


def test_the_numeral_of_the_kamer_is_read_as_one() -> None:
    assert cleaned("(Kamerstukken Il 2023/24, 29 665)") == "(Kamerstukken II 2023/24, 29 665)"
    assert cleaned("vergadering, Kamerstukken | 2021/22") == "vergadering, Kamerstukken I 2021/22"


@pytest.mark.parametrize("glyph", ["o", "O", "°", "©", "e", "0"])
def test_a_hollow_circle_becomes_a_bullet(glyph: str) -> None:
    assert clean([bullet(glyph, "de verdeling van het budget")])[0].text == "• de verdeling van het budget"


def test_a_quotation_that_runs_over_the_line_end_keeps_its_marks() -> None:
    lines = [line("met nota ‘Herziening"), line("financieel ontzorgen’ voorgelegd", row=1)]

    assert [each.text for each in clean(lines)] == [each.text for each in lines]


def test_a_figure_that_starts_a_line_is_no_bullet() -> None:
    assert cleaned("0 van de acht punten", SURE) == "0 van de acht punten"


@pytest.mark.parametrize("scribble", ["M./(’”", "W‘Ut", "|", "_ ~", "wém\\/r\\"])
def test_pen_strokes_read_as_letters_leave_the_text_but_not_the_record(scribble: str) -> None:
    alone = clean([line(scribble, LOST)])[0]

    assert alone.text == ""
    assert alone.raw == scribble


def test_strokes_at_the_end_of_a_line_are_taken_off() -> None:
    mixed = spaced([("prioriteit", SURE), ("ervan", SURE), ("ten", SURE), ("M./(’”", LOST)])

    assert clean([mixed])[0].text == "prioriteit ervan ten"


def test_a_reference_in_the_colofon_stays_however_little_the_engine_trusts_it() -> None:
    value = replace(line("4031187-1078822-J", LOST), region="metadata")

    assert clean([value])[0].text == "4031187-1078822-J"


def test_specks_at_the_edge_of_a_word_are_taken_off_and_quotations_are_not() -> None:
    assert cleaned("„iedere provincie _De brief") == "iedere provincie De brief"
    assert cleaned("met nota ‘Herziening financieel ontzorgen’ voorgelegd") == (
        "met nota ‘Herziening financieel ontzorgen’ voorgelegd"
    )


@pytest.mark.parametrize(
    "text", ["1. Inleiding", "a) de raad", "U gaat akkoord", "in 2023 nr. 4", "jl.", "15.00 uur", "+ 3,6"]
)
def test_short_words_and_numbers_stay(text: str) -> None:
    assert cleaned(text, 0.75) == text


def test_no_word_of_the_dictionary_is_changed() -> None:
    entries = Path("/usr/share/hunspell/nl_NL.dic").read_text("utf-8").splitlines()[1:]
    words = [entry.split("/")[0].split()[0] for entry in random.Random(2023).sample(entries, 8000)]
    words = [word for word in words if len(word) > 1 and word.isalpha() and is_word(word)]
    rows = [line(" ".join(words[at : at + 8]), DOUBTFUL, at // 8) for at in range(0, len(words), 8)]

    assert [row.text for row in clean(rows)] == [row.text for row in rows]


@pytest.mark.parametrize("word", ["prejudiciële", "uitvoeringsbrief", "asielstatushouders", "KPI's", "zo'n", "zo’n"])
def test_the_lexicon_knows_compounds_and_inflected_forms(word: str) -> None:
    assert is_word(word)


def test_the_lexicon_tells_listed_words_from_compounds_made_on_the_fly() -> None:
    assert is_listed("instellingen")
    assert is_word("mommentermen")
    assert not is_listed("mommentermen")
    assert is_likely_word("decembercirculaire")
    assert not any(is_word(text) for text in ("", " ", "mqeten", "x" * 500))


def test_a_missing_dictionary_is_told_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lexicon, "DICTIONARIES", tmp_path)
    lexicon.is_word.cache_clear()
    lexicon._dictionary.cache_clear()

    with pytest.raises(MissingTool, match="apt-get install hunspell-nl"):
        is_word("nota")


MISREAD = [
    "de",
    "financiéle",
    "mqeten",
    "inburgeraarsonder",
    "o",
    "•",
    "|",
    "_De",
    "’",
    "KPL's",
    "1.",
    "€",
    "mo-",
    "tie",
]
CITED = ["Kamerstukken", "Il", "2022/23,"]
LETTERS = "aeionrtlmIl10.,-'‘’“”|_éëDK€"
tokens = st.one_of(st.sampled_from(MISREAD + CITED), st.text(st.sampled_from(LETTERS), min_size=1, max_size=8))
confidences = st.sampled_from([0.0, 0.2, 0.5, 0.8, 0.91, 0.96])
pages = st.lists(st.lists(st.tuples(tokens, confidences), min_size=1, max_size=6), max_size=5)


@settings(deadline=None)  # the first look-up loads the dictionary, and odd words take hunspell long
@given(pages)
def test_cleaning_twice_changes_nothing_more(rows: list[list[tuple[str, float]]]) -> None:
    once = clean([spaced(row, at) for at, row in enumerate(rows)])

    assert clean(once) == once


@settings(deadline=None)  # the first look-up loads the dictionary, and odd words take hunspell long
@given(pages)
def test_what_was_read_and_where_is_never_touched(rows: list[list[tuple[str, float]]]) -> None:
    before = [spaced(row, at) for at, row in enumerate(rows)]
    after = clean(before)

    assert [(each.raw, each.box, each.region) for each in after] == [
        (each.raw, each.box, each.region) for each in before
    ]
    assert all(each.text == " ".join(word.text for word in each.words) for each in after)
