"""The road of a forged scan: text, set pages, print, pen, scanner, truth. Read this first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from samples.forge.annotate import annotate
from samples.forge.desk import Mark, Wish
from samples.forge.lines import Look
from samples.forge.pen import Chance
from samples.forge.press import Sheet, press
from samples.forge.reader import Reader, wishes
from samples.forge.scanner import Scan, scan
from samples.forge.text import parse
from samples.forge.truth import Forged, ForgedPage, Format
from samples.forge.typeset import SetPage, typeset

SAMPLES = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides one forged nota. `scans` go round when there are more pages than scans."""

    stem: str
    split: str
    text: Path
    tags: Path  # what the text's author expects to be found in it
    look: Look = field(default_factory=Look)
    scans: tuple[Scan, ...] = (Scan(),)
    reader: Reader = field(default_factory=Reader)
    wishes: tuple[Wish, ...] = ()  # done before the reader's own
    format: Format = "pdf"
    quality: int = 60  # of JPEG
    seed: int = 0


def forge(recipe: Recipe) -> Forged:
    """Make the nota of this recipe; the same recipe and faces make the same nota, to the byte."""
    text = parse(recipe.text.read_text(encoding="utf-8"))
    pages = typeset(text, recipe.look)
    written = [_written(page, recipe, page.number == len(pages)) for page in pages]
    return Forged(
        recipe.stem,
        recipe.split,
        recipe.text.stem,
        text.dated,
        recipe.look.face,
        recipe.look.dpi,
        recipe.format,
        recipe.quality,
        tuple(_scanned(pages, written, recipe)),
        json.loads(recipe.tags.read_text(encoding="utf-8")),
    )


def _chance(recipe: Recipe, page: int, step: int) -> Chance:
    """Every step on every page has chances of its own: a change in one leaves the others as they were."""
    return np.random.default_rng([recipe.seed, page, step])


def _written(page: SetPage, recipe: Recipe, last: bool) -> tuple[Sheet, list[Mark]]:
    sheet = press(page, recipe.look)
    planned = [wish for wish in recipe.wishes if wish.page == page.number]
    planned += wishes(page, recipe.reader, last, _chance(recipe, page.number, 1))
    return sheet, annotate(page, sheet, recipe.look, planned, _chance(recipe, page.number, 2))


def _scanned(pages: Sequence[SetPage], written: Sequence[tuple[Sheet, list[Mark]]], recipe: Recipe) -> list[ForgedPage]:
    """Scan from the last page to the first, for each shows through on the one before it."""
    made: list[ForgedPage] = []
    behind = None
    for page, (sheet, marks) in zip(reversed(pages), reversed(written), strict=True):
        how = recipe.scans[(page.number - 1) % len(recipe.scans)]
        chance = _chance(recipe, page.number, 3)
        scanned, behind = scan(sheet, marks, behind, how, recipe.look.dpi, chance)
        made.append(ForgedPage(page, how, scanned, tuple(marks)))
    return made[::-1]
