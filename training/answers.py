"""Say what the net should answer on a forged page: where each ink lies, of which kind a stroke is, what is one note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from bench.score.ink import NOTES, OUR_KIND
from ingest.ink.eye import COARSE, KINDS
from ingest.scan import Pixels
from ingest.upright import Upright
from samples.forge.desk import Mark
from samples.forge.press import PRINTED, Sheet
from samples.forge.scanner import Glass, laid

FULL = 180.0  # of 255: coverage from which ink is wholly there; half of it is where the truth of a scan draws the line
TOUCHED = 60  # of 255: coverage from which a place is of a mark
UNKNOWN = 255  # a kind where there is no stroke

Plane = npt.NDArray[Any]  # of uint8; OpenCV types its answers more loosely


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page and its answers: `page` (height, width, 3), `inks` (height, width, 3) 0..255 print, pen and stamp.

    `kinds` and `note` are a quarter as large: the number of the kind at each stroke, else UNKNOWN; 1 within a note.
    """

    page: Pixels
    inks: Pixels
    kinds: Pixels
    note: Pixels


def answered(shown: Pixels, sheet: Sheet, marks: Sequence[Mark], glass: Glass, upright: Upright) -> Lesson:
    """Return the page as it is shown with its answers; `glass` is where the sheet lay when it was scanned."""
    map_x, map_y = glass.maps()
    coloured = sheet.printed & (sheet.cover < PRINTED)
    cover = cv2.max(sheet.cover, coloured.astype(np.uint8) * 255)
    printed = cv2.remap(cover, map_x, map_y, cv2.INTER_LINEAR)
    pen, stamp, ids = np.zeros((3, glass.height, glass.width), np.uint8)
    for number, mark in enumerate(marks, start=1):
        window, own = laid(mark, glass, map_x, map_y)
        plane = stamp if mark.kind == "stamp" else pen
        plane[window] = np.maximum(plane[window], own)
        if mark.kind != "stamp":
            ids[window][own >= TOUCHED] = number
    size = shown.shape[1], shown.shape[0]
    inks = np.dstack([_seen(_turned(plane, upright, cv2.INTER_LINEAR), size) for plane in (printed, pen, stamp)])
    kinds, note = _told(_turned(ids, upright, cv2.INTER_NEAREST), marks, size)
    return Lesson(shown, inks, kinds, note)


def _turned(plane: Plane, upright: Upright, way: int) -> Plane:
    """Return the plane of the scan as it lies on the upright page."""
    height, width = upright.page.pixels.shape[:2]
    matrix = np.array(upright.to_scan, np.float64).reshape(2, 3)
    turned: Plane = cv2.warpAffine(plane, matrix, (width, height), flags=way | cv2.WARP_INVERSE_MAP)
    return turned


def _seen(plane: Plane, size: tuple[int, int]) -> Plane:
    """Return how much ink there is at each pixel shown."""
    share = np.clip(plane.astype(np.float32) * (255 / FULL), 0, 255)
    way = cv2.INTER_AREA if size[0] < plane.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(share, size, interpolation=way), np.uint8)


def _told(ids: Plane, marks: Sequence[Mark], size: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """Return the kinds and the notes at a quarter of the size: the hull of each note's ink, no two of them touching."""
    columns, rows = -(-size[0] // COARSE), -(-size[1] // COARSE)
    numbers = np.zeros((rows * COARSE, columns * COARSE), np.uint8)
    numbers[: size[1], : size[0]] = cv2.resize(ids, size, interpolation=cv2.INTER_NEAREST)
    numbers = numbers.reshape(rows, COARSE, columns, COARSE).max(axis=(1, 3))
    kinds = np.full((rows, columns), UNKNOWN, np.uint8)
    note, taken = np.zeros((2, rows, columns), np.uint8)
    for number, mark in enumerate(marks, start=1):
        if mark.kind == "stamp":
            continue
        kind = OUR_KIND[mark.kind]
        kinds[numbers == number] = KINDS.index(kind)
        own = _hull(ids == number, size[0] / ids.shape[1] / COARSE, note.shape) if kind in NOTES else None
        if own is not None:
            near = cv2.dilate(own, np.ones((3, 3), np.uint8))
            note[own > 0] = 1
            note[(near > 0) & (taken > 0)] = 0
            taken[near > 0] = 1
    return kinds, note


def _hull(own: npt.NDArray[np.bool_], scale: float, shape: tuple[int, ...]) -> Plane | None:
    """Return the hull of this ink, filled, at this scale; None where there is no ink."""
    points = cv2.findNonZero(own.astype(np.uint8))
    if points is None:
        return None
    corners = np.rint(cv2.convexHull(points).astype(np.float64) * scale).astype(np.int32)
    return cv2.fillPoly(np.zeros(shape, np.uint8), [corners], 1)
