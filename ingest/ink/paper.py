"""Even out the light of a page, so that paper is white everywhere and ink is what is left."""

from dataclasses import dataclass

import cv2
import numpy as np

from ingest.scan import MM_PER_INCH, Mask, Pixels, as_grey
from ingest.upright import Upright

LIGHT_DPI = 40  # light changes slowly: a coarse picture of it is enough
INK_MM = 4.0  # wider than any stroke of type, so that the light under the ink is taken from beside it
DARK = 110  # where nothing lighter than this is near, there is no paper to measure: a photograph, a logo
PALE = 185  # in the channel that an ink holds back most, a stain stays lighter than this, a pen does not
COLOUR = 45  # of 255: the least difference between channels that scanners do not make of black by themselves


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as ink on even white paper.

    `grey` is (height, width), 255 = paper; `light` is how bright the bare paper was at each pixel; `coloured` marks
    the pixels of coloured ink.
    """

    grey: Pixels
    light: Pixels
    coloured: Mask
    dpi: int

    def px(self, mm: float) -> int:
        """Return a length in millimetres as whole pixels, at least 1."""
        return max(1, round(mm * self.dpi / MM_PER_INCH))


def even_out(upright: Upright) -> Sheet:
    """Return the page as it would look under even light, white where there is no paper."""
    pixels, dpi = upright.page.pixels, upright.page.dpi
    grey = as_grey(pixels)
    light = _light(grey, upright.beyond, dpi)
    even = cv2.divide(grey, light, scale=255).astype(np.uint8)
    coloured = _coloured(pixels)
    even[upright.beyond], coloured[upright.beyond] = 255, False
    return Sheet(even, light, coloured, dpi)


def _light(grey: Pixels, beyond: Mask, dpi: int) -> Pixels:
    """Return the brightness of the bare paper at each pixel, bridged over the ink, and beyond it as at its rim."""
    scale = LIGHT_DPI / dpi
    reach = round(INK_MM * LIGHT_DPI / MM_PER_INCH) | 1
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    outside = cv2.resize(beyond.astype(np.uint8), small.shape[::-1], interpolation=cv2.INTER_AREA) > 0
    outside = cv2.dilate(outside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    small[outside] = 0
    lit = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    lit = np.where(outside, cv2.dilate(lit, np.ones((4 * reach, 4 * reach), np.uint8)), lit).astype(np.uint8)
    typical = int(np.median(lit[lit > DARK])) if (lit > DARK).any() else 255
    lit = np.where(lit < max(DARK, typical // 2), typical, lit).astype(np.uint8)
    smooth = cv2.blur(cv2.medianBlur(lit, 2 * reach + 1), (reach, reach))
    return np.maximum(cv2.resize(smooth, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), 1).astype(np.uint8)


def _coloured(pixels: Pixels) -> Mask:
    """Return the pixels of coloured ink: those whose colour stands out from the paper's own."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, bool)
    paper = np.maximum(np.percentile(pixels[::8, ::8].reshape(-1, 3), 75, axis=0), 1)
    # Colour is kept coarser than brightness in a JPEG; the blur takes the fringes off black letters.
    red, green, blue = cv2.split(cv2.blur(cv2.convertScaleAbs(pixels), (3, 3)))
    channels = [
        cv2.convertScaleAbs(channel, alpha=255 / level)
        for channel, level in zip((red, green, blue), paper, strict=True)
    ]
    lightest = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    darkest = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    return np.asarray((cv2.subtract(lightest, darkest) > COLOUR) & (darkest < PALE))
