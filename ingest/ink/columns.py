"""Find the column of the body among the lines of print, so that the colofon beside it is told apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.ink.typelines import ENOUGH, Parts, TypeLine, judged

SLACK = 2.0  # in x-heights: how far print strays outside its column
ASTRAY = 0.05  # share of a line that may stand outside: far from the body the drift is a guess
FIRST, LAST = 0.1, 0.8  # shares of the print that begin left of the column's left edge, and end left of its right
GUTTER = 1.5  # in x-heights: the least white between two columns
CROSSING = 0.06  # share of the lines that may run across a gutter: letterheads and titles do
FEW = 8  # lines: on a page with fewer, one line may be all that stands in a column
SAME_ROW = 0.2  # in x-heights: how far the feet of the cells of one row differ
SPACE = 0.8  # in x-heights: the widest between two words of which the last is one figure
TABLE = 0.7  # share of its lines that stand on rows of the body: then it is a table's column, not the colofon
BROAD = 0.6  # of the body's typical line: a second column of body text is as broad, a colofon is not
DRIFTING = 5  # in x-heights: how far the left edge may move over the page
LONG = 40  # in x-heights: a shorter column does not tell how it drifts
MOST_DRIFT = 0.06  # of a photographed page; more is a misreading

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
        """Whether the run begins in the column, or all but does, and has its middle in it."""
        left, right = self.at(run.foot)
        begin = run.box.left + ASTRAY * (run.box.right - run.box.left)
        return begin >= left and (run.box.left + run.box.right) / 2 <= right


def find_column(even: Sequence[TypeLine], xheight: float) -> Column:
    """Return the column that holds most of the print; of a page without any, an empty one.

    Two columns of body text, and the columns of a table, are one here.
    """
    if not even:
        return Column(0.0, 0.0, 0.0)
    widest, *_ = _body(even, 0.0, xheight)
    drift = _drift(widest, xheight)
    edges = [_edges(group, drift) for group in _body(even, drift, xheight)]
    left, right = min(left for left, _ in edges), max(right for _, right in edges)
    return Column(left - SLACK * xheight, right + SLACK * xheight, drift)


def _edges(lines: Sequence[TypeLine], drift: float) -> tuple[float, float]:
    """Return where the lines begin and end. Long ones count: an even-looking note in the margin widens nothing."""
    weight = np.array([_length(line) ** 2 for line in lines], float)
    left = _quantile(np.array([_left(line, drift) for line in lines]), weight, FIRST)
    return left, _quantile(np.array([_right(line, drift) for line in lines]), weight, LAST)


def cut_at_edges(parts: Parts, lines: Sequence[TypeLine], column: Column) -> list[TypeLine]:
    """Return the lines with those that run across an edge of the column, as a note beside a line does, cut there."""
    runs: list[npt.NDArray[np.intp]] = []
    for line in lines:
        left, right = column.at(line.foot)
        middle = (parts.left[line.pieces] + parts.right[line.pieces]) / 2
        place = (middle > left).astype(np.intp) + (parts.left[line.pieces] > right)
        if _goes_on(parts, line, place != 1):
            place[:] = 1
        runs += [line.pieces[place == side] for side in range(3) if (place == side).any()]
    return judged(parts, runs)


def _goes_on(parts: Parts, line: TypeLine, outside: npt.NDArray[np.bool_]) -> bool:
    """Whether what stands outside the column is the same printed line, as a letterhead's may be."""
    pieces = line.pieces[outside]
    middle = (parts.left[pieces] + parts.right[pieces]) / 2 - (line.box.left + line.box.right) / 2
    foot = line.foot + line.slope * middle
    alike = np.abs(parts.bottom[pieces] - foot) <= max(1.5, SAME_ROW * line.xheight)
    alike &= np.abs((foot - parts.top[pieces]) / max(1.0, line.xheight) - 1.25) <= 0.4  # from x-height to ascender
    inside = line.pieces[~outside]
    near = False
    if 0 < len(inside) < len(line.pieces):
        near = bool(parts.left[pieces].min() - parts.right[inside].max() < SPACE * line.xheight)
    return (len(pieces) > 1 or near) and float(alike.mean()) >= TABLE


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the value below which this share of the weight lies."""
    order = np.argsort(values)
    heaped = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heaped, share * heaped[-1])])


def _left(line: TypeLine, drift: float) -> float:
    return line.box.left - drift * line.foot


def _right(line: TypeLine, drift: float) -> float:
    return line.box.right - drift * line.foot


def _body(lines: Sequence[TypeLine], drift: float, xheight: float) -> list[list[TypeLine]]:
    """Return the lines of the stretch of the page's width that holds most print, and of each that goes with it."""
    groups = side_by_side(lines, drift, xheight)
    widest = max(groups, key=_amount)
    typical = _typical(widest)

    def goes_with_it(group: list[TypeLine]) -> bool:
        second_column = len(group) >= ENOUGH and _typical(group) >= BROAD * typical
        return second_column or _share_on_rows(group, widest, xheight) >= TABLE

    return [widest, *(group for group in groups if group is not widest and goes_with_it(group))]


