"""Make a page upright: find the quarter turns and the skew, and turn it once."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from index.nota import Affine, Box
from ingest.edges import beyond_paper
from ingest.scan import MM_PER_INCH, Mask, Pixels, Raster, as_grey
from ingest.textlayer import PrintedWord

Floats = npt.NDArray[np.float64]

COARSE_DPI = 100  # the least at which the slope of small type is found to 0.01 degree
LETTER_DPI = 150  # the least at which ascenders can be told from bodies
MAX_SKEW = 7.0  # degrees; a sheet goes through a feeder no further askew
COARSE_STEP, FINE_STEP = 0.25, 0.02  # degrees
LEAST_SKEW = 0.05  # degrees: turning by less blurs more than it helps
CLEAR_PEAK = 1.35  # a page of text peaks 2 to 20 times above its median; a drawing or blank page stays under this
LEAST_INK = 400  # coarse pixels: about one line of text
DARKER = 0.75  # of the paper's brightness: show-through and single specks of a fax, made coarse, are lighter
SMALL_MM = 0.6  # smaller things are dust
BIG_MM = 9.0  # a component larger than this is a picture, a border or a stamp: it says nothing of the lines


@dataclass(frozen=True, slots=True)
class Upright:
    """The page turned upright, with how: `rotation` quarter turns, then `skew` degrees, both clockwise."""

    page: Raster
    rotation: int
    skew: float
    to_scan: Affine
    beyond: Mask  # (height, width): what is no paper, cut off or added by the turn


def make_upright(page: Raster) -> Upright:
    """Cut the black around the paper, and turn the page so that its lines run level and read from left to right.

    The sheet grows where needed: no pixel of the scan falls off. A page without text comes back unturned.
    """
    beyond = beyond_paper(page)
    paper = replace(page, pixels=_painted(page.pixels, beyond))
    ink = _small_ink(paper, COARSE_DPI)
    turn = _quarter_turn(paper, ink)
    skew = _skew(np.rot90(ink, -turn // 90))
    return _turned(paper, beyond, turn, skew)


def _painted(pixels: Pixels, beyond: Mask) -> Pixels:
    """Return the page with what lies beyond the paper painted as paper."""
    if not beyond.any():
        return pixels
    painted = pixels.copy()
    painted[beyond] = _paper_colour(pixels)
    return painted


def _small_ink(page: Raster, dpi: int) -> Mask:
    """Return the ink of type-sized things on the page, at this dpi."""
    scale = dpi / page.dpi
    grey = cv2.resize(as_grey(page.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((5, 5), np.uint8)), 21)
    ink = (grey < DARKER * paper.astype(np.float32)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) * MM_PER_INCH / dpi
    keep = (size >= SMALL_MM) & (size <= BIG_MM)
    keep[0] = False  # label 0 is the paper
    return np.asarray(keep[labels])


def _quarter_turn(page: Raster, ink: Mask) -> int:
    """Return the degrees clockwise (0, 90, 180, 270) that bring the lines level and their ascenders on top."""
    if ink.sum() < LEAST_INK:
        return 0
    lying = [_best(np.rot90(ink, -quarter)) for quarter in range(2)]
    turn = 90 if lying[1].sharpness > lying[0].sharpness else 0
    if not lying[turn // 90].clear:
        return 0
    letters = np.rot90(_small_ink(page, LETTER_DPI), -turn // 90)
    straight = _sheared(letters, lying[turn // 90].angle)
    return turn if _ascenders(straight) >= 0 else turn + 180


@dataclass(frozen=True, slots=True)
class Peak:
    """The clockwise turn in degrees that makes the sharpest rows, how sharp they are, and whether that is clear."""

    angle: float
    sharpness: float
    clear: bool


def _best(ink: Mask) -> Peak:
    """Return the peak over all angles, to `COARSE_STEP`."""
    angles = np.arange(-MAX_SKEW, MAX_SKEW + COARSE_STEP / 2, COARSE_STEP)
    scores = _sharpness(ink, angles)
    best = int(scores.argmax())
    return Peak(float(angles[best]), float(scores[best]), bool(scores[best] >= CLEAR_PEAK * np.median(scores)))


def _sharpness(ink: Mask, angles: Floats) -> Floats:
    """Return for each clockwise turn in degrees how sharply rows of ink and rows of paper alternate.

    The sum of squared differences between neighbouring rows of the sheared projection profile (Postl, 1986).
    """
    rows, columns = np.nonzero(ink)
    offset = rows + np.abs(columns).max(initial=0)  # keeps every sheared row positive
    height = int(offset.max(initial=0) + columns.max(initial=0)) + 2
    scores = np.empty(len(angles))
    for index, angle in enumerate(angles):
        # Turning clockwise carries the right side of the page down.
        sheared = (offset + columns * math.tan(math.radians(angle))).astype(np.int32)
        profile = np.bincount(sheared, minlength=height).astype(np.float64)
        scores[index] = np.square(np.diff(profile)).sum()
    return scores


def _skew(ink: Mask) -> float:
    """Return the turn in degrees clockwise that levels the lines; 0 where the page does not say clearly."""
    if ink.sum() < LEAST_INK:
        return 0.0
    peak = _best(ink)
    if not peak.clear:
        return 0.0
    around = peak.angle + np.arange(-COARSE_STEP, COARSE_STEP + FINE_STEP / 2, FINE_STEP)
    fine = np.convolve(_sharpness(ink, around), np.ones(5) / 5, mode="same")[2:-2]
    skew = round(float(around[2:-2][fine.argmax()]), 3)
    return skew if abs(skew) > LEAST_SKEW else 0.0


def _sheared(ink: Mask, angle: float) -> Mask:
    """Return the ink with its columns slid so that lines at this clockwise turn run level."""
    height, width = ink.shape
    slope = math.tan(math.radians(angle))
    matrix = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]], np.float64)
    moved = cv2.warpAffine(ink.astype(np.uint8), matrix, (width, height), flags=cv2.INTER_NEAREST)
    return np.asarray(moved > 0)


def _ascenders(ink: Mask) -> float:
    """Return by how much the ink above the lines' bodies outweighs the ink below, as a share: -1..1.

    Latin print has more ascenders, capitals and dots than descenders, so upside down it is negative. The bodies
    are found near by, not over the whole width, so that a curled line counts too.
    """
    span = LETTER_DPI // 3
    density = cv2.blur(ink.astype(np.float32), (span, 1))
    peak = cv2.dilate(density, np.ones((LETTER_DPI // 8, 1), np.uint8))
    body = ((density > 0.5 * peak) & (density > 0.1)).astype(np.uint8)
    reach = LETTER_DPI // 30  # at 150 dpi 8-point type stands some 10 pixels high; its ascenders are 4 of them
    beside = ink & (body == 0)
    upward = np.ones((reach + 1, 1), np.uint8)
    above = int((beside & (cv2.dilate(body, upward, anchor=(0, 0)) > 0)).sum())
    below = int((beside & (cv2.dilate(body, upward, anchor=(0, reach)) > 0)).sum())
    return (above - below) / max(1, above + below)


def _turned(page: Raster, beyond: Mask, rotation: int, skew: float) -> Upright:
    """Turn the page clockwise by both angles at once, on a sheet that holds all of it."""
    height, width = page.pixels.shape[:2]
    if skew == 0:
        turned = np.ascontiguousarray(np.rot90(page.pixels, -rotation // 90))
        affine = _quarter_affine(rotation, width, height)
        upright = replace(page, pixels=turned, printed=_words(page, affine))
        return Upright(upright, rotation, 0.0, affine, np.rot90(beyond, -rotation // 90))
    # OpenCV turns counter-clockwise for a positive angle; PAGE-XML, and we, clockwise.
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -(rotation + skew), 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    paper = _paper_colour(page.pixels)
    turned = cv2.warpAffine(page.pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=paper).astype(np.uint8)
    outside = cv2.warpAffine(beyond.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST, borderValue=1) > 0
    back = Affine(*(round(float(value), 6) for value in cv2.invertAffineTransform(matrix).ravel()))
    return Upright(replace(page, pixels=turned, printed=_words(page, back)), rotation, skew, back, outside)


def _words(page: Raster, to_scan: Affine) -> tuple[PrintedWord, ...]:
    """Return the words that the PDF says to show on the page, with their boxes on the page turned upright."""
    back = cv2.invertAffineTransform(np.array(to_scan).reshape(2, 3))
    boxes = np.array([word.box for word in page.printed], np.float64).reshape(-1, 4)
    # Pixels are turned about their middles, boxes by their corners: half a pixel up and left of these.
    corners = np.stack([boxes[:, [0, 1]], boxes[:, [2, 1]], boxes[:, [2, 3]], boxes[:, [0, 3]]], axis=1) - 0.5
    turned = corners @ back[:, :2].T + back[:, 2] + 0.5
    low, high = np.rint(turned.min(axis=1)).astype(int), np.rint(turned.max(axis=1)).astype(int)
    return tuple(
        replace(word, box=Box(*map(int, ends)))
        for word, ends in zip(page.printed, np.concatenate([low, high], axis=1), strict=True)
    )


def _quarter_affine(rotation: int, width: int, height: int) -> Affine:
    """Return the way back to a scan of this size from the page made by quarter turns alone."""
    return {
        0: Affine(1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        90: Affine(0.0, 1.0, 0.0, -1.0, 0.0, height - 1.0),
        180: Affine(-1.0, 0.0, width - 1.0, 0.0, -1.0, height - 1.0),
        270: Affine(0.0, -1.0, width - 1.0, 1.0, 0.0, 0.0),
    }[rotation]


def _paper_colour(pixels: Pixels) -> tuple[float, ...]:
    """Return the colour of the bare paper: the lighter middle of the page."""
    sample = pixels[::8, ::8].reshape(-1, 1 if pixels.ndim == 2 else 3)
    return tuple(float(value) for value in np.percentile(sample, 75, axis=0))
