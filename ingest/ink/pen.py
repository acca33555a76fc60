"""Which ink is a pen's: whole strokes, without dust, blots and shadows."""

import cv2
import numpy as np

from ingest.ink.eye import Sight
from ingest.ink.paper import Sheet
from ingest.ink.typelines import Ints, Parts, parts_of
from ingest.scan import Mask, Pixels

SURE, HARDLY = 140, 90  # of 255: a stroke is pen where the net is sure of it, and as far as it is not sure it is not
SEEN = 0.12  # share of a stroke of which the net must be sure
LETTERS_MM = 0.5  # ink that lies within this hangs together
DUST_MM = 0.2  # smaller is dust, wherever it lies
DOT_MM, SHORT_MM = 1.1, 2.2  # smaller than this is a dot, or a short stroke
BESIDE_MM = 0.9  # within this of a stroke is beside it
COLOURED, WAVERS = 215, 20  # of 255: ink is darker than this, and pen it may be where the net is as sure
SPECKLED = 80  # dots by themselves: a hand makes no more of them on a page
EDGE_MM, AT_EDGE = 1.5, 0.5  # near to what is no paper, and the share of a shadow that lies as near
ON_MM, ASIDE_MM = 4.0, 0.6  # how far on along a rule, and to its sides, it is looked for whether a pen goes on there
BAR_MM, DOUBT = 8.0, 10  # how long such a bar is at least, and how sure the net must be of it, of 255
DARKER, LETTER_MM = 40, 0.35  # of 255: how much darker letters are than the stroke; and how broad theirs are
THIN, TALL = 0.32, 0.8  # in x-heights: a bit of a stroke is no thicker; an upright one that counts is as tall
GOES_ON = 0.3  # share of that length in which there is pen


def find_strokes(sight: Sight, sheet: Sheet, blots: Mask, beyond: Mask) -> Mask:
    """Return the strokes that the net takes for a pen's; `blots` are no strokes, `beyond` is what is no paper."""
    pen = np.where(blots, 0, np.maximum(sight.pen, _coloured(sight, sheet))).astype(np.uint8)
    edge = _grown(beyond, sheet.px(EDGE_MM)) if beyond.any() else beyond
    hardly = pen > HARDLY
    parts = parts_of(hardly)
    strokes = _kept(parts, pen, sheet, edge)
    if _dust(parts, strokes, sheet).sum() > SPECKLED:
        return np.asarray(_among_specks(parts, strokes, sheet)[parts.labels])
    # Letters of a small word are dots one by one, and a word together.
    reach = sheet.px(LETTERS_MM)
    words = parts_of(cv2.morphologyEx(hardly.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)) > 0)
    strokes = _kept(words, pen, sheet, edge)
    strokes &= ~_dust(words, strokes, sheet)
    return np.asarray(strokes[words.labels] & hardly)


def under_strokes(pen: Mask, printed: Mask, sight: Sight, sheet: Sheet) -> Mask:
    """Return the pixels of strokes that are darker than the stroke itself, beside print: letters that show through."""
    if not pen.any():
        return pen
    parts = parts_of(pen)
    bare = pen & (sight.print < HARDLY)
    total = np.bincount(parts.labels[bare], weights=sheet.grey[bare], minlength=len(parts.area))
    shade = total / np.maximum(1, _count(parts, bare))
    near = _grown(printed, sheet.px(LETTER_MM))
    return np.asarray(pen & near & (sheet.grey < (shade - DARKER)[parts.labels]))


def leftovers(parts: Parts, pen: Mask, xheight: float) -> Mask:
    """Return which pieces of print are none: bits of a stroke that lie on its way, flat ones and upright ones.

    A flat bit that a stroke runs into is of that stroke: a dash stands free. An upright one is, where strokes run into
    both its ends: an l or an i stands free at one of them.
    """
    near = _grown(pen, 2)
    touched = _count(parts, near) > 0
    flat = (parts.height <= THIN * xheight) & (parts.width >= 1.5 * parts.height)
    upright = (parts.width <= THIN * xheight) & (parts.height >= TALL * xheight)
    found = np.zeros(len(parts.area), bool)
    for part in np.flatnonzero(touched & (flat | upright)):
        if part:  # the paper is no piece
            box, end = parts.box(int(part)), max(1, round(THIN * xheight / 2))
            window = near[box.top : box.bottom, box.left : box.right]
            ends = (window[:, :end], window[:, -end:]) if flat[part] else (window[:end], window[-end:])
            found[part] = any(map(np.any, ends)) if flat[part] else all(map(np.any, ends))
    return found


