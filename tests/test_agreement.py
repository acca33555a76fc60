from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from index.nota import Box, Line, Page, Word
from ingest.agreement import believed
from ingest.clean import clean
from ingest.reader import read_page
from ingest.scan import open_scan
from ingest.textlayer import PrintedWord
from tests.drawn import a_drawn_pdf, said_to_be, shown
from tests.test_scan import a_pdf

LETTER, HEIGHT, SURE, UNSURE = 20, 30, 0.96, 0.7  # pixels, and the engine's confidence


def places(text: str, row: int = 0) -> list[Box]:
    """Return the boxes of these words of evenly spaced type."""
    boxes, left, top = [], 100, 50 * row
    for word in text.split(" "):
        boxes.append(Box(left, top, left + LETTER * len(word), top + HEIGHT))
        left += LETTER * (len(word) + 1)
    return boxes


def read(text: str, confidence: float = UNSURE, row: int = 0) -> Line:
    """Return a line as the engine read it."""
    words = tuple(Word(box, word, confidence) for word, box in zip(text.split(" "), places(text, row), strict=True))
    box = Box(100, words[0].box.top, words[-1].box.right, words[0].box.bottom)
    return Line(box, text, text, confidence, "paragraph", words)


def printed(text: str, row: int = 0) -> list[PrintedWord]:
    return [PrintedWord(word, box) for word, box in zip(text.split(" "), places(text, row), strict=True)]


def agreed(seen: str, said: str, confidence: float = UNSURE) -> str:
    (line,) = believed([read(seen, confidence)], printed(said))
    return line.text


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("De heer Ustundag spreekt", "De heer Üstündağ spreekt"),
        ("Het Kabinet geeft 74 min uit", "Het Kabinet geeft 74 mln uit"),
        ("de motie (2023202781) is ingediend", "de motie (2023Z02781) is ingediend"),
        ("lenW en Il samen", "IenW en II samen"),
        ("zij zeiden: pabo's zijn vol", "zij zeiden: pabo’s zijn vol"),
    ],
)
@pytest.mark.parametrize("confidence", [SURE, UNSURE])
def test_signs_of_one_shape_are_what_the_pdf_says_however_sure_the_engine_is(
    seen: str, said: str, confidence: float
) -> None:
    assert agreed(seen, said, confidence) == said


@pytest.mark.parametrize(
    ("seen", "said"),
    [("de heer Jansscn spreekt", "de heer Janssen spreekt"), ("een lange lesweek.?", "een lange lesweek.²")],
)
def test_a_word_that_the_engine_doubted_is_what_the_pdf_says_and_a_sure_one_is_not(seen: str, said: str) -> None:
    assert agreed(seen, said, UNSURE) == said
    assert agreed(seen, said, SURE) == seen


def test_a_figure_that_was_surely_read_is_not_changed_by_the_pdf() -> None:
    assert agreed("De kosten bedragen 340 euro", "De kosten bedragen 940 euro", SURE) == "De kosten bedragen 340 euro"


def test_another_word_is_never_believed() -> None:
    assert agreed("De Kamer stemt morgen niet in", "De Kamer stemt morgen wel in") == "De Kamer stemt morgen niet in"


def test_a_line_that_says_something_else_stays_as_the_engine_read_it() -> None:
    line = read("Wij adviseren u de brief te tekenen")

    assert believed([line], printed("Het regent in de bergen van Peru")) == [line]


def test_a_bullet_that_was_read_as_a_letter_is_one() -> None:
    assert agreed("e Akkoord gaan", "• Akkoord gaan") == "• Akkoord gaan"
    assert agreed("n Akkoord gaan", "• Akkoord gaan") == "n Akkoord gaan"


