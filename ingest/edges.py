"""Find what on a scan is no paper: the black of the lid, the shadow of the binding, all that lies around the sheet."""

import cv2
import numpy as np

from ingest.scan import MM_PER_INCH, Mask, Pixels, Raster, as_grey

COARSE_DPI = 40  # the black around the paper is broad: a coarse picture of it is enough
DARK = 110  # darker than this at the rim of the scan is no paper
BROAD_MM = 2.5  # narrower dark things at the rim may be ink
LONG_MM = 60.0  # shorter dark things at the rim are a letterhead's ribbon or a thumb


def beyond_paper(page: Raster) -> Mask:
    """Return the pixels of the broad dark areas along the rim of the scan."""
    scale = COARSE_DPI / page.dpi
    small = cv2.resize(as_grey(page.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    width = round(BROAD_MM * COARSE_DPI / MM_PER_INCH) | 1  # odd, so that the square has a middle
    dark = _framed((small < DARK).astype(np.uint8), width)
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((width, width), np.uint8)).astype(np.uint8)
    length = round(LONG_MM * COARSE_DPI / MM_PER_INCH) | 1  # odd, so that the bar has a middle
    broad = _runs(broad, (length, 1)) | _runs(broad, (1, length))
    _, labels = cv2.connectedComponents(broad, connectivity=4)
    rim = (labels == labels[0, 0]).astype(np.uint8)
    inner = slice(width, -width)
    if not rim[inner, inner].any():
        return np.zeros(page.pixels.shape[:2], bool)
    # Where the paper lies askew the black thins out to a sliver: what is dark beside the rim goes too.
    rim |= dark & cv2.dilate(rim, np.ones((2 * width, 2 * width), np.uint8)).astype(np.uint8)
    rim = cv2.dilate(rim, np.ones((5, 5), np.uint8)).astype(np.uint8)[inner, inner]
    return np.asarray(cv2.resize(rim, page.pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0)


def _runs(dark: Pixels, size: tuple[int, int]) -> Pixels:
    """Return what of the dark holds a bar of this (width, height)."""
    bar = np.ones(size[::-1], np.uint8)
    return cv2.morphologyEx(dark, cv2.MORPH_OPEN, bar, borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(np.uint8)


def _framed(dark: Pixels, width: int) -> Pixels:
    """Return the picture within a dark frame, so that all that is dark at the rim hangs together."""
    return cv2.copyMakeBorder(dark, width, width, width, width, cv2.BORDER_CONSTANT, value=1).astype(np.uint8)
