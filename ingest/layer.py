"""One layer of a stored page as a picture: the scan, the upright page, the print, the pen, the stamp, or one mark."""

import io
from itertools import islice

from PIL import Image

from index.archive import Archive, page_file
from index.errors import WrongUsage
from index.nota import NotaId
from ingest.scan import as_png, open_scan

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
    return _as_png(archive.path(key, page_file(page, STORED.get(layer, f"{layer}.jpg"))).read_bytes())


def _as_png(stored: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(stored)) as picture:
        picture.convert("RGB" if picture.mode == "RGB" else "L").save(out, "PNG")
    return out.getvalue()
