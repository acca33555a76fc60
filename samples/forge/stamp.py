"""Press a rubber stamp: a frame with words, inked unevenly."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.forge.lines import font
from samples.forge.pen import MM_PER_INCH, Chance, Cover, Inked

FACE = "arimo"

COLOURS = {"red": (178, 30, 48), "blue": (52, 66, 150), "green": (30, 110, 70), "black": (40, 38, 44)}


def stamp(words: Sequence[str], round_: bool, dpi: int, chance: Chance) -> Inked:
    """Press these lines of words in a round or a rectangular frame, askew; top left at 0, 0."""
    mm = dpi / MM_PER_INCH
    die = _round_die(words, mm) if round_ else _square_die(words, mm)
    return Inked(0, 0, _pressed(_askew(die, float(chance.uniform(-11, 11))), mm, chance))


def _square_die(words: Sequence[str], mm: float) -> Cover:
    sizes = [4.6 * mm if at == 0 else 3.4 * mm for at in range(len(words))]
    faces = [font(FACE, True, round(size)) for size in sizes]
    wide = max(face.getlength(line) for face, line in zip(faces, words, strict=True)) + 6 * mm
    tall = sum(sizes) * 1.25 + 4 * mm
    die = Image.new("L", (int(wide), int(tall)), 0)
    pen = ImageDraw.Draw(die)
    pen.rectangle((0, 0, wide - 2, tall - 2), outline=255, width=max(2, round(0.6 * mm)))
    y = 2 * mm
    for face, line, size in zip(faces, words, sizes, strict=True):
        y += 1.25 * size
        pen.text((wide / 2, y - 0.3 * size), line, fill=255, font=face, anchor="ms")
    return np.asarray(die)


def _round_die(words: Sequence[str], mm: float) -> Cover:
    across = 34 * mm
    die = Image.new("L", (int(across), int(across)), 0)
    pen = ImageDraw.Draw(die)
    edge = max(2, round(0.6 * mm))
    pen.ellipse((1, 1, across - 2, across - 2), outline=255, width=edge)
    pen.ellipse((1.8 * mm, 1.8 * mm, across - 1.8 * mm, across - 1.8 * mm), outline=255, width=max(1, edge // 2))
    middle = (len(words) - 1) / 2
    for at, line in enumerate(words):
        size = 4.2 * mm
        while font(FACE, True, round(size)).getlength(line) > across - 8 * mm:
            size *= 0.92
        face = font(FACE, True, round(size))
        pen.text((across / 2, across / 2 + (at - middle) * 5.5 * mm), line, fill=255, font=face, anchor="mm")
    return np.asarray(die)


def _askew(die: Cover, degrees: float) -> Cover:
    turned = Image.fromarray(die).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    return np.asarray(turned)


def _pressed(die: Cover, mm: float, chance: Chance) -> Cover:
    """Leave ink where the rubber touched: more on one side, with bare spots the size of the paper's fibres."""
    tall, wide = die.shape
    lean = np.add.outer(
        np.linspace(0, chance.uniform(-0.5, 0.5), tall), np.linspace(0, chance.uniform(-0.5, 0.5), wide)
    )
    coarse = cv2.resize(chance.uniform(0, 1, (9, 14)).astype(np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(chance.standard_normal(die.shape, np.float32), (0, 0), 0.12 * mm)
    share = np.clip(0.85 + lean - 0.45 * coarse - 0.22 * np.maximum(fine / (fine.std() + 1e-6), 0), 0.05, 1)
    pressed: Cover = (cv2.GaussianBlur(die, (0, 0), 0.06 * mm) * share).astype(np.uint8)
    return pressed
