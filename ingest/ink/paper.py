"""Even out the light and cut the black edges, so that paper is white everywhere and ink is what is left."""

from dataclasses import dataclass

import cv2
import numpy as np

from ingest.scan import Pixels, Raster
from ingest.upright import MM_PER_INCH, Mask, as_grey

LIGHT_DPI = 40  # light changes slowly: a coarse picture of it is enough
INK_MM = 4.0  # wider than any stroke of type, so that the light under the ink is taken from beside it
EDGE_GREY = 110  # darker than this at the rim of the scan is no paper: lid, shadow or binding
EDGE_MM = 2.5  # narrower dark things at the rim may be ink
COLOUR = 45  # of 255: the least difference between channels that scanners do not make of black by themselves


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as ink on even white paper.

    `grey` is (height, width), 255 = paper; `coloured` marks the pixels of coloured ink; `edge` what is no paper.
    """

    grey: Pixels
    coloured: Mask
    edge: Mask
    dpi: int

    def px(self, mm: float) -> int:
        """Return a length in millimetres as whole pixels, at least 1."""
        return max(1, round(mm * self.dpi / MM_PER_INCH))


def even_out(page: Raster) -> Sheet:
    """Return the page as it would look under even light, without the black around the paper."""
    grey = as_grey(page.pixels)
    edge = _edge(grey, page.dpi)
    light = _light(grey, edge, page.dpi)
    even = cv2.divide(grey, light, scale=255)
    even[edge] = 255
    return Sheet(even.astype(np.uint8), _coloured(page.pixels, edge), edge, page.dpi)


def _edge(grey: Pixels, dpi: int) -> Mask:
    """Return the broad dark areas that touch the rim of the scan."""
    scale = LIGHT_DPI / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = cv2.copyMakeBorder((small < EDGE_GREY).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    width = max(2, round(EDGE_MM * LIGHT_DPI / MM_PER_INCH))
    broad = cv2.morphologyEx(
        cv2.copyMakeBorder(dark, width, width, width, width, cv2.BORDER_CONSTANT, value=1),
        cv2.MORPH_OPEN,
        np.ones((width, width), np.uint8),
    )
    _, labels = cv2.connectedComponents(broad, connectivity=4)
    rim = (labels == labels[0, 0]).astype(np.uint8)
    rim = cv2.dilate(rim, np.ones((3, 3), np.uint8))[width + 1 : -width - 1, width + 1 : -width - 1]
    if not (small[rim > 0] < EDGE_GREY).any():
        return np.zeros(grey.shape, bool)
    return np.asarray(cv2.resize(rim, grey.shape[::-1], interpolation=cv2.INTER_LINEAR_EXACT) > 0)


def _light(grey: Pixels, edge: Mask, dpi: int) -> Pixels:
    """Return the brightness of the bare paper at each pixel, ink and edge bridged over."""
    scale = LIGHT_DPI / dpi
    reach = round(INK_MM * LIGHT_DPI / MM_PER_INCH) | 1
    small = cv2.resize(np.where(edge, 0, grey).astype(np.uint8), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lit = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    typical = int(np.median(lit[lit > EDGE_GREY])) if (lit > EDGE_GREY).any() else 255
    # Where even the surroundings are dark (a photograph, a logo) there is no paper to measure.
    lit = np.where(lit < max(EDGE_GREY, typical // 2), typical, lit).astype(np.uint8)
    smooth = cv2.blur(cv2.medianBlur(lit, 2 * reach + 1), (reach, reach))
    return np.maximum(cv2.resize(smooth, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), 1).astype(np.uint8)


def _coloured(pixels: Pixels, edge: Mask) -> Mask:
    """Return the pixels whose colour stands out from the paper's own."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, bool)
    sample = pixels[::8, ::8].reshape(-1, 3)
    paper = np.maximum(np.percentile(sample, 75, axis=0), 1)
    balance = np.clip(np.arange(256)[None, :, None] * (255 / paper), 0, 255).astype(np.uint8)
    balanced = cv2.LUT(pixels, np.ascontiguousarray(balance))
    # Colour is kept coarser than brightness in a JPEG; the blur takes the fringes off black letters.
    soft = cv2.blur(balanced, (3, 3))
    spread = soft.max(axis=2).astype(np.int16) - soft.min(axis=2)
    return np.asarray((spread > COLOUR) & ~edge)
