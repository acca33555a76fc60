"""Tell apart the inks on a page: what was printed, written by hand, stamped, or ruled.

A net says of every pixel how sure it is of each ink; what is decided here is decided stroke by stroke, letter by letter
and stamp by stamp, since nobody draws or prints half of one.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ingest.ink.columns import Column, cut_at_edges, find_column
from ingest.ink.drawings import Drawing
from ingest.ink.eye import Sight, look, picture
from ingest.ink.paper import Sheet, even_out
from ingest.ink.rules import find_rules
from ingest.ink.stamps import find_stamps
from ingest.ink.typelines import Parts, TypeLine, body_height, find_type, parts_of
from ingest.scan import Mask, Pixels
from ingest.upright import Upright

INK = 205  # of 255 on even paper: print is darker
SURE, HARDLY = 140, 90  # of 255: a stroke is pen where the net is sure of it, and as far as it is not sure it is not
SPECKLED = 80  # dots by themselves: a hand makes no more of them on a page
SEEN = 0.12  # share of a stroke of which the net must be sure
PRINTED = 118  # of 255
DARK = 160  # of 255: of ink, or of what is behind a hole in the paper
BROAD_MM, RIM_MM = 3.4, 0.6  # no pen is as broad; and what of such a blot lies around it
DUST_MM = 0.2  # smaller is dust, wherever it lies
DOT_MM, SHORT_MM = 1.1, 2.2  # smaller than this is a dot, or a short stroke
BESIDE_MM = 0.9  # within this of a stroke is beside it
SPECK_MM = 0.18  # smaller than any full stop


@dataclass(frozen=True, slots=True)
class Ink:
    """Masks of (height, width): a pixel of print under a pen stroke is in both `print` and `handwriting`."""

    sheet: Sheet
    sight: Sight
    print: Mask
    handwriting: Mask
    stamp: Mask
    rule: Mask
    stamps: tuple[Drawing, ...]
    lines: tuple[TypeLine, ...]  # the lines of print; none on a page without text
    column: Column | None
    xheight: float  # of the body type, in pixels; 0 without text


def separate(page: Upright) -> Ink:
    """Return the inks of an upright page."""
    sheet = even_out(page)
    sight = look(picture(page.page.pixels, sheet.light, page.beyond, page.page.dpi), sheet.grey.shape)
    stamps, stamp = find_stamps(sight, sheet)
    pen = _strokes(np.where(_blots(sheet), 0, sight.pen).astype(np.uint8), sheet) & ~stamp
    print_ = (sheet.grey < INK) & (sight.print > PRINTED)
    rules = find_rules(print_, sheet)
    parts = parts_of(print_ & ~rules)
    kept = np.maximum(parts.width, parts.height) > sheet.px(SPECK_MM)
    kept[0] = False
    letters = np.asarray(kept[parts.labels])
    xheight = body_height(parts, sheet)
    if xheight is None:
        return Ink(sheet, sight, letters | rules, pen, stamp, rules, stamps, (), None, 0.0)
    runs = find_type(parts, xheight)
    column = find_column([run for run in runs if run.printed], xheight)
    lines = cut_at_edges(parts, runs, column)
    return Ink(sheet, sight, letters | rules, pen, stamp, rules, stamps, tuple(lines), column, xheight)


def _blots(sheet: Sheet) -> Mask:
    """Return what is broader than any stroke: punch holes, logos, photographs, with the rim around each."""
    # A quarter of the size is enough, and costs a sixteenth.
    small = cv2.resize(sheet.grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    dark = (small < DARK).astype(np.uint8)
    side, rim = (max(1, round(sheet.px(mm) / 4)) for mm in (BROAD_MM, RIM_MM))
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    broad = cv2.dilate(broad, np.ones((2 * rim + 1, 2 * rim + 1), np.uint8))
    return np.asarray(cv2.resize(broad, sheet.grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


def _strokes(pen: Pixels, sheet: Sheet) -> Mask:
    """Return the strokes of which the net is sure somewhere, each as far as it goes, without dust.

    A dot is dust, unless it stands by a stroke: then it is of an i, or ends a sentence. On a page full of specks no dot
    is anything else, and short strokes are looked at as dots are elsewhere.
    """
    parts = parts_of(pen > HARDLY)
    sure = np.bincount(parts.labels.ravel(), weights=(pen > SURE).ravel(), minlength=len(parts.area))
    size = np.maximum(parts.width, parts.height)
    kept = (sure >= SEEN * parts.area) & (size > sheet.px(DUST_MM))
    kept[0] = False
    dots = kept & (size < sheet.px(DOT_MM))
    loose = dots & ~_beside(parts, kept & ~dots, sheet.px(BESIDE_MM))
    if loose.sum() <= SPECKLED:
        return np.asarray((kept & ~loose)[parts.labels])
    short = kept & ~dots & (size < sheet.px(SHORT_MM))
    long = kept & ~dots & ~short
    return np.asarray((long | (short & _beside(parts, long, sheet.px(BESIDE_MM))))[parts.labels])


def _beside(parts: Parts, others: Mask, reach: int) -> Mask:
    """Return the pieces whose middle lies within this reach of one of the others."""
    near = cv2.dilate(others[parts.labels].astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    rows, columns = (parts.top + parts.bottom) // 2, (parts.left + parts.right) // 2
    return np.asarray(near[np.minimum(rows, near.shape[0] - 1), np.minimum(columns, near.shape[1] - 1)])
