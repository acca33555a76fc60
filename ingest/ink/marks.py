"""Tie what was drawn and written on a page to the printed lines and words that it belongs to."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.nota import Box, Line, Mark
from ingest.ink.drawings import Drawing, gather
from ingest.ink.separate import Ink
from ingest.ink.typelines import TypeLine
from ingest.scan import Mask, Pixels

UNDER, THROUGH = 1.4, 1.6  # in x-heights from the foot of a line: an underline is no lower, a strike no higher
ALONG = 0.4  # share of a line drawn along the text that must run beside its words
COVERED = 0.5  # share of a word, or of a line's height, that must be marked for it to be meant
HUED = 28  # of 255: the least difference between channels that makes a colour; black and pencil stay under half of it
GREY = 0.43  # of white: pencil is lighter, a black pen darker
HUES = [(0.06, "red"), (0.19, "yellow"), (0.47, "green"), (0.72, "blue"), (0.89, "purple"), (1.1, "red")]  # of a turn
SIDEWAYS = 0.05  # how much a pixel to the side counts against one up or down
REACH_LINES = 1.5  # line heights: how far from its line a note may stand


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line with its number on the page, and the y on which its letters stand."""

    number: int
    line: Line
    foot: float

    @property
    def in_body(self) -> bool:
        """Whether the line is of the running text."""
        return self.line.region in ("paragraph", "heading")

    @property
    def middle(self) -> float:
        """The y of the middle of its box."""
        return (self.line.box.top + self.line.box.bottom) / 2

    @property
    def height(self) -> int:
        """Of its box, in pixels."""
        return self.line.box.bottom - self.line.box.top


def find_marks(ink: Ink, pixels: Pixels, lines: Sequence[Line]) -> list[Mark]:
    """Return the marks on the page from top to bottom.

    `pixels` is the upright page, for the colour of the ink; `lines` are the page's lines in reading order.
    """
    rows = [Row(number, line, _foot(line, ink.lines)) for number, line in enumerate(lines)]
    drawings = [*gather(ink.handwriting, ink.sight, ink.sheet.dpi), *ink.stamps]
    drawings.sort(key=lambda drawing: (drawing.box.top, drawing.box.left))
    return [_mark(f"k{number:02d}", drawing, rows, ink, pixels) for number, drawing in enumerate(drawings, start=1)]


def _mark(key: str, drawing: Drawing, rows: Sequence[Row], ink: Ink, pixels: Pixels) -> Mark:
    kind, box = drawing.kind, drawing.box
    line: int | None = None
    quote: str | None = None
    if kind in ("underline", "strike"):
        line, quote = _along(drawing, rows, ink.xheight)
    elif kind == "encircle":
        line, quote = _within(box, rows)
    elif kind == "bracket":
        line, quote = _beside(box, rows)
    elif kind == "arrow":
        line = _pointed_at(drawing, rows)
    elif kind != "stamp":
        line = _nearest_line(box, rows)
    return Mark(key, kind, box, _colour(drawing, ink, pixels), line, quote)


def _foot(line: Line, printed: Sequence[TypeLine]) -> float:
    """Return the y on which the letters of the line stand."""
    feet = [
        run.foot
        for run in printed
        if line.box.top < run.foot <= line.box.bottom + 2 and _overlap(run.box, line.box) > 0 and len(run.pieces) > 1
    ]
    if feet:
        return float(np.median(feet))
    # Most words have no descender, or one in a few does.
    return float(np.percentile([word.box.bottom for word in line.words], 25)) if line.words else float(line.box.bottom)


def _along(drawing: Drawing, rows: Sequence[Row], xheight: float) -> tuple[int | None, str | None]:
    """Return the line under or through which the stroke runs, and the words of it that it marks."""
    box = drawing.box
    y = box.top + _heaviest_row(drawing.ink)
    high, low = (UNDER, -THROUGH) if drawing.kind == "underline" else (0.6, -THROUGH)
    wanted = 0.35 if drawing.kind == "underline" else -0.5  # in x-heights from the foot: where such strokes mostly run
    best: Row | None = None
    nearest = float("inf")
    for row in rows:
        off = (y - row.foot) / max(1.0, xheight)
        beside = _overlap(row.line.box, box) >= ALONG * (box.right - box.left)
        if low <= off <= high and beside and abs(off - wanted) < nearest:
            best, nearest = row, abs(off - wanted)
    if best is None:
        return _nearest_line(box, rows), None
    words = [
        word.text for word in best.line.words if _overlap(word.box, box) >= COVERED * (word.box.right - word.box.left)
    ]
    return best.number, " ".join(words) or None


