"""Let all kinds of people write on a page: hands, pens and habits varied far beyond those of the samples."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from samples.fonts import TRAINING_HAND_FACES
from samples.forge.annotate import annotate
from samples.forge.desk import Desk, Mark
from samples.forge.lines import Look
from samples.forge.margin import wrapped
from samples.forge.pen import Chance, Hand, Inked, Pen, draw, paraph, scrawl, write
from samples.forge.press import Sheet
from samples.forge.reader import REMARKS, Reader, wishes
from samples.forge.typeset import SetPage
from training.dies import random_stamp
from training.prose import words

UNMARKED = 0.12  # of the pages: nobody wrote on them, and nothing may be seen there
STAMPED = 0.4
FREE = 1.6  # strokes a page that heed nothing of what is printed


def read(page: SetPage, sheet: Sheet, look: Look, chance: Chance) -> list[Mark]:
    """Return what these people and their stamps left on the page."""
    if chance.random() < UNMARKED:
        return []
    people = int(chance.integers(1, 4))
    pens = {f"pen{at}": random_pen(chance) for at in range(people)}
    hands = {f"hand{at}": random_hand(chance) for at in range(people)}
    reader = Reader(
        marks=int(chance.integers(6, 26)),
        hands=tuple(hands),
        pens=tuple(pens),
        paraphs=bool(chance.random() < 0.7),
        signs=bool(chance.random() < 0.4),
    )
    wanted = [
        replace(wish, text=_remark(chance)) if wish.kind == "margin_note" and chance.random() < 0.6 else wish
        for wish in wishes(page, reader, True, chance)
    ]
    desk = Desk(page, look, sheet.printed, chance, pens, hands)
    marks = list(_stamps(desk)) if chance.random() < STAMPED else []
    marks += annotate(page, sheet, look, wanted, chance, pens, hands)
    marks += [mark for _ in range(int(chance.poisson(FREE))) for mark in _freely(desk)]
    return marks[:250]


def random_pen(chance: Chance) -> Pen:
    """Return a pen that somebody may have had at hand: any colour, thin or thick, even or grainy."""
    width = float(np.clip(chance.lognormal(-0.75, 0.35), 0.22, 1.1))
    at = chance.random()
    if at < 0.14:
        grey = int(chance.integers(60, 135))
        flow, grain = float(chance.uniform(0.65, 0.95)), float(chance.uniform(0.2, 0.65))
        return Pen("pencil", (grey, grey, grey + 4), width, flow, 0.35, grain)
    if at < 0.42:
        base = chance.integers(5, 60, 3) if chance.random() < 0.3 else np.repeat(chance.integers(5, 50), 3)
        ink = "black"
    elif at < 0.76:
        base, ink = np.array([chance.integers(0, 80), chance.integers(20, 110), chance.integers(85, 210)]), "blue"
    elif at < 0.88:
        base, ink = np.array([chance.integers(150, 235), chance.integers(10, 70), chance.integers(15, 80)]), "red"
    elif at < 0.96:
        base, ink = np.array([chance.integers(5, 70), chance.integers(85, 150), chance.integers(30, 100)]), "green"
    else:
        base, ink = np.array([chance.integers(80, 160), chance.integers(20, 80), chance.integers(110, 180)]), "purple"
    red, green, blue = (int(channel) for channel in base)
    flow, pressure, grain = (float(chance.uniform(*ends)) for ends in ((0.75, 1.0), (0.05, 0.4), (0.0, 0.3)))
    return Pen(ink, (red, green, blue), width, flow, pressure, grain)


def random_hand(chance: Chance) -> Hand:
    """Return somebody's hand."""
    face = TRAINING_HAND_FACES[int(chance.integers(len(TRAINING_HAND_FACES)))]
    height, tremor, slope, bold = (
        float(chance.uniform(*ends)) for ends in ((1.5, 3.2), (0.05, 0.28), (0.5, 7.0), (0.3, 0.5))
    )
    if chance.random() < 0.15:
        tremor = 0.01  # draws along a ruler
    return Hand(face, height, tremor, slope, bold)


def _remark(chance: Chance) -> str:
    """Return some words as people write them: a remark, some words of any kind, a figure."""
    at = chance.random()
    if at < 0.35:
        return REMARKS[int(chance.integers(len(REMARKS)))]
    if at < 0.5:
        dated = chance.random() < 0.5
        return f"{chance.integers(1, 31)}/{chance.integers(1, 13)}" if dated else str(chance.integers(1, 999))
    some = [words()[int(chance.integers(len(words())))] for _ in range(int(chance.integers(1, 9)))]
    return " ".join(some) + ("?", "!", "", ".")[int(chance.integers(4))]


def _stamps(desk: Desk) -> Iterator[Mark]:
    for _ in range(int(desk.chance.integers(1, 4))):
        yield random_stamp(desk)


def _freely(desk: Desk) -> Iterator[Mark]:
    """Draw something that heeds no line of print: a large note, a scrawl, a paraph, a long arrow, a bar, a ring."""
    chance = desk.chance
    pen = list(desk.pens.values())[int(chance.integers(len(desk.pens)))]
    hand = list(desk.hands.values())[int(chance.integers(len(desk.hands)))]
    x, y = (float(chance.uniform(0.04, 0.8) * side) for side in (desk.page.width, desk.page.height))
    at = chance.random()
    if at < 0.45:
        lines = wrapped(
            " ".join(_remark(chance) for _ in range(int(chance.integers(1, 3)))), int(chance.integers(8, 24))
        )
        note = write(lines, hand, pen, desk.look.dpi, chance, float(chance.uniform(0.8, 1.6)))
        yield _mark("margin_note", note.at(*_clear(note, x, y, desk)), pen)
    elif at < 0.55:
        note = scrawl(hand, pen, desk.look.dpi, chance, float(chance.uniform(0.8, 1.6)))
        yield _mark("margin_note", note.at(*_clear(note, x, y, desk)), pen)
    elif at < 0.65:
        sign = paraph(pen, desk.look.dpi, chance, float(chance.uniform(0.8, 2.0)))
        yield _mark("paraph", sign.at(*_clear(sign, x, y, desk)), pen)
    elif at < 0.8:
        yield _mark("arrow", _long_arrow(x, y, pen, hand, desk), pen)
    elif at < 0.86:
        yield _mark("bracket", _bar(x, y, pen, hand, desk), pen)
    elif at < 0.93:
        yield _mark("strike_through", _crossed_out(pen, hand, desk), pen)
    else:
        yield _mark("circle", _ring(x, y, pen, hand, desk), pen)


