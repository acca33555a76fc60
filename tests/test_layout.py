from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nota import Box, Line, Word
from ingest.ink.separate import Ink, separate
from ingest.layout import alone, find_zones, in_reading_order, label_body, moved
from ingest.scan import Raster
from ingest.unbend import find_bend
from ingest.upright import make_upright
from samples.forge.lines import Line as SetLine
from samples.forge.lines import Look
from samples.forge.typeset import SetPage
from tests.sheets import LOOK, NOTA, forged, raster

RIGHT = replace(LOOK, letterhead="plain")
HOUSES = {
    "right": RIGHT,
    "wide and near": replace(RIGHT, width=124, colofon_left=158, colofon_width=42),
    "left": replace(RIGHT, colofon="left", colofon_left=10, colofon_width=36, left=54, width=130),
    "serif": replace(RIGHT, face="dejavu-serif", paging="foot"),
    "ribbon": LOOK,
    "justified": replace(RIGHT, justified=True, hyphenated=True),
}
TWO = replace(RIGHT, size=8.5, dpi=200, colofon="none", width=160, left=24, columns=2, justified=True, paging="foot")


@cache
def inked(look: Look, text: str = NOTA) -> tuple[SetPage, Ink]:
    page = forged(text, look)[0]
    return page.set, separate(make_upright(raster(page, look.dpi)))


def holds(box: Box, line: SetLine) -> bool:
    x, y = (line.box.left + line.box.right) / 2, (line.box.top + line.box.bottom) / 2
    return box.left <= x < box.right and box.top <= y < box.bottom


@pytest.mark.parametrize("house", HOUSES)
def test_the_body_is_read_apart_from_the_colofon(house: str) -> None:
    page, ink = inked(HOUSES[house])

    zones = find_zones(ink, find_bend(ink.parts, ink.lines, ink.xheight))

    bodies = [box for boxes in zones.bodies for box in boxes]
    assert all(any(holds(box, line) for box in bodies) for line in page.body)
    beside = HOUSES[house].px(HOUSES[house].colofon_left)
    colofon = [line for line in page.metadata if abs(line.box.left - beside) < 1]
    assert len(colofon) > 8
    assert not [line.text for line in colofon if any(holds(box, line) for box in bodies)]
    assert all(any(holds(box, line) for box in zones.aside) for line in colofon)


ACROSS = pytest.mark.xfail(strict=True, reason="the first column is not known as one; the two are read across")


@pytest.mark.parametrize(
    "bottom",
    [272, 220, pytest.param(170, marks=ACROSS)],
)
def test_two_columns_are_read_one_after_the_other(bottom: float) -> None:
    text = NOTA.split("| Jaar")[0] + "\n" + NOTA.split("27 |")[1] * 3
    page, ink = inked(replace(TWO, bottom=bottom), text)

    zones = find_zones(ink, find_bend(ink.parts, ink.lines, ink.xheight))

    order = [
        number
        for line in page.body
        for number, boxes in enumerate(zones.bodies)
        if any(holds(box, line) for box in boxes)
    ]
    assert len(order) == len(page.body)
    assert order == sorted(order)
    assert len(set(order)) >= 2


def test_the_cells_of_a_table_are_not_columns() -> None:
    page, ink = inked(RIGHT)

    zones = find_zones(ink, find_bend(ink.parts, ink.lines, ink.xheight))

    assert any(line.row for line in page.body)
    assert len(zones.bodies) == 1


def test_a_page_without_text_has_nothing_to_read() -> None:
    ink = separate(make_upright(Raster(np.full((877, 620), 255, np.uint8), 75, 1)))

    zones = find_zones(ink, find_bend(ink.parts, ink.lines, ink.xheight))

    assert (zones.bodies, zones.aside) == ((), ())


boxes_on_a_page = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 300),
    st.integers(0, 400),
    st.integers(1, 90),
    st.integers(1, 90),
)


