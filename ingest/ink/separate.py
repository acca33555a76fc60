"""Tell apart the inks on a page: what was printed, written by hand, stamped, or ruled.

A net says of every pixel how sure it is of each ink; what is decided here is decided stroke by stroke, letter by letter
and stamp by stamp, since nobody draws or prints half of one.
"""

from dataclasses import dataclass

import numpy as np

from ingest.ink.columns import Column, cut_at_edges, find_column
from ingest.ink.drawings import Drawing
from ingest.ink.eye import Sight, look, picture
from ingest.ink.paper import Sheet, even_out
from ingest.ink.rules import find_rules
from ingest.ink.stamps import find_stamps
from ingest.ink.typelines import TypeLine, body_height, find_type, parts_of
from ingest.scan import Mask, Pixels
from ingest.upright import Upright

INK = 205  # of 255 on even paper: print is darker
SURE, HARDLY = 140, 90  # of 255: a stroke is pen where the net is sure of it, and as far as it is not sure it is not
SEEN = 0.12  # share of a stroke of which the net must be sure
PRINTED = 118  # of 255
DUST_MM = 0.3  # smaller strokes are dust
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
    pen = _strokes(sight.pen, sheet.px(DUST_MM)) & ~stamp
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


def _strokes(pen: Pixels, dust: int) -> Mask:
    """Return the strokes of which the net is sure somewhere, each as far as it goes."""
    parts = parts_of(pen > HARDLY)
    sure = np.bincount(parts.labels.ravel(), weights=(pen > SURE).ravel(), minlength=len(parts.area))
    kept = (sure >= SEEN * parts.area) & (np.maximum(parts.width, parts.height) > dust)
    kept[0] = False
    return np.asarray(kept[parts.labels])
