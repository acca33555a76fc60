"""Open a scan: PDF, TIFF, JPEG or PNG, as pages of pixels, one in memory at a time."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps, ImageSequence

from index.errors import UnreadableScan
from ingest.textlayer import PrintedWord, printed_words, shows_text

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

Reason = Literal["missing", "no-access", "empty", "not-a-scan", "encrypted", "broken", "too-large"]

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
BORN_DIGITAL_DPI = 300  # what Tesseract reads best at common type sizes
LOWEST_DPI, HIGHEST_DPI = 72, 600  # below, no text can be read; above, nothing is gained and memory is lost
A4_INCHES = (8.27, 11.69)
COMMON_DPI = (100, 150, 200, 240, 300, 400, 600)
PAGES_AT_ONCE = 20  # PDFium keeps what it has read of each page until the document is closed
WHOLE_PAGE = 0.9  # share of the page's area from which an image is the page itself
MAX_PIXELS = 120_000_000  # A3 at 600 dpi is 70 million; more is a mistake or an attack
IMAGE_FORMATS = ("TIFF", "PNG", "JPEG")
IMAGE_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"\x89PNG", b"\xff\xd8\xff")
# What Pillow raises on a file that breaks off, depending on where it does.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, struct.error)

# We bound the area ourselves, page by page, with a sentence that names the file.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Raster:
    """One page of pixels: `pixels` is (height, width) grey or (height, width, 3) RGB, 8 bits each."""

    pixels: Pixels
    dpi: int
    number: int  # from 1
    printed: tuple[PrintedWord, ...] = ()  # what a PDF itself says to show here, if it is no scan alone


class Refused(UnreadableScan):
    """A scan that cannot be read, with the reason as one word for programs."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def open_scan(path: Path) -> Iterator[Raster]:
    """Give the pages of the scan, in order; formats are told by content, not by name.

    Raises Refused (an UnreadableScan), possibly only when the page that is broken is reached.
    """
    start = _first_bytes(path)
    if b"%PDF-" in start:
        yield from _pdf_pages(path)
    else:
        yield from _image_pages(path, start)


def _first_bytes(path: Path) -> bytes:
    """Return the first kilobyte, in which a PDF must name itself."""
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except FileNotFoundError:
        raise Refused("missing", f"{path.name} is not there; check the path.") from None
    except IsADirectoryError:
        raise Refused("not-a-scan", f"{path.name} is a folder, not a scan.") from None
    except PermissionError:
        raise Refused("no-access", f"{path.name} may not be read; give this user the right to read it.") from None
    if not start:
        raise Refused("empty", f"{path.name} is empty; scan it again.")
    return start


def _pdf_pages(path: Path) -> Iterator[Raster]:
    count = 1
    start = 0
    while start < count:
        with _opened_pdf(path) as pdf:
            count = len(pdf)
            if not count:
                raise Refused("empty", f"{path.name} is a PDF without pages; scan it again.")
            for index in range(start, min(start + PAGES_AT_ONCE, count)):
                yield _pdf_raster(pdf, index, path)
        start += PAGES_AT_ONCE


def _opened_pdf(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            message = f"{path.name} is encrypted; remove the password and take it in again."
            raise Refused("encrypted", message) from None
        message = f"{path.name} calls itself a PDF but cannot be opened; it is damaged, scan or export it again."
        raise Refused("broken", message) from None


def _pdf_raster(pdf: pdfium.PdfDocument, index: int, path: Path) -> Raster:
    try:
        page = pdf[index]
        raster = _pdf_page(page, index + 1, path)
        page.close()
    except pdfium.PdfiumError:
        message = f"Page {index + 1} of {path.name} cannot be drawn; the PDF is damaged, export it again."
        raise Refused("broken", message) from None
    return raster


def _pdf_page(page: pdfium.PdfPage, number: int, path: Path) -> Raster:
    """Return the scanned image itself where the page is one, else the page as drawn."""
    width, height = page.get_size()
    images = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2))
    whole = [image for image in images if _covers(image.get_bounds(), width, height)]
    if len(whole) != 1:
        return _drawn(page, number, BORN_DIGITAL_DPI, path)
    columns, rows = whole[0].get_px_size()
    dpi = round(POINTS_PER_INCH * max(columns, rows) / max(width, height))
    if dpi < LOWEST_DPI:  # a small picture blown up, with or without text over it
        return _drawn(page, number, BORN_DIGITAL_DPI, path)
    if len(images) == 1 and dpi <= HIGHEST_DPI and _stands_straight(whole[0], page) and not shows_text(page):
        _check_area(columns, rows, path)
        bitmap = whole[0].get_bitmap(render=False)
        return Raster(_plain(bitmap.to_pil()), dpi, number)
    return _drawn(page, number, min(dpi, HIGHEST_DPI), path)


