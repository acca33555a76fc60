from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.nota import IDENTITY, Box
from ingest.scan import Pixels, Raster, as_grey
from ingest.textlayer import PrintedWord
from ingest.upright import Upright, make_upright
from samples.forge.scanner import Scan
from tests.sheets import FLAT, LOOK, forged, on_upright, raster

RED = (220, 20, 20)
JUST = 0.1  # degrees


def scanned(how: Scan, colofon: bool = True) -> Raster:
    look = LOOK if colofon else replace(LOOK, colofon="none", width=150)
    return raster(forged(look=look, how=how)[0])


def with_a_dot(page: Raster, x: int, y: int) -> Raster:
    """Return the page with a red dot around this pixel."""
    marked = page.pixels.copy()
    cv2.circle(marked, (x, y), 6, RED, -1)
    return replace(page, pixels=marked)


def middle_of_the_red(pixels: Pixels) -> tuple[float, float]:
    red = (pixels[..., 0].astype(int) - pixels[..., 1] > 90) & (pixels[..., 0].astype(int) - pixels[..., 2] > 90)
    rows, columns = np.nonzero(red)
    return float(columns.mean()), float(rows.mean())


@pytest.mark.parametrize(
    "how", [FLAT, replace(FLAT, rotation=90), replace(FLAT, rotation=180), replace(FLAT, skew=2.3)]
)
def test_the_words_of_a_pdf_turn_with_its_picture(how: Scan) -> None:
    page = with_a_dot(scanned(how), 300, 500)
    page = replace(page, printed=(PrintedWord("stip", Box(280, 490, 321, 511)),))

    upright = make_upright(page).page

    (word,) = upright.printed
    x, y = middle_of_the_red(upright.pixels)
    assert word.text == "stip"
    assert (word.box.left + word.box.right - 1) / 2 == pytest.approx(x, abs=0.6)
    assert (word.box.top + word.box.bottom - 1) / 2 == pytest.approx(y, abs=0.6)
    assert sorted((word.box.right - word.box.left, word.box.bottom - word.box.top)) == pytest.approx([21, 41], abs=2)


def to_scan(page: Upright, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = page.to_scan
    return a * x + b * y + c, d * x + e * y + f


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 1.4])
def test_a_page_laid_on_its_side_or_on_its_head_is_turned_back(rotation: int, skew: float) -> None:
    page = make_upright(scanned(replace(FLAT, rotation=rotation, skew=skew)))

    assert page.rotation == (360 - rotation) % 360
    assert page.skew == pytest.approx(-skew, abs=JUST)
    height, width = page.page.pixels.shape[:2]
    assert height > width


@settings(max_examples=6, deadline=None)
@given(st.integers(-40, -3) | st.integers(3, 40), st.sampled_from(["color", "gray", "bitonal"]))
def test_skew_is_found_to_a_tenth_of_a_degree(tenths: int, mode: str) -> None:
    how = replace(FLAT, skew=tenths / 10, mode=mode)  # type: ignore[arg-type]

    page = make_upright(scanned(how))

    assert page.rotation == 0
    assert page.skew == pytest.approx(-tenths / 10, abs=JUST)


@pytest.mark.parametrize("colofon", [True, False])
def test_a_straight_page_is_hardly_tilted(colofon: bool) -> None:
    page = make_upright(scanned(FLAT, colofon))

    assert page.rotation == 0
    assert page.skew == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    "skew",
    [
        -0.1,
        0.1,
        0.2,
        -0.2,
    ],
)
def test_a_slight_tilt_is_not_made_worse(skew: float) -> None:
    page = make_upright(scanned(replace(FLAT, skew=skew)))

    assert page.skew == pytest.approx(-skew, abs=JUST)


def test_an_upright_page_stays_as_it_is_when_made_upright_again() -> None:
    once = make_upright(scanned(replace(FLAT, skew=-2.3, rotation=90)))

    again = make_upright(once.page)

    assert again.rotation == 0
    assert again.skew == pytest.approx(0, abs=JUST)