def _mark(kind: str, inked: Inked, pen: Pen) -> Mark:
    return Mark(kind, "", pen.ink, pen.colour, inked)  # type: ignore[arg-type]


def _clear(note: Inked, x: float, y: float, desk: Desk) -> tuple[float, float]:
    """Return a place where the words cover little print, the best of some."""
    tall, wide = note.cover.shape
    right, bottom = max(1, desk.page.width - wide), max(1, desk.page.height - tall)
    places = [(x, y)]
    places += [(float(desk.chance.uniform(0, right)), float(desk.chance.uniform(0, bottom))) for _ in range(12)]

    def covered(place: tuple[float, float]) -> int:
        left, top = (int(edge) for edge in place)
        return int(desk.taken[top : top + tall, left : left + wide].sum())

    return min(places, key=covered)


def _long_arrow(x: float, y: float, pen: Pen, hand: Hand, desk: Desk) -> Inked:
    chance = desk.chance
    turn, long = float(chance.uniform(0, 2 * np.pi)), desk.mm(float(chance.uniform(8, 60)))
    end = (x + long * np.cos(turn), y + long * np.sin(turn))
    bend = float(chance.normal(0, 0.15)) * long
    middle = ((x + end[0]) / 2 - bend * np.sin(turn), (y + end[1]) / 2 + bend * np.cos(turn))
    head = desk.mm(float(chance.uniform(1.5, 3.5)))
    barbs = [(end[0] - head * np.cos(turn + side), end[1] - head * np.sin(turn + side)) for side in (0.5, -0.5)]
    return draw([[(x, y), middle, end], [barbs[0], end, barbs[1]]], pen, desk.look.dpi, chance, hand.tremor)


def _crossed_out(pen: Pen, hand: Hand, desk: Desk) -> Inked:
    """Cross out some lines by a slanted stroke or two, or scribble over a few words until nobody can read them."""
    chance, lines = desk.chance, desk.page.body
    first = int(chance.integers(len(lines)))
    box, last = lines[first].box, lines[min(len(lines) - 1, first + int(chance.integers(1, 6)))].box
    right = max(box.right, last.right)
    if chance.random() < 0.5:
        paths = [[(box.left, box.top), ((box.left + right) / 2, (box.top + last.bottom) / 2), (right, last.bottom)]]
        if chance.random() < 0.5:
            paths.append([(right, box.top), paths[0][1], (box.left, last.bottom)])
    else:
        start = float(chance.uniform(box.left, max(box.left + 1, box.right - desk.mm(10))))
        long, step = desk.mm(float(chance.uniform(5, 30))), desk.mm(float(chance.uniform(0.5, 1.3)))
        middle, high = (box.top + box.bottom) / 2, 0.35 * (box.bottom - box.top)
        swings = [high * (-1) ** i * float(chance.uniform(0.6, 1.2)) for i in range(int(long / step) + 3)]
        paths = [[(start + i * step, middle + swing) for i, swing in enumerate(swings)]]
    return draw(paths, pen, desk.look.dpi, chance, hand.tremor)


def _bar(x: float, y: float, pen: Pen, hand: Hand, desk: Desk) -> Inked:
    """Draw an upright bar in the margin: straight, double or wavy."""
    chance, look = desk.chance, desk.look
    if chance.random() < 0.5:
        x = desk.mm(look.left - float(chance.uniform(2, 7)))
    else:
        x = desk.mm(look.left + look.width + float(chance.uniform(1, 5)))
    long = desk.mm(float(chance.uniform(8, 45)))
    paths = [[(x, y), (x + desk.mm(float(chance.normal(0, 0.5))), y + long / 2), (x, y + long)]]
    if chance.random() < 0.3:
        paths.append([(x + desk.mm(1.2), y), (x + desk.mm(1.4), y + long / 2), (x + desk.mm(1.2), y + long)])
    elif chance.random() < 0.3:
        waves = max(4, int(long / desk.mm(2.5)))
        paths = [[(x + desk.mm(0.8) * (-1) ** i, y + long * i / waves) for i in range(waves + 1)]]
    return draw(paths, pen, look.dpi, chance, hand.tremor)


def _ring(x: float, y: float, pen: Pen, hand: Hand, desk: Desk) -> Inked:
    """Go round whatever stands there, some lines of it perhaps."""
    chance = desk.chance
    across, down = (desk.mm(float(chance.uniform(*ends))) for ends in ((6, 35), (3, 14)))
    start, turn = float(chance.uniform(0, 6.28)), float(chance.uniform(5.9, 7.4))
    path = [
        (x + across * (1 + 0.12 * t) * np.cos(start + turn * t), y + down * (1 + 0.12 * t) * np.sin(start + turn * t))
        for t in np.linspace(0, 1, 17)
    ]
    return draw([path], pen, desk.look.dpi, chance, hand.tremor * 2)