def _covers(bounds: tuple[float, float, float, float], width: float, height: float) -> bool:
    left, bottom, right, top = bounds
    shown_wide = min(right, width) - max(left, 0)
    shown_high = min(top, height) - max(bottom, 0)
    return shown_wide > 0 and shown_high > 0 and shown_wide * shown_high >= WHOLE_PAGE * width * height


def _stands_straight(image: pdfium.PdfObject, page: pdfium.PdfPage) -> bool:
    """Whether the stored pixels are the page as shown: not turned, not mirrored, not sheared."""
    a, b, c, d, _, _ = image.get_matrix().get()
    return bool(page.get_rotation() == 0 and a > 0 and d > 0 and abs(b) < a / 1000 and abs(c) < d / 1000)


def _drawn(page: pdfium.PdfPage, number: int, dpi: int, path: Path) -> Raster:
    """Return the page as drawn, with the words that the PDF says to show on it."""
    width, height = page.get_size()
    scale = dpi / POINTS_PER_INCH
    _check_area(width * scale, height * scale, path)
    return Raster(_plain(page.render(scale=scale).to_pil()), dpi, number, printed_words(page, scale))


def _image_pages(path: Path, start: bytes) -> Iterator[Raster]:
    try:
        image = Image.open(path, formats=IMAGE_FORMATS)
    except BROKEN:
        if start.startswith(IMAGE_STARTS):
            message = f"{path.name} begins as an image but is damaged or incomplete; scan it again."
            raise Refused("broken", message) from None
        message = f"{path.name} is not a PDF, TIFF, PNG or JPEG that can be opened; scan it again as one of these."
        raise Refused("not-a-scan", message) from None
    with image:
        yield from _frames(image, path)


def _frames(image: Image.Image, path: Path) -> Iterator[Raster]:
    number = 0
    try:
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            _check_area(frame.width, frame.height, path)
            frame.load()
            upright = ImageOps.exif_transpose(frame)
            yield Raster(_plain(upright), _dpi(frame), number)
            if image.format != "TIFF":  # further frames of a PNG or JPEG are animation or previews
                break
    except BROKEN:
        message = f"{path.name} breaks off at page {max(number, 1)}: the file is damaged or incomplete; scan it again."
        raise Refused("broken", message) from None


def _check_area(columns: float, rows: float, path: Path) -> None:
    if columns * rows > MAX_PIXELS:
        message = f"{path.name} has a page of {round(columns)} by {round(rows)} pixels; scan it at 300 dpi."
        raise Refused("too-large", message)


def _dpi(image: Image.Image) -> int:
    """Return the dpi that the file claims where a page of paper comes out, else a guess from its size as A4."""
    claimed = float(image.info.get("dpi", (0, 0))[0] or 0)
    longest, shortest = max(image.size), min(image.size)
    if LOWEST_DPI < claimed <= 2 * HIGHEST_DPI and 5 <= longest / claimed <= 24:  # inches: A6 to A2
        return round(claimed)
    guess = (longest / A4_INCHES[1] + shortest / A4_INCHES[0]) / 2
    nearest = min(COMMON_DPI, key=lambda dpi: abs(dpi - guess))
    return nearest if abs(nearest - guess) < nearest / 12 else max(LOWEST_DPI, round(guess))


def _plain(image: Image.Image) -> Pixels:
    """Return the image as 8-bit grey or RGB on white; a colour image without colour as grey."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        deep = np.asarray(image, dtype=np.float32)
        top = float(deep.max()) or 1.0
        return (deep * (255 / top)).astype(np.uint8)
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"))
    if "A" in image.mode or "transparency" in image.info:
        sheet = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(sheet, image.convert("RGBA"))
    colours = np.array(image.convert("RGB"))
    return colours if _is_coloured(colours) else colours[:, :, 1].copy()


def _is_coloured(colours: Pixels) -> bool:
    """Whether any pixel of a coarse sample differs between its channels."""
    sample = colours[::3, ::3].astype(np.int16)
    return bool(np.ptp(sample, axis=2).max(initial=0) > 8)  # 8: rounding of colour conversions


def as_grey(pixels: Pixels) -> Pixels:
    """Return the picture in grey."""
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)


def as_png(raster: Raster) -> bytes:
    """Return the page as it came, as a PNG of the same size."""
    buffer = io.BytesIO()
    Image.fromarray(raster.pixels).save(buffer, "PNG", dpi=(raster.dpi, raster.dpi))
    return buffer.getvalue()
