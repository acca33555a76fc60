"""Draw what was found over a page, to look at: `python -m bench.draw ID PAGE -o FILE.png [--archive DIR]`."""

from collections.abc import Iterable
from pathlib import Path

import click
import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.product import Pixels, layer, show
from index.nota import Box, Line, Mark, MarkKind, Page, Region

Colour = tuple[int, int, int]

REGION_COLOUR: dict[Region, Colour] = {
    "heading": (20, 90, 200),
    "paragraph": (90, 150, 235),
    "metadata": (30, 150, 90),
    "header": (130, 130, 130),
    "footer": (130, 130, 130),
    "page-number": (130, 130, 130),
    "marginalia": (190, 100, 20),
}
MARK_COLOUR: dict[MarkKind, Colour] = {
    "marginalia": (200, 30, 60),
    "interlinear": (225, 95, 0),
    "underline": (140, 40, 180),
    "strike": (60, 60, 60),
    "encircle": (0, 130, 140),
    "bracket": (120, 90, 0),
    "tick": (0, 120, 40),
    "arrow": (200, 0, 150),
    "signature": (0, 60, 160),
    "stamp": (170, 0, 0),
}
INK_COLOUR: dict[str, Colour] = {"handwriting": (215, 0, 90), "stamp": (235, 120, 0)}

TINT = 56  # of 255: print must stay readable under its colour
COLOURS = 96  # of the picture's palette, rare ones kept: enough for a page, and a third of the file
LETTER = 12  # pixels high, of a label: smaller than type, for it stands over it
LABEL = 215  # of 255: print shows through


@click.command()
@click.argument("key", metavar="ID")
@click.argument("page", type=int)
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="The PNG to write.")
@click.option("--archive", type=click.Path(path_type=Path), default=Path("archief"), envvar="NOTA_ARCHIVE")
@click.option("--width", default=1240, help="Pixels of the picture; the height follows.")
def main(key: str, page: int, out: Path, archive: Path, width: int) -> None:
    """Draw the lines, marks and ink that were found on PAGE of the nota ID."""
    record = show(archive, key)
    if not 1 <= page <= len(record.pages):
        raise click.UsageError(f"{key} has pages 1 to {len(record.pages)}.")
    ink = {name: layer(archive, key, page, name) for name in INK_COLOUR}
    upright = layer(archive, key, page, "upright")
    drawn = draw(upright, ink, record.pages[page - 1], width)
    drawn.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, optimize=True)


def draw(upright: Pixels, ink: dict[str, Pixels], page: Page, width: int) -> Image.Image:
    """Return the page (grey or BGR), `width` pixels wide, its ink coloured and its lines and marks boxed."""
    scale = width / page.width
    size = (width, round(page.height * scale))
    picture = _small(upright if upright.ndim == 3 else cv2.cvtColor(upright, cv2.COLOR_GRAY2BGR).astype(np.uint8), size)
    for name, colour in INK_COLOUR.items():
        picture[_small(ink[name], size) > TINT] = colour[::-1]
    sheet = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))
    pen = ImageDraw.Draw(sheet, "RGBA")
    _draw_lines(pen, page.lines, scale)
    _draw_marks(pen, page.marks, scale)
    return sheet


def _small(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _draw_lines(pen: ImageDraw.ImageDraw, lines: Iterable[Line], scale: float) -> None:
    """Tint each line by its region."""
    for line in lines:
        pen.rectangle(_scaled(line.box, scale), fill=(*REGION_COLOUR[line.region], TINT))


def _draw_marks(pen: ImageDraw.ImageDraw, marks: Iterable[Mark], scale: float) -> None:
    """Box each mark in the colour of its kind, with the kind's name on top."""
    font = ImageFont.load_default(LETTER)
    for mark in marks:
        left, top, right, bottom = _scaled(mark.box, scale)
        colour = MARK_COLOUR[mark.kind]
        pen.rectangle((left, top, right, bottom), outline=colour, width=2)
        name = (left + 2, max(0, top - LETTER - 2))
        pen.rectangle(pen.textbbox(name, mark.kind, font=font), fill=(*colour, LABEL))
        pen.text(name, mark.kind, fill="white", font=font)


def _scaled(box: Box, scale: float) -> tuple[float, float, float, float]:
    return (box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)


if __name__ == "__main__":
    main()
