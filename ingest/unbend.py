"""Find how a curled or photographed page bends its lines, and lay the lines straight for reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from index.nota import Box, Line
from ingest.ink.typelines import Parts, TypeLine
from ingest.ocr import around
from ingest.scan import Pixels

PAPER = 255
LONG = 12  # letters of a line that says how it bends
FEWEST_LINES = 6  # such lines on a page that says so
OFF = 0.35  # in x-heights: letters further from the fitted foot hang or float, and are left out
BENT = 0.12  # in x-heights: the engine reads lines that stray less as well as straight ones
ROUNDS = 4  # of fitting, each with what the one before left out
DAMPING = 1e-3  # keeps terms small that the page says nothing about

# The bend in pixels down, in terms of x and y from the middle of the page as shares of its half width and height. Every
# term has x in it: what moves a whole line up or down bends nothing.
_TERMS = ((1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2))

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bend:
    """By how many pixels down each place of a page of this size lies from where it lay on a flat page."""

    width: int
    height: int
    weights: tuple[float, ...]  # of `_TERMS`; none on a flat page

    def __bool__(self) -> bool:
        """Whether the page is bent at all."""
        return bool(self.weights)

    def at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """Return the pixels down at these places of the page as it lies."""
        if not self.weights:
            return np.zeros(np.broadcast(x, y).shape)
        return np.asarray(np.tensordot(np.array(self.weights), _terms(x, y, self.width, self.height), 1), np.float64)

    def laid_flat(self, picture: Pixels, place: Box | None = None) -> Pixels:
        """Return a grey picture of the page, or this place of it, with its lines straight and white where nothing was.

        `picture` is of the whole page, `place` a box on the page laid flat.
        """
        box = place or Box(0, 0, self.width, self.height)
        if not self.weights:
            return picture[box.top : box.bottom, box.left : box.right]
        step = 8  # the bend is smooth: a coarse picture of it is enough
        height, width = box.bottom - box.top, box.right - box.left
        down, across = np.mgrid[box.top : box.bottom + step : step, box.left : box.right + step : step]
        coarse = self._back(across, down).astype(np.float32)
        bend = cv2.resize(coarse, (coarse.shape[1] * step, coarse.shape[0] * step))[:height, :width]
        rows = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] + bend
        columns = np.broadcast_to(np.arange(box.left, box.right, dtype=np.float32), rows.shape)
        return cv2.remap(picture, columns, rows, cv2.INTER_LANCZOS4, borderValue=PAPER).astype(np.uint8)

    def _back(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """Return the pixels down at places of the page laid flat."""
        down = np.asarray(y, np.float64)
        bend = self.at(x, down)
        for _ in range(2):  # the bend changes little from line to line: it is found in two steps
            bend = self.at(x, down + bend)
        return bend

    def flat_box(self, line: TypeLine, parts: Parts) -> Box:
        """Return the box of a line of print on the page laid flat."""
        pieces = line.pieces
        down = self.at((parts.left[pieces] + parts.right[pieces]) / 2, (parts.top[pieces] + parts.bottom[pieces]) / 2)
        top, bottom = (parts.top[pieces] - down).min(), (parts.bottom[pieces] - down).max()
        return Box(line.box.left, round(float(top)), line.box.right, round(float(bottom)))

    def bent(self, lines: Iterable[Line]) -> list[Line]:
        """Return lines that were read on the page laid flat, with their boxes on the page as it lies."""
        if not self.weights:
            return list(lines)
        return [self._bent(line) for line in lines]

    def _bent(self, line: Line) -> Line:
        words = tuple(msgspec.structs.replace(word, box=self._bent_box(word.box)) for word in line.words)
        return msgspec.structs.replace(line, words=words, box=around(word.box for word in words))

    def _bent_box(self, box: Box) -> Box:
        down = round(float(self._back((box.left + box.right) / 2, (box.top + box.bottom) / 2)))
        return Box(box.left, max(0, box.top + down), box.right, max(1, box.bottom + down))


def find_bend(parts: Parts, lines: Sequence[TypeLine], xheight: float) -> Bend:
    """Return how the lines of print bend: the smooth bend that all their letters' feet share, by least squares."""
    height, width = parts.labels.shape
    flat = Bend(width, height, ())
    long = [line for line in lines if line.printed and len(line.pieces) >= LONG]
    if len(long) < FEWEST_LINES:
        return flat
    pieces = np.concatenate([line.pieces for line in long])
    number = np.repeat(np.arange(len(long)), [len(line.pieces) for line in long])
    x, y = (parts.left[pieces] + parts.right[pieces]) / 2, parts.bottom[pieces].astype(np.float64)
    terms = _terms(x, y, width, height).T
    weights = np.zeros(len(_TERMS))
    stands = np.ones(len(y), bool)
    for round_ in range(ROUNDS):
        left_over = y - terms @ weights
        feet = np.array([np.median(left_over[number == line]) for line in range(len(long))])
        reach = OFF * xheight * (ROUNDS - round_)  # wide at first, when the bend is not known yet
        stands = np.abs(left_over - feet[number]) < reach
        weights = _fitted(terms[stands], y[stands], number[stands], len(long))
    bend = Bend(width, height, tuple(float(weight) for weight in weights))
    strays = [_stray(bend, line) for line in long]
    return bend if max(strays) > BENT * xheight else flat


def _fitted(terms: Floats, y: Floats, number: npt.NDArray[np.intp], lines: int) -> Floats:
    """Return the weights that bring the feet of each line to one height, whichever that is."""
    counts = np.maximum(np.bincount(number, minlength=lines), 1)

    def centred(values: Floats) -> Floats:
        return values - (np.bincount(number, values, lines) / counts)[number]

    matrix = np.column_stack([centred(column) for column in terms.T])
    normal = matrix.T @ matrix + DAMPING * len(y) * np.eye(len(_TERMS))
    return np.asarray(np.linalg.solve(normal, matrix.T @ centred(y)), np.float64)


def _stray(bend: Bend, line: TypeLine) -> float:
    """Return by how many pixels the line strays from a level one."""
    down = bend.at(np.linspace(line.box.left, line.box.right, 9), line.foot)
    return float(np.ptp(down))


def _terms(x: npt.ArrayLike, y: npt.ArrayLike, width: int, height: int) -> Floats:
    """Return the terms of the bend at these places, one after the other along the first axis."""
    across, down = np.broadcast_arrays(2 * np.asarray(x) / width - 1, 2 * np.asarray(y) / height - 1)
    return np.stack([across**i * down**j for i, j in _TERMS])
