from functools import cache

import cv2
import numpy as np
import pytest

from ingest.scan import Mask, Pixels
from ingest.specks import find_specks
from ingest.unbend import find_bend
from tests.typed import Typed, drawn, typed

# Every kind of dot that belongs to print.
DOTTED = (
    "Bijlage 3: zie nr. 12, a.s. vrijdag; of jl. woensdag.",
    "Zo'n 1.250 scholen, d.w.z. 3,5 pct: zij zijn er nu bij.",
    "Het rijk is juist bezig; de ministeriële regeling blijft.",
    "Financiële steun, reële kosten en geïnde bedragen: ja.",
    "De coördinatie ligt bij mij, bijv. in de vijfde rij.",
    "Die dijk is vrij; 's middags zijn wij bijna altijd blij.",
    "Jij wijst i.v.m. de crisis op artikel 5.1, lid 2: ijking.",
    "Initiatieven zijn er niet, i.c. blijft dit bij 12.345,67.",
)
MANY = 400
NEAR = 20  # pixels from the letters: no dot of print lies as far
NEARER = 3  # pixels from the letters: just not touching them
FEW = 30
FACES = ("dejavu-sans", "dejavu-serif", "tinos", "open-sans", "lato")


def speckled(page: Pixels, nearest: int, number: int = MANY) -> Pixels:
    """Return the page with square specks of two to four pixels, at least so far from what is printed."""
    chance = np.random.default_rng(1)
    dirty = page.copy()
    free = cv2.distanceTransform((page == 255).astype(np.uint8), cv2.DIST_L2, 5) > nearest + 4
    for _ in range(number):
        places = np.flatnonzero(free)
        row, column = divmod(int(places[chance.integers(len(places))]), page.shape[1])
        size = int(chance.integers(2, 5))
        dirty[row : row + size, column : column + size] = 0
        free[max(0, row - 9) : row + 9, max(0, column - 9) : column + 9] = False  # so that no two run together
    return dirty


@cache
def looked_at(family: str, nearest: int | None = NEAR) -> tuple[Typed, Mask, Mask]:
    """Return a page, with specks or without, which of its pieces are print, and which were told to be specks."""
    clean = drawn(DOTTED, family=family)
    page = typed(clean if nearest is None else speckled(clean, nearest))
    printed = np.zeros(len(page.parts.area), bool)
    printed[page.parts.labels[clean < 255]] = True
    printed[0] = False
    bend = find_bend(page.parts, page.lines, page.xheight)
    return page, printed, find_specks(page.parts, page.lines, bend, page.xheight)


@pytest.mark.parametrize("family", FACES)
def test_specks_in_the_white_are_told_from_print(family: str) -> None:
    _, printed, specks = looked_at(family)

    assert (~printed).sum() == MANY + 1  # with the paper
    assert specks.sum() == MANY
    assert not specks[0]


@pytest.mark.parametrize("nearest", [NEAR, NEARER])
@pytest.mark.parametrize("family", FACES)
def test_no_dot_of_a_letter_or_of_punctuation_is_a_speck(family: str, nearest: int) -> None:
    page, printed, specks = looked_at(family, nearest)

    assert [page.parts.box(int(piece)) for piece in np.flatnonzero(specks & printed)] == []


@pytest.mark.parametrize("family", FACES)
def test_specks_among_the_letters_are_told_where_no_dot_of_print_could_stand(family: str) -> None:
    _, printed, specks = looked_at(family, NEARER)

    assert (specks & ~printed).sum() >= 0.9 * MANY


@pytest.mark.parametrize("family", FACES)
def test_a_clean_page_has_no_specks(family: str) -> None:
    _, _, specks = looked_at(family, None)

    assert not specks.any()


def test_a_handful_of_specks_leaves_a_page_clean() -> None:
    page = typed(speckled(drawn(), NEAR, FEW))

    assert not find_specks(page.parts, page.lines, find_bend(page.parts, page.lines, page.xheight), page.xheight).any()


def test_the_dots_of_a_bent_page_are_not_taken_for_specks() -> None:
    flat = drawn(DOTTED)
    y, x = np.mgrid[: flat.shape[0], : flat.shape[1]].astype(np.float32)
    down = (10 * np.sin(np.pi * x / flat.shape[1])).astype(np.float32)
    clean = cv2.remap(flat, x, y - down, cv2.INTER_LINEAR, borderValue=255).astype(np.uint8)
    page = typed(speckled(clean, NEAR))
    bend = find_bend(page.parts, page.lines, page.xheight)

    specks = find_specks(page.parts, page.lines, bend, page.xheight)

    assert bend
    assert specks.sum() == MANY
    assert not specks[page.parts.labels[clean < 255]].any()


def test_white_paper_and_dust_without_any_print_have_no_specks_to_tell() -> None:
    for page in (typed(drawn(())), typed(speckled(drawn(()), NEAR))):
        assert not find_specks(page.parts, page.lines, find_bend(page.parts, page.lines, 15), 15).any()
