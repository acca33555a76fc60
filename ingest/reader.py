"""Read one page: upright, inks apart, zones, print, marks. The table of contents of what happens to a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from index.nota import Box, Line, Mark, Page
from ingest.agreement import believed
from ingest.clean import clean
from ingest.footnotes import with_footnote_signs
from ingest.gaps import divided_at_gaps
from ingest.ink.crops import ROOM_MM, crop
from ingest.ink.erase import letters_alone, printed_page
from ingest.ink.marks import find_marks
from ingest.ink.separate import Ink, separate
from ingest.layout import alone, find_zones, in_reading_order, label_aside, label_body, moved
from ingest.ocr import read_lines
from ingest.paragraphs import flow, listing
from ingest.quality import estimate_quality
from ingest.scan import MM_PER_INCH, Mask, Pixels, Raster
from ingest.second import read_again
from ingest.specks import find_specks
from ingest.textlayer import PrintedWord
from ingest.unbend import find_bend
from ingest.upright import make_upright

JPEG_QUALITY = 85  # no artefact shows at reading size; a third of the size of 95

# Pages are read side by side, one on each core: OpenCV's own threads would only fight over them.
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read on a page, and the pictures made of it by name: its layers, and each mark by its id."""

    page: Page
    files: dict[str, bytes]


def read_page(raster: Raster) -> PageReading:
    """Read one page of a scan. Raises MissingTool where Tesseract or its Dutch is not installed."""
    upright = make_upright(raster)
    ink = separate(upright)
    lines = _read(ink, upright.page.printed, raster.dpi)
    height, width = ink.print.shape
    page = Page(
        number=raster.number,
        width=width,
        height=height,
        dpi=raster.dpi,
        rotation=upright.rotation,
        skew=upright.skew,
        to_scan=upright.to_scan,
        body=flow([line for line in lines if line.region in ("heading", "paragraph")]),
        metadata=listing([line for line in lines if line.region == "metadata"]),
        lines=tuple(lines),
        marks=tuple(find_marks(ink, upright.page.pixels, lines)),
        quality=estimate_quality(lines),
    )
    return PageReading(page, _pictures(upright.page.pixels, ink) | _crops(upright.page.pixels, page.marks, raster.dpi))


def _read(ink: Ink, printed: Sequence[PrintedWord], dpi: int) -> list[Line]:
    """Return the lines of print in reading order: the body, then the letterhead, the colofon and the footers."""
    bend = find_bend(ink.parts, ink.lines, ink.xheight)
    zones = find_zones(ink, bend)
    sheet = bend.laid_flat(letters_alone(ink, find_specks(ink.parts, ink.lines, bend, ink.xheight)))
    body = [line for boxes in zones.bodies for line in read_zone(sheet, boxes, ink.xheight, dpi)]
    aside = read_zone(sheet, zones.aside, zones.aside_xheight, dpi)
    lines = bend.bent(read_again([*body, *aside], ink, bend))
    labelled = [*label_body(lines[: len(body)], ink), *label_aside(lines[len(body) :], zones, ink)]
    lines = divided_at_gaps(labelled, ink.parts, ink.xheight)
    lines = with_footnote_signs(lines, ink.lines, ink.parts, ink.sheet.grey)
    return clean(believed(lines, printed))


def read_zone(sheet: Pixels, boxes: Sequence[Box], xheight: float, dpi: int) -> list[Line]:
    """Return the lines of print in these boxes of a sheet, in reading order, placed on the sheet."""
    if not boxes:
        return []
    picture, place = alone(sheet, boxes)
    return in_reading_order(moved(read_lines(picture, xheight, dpi), place))


def _pictures(pixels: Pixels, ink: Ink) -> dict[str, bytes]:
    return {
        "upright.jpg": _jpeg(pixels),
        "print.jpg": _jpeg(printed_page(pixels, ink)),
        "handwriting.png": _bilevel(ink.handwriting),
        "stamp.png": _bilevel(ink.stamp),
    }


def _crops(pixels: Pixels, marks: Sequence[Mark], dpi: int) -> dict[str, bytes]:
    room = round(ROOM_MM * dpi / MM_PER_INCH)
    return {f"{mark.id}.jpg": _jpeg(crop(pixels, mark, room)) for mark in marks}


def _jpeg(pixels: Pixels) -> bytes:
    picture = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return _encoded(".jpg", picture.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def _bilevel(mask: Mask) -> bytes:
    return _encoded(".png", mask.astype(np.uint8) * 255, [cv2.IMWRITE_PNG_BILEVEL, 1])


def _encoded(kind: str, picture: Pixels, options: list[int]) -> bytes:
    done, data = cv2.imencode(kind, picture, options)
    assert done
    return data.tobytes()
