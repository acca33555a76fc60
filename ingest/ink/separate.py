"""Tell apart the inks on a page: what was printed, written by hand, stamped, or ruled.

A net says of every pixel how sure it is of each ink; what is decided after that is decided stroke by stroke, letter by
letter and stamp by stamp, since nobody draws or prints half of one.
"""

from dataclasses import dataclass

import numpy as np

from ingest.ink.blots import find_blots
from ingest.ink.columns import Column, cut_at_edges, find_column
from ingest.ink.drawings import Drawing
from ingest.ink.eye import Sight, look, picture
from ingest.ink.paper import Sheet, even_out
from ingest.ink.pen import drawn_rules, find_strokes, leftovers, under_strokes
from ingest.ink.rules import find_rules
from ingest.ink.stamps import find_stamps
from ingest.ink.typelines import Parts, TypeLine, body_height, find_type, parts_of
from ingest.scan import Mask
from ingest.upright import Upright

INK = 205  # of 255 on even paper: print is darker
PRINTED = 118  # of 255: from here the net takes it for print
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
    parts: Parts  # the connected pieces of print, without rules and pictures
    lines: tuple[TypeLine, ...]  # the lines of print; none on a page without text
    column: Column | None
    xheight: float  # of the body type, in pixels; 0 without text


def separate(page: Upright) -> Ink:
    """Return the inks of an upright page."""
    sheet = even_out(page)
    sight = look(picture(page.page.pixels, sheet.light, page.beyond, page.page.dpi), sheet.grey.shape)
    blots = find_blots(sheet)
    stamps, stamp = find_stamps(sight, sheet)
    pen = find_strokes(sight, sheet, blots, page.beyond) & ~stamp
    printed = (sheet.grey < INK) & (sight.print > PRINTED) & ~(stamp & (sight.stamp > sight.print))
    printed |= under_strokes(pen, printed, sight, sheet)
    rules = find_rules(printed, sheet)
    drawn = drawn_rules(rules, pen, sight.pen, sheet)
    rules, pen = rules & ~drawn, pen | drawn
    pictures = printed & blots
    parts = _without_specks(printed & ~rules & ~drawn & ~blots, sheet)
    xheight = body_height(parts, sheet)
    if xheight is None:
        printed = (parts.labels > 0) | pictures | rules
        return Ink(sheet, sight, printed, pen, stamp, rules, stamps, parts, (), None, 0.0)
    left = leftovers(parts, pen, xheight)
    if left.any():
        pen, parts = pen | left[parts.labels], parts.only(~left)
    runs = find_type(parts, xheight)
    column = find_column([run for run in runs if run.printed], xheight)
    lines = cut_at_edges(parts, runs, column)
    printed = (parts.labels > 0) | pictures | rules
    return Ink(sheet, sight, printed, pen, stamp, rules, stamps, parts, tuple(lines), column, xheight)


def _without_specks(ink: Mask, sheet: Sheet) -> Parts:
    parts = parts_of(ink)
    return parts.only(np.maximum(parts.width, parts.height) > sheet.px(SPECK_MM))
