"""Read a nota with a pen in hand: what a reader underlines, circles, strikes and writes, and where there is room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from samples.forge.lines import RAISED, Line, Look, Rect, Word
from samples.forge.pen import HANDS, PENS, Chance, Hand, Inked, Pen, draw, paraph, scrawl, signature, write
from samples.forge.press import Sheet
from samples.forge.stamp import COLOURS, stamp
from samples.forge.typeset import SetPage

Kind = Literal[
    "margin_note",
    "interlinear_note",
    "paraph",
    "signature",
    "underline",
    "strike_through",
    "circle",
    "box",
    "check",
    "bracket",
    "arrow",
    "stamp",
]

Side = Literal["left", "right"]

ILLEGIBLE = "[onleesbaar]"

# What readers of nota's write, by hand, beside them.
REMARKS = (
    "eens", "akkoord", "graag bespreken", "waarom?", "nee!", "ja, doen", "klopt dit?", "wie betaalt?", "te vaag",
    "dank!", "per wanneer?", "check met FEZ", "hoe zit dit?", "naar de staf", "nog eens bezien", "Kamer?", "zie p. 2",
    "!!", "?", "goed punt", "wat vindt de VNG?", "liever na het reces", "hoeveel?", "bron?", "dit is oud", "mooi zo",
    "kan dit eerder?", "risico!", "terug naar directie", "s.v.p. aanpassen", "met MP bespreken", "is dit nieuw?",
    "uitzoeken voor do.", "politiek gevoelig", "lijn vasthouden", "graag cijfers erbij", "zo niet", "OK", "akk. 3/10",
    "dat wist ik niet", "overleg met OCW", "niet nodig", "eerst IenW bellen", "let op toon", "past dit in budget?",
)  # fmt: skip

INSERTIONS = (
    "niet",
    "wel",
    "graag",
    "ook",
    "circa",
    "eerst",
    "zo snel mogelijk",
    "uiterlijk",
    "alleen",
    "nu nog",
    "mede",
)

STAMPS = (
    ("ONTVANGEN", "22 NOV 2023"), ("VERTROUWELIJK",), ("AFSCHRIFT",), ("INGEKOMEN", "14 MRT 2024", "DMO"), ("SPOED",),
    ("GEZIEN", "STAS"), ("CONCEPT",), ("ARCHIEF", "07 JUN 2022"), ("DEP. VERTROUWELIJK",),
)  # fmt: skip

NAMES = ("J. de Vries", "M. Bakker", "A. van Dam", "P. Smeets", "H. Yilmaz", "C. Terpstra")

EDGE_MM = 3.0  # nobody writes nearer to the edge of the sheet
CROWDED = 0.05  # of a note's ink: on more print or ink than this, the reader writes elsewhere


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to put on a page: which mark, at which printed words, saying what."""

    kind: Kind
    page: int
    at: str = ""  # printed words of one page; a note stands beside them, a line goes under them
    text: str = ""
    side: Side = "right"
    pen: str = "blue"
    hand: str = "anna"
    line: int = 0  # of the page's body, from which the words are looked for


class Mark(NamedTuple):
    """What came on the page."""

    kind: Kind
    text: str
    ink: str
    colour: tuple[int, int, int]
    inked: Inked


class Span(NamedTuple):
    """Neighbouring printed words on one line."""

    line: Line
    box: Rect


Taken = npt.NDArray[np.bool_]


class _Desk(NamedTuple):
    """All that is at hand while one page is written on. `taken` is filled as ink comes on the page."""

    page: SetPage
    look: Look
    taken: Taken
    chance: Chance

    def mm(self, length: float) -> float:
        return self.look.px(length)


def annotate(page: SetPage, sheet: Sheet, look: Look, wishes: Sequence[Wish], chance: Chance) -> list[Mark]:
    """Put these wishes on the page, those that find a place, in order."""
    desk = _Desk(page, look, sheet.printed.copy(), chance)
    marks: list[Mark] = []
    for wish in wishes:
        for mark in _granted(wish, desk):
            _take(desk, mark.inked)
            marks.append(mark)
    return marks


