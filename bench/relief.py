"""How much of the OCR error that ink causes is taken away: `python -m bench.relief [--split S] [--count N] [--seed S]`.

Each page is forged twice, with and without a reader's pen, on the same scanner and in the same place. Three sheets are
read in the same zones: written on with the pen left on, written on with the pen taken off, and never written on.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace

import click
import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from bench.results import keep
from bench.score.counts import Counts, total
from bench.score.text import plain
from ingest.ink.erase import letters_alone
from ingest.ink.separate import Ink, separate
from ingest.layout import Zones, find_zones
from ingest.paragraphs import flow
from ingest.reader import read_zone
from ingest.scan import Pixels, Raster
from ingest.second import read_again
from ingest.specks import find_specks
from ingest.unbend import Bend, find_bend
from ingest.upright import Upright, make_upright
from samples.forge.chance import SPLITS, random_recipe
from samples.forge.reader import Reader
from samples.forge.road import forge


@click.command()
@click.option("--split", type=click.Choice(SPLITS), help="Only this one; else the annotated and the hard.")
@click.option("--count", default=10, help="Nota's to forge of each split.")
@click.option("--seed", default=7900, help="Of their chances.")
def main(split: str | None, count: int, seed: int) -> None:
    """Forge nota's with and without ink, read them three ways, and print what the ink costs and what is left of it."""
    scores = {}
    for name in [split] if split else ["annotated", "hard"]:
        counts = total(page for number in range(count) for page in _pages(name, seed, number))
        scores[name] = _measures(counts)
        print(f"{name}: " + ", ".join(f"{what} {value}" for what, value in scores[name].items()))
    if split is None:
        keep("relief", f"forged {seed} × {count}", {"scores": scores})


def _pages(split: str, seed: int, number: int) -> Iterator[Counts]:
    recipe = random_recipe(split, seed, number)
    written = forge(recipe)
    clean = forge(replace(recipe, reader=Reader(marks=0, paraphs=False), wishes=()))
    for page, blank in zip(written.pages, clean.pages, strict=True):
        counts = _compare(page.scanned.image, blank.scanned.image, page.set.body_text, written.dpi)
        print(f"{recipe.stem} {page.set.number}: {counts}", file=sys.stderr)
        yield counts


def _compare(written: Pixels, clean: Pixels, true: str, dpi: int) -> Counts:
    """Count the character errors of the page read in each way."""
    untouched = make_upright(Raster(clean, dpi, 1))
    bare, inked = separate(untouched), separate(_laid_alike(written, untouched, dpi))
    bend = find_bend(bare.parts, bare.lines, bare.xheight)
    zones = find_zones(bare, bend)
    return {
        "characters": len(plain(true)),
        "pen left on": _errors(inked.sheet.grey, zones, inked, bend, true),
        "pen taken off": _errors(_letters(inked, bend), zones, inked, bend, true, again=True),
        "never written on": _errors(_letters(bare, bend), zones, bare, bend, true),
        "never written on, left as it is": _errors(bare.sheet.grey, zones, bare, bend, true),
    }


def _letters(ink: Ink, bend: Bend) -> Pixels:
    return letters_alone(ink, find_specks(ink.parts, ink.lines, bend, ink.xheight))


def _laid_alike(pixels: Pixels, other: Upright, dpi: int) -> Upright:
    """Return the scan turned just as the other page was."""
    height, width = other.page.pixels.shape[:2]
    matrix = np.array(other.to_scan).reshape(2, 3)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(pixels, matrix, (width, height), flags=flags, borderValue=(255,) * 3)
    return replace(other, page=Raster(turned.astype(np.uint8), dpi, 1))


def _errors(sheet: Pixels, zones: Zones, ink: Ink, bend: Bend, true: str, again: bool = False) -> int:
    lines = []
    for boxes in zones.bodies:
        read = read_zone(bend.laid_flat(sheet), boxes, ink.xheight, ink.sheet.dpi)
        lines += read_again(read, ink, bend) if again else read
    return int(Levenshtein.distance(plain(true), plain(flow(lines))))


def _measures(counts: Counts) -> dict[str, float]:
    characters = counts["characters"]
    percent = {name: round(100 * errors / characters, 2) for name, errors in counts.items() if name != "characters"}
    cost = counts["pen left on"] - counts["never written on"]
    taken = (counts["pen left on"] - counts["pen taken off"]) / cost if cost > 0 else 0.0
    return {**percent, "share of what ink costs taken away": round(taken, 3)}


if __name__ == "__main__":
    main()
