"""Tell a long pen stroke from the letters that it touches."""

import math

import cv2
import numpy as np

from ingest.scan import Mask, Pixels

LENGTH = 2.2  # in x-heights: no straight stroke of a letter of body type is as long
DIRECTIONS = 16  # half a turn is searched in as many directions
STRAIGHT_FILLED, STRAIGHT_WIDTH = 0.95, 0.25  # of its length: without gaps, and no thicker
SHORTEST = 5  # pixels: less has no direction
RULE_TILT = 0.004  # what is left of skew; a line drawn by hand tilts more
RULE_BEND = 0.7  # pixels: a hand does not draw straighter
SLACK = 2  # pixels that a stroke may bend within that length


def long_strokes(ink: Mask, xheight: float) -> Mask:
    """Return the pixels of the ink that lie on a stroke longer than any of a letter."""
    length = max(5, round(LENGTH * xheight)) | 1
    framed = cv2.copyMakeBorder(ink.astype(np.uint8), SLACK, SLACK, SLACK, SLACK, cv2.BORDER_CONSTANT, value=0)
    swollen = cv2.dilate(framed, np.ones((SLACK + 1, SLACK + 1), np.uint8))
    found = np.zeros(swollen.shape, bool)
    for step in range(DIRECTIONS):
        found |= cv2.morphologyEx(swollen, cv2.MORPH_OPEN, _bar(length, math.pi * step / DIRECTIONS)) > 0
    return np.asarray(found[SLACK:-SLACK, SLACK:-SLACK] & ink)


def _bar(length: int, angle: float) -> Pixels:
    """Return a structuring element: a line of this length in pixels at this angle in radians."""
    half = length // 2
    bar = np.zeros((length, length), np.uint8)
    reach_x, reach_y = round(half * math.cos(angle)), round(half * math.sin(angle))
    cv2.line(bar, (half - reach_x, half - reach_y), (half + reach_x, half + reach_y), 1)
    rows, columns = np.flatnonzero(bar.any(axis=1)), np.flatnonzero(bar.any(axis=0))
    return bar[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def is_rule(ink: Mask) -> bool:
    """Whether the piece is a printed rule or dash: dead straight, level or upright, and of one thickness."""
    lying = ink if ink.shape[1] >= ink.shape[0] else ink.T
    end = max(1, lying.shape[1] // 20)
    inner = lying[:, end:-end] if lying.shape[1] > 4 * end else lying
    thickness = inner.sum(axis=0)
    if len(thickness) < SHORTEST or not thickness.all():
        return False
    centre = (np.arange(inner.shape[0])[:, None] * inner).sum(axis=0) / thickness
    across = np.arange(len(centre))
    slope, start = np.polyfit(across, centre, 1)
    bend = float(np.percentile(np.abs(centre - (start + slope * across)), 95))
    even = float(np.percentile(thickness, 95)) <= max(3.0, 1.6 * float(np.median(thickness)))
    return bool(even and bend <= RULE_BEND and abs(slope) * len(centre) <= max(1.5, RULE_TILT * len(centre)))


def is_straight(ink: Mask) -> bool:
    """Whether the piece is a single straight bar at any angle."""
    rows, columns = np.nonzero(ink)
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    _, spread, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    across = (points - points.mean(axis=0)) @ axes[1]
    along = (points - points.mean(axis=0)) @ axes[0]
    filled = len(np.unique(np.rint(along))) >= STRAIGHT_FILLED * np.ptp(along)
    return bool(filled and np.ptp(across) <= STRAIGHT_WIDTH * np.ptp(along) and spread[1] < 0.1 * spread[0])
