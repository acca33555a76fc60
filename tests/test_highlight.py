"""The words that were found, on the picture of the page."""

from index.highlight import word_boxes
from index.nota import Box, Line, Page, Word
from index.terms import Sought, sought_phrase, sought_words

ROW = 10  # pixels


def page(*lines: str) -> Page:
    """Return a page with these lines; a word's box begins at its column and row, ten pixels each."""
    return Page(number=1, lines=tuple(line(number, text) for number, text in enumerate(lines)))


def line(number: int, text: str) -> Line:
    words = tuple(
        Word(Box(10 * column, ROW * number, 10 * column + 9, ROW * number + 9), word, 1.0)
        for column, word in enumerate(text.split())
    )
    return Line(Box(0, ROW * number, 99, ROW * number + 9), text, text, 1.0, words=words)


def places(page: Page, sought: list[Sought]) -> list[tuple[int, int]]:
    return [(box.left // 10, box.top // ROW) for box in word_boxes(page, sought)]


def test_every_form_of_a_word_has_its_box() -> None:
    assert places(page("de motie en", "twee moties"), sought_words("motie")) == [(1, 0), (1, 1)]


def test_a_word_that_is_broken_over_two_lines_has_a_box_on_each() -> None:
    assert places(page("hun inburge-", "ring is klaar"), sought_words("inburgering")) == [(1, 0), (0, 1)]


def test_a_phrase_is_marked_as_a_whole_also_over_a_line_end() -> None:
    found = places(page("een warme", "overdracht en een warme jas"), [sought_phrase("warme overdracht")])
    assert found == [(1, 0), (0, 1)]


def test_a_word_that_was_misread_is_marked_as_well() -> None:
    read = Word(Box(0, 0, 9, 9), "xwnp", 0.4, variants=("verhuizing",))
    shown = Page(number=1, lines=(Line(read.box, "xwnp", "xwnp", 0.4, words=(read,)),))
    assert word_boxes(shown, sought_words("verhuizing")) == [read.box]
    assert word_boxes(shown, [Sought(misread=frozenset({"xwnp"}))]) == [read.box]


def test_lines_without_words_do_not_shift_the_others() -> None:
    assert places(page("", "de motie", ""), sought_words("motie")) == [(1, 1)]


def test_a_page_without_a_scan_has_no_boxes() -> None:
    assert word_boxes(Page(number=1, body="motie"), sought_words("motie")) == []
