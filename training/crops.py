"""Cut forged pages into the pieces that are learned from, most of them where somebody wrote."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from ingest.ink.eye import COARSE
from ingest.scan import Mask, Pixels
from samples.forge.pen import Chance
from training.answers import Lesson
from training.pages import lesson

SIDE = 384  # pixels: five centimetres, so that a piece tells a margin from a line of text
WRITTEN, PRINTED, ANYWHERE = 6, 2, 2  # pieces of each page: around something added, around print, and wherever


class Crops(NamedTuple):
    """Pieces of a page: `shown` (n, SIDE, SIDE, 3), `inks` likewise, `kinds` and `note` a quarter as large."""

    shown: Pixels
    inks: Pixels
    kinds: Pixels
    note: Pixels


def forge_crops(folder: Path, count: int, jobs: int, first: int = 0) -> None:
    """Forge so many pages and keep their pieces, one file a page; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [seed for seed in range(first, first + count) if not _file(folder, seed).exists()]
    with ProcessPoolExecutor(jobs) as pool:
        for done, _ in enumerate(pool.map(_forge, [folder] * len(missing), missing, chunksize=4), start=1):
            if done % 50 == 0:
                print(f"{done} of {len(missing)} pages forged", flush=True)


def stored_crops(folder: Path) -> Iterator[Crops]:
    """Give the pieces of every page that was forged, page by page."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            yield Crops(*(arrays[name] for name in Crops._fields))


def _file(folder: Path, seed: int) -> Path:
    return folder / f"{seed:06d}.npz"


def _forge(folder: Path, seed: int) -> None:
    cv2.setNumThreads(1)
    crops = cut(lesson(seed), np.random.default_rng([seed, 32]))
    part = _file(folder, seed).with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, **crops._asdict())
    part.rename(_file(folder, seed))


def cut(page: Lesson, chance: Chance) -> Crops:
    """Cut the pieces of one page."""
    added = page.inks[:, :, 1:].max(axis=2) > 100
    wanted = [(added, WRITTEN), (page.inks[:, :, 0] > 100, PRINTED), (np.ones_like(added), ANYWHERE)]
    corners = [_corner(where, chance) for where, count in wanted for _ in range(count)]
    # Whole steps of the coarse answers, so that these fit.
    shown, inks = (np.stack([part[y : y + SIDE, x : x + SIDE] for x, y in corners]) for part in (page.page, page.inks))
    small = SIDE // COARSE
    kinds, note = (
        np.stack([part[y // COARSE : y // COARSE + small, x // COARSE : x // COARSE + small] for x, y in corners])
        for part in (page.kinds, page.note)
    )
    return Crops(shown, inks, kinds, note)


def _corner(where: Mask, chance: Chance) -> tuple[int, int]:
    """Return the left and top of a piece that holds one of these pixels somewhere."""
    height, width = where.shape
    rows, columns = np.nonzero(where[::4, ::4])
    if not len(rows):
        rows, columns = np.array([height // 8]), np.array([width // 8])
    at = int(chance.integers(len(rows)))
    x = 4 * int(columns[at]) - int(chance.integers(SIDE))
    y = 4 * int(rows[at]) - int(chance.integers(SIDE))
    x, y = min(max(0, x), width - SIDE), min(max(0, y), height - SIDE)
    return x // COARSE * COARSE, y // COARSE * COARSE
