"""Forge a page to learn from: what the net is shown, and what it should answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from bench.score.ink import OUR_KIND
from ingest.ink.eye import COARSE, KINDS, picture
from ingest.ink.paper import even_out
from ingest.scan import Pixels, Raster
from ingest.upright import Upright, make_upright
from samples.fonts import PRINT_FACES, TRAINING_PRINT_FACES
from samples.forge.chance import random_recipe
from samples.forge.desk import Mark
from samples.forge.lines import Look
from samples.forge.pen import Chance
from samples.forge.press import press
from samples.forge.scanner import Glass, Scan, scan
from samples.forge.typeset import typeset
from training.people import read
from training.print_shop import decorate
from training.prose import invent

SPLITS = ("easy", "annotated", "hard")
SHARES = (0.08, 0.45, 0.47)  # most is learned from what is hard
FACES = (*PRINT_FACES, *TRAINING_PRINT_FACES, "dejavu-sans", "dejavu-sans", "dejavu-serif", "arimo", "tinos")
STARK = 0.12  # of the pages are made 1-bit besides those that are: there the pen is hardest to tell
FULL = 180.0  # of 255: coverage from which ink is wholly there; half of it is where the truth of a scan draws the line
UNKNOWN = 255  # a kind where there is no stroke
WRITTEN = ("marginalia", "interlinear", "signature")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page and its answers: `page` (height, width, 3), `inks` (height, width, 3) 0..255 print, pen and stamp.

    `kinds` and `note` are a quarter as large: the number of the kind at each stroke, else UNKNOWN; 1 within a note.
    """

    page: Pixels
    inks: Pixels
    kinds: Pixels
    note: Pixels


def lesson(seed: int) -> Lesson:
    """Forge the page with this number."""
    chance = np.random.default_rng([seed, 31])
    recipe = random_recipe(SPLITS[int(chance.choice(3, p=SHARES))], 100_000 + seed, 0)
    look = _varied(recipe.look, chance)
    pages = typeset(invent(chance), look)
    page = pages[int(chance.integers(min(2, len(pages))))]
    sheet = decorate(press(page, look), page, look, chance)
    marks = read(page, sheet, look, chance)
    how = replace(recipe.scans[0], rotation=0)
    if chance.random() < STARK:
        how = replace(how, mode="bitonal")
    behind = None if not how.back else press(pages[-1], look).paper
    if behind is not None:
        cover = press(pages[-1], look).cover
        behind = cv2.min(behind, cv2.cvtColor(255 - cover, cv2.COLOR_GRAY2RGB))
    scanned, _ = scan(sheet, marks, behind, how, look.dpi, chance)
    image = _stored(scanned.image, how, chance)
    upright = make_upright(Raster(image, look.dpi, 1))
    if upright.rotation:
        return lesson(seed + 1_000_000)
    lit = even_out(upright)
    shown = picture(upright.page.pixels, lit.light, upright.beyond, look.dpi)
    return _answers(shown, sheet.printed, sheet.cover, marks, how, look, upright)


def _varied(look: Look, chance: Chance) -> Look:
    return replace(
        look,
        dpi=int(chance.choice([150, 200, 200, 240, 300, 300, 400], p=[0.1, 0.2, 0.2, 0.05, 0.2, 0.2, 0.05])),
        face=FACES[int(chance.integers(len(FACES)))],
        size=float(np.clip(chance.normal(9.6, 1.3), 7.5, 14)) if look.columns == 1 else look.size,
    )


def _stored(image: Pixels, how: Scan, chance: Chance) -> Pixels:
    """Return the scan as it comes out of the file: a JPEG has blurred its colours, unless it is of 1 bit."""
    if how.mode == "bitonal" or chance.random() < 0.3:
        return image
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(30, 88))]
    _, data = cv2.imencode(".jpg", image if image.ndim == 2 else image[:, :, ::-1], quality)
    back = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    return np.ascontiguousarray(back if back.ndim == 2 else back[:, :, ::-1]).astype(np.uint8)


