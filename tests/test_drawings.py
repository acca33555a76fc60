"""What a reader sees as one thing is one drawing, whatever the net says of single strokes."""

import cv2
import numpy as np
import pytest

from index.nota import Box, MarkKind
from ingest.ink.drawings import Drawing, gather
from ingest.ink.eye import COARSE, EYE_DPI, KINDS, Sight
from ingest.scan import Mask

DPI = 200
SIZE = 800, 600  # height and width of the page, in pixels


class Page:
    """A page on which one can draw, and the sight of a net that sees all of it rightly."""

    def __init__(self) -> None:
        step = COARSE * DPI // EYE_DPI
        self.pen: Mask = np.zeros(SIZE, bool)
        self.kinds = np.zeros((SIZE[0] // step, SIZE[1] // step, len(KINDS)), np.uint8)
        self.note = np.zeros(self.kinds.shape[:2], np.uint8)
        self.step = step

    def stroke(self, kind: MarkKind, *points: tuple[int, int]) -> None:
        """Draw a line along these points; the net knows its kind."""
        drawn = np.zeros(SIZE, np.uint8)
        cv2.polylines(drawn, [np.array(points, np.int32)], False, 1, 3)
        self.pen |= drawn > 0
        rows, columns = np.nonzero(drawn)
        self.kinds[rows // self.step, columns // self.step] = 0
        self.kinds[rows // self.step, columns // self.step, KINDS.index(kind)] = 255

    def words(self, left: int, top: int, count: int = 5, kind: MarkKind = "marginalia") -> None:
        """Write some letters in a row, that do not touch each other."""
        for at in range(count):
            x = left + 16 * at
            self.stroke(kind, (x, top + 18), (x + 4, top), (x + 8, top + 18))

    def within(self, left: int, top: int, right: int, bottom: int) -> None:
        """Say that what lies here is of one note."""
        self.note[top // self.step : bottom // self.step, left // self.step : right // self.step] = 255

    def drawings(self) -> list[Drawing]:
        nothing = np.zeros((1, 1), np.uint8)
        return gather(self.pen, Sight(nothing, nothing, nothing, self.kinds, self.note), DPI)


def box_of(mask: Mask) -> Box:
    rows, columns = np.nonzero(mask)
    return Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def test_nothing_drawn_is_no_drawing() -> None:
    assert Page().drawings() == []


def test_the_lines_of_one_note_are_one_drawing() -> None:
    page = Page()
    for top in (100, 140, 180):
        page.words(50, top)
    page.within(40, 92, 150, 212)

    (note,) = page.drawings()

    assert note.kind == "marginalia"
    assert note.box.top <= 100
    assert note.box.bottom >= 198


def test_two_notes_close_together_stay_two() -> None:
    page = Page()
    page.words(50, 100)
    page.words(50, 128)
    page.within(40, 92, 150, 120)
    page.within(40, 124, 150, 152)

    assert [drawing.kind for drawing in page.drawings()] == ["marginalia", "marginalia"]


def test_words_outside_any_note_are_joined_by_nearness() -> None:
    page = Page()
    page.words(50, 100)
    page.words(400, 600)

    assert len(page.drawings()) == 2


def test_a_word_that_touches_the_line_through_print_is_parted_from_it() -> None:
    page = Page()
    page.stroke("strike", (100, 300), (300, 300))
    page.words(150, 275, 4, "interlinear")
    page.within(140, 267, 220, 294)

    kinds = sorted(drawing.kind for drawing in page.drawings())

    assert kinds == ["interlinear", "strike"]


@pytest.mark.parametrize("kind", ["underline", "strike", "encircle", "arrow"])
def test_a_stroke_that_the_pen_skipped_is_one(kind: MarkKind) -> None:
    page = Page()
    page.stroke(kind, (100, 300), (200, 300))
    page.stroke(kind, (208, 301), (300, 301))

    (drawing,) = page.drawings()

    assert (drawing.kind, drawing.box) == (kind, box_of(page.pen))


def test_a_speck_is_no_drawing() -> None:
    page = Page()
    page.pen[100:104, 100:104] = True

    assert page.drawings() == []


def test_the_box_of_a_drawing_holds_its_ink_and_no_more() -> None:
    page = Page()
    page.stroke("tick", (100, 100), (110, 120), (140, 80))

    (tick,) = page.drawings()

    assert tick.box == box_of(page.pen)
    assert tick.ink.sum() == page.pen.sum()
