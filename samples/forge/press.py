"""Print a set page: its ink as coverage, its colours beneath."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from samples.forge.lines import RAISED, Line, Look, Rect, Word, font
from samples.forge.pen import Cover
from samples.forge.typeset import SetPage

PRINTED = 96  # coverage out of 255 from which a pixel counts as printed
RAISED_SIZE = 0.62  # a raised figure against its word


class Sheet(NamedTuple):
    """A printed page: `cover` (height, width) of black ink, 255 full; `paper` (height, width, 3) with the emblem.

    `printed` tells where there is printed ink, of any colour.
    """

    cover: Cover
    paper: npt.NDArray[np.uint8]
    printed: npt.NDArray[np.bool_]


def press(page: SetPage, look: Look) -> Sheet:
    """Print this page on clean paper."""
    ink = Image.new("L", (page.width, page.height), 0)
    draw = ImageDraw.Draw(ink)
    for line in (*page.body, *page.metadata):
        for word in line.words:
            _print_word(draw, word, look)
        if line.bullet:
            _print_bullet(draw, line, look)
    for rule in page.rules:
        draw.rectangle((rule.left, rule.top, rule.right, rule.bottom), fill=255)
    paper = Image.new("RGB", (page.width, page.height), "white")
    if page.emblem:
        _print_emblem(ImageDraw.Draw(paper), page.emblem, look)
    cover, colours = np.asarray(ink), np.asarray(paper)
    dark = np.asarray(paper.convert("L")) < 255 - PRINTED
    return Sheet(cover, colours, (cover >= PRINTED) | dark)


def _print_word(draw: ImageDraw.ImageDraw, word: Word, look: Look) -> None:
    letters = word.text.rstrip(RAISED)
    face = font(look.face, word.bold, word.size)
    draw.text((word.x, word.baseline), letters, fill=255, font=face, anchor="ls")
    x = word.x + face.getlength(letters)
    for figure in word.text[len(letters) :]:
        small = font(look.face, word.bold, word.size * RAISED_SIZE)
        draw.text((x, word.baseline - 0.35 * word.size), str(RAISED.index(figure)), fill=255, font=small, anchor="ls")
        x += 0.4 * word.size
    if word.underlined:
        y = word.baseline + 0.12 * word.size
        draw.rectangle((word.x, y, word.x + word.width, y + 0.05 * word.size), fill=255)


def _print_bullet(draw: ImageDraw.ImageDraw, line: Line, look: Look) -> None:
    """Print a hollow ring, a full dot or a dash, hanging before the line."""
    first = line.words[0]
    size = first.size
    x, y = first.x - 1.3 * size, first.baseline - 0.3 * size
    if look.bullet == "dash":
        draw.rectangle((x, y, x + 0.5 * size, y + 0.07 * size), fill=255)
        return
    box = (x, y - 0.24 * size, x + 0.48 * size, y + 0.24 * size)
    thick = max(1, round(0.07 * size))
    draw.ellipse(box, outline=255, width=thick if look.bullet == "ring" else round(0.3 * size))


def _print_emblem(draw: ImageDraw.ImageDraw, box: Rect, look: Look) -> None:
    """Print a ribbon from the sheet's upper edge with a shield of our own in it."""
    draw.rectangle((box.left, box.top, box.right, box.bottom), fill=look.ribbon)
    wide = box.right - box.left
    x, y, r = (box.left + box.right) / 2, box.bottom - 0.55 * wide, 0.24 * wide
    shield = [(x - r, y - r), (x + r, y - r), (x + r, y + 0.2 * r), (x, y + 1.3 * r), (x - r, y + 0.2 * r)]
    draw.line([*shield, shield[0]], fill="white", width=max(2, round(0.03 * wide)))
    draw.line([(x - r, y - 0.3 * r), (x + r, y - 0.3 * r)], fill="white", width=max(2, round(0.03 * wide)))
    draw.ellipse((x - 0.3 * r, y, x + 0.3 * r, y + 0.6 * r), fill="white")
