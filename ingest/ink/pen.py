"""Which ink is a pen's: whole strokes, without dust, blots and shadows."""

import cv2
import numpy as np

from ingest.ink.paper import Sheet
from ingest.ink.typelines import Parts, parts_of
from ingest.scan import Mask, Pixels

SURE, HARDLY = 140, 90  # of 255: a stroke is pen where the net is sure of it, and as far as it is not sure it is not
SEEN = 0.12  # share of a stroke of which the net must be sure
DUST_MM = 0.2  # smaller is dust, wherever it lies
DOT_MM, SHORT_MM = 1.1, 2.2  # smaller than this is a dot, or a short stroke
BESIDE_MM = 0.9  # within this of a stroke is beside it
SPECKLED = 80  # dots by themselves: a hand makes no more of them on a page
DARK = 160  # of 255: of ink, or of what is behind a hole in the paper
BROAD_MM, RIM_MM = 3.4, 0.6  # no pen is as broad; and what of such a blot lies around it
EDGE_MM, AT_EDGE = 1.5, 0.5  # near to what is no paper, and the share of a shadow that lies as near
ON_MM, ASIDE_MM = 4.0, 0.6  # how far on along a rule, and to its sides, it is looked for whether a pen goes on there
GOES_ON = 0.3  # share of that length in which there is pen


def find_strokes(sure: Pixels, sheet: Sheet, beyond: Mask) -> Mask:
    """Return the strokes that the net takes for pen's; `sure` is how sure it is, `beyond` what is no paper."""
    pen = np.where(_blots(sheet), 0, sure).astype(np.uint8)
    parts = parts_of(pen > HARDLY)
    size = np.maximum(parts.width, parts.height)
    kept = (_count(parts, pen > SURE) >= SEEN * parts.area) & (size > sheet.px(DUST_MM))
    if beyond.any():
        kept &= _count(parts, _grown(beyond, sheet.px(EDGE_MM))) < AT_EDGE * parts.area
    kept[0] = False
    return np.asarray(_without_dust(parts, kept, sheet)[parts.labels])


def drawn_rules(rules: Mask, pen: Mask, sheet: Sheet) -> Mask:
    """Return of the printed rules those that are none: a pen goes on where they end, so that it drew them too."""
    parts = parts_of(rules)
    drawn = np.zeros(len(parts.area), bool)
    on, aside = sheet.px(ON_MM), sheet.px(ASIDE_MM)
    for rule in range(1, len(parts.area)):
        lying = parts.width[rule] >= parts.height[rule]
        across, down = (on, aside) if lying else (aside, on)
        left, top = max(0, parts.left[rule] - across), max(0, parts.top[rule] - down)
        window = pen[top : parts.bottom[rule] + down, left : parts.right[rule] + across]
        drawn[rule] = window.any(axis=0 if lying else 1).mean() >= GOES_ON
    return np.asarray(drawn[parts.labels])


def _blots(sheet: Sheet) -> Mask:
    """Return what is broader than any stroke: punch holes, logos, photographs, with the rim around each."""
    # A quarter of the size is enough, and costs a sixteenth.
    small = cv2.resize(sheet.grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side, rim = (max(1, round(sheet.px(mm) / 4)) for mm in (BROAD_MM, RIM_MM))
    broad = cv2.morphologyEx((small < DARK).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    grown = _grown(broad > 0, rim).astype(np.uint8)
    return np.asarray(cv2.resize(grown, sheet.grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


def _without_dust(parts: Parts, kept: Mask, sheet: Sheet) -> Mask:
    """Return which of the kept strokes are no dust.

    A dot is dust, unless it stands by a stroke: then it is of an i, or ends a sentence. On a page full of specks no dot
    is anything else, and short strokes are looked at as dots are elsewhere.
    """
    size, reach = np.maximum(parts.width, parts.height), sheet.px(BESIDE_MM)
    dots = kept & (size < sheet.px(DOT_MM))
    loose = dots & ~_beside(parts, kept & ~dots, reach)
    if loose.sum() <= SPECKLED:
        return kept & ~loose
    short = kept & ~dots & (size < sheet.px(SHORT_MM))
    long = kept & ~dots & ~short
    return long | (short & _beside(parts, long, reach))


def _beside(parts: Parts, others: Mask, reach: int) -> Mask:
    """Return the pieces whose middle lies within this reach of one of the others."""
    near = _grown(np.asarray(others[parts.labels]), reach)
    rows, columns = (parts.top + parts.bottom) // 2, (parts.left + parts.right) // 2
    return np.asarray(near[np.minimum(rows, near.shape[0] - 1), np.minimum(columns, near.shape[1] - 1)])


def _count(parts: Parts, where: Mask) -> Pixels:
    """Return of each piece the number of its pixels that lie there."""
    return np.bincount(parts.labels[where], minlength=len(parts.area))


def _grown(mask: Mask, reach: int) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0)
