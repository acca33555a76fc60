"""Find what is too broad for any stroke or letter: punch holes, logos, photographs."""

import cv2
import numpy as np

from ingest.ink.paper import Sheet
from ingest.ink.typelines import parts_of
from ingest.scan import Mask

COARSE = 4  # such things are broad: a quarter of the size is enough, and costs a sixteenth
DARK = 160  # of 255: of ink, or of what is behind a hole in the paper
BROAD_MM, RIM_MM = 3.4, 0.6  # no pen and no letter is as broad; and what of such a blot lies around it
DENSE = 0.45  # share of its box that a picture fills: then all in that box is of it, as the shield in a ribbon is


def find_blots(sheet: Sheet) -> Mask:
    """Return the blots, each with a rim around it."""
    small = cv2.resize(sheet.grey, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    side, rim = (max(1, round(sheet.px(mm) / COARSE)) for mm in (BROAD_MM, RIM_MM))
    broad = cv2.morphologyEx((small < DARK).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    grown = cv2.dilate(broad, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    parts = parts_of(grown > 0)
    for blot in range(1, len(parts.area)):
        if parts.area[blot] >= DENSE * parts.width[blot] * parts.height[blot]:
            box = parts.box(blot)
            grown[box.top : box.bottom, box.left : box.right] = 1
    return np.asarray(cv2.resize(grown, sheet.grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)
