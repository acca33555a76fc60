"""Cut rubber stamps of many makes: framed or bare, round or square, with dates, worn, in any colour and face."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.fonts import PRINT_FACES
from samples.forge.desk import Desk, Mark
from samples.forge.lines import font
from samples.forge.pen import MM_PER_INCH, Chance, Cover, Inked

COLOURS = ((178, 30, 48), (52, 66, 150), (30, 110, 70), (40, 38, 44), (110, 40, 120), (200, 60, 60), (20, 40, 110))
LABELS = (
    "ONTVANGEN", "INGEKOMEN", "VERTROUWELIJK", "CONCEPT", "AFSCHRIFT", "KOPIE", "SPOED", "GEZIEN", "ARCHIEF", "AKKOORD",
    "MINISTER", "STAS", "SECRETARIS-GENERAAL", "GEHEIM", "DEFINITIEF", "VERWERKT", "REGISTRATIE", "POSTKAMER",
    "TER INZAGE",
)  # fmt: skip
MONTHS = ("JAN", "FEB", "MRT", "APR", "MEI", "JUN", "JUL", "AUG", "SEP", "OKT", "NOV", "DEC")


def random_stamp(desk: Desk) -> Mark:
    """Press a stamp somewhere on the page, on white paper or over print."""
    chance = desk.chance
    mm = desk.look.dpi / MM_PER_INCH
    die = _round(_lines(chance), mm, chance) if chance.random() < 0.3 else _square(_lines(chance), mm, chance)
    turned = Image.fromarray(die).rotate(float(chance.normal(0, 7)), Image.Resampling.BICUBIC, expand=True)
    cover = _pressed(np.asarray(turned), mm, chance)
    tall, wide = cover.shape
    x = float(chance.uniform(0.02, 0.98) * max(1, desk.page.width - wide))
    y = float(chance.uniform(0.02, 0.98) * max(1, desk.page.height - tall))
    base = np.array(COLOURS[int(chance.integers(len(COLOURS)))]) + chance.integers(-20, 21, 3)
    red, green, blue = (int(channel) for channel in np.clip(base, 0, 235))
    return Mark("stamp", "", "stamp", (red, green, blue), Inked(0, 0, cover).at(x, y))


def _lines(chance: Chance) -> list[str]:
    lines = [LABELS[int(chance.integers(len(LABELS)))]]
    if chance.random() < 0.6:
        month = MONTHS[int(chance.integers(len(MONTHS)))]
        lines.append(f"{chance.integers(1, 31):02d} {month} {chance.integers(1990, 2027)}")
    if chance.random() < 0.3:
        other = LABELS[int(chance.integers(len(LABELS)))]
        lines.append(f"Nr. {chance.integers(100, 99999)}" if chance.random() < 0.5 else "DEP. " + other)
    return lines if chance.random() < 0.85 else lines[::-1]


def _square(lines: list[str], mm: float, chance: Chance) -> Cover:
    face = PRINT_FACES[int(chance.integers(len(PRINT_FACES)))]
    size = float(chance.uniform(2.6, 6.5)) * mm
    sizes = [size * (1 if at == 0 else float(chance.uniform(0.65, 1.0))) for at in range(len(lines))]
    faces = [font(face, bool(chance.random() < 0.75), round(one)) for one in sizes]
    room = float(chance.uniform(2, 5)) * mm
    wide = max(one.getlength(line) for one, line in zip(faces, lines, strict=True)) + 2 * room
    tall = sum(sizes) * 1.25 + 1.5 * room
    die = Image.new("L", (int(wide), int(tall)), 0)
    pen = ImageDraw.Draw(die)
    frame = chance.random()
    thick = max(1, round(float(chance.uniform(0.3, 0.9)) * mm))
    if frame < 0.6:
        pen.rectangle((0, 0, int(wide) - 1, int(tall) - 1), outline=255, width=thick)
    elif frame < 0.75:
        pen.rounded_rectangle((0, 0, int(wide) - 1, int(tall) - 1), radius=2 * mm, outline=255, width=thick)
    if 0.5 < frame < 0.7:
        inset = 2.2 * thick
        pen.rectangle((inset, inset, wide - inset, tall - inset), outline=255, width=max(1, thick // 2))
    y = 0.7 * room
    for one, line, high in zip(faces, lines, sizes, strict=True):
        y += 1.25 * high
        pen.text((wide / 2, y - 0.3 * high), line, fill=255, font=one, anchor="ms")
    if len(lines) > 1 and chance.random() < 0.3:
        middle = 0.7 * room + 1.3 * sizes[0]
        pen.line((room, middle, wide - room, middle), fill=255, width=max(1, thick // 2))
    return np.asarray(die)


def _round(lines: list[str], mm: float, chance: Chance) -> Cover:
    across = float(chance.uniform(24, 42)) * mm
    die = Image.new("L", (int(across), int(across)), 0)
    pen = ImageDraw.Draw(die)
    edge = max(1, round(float(chance.uniform(0.4, 0.9)) * mm))
    pen.ellipse((1, 1, across - 2, across - 2), outline=255, width=edge)
    inset = float(chance.uniform(1.2, 5)) * mm
    if chance.random() < 0.7:
        pen.ellipse((inset, inset, across - inset, across - inset), outline=255, width=max(1, edge // 2))
    face = PRINT_FACES[int(chance.integers(len(PRINT_FACES)))]
    middle = (len(lines) - 1) / 2
    for at, line in enumerate(lines):
        size = float(chance.uniform(3, 5)) * mm
        while size > 6 and font(face, True, round(size)).getlength(line) > across - 2 * inset - 2 * mm:
            size *= 0.9
        place = across / 2, across / 2 + (at - middle) * 5.2 * mm
        pen.text(place, line, fill=255, font=font(face, True, max(5, round(size))), anchor="mm")
    return np.asarray(die)


def _pressed(die: Cover, mm: float, chance: Chance) -> Cover:
    """Leave ink where the rubber touched: more at one side, bare in spots, gone at an edge now and then."""
    tall, wide = die.shape
    down, across = (np.linspace(0, chance.uniform(-0.7, 0.7), side) for side in (tall, wide))
    lean = np.add.outer(down, across)
    coarse = cv2.resize(chance.uniform(0, 1, (9, 14)).astype(np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC)
    noise = chance.standard_normal(die.shape, np.float32)
    fine = cv2.GaussianBlur(noise, (0, 0), float(chance.uniform(0.06, 0.3)) * mm)
    spots = float(chance.uniform(0.05, 0.4))
    share = float(chance.uniform(0.6, 1.0)) + lean - float(chance.uniform(0.1, 0.6)) * coarse
    share = np.clip(share - spots * np.maximum(fine / (fine.std() + 1e-6), 0), 0.0, 1)
    pressed: Cover = (cv2.GaussianBlur(die, (0, 0), float(chance.uniform(0.03, 0.12)) * mm) * share).astype(np.uint8)
    return pressed
