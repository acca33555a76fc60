"""Write with a pen: strokes, words and scrawls as coverage of ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from samples.forge.lines import font

Chance = np.random.Generator
Cover = npt.NDArray[Any]  # of uint8; OpenCV types its answers more loosely
Points = Sequence[tuple[float, float]]

MM_PER_INCH = 25.4
FINER = 3  # strokes are drawn this much larger and shrunk, for smooth edges


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen: the name and colour of its ink, its width in mm, and how it lays ink down."""

    ink: str  # blue, black, red, green, pencil
    colour: tuple[int, int, int]
    width: float
    flow: float = 0.95  # 0..1, how much of the paper the ink covers
    pressure: float = 0.25  # how much the width and the flow vary along a stroke
    grain: float = 0.1  # how much of the paper's tooth shows


@dataclass(frozen=True, slots=True)
class Hand:
    """A person's hand: the typeface of the words, and how steady, large and slanted they come."""

    face: str
    height: float  # mm, of a small letter
    tremor: float = 0.12  # mm
    slope: float = 2.0  # degrees that a line of words climbs, at most
    bold: float = 0.42  # 0..1, lower lays on more ink


PENS = {
    "blue": Pen("blue", (38, 52, 148), 0.45),
    "navy": Pen("blue", (25, 32, 92), 0.55, 0.97, 0.15, 0.05),
    "black": Pen("black", (28, 27, 30), 0.42),
    "gel": Pen("black", (12, 12, 14), 0.6, 1.0, 0.1, 0.02),
    "red": Pen("red", (196, 32, 42), 0.45),
    "green": Pen("green", (22, 118, 62), 0.5),
    "felt": Pen("blue", (30, 64, 150), 0.9, 0.9, 0.12, 0.03),
    "pencil": Pen("pencil", (92, 92, 96), 0.5, 0.8, 0.35, 0.55),
}

HANDS = {
    "anna": Hand("caveat", 2.3),
    "bram": Hand("reenie-beanie", 2.6, 0.15, 4.0),
    "carla": Hand("homemade-apple", 1.9, 0.1, 3.0),
    "dirk": Hand("nothing-you-could-do", 2.1, 0.15, 3.0),
    "els": Hand("cedarville-cursive", 2.0, 0.1, 2.0),
    "fokke": Hand("la-belle-aurore", 2.2, 0.15, 4.0),
    "greet": Hand("over-the-rainbow", 2.0, 0.1, 2.0),
    "henk": Hand("shadows-into-light", 2.2, 0.12, 3.0),
    "iris": Hand("dawning-of-a-new-day", 2.2, 0.1, 5.0),
    "jaap": Hand("covered-by-your-grace", 2.4, 0.2, 4.0),
    "kees": Hand("just-me-again-down-here", 2.4, 0.2, 3.0),
    "lies": Hand("zeyada", 2.0, 0.12, 4.0),
    "mark": Hand("rock-salt", 2.0, 0.2, 5.0),
    "nel": Hand("waiting-for-the-sunrise", 2.2, 0.1, 3.0),
}

SIGNING_FACES = ("mrs-saint-delafield", "herr-von-muellerhoff", "la-belle-aurore")


