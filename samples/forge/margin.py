"""Write words where the paper is free: in the margin, at the head of a page, under the text."""

from collections.abc import Iterator, Sequence

import numpy as np

from samples.forge.desk import EDGE_MM, ILLEGIBLE, Desk, Mark, Span, Wish
from samples.forge.lines import Rect
from samples.forge.pen import Inked, paraph, scrawl, signature, write

CROWDED = 0.05  # of a note's ink: on more print or ink than this, the reader writes elsewhere


def beside(wish: Wish, spans: Sequence[Span], desk: Desk) -> Iterator[Mark]:
    """Write words, a paraph or a signature where the paper is free, as near to the printed words as can be."""
    pen = desk.pens[wish.pen]
    anchor = spans[0].box if spans else _free_anchor(wish, desk)
    room = _margin(wish, spans, desk)
    inked = _squeezed(wish, room, desk)
    left = room.right - inked.cover.shape[1] if wish.side == "left" else room.left
    place = _free(inked, left, anchor.top - 0.2 * (anchor.bottom - anchor.top), room, desk)
    if place:
        yield Mark(wish.kind, wish.text, pen.ink, pen.colour, place)


def _free_anchor(wish: Wish, desk: Desk) -> Rect:
    """Without printed words to hold on to: a paraph goes to the head of the page, a signature under the text."""
    last = desk.page.body[-1].box
    y = last.bottom + desk.mm(8) if wish.kind == "signature" else desk.mm(desk.chance.uniform(14, 40))
    return Rect(0, y, 0, y + desk.mm(4))


def _margin(wish: Wish, spans: Sequence[Span], desk: Desk) -> Rect:
    """Find the strip of paper beside the body, or under it for a signature."""
    look, edge = desk.look, desk.mm(EDGE_MM)
    left, right = desk.mm(look.left), desk.mm(look.left + look.width)
    if wish.kind == "signature" and not spans:
        return Rect(left + desk.mm(20), 0, right, desk.page.height - edge)
    if wish.side == "left":
        return Rect(edge, edge, left - desk.mm(2.5 if look.bullet != "ring" else 3.5), desk.page.height - edge)
    ragged = max((span.line.box.right for span in spans), default=right)
    start = min(right, ragged) + desk.mm(desk.chance.uniform(1.5, 6))
    return Rect(start, edge, desk.page.width - edge, desk.page.height - edge)


def _squeezed(wish: Wish, room: Rect, desk: Desk) -> Inked:
    """Draw the words in as many lines as the margin asks for, smaller where it must."""
    pen, hand, dpi, chance = desk.pens[wish.pen], desk.hands[wish.hand], desk.look.dpi, desk.chance
    broad = max(1.0, 0.6 + 0.8 * pen.width)  # a felt tip writes larger
    wide = room.right - room.left
    inked = Inked(0, 0, np.zeros((1, 1), np.uint8))
    for scale in (float(chance.uniform(0.85, 1.35)), 0.8, 0.62, 0.5):
        if wish.kind == "paraph":
            inked = paraph(pen, dpi, chance, scale)
        elif wish.kind == "signature":
            inked = signature(wish.text, pen, dpi, chance)
        elif wish.text == ILLEGIBLE:
            inked = scrawl(hand, pen, dpi, chance, scale * broad)
        else:
            letters = max(5, int(wide / (desk.mm(hand.height) * scale * broad * 1.05)))
            inked = write(wrapped(wish.text, letters), hand, pen, dpi, chance, scale * broad)
        if inked.cover.shape[1] <= wide:
            break
    return inked


def wrapped(text: str, letters: int) -> list[str]:
    """Break a remark into lines of about so many letters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < letters:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _free(inked: Inked, left: float, top: float, room: Rect, desk: Desk) -> Inked | None:
    """Find the nearest place up or down the margin where the ink lies on clean paper; None where it is full."""
    tall, wide = inked.cover.shape
    ink = inked.cover > 60
    for step in range(16):
        y = top + desk.mm(4.5) * (step // 2 + step % 2) * (1 if step % 2 else -1)
        x = left + desk.mm(float(desk.chance.uniform(-1, 1)))
        place = inked.at(min(max(x, room.left), room.right), min(max(y, room.top), room.bottom - tall))
        x0, y0, x1, y1 = place.box
        under = desk.taken[y0:y1, x0:x1]
        if x1 <= desk.page.width and under.shape == (tall, wide) and (under & ink).sum() <= CROWDED * ink.sum():
            return place
    return None
