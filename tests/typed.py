"""Lines of plain print drawn on white, and their pieces: as much of a page as the rooms behind the inks ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from ingest.ink.paper import Sheet
from ingest.ink.separate import INK
from ingest.ink.typelines import Parts, TypeLine, body_height, find_type, parts_of
from ingest.scan import Pixels
from samples.forge.lines import RAISED, font

DPI = 200
SIZE = 28  # pixels: ten points
LEFT, TOP, PITCH = 120, 120, 44  # pixels
WIDTH, HEIGHT = 1080, 700
RAISED_SIZE, RAISED_BY = 0.62, 0.35  # of the size: a footnote's figure, and how far over the line it stands
THIN, THIN_SIZE = "\u2009", 0.18  # a space narrower than most, of the size

TEXT = (
    "Het is gebruikelijk dat de Kamer op 3 juni een brief",
    "ontvangt over de voortgang van het programma. De",
    "gemeenten hebben daar bezwaren tegen en vragen om een",
    "nader onderzoek. Dat onderzoek begint in de zomer en is",
    "voor het einde van het jaar klaar. Wij adviseren u de",
    "brief te tekenen en in te stemmen met de start van het",
    "onderzoek bij vier gemeenten. De wethouders hebben laten",
    "weten dat zij de nieuwe regels graag willen toepassen,",
    "mits er genoeg geld is. Het overleg met hen verloopt",
    "goed. Over de verdeling van het budget valt nog veel te",
    "praten, maar een oplossing ligt binnen bereik.",
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A picture of print, its pieces, its lines, and the height of its small letters in pixels."""

    grey: Pixels
    parts: Parts
    lines: tuple[TypeLine, ...]
    xheight: float


def drawn(lines: Sequence[str] = TEXT, size: tuple[int, int] = (WIDTH, HEIGHT), family: str = "dejavu-sans") -> Pixels:
    """Return a page with these lines, black on white; "¹" is set as a small figure over the line."""
    sheet = Image.new("L", size, 255)
    pen = ImageDraw.Draw(sheet)
    normal, small = font(family, False, SIZE), font(family, False, RAISED_SIZE * SIZE)
    for number, line in enumerate(lines):
        x, foot = float(LEFT), foot_of(number)
        for sign in line:
            if sign in RAISED:
                figure = str(RAISED.index(sign))
                pen.text((x, foot - RAISED_BY * SIZE), figure, fill=0, font=small, anchor="ls")
                x += small.getlength(figure)
            elif sign == THIN:
                x += THIN_SIZE * SIZE
            else:
                pen.text((x, foot), sign, fill=0, font=normal, anchor="ls")
                x += normal.getlength(sign)
    return np.asarray(sheet)


def foot_of(number: int) -> int:
    """Return the y on which the letters of this line stand."""
    return TOP + number * PITCH


def typed(grey: Pixels) -> Typed:
    """Return the pieces and the lines of a drawn page."""
    parts = parts_of(grey < INK)
    xheight = body_height(parts, Sheet(grey, np.full_like(grey, 255), np.zeros(grey.shape, bool), DPI))
    lines = () if xheight is None else tuple(find_type(parts, xheight))
    return Typed(grey, parts, lines, xheight or 0.0)
