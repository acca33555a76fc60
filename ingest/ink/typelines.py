"""Find the lines of print by the evenness of their letters: same height, same footing, in a row."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from index.nota import Box
from ingest.ink.paper import Sheet
from ingest.scan import Mask

Ints = npt.NDArray[np.intp]

SMALLEST_MM, LARGEST_MM = 0.8, 4.5  # x-heights of type from a 5-point footnote to a 24-point heading
TALLEST, WIDEST = 3.4, 7.0  # in x-heights: a capital of a larger heading; letters of a word run together
LOWEST = 0.5  # in x-heights: lower things are dots, dashes and commas
WORD_GAP = 1.7  # in x-heights: the widest gap between two words of one line
FOOTING = 0.14  # in x-heights: how far the feet of printed letters stray from their line
EVEN_FEET = 0.6  # share of a printed line's letters that stand on it; the rest hangs (p, g, commas) or floats
EVEN_HEADS = 0.66  # share that reaches just the x-height or just the height of capitals
WOBBLE = 0.07  # in x-heights: the middle distance of a short run's feet from their line; a hand wobbles more
SLOPE = 0.012  # of a short run on an upright page; curl and perspective bend print less than a hand does
MANY = 15  # letters: as many do not stand evenly by chance
NEIGHBOURS = 5  # long lines that tell how print slopes near by
ENOUGH = 4  # letters: fewer say nothing about evenness


@dataclass(frozen=True, slots=True)
class Parts:
    """The connected pieces of ink on a page; piece 0 is the paper. Arrays run over the pieces."""

    labels: npt.NDArray[np.int32]  # (height, width), the piece at each pixel
    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints

    @property
    def width(self) -> Ints:
        """Widths in pixels."""
        return self.right - self.left

    @property
    def height(self) -> Ints:
        """Heights in pixels."""
        return self.bottom - self.top

    def only(self, kept: Mask) -> "Parts":
        """Return the pieces that are kept, numbered anew, the rest as paper."""
        kept = kept.copy()
        kept[0] = True
        number = np.where(kept, np.cumsum(kept) - 1, 0).astype(np.int32)
        sides = (side[kept] for side in (self.left, self.top, self.right, self.bottom, self.area))
        return Parts(number[self.labels], *sides)

    def box(self, *pieces: int) -> Box:
        """Return the smallest box that holds these pieces."""
        chosen = list(pieces)
        return Box(
            int(self.left[chosen].min()),
            int(self.top[chosen].min()),
            int(self.right[chosen].max()),
            int(self.bottom[chosen].max()),
        )


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A run of letters in a row: its box, its footing at the left and the right, and the pieces in it."""

    box: Box
    foot: float  # y of the line on which the letters stand, in the middle of the box
    slope: float  # of that line, pixels down per pixel to the right
    xheight: float  # pixels
    pieces: Ints
    printed: bool | None  # None: cannot be told, from too few letters or lines run together


@dataclass(frozen=True, slots=True)
class Slopes:
    """How the long even lines slope, by height: on a curled page print is not level everywhere."""

    feet: npt.NDArray[np.float64]
    slopes: npt.NDArray[np.float64]

    def near(self, foot: float) -> float:
        """Return the middle slope of the long lines nearest to this height; 0 where there are too few."""
        if len(self.feet) < NEIGHBOURS:
            return 0.0
        nearest = np.argsort(np.abs(self.feet - foot))[:NEIGHBOURS]
        return float(np.median(self.slopes[nearest]))


