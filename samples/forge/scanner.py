"""Lay a page on the scanner: what years, staples, light and the machine do to it, and where every pixel goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from samples.forge.desk import Mark
from samples.forge.pen import MM_PER_INCH, Chance, Cover
from samples.forge.press import Sheet

Pixels = npt.NDArray[Any]  # of uint8; OpenCV types its answers more loosely
Floats = npt.NDArray[Any]  # of float32
Mode = Literal["color", "gray", "bitonal"]

TONER = (26, 25, 27)  # black toner as a scanner sees it
MARKED = 90  # coverage out of 255 from which a pixel counts as written on
HOLE_MM, HOLE_INSET_MM, HOLE_APART_MM = 6.0, 12.0, 80.0  # ISO 838


@dataclass(frozen=True, slots=True)
class Scan:
    """How one page went through the scanner."""

    mode: Mode = "color"
    rotation: int = 0  # quarter turns, degrees clockwise, by which the content was turned
    skew: float = 0.0  # degrees clockwise
    shift: tuple[float, float] = (0.0, 0.0)  # mm, of the sheet on the glass
    perspective: tuple[float, float] = (0.0, 0.0)  # share by which one side is larger than the other
    curl: float = 0.0  # mm that a line bows
    tint: tuple[int, int, int] = (250, 249, 244)  # the paper
    bed: int = 236  # 0..255, what lies around the sheet
    fade: float = 0.0  # 0..1, toner gone
    back: float = 0.0  # 0..1, how much of the page behind shows
    holes: int = 0
    staple: bool = False
    stain: bool = False
    light: float = 0.0  # 0..1, how uneven
    binding: float = 0.0  # 0..1, shadow along the left side
    blur: float = 0.06  # mm
    noise: float = 2.0  # levels out of 255
    threshold: int = 150  # bitonal: darker than this is black
    speckle: float = 0.0  # bitonal: specks a square centimetre
    levels: int = 256  # gray: so many shades


class Scanned(NamedTuple):
    """A page as the file holds it, and the truth in the same pixels.

    `ids` holds for every pixel the number of the mark on it, from 1, or 0; `boxes` and `counts` tell of each mark
    where it lies and how many pixels it has, also where a later mark lies over it. `skew` is the mean slope of the
    printed lines, in degrees clockwise.
    """

    image: Pixels
    ids: Pixels
    printed: npt.NDArray[np.bool_]
    boxes: tuple[tuple[int, int, int, int], ...]
    counts: tuple[int, ...]
    skew: float


def scan(
    sheet: Sheet, marks: Sequence[Mark], behind: Pixels | None, how: Scan, dpi: int, chance: Chance
) -> tuple[Scanned, Pixels]:
    """Scan a printed and written page; also return the clean page, which may show through the one before."""
    page = compose(sheet, marks, how)
    used = _soiled(page, behind, how, dpi, chance)
    if how.mode != "color":
        used = cv2.cvtColor(used, cv2.COLOR_RGB2GRAY)
    glass = Glass(page.shape[1], page.shape[0], how, dpi)
    map_x, map_y = glass.maps()
    bed = (how.bed,) * 3
    image = cv2.remap(used, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=bed)
    image = _exposed(image, how, dpi, chance)
    ids, boxes, counts = _mark_masks(marks, glass, map_x, map_y)
    printed = cv2.remap(sheet.printed.astype(np.uint8) * 255, map_x, map_y, cv2.INTER_LINEAR) >= 128
    turns = -how.rotation // 90
    boxes = tuple(_turned(box, glass.width, glass.height, how.rotation) for box in boxes)
    skew = glass.slope()
    return Scanned(_turn(image, turns), _turn(ids, turns), _turn(printed, turns), boxes, counts, skew), page


def _turn(picture: npt.NDArray[np.generic], turns: int) -> npt.NDArray:  # type: ignore[type-arg]
    return np.ascontiguousarray(np.rot90(picture, turns))


def _turned(box: tuple[int, int, int, int], width: int, height: int, rotation: int) -> tuple[int, int, int, int]:
    """Turn a box clockwise with the page of this size."""
    left, top, right, bottom = box
    if rotation == 90:
        return height - bottom, left, height - top, right
    if rotation == 180:
        return width - right, height - bottom, width - left, height - top
    if rotation == 270:
        return top, width - right, bottom, width - left
    return box


# --- ink on paper ---


def compose(sheet: Sheet, marks: Sequence[Mark], how: Scan) -> Pixels:
    """Lay print and ink on the paper; inks lie over each other as glazes do."""
    toner = cv2.convertScaleAbs(sheet.cover, alpha=1 - how.fade)
    page = sheet.paper.copy()
    glaze(page, 0, 0, toner, TONER)
    for mark in marks:
        glaze(page, mark.inked.left, mark.inked.top, mark.inked.cover, mark.colour)
    tint = np.broadcast_to(np.array(how.tint, np.uint8), page.shape)
    return cv2.multiply(page, np.ascontiguousarray(tint), scale=1 / 255)


def glaze(page: Pixels, left: int, top: int, cover: Cover, colour: tuple[int, int, int]) -> None:
    """Lay ink of this coverage over the page, which darkens and never lightens; what falls off the page is lost."""
    tall, wide = cover.shape
    x0, y0, x1, y1 = max(0, left), max(0, top), min(page.shape[1], left + wide), min(page.shape[0], top + tall)
    if x0 >= x1 or y0 >= y1:
        return
    part = cover[y0 - top : y1 - top, x0 - left : x1 - left]
    tables = [255 - (np.arange(256) * (255 - channel)) // 255 for channel in colour]
    lets_through = np.dstack([cv2.LUT(part, table.astype(np.uint8)) for table in tables])
    under = np.ascontiguousarray(page[y0:y1, x0:x1])
    page[y0:y1, x0:x1] = cv2.multiply(under, lets_through, scale=1 / 255)


def _soiled(page: Pixels, behind: Pixels | None, how: Scan, dpi: int, chance: Chance) -> Pixels:
    """Do to the sheet what happened to it before it was scanned."""
    mm = dpi / MM_PER_INCH
    page = page.copy()
    if behind is not None and how.back:
        ghost = cv2.GaussianBlur(cv2.cvtColor(behind[:, ::-1], cv2.COLOR_RGB2GRAY), (0, 0), 0.18 * mm)
        ghost = cv2.convertScaleAbs(ghost, alpha=how.back, beta=255 * (1 - how.back))
        page = cv2.multiply(page, cv2.merge([ghost] * 3), scale=1 / 255)
    if how.stain:
        _spill(page, mm, chance)
    if how.staple:
        x, y = (float(v) * mm for v in chance.uniform(7, 14, 2))
        end = (round(x + 9 * mm), round(y - 5 * mm))
        cv2.line(page, (round(x), round(y)), end, (70, 70, 74), round(0.8 * mm), cv2.LINE_AA)
    for hole in range(how.holes):
        y = page.shape[0] / 2 + (hole - (how.holes - 1) / 2) * HOLE_APART_MM * mm
        centre = (round(HOLE_INSET_MM * mm), round(y))
        cv2.circle(page, centre, round(HOLE_MM / 2 * mm), (min(how.bed, 222),) * 3, -1, cv2.LINE_AA)
    return page


def _spill(page: Pixels, mm: float, chance: Chance) -> None:
    """Stand a cup on the page: a brown ring, darker at one side."""
    tall, wide = page.shape[:2]
    centre = (round(float(chance.uniform(0.3, 0.8)) * wide), round(float(chance.uniform(0.3, 0.8)) * tall))
    cover = np.zeros((tall, wide), np.uint8)
    start = float(chance.uniform(0, 360))
    cv2.ellipse(cover, centre, (round(38 * mm), round(37 * mm)), start, 0, 290, 70, round(2.2 * mm), cv2.LINE_AA)
    cv2.circle(cover, centre, round(36 * mm), 14, -1)
    glaze(page, 0, 0, cv2.GaussianBlur(cover, (0, 0), 0.5 * mm), (140, 96, 50))


# --- where every pixel goes ---


class Glass(NamedTuple):
    """The scanner's glass: maps pixels of the scan to pixels of the sheet, before quarter turns."""

    width: int
    height: int
    how: Scan
    dpi: int

    def to_sheet(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Find the sheet pixel that lies at scan pixel (x, y); the two may be a row and a column of coordinates."""
        how, mm = self.how, self.dpi / MM_PER_INCH
        middle_x, middle_y = self.width / 2, self.height / 2
        dx, dy = x - np.float32(middle_x + how.shift[0] * mm), y - np.float32(middle_y + how.shift[1] * mm)
        cos, sin = (np.float32(f(np.radians(how.skew))) for f in (np.cos, np.sin))
        sheet_x, sheet_y = cos * dx + sin * dy, cos * dy - sin * dx
        if any(how.perspective):
            far = 1 + (how.perspective[0] / self.width) * dx + (how.perspective[1] / self.height) * dy
            sheet_x, sheet_y = sheet_x / far, sheet_y / far
        if how.curl:
            sheet_y = sheet_y + how.curl * mm * np.sin(np.pi * x / self.width)
        return (sheet_x + middle_x).astype(np.float32), (sheet_y + middle_y).astype(np.float32)

    def maps(self) -> tuple[Floats, Floats]:
        """Say for every scan pixel (height, width), the sheet pixel it shows."""
        x, y = np.arange(self.width, dtype=np.float32)[None, :], np.arange(self.height, dtype=np.float32)[:, None]
        return self.to_sheet(x, y)

    def to_scan(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Find the scan pixel where sheet pixel (x, y) lands, found by coming nearer step by step."""
        at_x, at_y = x.astype(np.float32), y.astype(np.float32)
        for _ in range(12):
            back_x, back_y = self.to_sheet(at_x, at_y)
            at_x, at_y = at_x + x - back_x, at_y + y - back_y
        return at_x, at_y

    def slope(self) -> float:
        """Measure the mean slope in degrees clockwise of level lines over the sheet's printed part."""
        y = np.linspace(0.15, 0.9, 12, dtype=np.float32) * self.height
        left_x, left_y = self.to_scan(np.full_like(y, 0.14 * self.width), y)
        right_x, right_y = self.to_scan(np.full_like(y, 0.7 * self.width), y)
        return float(np.degrees(np.arctan2(right_y - left_y, right_x - left_x)).mean())


def _mark_masks(
    marks: Sequence[Mark], glass: Glass, map_x: Floats, map_y: Floats
) -> tuple[Pixels, tuple[tuple[int, int, int, int], ...], tuple[int, ...]]:
    """Bend every mark as the page was bent; a mark that fell off the glass has no pixels."""
    ids = np.zeros((glass.height, glass.width), np.uint8)
    boxes: list[tuple[int, int, int, int]] = []
    counts: list[int] = []
    for number, mark in enumerate(marks, start=1):
        window, own = laid(mark, glass, map_x, map_y)
        inked = own >= MARKED
        ids[window][inked] = number
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        counts.append(int(inked.sum()))
        boxes.append(_around(rows + window[0].start, columns + window[1].start))
    return ids, tuple(boxes), tuple(counts)


def laid(mark: Mark, glass: Glass, map_x: Floats, map_y: Floats) -> tuple[tuple[slice, slice], Cover]:
    """Bend a mark as the page was bent: where it lies on the scan, and its coverage there; empty off the glass."""
    left, top, right, bottom = mark.inked.box
    x, y = glass.to_scan(np.array([left, right, left, right], float), np.array([top, top, bottom, bottom], float))
    x0, y0 = max(0, int(x.min()) - 8), max(0, int(y.min()) - 8)
    x1, y1 = min(glass.width, int(x.max()) + 9), min(glass.height, int(y.max()) + 9)
    if x0 >= x1 or y0 >= y1:
        return (slice(0, 0), slice(0, 0)), np.zeros((0, 0), np.uint8)
    window = slice(y0, y1), slice(x0, x1)
    return window, cv2.remap(mark.inked.cover, map_x[window] - left, map_y[window] - top, cv2.INTER_LINEAR)


def _around(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> tuple[int, int, int, int]:
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


# --- what the machine makes of it ---


def _exposed(image: Pixels, how: Scan, dpi: int, chance: Chance) -> Pixels:
    """Pass the page through light, lens, sensor and the file's own depth."""
    mm = dpi / MM_PER_INCH
    tall, wide = image.shape[:2]
    if how.light or how.binding:
        shade = cv2.resize(_shade(how, chance), (wide, tall), interpolation=cv2.INTER_CUBIC)
        shade = np.clip(shade * 255, 0, 255).astype(np.uint8)
        image = cv2.multiply(image, cv2.merge([shade] * 3) if image.ndim == 3 else shade, scale=1 / 255)
    if how.blur:
        image = cv2.GaussianBlur(image, (0, 0), max(0.25, how.blur * mm))
    if how.noise:
        grain: Floats = how.noise * chance.standard_normal((tall, wide), np.float32)
        grain = cv2.merge([grain] * 3) if image.ndim == 3 else grain
        image = cv2.add(image, grain, dtype=cv2.CV_8U)
    if how.mode == "bitonal":
        return _bitonal(image, how, mm, chance)
    if how.levels < 256:
        step = 255 / (how.levels - 1)
        image = np.round(np.round(np.arange(256) / step) * step).astype(np.uint8)[image]
    return image


def _shade(how: Scan, chance: Chance) -> Floats:
    """Say how much light falls where, on a small grid: a slope, a few clouds, and the shadow of the binding."""
    y, x = np.mgrid[0:1:40j, 0:1:28j]
    slope = how.light * 0.45 * (float(chance.uniform(-1, 1)) * (x - 0.5) + float(chance.uniform(-1, 1)) * (y - 0.5))
    clouds = cv2.resize(chance.uniform(-1, 0, (4, 3)).astype(np.float32), (28, 40), interpolation=cv2.INTER_CUBIC)
    gutter = how.binding * 0.6 * np.exp(-x / 0.05)
    shade: Floats = np.clip(1 + slope - how.light * 0.12 + how.light * 0.25 * clouds - gutter, 0.1, 1)
    return shade.astype(np.float32)


def _bitonal(image: Pixels, how: Scan, mm: float, chance: Chance) -> Pixels:
    """Make the page black and white by one threshold, and add the specks that dust makes."""
    black = image < how.threshold
    tall, wide = image.shape
    count = int(how.speckle * (tall / mm / 10) * (wide / mm / 10))
    for x, y, size in zip(
        chance.integers(0, wide, count), chance.integers(0, tall, count), chance.integers(1, 4, count), strict=True
    ):
        black[y : y + size, x : x + max(1, size - 1)] = True
    return np.where(black, 0, 255).astype(np.uint8)
