"""Draw the lines that readers draw at print: under it, through it, around it, beside it."""

from collections.abc import Callable, Sequence

import numpy as np

from samples.forge.desk import EDGE_MM, Desk, Kind, Side, Span
from samples.forge.lines import Rect
from samples.forge.pen import Hand, Inked, Pen, draw

Gesture = Callable[[Rect, Side, Pen, Hand, Desk], Inked]


def _underline(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
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


def _strike(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
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


def _circle(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
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


def _boxed(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
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


def _check(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
    """Draw a tick, or a cross, in the margin beside the line."""
    chance, unit = desk.chance, desk.mm(float(desk.chance.uniform(3, 5.5)))
    look = desk.look
    x = desk.mm(look.left) - desk.mm(6) - unit if side == "left" else desk.mm(look.left + look.width + 3)
    x, y = max(x, desk.mm(EDGE_MM)), (box.top + box.bottom) / 2 - unit / 2
    if chance.random() < 0.75:
        paths = [[(x, y + 0.6 * unit), (x + 0.28 * unit, y + unit), (x + 0.5 * unit, y + 0.5 * unit), (x + unit, y)]]
    else:
        paths = [_ruled(x, y, x + 0.7 * unit, y + unit), _ruled(x + 0.7 * unit, y, x, y + unit)]
    return draw(paths, pen, desk.look.dpi, chance, hand.tremor)


def _arrow(box: Rect, side: Side, pen: Pen, hand: Hand, desk: Desk) -> Inked:
    """Draw an arrow from the margin to the line, the head at the print."""
    chance, look = desk.chance, desk.look
    away = -1 if side == "left" else 1
    x = desk.mm(look.left) if side == "left" else max(box.right, desk.mm(look.left + look.width))
    x, y = x + away * desk.mm(2), (box.top + box.bottom) / 2
    long, rise = desk.mm(float(chance.uniform(7, 16))), desk.mm(float(chance.normal(0, 4)))
    head = desk.mm(float(chance.uniform(1.6, 2.6)))
    tail = min(max(x + away * long, desk.mm(EDGE_MM)), desk.page.width - desk.mm(EDGE_MM))
    shaft = [(tail, y + rise), ((x + tail) / 2, y + 0.25 * rise), (x, y)]
    barbs = [(x + away * head, y - 0.7 * head), (x, y), (x + away * head, y + 0.7 * head)]
    return draw([shaft, barbs], pen, desk.look.dpi, chance, hand.tremor)


def bracket(spans: Sequence[Span], side: Side, pen: Pen, desk: Desk) -> Inked:
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


# By the kind of mark: each is drawn at the box of some printed words.
GESTURES: dict[Kind, Gesture] = {
    "underline": _underline,
    "strike_through": _strike,
    "circle": _circle,
    "box": _boxed,
    "check": _check,
    "arrow": _arrow,
}