def parts_of(ink: Mask) -> Parts:
    """Return the connected pieces of the ink."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    left, top, width, height, area = (stats[:, column].astype(np.intp) for column in range(5))
    return Parts(labels.astype(np.int32, copy=False), left, top, left + width, top + height, area)


def body_height(parts: Parts, sheet: Sheet) -> float | None:
    """Return the commonest height in pixels of a lower-case letter without stem (x-height); None without text."""
    tall = parts.height[1:]
    shape = parts.width[1:] / np.maximum(tall, 1)
    letters = tall[(tall >= sheet.px(SMALLEST_MM)) & (tall <= sheet.px(LARGEST_MM)) & (shape > 0.3) & (shape < 2.0)]
    if len(letters) < 2 * ENOUGH:
        return None
    counts = np.bincount(letters).astype(np.float64)
    near = np.convolve(counts, [0.5, 1, 0.5], mode="same")
    return float(near.argmax())


def find_type(parts: Parts, xheight: float) -> list[TypeLine]:
    """Return the runs of type-sized pieces, top to bottom, each judged by the evenness of its letters."""
    sized = (parts.height <= TALLEST * xheight) & (parts.width <= WIDEST * xheight)
    sized &= parts.height >= LOWEST * xheight
    sized[0] = False
    runs = _runs(parts, sized, xheight)
    order = np.argsort(runs[sized], kind="stable")
    members = np.flatnonzero(sized)[order]
    starts = np.flatnonzero(np.diff(runs[members], prepend=-1))
    return judged(parts, [run for run in np.split(members, starts[1:]) if len(run)])


def judged(parts: Parts, runs: list[Ints]) -> list[TypeLine]:
    """Return these runs of pieces as lines of type, top to bottom, each with the verdict whether it is print."""
    traced = [_traced(parts, run) for run in runs]
    slopes = _slopes(traced, parts)
    return sorted((_judged(line, parts, slopes) for line in traced), key=lambda line: line.box.top)


def _runs(parts: Parts, sized: Mask, xheight: float) -> Ints:
    """Return for each piece the number of the run it stands in: pieces side by side, no wider apart than words."""
    rows, columns = parts.labels.shape
    half = np.zeros(((rows + 1) // 2, (columns + 1) // 2), np.uint8)
    reach = round(WORD_GAP * xheight / 4)
    for piece in np.flatnonzero(sized):
        # The middle of the letter, without its stem or tail, so that the lines above and below stay apart.
        top, bottom = parts.top[piece], parts.bottom[piece]
        inset = (bottom - top) // 4
        half[
            (top + inset) // 2 : (bottom - inset) // 2 + 1,
            max(0, parts.left[piece] // 2 - reach) : parts.right[piece] // 2 + reach + 1,
        ] = 1
    _, runs = cv2.connectedComponents(half, connectivity=4)
    middle = np.minimum((parts.top + parts.bottom) // 4, half.shape[0] - 1)
    centre = np.minimum((parts.left + parts.right) // 4, half.shape[1] - 1)
    return np.asarray(runs[middle, centre], np.intp)


def _traced(parts: Parts, pieces: Ints) -> TypeLine:
    """Return the run of pieces with the line that its letters stand on, not yet judged."""
    left, right = parts.left[pieces], parts.right[pieces]
    top, bottom = parts.top[pieces], parts.bottom[pieces]
    box = Box(int(left.min()), int(top.min()), int(right.max()), int(bottom.max()))
    centre = (left + right) / 2 - (box.left + box.right) / 2
    slope, foot = _footing(centre, bottom.astype(np.float64))
    feet = bottom - (foot + slope * centre)
    heads = bottom - feet - top
    standing = np.abs(feet) <= np.maximum(1.5, FOOTING * np.median(heads))
    xheight = _commonest(heads[standing]) if standing.any() else float(np.median(bottom - top))
    return TypeLine(box, foot, slope, xheight, pieces, None)


def _judged(line: TypeLine, parts: Parts, slopes: Slopes) -> TypeLine:
    """Return the line with the verdict whether it is print."""
    even, wobbling = _evenness(line, parts)
    sloping = abs(line.slope - slopes.near(line.foot)) > SLOPE + 1.0 / max(1, line.box.right - line.box.left)
    return replace(line, printed=_verdict(len(line.pieces), even, wobbling or sloping))


def _evenness(line: TypeLine, parts: Parts) -> tuple[bool, bool]:
    """Return whether the letters stand on a line and reach to two heights, and whether their feet wobble."""
    left, right = parts.left[line.pieces], parts.right[line.pieces]
    top, bottom = parts.top[line.pieces], parts.bottom[line.pieces]
    floor = line.foot + line.slope * ((left + right) / 2 - (line.box.left + line.box.right) / 2)
    feet, heads = bottom - floor, floor - top
    tolerance = max(1.5, FOOTING * line.xheight)
    on_foot = np.abs(feet) <= tolerance
    even = on_foot.mean() >= EVEN_FEET and _two_heights(heads[on_foot], tolerance) >= EVEN_HEADS
    wobbling = float(np.median(np.abs(feet))) > max(1.0, WOBBLE * line.xheight)
    return bool(even), wobbling


def _slopes(lines: list[TypeLine], parts: Parts) -> Slopes:
    long = [line for line in lines if len(line.pieces) >= MANY and _evenness(line, parts) == (True, False)]
    return Slopes(np.array([line.foot for line in long]), np.array([line.slope for line in long]))


def _verdict(letters: int, even: bool, loose: bool) -> bool | None:
    """Return whether this is print; None where there are too few letters, or where lines have run together."""
    if letters < ENOUGH:
        return None
    if letters >= MANY:
        return True if even else None
    return even and not loose


def _footing(centre: npt.NDArray[np.float64], bottom: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and height of the line on which most letters stand."""
    foot = float(np.median(bottom))
    slope = 0.0
    for _ in range(3):
        off = np.abs(bottom - (foot + slope * centre))
        near = off <= max(2.0, float(np.median(off)) * 1.5)
        if near.sum() < ENOUGH or np.ptp(centre[near]) < 1:
            break
        slope, foot = (float(value) for value in np.polyfit(centre[near], bottom[near], 1))
    return slope, foot


def _commonest(heights: npt.NDArray[np.float64]) -> float:
    """Return the commonest of these heights, in whole pixels."""
    counts = np.bincount(np.maximum(np.rint(heights), 0).astype(np.intp)).astype(np.float64)
    return float(np.convolve(counts, [0.5, 1, 0.5], mode="same").argmax())


def _two_heights(heads: npt.NDArray[np.float64], tolerance: float) -> float:
    """Return the share of heights that lie near one of the two commonest: x-height, and ascender or capital."""
    if not len(heads):
        return 0.0
    near = np.abs(heads[:, None] - heads[None, :]) <= tolerance
    first = near[near.sum(axis=1).argmax()]
    rest = near[:, ~first].sum(axis=1)
    second = near[rest.argmax()] & ~first
    return float((first | second).mean())
