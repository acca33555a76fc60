"""Group pen strokes into marks as a reader sees them, name each, and tie it to the printed line it belongs to."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from index.nota import Box, Line, Mark, MarkKind
from ingest.ink.paper import COLOUR
from ingest.ink.separate import Ink
from ingest.ink.typelines import Parts, parts_of
from ingest.scan import Mask, Pixels

LEAST_MM = 0.8  # smaller pieces make no mark by themselves
UNDER, THROUGH = 1.1, 0.75  # in x-heights from the foot of a line: an underline is no lower, a strike no higher
STROKE = 3.0  # times as wide as high: a line drawn along the text
BAR = 3.5  # times as high as wide: a bar or brace beside the text
LINES_BESIDE = 1.6  # line heights: a bracket spans more than one line
AROUND = 12  # of 16 directions from the middle of a circle in which there is ink
NOTE_GAP_MM = (4.5, 2.6)  # between pieces of one note: side by side, one above the other
SIMPLE = 2.4  # times its diagonal is the length of the pen's path in a tick or an arrow; letters wind more
TICK_MM = (1.8, 11.0)
ARROW_MM = 9.0
PARAAF_MM = 7.0
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


def find_marks(ink: Ink, pixels: Pixels, lines: Sequence[Line]) -> list[Mark]:
    """Return the marks on the page from top to bottom.

    `pixels` is the upright page, for the colour of the ink; `lines` are the page's lines in reading order.
    """
    pen = parts_of(ink.handwriting)
    size = np.maximum(pen.width, pen.height)
    drawn = [int(piece) for piece in np.flatnonzero(size >= ink.sheet.px(LEAST_MM)) if piece]
    drafts, loose = [], []
    for piece in drawn:
        draft = _drawn_on_text(pen, piece, lines, ink)
        if draft:
            drafts.append(draft)
        else:
            loose.append(piece)
    drafts = _merged(drafts)
    drafts += [_written(pen, group, lines, ink) for group in _grouped(pen, loose, ink)]
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


def _drawn_on_text(pen: Parts, piece: int, lines: Sequence[Line], ink: Ink) -> Draft | None:
    """Return the mark that a single stroke makes on printed text: under, through, around or beside it."""
    box = _box(pen, [piece])
    width, height = box.right - box.left, box.bottom - box.top
    if _goes_around(pen.labels[box.top : box.bottom, box.left : box.right] == piece):
        inside = _words_within(box, lines)
        if inside:
            return Draft("encircle", box, inside[0][0], " ".join(word for _, word in inside))
    if width >= STROKE * height and width >= 1.5 * ink.xheight:
        return _along_line(box, lines, ink.xheight)
    if height >= BAR * width:
        return _beside_lines(box, lines)
    return None


def _along_line(box: Box, lines: Sequence[Line], xheight: float) -> Draft | None:
    """Return the underline or strike that a level stroke makes of the words above or behind it."""
    middle = (box.top + box.bottom) / 2
    for number, line in enumerate(lines):
        off = (middle - _foot(line)) / xheight
        if not -THROUGH <= off <= UNDER:
            continue
        words = [word.text for word in line.words if _overlap(word.box, box) >= 0.5 * (word.box.right - word.box.left)]
        if words:
            return Draft("strike" if off < -0.12 else "underline", box, number, " ".join(words))
    return None


def _foot(line: Line) -> float:
    """Return the y on which the letters of the line stand: most words have no descender, or one in a few do."""
    return float(np.percentile([word.box.bottom for word in line.words], 25)) if line.words else float(line.box.bottom)


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


def _words_within(box: Box, lines: Sequence[Line]) -> list[tuple[int, str]]:
    return [
        (number, word.text)
        for number, line in enumerate(lines)
        for word in line.words
        if box.left <= (word.box.left + word.box.right) / 2 <= box.right
        and box.top <= (word.box.top + word.box.bottom) / 2 <= box.bottom
    ]


def _beside_lines(box: Box, lines: Sequence[Line]) -> Draft | None:
    """Return the bracket that an upright stroke makes of the lines beside it."""
    beside = [
        (number, line)
        for number, line in enumerate(lines)
        if line.region in ("paragraph", "heading") and box.top <= (line.box.top + line.box.bottom) / 2 <= box.bottom
    ]
    if not beside or box.bottom - box.top < LINES_BESIDE * (beside[0][1].box.bottom - beside[0][1].box.top):
        return None
    return Draft("bracket", box, beside[0][0], " ".join(line.text for _, line in beside))


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Return the marks with those on the same line of the same kind, broken where letters cross them, made one."""
    merged: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.kind, draft.line or 0, draft.box.left)):
        last = merged[-1] if merged else None
        if last and draft.kind in ("underline", "strike") and (last.kind, last.line) == (draft.kind, draft.line):
            gap = draft.box.left - last.box.right
            if gap < 2 * max(12, draft.box.bottom - draft.box.top):
                quote = _joined(last.quote or "", draft.quote or "")
                merged[-1] = Draft(draft.kind, _hull(last.box, draft.box), draft.line, quote)
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
        box = _box(pen, [piece])
        near[
            max(0, box.top - down) // scale : (box.bottom + down) // scale + 1,
            max(0, box.left - across) // scale : (box.right + across) // scale + 1,
        ] = 1
    _, labels = cv2.connectedComponents(near)
    groups: dict[int, list[int]] = {}
    for piece in pieces:
        box = _box(pen, [piece])
        groups.setdefault(
            int(labels[(box.top + box.bottom) // 2 // scale, (box.left + box.right) // 2 // scale]), []
        ).append(piece)
    return list(groups.values())


def _written(pen: Parts, group: list[int], lines: Sequence[Line], ink: Ink) -> Draft:
    """Return the mark that a group of pieces makes: words, a tick, an arrow or a paraaf."""
    box = _box(pen, group)
    line = _nearest_line(box, lines)
    width, height = box.right - box.left, box.bottom - box.top
    diagonal = float(np.hypot(width, height))
    winding = _path_length(np.isin(pen.labels[box.top : box.bottom, box.left : box.right], group)) / max(1.0, diagonal)
    least, most = (ink.sheet.px(size) for size in TICK_MM)
    if winding <= SIMPLE and len(group) <= 2:
        if diagonal >= ink.sheet.px(ARROW_MM) and width > height:
            return Draft("arrow", box, line)
        if least <= diagonal <= most:
            return Draft("tick", box, line)
    if _is_apart(box, lines) and max(width, height) >= ink.sheet.px(PARAAF_MM) and len(group) <= 4 and winding > SIMPLE:
        return Draft("signature", box)
    return Draft("interlinear" if _is_between(box, lines) else "marginalia", box, line)


def _path_length(piece: Mask) -> float:
    """Return about how many pixels the pen travelled: the ink's area over the width of its stroke."""
    depth = cv2.distanceTransform(piece.astype(np.uint8), cv2.DIST_L2, 3)
    ridge = depth[piece]
    return float(piece.sum() / max(1.0, 2 * float(np.percentile(ridge, 80)))) if ridge.size else 0.0


def _nearest_line(box: Box, lines: Sequence[Line]) -> int | None:
    """Return the printed line whose height the mark stands at, if one is near enough."""
    middle = (box.top + box.bottom) / 2
    body = [(number, line) for number, line in enumerate(lines) if line.region in ("paragraph", "heading")]
    if not body:
        return None
    number, line = min(body, key=lambda entry: abs((entry[1].box.top + entry[1].box.bottom) / 2 - middle))
    height = line.box.bottom - line.box.top
    return number if line.box.top - REACH_LINES * height <= middle <= line.box.bottom + REACH_LINES * height else None


def _is_apart(box: Box, lines: Sequence[Line]) -> bool:
    """Whether the mark stands above or below all of the body, where nota's are initialled and signed."""
    body = [line.box for line in lines if line.region in ("paragraph", "heading")]
    return not body or box.bottom < min(line.top for line in body) or box.top > max(line.bottom for line in body)


def _is_between(box: Box, lines: Sequence[Line]) -> bool:
    """Whether the mark stands over or between the words of the body."""
    middle = (box.left + box.right) / 2
    body = [line.box for line in lines if line.region in ("paragraph", "heading")]
    return any(
        line.left < middle < line.right
        and line.top - (line.bottom - line.top) < (box.top + box.bottom) / 2 < line.bottom
        for line in body
    )


def _stamps(ink: Ink) -> list[Box]:
    reach = ink.sheet.px(3.0) | 1
    closed = cv2.morphologyEx(ink.stamp.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    groups = parts_of(closed > 0)
    return [_box(groups, [group]) for group in range(1, len(groups.area))]


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


def _box(parts: Parts, pieces: Sequence[int]) -> Box:
    chosen = np.asarray(pieces)
    return Box(
        int(parts.left[chosen].min()),
        int(parts.top[chosen].min()),
        int(parts.right[chosen].max()),
        int(parts.bottom[chosen].max()),
    )


def _hull(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
