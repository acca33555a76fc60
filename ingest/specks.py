"""Tell the specks of a dirty scan from the dots that belong to print: those of i and j, of accents, of punctuation."""

import numpy as np
import numpy.typing as npt

from ingest.ink.typelines import Ints, Parts, TypeLine
from ingest.scan import Mask
from ingest.unbend import Bend

DOT = 0.36  # in x-heights: no dot of body type is larger
COMMA = 0.75  # in x-heights: no comma under the dot of a semicolon is higher
LETTER = 0.5  # in x-heights: what is higher is a letter, or part of one
DIRTY = 40  # dots outside the lines on an A4: a clean scan has a handful
ABOVE, BELOW = 2.2, 0.6  # in x-heights: what of a line lies over and under its foot
ON_FOOT = 0.22  # in x-heights: how far from its line a full stop stands
BESIDE = 0.55  # in x-heights: how far from the word before it
ROOM = 0.3  # in x-heights: the white that follows punctuation
OVER = 0.85  # in x-heights: how far over a stem its dot stands, at most
ASIDE = 0.2  # in x-heights: how far beside the stem of an ï its two dots stand
SMALL = 0.8  # of the body's x-height: smaller type falls apart into dots itself
STEM = 0.45  # in x-heights: what is as narrow under a dot is an i or a j
HOOK = 0.65  # in x-heights: a j is no wider, its hook included
LARGE = 0.05  # of a square x-height: a speck is seldom as large
STOP = 0.03  # of a square x-height: no full stop is smaller
OVERHANG = 0.4  # in x-heights: a full stop stands as far under the arm of an r or a T
APOSTROPHE = 0.75  # in x-heights: how far over the foot one hangs, at least
TOUCHING = 1  # pixels: a speck as near to a letter is a piece that broke off it


def find_specks(parts: Parts, lines: tuple[TypeLine, ...], bend: Bend, xheight: float) -> Mask:
    """Return which pieces of print are specks; on a clean page none are."""
    specks = np.zeros(len(parts.area), bool)
    if not lines:
        return specks
    size = np.maximum(parts.width, parts.height)
    dots = np.flatnonzero(size <= DOT * xheight)
    dots = dots[dots > 0]
    foot, line = _lines_of(parts, dots, lines, bend, xheight)
    if (line < 0).sum() < DIRTY:
        return specks
    letters = np.flatnonzero(parts.height > LETTER * xheight)
    letters = letters[letters > 0]
    letters = letters[parts.width[letters] < 12 * xheight]
    for dot, its_foot, number in zip(dots, foot, line, strict=True):
        small_type = number >= 0 and lines[number].xheight < SMALL * xheight
        specks[dot] = number < 0 or not (small_type or _belongs(parts, dot, letters, dots, its_foot, xheight))
    return specks


def _lines_of(
    parts: Parts, dots: Ints, lines: tuple[TypeLine, ...], bend: Bend, xheight: float
) -> tuple[npt.NDArray[np.float64], Ints]:
    """Return for each dot the foot of the line that it lies in, and that line's number; -1 for a dot in none."""
    x, y = (parts.left[dots] + parts.right[dots]) / 2, (parts.top[dots] + parts.bottom[dots]) / 2
    foot, number = np.zeros(len(dots)), np.full(len(dots), -1)
    for at, line in enumerate(lines):
        middle = (line.box.left + line.box.right) / 2
        here = line.foot + (bend.at(x, line.foot) - bend.at(middle, line.foot) if bend else line.slope * (x - middle))
        inside = (x > line.box.left - xheight) & (x < line.box.right + xheight)
        inside &= (y > here - ABOVE * line.xheight) & (y < here + BELOW * line.xheight)
        nearer = inside & ((number < 0) | (np.abs(y - here) < np.abs(y - foot)))
        foot[nearer], number[nearer] = here[nearer], at
    return foot, number


def _belongs(parts: Parts, dot: np.intp, letters: Ints, dots: Ints, foot: float, xheight: float) -> bool:
    """Whether the dot stands where a dot of print may stand."""
    left, right, top, bottom = parts.left[dot], parts.right[dot], parts.top[dot], parts.bottom[dot]
    near = letters[(parts.bottom[letters] > top - 2 * xheight) & (parts.top[letters] < bottom + 2 * xheight)]
    across = np.maximum(parts.left[near] - right, left - parts.right[near])  # negative where they overlap
    down = np.maximum(parts.top[near] - bottom, top - parts.bottom[near])
    if bottom <= foot - 0.9 * xheight:
        paired = ((dots != dot) & _level(parts, dots, dot) & (np.abs(parts.left[dots] - left) < xheight)).any()
        reach = ASIDE * xheight if paired else 0
        under = near[(across < reach) & (down >= 0) & (parts.top[near] >= bottom) & (down <= OVER * xheight)]
        if len(under):
            narrow = (parts.width[under] < STEM * xheight).any()
            hooked = (parts.width[under] < HOOK * xheight) & (parts.bottom[under] > foot + ON_FOOT * xheight)
            hooked &= np.abs(parts.right[under] - right) <= ASIDE * xheight
            return bool(narrow or hooked.any() or paired or parts.area[dot] >= LARGE * xheight**2)
    if (np.maximum(across, down) <= TOUCHING).any():
        return True
    if bottom <= foot - APOSTROPHE * xheight and parts.area[dot] >= LARGE * xheight**2:
        return bool(((across <= BESIDE * xheight) & (parts.bottom[near] > foot - xheight)).any())
    before = (parts.right[near] <= left + OVERHANG * xheight) & (left - parts.right[near] <= BESIDE * xheight)
    before &= (parts.left[near] < left) & (parts.top[near] < foot) & (parts.bottom[near] > foot - 1.2 * xheight)
    after = (parts.left[near] >= right) & (parts.left[near] - right < ROOM * xheight)
    if not before.any() or (after.any() and parts.area[dot] < STOP * xheight**2):
        return False
    tolerance = max(2.0, ON_FOOT * xheight)
    if top < foot + 1 and -tolerance <= bottom - foot <= 2 * tolerance:  # a comma hangs
        return True
    below = (parts.top > bottom) & (parts.width <= DOT * xheight) & (parts.height <= COMMA * xheight)
    below &= (np.abs(parts.left - left) <= tolerance) & (np.abs(parts.bottom - foot) <= 2 * tolerance)
    return bool(below.any() and abs(top - (foot - xheight)) <= tolerance)


def _level(parts: Parts, dots: Ints, dot: np.intp) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(parts.bottom[dots] - parts.bottom[dot]) <= 1)