def test_a_few_strokes_of_a_pen_do_not_change_the_turn() -> None:
    page = scanned(replace(FLAT, skew=1.0))
    for x in range(0, 400, 40):
        cv2.line(page.pixels, (150 + x, 300), (250 + x, 900), (30, 40, 140), 3)

    assert make_upright(page).skew == pytest.approx(-1.0, abs=JUST)


def photograph() -> Pixels:
    """Return patches of grey without any direction."""
    coarse = np.random.default_rng(7).uniform(0, 255, (40, 30)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (620, 877), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((877, 620), 255, np.uint8),
        np.full((877, 620), 0, np.uint8),
        np.full((877, 620, 3), (244, 241, 230), np.uint8),
        np.random.default_rng(1).integers(0, 256, (877, 620), np.uint8),
        pytest.param(photograph(), marks=pytest.mark.xfail(strict=True, reason="turned by 270 degrees")),
        np.full((8, 8), 255, np.uint8),
        np.full((3, 900), 120, np.uint8),
    ],
    ids=["blank", "black", "tinted", "noise", "photograph", "tiny", "sliver"],
)
def test_a_page_without_text_comes_back_unturned(pixels: Pixels) -> None:
    page = make_upright(Raster(pixels, 75, 4))

    assert (page.rotation, page.skew, page.to_scan) == (0, 0.0, IDENTITY)
    assert page.page.pixels.shape == pixels.shape
    assert page.page.number == 4


@settings(max_examples=6, deadline=None)
@given(
    st.integers(-40, 40),
    st.sampled_from([0, 90, 180, 270]),
    st.floats(0.1, 0.9),
    st.floats(0.1, 0.9),
)
def test_a_spot_on_the_upright_page_is_found_back_on_the_scan(
    tenths: int, rotation: int, across: float, down: float
) -> None:
    scan = scanned(replace(FLAT, skew=tenths / 10, rotation=rotation))
    height, width = scan.pixels.shape[:2]
    dotted = with_a_dot(scan, round(across * width), round(down * height))

    page = make_upright(dotted)

    there = to_scan(page, *middle_of_the_red(page.page.pixels))
    assert np.abs(np.subtract(there, middle_of_the_red(dotted.pixels))).max() < 1


@pytest.mark.parametrize(("rotation", "skew"), [(0, -3.0), (90, 0.0), (180, 3.5), (270, -1.0)])
def test_no_pixel_of_the_scan_falls_off(rotation: int, skew: float) -> None:
    scan = scanned(replace(FLAT, skew=skew, rotation=rotation))

    page = make_upright(scan)

    height, width = scan.pixels.shape[:2]
    everywhere = on_upright(np.ones((height, width), bool), page)
    assert everywhere.sum() == pytest.approx(height * width, rel=0.002)
    for corner in ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)):
        matrix = np.vstack([np.array(page.to_scan).reshape(2, 3), [0, 0, 1]])
        x, y, _ = np.linalg.inv(matrix) @ [*corner, 1]
        assert -1 <= x <= page.page.pixels.shape[1]
        assert -1 <= y <= page.page.pixels.shape[0]


def test_what_the_turn_adds_is_light_and_known_as_no_paper() -> None:
    scan = scanned(replace(FLAT, skew=3.0, tint=(230, 225, 210), bed=225))

    page = make_upright(scan)

    added = ~on_upright(np.ones(scan.pixels.shape[:2], bool), page)
    assert page.beyond.shape == page.page.pixels.shape[:2]
    assert (page.beyond & added).sum() > 0.98 * added.sum()
    assert np.percentile(as_grey(page.page.pixels)[added], 1) > 190


def test_the_black_around_the_sheet_is_gone_from_the_upright_page() -> None:
    scan = scanned(Scan(skew=2.0, bed=12, tint=(255, 255, 255), noise=1))

    page = make_upright(scan)

    assert page.skew == pytest.approx(-2.0, abs=JUST)
    dark = as_grey(page.page.pixels) < 60
    assert dark[:, :20].mean() < 0.01
    assert dark[:, -20:].mean() < 0.01


def test_grey_stays_grey_and_the_resolution_is_kept() -> None:
    page = make_upright(scanned(replace(FLAT, mode="gray", skew=1.2)))

    assert page.page.pixels.ndim == 2
    assert page.page.dpi == LOOK.dpi
