"""Tell apart the inks on a page: what was printed, written by hand, stamped, or ruled.

A first way, by rules: colour, the evenness of letters, the size and place of the pieces. What is in doubt stays
print: erasing rashly reads worse than leaving a stroke.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from index.nota import Box
from ingest.ink.paper import Sheet, even_out
from ingest.ink.strokes import is_rule, long_strokes
from ingest.ink.typelines import ENOUGH, Parts, TypeLine, body_height, find_type, parts_of
from ingest.scan import Mask, Pixels
from ingest.upright import Upright

INK = 185  # of 255 on even paper: pencil is darker, show-through lighter
DUST_MM = 0.18  # smaller than any full stop
SPECK_MM = 0.25  # smaller pieces are dust, unless they stand in a line of print
PICTURE_MM = 3.5  # a dense piece larger than this both ways is a logo, a photograph or a punch hole
DENSE = 0.45  # share of its box that a picture fills; pen strokes fill under a quarter
RIM_MM = 3.0  # pieces that lie wholly this near to the rim of the scan are its shadow
BINDING_MM, BINDING_LONG_MM = 18.0, 40.0  # a stroke this near to the rim and this long is the shadow of a binding
SAME_ROW = 0.25  # in x-heights: how far the feet of pieces of one printed row differ
SLACK = 2.0  # in x-heights: how far print strays outside its column
DRIFTING = 5  # in x-heights: how far the left edge may move over the page
MOST_DRIFT = 0.06  # of a photographed page; more is a misreading
AROUND = 15  # in x-heights: lines as near as this tell of each other
ALONE = 8  # letters: as many stand evenly by themselves only in print
TALLEST_SHORT = 2.2  # in x-heights: a short run taller than this has no line to belong to
SAME_LEFT = 0.6  # in x-heights: lines that begin within this are of one column
TYPE_SIZES = (0.6, 1.15)  # in body x-heights: what stands alone outside the columns, as page numbers do
PRINT, PEN, STAMP, RULE, NONE = 1, 2, 3, 4, 0

Kinds = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """The body's text column: its edges at the top of the page, and how they drift to the right going down."""

    left: float  # pixels
    right: float
    drift: float  # pixels per pixel: perspective leaves some on a page whose lines are level

    def at(self, y: float) -> tuple[float, float]:
        """Return left and right at this height, in pixels."""
        return self.left + self.drift * y, self.right + self.drift * y

    def holds(self, run: TypeLine) -> bool:
        """Whether the run begins in the column and has its middle in it."""
        left, right = self.at(run.foot)
        return run.box.left >= left and (run.box.left + run.box.right) / 2 <= right


def find_column(even: list[TypeLine], xheight: float) -> Column:
    """Return the column that the long lines of print keep to; of a page without any, an empty one."""
    if not even:
        return Column(0.0, 0.0, 0.0)
    feet = np.array([run.foot for run in even])
    lefts = np.array([run.box.left for run in even], float)
    rights = np.array([run.box.right for run in even], float)
    weight = np.square(rights - lefts)  # long lines count: a colofon may have more lines than the body
    left, right = _quantile(lefts, weight, 0.1), _quantile(rights, weight, 0.8)
    drift = _drift(feet, lefts, np.abs(lefts - left) < DRIFTING * xheight)
    settled = lefts - drift * feet
    left = _quantile(settled, weight, 0.1)
    right = _quantile(rights - drift * feet, weight, 0.8)
    return Column(left - SLACK * xheight, right + SLACK * xheight, drift)


