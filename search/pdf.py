"""A nota as a searchable PDF: the picture of each page, and behind every printed word its text.

It is PDF/A-2b, for an archive to keep. The same record gives the same bytes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import TextMode

from index.archive import Archive, page_file
from index.errors import DamagedArchive
from index.nota import Box, Line, Nota, NotaId, Page
from search.boxtype import ASCENT, DESCENT, width, write_typeface
from search.plain import plain
from search.sheet import set_page
from search.xmp import LANGUAGE, xmp

UPRIGHT = "upright.jpg"
INVISIBLE = "invisible"  # the family of the boxes
POINTS = 72.0  # in an inch

NO_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # enters the file's checksum of itself, and stands nowhere
NEAR = 3  # words to either side by which the height of a line is told: few enough to follow one that curls


def searchable_pdf(archive: Archive, key: NotaId) -> bytes:
    """Return a nota as PDF/A-2b: pictures with their text, and pages without a scan set in type.

    The pictures are the stored ones, byte for byte, at the size of the paper. Raises UnknownNota, and DamagedArchive
    where the record or a picture is not what was written.
    """
    nota = archive.intact(key)
    with TemporaryDirectory() as folder:
        pdf = _begin(nota, Path(folder) / "boxes.ttf")
        for page in nota.pages:
            if page.width:
                _add_scan(pdf, page, _picture(archive, key, page))
            else:
                set_page(pdf, nota, page, INVISIBLE)
        return bytes(pdf.output())


def _begin(nota: Nota, typeface: Path) -> FPDF:
    """Return a PDF without pages, that says what it is, and knows every character of the nota."""
    pdf = FPDF(unit="pt", enforce_compliance="PDF/A-2B")
    pdf.set_creation_date(NO_TIME)
    pdf.set_lang(LANGUAGE)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_xmp_metadata(xmp(nota))
    write_typeface(set().union(*_texts(nota)), typeface)
    pdf.add_font(INVISIBLE, fname=typeface)
    return pdf


def _texts(nota: Nota) -> Iterator[str]:
    """Yield all that may come to stand in the PDF."""
    yield from map(plain, (nota.title, nota.reference or ""))
    for page in nota.pages:
        yield from map(plain, (page.body, page.metadata))
        yield from (text for line in page.lines for _, text in _words(line))


def _picture(archive: Archive, key: NotaId, page: Page) -> Path:
    """Return where the picture of a page is stored, which is what was written. Raises DamagedArchive."""
    name = page_file(page.number, UPRIGHT)
    path = archive.path(key, name)
    if damage := archive.damage(key, name):
        raise DamagedArchive(f"{name} of {key} {damage[0].what}; run `nota check`.")
    return path


def _add_scan(pdf: FPDF, page: Page, picture: Path) -> None:
    scale = POINTS / page.dpi
    size = (page.width * scale, page.height * scale)
    pdf.set_auto_page_break(False)
    pdf.add_page(format=size)
    pdf.image(picture, 0, 0, *size)
    pdf.set_font(INVISIBLE)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for line in page.lines:
            _add_line(pdf, _words(line), scale)


def _words(line: Line) -> list[tuple[Box, str]]:
    """Return the words that have anything to read, each with its box."""
    words = ((word.box, plain(word.text).strip()) for word in line.words)
    return [(box, text) for box, text in words if text]


def _add_line(pdf: FPDF, words: Sequence[tuple[Box, str]], scale: float) -> None:
    """Write each word over its box, and a space after all but the last, so that a phrase can be sought and copied."""
    for at, (box, text) in enumerate(words):
        top, bottom = _band([box for box, _ in words[max(0, at - NEAR) : at + NEAR + 1]])
        size = (bottom - top) * scale / (ASCENT + DESCENT)
        pdf.set_font_size(size)
        pdf.set_stretching(100 * max(1, box.right - box.left) * scale / (width(text) * size))
        pdf.text(box.left * scale, bottom * scale - DESCENT * size, text + " " * (at + 1 < len(words)))


def _band(boxes: Sequence[Box]) -> tuple[float, float]:
    """Return the top and bottom of the line where these words stand, in pixels: a dash is as high there as a letter."""
    top = median(box.top for box in boxes)
    return top, max(top + 1, median(box.bottom for box in boxes))
