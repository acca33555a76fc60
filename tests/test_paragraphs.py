import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from index.nota import Box, Line, Region, Word
from ingest.paragraphs import flow, join, listing

HEIGHT = 30
PITCH = 45
LETTER = 15
LEFT, RIGHT = 200, 1100


def line(text: str, row: float, left: int = LEFT, right: int | None = None, region: Region = "paragraph") -> Line:
    """Make a line of type on the given row of the column."""
    top = int(row * PITCH)
    end = left + LETTER * len(text) if right is None else right
    return Line(Box(left, top, end, top + HEIGHT), text, text, 0.95, region)


def full(text: str, row: float) -> Line:
    """Make a line that reaches the right edge of its column."""
    return line(text, row, right=RIGHT)


def cells(texts: list[str], row: float) -> Line:
    """Make one row of a table: its cells stand far apart."""
    top = int(row * PITCH)
    words = tuple(
        Word(Box(LEFT + 250 * at, top, LEFT + 250 * at + LETTER * len(text), top + HEIGHT), text, 0.95)
        for at, text in enumerate(texts)
    )
    text = " ".join(texts)
    return Line(Box(LEFT, top, words[-1].box.right, top + HEIGHT), text, text, 0.95, "paragraph", words)


def test_lines_of_one_paragraph_run_on() -> None:
    assert flow([full("Het is gebruikelijk dat de Kamer tweemaal per jaar", 0), full("de brief ontvangt.", 1)]) == (
        "Het is gebruikelijk dat de Kamer tweemaal per jaar de brief ontvangt."
    )


def test_white_between_lines_divides_paragraphs() -> None:
    assert flow([full("De eerste alinea loopt", 0), full("tot hier.", 1), full("En de tweede begint.", 2.7)]) == (
        "De eerste alinea loopt tot hier.\n\nEn de tweede begint."
    )


def test_a_heading_stands_by_itself() -> None:
    assert flow([line("Aanleiding", 0, region="heading"), full("Het is gebruikelijk", 1)]) == (
        "Aanleiding\n\nHet is gebruikelijk"
    )


def test_a_sentence_that_ends_halfway_the_line_ends_its_paragraph() -> None:
    assert flow(
        [full("Dit loopt tot aan de rand en gaat dan", 0), line("door.", 1), full("Hier begint wat anders", 2)]
    ) == ("Dit loopt tot aan de rand en gaat dan door.\n\nHier begint wat anders")


def test_each_bullet_begins_a_paragraph() -> None:
    assert flow(
        [full("Wij verzoeken u in te stemmen met:", 0), line("• de verdeling;", 1), line("• de ronde.", 2)]
    ) == ("Wij verzoeken u in te stemmen met:\n\n• de verdeling;\n\n• de ronde.")


def test_a_figure_that_happens_to_start_a_line_begins_nothing() -> None:
    assert flow([full("De bijdrage komt ten laste van artikel", 0), full("13. De rest volgt later.", 1)]) == (
        "De bijdrage komt ten laste van artikel 13. De rest volgt later."
    )


def test_a_table_keeps_one_line_a_row() -> None:
    table = [cells(["Musea", "131,4", "135,0"], 0), cells(["Letteren", "13,9", "16,3"], 1)]

    assert flow(table) == "Musea 131,4 135,0\nLetteren 13,9 16,3"


def test_cells_read_one_by_one_come_together_in_their_row() -> None:
    row = [line("Musea", 0), line("131,4", 0, left=500), line("135,0", 0, left=800)]

    assert flow(row) == "Musea 131,4 135,0"


def test_each_row_read_cell_by_cell_gets_its_own_line() -> None:
    rows = [
        line(text, row, left=left) for row in (0, 1) for text, left in (("Musea", LEFT), ("13,4", 500), ("15,0", 800))
    ]

    assert flow(rows) == "Musea 13,4 15,0\nMusea 13,4 15,0"


def test_a_paper_number_on_the_next_line_begins_nothing() -> None:
    assert flow([line("Zie ook de brief (34 843, nr.", 0), full("3) die later volgde", 1)]) == (
        "Zie ook de brief (34 843, nr. 3) die later volgde"
    )


def test_an_empty_line_leaves_no_trace() -> None:
    assert flow([full("Het is", 0), full("", 1), full("zo.", 1)]) == "Het is zo."
    assert flow([]) == ""


def test_words_broken_at_a_line_end_are_made_whole() -> None:
    assert join("in te stemmen met de mo-", "tie Palland") == "in te stemmen met de motie Palland"
    assert join("een sub-", "sidie") == "een subsidie"
    assert join("de uitvoe-", "ringsbrief.") == "de uitvoeringsbrief."
    assert join("verschillende idee-", "en, zo bleek") == "verschillende idee- en, zo bleek"
    assert join("de financi-", "ële kaders") == "de financiële kaders"
    assert join("een vacu-", "um") == "een vacuüm"


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    assert join("een NT2-", "docent") == "een NT2-docent"
    assert join("de SZW-", "begroting") == "de SZW-begroting"
    assert join("studiejaar 2024-", "2025.") == "studiejaar 2024-2025."
    assert join("de motie-", "Jansen") == "de motie-Jansen"
    assert join("de loon-", "en prijsbijstelling") == "de loon- en prijsbijstelling"
    assert join("onder de zee-", "eend") == "onder de zee-eend"


def test_a_word_whose_hyphen_was_missed_is_made_whole() -> None:
    assert join("het gemeen", "tefonds na 2025") == "het gemeentefonds na 2025"
    assert join("de gemeente", "en de raad") == "de gemeente en de raad"
    assert join("een COA", "naar keuze") == "een COA naar keuze"


def test_a_dash_between_words_is_no_broken_word() -> None:
    assert join("dat is -", "zo blijkt - waar") == "dat is - zo blijkt - waar"
    assert join("voor € 100.000", "per jaar") == "voor € 100.000 per jaar"


def test_the_colofon_keeps_its_lines() -> None:
    assert listing([line("Datum", 0), line("22 november 2023", 1)]) == "Datum\n22 november 2023"


def word_characters(text: str) -> str:
    folded = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in folded if letter.isalnum())


words = st.text(st.sampled_from("abdeginorstuwëé279-.,;()€'"), min_size=1, max_size=9)
printed = st.lists(st.tuples(st.lists(words, min_size=1, max_size=4), st.integers(0, 3), st.integers(0, 9)), max_size=8)


@settings(deadline=None)  # the first look-up loads the dictionary
@given(printed)
def test_no_letter_or_figure_is_ever_lost(rows: list[tuple[list[str], int, int]]) -> None:
    lines = []
    row = 0
    for texts, step, left in rows:
        row += step
        lines.append(line(" ".join(texts), row, left=LEFT + 20 * left))

    assert word_characters(flow(lines)) == "".join(word_characters(each.text) for each in lines)
