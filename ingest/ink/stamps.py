"""Find the stamps among what was added to the page: framed or round, with words inside."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from ingest.ink.separate import Ink
from ingest.ink.typelines import parts_of
from ingest.scan import Mask

CLOSE_MM = 4.0  # pieces of one stamp, worn or broken, lie no further apart
LEAST_MM = (16.0, 8.0)  # a frame drawn by hand around a printed word is smaller
LEAST_RADIUS_MM = 8.0
FRAME_MM = 0.7  # how far worn ink and bent rubber stray from the ideal frame
SIDE_SHARE, SIDES = 0.7, 3  # of a side that must be inked, and of how many sides: stamps print unevenly
RING_SHARE = 0.65  # of a ring
INSIDE_SHARE = 0.05  # of the area within: words
LONG_LINE = 12  # letters: a printed line as long runs under the stamp, a stamp's own line is shorter

Points = npt.NDArray[np.float32]


def stamps_apart(ink: Ink) -> Ink:
    """Return the inks with the stamps taken out of the handwriting, and out of the print what belongs to them."""
    px = ink.sheet.px
    bridge = np.ones((px(CLOSE_MM) | 1, px(CLOSE_MM) | 1), np.uint8)
    added = ink.handwriting.astype(np.uint8)
    loose = (ink.handwriting | ink.print) & ~_long_lines(ink)
    stamp = np.zeros(loose.shape, bool)
    # A closing bridges what lies opposite, a dilation also a worn corner, but it joins what stands beside the stamp.
    for joined in (cv2.morphologyEx(added, cv2.MORPH_CLOSE, bridge), cv2.dilate(added, bridge)):
        groups = parts_of(joined > 0)
        broad = np.maximum(groups.width, groups.height) >= px(LEAST_MM[0])
        broad &= np.minimum(groups.width, groups.height) >= px(LEAST_MM[1])
        broad[0] = False
        for group in np.flatnonzero(broad):
            window = slice(groups.top[group], groups.bottom[group]), slice(groups.left[group], groups.right[group])
            piece = (groups.labels[window] == group) & ink.handwriting[window]
            stamp[window] |= _stamp(piece, loose[window], px(FRAME_MM), px(LEAST_RADIUS_MM))
    if not stamp.any():
        return ink
    return replace(ink, print=ink.print & ~stamp, handwriting=ink.handwriting & ~stamp, stamp=stamp)


def _stamp(piece: Mask, loose: Mask, slack: int, least_radius: int) -> Mask:
    """Return the ink of the stamp whose frame the piece is: nothing where it is no frame, or has no words within."""
    area = _framed(piece, slack, least_radius)
    if area is None or (loose & _shrunk(area, 3 * slack)).sum() < INSIDE_SHARE * area.sum():
        return np.zeros(piece.shape, bool)
    return area & loose


def _framed(piece: Mask, slack: int, least_radius: int) -> Mask | None:
    """Return the area of the frame or ring that the piece makes; None where it makes none. Lengths in pixels."""
    rows, columns = np.nonzero(piece)
    points = np.stack([columns, rows], axis=1).astype(np.float32)
    near = _grown(piece, slack)
    rectangle = cv2.minAreaRect(points)
    longest, shortest = max(rectangle[1]), min(rectangle[1])
    corners = cv2.boxPoints(rectangle).astype(np.float32)
    if shortest >= least_radius and sum(_inked(side, near) >= SIDE_SHARE for side in _sides(corners)) >= SIDES:
        return _grown(_filled(corners, piece.shape), slack)
    middle, radius = cv2.minEnclosingCircle(points)
    if radius >= least_radius and shortest > 0.7 * longest:
        angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        ring = (np.array(middle) + (radius - slack / 2) * circle).astype(np.float32)
        if _inked(ring, near) >= RING_SHARE:
            return _grown(_filled(ring, piece.shape), slack)
    return None


def _grown(area: Mask, by: int) -> Mask:
    return np.asarray(cv2.dilate(area.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0)


def _shrunk(area: Mask, by: int) -> Mask:
    return ~_grown(~area, by)


def _sides(corners: Points) -> list[Points]:
    """Return points along each side of the rectangle."""
    steps = np.linspace(0, 1, 60, endpoint=False)[:, None]
    return [(corners[side] + steps * (corners[(side + 1) % 4] - corners[side])).astype(np.float32) for side in range(4)]


def _inked(points: Points, near: Mask) -> float:
    """Return the share of the points that lie near ink."""
    columns = np.clip(np.rint(points[:, 0]).astype(int), 0, near.shape[1] - 1)
    rows = np.clip(np.rint(points[:, 1]).astype(int), 0, near.shape[0] - 1)
    return float(near[rows, columns].mean())


def _filled(outline: Points, shape: tuple[int, ...]) -> Mask:
    area = np.zeros(shape, np.uint8)
    cv2.fillPoly(area, [np.rint(outline).astype(np.int32)], 1)
    return np.asarray(area > 0)


def _long_lines(ink: Ink) -> Mask:
    """Return where long lines of print stand."""
    long = np.zeros(ink.print.shape, bool)
    for line in ink.lines:
        if len(line.pieces) >= LONG_LINE:
            long[line.box.top : line.box.bottom, line.box.left : line.box.right] = True
    return long