def _drift(feet: Floats, lefts: Floats, along: npt.NDArray[np.bool_]) -> float:
    """Return how far the left edge moves to the right per pixel down, from the lines along it."""
    if along.sum() < ENOUGH or np.ptp(feet[along]) < 1:
        return 0.0
    drift = 0.0
    for _ in range(3):  # indented lines lie off the edge: they are left out, more of them each time
        rest = lefts - drift * feet
        edge = np.percentile(rest[along], 30)
        near = along & (np.abs(rest - edge) <= max(3.0, float(np.median(np.abs(rest[along] - edge)))))
        if near.sum() < ENOUGH:
            break
        drift = float(np.polyfit(feet[near], lefts[near], 1)[0])
    return drift if abs(drift) < MOST_DRIFT else 0.0


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the value below which this share of the weight lies."""
    order = np.argsort(values)
    heaped = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heaped, share * heaped[-1])])


@dataclass(frozen=True, slots=True)
class Ink:
    """Masks of (height, width): a pixel of print under a pen stroke is in both `print` and `handwriting`."""

    sheet: Sheet
    print: Mask
    handwriting: Mask
    stamp: Mask
    rule: Mask
    lines: tuple[TypeLine, ...]  # the lines of print; none on a page without text
    column: Column | None
    xheight: float  # of the body type, in pixels; 0 without text


def separate(page: Upright) -> Ink:
    """Return the inks of an upright page; without any text nothing is surely handwriting but what is coloured."""
    sheet = even_out(page)
    ink = sheet.grey < INK
    coloured = _pen_colour(sheet, ink)
    parts = parts_of(ink & ~coloured)
    xheight = body_height(parts, sheet)
    if xheight is None:
        nothing = np.zeros(ink.shape, bool)
        return Ink(sheet, ink & ~coloured, coloured, nothing, nothing, (), None, 0.0)
    runs = find_type(parts, xheight)
    column = find_column([run for run in runs if run.printed], xheight)
    lines = _print_lines(runs, column, xheight)
    kinds = _kinds_of_pieces(parts, lines, xheight, sheet)
    print_, pen = _split_big(parts, kinds, lines, column, xheight)
    pen |= coloured
    return Ink(
        sheet, print_, pen, np.zeros(ink.shape, bool), kinds[parts.labels] == RULE, tuple(lines), column, xheight
    )


def _pen_colour(sheet: Sheet, ink: Mask) -> Mask:
    """Return the coloured ink that is drawn, not printed: no dense areas, no even lines of letters."""
    if not sheet.coloured.any():
        return sheet.coloured
    parts = parts_of(sheet.coloured & ink)
    dense = parts.area > DENSE * parts.width * parts.height
    large = np.minimum(parts.width, parts.height) > sheet.px(PICTURE_MM)
    tiny = np.maximum(parts.width, parts.height) < sheet.px(SPECK_MM)
    drawn = ~(dense & large) & ~tiny
    drawn[0] = False
    xheight = body_height(parts, sheet)
    if xheight is not None:
        for line in find_type(parts, xheight):
            if line.printed and len(line.pieces) > 2 * 4:
                drawn[line.pieces] = False
    return np.asarray(drawn[parts.labels])


def _print_lines(runs: list[TypeLine], column: Column, xheight: float) -> list[TypeLine]:
    """Return the runs that are print: even ones in columns, and short ones that stand in line with them."""
    even = [run for run in runs if run.printed]
    beside = [run for run in even if not column.holds(run)]
    seeds = [run for run in even if column.holds(run)]
    seeds += [run for run in beside if _in_side_column(run, beside, xheight) or _stands_alone(run, xheight)]
    known = set(map(id, seeds))
    return seeds + [run for run in runs if id(run) not in known and _in_line(run, seeds, column, xheight)]


def _in_side_column(run: TypeLine, others: list[TypeLine], xheight: float) -> bool:
    """Whether another even run begins at the same place near by, both in type no larger than the body's."""
    largest = TYPE_SIZES[1] * xheight
    return run.xheight <= largest and any(
        other is not run and other.xheight <= largest and _same_left(other, run, xheight) for other in others
    )


def _same_left(one: TypeLine, other: TypeLine, xheight: float) -> bool:
    return abs(one.box.left - other.box.left) <= SAME_LEFT * xheight and abs(one.foot - other.foot) <= AROUND * xheight


def _stands_alone(run: TypeLine, xheight: float) -> bool:
    """Whether the run is as even and as small as print that stands by itself: a page number, a ministry's name."""
    return TYPE_SIZES[0] * xheight <= run.xheight <= TYPE_SIZES[1] * xheight and len(run.pieces) >= ALONE


def _in_line(run: TypeLine, seeds: list[TypeLine], column: Column, xheight: float) -> bool:
    """Whether a run too short to tell stands on the row of a printed line, or at the left of a printed column."""
    if run.printed is None and len(run.pieces) >= ENOUGH:  # lines run together by a stroke
        return column.holds(run)
    if run.box.bottom - run.box.top > TALLEST_SHORT * xheight:
        return False
    if run.printed is False:
        return sum(_same_left(seed, run, xheight) for seed in seeds if column.holds(seed)) >= 3
    feet = max(1.0, SAME_ROW * xheight)
    if column.holds(run) and any(abs(seed.foot - run.box.bottom) <= feet for seed in seeds):
        return True
    return sum(_same_left(seed, run, xheight / 2) for seed in seeds) >= 2


