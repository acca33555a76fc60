"""Draw a recipe by chance: another ministry, another reader, another scanner."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from samples.fonts import PRINT_FACES
from samples.forge.lines import Colofon, Look
from samples.forge.pen import HANDS, PENS, Chance
from samples.forge.reader import Reader
from samples.forge.road import SAMPLES, Recipe
from samples.forge.scanner import Mode, Scan
from samples.forge.truth import Format

Choice = TypeVar("Choice")

SPLITS = ("easy", "annotated", "hard")

# Of the faces, those of office software more often: DejaVu is as wide as the ministries' own.
FACES = ("dejavu-sans", "dejavu-sans", "arimo", *PRINT_FACES, "dejavu-serif")

DPI = {"easy": (300, 300, 400), "annotated": (200, 300, 300, 400), "hard": (150, 200, 200, 300)}

RIBBONS = ((21, 66, 115), (1, 104, 155), (60, 60, 64), (0, 74, 52), (122, 20, 60))

COLOFONS: tuple[Colofon, ...] = ("right", "right", "right", "left", "none")
MODES: tuple[Mode, ...] = ("color", "color", "gray", "gray", "bitonal")


def random_recipe(
    split: str, seed: int, number: int, hands: tuple[str, ...] = tuple(HANDS), pens: tuple[str, ...] = tuple(PENS)
) -> Recipe:
    """Draw the recipe with this number of this seed, written in some of these hands and pens: the same every time."""
    chance = np.random.default_rng([seed, number, SPLITS.index(split)])
    text = _any(sorted((SAMPLES / "texts").glob("*.txt")), chance)
    mode = _any(MODES, chance)
    return Recipe(
        f"{split[0]}{seed}-{number:04d}",
        split,
        text,
        text.with_suffix(".tags.json"),
        _look(split, text, chance),
        tuple(_scan(split, mode, chance) for _ in range(3)),
        _reader(split, hands, pens, chance),
        format=_format(mode, chance),
        quality=int(chance.integers(30, 50) if split == "hard" else chance.integers(50, 80)),
        seed=int(chance.integers(2**31)),
    )


def _any(choice: Sequence[Choice], chance: Chance) -> Choice:
    return choice[int(chance.integers(len(choice)))]


def _between(low: float, high: float, chance: Chance) -> float:
    return round(float(chance.uniform(low, high)), 2)


def _often(share: float, chance: Chance) -> bool:
    return bool(chance.random() < share)


def _look(split: str, text: Path, chance: Chance) -> Look:
    """Draw a house style: where the columns stand, what they are set in, and how the lines end."""
    colofon = _any(COLOFONS, chance)
    left, width, column, column_width = _columns(colofon, chance)
    two = colofon == "none" and "\n|" not in text.read_text(encoding="utf-8") and _often(0.5, chance)
    return Look(
        dpi=_any(DPI[split], chance),
        face=_any(FACES, chance),
        size=_between(8, 9.5, chance) if two else _between(8.2, 11.5, chance),
        leading=_between(1.25, 1.6, chance),
        left=left,
        width=width,
        first=_between(44, 72, chance),
        top=_between(24, 50, chance),
        bottom=_between(262, 276, chance),
        colofon=colofon,
        colofon_left=column,
        colofon_width=column_width,
        columns=2 if two else 1,
        justified=two or _often(0.3, chance),
        hyphenated=two or _often(0.5, chance),
        bullet=_any(("ring", "ring", "dash", "dot"), chance),
        underlined_leads=_often(0.3, chance),
        paging=_any(("colofon" if colofon == "right" else "foot", "foot", "none"), chance),
        letterhead=_any(("ribbon", "ribbon", "side", "plain"), chance),
        ribbon=_any(RIBBONS, chance),
        ruled_tables=_often(0.7, chance),
    )


def _columns(colofon: str, chance: Chance) -> tuple[float, float, float, float]:
    """Draw the body's left side and width, and the colofon's, in mm."""
    if colofon == "left":
        column = _between(9, 14, chance)
        left = _between(52, 60, chance)
        return left, _between(120, 136, chance), column, left - column - 6
    left = _between(19, 33, chance)
    if colofon == "none":
        return left, _between(150, 184 - left + 6, chance), left, 60.0
    width = _between(104, 124, chance)
    column = left + width + _between(5, 9, chance)
    return left, width, column, 206 - column


def _scan(split: str, mode: Mode, chance: Chance) -> Scan:
    """Draw one pass through the scanner: kind for the easy split, unkind for the hard one."""
    worse = {"easy": 0.0, "annotated": 0.4, "hard": 1.0}[split]
    return Scan(
        mode=mode,
        rotation=_any((90, 180, 270), chance) if _often(0.2 * worse, chance) else 0,
        skew=_between(-0.5 - 2.8 * worse, 0.5 + 2.8 * worse, chance),
        shift=(_between(-2, 2, chance), _between(-2, 2, chance)),
        perspective=(_between(-0.03, 0.03, chance), _between(-0.02, 0.02, chance)) if worse == 1 else (0.0, 0.0),
        curl=_between(-2, 2, chance) if _often(0.4 * worse, chance) else 0.0,
        tint=_any(((255, 255, 255), (250, 249, 244), (244, 241, 230), (238, 238, 238)), chance),
        bed=_any((250, 236, 205, 40, 12), chance),
        fade=_between(0, 0.35 * worse, chance),
        back=_between(0.03, 0.15, chance) if _often(0.4 * worse, chance) else 0.0,
        holes=_any((0, 0, 2, 4), chance),
        staple=_often(0.4, chance),
        stain=_often(0.2 * worse, chance),
        light=_between(0, 0.7 * worse, chance),
        binding=_between(0.3, 1, chance) if _often(0.3 * worse, chance) else 0.0,
        blur=_between(0.04, 0.06 + 0.07 * worse, chance),
        noise=_between(1, 2 + 8 * worse, chance),
        threshold=int(chance.integers(120, 175)),
        speckle=_between(0, 0.3 + 1.5 * worse, chance),
        levels=_any((256, 256, 16), chance),
    )


def _reader(split: str, hands: tuple[str, ...], pens: tuple[str, ...], chance: Chance) -> Reader:
    """Draw who read it: nobody with a pen in the easy split, now and then several people in the others."""
    if split == "easy":
        return Reader(marks=0, paraphs=False)
    people = chance.permutation(len(hands))[: _any((1, 1, 2, 3), chance)]
    taken = chance.permutation(len(pens))[: len(people)]
    return Reader(
        marks=int(chance.integers(4, 16)),
        hands=tuple(hands[at] for at in people),
        pens=tuple(pens[at] for at in taken),
        paraphs=_often(0.7, chance),
        signs=_often(0.3, chance),
        stamps=_often(0.3, chance),
    )


def _format(mode: Mode, chance: Chance) -> Format:
    if mode == "bitonal":
        return _any(("tiff-g4", "pdf"), chance)
    return _any(("pdf", "pdf", "jpg", "png"), chance)