def _take(desk: _Desk, inked: Inked) -> None:
    left, top, right, bottom = inked.box
    tall, wide = desk.taken.shape
    x0, y0, x1, y1 = max(0, left), max(0, top), min(wide, right), min(tall, bottom)
    desk.taken[y0:y1, x0:x1] |= inked.cover[y0 - top : y1 - top, x0 - left : x1 - left] > 60


def _granted(wish: Wish, desk: _Desk) -> Iterator[Mark]:
    """Draw the ink of one wish: none where there is no room or no such words, one mark for every line it spans."""
    pen, hand, chance, dpi = PENS[wish.pen], HANDS[wish.hand], desk.chance, desk.look.dpi
    spans = find(desk.page, wish.at, wish.line) if wish.at else []
    if wish.at and not spans:
        return
    if wish.kind == "stamp":
        yield from _stamped(wish, desk)
    elif wish.kind in ("margin_note", "paraph", "signature"):
        yield from _beside(wish, spans, desk)
    elif wish.kind == "interlinear_note":
        note = write([wish.text], hand, pen, dpi, chance, 0.62)
        yield Mark(wish.kind, wish.text, pen.ink, pen.colour, _over(note, spans[0], desk))
    elif wish.kind == "bracket":
        yield Mark(wish.kind, "", pen.ink, pen.colour, _bracket(spans, wish.side, pen, desk))
    else:
        for span in spans if wish.kind in ("underline", "strike_through") else spans[:1]:
            inked = _DRAWN[wish.kind](span.box, wish, pen, hand, desk)
            yield Mark(wish.kind, "", pen.ink, pen.colour, inked)


def find(page: SetPage, words: str, line: int = 0) -> list[Span]:
    """Find printed words in the body from this line on: a span for every line they reach, none where they are not."""
    placed = [(word, line) for line in page.body[line:] for word in line.words]
    printed = [_bare(word.text) for word, _ in placed]
    wanted = [_bare(word) for word in words.split()]
    for at in range(len(placed) - len(wanted) + 1):
        if printed[at : at + len(wanted)] == wanted:
            return _spans(placed[at : at + len(wanted)])
    return []


def _bare(word: str) -> str:
    return word.strip(".,;:()’‘" + RAISED)


def _spans(placed: Sequence[tuple[Word, Line]]) -> list[Span]:
    spans: dict[int, Span] = {}
    for word, line in placed:
        box = word.box
        before = spans[id(line)].box if id(line) in spans else box
        spans[id(line)] = Span(line, Rect(before.left, box.top, box.right, box.bottom))
    return list(spans.values())


# --- words in the margin ---


def _beside(wish: Wish, spans: Sequence[Span], desk: _Desk) -> Iterator[Mark]:
    """Words, a paraph or a signature where the paper is free, as near to the printed words as can be."""
    pen = PENS[wish.pen]
    anchor = spans[0].box if spans else _free_anchor(wish, desk)
    room = _margin(wish, spans, desk)
    inked = _squeezed(wish, room, desk)
    left = room.right - inked.cover.shape[1] if wish.side == "left" else room.left
    place = _free(inked, left, anchor.top - 0.2 * (anchor.bottom - anchor.top), room, desk)
    if place:
        yield Mark(wish.kind, wish.text, pen.ink, pen.colour, place)


def _free_anchor(wish: Wish, desk: _Desk) -> Rect:
    """Without printed words to hold on to: a paraph goes to the head of the page, a signature under the text."""
    last = desk.page.body[-1].box
    y = last.bottom + desk.mm(8) if wish.kind == "signature" else desk.mm(desk.chance.uniform(14, 40))
    return Rect(0, y, 0, y + desk.mm(4))


def _margin(wish: Wish, spans: Sequence[Span], desk: _Desk) -> Rect:
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


def _squeezed(wish: Wish, room: Rect, desk: _Desk) -> Inked:
    """Draw the words in as many lines as the margin asks for, smaller where it must."""
    pen, hand, dpi, chance = PENS[wish.pen], HANDS[wish.hand], desk.look.dpi, desk.chance
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


