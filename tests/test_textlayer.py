from pathlib import Path

import numpy as np
import pytest

from ingest.scan import Raster, as_grey, open_scan
from ingest.textlayer import MOST_LETTERS
from tests.drawn import LINE, a_drawn_pdf, said_to_be, shown

UNSEEN = {
    "invisible, as an earlier OCR run leaves it": shown(LINE, before="3 Tr"),
    "white on white": shown(LINE, before="1 g"),
    "all but white": shown(LINE, before="0.98 g"),
    "of glass": shown(LINE, before="/Glass gs"),
    "cut off": f"q 0 0 50 50 re W n {shown(LINE)} Q",
    "cut off by other text": shown(LINE, before="7 Tr"),
    "under what is painted over it": f"{shown(LINE)} q 1 g 40 650 500 100 re f Q",
    "beside the page": shown(LINE, x=700),
}


def drawn(path: Path) -> Raster:
    (page,) = open_scan(path)
    return page


def texts(page: Raster) -> list[str]:
    return [word.text for word in page.printed]


def outside(page: Raster) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the picture with all words painted over."""
    bare = as_grey(page.pixels).copy()
    for left, top, right, bottom in (word.box for word in page.printed):
        bare[max(0, top - 2) : bottom + 3, max(0, left - 2) : right + 3] = 255
    return bare


def test_the_words_of_a_drawn_page_are_those_that_it_shows(tmp_path: Path) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", shown(LINE) + shown("van Wi2013.", y=680)))

    assert texts(page) == [*LINE.split(), "van", "Wi2013."]


@pytest.mark.parametrize(
    "how",
    [
        "",
        "/Rotate 90",
        "/Rotate 180",
        "/Rotate 270",
        "/CropBox [50 300 400 750]",
        "/CropBox [50 300 400 750] /Rotate 90",
    ],
)
def test_a_box_holds_the_ink_of_its_word_however_the_page_is_shown(tmp_path: Path, how: str) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", shown(LINE), how))

    assert texts(page) == LINE.split()
    assert (as_grey(page.pixels) < 128).sum() > 1000
    assert (outside(page) > 128).all()
    for left, top, right, bottom in (word.box for word in page.printed):
        assert (as_grey(page.pixels)[top:bottom, left:right] < 128).any()


@pytest.mark.parametrize("how", UNSEEN)
def test_text_that_is_not_seen_does_not_come_in(tmp_path: Path, how: str) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", f"{UNSEEN[how]}\n{shown('Wel te zien.', y=500)}"))

    assert texts(page) == ["Wel", "te", "zien."]


def test_letters_that_are_not_seen_are_left_out_of_a_word_that_is(tmp_path: Path) -> None:
    hidden = "BT /F1 12 Tf 1 0 0 1 60 700 Tm (500) Tj 1 g (00) Tj 0 g ( euro) Tj ET"

    assert texts(drawn(a_drawn_pdf(tmp_path / "a.pdf", hidden))) == ["500", "euro"]


def test_white_text_on_black_is_seen(tmp_path: Path) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", f"0 g 40 650 500 100 re f {shown(LINE, before='1 g')}"))

    assert texts(page) == LINE.split()


def test_words_without_a_space_between_them_are_told_by_the_white(tmp_path: Path) -> None:
    page = drawn(
        a_drawn_pdf(tmp_path / "a.pdf", "BT /F1 12 Tf 60 700 Td [(De) -250 (K) 60 (amer) -250 (vraagt)] TJ ET")
    )

    assert texts(page) == ["De", "Kamer", "vraagt"]


def test_a_hyphen_at_a_line_end_stays(tmp_path: Path) -> None:
    page = drawn(
        a_drawn_pdf(tmp_path / "a.pdf", shown("De Kamer vraagt om een onder-") + shown("zoek naar scholen", y=685))
    )

    assert "onder-" in texts(page)
    assert "zoek" in texts(page)


def test_the_figure_of_a_footnote_is_raised(tmp_path: Path) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", "BT /F1 12 Tf 60 700 Td (scholen.) Tj /F1 7 Tf 4 Ts (12) Tj ET"))

    assert texts(page) == ["scholen.¹²"]


@pytest.mark.parametrize("letter", ["\ufffd", "\ue000", "\u0001", "\u0430"])
def test_a_word_with_a_letter_that_is_none_is_left_out(tmp_path: Path, letter: str) -> None:
    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", shown("Een goed verhaal"), font=said_to_be({"a": letter})))

    assert "Een" in texts(page) or letter == "\u0430"
    assert not any("verh" in text for text in texts(page))


def test_a_page_with_far_too_much_text_is_drawn_and_has_no_words(tmp_path: Path) -> None:
    much = "".join(shown("i" * 500, 60, 10 + 8 * at, size=4) for at in range(MOST_LETTERS // 500 + 1))

    page = drawn(a_drawn_pdf(tmp_path / "a.pdf", much))

    assert texts(page) == []
    assert (page.pixels < 128).any()


def test_a_page_without_text_has_no_words(tmp_path: Path) -> None:
    assert texts(drawn(a_drawn_pdf(tmp_path / "a.pdf", "0 g 40 650 500 100 re f"))) == []