def _typical(lines: Sequence[TypeLine]) -> float:
    """Return the length of a full line: not the middle one, since strokes cut lines up."""
    return float(np.percentile([_length(line) for line in lines], 85))


def side_by_side(lines: Sequence[TypeLine], drift: float, xheight: float) -> list[list[TypeLine]]:
    """Return the lines in groups from left to right, divided by upright strips of white.

    A line across a strip counts to the group in which it begins.
    """
    edges = _stretches(lines, drift, xheight)
    if not edges:  # no stretch is covered by more than the lines that may cross one
        return [list(lines)]
    groups: list[list[TypeLine]] = [[] for _ in edges]
    for line in lines:
        begin = _left(line, drift)
        nearest = min(range(len(edges)), key=lambda group: max(edges[group][0] - begin, begin - edges[group][1], 0.0))
        groups[nearest].append(line)
    return [group for group in groups if group]


def _stretches(lines: Sequence[TypeLine], drift: float, xheight: float) -> list[tuple[float, float]]:
    """Return the stretches of the page's width that print covers, but for the few lines across the white between."""
    starts = np.array([_left(line, drift) for line in lines])
    ends = np.array([_right(line, drift) for line in lines])
    origin = int(starts.min())
    span = np.zeros(int(ends.max()) - origin + 2, np.intp)
    np.add.at(span, (starts - origin).astype(np.intp), 1)
    np.add.at(span, (ends - origin).astype(np.intp), -1)
    crossing = max(int(CROSSING * len(lines)), int(len(lines) >= FEW))
    covered = np.cumsum(span) > crossing
    turns = np.flatnonzero(np.diff(covered.astype(np.int8), prepend=0, append=0))
    stretches = [(float(begin), float(end)) for begin, end in zip(turns[::2], turns[1::2], strict=True)]
    joined = stretches[:1]
    for stretch in stretches[1:]:
        if stretch[0] - joined[-1][1] < GUTTER * xheight:
            joined[-1] = (joined[-1][0], stretch[1])
        else:
            joined.append(stretch)
    return [(begin + origin, end + origin) for begin, end in joined]


def _length(line: TypeLine) -> int:
    return line.box.right - line.box.left


def _amount(lines: Sequence[TypeLine]) -> float:
    """Return how much print there is: long lines count for more, since a colofon may have more lines than the body."""
    return float(sum(_length(line) ** 2 for line in lines))


def _share_on_rows(group: Sequence[TypeLine], body: Sequence[TypeLine], xheight: float) -> float:
    """Return the share of the group's lines that stand on one row with a line of the body, in type as large."""
    feet = np.array([line.foot for line in body])
    on_row = [
        line.xheight > 0.85 * xheight and float(np.abs(feet - line.foot).min()) <= max(1.5, SAME_ROW * xheight)
        for line in group
    ]
    return sum(on_row) / len(on_row)


def _drift(body: Sequence[TypeLine], xheight: float) -> float:
    """Return how far the body's left edge moves to the right per pixel down."""
    feet = np.array([line.foot for line in body])
    lefts = np.array([line.box.left for line in body], float)
    along = lefts - np.percentile(lefts, 20) < DRIFTING * xheight
    drift = 0.0
    for _ in range(3):  # indented lines lie off the edge: they are left out, more of them each time
        rest = lefts - drift * feet
        edge = np.percentile(rest[along], 30)
        near = along & (np.abs(rest - edge) <= max(3.0, float(np.median(np.abs(rest[along] - edge)))))
        if near.sum() < FEW or np.ptp(feet[near]) < LONG * xheight:
            break
        drift = float(np.polyfit(feet[near], lefts[near], 1)[0])
    return drift if abs(drift) < MOST_DRIFT else 0.0