@given(st.lists(boxes_on_a_page, min_size=1, max_size=6))
def test_what_is_read_alone_is_white_but_for_its_boxes(boxes: list[Box]) -> None:
    sheet = np.arange(500 * 400, dtype=np.uint32).reshape(500, 400).astype(np.uint8) // 2
    kept = np.zeros(sheet.shape, bool)
    for box in boxes:
        kept[box.top : box.bottom, box.left : box.right] = True

    picture, place = alone(sheet, boxes)

    window = slice(place.top, place.bottom), slice(place.left, place.right)
    assert np.array_equal(picture, np.where(kept, sheet, 255)[window])
    assert kept.sum() == kept[window].sum()


@given(st.lists(boxes_on_a_page, max_size=8), boxes_on_a_page)
def test_lines_keep_their_size_and_words_when_placed_on_the_page(boxes: list[Box], origin: Box) -> None:
    lines = [Line(box, "aa", "aa", 0.5, words=(Word(box, "aa", 0.5),)) for box in boxes]

    for line, place in zip(lines, moved(lines, origin), strict=True):
        assert place.box == place.words[0].box
        assert (place.box.left - line.box.left, place.box.top - line.box.top) == (origin.left, origin.top)
        assert (place.box.right - place.box.left) == (line.box.right - line.box.left)


@given(st.lists(boxes_on_a_page, max_size=10), st.randoms())
def test_reading_order_loses_no_line(boxes: list[Box], shuffle: object) -> None:
    lines = [Line(box, str(number), str(number), 1.0) for number, box in enumerate(boxes)]

    assert sorted(line.raw for line in in_reading_order(lines)) == sorted(line.raw for line in lines)


@given(st.permutations(range(12)))
def test_rows_are_read_from_top_to_bottom_and_cells_from_left_to_right(order: list[int]) -> None:
    cells = [
        Line(Box(100 * column, 30 * row + column, 100 * column + 60, 30 * row + 20), f"{row}{column}", "", 1.0)
        for row in range(4)
        for column in range(3)
    ]

    read = in_reading_order([cells[number] for number in order])

    assert [line.raw for line in read] == [line.raw for line in cells]


def labelled(*texts: str) -> list[str]:
    """Return the regions of these lines, set under each other on a page of plain print."""
    _, ink = inked(RIGHT)
    lines = [
        Line(Box(170, 300 + 30 * number, 170 + 10 * len(text), 322 + 30 * number), text, text, 0.9)
        for number, text in enumerate(texts)
    ]
    return [line.region for line in label_body(lines, ink)]


NO_COLON = pytest.mark.xfail(strict=True, reason="Van and Aan without a colon are not known as labels")
SENTENCE = "Het is gebruikelijk dat de Kamer hierover een brief ontvangt."


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            ["Datum 14 mei 2024", "Onze referentie 2024-0001", "Van J. de Vries", "Aan De minister"], marks=NO_COLON
        ),
        ["Datum: 14 mei 2024", "Ons kenmerk: 2024-0001", "Van: J. de Vries", "Aan: De minister"],
        pytest.param(
            ["Aan De minister", "Van Directie Maat en Getal", "Datum 14 mei 2024", "Kenmerk 2024-0001", "Bijlagen 2"],
            marks=NO_COLON,
        ),
    ],
)
def test_a_colofon_set_as_a_block_over_the_body_is_metadata(block: list[str]) -> None:
    regions = labelled(*block, SENTENCE, SENTENCE, SENTENCE)

    assert regions[: len(block)] == ["metadata"] * len(block)
    assert "metadata" not in regions[len(block) :]


def test_sentences_that_begin_like_a_label_stay_in_the_body() -> None:
    regions = labelled(
        "Van de gemeenten horen wij dat dit lukt.",
        "Aan de voorwaarden is voldaan, zo blijkt.",
        SENTENCE,
        "Datum en plaats van het overleg volgen nog.",
        SENTENCE,
        SENTENCE,
    )

    assert "metadata" not in regions


def test_no_lines_have_no_regions() -> None:
    assert labelled() == []