class Inked(NamedTuple):
    """Ink on the page: the coverage (height, width), 255 full, and the pixel where its top left lies."""

    left: int
    top: int
    cover: Cover

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels."""
        height, width = self.cover.shape
        return self.left, self.top, self.left + width, self.top + height

    def at(self, left: float, top: float) -> "Inked":
        """Move the ink here."""
        return Inked(round(left), round(top), self.cover)


def spline(points: Points, step: float) -> npt.NDArray[np.float64]:
    """Lay a smooth Catmull-Rom curve through these points, a point every `step` pixels or nearer."""
    p = np.asarray(points, float)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    pieces = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        count = max(2, int(np.hypot(*(c - b)) / step) + 1)
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, p[-2:-1]])


def wander(count: int, every: float, chance: Chance) -> npt.NDArray[np.float64]:
    """Make smooth noise of about -1..1: a new value every so many samples, curved between."""
    knots = chance.uniform(-1, 1, int(count / max(every, 1)) + 4)
    ease = np.arange(count) / max(every, 1)
    at = ease.astype(int)
    t = ease - at
    t = t * t * (3 - 2 * t)
    noise: npt.NDArray[np.float64] = knots[at] * (1 - t) + knots[at + 1] * t
    return noise


def draw(paths: Sequence[Points], pen: Pen, dpi: int, chance: Chance, tremor: float = 0.12) -> Inked:
    """Draw these paths, given in pixels, with one pen; `tremor` in mm."""
    mm = dpi / MM_PER_INCH
    curves = [spline(path, 1.0) for path in paths]
    curves = [curve + _shake(len(curve), tremor * mm, 4 * mm, chance) for curve in curves]
    pad = pen.width * mm + 3
    low = np.floor(np.min([curve.min(axis=0) for curve in curves], axis=0) - pad)
    high = np.ceil(np.max([curve.max(axis=0) for curve in curves], axis=0) + pad)
    wide, tall = (high - low).astype(int)
    canvas = np.zeros((tall * FINER, wide * FINER), np.uint8)
    for curve in curves:
        _stroke(canvas, (curve - low) * FINER, pen, pen.width * mm * FINER, chance)
    cover = cv2.resize(canvas, (int(wide), int(tall)), interpolation=cv2.INTER_AREA)
    return Inked(int(low[0]), int(low[1]), grained(cover, pen, chance))


def _shake(count: int, size: float, every: float, chance: Chance) -> npt.NDArray[np.float64]:
    return size * np.column_stack([wander(count, every, chance), wander(count, every, chance)])


def _stroke(canvas: Cover, curve: npt.NDArray[np.float64], pen: Pen, width: float, chance: Chance) -> None:
    """Draw one stroke: it starts and ends thin, and breathes with the pressure of the hand."""
    count = len(curve)
    press = 1 + pen.pressure * wander(count, 60 * FINER, chance)
    ends = np.minimum(np.arange(count), np.arange(count)[::-1]) / (1.5 * width)
    thick = np.clip(width * press * (0.55 + 0.45 * np.clip(ends, 0, 1)), 1, None)
    shade = np.clip(255 * pen.flow * (1 - pen.pressure * 0.8 * np.abs(wander(count, 80 * FINER, chance))), 90, 255)
    joints = np.round(curve).astype(int)
    for at in range(count - 1):
        start, end = (int(joints[at, 0]), int(joints[at, 1])), (int(joints[at + 1, 0]), int(joints[at + 1, 1]))
        cv2.line(canvas, start, end, int(shade[at]), max(1, round(thick[at])))


def grained(cover: Cover, pen: Pen, chance: Chance) -> Cover:
    """Let the tooth of the paper show through: little with a ballpoint, much with a pencil."""
    fine = chance.standard_normal(cover.shape, np.float32)
    tooth = 1 - pen.grain * np.clip(0.5 + 0.8 * cv2.GaussianBlur(fine, (0, 0), 0.8), 0, 1.4)
    inked: Cover = np.clip(cover * tooth, 0, 255).astype(np.uint8)
    return inked


def write(lines: Sequence[str], hand: Hand, pen: Pen, dpi: int, chance: Chance, scale: float = 1.0) -> Inked:
    """Write words in this hand, line under line; top left at 0, 0. `scale` 1 is the hand's own size."""
    mm = dpi / MM_PER_INCH
    probe = font(hand.face, False, 100)
    box = probe.getbbox("noxen", anchor="ls")
    size = 100 * hand.height * scale * mm / max(1.0, -box[1])
    face = font(hand.face, False, round(size, 1))
    pad = int(0.7 * size)
    wide = int(max(face.getlength(line) for line in lines)) + 2 * pad
    pitch = 2.3 * hand.height * scale * mm
    ink = Image.new("L", (wide, int(pitch * (len(lines) - 1) + size + 2 * pad)), 0)
    pencil = ImageDraw.Draw(ink)
    for at, line in enumerate(lines):
        x = pad + float(chance.uniform(-0.2, 0.3)) * size * bool(at)
        for word in line.split():
            drop = float(chance.normal(0, 0.035)) * size
            pencil.text((x, pad + 0.75 * size + at * pitch + drop), word, fill=255, font=face, anchor="ls")
            x += face.getlength(word) + size * float(chance.uniform(0.2, 0.4))
    bent = _bend(np.asarray(ink), hand, mm, chance)
    return _trimmed(grained(_inked(bent, hand, pen, mm, chance), pen, chance))


