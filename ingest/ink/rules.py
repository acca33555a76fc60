"""Find the printed rules: the lines of a table, of a frame, above a footnote, under a word."""

import cv2
import numpy as np

from ingest.ink.paper import Sheet
from ingest.scan import Mask

LEAST_MM = 5.0  # shorter straight strokes are of letters, of dashes and of small boxes
THICKEST_MM = 0.9  # thicker is a bar of a logo


def find_rules(printed: Mask, sheet: Sheet) -> Mask:
    """Return the pixels of print that lie on a thin line, level or upright, longer than any stroke of a letter."""
    ink = printed.astype(np.uint8)
    length, thick = sheet.px(LEAST_MM), sheet.px(THICKEST_MM)
    # A pixel of slack, since a line that runs level to within a pixel steps once on its way.
    swollen = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    rules = np.zeros(printed.shape, bool)
    for bar, across in (((1, length), (thick + 1, 1)), ((length, 1), (1, thick + 1))):
        along = cv2.morphologyEx(swollen, cv2.MORPH_OPEN, np.ones(bar, np.uint8))
        broad = cv2.morphologyEx(along, cv2.MORPH_OPEN, np.ones(across, np.uint8))
        rules |= (along > 0) & (broad == 0)
    return np.asarray(rules & printed)