def _kinds_of_pieces(parts: Parts, lines: list[TypeLine], xheight: float, sheet: Sheet) -> Kinds:
    """Return for each piece whether it is print, pen, rule or nothing; big ones that touch print are pen still."""
    kinds = np.full(len(parts.area), PEN, np.uint8)
    for line in lines:
        kinds[line.pieces] = PRINT
    small = (parts.height <= 1.2 * xheight) & (parts.width <= 2.0 * xheight) & (kinds == PEN)
    zone = _zone(lines, parts.labels.shape, xheight)
    middle = zone[(parts.top + parts.bottom) // 2, (parts.left + parts.right) // 2]
    kinds[small & (middle > 0)] = PRINT
    kinds[np.maximum(parts.width, parts.height) <= sheet.px(DUST_MM)] = NONE
    dense = parts.area > DENSE * parts.width * parts.height
    large = np.minimum(parts.width, parts.height) > sheet.px(PICTURE_MM)
    kinds[dense & large] = PRINT
    kinds[0] = NONE  # the paper
    flat = np.minimum(parts.width, parts.height) <= np.maximum(
        0.35 * xheight, 0.02 * np.maximum(parts.width, parts.height)
    )
    for piece in np.flatnonzero((kinds == PEN) & flat & (np.maximum(parts.width, parts.height) >= 0.5 * xheight)):
        if is_rule(_crop(parts, int(piece))):
            kinds[piece] = RULE
    kinds[_shadows(parts, sheet) & (kinds == PEN)] = NONE
    specks = (kinds == PEN) & (np.maximum(parts.width, parts.height) <= sheet.px(SPECK_MM) + 1)
    kinds[specks] = NONE
    return kinds


def _shadows(parts: Parts, sheet: Sheet) -> Mask:
    """Return the pieces that are the shadow of the sheet's edge or of the binding: at the rim, or long beside it."""
    rows, columns = parts.labels.shape
    rim = sheet.px(RIM_MM)
    outside = (parts.right < rim) | (parts.left > columns - rim) | (parts.bottom < rim) | (parts.top > rows - rim)
    beside = sheet.px(BINDING_MM)
    upright = (parts.right < beside) | (parts.left > columns - beside)
    lying = (parts.bottom < beside) | (parts.top > rows - beside)
    long = sheet.px(BINDING_LONG_MM)
    touching = (parts.left <= 1) | (parts.top <= 1) | (parts.right >= columns - 1) | (parts.bottom >= rows - 1)
    return np.asarray(outside | touching | (upright & (parts.height > long)) | (lying & (parts.width > long)))


def _zone(lines: list[TypeLine], shape: tuple[int, int], xheight: float) -> Pixels:
    """Return where the dots, dashes and bullets of print stand: in its lines and a little around them."""
    zone = np.zeros(shape, np.uint8)
    around, above = round(1.6 * xheight), round(0.35 * xheight)
    for line in lines:
        box = line.box
        zone[max(0, box.top - above) : box.bottom + above, max(0, box.left - around) : box.right + around] = 1
    return zone


def _rows(lines: list[TypeLine], column: Column, shape: tuple[int, int]) -> Pixels:
    """Return where letters of print may stand: the lines, and in the body the whole of their rows."""
    rows = np.zeros(shape, np.uint8)
    for line in lines:
        left, right = line.box.left, line.box.right
        if column.holds(line):
            left, right = (round(edge) for edge in column.at(line.foot))
        rows[line.box.top : line.box.bottom, max(0, left) : max(0, right)] = 1
    return rows


def _crop(parts: Parts, piece: int) -> Mask:
    box = _box(parts, piece)
    return np.asarray(parts.labels[box.top : box.bottom, box.left : box.right] == piece)


def _box(parts: Parts, piece: int) -> Box:
    return Box(int(parts.left[piece]), int(parts.top[piece]), int(parts.right[piece]), int(parts.bottom[piece]))


def _split_big(parts: Parts, kinds: Kinds, lines: list[TypeLine], column: Column, xheight: float) -> tuple[Mask, Mask]:
    """Return the masks of print and pen, the pieces in which both hang together taken apart."""
    print_ = np.asarray(np.isin(kinds, (PRINT, RULE))[parts.labels])
    pen = np.asarray((kinds == PEN)[parts.labels])
    text = _rows(lines, column, parts.labels.shape)
    for piece in np.flatnonzero(kinds == PEN):
        box = _box(parts, int(piece))
        window = (slice(box.top, box.bottom), slice(box.left, box.right))
        if not text[window].any():
            continue
        mask = parts.labels[window] == piece
        stroke = long_strokes(mask, xheight)
        letters = _letters(mask & ~stroke, text[window], xheight)
        through = cv2.morphologyEx(
            letters.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((round(xheight * 0.5) | 1, 1), np.uint8)
        )
        print_[window] |= letters | ((through > 0) & mask)
        pen[window] &= ~(letters & mask)
    return print_, pen


def _letters(rest: Mask, text: Pixels, xheight: float) -> Mask:
    """Return of what is left beside the strokes the pieces that stand where text stands."""
    parts = parts_of(rest)
    inside = np.bincount(parts.labels.ravel(), weights=(text > 0).ravel().astype(float), minlength=len(parts.area))
    keep = (inside > 0.6 * parts.area) & (parts.height >= 0.25 * xheight)
    keep[0] = False
    return np.asarray(keep[parts.labels])