def _bend(cover: Cover, hand: Hand, mm: float, chance: Chance) -> Cover:
    """Let the words climb or sink, and no two letters come out alike."""
    tall, wide = cover.shape
    slope = np.tan(np.radians(chance.uniform(-0.4, 1.0) * hand.slope))
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    coarse = (max(2, int(tall / (1.6 * mm))), max(2, int(wide / (1.6 * mm))))
    shift_x, shift_y = (
        cv2.resize(chance.uniform(-1, 1, coarse).astype(np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC)
        for _ in range(2)
    )
    give = 1.6 * hand.tremor * mm
    map_y = y + slope * (x - wide / 2) + give * shift_y
    return cv2.remap(cover, x + give * shift_x, map_y.astype(np.float32), cv2.INTER_LINEAR)


def _inked(cover: Cover, hand: Hand, pen: Pen, mm: float, chance: Chance) -> Cover:
    """Thicken or thin the letters to the pen, and let the flow of ink come and go."""
    soft = cv2.GaussianBlur(cover, (0, 0), max(0.4, min(pen.width, 0.5) * mm * 0.2)).astype(np.float32) / 255
    weight = max(0.18, hand.bold - 0.35 * (pen.width - 0.45))
    sharp = np.clip((soft - weight + 0.2) / 0.4, 0, 1)
    tall, wide = cover.shape
    coarse = (max(2, int(tall / (2 * mm))), max(2, int(wide / (2 * mm))))
    flow = cv2.resize(chance.uniform(0, 1, coarse).astype(np.float32), (wide, tall), interpolation=cv2.INTER_LINEAR)
    return np.clip(255 * pen.flow * sharp * (1 - pen.pressure * 0.8 * flow), 0, 255).astype(np.uint8)


def _trimmed(cover: Cover) -> Inked:
    """Cut away the empty paper around the ink; its top left at 0, 0."""
    rows, columns = np.flatnonzero(cover.max(axis=1) > 40), np.flatnonzero(cover.max(axis=0) > 40)
    if not len(rows):
        return Inked(0, 0, cover[:1, :1])
    return Inked(0, 0, np.ascontiguousarray(cover[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))


def scrawl(hand: Hand, pen: Pen, dpi: int, chance: Chance, scale: float = 1.0) -> Inked:
    """Write a word that nobody can read: arches and loops, now and then one that reaches up or down."""
    unit = hand.height * scale * dpi / MM_PER_INCH
    x, points = 0.0, []
    for _ in range(int(chance.integers(5, 12))):
        up = float(chance.choice([1.0, 0.9, 0.7, 2.0], p=[0.4, 0.25, 0.2, 0.15]))
        down = float(chance.choice([0.0, 0.1, 0.9], p=[0.5, 0.4, 0.1]))
        points += [(x, down * unit), (x + 0.2 * unit, -0.5 * up * unit), (x + 0.35 * unit, -up * unit)]
        points += [(x + 0.3 * unit, -0.4 * up * unit)]
        x += unit * float(chance.uniform(0.35, 0.7))
    points.append((x + unit * float(chance.uniform(0.3, 2.0)), float(chance.uniform(-0.4, 0.2)) * unit))
    made = draw([points], pen, dpi, chance, hand.tremor)
    return made.at(0, 0)


def paraph(pen: Pen, dpi: int, chance: Chance, scale: float = 1.0) -> Inked:
    """Sign with initials run together: no two people do it alike, so the loops fall where chance has them."""
    unit = 3.4 * scale * dpi / MM_PER_INCH * float(chance.uniform(0.8, 1.3))
    lean = float(chance.uniform(-0.2, 0.7))
    x, y, points = 0.0, 0.0, [(0.0, 0.0)]
    for at in range(int(chance.integers(4, 10))):
        x += unit * float(chance.uniform(-0.55, 0.95))
        y = unit * float(chance.uniform(-2.2, -0.5) if at % 2 == 0 else chance.uniform(-0.4, 0.9))
        points.append((x - lean * y, y))
    points.append((x + unit * float(chance.uniform(0.8, 2.6)), unit * float(chance.uniform(-1.2, 0.5))))
    paths: list[Points] = [points]
    if chance.random() < 0.4:
        low = unit * float(chance.uniform(0.4, 1.0))
        paths.append([(-0.3 * unit, low), (0.4 * x + unit, low * 0.8), (x + 1.5 * unit, low * 0.5)])
    return draw(paths, pen, dpi, chance).at(0, 0)


def signature(name: str, pen: Pen, dpi: int, chance: Chance) -> Inked:
    """Sign in full: the name at speed, and a flourish under it."""
    hand = Hand(str(chance.choice(SIGNING_FACES)), 2.2, 0.2, 8.0, 0.36)
    word = write([name], hand, pen, dpi, chance)
    tall, wide = word.cover.shape
    sweep = [(0.1 * wide, 0.85 * tall), (0.8 * wide, 0.7 * tall), (0.95 * wide, 0.8 * tall), (0.3 * wide, 0.98 * tall)]
    return _both(word, draw([sweep], pen, dpi, chance))


def _both(one: Inked, other: Inked) -> Inked:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right, bottom = max(one.box[2], other.box[2]), max(one.box[3], other.box[3])
    cover = np.zeros((bottom - top, right - left), np.uint8)
    for ink in (one, other):
        x0, y0, x1, y1 = ink.box
        part = cover[y0 - top : y1 - top, x0 - left : x1 - left]
        np.maximum(part, ink.cover, out=part)
    return Inked(left, top, cover)
