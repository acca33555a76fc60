from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.nota import Box, Line, Word
from ingest.ocr import read_lines
from ingest.scan import Pixels
from ingest.unbend import Bend, find_bend
from tests.typed import DPI, HEIGHT, TEXT, WIDTH, Typed, drawn, typed

Floats = npt.NDArray[np.float64]
Shape = Callable[[Floats, Floats], Floats]

LEVEL = 2.0  # pixels that the feet of a level line stray, the rounding of the letters included

# Pixels down, by x and y from the middle of the page as shares of its half width and height.
BENDS: dict[str, Shape] = {
    "a bulge": lambda x, y: 10 * np.cos(np.pi * x / 2),
    "a curled edge": lambda x, y: 14 * np.maximum(x, 0) ** 3,
    "a wave": lambda x, y: 6 * np.sin(np.pi * x),
    "lines that fan out": lambda x, y: 8 * x * y,
    "a bulge at the top alone": lambda x, y: 5 * x**2 * (1 - y),
}


def bent(flat: Pixels, shape: Shape) -> Pixels:
    """Return the page with each place moved down by the shape."""
    height, width = flat.shape
    y, x = np.mgrid[:height, :width].astype(np.float64)
    down = shape(2 * x / width - 1, 2 * y / height - 1)
    return cv2.remap(
        flat, x.astype(np.float32), (y - down).astype(np.float32), cv2.INTER_CUBIC, borderValue=255
    ).astype(np.uint8)


@cache
def page(name: str = "") -> tuple[Typed, Bend]:
    """Return a page with this bend, or a straight one, and the bend that was found."""
    found = typed(bent(drawn(), BENDS[name]) if name else drawn())
    return found, find_bend(found.parts, found.lines, found.xheight)


def strays(page: Typed) -> float:
    """Return by how many pixels the feet of the most crooked line go up or down along it."""
    worst = 0.0
    for line in page.lines:
        order = line.pieces[np.argsort(page.parts.left[line.pieces])]
        stretches = np.array_split(page.parts.bottom[order], 5)
        worst = max(worst, float(np.ptp([np.median(stretch) for stretch in stretches])))
    return worst


@pytest.mark.parametrize("name", BENDS)
def test_the_lines_of_a_bent_page_are_level_when_it_is_laid_flat(name: str) -> None:
    found, bend = page(name)
    assert strays(found) > LEVEL

    flat = typed(bend.laid_flat(found.grey))

    assert bend
    assert len(flat.lines) == len(TEXT)
    assert strays(flat) <= LEVEL


@pytest.mark.parametrize("name", BENDS)
def test_the_bend_that_is_found_is_the_one_that_was_made(name: str) -> None:
    found, bend = page(name)

    for line in found.lines:
        x = np.linspace(line.box.left, line.box.right, 9)
        y = np.full(9, line.foot)
        made = BENDS[name](2 * x / WIDTH - 1, 2 * y / HEIGHT - 1)
        astray = bend.at(x, y) - made
        assert np.ptp(astray) <= LEVEL  # how high a whole line lies is no bend


def test_a_page_laid_flat_is_white_where_nothing_was() -> None:
    found, bend = page("a bulge at the top alone")

    flat = bend.laid_flat(np.zeros_like(found.grey))

    assert flat.shape == found.grey.shape
    assert (flat == 255).any()
    assert (flat == 0).mean() > 0.9


def ink_within(boxes: list[Box], page: Pixels) -> float:
    """Return what share of the ink lies in these boxes."""
    held = np.zeros(page.shape, bool)
    for box in boxes:
        held[box.top : box.bottom, box.left : box.right] = True
    ink = page < 128
    return float((ink & held).sum() / ink.sum())


def test_what_was_read_on_the_flat_page_comes_back_where_its_ink_lies() -> None:
    found, bend = page("a wave")
    read = read_lines(bend.laid_flat(found.grey), found.xheight, DPI)

    lines = bend.bent(read)

    assert [line.raw for line in lines] == list(TEXT)
    words = [word.box for line in lines for word in line.words]
    assert ink_within(words, found.grey) > 0.99
    assert ink_within([word.box for line in read for word in line.words], found.grey) < 0.97
    for line in lines:
        assert line.box.top == min(word.box.top for word in line.words)
        assert line.box.bottom == max(word.box.bottom for word in line.words)


def test_the_place_of_a_line_on_the_flat_page_is_known_without_laying_it_flat() -> None:
    found, bend = page("a wave")
    flat = typed(bend.laid_flat(found.grey))

    for line, there in zip(found.lines, flat.lines, strict=True):
        assert np.abs(np.subtract(bend.flat_box(line, found.parts), there.box)).max() <= LEVEL


def test_a_straight_page_has_no_bend_and_stays_as_it_is() -> None:
    found, bend = page()
    read = read_lines(found.grey, found.xheight, DPI)

    assert not bend
    assert np.array_equal(bend.laid_flat(found.grey), found.grey)
    assert bend.bent(read) == read
    assert not bend.at(np.arange(9), np.arange(9)).any()


def test_a_page_that_lies_a_little_askew_is_laid_level() -> None:
    found = typed(bent(drawn(), lambda x, y: 6 * x))
    bend = find_bend(found.parts, found.lines, found.xheight)

    assert strays(typed(bend.laid_flat(found.grey))) <= LEVEL < strays(found)


@pytest.mark.parametrize("lines", [[], TEXT[:1], TEXT[:4], [line[:9] for line in TEXT]])
def test_few_lines_or_short_ones_do_not_say_how_the_page_bends(lines: list[str]) -> None:
    found = typed(bent(drawn(lines), BENDS["a bulge"]))

    assert not find_bend(found.parts, found.lines, found.xheight)


weights = st.lists(st.floats(-6, 6), min_size=9, max_size=9).map(tuple)
bends = st.builds(Bend, st.just(WIDTH), st.just(HEIGHT), weights)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, WIDTH - 200),
    st.integers(80, HEIGHT - 180),
    st.integers(1, 200),
    st.integers(1, 60),
)


@given(bends, boxes)
@example(Bend(WIDTH, HEIGHT, (6.0,) * 9), Box(950, 520, 1060, 550))
def test_a_box_that_was_bent_back_lies_off_by_the_bend_that_is_there(bend: Bend, box: Box) -> None:
    (line,) = bend.bent([Line(box, "woord", "woord", 1.0, words=(Word(box, "woord", 1.0),))])

    (word,) = line.words
    assert line.box == word.box
    down = float(bend.at((word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2))
    assert np.abs(np.subtract(word.box, (box.left, box.top + down, box.right, box.bottom + down))).max() < 1.5


slight = st.lists(st.floats(-1, 1), min_size=9, max_size=9).map(tuple)
small_bends = st.builds(Bend, st.just(320), st.just(240), slight)
places = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(30, 160),
    st.integers(30, 160),
    st.integers(1, 120),
    st.integers(1, 40),
)


@settings(max_examples=40)
@given(small_bends, places)
def test_a_place_of_the_page_is_laid_flat_as_within_the_whole(bend: Bend, place: Box) -> None:
    y, x = np.mgrid[:240, :320]
    smooth = (128 + 60 * np.sin(x / 40) + 60 * np.sin(y / 30)).astype(np.uint8)

    whole = bend.laid_flat(smooth)[place.top : place.bottom, place.left : place.right]
    part = bend.laid_flat(smooth, place)

    assert np.abs(whole.astype(int) - part).max() <= 4
