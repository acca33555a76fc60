"""Give the page back as if nobody had touched it: the pen taken off, the print kept."""

import cv2
import numpy as np

from ingest.ink.separate import Ink
from ingest.scan import Mask, Pixels

FRINGE_MM = 0.3  # the soft edge of a stroke that goes with it
LETTER_EDGE = 5  # pixels wide and high: a letter with its soft edge
PAPER = 255
BARE = 235  # of 255: paper, with nothing on it


def letters_alone(ink: Ink, specks: Mask | None = None) -> Pixels:
    """Return the even page with its letters and nothing else, for reading: no pen, rule, speck or stain.

    `specks` says which pieces of print are specks; without it none are.
    """
    kept = ink.print & ~ink.rule if specks is None else ink.print & ~ink.rule & ~specks[ink.parts.labels]
    letters = kept.astype(np.uint8)
    near = cv2.dilate(letters, np.ones((LETTER_EDGE, LETTER_EDGE), np.uint8)) > 0
    return np.where(near & ~_gone(ink), ink.sheet.grey, PAPER).astype(np.uint8)


def printed_page(pixels: Pixels, ink: Ink) -> Pixels:
    """Return the page in its own colours without pen and stamps, the holes filled with the paper around them."""
    gone = _gone(ink)
    if not gone.any():
        return pixels
    page, light = pixels.copy(), ink.sheet.light
    # The light is that of the bare paper at each place; its colour is the same all over the page.
    bare = pixels[::8, ::8].astype(np.float32) / (light if pixels.ndim == 2 else light[:, :, None])[::8, ::8]
    colour = np.minimum(np.median(bare[ink.sheet.grey[::8, ::8] > BARE], axis=0), 1.0) if len(bare) else 1.0
    lit = light[gone].astype(np.float32)
    page[gone] = (lit if pixels.ndim == 2 else lit[:, None]) * colour
    return page


def _gone(ink: Ink) -> Mask:
    """Return the pixels to take off: those of pen and stamp with their soft edges, but none of print with its own."""
    reach = 2 * ink.sheet.px(FRINGE_MM) + 1
    added = cv2.dilate((ink.handwriting | ink.stamp).astype(np.uint8), np.ones((reach, reach), np.uint8))
    kept = cv2.dilate((ink.print & ~ink.handwriting).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray((added > 0) & (kept == 0) & ~ink.print)