def test_words_that_the_engine_ran_together_or_broke_are_divided_as_the_pdf_says() -> None:
    line = read("de zaak isaangehouden")
    own = printed("de zaak is aangehouden")
    squeezed = [*own[:2], PrintedWord("is", Box(260, 0, 298, 30)), PrintedWord("aangehouden", Box(302, 0, 520, 30))]

    (made,) = believed([line], squeezed)

    assert made.text == "de zaak is aangehouden"
    assert all(made.box.left <= word.box.left < word.box.right <= made.box.right for word in made.words)


def test_what_the_engine_did_not_see_does_not_get_in() -> None:
    line = read("Wij stemmen in met het voorstel")
    between = PrintedWord("niet", Box(162, 0, 178, HEIGHT))
    behind = PrintedWord("niet", Box(182, 0, 240, HEIGHT))
    beside = PrintedWord("nooit", Box(2000, 0, 2100, HEIGHT))

    for hidden in (between, behind, beside):
        assert believed([line], [*printed(line.text), hidden])[0].text == line.text


def test_a_word_drawn_twice_to_make_it_bold_stands_there_once() -> None:
    own = printed("De heer Üstündağ")

    (made,) = believed([read("De heer Ustundag")], [*own, *own])

    assert made.text == "De heer Üstündağ"


def test_a_word_of_another_line_is_not_of_this_one() -> None:
    lines = [read("De eerste regel"), read("De tweede regel", row=1)]

    made = believed(lines, [*printed("De tweede regel", 1), *printed("De eerste regel")])

    assert [line.text for line in made] == ["De eerste regel", "De tweede regel"]


def test_what_is_agreed_on_is_certain_and_no_clean_up_mends_it() -> None:
    made = believed([read("de financiéle Janssen")], printed("de financiéle Janssen"))

    assert made[0].confidence == 1
    assert {word.confidence for word in made[0].words} == {1}
    assert clean(made) == made


def test_a_word_that_is_not_agreed_on_keeps_the_doubt_of_the_engine() -> None:
    (line,) = believed([read("De Kamer stemt morgen niet in")], printed("De Kamer stemt morgen wel in"))

    assert [word.confidence for word in line.words] == [1, 1, 1, 1, UNSURE, 1]
    assert line.confidence == pytest.approx((5 + UNSURE) / 6)


words = st.text("abeilIO01.-•üé", min_size=1, max_size=6)
boxes = st.builds(
    lambda left, top, wide, high: Box(left, top, left + wide, top + high),
    st.integers(-50, 900),
    st.integers(-50, 200),
    st.integers(1, 200),
    st.integers(1, 60),
)
rows = st.lists(st.lists(words, min_size=1, max_size=5), max_size=4)


def a_page_of(rows: Sequence[Sequence[str]], confidence: float) -> list[Line]:
    return [read(" ".join(row), confidence, number) for number, row in enumerate(rows)]


@given(rows, st.lists(st.builds(PrintedWord, words, boxes), max_size=20), st.floats(0, 0.97))
def test_whatever_a_pdf_says_the_lines_stand_as_they_were_read(
    rows: list[list[str]], layer: list[PrintedWord], confidence: float
) -> None:
    lines = a_page_of(rows, confidence)

    made = believed(lines, layer)

    assert [(line.box, line.raw, line.region) for line in made] == [(line.box, line.raw, line.region) for line in lines]
    for line in made:
        assert line.text == " ".join(word.text for word in line.words)
        assert 0 <= line.confidence <= 1
        for word in line.words:
            assert line.box.left <= word.box.left < word.box.right <= line.box.right
            assert line.box.top <= word.box.top < word.box.bottom <= line.box.bottom


@given(rows, st.floats(0, 0.97))
def test_without_text_of_its_own_a_page_is_as_it_was_read(rows: list[list[str]], confidence: float) -> None:
    lines = a_page_of(rows, confidence)

    assert believed(lines, []) == lines


@given(rows, st.floats(0, 0.97))
def test_a_pdf_that_says_what_was_read_changes_no_text(rows: list[list[str]], confidence: float) -> None:
    lines = a_page_of(rows, confidence)
    layer = [PrintedWord(word.text, word.box) for line in lines for word in line.words]

    assert [line.text for line in believed(lines, layer)] == [line.text for line in lines]