def _answers(
    shown: Pixels,
    printed: npt.NDArray[np.bool_],
    toner: Pixels,
    marks: Sequence[Mark],
    how: Scan,
    look: Look,
    upright: Upright,
) -> Lesson:
    height, width = printed.shape
    glass = Glass(width, height, how, look.dpi)
    map_x, map_y = glass.maps()
    bare = printed & (toner < 96)  # printed in colour
    cover = cv2.max(toner, bare.astype(np.uint8) * 255)
    planes = [cv2.remap(cover, map_x, map_y, cv2.INTER_LINEAR), *np.zeros((2, height, width), np.uint8)]
    ids = np.zeros((height, width), np.uint8)
    for number, mark in enumerate(marks, start=1):
        plane = 2 if mark.kind == "stamp" else 1
        _lay(mark, number, planes[plane], ids, glass, map_x, map_y)
    size = shown.shape[1::-1]
    inks = [_seen(plane, upright, size) for plane in planes]
    names = _seen(ids, upright, size, nearest=True)
    kinds, note = _told(names, marks, _seen(ids, upright, None, nearest=True), size)
    return Lesson(shown, np.dstack(inks), kinds, note)


def _lay(mark: Mark, number: int, plane: Pixels, ids: Pixels, glass: Glass, map_x: Pixels, map_y: Pixels) -> None:
    """Lay the mark, bent as the page was bent, on its plane."""
    left, top, right, bottom = mark.inked.box
    x, y = glass.to_scan(np.array([left, right, left, right], float), np.array([top, top, bottom, bottom], float))
    x0, y0 = max(0, int(x.min()) - 8), max(0, int(y.min()) - 8)
    x1, y1 = min(glass.width, int(x.max()) + 9), min(glass.height, int(y.max()) + 9)
    if x0 >= x1 or y0 >= y1:
        return
    own = cv2.remap(mark.inked.cover, map_x[y0:y1, x0:x1] - left, map_y[y0:y1, x0:x1] - top, cv2.INTER_LINEAR)
    np.maximum(plane[y0:y1, x0:x1], own, out=plane[y0:y1, x0:x1])
    if mark.kind != "stamp":
        ids[y0:y1, x0:x1][own >= 60] = number


def _seen(plane: Pixels, upright: Upright, size: tuple[int, int] | None, nearest: bool = False) -> Pixels:
    """Return the plane of the scan as it lies on the upright page, at the size shown."""
    matrix = np.array(upright.to_scan, np.float64).reshape(2, 3)
    full = upright.page.pixels.shape[1::-1]
    way = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
    turned = cv2.warpAffine(plane, matrix, full, flags=way | cv2.WARP_INVERSE_MAP)
    if size is None:
        return turned.astype(np.uint8)
    if nearest:
        return cv2.resize(turned, size, interpolation=cv2.INTER_NEAREST).astype(np.uint8)
    turned = np.clip(turned.astype(np.float32) * (255 / FULL), 0, 255)
    way = cv2.INTER_AREA if size[0] < full[0] else cv2.INTER_LINEAR
    return cv2.resize(turned, size, interpolation=way).astype(np.uint8)


def _told(names: Pixels, marks: Sequence[Mark], full: Pixels, size: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """Return the kinds and the notes at a quarter of the size: the hull of each note's ink, no two of them touching."""
    columns, rows = -(-size[0] // COARSE), -(-size[1] // COARSE)
    padded = np.zeros((rows * COARSE, columns * COARSE), np.uint8)
    padded[: names.shape[0], : names.shape[1]] = names
    small = padded.reshape(rows, COARSE, columns, COARSE).max(axis=(1, 3))
    kinds = np.full((rows, columns), UNKNOWN, np.uint8)
    note, taken = np.zeros((rows, columns), np.uint8), np.zeros((rows, columns), np.uint8)
    scale = columns * COARSE / size[0] * size[0] / full.shape[1] / COARSE
    for number, mark in enumerate(marks, start=1):
        if mark.kind == "stamp":
            continue
        kind = OUR_KIND[mark.kind]
        kinds[small == number] = KINDS.index(kind)
        if kind not in WRITTEN:
            continue
        points = cv2.findNonZero((full == number).astype(np.uint8))
        if points is None:
            continue
        hull = cv2.convexHull(points).astype(np.float64) * scale
        own = cv2.fillPoly(np.zeros_like(note), [np.rint(hull).astype(np.int32)], 1)
        near = cv2.dilate(own, np.ones((3, 3), np.uint8))
        note |= own
        note[(near > 0) & (taken > 0)] = 0
        taken |= near
    return kinds, note
