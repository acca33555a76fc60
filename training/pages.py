"""Forge a page to learn from, and look at it as the net does."""

from dataclasses import replace

import cv2
import numpy as np

from ingest.ink.eye import picture
from ingest.ink.paper import even_out
from ingest.scan import Pixels, Raster
from ingest.upright import make_upright
from samples.fonts import PRINT_FACES, TRAINING_PRINT_FACES
from samples.forge.chance import random_recipe
from samples.forge.lines import Look
from samples.forge.pen import Chance
from samples.forge.press import press
from samples.forge.scanner import Glass, Scan, compose, scan
from samples.forge.typeset import typeset
from training.answers import Lesson, answered
from training.people import read
from training.print_shop import decorate
from training.prose import invent

SPLITS = ("easy", "annotated", "hard")
SHARES = (0.08, 0.45, 0.47)  # most is learned from what is hard
FACES = (*PRINT_FACES, *TRAINING_PRINT_FACES, "dejavu-sans", "dejavu-sans", "dejavu-serif", "arimo", "tinos")
STARK = 0.12  # of the pages are made 1-bit besides those that are: there the pen is hardest to tell


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
    behind = compose(press(pages[-1], look), [], how) if how.back else None
    scanned, _ = scan(sheet, marks, behind, how, look.dpi, chance)
    image = _stored(scanned.image, how, chance)
    upright = make_upright(Raster(image, look.dpi, 1))
    if upright.rotation:
        return lesson(seed + 1_000_000)
    shown = picture(upright.page.pixels, even_out(upright).light, upright.beyond, look.dpi)
    return answered(shown, sheet, marks, Glass(page.width, page.height, how, look.dpi), upright)


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
    back = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))
    return np.ascontiguousarray(back if back.ndim == 2 else back[:, :, ::-1]).astype(np.uint8)
