"""One layer of a stored page as a picture: the scan, the upright page, the print, the pen, the stamp, or one mark."""

import io
from itertools import islice
from pathlib import Path

from PIL import Image

from index.archive import Archive, page_file
from index.errors import WrongUsage
from index.nota import NotaId, Page
from index.placing import MADE
from ingest.ink.crops import ROOM_MM
from ingest.scan import MM_PER_INCH, as_png, open_scan

SCAN = "scan"  # is not stored a second time, but drawn from the original
STORED = {
    "upright": "upright.jpg",
    "print": "print.jpg",
    "handwriting": "handwriting.png",
    "stamp": "stamp.png",
}


def layer_png(archive: Archive, key: NotaId, page: int, layer: str) -> bytes:
    """Return the layer as a PNG: `scan` at the size it came in, the others at the upright page's; masks 0 or 255.

    The id of a mark (`k03`) gives that mark, cut out of the upright page. Raises UnknownNota, DamagedArchive, and
    WrongUsage where there is no such layer or page, or no scan at all.
    """
    pages = {page.number: page for page in archive.get(key).pages}
    marks = {mark.id for mark in pages[page].marks} if page in pages else set()
    if layer not in (SCAN, *STORED, *marks):
        raise WrongUsage(f"There is no layer {layer}; there are {SCAN}, {', '.join(STORED)}, and the page's marks.")
    if page not in pages:
        raise WrongUsage(f"{key} has no page {page}; its pages are {min(pages)} to {max(pages)}.")
    if not pages[page].width:
        raise WrongUsage(f"{key} was imported as text: it has no scan, and no layers.")
    if layer == SCAN:
        rasters = open_scan(archive.original(key))
        return as_png(next(islice(rasters, page - 1, None)))
    if layer.startswith(MADE):
        return _cut_out(archive.path(key, page_file(page, STORED["upright"])), pages[page], layer)
    with Image.open(archive.path(key, page_file(page, STORED.get(layer, f"{layer}.jpg")))) as picture:
        return _as_png(picture)


def _cut_out(upright: Path, page: Page, key: str) -> bytes:
    """Return a mark that only a reading tells of: it was not cut out when the page was read."""
    box = next(mark.box for mark in page.marks if mark.id == key)
    room = round(ROOM_MM * page.dpi / MM_PER_INCH)
    with Image.open(upright) as picture:
        left, top = max(0, box.left - room), max(0, box.top - room)
        right, bottom = min(picture.width, box.right + room), min(picture.height, box.bottom + room)
        return _as_png(picture.crop((left, top, max(left + 1, right), max(top + 1, bottom))))


def _as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB" if picture.mode == "RGB" else "L").save(out, "PNG")
    return out.getvalue()