def _free(inked: Inked, left: float, top: float, room: Rect, desk: _Desk) -> Inked | None:
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


def _over(note: Inked, span: Span, desk: _Desk) -> Inked:
    """Move a word into the white above the printed line."""
    left, top, right, _ = span.box
    tall, wide = note.cover.shape
    x = (left + right - wide) / 2 + desk.mm(float(desk.chance.uniform(-2, 2)))
    return note.at(max(0, x), top - 0.72 * tall)


def _stamped(wish: Wish, desk: _Desk) -> Iterator[Mark]:
    words = wish.text.split(" / ")
    colour = wish.pen if wish.pen in COLOURS else "blue"
    inked = stamp(words, bool(desk.chance.random() < 0.3 and len(words) > 1), desk.look.dpi, desk.chance)
    tall, wide = inked.cover.shape
    right = desk.page.width - desk.mm(6) - wide
    x = desk.chance.uniform(min(desk.mm(100), right), right)
    y = desk.chance.uniform(desk.mm(28), desk.page.height - tall - desk.mm(30)) if desk.page.number > 1 else desk.mm(30)
    yield Mark("stamp", wish.text, colour, COLOURS[colour], inked.at(x, y))


# --- lines drawn at the print ---


def _underline(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Draw a line under the words: straight, wavy or double, often through the tails of g and j."""
    chance = desk.chance
    size = box.bottom - box.top
    y = box.bottom - size * float(chance.uniform(0.02, 0.22))
    tilt = float(chance.normal(0, 0.008)) * (box.right - box.left)
    left, right = (side + desk.mm(float(chance.normal(0, 0.6))) for side in (box.left, box.right))
    lines = [_ruled(left, y, right, y + tilt)]
    manner = chance.random()
    if manner < 0.15:
        lines.append(_ruled(right, y + tilt + 0.22 * size, left, y + 0.2 * size))
    elif manner < 0.3:
        waves = max(4, int((right - left) / desk.mm(1.6)))
        lines = [[(left + (right - left) * i / waves, y + 0.1 * size * (-1) ** i) for i in range(waves + 1)]]
    return draw(lines, pen, desk.look.dpi, chance, hand.tremor * 1.2)


def _ruled(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    return [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (0, 0.33, 0.66, 1)]


def _strike(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Draw a line through the words: once, twice, or to and fro."""
    chance = desk.chance
    size = box.bottom - box.top
    y = box.bottom - size * float(chance.uniform(0.38, 0.52))
    lines = [_ruled(box.left - desk.mm(0.5), y, box.right + desk.mm(0.7), y - size * float(chance.uniform(-0.1, 0.2)))]
    manner = chance.random()
    if manner < 0.25:
        lines.append(_ruled(box.left, y + 0.2 * size, box.right, y + 0.12 * size))
    elif manner < 0.4:
        turns = max(4, int((box.right - box.left) / desk.mm(1.8)))
        across = [box.left + (box.right - box.left) * i / turns for i in range(turns + 1)]
        lines = [[(x, y + 0.28 * size * (-1) ** i) for i, x in enumerate(across)]]
    return draw(lines, pen, desk.look.dpi, chance, hand.tremor)


def _circle(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Go round the words in one stroke; the end seldom meets the beginning."""
    chance = desk.chance
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    across, down = (box.right - box.left) / 2 + desk.mm(1.8), (box.bottom - box.top) / 2 + desk.mm(0.9)
    start, turn = float(chance.uniform(2.4, 4.0)), float(chance.uniform(6.1, 7.3))
    lean = float(chance.normal(0, 0.06))
    path = []
    for t in np.linspace(0, 1, 15):
        angle, grown = start + turn * t, 1 + 0.1 * (t - 0.5)
        dx, dy = across * grown * np.cos(angle), down * grown * np.sin(angle)
        path.append((x + dx, y + dy + lean * dx))
    return draw([path], pen, desk.look.dpi, chance, hand.tremor * 2.5)


def _boxed(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Draw four strokes around the words."""
    give = [desk.mm(float(desk.chance.uniform(0.2, 1.2))) for _ in range(8)]
    left, top, right, bottom = box.left - give[0], box.top - give[1], box.right + give[2], box.bottom + give[3]
    sides = [
        _ruled(left - give[4], top, right + give[5], top),
        _ruled(right, top - give[6], right, bottom),
        _ruled(right, bottom, left, bottom + give[7] / 2),
        _ruled(left, bottom + give[4], left, top),
    ]
    return draw(sides, pen, desk.look.dpi, desk.chance, hand.tremor)


def _check(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Draw a tick, or a cross, in the margin beside the line."""
    chance, unit = desk.chance, desk.mm(float(desk.chance.uniform(3, 5.5)))
    look = desk.look
    x = desk.mm(look.left) - desk.mm(6) - unit if wish.side == "left" else desk.mm(look.left + look.width + 3)
    x, y = max(x, desk.mm(EDGE_MM)), (box.top + box.bottom) / 2 - unit / 2
    if chance.random() < 0.75:
        paths = [[(x, y + 0.6 * unit), (x + 0.28 * unit, y + unit), (x + 0.5 * unit, y + 0.5 * unit), (x + unit, y)]]
    else:
        paths = [_ruled(x, y, x + 0.7 * unit, y + unit), _ruled(x + 0.7 * unit, y, x, y + unit)]
    return draw(paths, pen, desk.look.dpi, chance, hand.tremor)


def _arrow(box: Rect, wish: Wish, pen: Pen, hand: Hand, desk: _Desk) -> Inked:
    """Draw an arrow from the margin to the line, the head at the print."""
    chance, look = desk.chance, desk.look
    away = -1 if wish.side == "left" else 1
    x = desk.mm(look.left) if wish.side == "left" else max(box.right, desk.mm(look.left + look.width))
    x, y = x + away * desk.mm(2), (box.top + box.bottom) / 2
    long, rise = desk.mm(float(chance.uniform(7, 16))), desk.mm(float(chance.normal(0, 4)))
    head = desk.mm(float(chance.uniform(1.6, 2.6)))
    tail = min(max(x + away * long, desk.mm(EDGE_MM)), desk.page.width - desk.mm(EDGE_MM))
    shaft = [(tail, y + rise), ((x + tail) / 2, y + 0.25 * rise), (x, y)]
    barbs = [(x + away * head, y - 0.7 * head), (x, y), (x + away * head, y + 0.7 * head)]
    return draw([shaft, barbs], pen, desk.look.dpi, chance, hand.tremor)


def _bracket(spans: Sequence[Span], side: str, pen: Pen, desk: _Desk) -> Inked:
    """Draw a bar, a bracket or a brace beside some lines."""
    chance, look = desk.chance, desk.look
    top = spans[0].box.top
    bottom = max(spans[-1].box.bottom, top + desk.mm(float(chance.uniform(6, 30))))
    bottom = min(bottom, desk.page.body[-1].box.bottom)
    away = -1 if side == "left" else 1
    x = desk.mm(look.left - 5) if side == "left" else desk.mm(look.left + look.width + 2.5)
    deep, middle = desk.mm(2.2) * away, (top + bottom) / 2
    manner = chance.random()
    if manner < 0.4:
        path = _ruled(x, top, x + desk.mm(0.6), bottom)
    elif manner < 0.75:
        path = [(x, top), (x + deep, top + 2), (x + deep, middle), (x + deep, bottom - 2), (x, bottom)]
    else:
        bow, quarter = x + 0.5 * deep, (bottom - top) / 4
        path = [(x, top), (bow, top + quarter), (x + deep, middle), (bow, bottom - quarter), (x, bottom)]
    return draw([path], pen, desk.look.dpi, chance)


_DRAWN = {
    "underline": _underline,
    "strike_through": _strike,
    "circle": _circle,
    "box": _boxed,
    "check": _check,
    "arrow": _arrow,
}
