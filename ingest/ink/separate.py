"""Tell apart the inks on a page: what was printed, written by hand, stamped, or ruled.

A first way, by rules: colour, the evenness of letters, the size and place of the pieces. What is in doubt stays
print: erasing rashly reads worse than leaving a stroke.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.ink.columns import Column, cut_at_edges, find_column
from ingest.ink.paper import Sheet, even_out
from ingest.ink.strokes import is_rule, is_straight, long_strokes
from ingest.ink.typelines import ENOUGH, LOWEST, TALLEST, WIDEST, Parts, TypeLine, body_height, find_type, parts_of
from ingest.scan import Mask
from ingest.upright import Upright

INK = 185  # of 255 on even paper: pencil is darker, show-through lighter
DUST_MM = 0.18  # smaller than any full stop
SPECK_MM = 0.25  # smaller pieces are dust, unless they stand in a line of print
PICTURE_MM = 3.5  # a dense piece larger than this both ways is a logo, a photograph or a punch hole
DENSE = 0.45  # share of its box that a picture fills; pen strokes fill under a quarter
EDGE_MM = 1.0  # a piece this near to the edge of the paper is its shadow
RIM_MM = 3.0  # pieces that lie wholly this near to the rim of the scan are its shadow
STAPLE_CORNER_MM = 40.0  # staples sit in the corners
STAPLE_MM, STAPLE_THICK_MM = (5.0, 16.0), 1.6  # how long and how thick they are on a scan
BINDING_MM, BINDING_LONG_MM = 18.0, 40.0  # a stroke this near to the rim and this long is the shadow of a binding
MIDDLES = (-1.5, 0.4)  # in x-heights from the foot: between the middle of a quotation mark and of a comma
SAME_ROW = 0.25  # in x-heights: how far the feet of pieces of one printed row differ
AROUND = 15  # in x-heights: lines as near as this tell of each other
ALONE = 8  # letters: as many stand evenly by themselves only in print
TALLEST_SHORT = 2.2  # in x-heights: a short run taller than this has no line to belong to
SAME_LEFT = 0.6  # in x-heights: lines that begin within this are of one column
CROSSED = 0.5  # in x-heights: the widest stroke through which a letter is followed
TYPE_SIZES = (0.6, 1.15)  # in body x-heights: what stands alone outside the columns, as page numbers do
NONE, PRINT, PEN, RULE = 0, 1, 2, 3

Kinds = npt.NDArray[np.uint8]


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
    nothing = np.zeros(ink.shape, bool)
    xheight = body_height(parts, sheet)
    if xheight is None:
        return Ink(sheet, ink & ~coloured, coloured, nothing, nothing, (), None, 0.0)
    strokes, rules = _strokes(parts, xheight, sheet)
    # Letters are found on the ink without the long strokes, so that a line under them does not hide them.
    rest = parts_of(ink & ~coloured & ~strokes & ~rules)
    runs = find_type(rest, xheight)
    column = find_column([run for run in runs if run.printed], xheight)
    lines = _print_lines(cut_at_edges(rest, runs, column), column, xheight)
    kinds = _kinds_of_pieces(rest, lines, xheight, sheet)
    kinds[_at_the_edge(rest, page.beyond, sheet) & (kinds == PEN)] = NONE
    letters = np.asarray((kinds == PRINT)[rest.labels])
    crossed = _crossed(letters, strokes | coloured, xheight)
    rules |= (kinds == RULE)[rest.labels]
    pen = coloured | strokes | (kinds == PEN)[rest.labels]
    return Ink(sheet, letters | crossed | rules, pen, nothing, rules, tuple(lines), column, xheight)


def _strokes(parts: Parts, xheight: float, sheet: Sheet) -> tuple[Mask, Mask]:
    """Return the strokes too long for any letter, taken out of the pieces they hang together with: drawn, and ruled."""
    strokes, rules = np.zeros(parts.labels.shape, bool), np.zeros(parts.labels.shape, bool)
    big = (parts.height > TALLEST * xheight) | (parts.width > WIDEST * xheight)
    big &= ~_pictures(parts, sheet)
    big[0] = False
    for piece in np.flatnonzero(big):
        box = parts.box(int(piece))
        window = slice(box.top, box.bottom), slice(box.left, box.right)
        long = parts_of(long_strokes(parts.labels[window] == piece, xheight))
        ruled = np.zeros(len(long.area), bool)
        for stroke in range(1, len(long.area)):
            ruled[stroke] = is_rule(_crop(long, stroke))
        rules[window] |= ruled[long.labels]
        strokes[window] |= (long.labels > 0) & ~ruled[long.labels]
    return strokes, rules


def _pictures(parts: Parts, sheet: Sheet) -> Mask:
    """Return the dense pieces that are no stroke: logos, photographs, punch holes."""
    dense = parts.area > DENSE * parts.width * parts.height
    return np.asarray(dense & (np.minimum(parts.width, parts.height) > sheet.px(PICTURE_MM)))


def _in_pictures(parts: Parts, sheet: Sheet) -> Mask:
    """Return the pictures, and the pieces that lie within the box of one."""
    found = _pictures(parts, sheet)
    for piece in np.flatnonzero(found):
        if piece:  # the paper is no picture
            box = parts.box(int(piece))
            inside = (parts.left >= box.left) & (parts.right <= box.right)
            found |= inside & (parts.top >= box.top) & (parts.bottom <= box.bottom)
    return found


def _crossed(letters: Mask, strokes: Mask, xheight: float) -> Mask:
    """Return the pixels of the strokes that letters run through: those between letter above and letter below."""
    reach = round(CROSSED * xheight) | 1
    through = cv2.morphologyEx(letters.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))
    return np.asarray((through > 0) & strokes)


def _pen_colour(sheet: Sheet, ink: Mask) -> Mask:
    """Return the coloured ink that is drawn, not printed: no dense areas, no even lines of letters."""
    if not sheet.coloured.any():
        return sheet.coloured
    parts = parts_of(sheet.coloured & ink)
    tiny = np.maximum(parts.width, parts.height) < sheet.px(SPECK_MM)
    drawn = ~_in_pictures(parts, sheet) & ~tiny
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
    """Return for each piece whether it is print, pen, rule or nothing."""
    kinds = np.full(len(parts.area), PEN, np.uint8)
    for line in lines:
        kinds[line.pieces] = PRINT
    longest = np.maximum(parts.width, parts.height)
    small = (parts.height <= 1.2 * xheight) & (parts.width <= 2.0 * xheight) & (kinds == PEN)
    rows, columns = (parts.top + parts.bottom) // 2, (parts.left + parts.right) // 2
    low = parts.height < LOWEST * xheight
    kinds[small & low & _around(lines, parts.labels.shape, xheight)[rows, columns]] = PRINT
    kinds[small & ~low & _within(lines, parts.labels.shape)[rows, columns]] = PRINT
    kinds[longest <= sheet.px(DUST_MM)] = NONE
    kinds[_in_pictures(parts, sheet)] = PRINT
    flat = np.minimum(parts.width, parts.height) <= np.maximum(0.35 * xheight, 0.02 * longest)
    for piece in np.flatnonzero((kinds == PEN) & flat & (longest >= 0.5 * xheight)):
        if is_rule(_crop(parts, int(piece))):
            kinds[piece] = RULE
    kinds[(kinds == PEN) & (_shadows(parts, sheet) | (longest <= sheet.px(SPECK_MM) + 1))] = NONE
    kinds[0] = NONE  # the paper
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
    return np.asarray(
        _staples(parts, sheet) | outside | touching | (upright & (parts.height > long)) | (lying & (parts.width > long))
    )


def _at_the_edge(parts: Parts, beyond: Mask, sheet: Sheet) -> Mask:
    """Return the pieces that touch what is no paper: shadows of the sheet's edge."""
    near = np.zeros(len(parts.area), bool)
    if beyond.any():
        reach = 2 * sheet.px(EDGE_MM) + 1
        rim = cv2.dilate(beyond.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
        near[np.unique(parts.labels[rim])] = True
    return near


def _staples(parts: Parts, sheet: Sheet) -> Mask:
    """Return the short straight bars in the upper corners: staples, or the dents that they left."""
    columns = parts.labels.shape[1]
    corner = sheet.px(STAPLE_CORNER_MM)
    near = (parts.bottom < corner) & ((parts.right < corner) | (parts.left > columns - corner))
    length = np.hypot(parts.width, parts.height)
    least, most = (sheet.px(size) for size in STAPLE_MM)
    near &= (length > least) & (length < most) & (parts.area < STAPLE_THICK_MM * sheet.px(1) * length)
    near[0] = False
    for piece in np.flatnonzero(near):
        near[piece] = is_straight(_crop(parts, int(piece)))
    return np.asarray(near)


def _around(lines: Sequence[TypeLine], shape: tuple[int, int], xheight: float) -> Mask:
    """Return where the dots, dashes and bullets of print stand: in its lines and a little around them."""
    area = np.zeros(shape, bool)
    beside, above = round(1.6 * xheight), round(0.35 * xheight)
    for line in lines:
        box = line.box
        area[max(0, box.top - above) : box.bottom + above, max(0, box.left - beside) : box.right + beside] = True
    return area


def _within(lines: Sequence[TypeLine], shape: tuple[int, int]) -> Mask:
    """Return where the middles of letters stand: words written between the lines have theirs higher or lower."""
    area = np.zeros(shape, bool)
    for line in lines:
        top, bottom = (round(line.foot + reach * line.xheight) for reach in MIDDLES)
        area[max(0, top) : max(0, bottom), max(0, line.box.left) : line.box.right] = True
    return area


def _crop(parts: Parts, piece: int) -> Mask:
    box = parts.box(piece)
    return np.asarray(parts.labels[box.top : box.bottom, box.left : box.right] == piece)
