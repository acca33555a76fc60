from functools import cache

import pytest

from index.nota import Box, Line, Word
from ingest.footnotes import with_footnote_signs
from ingest.ink.separate import INK
from ingest.ocr import read_lines
from tests.typed import DPI, TEXT, Typed, drawn, typed

NOTED = (
    "Het is gebruikelijk dat de Kamer op 3 juni een brief",
    "ontvangt over de voortgang van het programma.¹ De",
    "gemeenten hebben er bezwaren tegen, zo is gepubliceerd.²",
    "Dat onderzoek begint in de zomer³ en is in het jaar klaar.",
    "",
    "¹ Verslag van het commissiedebat, Kamerstukken 2024.",
    "² Arbeidsmarktbarometer, peildatum 1 oktober 2021.",
    "³ Bijlage bij de brief van de minister.",
)
# Signs that float over the line, or look like figures, and call no note.
FLOATING = (
    "Zo'n 64% van de scholen, 's middags en 's avonds; 't kan",
    'ook ‘minder’ of "meer" zijn. De 3e week: 12% of 5%. Foto’s',
    "van 21° en 4 m2 zijn er niet! Waarom? Auto's, baby’s, één",
    "'t Hof en “Den Haag” doen mee* aan d'r proef, zo’n 10%.",
    "De 1e, 2e en 3e groep wonen in 's-Gravenhage: 100% ok.",
)
FACES = ("dejavu-sans", "arimo", "tinos", "open-sans")


@cache
def read(text: tuple[str, ...], family: str) -> tuple[Typed, list[Line], list[Line]]:
    """Return a page with this text, its lines as Tesseract reads them, and those with the signs."""
    page = typed(drawn(text, family=family))
    lines = read_lines(page.grey, page.xheight, DPI)
    return page, lines, with_footnote_signs(lines, page.lines, page.parts, page.grey)


@pytest.mark.parametrize("family", FACES)
def test_the_raised_figures_of_text_and_notes_are_read_as_they_are_printed(family: str) -> None:
    _, before, after = read(NOTED, family)

    printed = [line for line in NOTED if line]
    assert [line.text for line in before] != printed
    assert [line.text for line in after] == printed


@pytest.mark.parametrize("family", FACES)
def test_what_tesseract_read_is_kept_and_each_change_is_told(family: str) -> None:
    _, before, after = read(NOTED, family)

    assert [line.raw for line in after] == [line.raw for line in before]
    signed = [word for line in after for word in line.words if set(word.text) & set("¹²³")]
    assert len(signed) == 6
    assert {word.why for word in signed} == {"footnote"}


@pytest.mark.parametrize("family", FACES)
def test_the_box_of_a_word_holds_its_figure(family: str) -> None:
    page, _, after = read(NOTED, family)

    for line in after:
        for word in line.words:
            if word.text.endswith(("¹", "²", "³")):
                beside = page.grey[word.box.top : word.box.bottom, word.box.right : word.box.right + 3]
                assert (beside >= INK).all()
                assert (page.grey[word.box.top : word.box.bottom, word.box.right - 4 : word.box.right] < INK).any()


@pytest.mark.parametrize(
    ("text", "family"), [*((FLOATING, family) for family in (*FACES, "dejavu-serif")), (TEXT, "dejavu-sans")]
)
def test_a_page_without_footnotes_is_unchanged(text: tuple[str, ...], family: str) -> None:
    _, before, after = read(text, family)

    assert before
    assert after == before


@pytest.mark.parametrize("misread", ["1", "!", "l", "$", "\\", "?", "1!", "”"])
def test_whatever_the_figure_of_a_note_was_read_as_gives_way_to_it(misread: str) -> None:
    page, before, _ = read(NOTED, "dejavu-sans")
    (line,) = [line for line in before if "Verslag" in line.text]
    rest = tuple(word for word in line.words if word.box.left > 130)
    words = (Word(Box(121, 318, 131, 335), misread, 0.5), *rest)
    text = " ".join(word.text for word in words)

    (after,) = with_footnote_signs([Line(line.box, text, text, 0.9, words=words)], page.lines, page.parts, page.grey)

    assert after.text == NOTED[5]


def test_a_figure_that_tesseract_did_not_see_is_put_in() -> None:
    page, before, _ = read(NOTED, "dejavu-sans")
    (line,) = [line for line in before if "zomer" in line.text]
    words = tuple(
        Word(Box(word.box.left, word.box.top, 600, word.box.bottom), "zomer", 0.9) if "zomer" in word.text else word
        for word in line.words
    )
    text = " ".join(word.text for word in words)

    (after,) = with_footnote_signs([Line(line.box, text, text, 0.9, words=words)], page.lines, page.parts, page.grey)

    assert after.text == NOTED[3]


def test_words_of_one_letter_in_a_line_with_a_sign_stay() -> None:
    text = (
        "Wilt u, ja of nee, dat wij 5 à 6 scholen¹ u melden?",
        *TEXT[:3],
        "",
        "¹ Voor u en 7 anderen, a tot z, gevraagd.",
    )

    _, _, after = read(text, "dejavu-sans")

    assert [line.text for line in after] == [line for line in text if line]


def test_no_lines_have_no_signs() -> None:
    page, _, _ = read(NOTED, "dejavu-sans")

    assert with_footnote_signs([], page.lines, page.parts, page.grey) == []
