"""Find the stamps on a page: what one die pressed, its frame and its words, is one stamp."""

import cv2
import numpy as np

from ingest.ink.drawings import Drawing
from ingest.ink.eye import Sight
from ingest.ink.paper import Sheet
from ingest.ink.typelines import parts_of
from ingest.scan import Mask

SURE, HARDLY = 127, 50  # of 255: where the net sees a stamp, all is of it that may be
CLOSE_MM = 3.5  # pieces of one stamp, worn or broken, lie no further apart
LEAST_MM = (7.0, 3.0)  # no die is smaller, lying or standing
FILLED = 0.008  # share of a stamp's box that is inked; less is scattered specks


def find_stamps(sight: Sight, sheet: Sheet) -> tuple[tuple[Drawing, ...], Mask]:
    """Return the stamps one by one, and the ink of all of them."""
    ink = sight.stamp > SURE
    found: list[Drawing] = []
    whole = np.zeros(ink.shape, bool)
    if not ink.any():
        return (), whole
    reach = sheet.px(CLOSE_MM) | 1
    groups = parts_of(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)) > 0)
    longest, shortest = np.maximum(groups.width, groups.height), np.minimum(groups.width, groups.height)
    large = (longest >= sheet.px(LEAST_MM[0])) & (shortest >= sheet.px(LEAST_MM[1]))
    large[0] = False
    for group in np.flatnonzero(large):
        box = groups.box(int(group))
        window = slice(box.top, box.bottom), slice(box.left, box.right)
        own = (sight.stamp[window] > HARDLY) & (groups.labels[window] == group)
        if own.mean() >= FILLED:
            found.append(Drawing("stamp", box, own))
            whole[window] |= own
    return tuple(found), whole