# --- whole pages ---

TEXT = (
    "De heer Þórður Ýmisson-IJlst heeft met de lNA en de",
    "heer Ílhan Çelik-Kiliç gesproken over 74 mln euro en",
    "over Kamerstuk 36 410 II, nr. 11. Het lid Illi-Lillo vraagt",
    "of de Wlz hier geldt. De pabo’s zeggen van wel, de brief",
    "van 3 juni zegt van niet. De gemeenten hebben daar bezwaren",
    "tegen en vragen om een nader onderzoek in de zomer.",
)


def content(lines: Sequence[str] = TEXT) -> str:
    return "".join(shown(line, 80, 700 - 18 * at, 11) for at, line in enumerate(lines))


def page_of(path: Path) -> Page:
    (raster,) = open_scan(path)
    return read_page(raster).page


@pytest.mark.parametrize("how", ["", "/Rotate 90"])
def test_a_page_that_never_was_a_scan_is_read_to_the_letter(tmp_path: Path, how: str) -> None:
    page = page_of(a_drawn_pdf(tmp_path / "a.pdf", content(), how))

    assert page.body == " ".join(TEXT)
    assert [line.raw for line in page.lines] != list(TEXT)  # the engine alone does not read it so


def test_where_the_letters_are_others_than_they_look_the_picture_is_believed(tmp_path: Path) -> None:
    text = TEXT[4:] * 3
    lying = said_to_be({letter: chr(ord(letter) + 1) for letter in map(chr, range(97, 122))})

    page = page_of(a_drawn_pdf(tmp_path / "a.pdf", content(text), font=lying))

    assert page.body.split() == " ".join(text).split()
    assert all(line.confidence < 1 for line in page.lines)


def test_a_figure_that_is_another_than_it_looks_is_as_it_looks(tmp_path: Path) -> None:
    text = (
        "De kosten bedragen 340 euro voor elke leerling in het",
        "basisonderwijs, en dat is meer dan vorig jaar.",
    ) * 3
    lying = said_to_be({"3": "9"})

    page = page_of(a_drawn_pdf(tmp_path / "a.pdf", content(text), font=lying))

    assert page.body.split() == " ".join(text).split()


def test_what_was_typed_over_a_scan_is_read_as_typed_and_the_scan_as_it_looks(tmp_path: Path) -> None:
    (scan,) = open_scan(a_drawn_pdf(tmp_path / "a.pdf", content(TEXT[4:] * 3)))

    # A page twice as large: what is typed in 20 points then stands beside print of 22.
    page = page_of(
        a_pdf(tmp_path / "b.pdf", Image.fromarray(scan.pixels), 1190, 1684, "Behandeld door de directie Financiën")
    )

    *looked_at, typed = page.lines
    assert (typed.text, typed.confidence) == ("Behandeld door de directie Financiën", 1)
    assert len(looked_at) == 6
    assert all(line.confidence < 1 and line.text for line in looked_at)


def test_text_that_lies_under_a_scan_is_no_text_of_the_page(tmp_path: Path) -> None:
    (scan,) = open_scan(a_drawn_pdf(tmp_path / "a.pdf", content()))
    pdf = pdfium.PdfDocument(a_drawn_pdf(tmp_path / "b.pdf", content(TEXT[::-1])))
    picture = pdfium.PdfImage.new(pdf)
    picture.set_bitmap(pdfium.PdfBitmap.from_pil(Image.fromarray(scan.pixels)))
    picture.set_matrix(pdfium.PdfMatrix().scale(595, 842))
    sheet = pdf[0]
    sheet.insert_obj(picture)
    sheet.gen_content()
    pdf.save(tmp_path / "c.pdf")

    (page,) = open_scan(tmp_path / "c.pdf")

    assert page.printed == ()
    assert np.array_equal(page.pixels, scan.pixels)
