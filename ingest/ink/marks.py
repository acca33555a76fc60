"""Group pen strokes into marks as a reader sees them, name each, and tie it to the printed line it belongs to."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from index.nota import Box, Line, Mark, MarkKind
from ingest.ink.paper import COLOUR
from ingest.ink.separate import Ink
from ingest.ink.typelines import Parts, TypeLine, parts_of
from ingest.ocr import around
from ingest.scan import Mask, Pixels

LEAST_MM = 0.8  # smaller pieces make no mark by themselves
UNDER, THROUGH = 1.1, 0.75  # in x-heights from the foot of a line: an underline is no lower, a strike no higher
STROKE = 2.5  # times as wide as high: a line drawn along the text
BAR = 3.5  # times as high as wide: a bar or brace beside the text
LINES_BESIDE = 1.6  # line heights: a bracket spans more than one line
AROUND = 12  # of 16 directions from the middle of a circle in which there is ink
NOTE_GAP_MM = (4.5, 2.6)  # between pieces of one note: side by side, one above the other
BREAK_MM = 0.7  # a gap in a stroke that is bridged: where letters cross it, or the pen skipped
STRUCK = -0.15  # in x-heights from the foot: a stroke higher than this goes through the letters
STRAIGHT, SIMPLE = 1.35, 1.8  # times its diagonal is the way of the pen in an arrow, in a tick; letters wind more
SLENDER = 2.2  # times as long as broad: an arrow, whichever way it points
TICK_MM = (1.8, 11.0)
ARROW_MM = 8.0
PARAAF_MM = 5.0
GREY = 0.43  # of white: pencil is lighter, a black pen darker
HUES = [(0.06, "red"), (0.19, "yellow"), (0.47, "green"), (0.72, "blue"), (0.89, "purple"), (1.1, "red")]  # of a turn
REACH_LINES = 1.5  # line heights: how far from its line a note may stand


@dataclass(frozen=True, slots=True)
class Draft:
    """A mark not yet numbered."""

    kind: MarkKind
    box: Box
    line: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line with its number on the page and the y on which its letters stand."""

    number: int
    line: Line
    foot: float

    @property
    def in_body(self) -> bool:
        """Whether the line is of the running text."""
        return self.line.region in ("paragraph", "heading")

    @property
    def height(self) -> int:
        """Of its box, in pixels."""
        return self.line.box.bottom - self.line.box.top


def find_marks(ink: Ink, pixels: Pixels, lines: Sequence[Line]) -> list[Mark]:
    """Return the marks on the page from top to bottom.

    `pixels` is the upright page, for the colour of the ink; `lines` are the page's lines in reading order.
    """
    pen = _pieces(ink)
    rows = [Row(number, line, _foot(line, ink.lines)) for number, line in enumerate(lines)]
    size = np.maximum(pen.width, pen.height)
    drafts, loose = [], []
    for piece in np.flatnonzero(size >= ink.sheet.px(LEAST_MM)):
        if piece:
            draft = _drawn_on_text(pen, int(piece), rows, ink) or _pointing(pen, int(piece), rows, ink)
            if draft:
                drafts.append(draft)
            else:
                loose.append(int(piece))
    drafts = _merged(drafts)
    drafts += [_written(pen, group, rows, ink) for group in _grouped(pen, loose, ink)]
    drafts += [Draft("stamp", box) for box in _stamps(ink)]
    drafts.sort(key=lambda draft: (draft.box.top, draft.box.left))
    return [
        Mark(
            f"k{number:02d}",
            draft.kind,
            draft.box,
            _colour(draft.box, draft.kind, ink, pixels),
            draft.line,
            draft.quote,
        )
        for number, draft in enumerate(drafts, start=1)
    ]


