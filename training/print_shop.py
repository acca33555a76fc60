"""Print what the samples lack: coloured type, frames, upright rules, big letters, logos and photographs."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.fonts import PRINT_FACES
from samples.forge.lines import Look, Rect, font
from samples.forge.pen import Chance
from samples.forge.press import Sheet
from samples.forge.scanner import Pixels
from samples.forge.typeset import SetPage

INKS = ((0, 60, 130), (1, 104, 155), (150, 20, 40), (0, 90, 60), (90, 90, 95), (200, 90, 0), (70, 40, 120))

LARGE = ("Nota", "BESLISNOTA", "Memo", "1", "2023", "A.", "§ 3", "Rijksoverheid", "Bijlage 2", "€ 12,5", "17", "7", "B")


def decorate(sheet: Sheet, page: SetPage, look: Look, chance: Chance) -> Sheet:
    """Return the printed sheet with some of all this, or none."""
    cover, paper = sheet.cover.copy(), sheet.paper.copy()
    if chance.random() < 0.3:
        _colour_lines(cover, paper, page, chance)
    ink = Image.fromarray(cover)
    draw = ImageDraw.Draw(ink)
    if chance.random() < 0.25:
        _frames(draw, page, look, chance)
    if chance.random() < 0.25:
        _rules(draw, page, look, chance)
    cover = np.asarray(ink).copy()
    if chance.random() < 0.3:
        _large_words(cover, look, chance)
    if chance.random() < 0.2:
        _picture(paper, cover, look, chance)
    dark = paper.min(axis=2) < 160
    return Sheet(cover, paper, (cover >= 96) | dark)


def _colour_lines(cover: Pixels, paper: Pixels, page: SetPage, chance: Chance) -> None:
    """Print some lines in colour: headings, as a rule."""
    ink = np.array(INKS[int(chance.integers(len(INKS)))], np.float32)
    everything = chance.random() < 0.1
    for line in (*page.body, *page.metadata):
        if not (everything or (line.heading and chance.random() < 0.9) or chance.random() < 0.04):
            continue
        window = _window(line.box, cover.shape)
        share = cover[window][..., None].astype(np.float32) / 255
        paper[window] = (paper[window] * (1 - share) + ink * share).astype(np.uint8)
        cover[window] = 0


def _window(box: Rect, shape: tuple[int, ...]) -> tuple[slice, slice]:
    tall = box.bottom - box.top
    top, bottom = max(0, int(box.top - 0.1 * tall)), min(shape[0], int(box.bottom + 0.1 * tall))
    return slice(top, bottom), slice(max(0, int(box.left) - 4), min(shape[1], int(box.right) + 4))


def _frames(draw: ImageDraw.ImageDraw, page: SetPage, look: Look, chance: Chance) -> None:
    """Print a frame around some lines, or boxes to be ticked before them."""
    thick = max(1, round(look.px(float(chance.uniform(0.1, 0.4)))))
    boxes = [line.box for line in page.body]
    if chance.random() < 0.5:
        first = int(chance.integers(len(boxes)))
        some = boxes[first : first + int(chance.integers(1, 7))]
        left, right = look.px(look.left - 2), look.px(look.left + look.width + 2)
        draw.rectangle((left, some[0].top - look.px(1), right, some[-1].bottom + look.px(1)), outline=255, width=thick)
        return
    for box in boxes:
        if chance.random() < 0.15:
            side = 0.7 * (box.bottom - box.top)
            draw.rectangle((box.left - 2 * side, box.top, box.left - side, box.top + side), outline=255, width=thick)


def _rules(draw: ImageDraw.ImageDraw, page: SetPage, look: Look, chance: Chance) -> None:
    """Print rules: upright beside the body, level across the page, dotted for filling in."""
    thick = max(1, round(look.px(float(chance.uniform(0.1, 0.5)))))
    if chance.random() < 0.5:
        x = look.px(look.left + look.width + float(chance.uniform(1, 4)))
        draw.rectangle((x, look.px(look.top), x + thick, look.px(look.bottom)), fill=255)
    for _ in range(int(chance.integers(0, 4))):
        y = look.px(float(chance.uniform(30, 285)))
        x0, x1 = sorted(look.px(float(chance.uniform(10, 200))) for _ in range(2))
        if chance.random() < 0.3:
            step = max(4, round(look.px(1)))
            for x in range(int(x0), int(x1), step):
                draw.rectangle((x, y, x + step // 3, y + step // 3), fill=255)
        else:
            draw.rectangle((x0, y, x1, y + thick), fill=255)


def _large_words(cover: Pixels, look: Look, chance: Chance) -> None:
    """Print a few words large where the paper is white: a title, a figure, a letterhead."""
    for _ in range(int(chance.integers(1, 9))):
        family = PRINT_FACES[int(chance.integers(len(PRINT_FACES)))]
        face = font(family, bool(chance.random() < 0.5), round(look.type_px(float(chance.uniform(12, 34)))))
        word = LARGE[int(chance.integers(len(LARGE)))]
        right, bottom = (int(edge) for edge in face.getbbox(word)[2:])
        x, y = int(look.px(float(chance.uniform(8, 190)))), int(look.px(float(chance.uniform(8, 285))))
        window = slice(y, y + bottom + 2), slice(x, x + right + 2)
        if cover[window].any() or x + right + 2 > cover.shape[1] or y + bottom + 2 > cover.shape[0]:
            continue
        ink = Image.fromarray(cover[window])
        ImageDraw.Draw(ink).text((0, 0), word, fill=255, font=face)
        cover[window] = np.asarray(ink)


def _picture(paper: Pixels, cover: Pixels, look: Look, chance: Chance) -> None:
    """Print a photograph or a logo where nothing else stands."""
    wide, tall = (int(look.px(float(chance.uniform(12, 60)))) for _ in range(2))
    x, y = int(chance.uniform(0, paper.shape[1] - wide)), int(chance.uniform(0, paper.shape[0] - tall))
    window = slice(y, y + tall), slice(x, x + wide)
    if cover[window].any():
        return
    coarse = chance.integers(0, 256, (int(chance.integers(2, 12)), int(chance.integers(2, 12)), 3)).astype(np.uint8)
    if chance.random() < 0.4:
        coarse = np.repeat(coarse[:, :, :1], 3, axis=2)
    paper[window] = cv2.resize(np.minimum(coarse, 150), (wide, tall), interpolation=cv2.INTER_CUBIC)