def _dust(parts: Parts, strokes: Mask, sheet: Sheet) -> Mask:
    """Return the dots by themselves: by a stroke a dot is of an i, or ends a sentence."""
    dots = strokes & (_size(parts) < sheet.px(DOT_MM))
    return dots & ~_beside(parts, strokes & ~dots, sheet.px(BESIDE_MM))


def _kept(parts: Parts, pen: Pixels, sheet: Sheet, edge: Mask) -> Mask:
    """Return the pieces of which the net is sure somewhere, larger than dust, and no shadow of the paper's edge."""
    kept = (_count(parts, pen > SURE) >= SEEN * parts.area) & (_size(parts) > sheet.px(DUST_MM))
    if edge.any():
        kept &= _count(parts, edge) < AT_EDGE * parts.area
    kept[0] = False
    return np.asarray(kept)


def _among_specks(parts: Parts, strokes: Mask, sheet: Sheet) -> Mask:
    """Return the strokes on a page full of specks: dots are dust there, and so are short strokes by themselves."""
    short = strokes & (_size(parts) < sheet.px(SHORT_MM))
    short &= _size(parts) >= sheet.px(DOT_MM)
    long = strokes & (_size(parts) >= sheet.px(SHORT_MM))
    return np.asarray(long | (short & _beside(parts, long, sheet.px(BESIDE_MM))))


def _coloured(sight: Sight, sheet: Sheet) -> Pixels:
    """Return how sure it is, 0..255, that coloured ink is a pen's: where the net at least wavers, its colour decides.

    Type that is printed in colour has letters that the net knows for print without a doubt.
    """
    ink = sheet.coloured & (sheet.grey < COLOURED)
    if not ink.any():
        return np.zeros(ink.shape, np.uint8)
    parts = parts_of(ink)
    wavering = np.bincount(parts.labels.ravel(), weights=sight.pen.ravel(), minlength=len(parts.area))
    drawn = (wavering >= WAVERS * parts.area) & (_size(parts) >= sheet.px(DOT_MM))
    drawn[0] = False
    return np.asarray(drawn[parts.labels] * np.uint8(255))


def drawn_rules(rules: Mask, pen: Mask, sure: Pixels, sheet: Sheet) -> Mask:
    """Return of the printed rules those that are none.

    Either a pen goes on where they end, so that it drew them too; or they stand upright, as bars beside the text do,
    and the net is in doubt.
    """
    if not rules.any():
        return rules
    parts = parts_of(rules)
    drawn = np.zeros(len(parts.area), bool)
    on, aside = sheet.px(ON_MM), sheet.px(ASIDE_MM)
    for rule in range(1, len(parts.area)):
        lying = parts.width[rule] >= parts.height[rule]
        across, down = (on, aside) if lying else (aside, on)
        left, top = max(0, parts.left[rule] - across), max(0, parts.top[rule] - down)
        window = pen[top : parts.bottom[rule] + down, left : parts.right[rule] + across]
        drawn[rule] = window.any(axis=0 if lying else 1).mean() >= GOES_ON
    doubt = np.bincount(parts.labels[rules], weights=sure[rules], minlength=len(parts.area))
    drawn |= (parts.height >= sheet.px(BAR_MM)) & (parts.width < parts.height) & (doubt >= DOUBT * parts.area)
    drawn[0] = False
    return np.asarray(drawn[parts.labels])


def _size(parts: Parts) -> Ints:
    """Return of each piece its width or height, whichever is more."""
    return np.maximum(parts.width, parts.height)


def _beside(parts: Parts, others: Mask, reach: int) -> Mask:
    """Return the pieces whose middle lies within this reach of one of the others."""
    near = _grown(np.asarray(others[parts.labels]), reach)
    rows, columns = (parts.top + parts.bottom) // 2, (parts.left + parts.right) // 2
    return np.asarray(near[np.minimum(rows, near.shape[0] - 1), np.minimum(columns, near.shape[1] - 1)])


def _count(parts: Parts, where: Mask) -> Ints:
    """Return of each piece the number of its pixels that lie there."""
    return np.bincount(parts.labels[where], minlength=len(parts.area))


def _grown(mask: Mask, reach: int) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0)