def _pieces(ink: Ink) -> Parts:
    """Return the pieces of handwriting, small breaks in a stroke bridged."""
    reach = ink.sheet.px(BREAK_MM) | 1
    closed = cv2.morphologyEx(ink.handwriting.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return parts_of(closed > 0)


def _drawn_on_text(pen: Parts, piece: int, rows: Sequence[Row], ink: Ink) -> Draft | None:
    """Return the mark that a single stroke makes on printed text: under, through, around or beside it."""
    box = pen.box(piece)
    width, height = box.right - box.left, box.bottom - box.top
    if _goes_around(pen.labels[box.top : box.bottom, box.left : box.right] == piece):
        inside = _words_within(box, rows)
        if inside:
            return Draft("encircle", box, inside[0][0], " ".join(word for _, word in inside))
    if width >= STROKE * height and width >= 1.5 * ink.xheight:
        return _along_line(box, _heaviest_row(pen, piece, box), rows, ink.xheight)
    if height >= BAR * width:
        return _beside_lines(box, rows)
    return None


def _heaviest_row(pen: Parts, piece: int, box: Box) -> float:
    """Return the y at which the stroke itself runs, whatever letters hang on it."""
    across = (pen.labels[box.top : box.bottom, box.left : box.right] == piece).sum(axis=1).astype(float) ** 2
    return box.top + float((np.arange(len(across)) * across).sum() / across.sum())


def _along_line(box: Box, y: float, rows: Sequence[Row], xheight: float) -> Draft | None:
    """Return the underline or strike that a level stroke at this height makes of the words above or behind it."""
    for row in rows:
        off = (y - row.foot) / xheight
        beside = min(box.right, row.line.box.right) - max(box.left, row.line.box.left)
        if not -THROUGH <= off <= UNDER or beside < 0.5 * (box.right - box.left):
            continue
        words = [
            word.text for word in row.line.words if _overlap(word.box, box) >= 0.5 * (word.box.right - word.box.left)
        ]
        return Draft("strike" if off < STRUCK else "underline", box, row.number, " ".join(words) or None)
    return None


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


def _pointing(pen: Parts, piece: int, rows: Sequence[Row], ink: Ink) -> Draft | None:
    """Return the arrow that a single long stroke with few turns makes."""
    box = pen.box(piece)
    diagonal = float(np.hypot(box.right - box.left, box.bottom - box.top))
    if diagonal < ink.sheet.px(ARROW_MM) or _winding(pen, [piece], box, ink) > STRAIGHT:
        return None
    down, across = np.nonzero(pen.labels[box.top : box.bottom, box.left : box.right] == piece)
    sides = cv2.minAreaRect(np.stack([across, down], axis=1).astype(np.float32))[1]
    if max(sides) < SLENDER * min(sides):
        return None
    return Draft("arrow", box, _nearest_line(box, rows))


def _overlap(one: Box, other: Box) -> int:
    return min(one.right, other.right) - max(one.left, other.left)


def _goes_around(piece: Mask) -> bool:
    """Whether the piece has ink in most directions as seen from its middle, and little in the middle."""
    height, width = piece.shape
    rows, columns = np.nonzero(piece)
    turned = np.arctan2((rows - height / 2) / height, (columns - width / 2) / width)
    sectors = np.unique(((turned + np.pi) / (2 * np.pi) * 16).astype(int) % 16)
    heart = piece[height // 3 : height - height // 3, width // 4 : width - width // 4]
    return len(sectors) >= AROUND and heart.mean() < 0.1


def _words_within(box: Box, rows: Sequence[Row]) -> list[tuple[int, str]]:
    return [
        (row.number, word.text)
        for row in rows
        for word in row.line.words
        if box.left <= (word.box.left + word.box.right) / 2 <= box.right
        and box.top <= (word.box.top + word.box.bottom) / 2 <= box.bottom
    ]


def _beside_lines(box: Box, rows: Sequence[Row]) -> Draft | None:
    """Return the bracket that an upright stroke makes of the lines beside it."""
    beside = [
        row for row in rows if row.in_body and box.top <= (row.line.box.top + row.line.box.bottom) / 2 <= box.bottom
    ]
    if not beside or box.bottom - box.top < LINES_BESIDE * beside[0].height:
        return None
    return Draft("bracket", box, beside[0].number, " ".join(row.line.text for row in beside))


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Return the marks with those on the same line of the same kind, broken where letters cross them, made one."""
    merged: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.kind, draft.line or 0, draft.box.left)):
        last = merged[-1] if merged else None
        if last and draft.kind in ("underline", "strike") and (last.kind, last.line) == (draft.kind, draft.line):
            gap = draft.box.left - last.box.right
            if gap < 2 * max(12, draft.box.bottom - draft.box.top):
                quote = _joined(last.quote or "", draft.quote or "")
                merged[-1] = Draft(draft.kind, around([last.box, draft.box]), draft.line, quote)
                continue
        merged.append(draft)
    return merged


def _joined(first: str, second: str) -> str:
    """Return two runs of words as one, a word that ends the one and begins the other given once."""
    words = first.split()
    more = second.split()
    return " ".join(words + (more[1:] if words and more and words[-1] == more[0] else more))


def _grouped(pen: Parts, pieces: list[int], ink: Ink) -> list[list[int]]:
    """Return the pieces that stand together as one note."""
    rows, columns = ink.handwriting.shape
    scale = 4  # nearness need not be known to the pixel
    near = np.zeros((rows // scale + 1, columns // scale + 1), np.uint8)
    across, down = (ink.sheet.px(gap) // 2 for gap in NOTE_GAP_MM)
    for piece in pieces:
        box = pen.box(piece)
        near[
            max(0, box.top - down) // scale : (box.bottom + down) // scale + 1,
            max(0, box.left - across) // scale : (box.right + across) // scale + 1,
        ] = 1
    _, labels = cv2.connectedComponents(near)
    groups: dict[int, list[int]] = {}
    for piece in pieces:
        box = pen.box(piece)
        groups.setdefault(
            int(labels[(box.top + box.bottom) // 2 // scale, (box.left + box.right) // 2 // scale]), []
        ).append(piece)
    return list(groups.values())


def _written(pen: Parts, group: list[int], rows: Sequence[Row], ink: Ink) -> Draft:
    """Return the mark that a group of pieces makes: words, a tick or a paraaf."""
    box = pen.box(*group)
    diagonal = float(np.hypot(box.right - box.left, box.bottom - box.top))
    winding = _winding(pen, group, box, ink)
    least, most = (ink.sheet.px(size) for size in TICK_MM)
    line = _nearest_line(box, rows)
    if _is_apart(box, rows) and diagonal >= ink.sheet.px(PARAAF_MM) and len(group) <= 4:
        return Draft("signature", box)
    if winding <= SIMPLE and len(group) <= 2 and least <= diagonal <= most:
        return Draft("tick", box, line)
    return Draft("interlinear" if _is_between(box, rows) else "marginalia", box, line)


def _winding(pen: Parts, pieces: Sequence[int], box: Box, ink: Ink) -> float:
    """Return how many times the diagonal of the box the pen travelled: 1 for a dash, 2 for a cross, more for words.

    The way of the pen is the ink's area over the width of its stroke.
    """
    window = slice(box.top, box.bottom), slice(box.left, box.right)
    drawn = np.isin(pen.labels[window], pieces) & ink.handwriting[window]
    depth = cv2.distanceTransform(np.pad(drawn, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    width = max(1.0, 2 * float(np.percentile(depth[drawn], 90)) - 0.5)
    return float(drawn.sum()) / width / max(1.0, float(np.hypot(*drawn.shape)))


def _nearest_line(box: Box, rows: Sequence[Row]) -> int | None:
    """Return the printed line whose height the mark stands at, if one is near enough."""
    middle = (box.top + box.bottom) / 2
    body = [row for row in rows if row.in_body]
    if not body:
        return None
    nearest = min(body, key=lambda row: abs((row.line.box.top + row.line.box.bottom) / 2 - middle))
    reach = REACH_LINES * nearest.height
    return nearest.number if nearest.line.box.top - reach <= middle <= nearest.line.box.bottom + reach else None


def _is_apart(box: Box, rows: Sequence[Row]) -> bool:
    """Whether the mark stands above or below all of the body, where nota's are initialled and signed."""
    body = [row.line.box for row in rows if row.in_body]
    return not body or box.bottom < min(line.top for line in body) or box.top > max(line.bottom for line in body)


def _is_between(box: Box, rows: Sequence[Row]) -> bool:
    """Whether the mark stands over or between the words of the body."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(
        row.line.box.left < across < row.line.box.right and row.line.box.top - row.height < down < row.line.box.bottom
        for row in rows
        if row.in_body
    )


def _stamps(ink: Ink) -> list[Box]:
    reach = ink.sheet.px(3.0) | 1
    closed = cv2.morphologyEx(ink.stamp.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    groups = parts_of(closed > 0)
    return [groups.box(group) for group in range(1, len(groups.area))]


def _colour(box: Box, kind: MarkKind, ink: Ink, pixels: Pixels) -> str:
    """Return the name of the ink's colour: black, grey, or that of its hue."""
    window = (slice(box.top, box.bottom), slice(box.left, box.right))
    mask = (ink.stamp if kind == "stamp" else ink.handwriting)[window]
    shades = pixels[window][mask]
    if not len(shades):
        return "black"
    middle = np.median(shades.reshape(len(shades), -1), axis=0) / 255
    hue, _, _ = colorsys.rgb_to_hsv(*(middle if len(middle) == 3 else np.repeat(middle, 3)))
    if np.ptp(middle) * 255 > COLOUR:
        return next(name for limit, name in HUES if hue < limit)
    return "grey" if middle.mean() > GREY else "black"
