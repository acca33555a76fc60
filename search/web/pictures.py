"""Pictures made of a stored page: one line, one mark, a thumbnail, the pen alone."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from PIL import Image

from index.errors import DamagedArchive
from index.nota import Box, Page

THUMBNAIL = 320  # pixels wide: as large as a list of pages shows one on a sharp screen
LINE = 1_400  # pixels wide at most
AROUND_LINE = 0.5  # heights of a line that are shown around it: enough for what the pen did to it
AROUND_MARK_MM = 1.5  # that is shown around a mark
MM_PER_INCH = 25.4
PAPER = "white"

AT_ONCE = 4  # pictures that are made at the same time: an A3 page of 600 dpi takes 200 MB
_TURNS = threading.BoundedSemaphore(AT_ONCE)

KEPT = 1_000  # pictures, most of them some 10 kB


def around(box: Box, more: int, width: int, height: int) -> Box:
    """Return a box with so many pixels more on each side, within a page of this size; it holds a pixel at least."""
    left, top = max(0, min(box.left - more, width - 1)), max(0, min(box.top - more, height - 1))
    return Box(left, top, max(left + 1, min(width, box.right + more)), max(top + 1, min(height, box.bottom + more)))


def around_line(box: Box, width: int, height: int) -> Box:
    """Return what is shown of a page of this size for a line with this box."""
    return around(box, int(AROUND_LINE * (box.bottom - box.top)), width, height)


def around_mark(box: Box, page: Page) -> Box:
    """Return what is shown of a page for a mark with this box."""
    return around(box, round(AROUND_MARK_MM * page.dpi / MM_PER_INCH), page.width, page.height)


@lru_cache(KEPT)
def part(path: Path, version: str, box: Box, format_: str = "JPEG") -> bytes:
    """Return a part of a stored picture, `LINE` pixels wide at most. `version` tells a changed file from the old one.

    Raises DamagedArchive.
    """
    with _TURNS, _opened(path) as picture:
        cut = picture.convert("RGB" if picture.mode == "RGB" else "L").crop(box)
    cut.thumbnail((LINE, LINE))
    return _encoded(cut, format_)


@lru_cache(KEPT)
def thumbnail(path: Path, version: str) -> bytes:
    """Return a stored picture at the size of a thumbnail. Raises DamagedArchive."""
    with _TURNS, _opened(path) as picture:
        picture.draft(picture.mode, (2 * THUMBNAIL, 2 * THUMBNAIL))  # decode no more of the JPEG than is shown
        small = picture.convert("RGB" if picture.mode == "RGB" else "L")
    small.thumbnail((THUMBNAIL, 4 * THUMBNAIL))
    return _encoded(small, "JPEG")


@lru_cache(KEPT // 20)
def pen_alone(upright: Path, mask: Path, version: str) -> bytes:
    """Return the page with nothing on it but what the pen wrote, in its own ink. Raises DamagedArchive."""
    with _TURNS, _opened(upright) as page, _opened(mask) as pen:
        ink = pen.convert("L")
        paper = Image.new("RGB", page.size, PAPER)
        paper.paste(page.convert("RGB"), mask=ink if ink.size == page.size else ink.resize(page.size))
    return _encoded(paper, "JPEG")


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open a stored picture; whatever is wrong with it is damage. It was ours when it was written."""
    try:
        with Image.open(path) as picture:
            yield picture
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DamagedArchive(f"{path} cannot be read ({error}); run `nota check`.") from error


def _encoded(picture: Image.Image, format_: str) -> bytes:
    out = io.BytesIO()
    if format_ == "JPEG":
        picture.save(out, format_, quality=80, optimize=True)
    else:
        picture.save(out, format_)
    return out.getvalue()