def _heaviest_row(ink: Mask) -> float:
    """Return the y at which the stroke itself runs, whatever hangs on it."""
    across = ink.sum(axis=1).astype(float) ** 2
    return float((np.arange(len(across)) * across).sum() / across.sum())


def _overlap(one: Box, other: Box) -> int:
    return min(one.right, other.right) - max(one.left, other.left)


def _within(box: Box, rows: Sequence[Row]) -> tuple[int | None, str | None]:
    """Return the first line with words in the ring, and those words."""
    inside = [
        (row.number, word.text)
        for row in rows
        if box.top <= row.middle <= box.bottom
        for word in row.line.words
        if _overlap(word.box, box) >= COVERED * (word.box.right - word.box.left)
    ]
    if not inside:
        return _nearest_line(box, rows), None
    return inside[0][0], " ".join(text for _, text in inside)


def _beside(box: Box, rows: Sequence[Row]) -> tuple[int | None, str | None]:
    """Return the first of the lines that the bar stands beside, and their words."""
    beside = [row for row in rows if row.in_body and box.top <= row.middle <= box.bottom]
    if not beside:
        return _nearest_line(box, rows), None
    nearest = min(beside, key=lambda row: -_overlap(row.line.box, box))
    beside = [row for row in beside if _overlap(row.line.box, nearest.line.box) > 0]  # of one column
    return beside[0].number, " ".join(row.line.text for row in beside)


def _pointed_at(drawing: Drawing, rows: Sequence[Row]) -> int | None:
    """Return the line of the body that one end of the arrow comes nearest to."""
    body = [row for row in rows if row.in_body]
    if not body:
        return None
    ends = _ends(drawing)
    return min(body, key=lambda row: min(_distance(end, row.line.box) for end in ends)).number


def _ends(drawing: Drawing) -> list[tuple[float, float]]:
    """Return the two points of the ink that lie furthest apart along its length."""
    rows, columns = np.nonzero(drawing.ink)
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    along = centred @ axes[:, 1]
    return [(drawing.box.left + x, drawing.box.top + y) for x, y in (points[along.argmin()], points[along.argmax()])]


def _distance(point: tuple[float, float], box: Box) -> float:
    across = max(box.left - point[0], point[0] - box.right, 0.0)
    down = max(box.top - point[1], point[1] - box.bottom, 0.0)
    return float(np.hypot(across, down))


def _nearest_line(box: Box, rows: Sequence[Row]) -> int | None:
    """Return the printed line whose height the mark stands at, if one is near enough."""
    middle = (box.top + box.bottom) / 2
    near = [row for row in rows if row.in_body and abs(row.middle - middle) <= (REACH_LINES + 0.5) * row.height]
    if not near:
        return None
    # The gap between the two tells only between lines of one height: those of columns side by side.
    return min(near, key=lambda row: abs(row.middle - middle) - SIDEWAYS * _overlap(row.line.box, box)).number


def _colour(drawing: Drawing, ink: Ink, pixels: Pixels) -> str:
    """Return the name of the ink's colour: black, grey, or that of its hue."""
    window = slice(drawing.box.top, drawing.box.bottom), slice(drawing.box.left, drawing.box.right)
    free = drawing.ink & ~ink.print[window]
    own = free if free.any() else drawing.ink
    shades, grey = pixels[window][own], ink.sheet.grey[window][own]
    # The edges of a stroke are half paper: the darker half tells its colour.
    shades = shades[grey <= np.median(grey)]
    middle = np.median(shades.reshape(len(shades), -1), axis=0) / 255
    hue, _, _ = colorsys.rgb_to_hsv(*(middle if len(middle) == 3 else np.repeat(middle, 3)))
    if np.ptp(middle) * 255 > HUED:
        return next(name for limit, name in HUES if hue < limit)
    return "grey" if middle.mean() > GREY else "black"
