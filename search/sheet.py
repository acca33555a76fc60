"""The text of a page that came without a scan, set in type on sheets of A4."""

from collections.abc import Iterator
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from index.nota import Nota, Page
from search.plain import plain
from search.terminal import day

TYPEFACE = Path(__file__).parent / "data" / "dejavu-sans.ttf"  # of the free ones, the one with the most characters
FAMILY = "sheet"

A4 = (595.28, 841.89)  # points
MARGIN = 71.0  # points: 25 mm
TITLE, BODY, SMALL = 16.0, 10.5, 8.0  # points
LEADING = 1.4  # of the size of the type
GREY = 90  # of 255: what is said about the text stands back from it


def set_page(pdf: FPDF, nota: Nota, page: Page, others: str) -> None:
    """Add one page of a nota as sheets; the first begins with the nota's title, and each page begins a sheet.

    A character that the typeface lacks is set in the typeface `others`, which `pdf` has already.
    """
    if FAMILY not in pdf.fonts:
        pdf.add_font(FAMILY, fname=TYPEFACE)
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.set_fallback_fonts([others])
    pdf.add_page(format=A4)
    if page == nota.pages[0]:
        _set(pdf, nota.title, TITLE)
    _set(pdf, " · ".join(_facts(nota, page)), SMALL, GREY)
    _set(pdf, page.metadata, SMALL, GREY)
    _set(pdf, page.body, BODY)


def _facts(nota: Nota, page: Page) -> Iterator[str]:
    yield from filter(None, [day(nota.dated), nota.reference, nota.id])
    yield f"pagina {page.number} van {len(nota.pages)}"


def _set(pdf: FPDF, text: str, size: float, grey: int = 0) -> None:
    """Set a text, line by line as it was divided, and leave a line white below it; nothing for no text."""
    if not text.strip():
        return
    pdf.set_font(FAMILY, size=size)
    pdf.set_text_color(grey)
    for line in text.splitlines():
        pdf.multi_cell(0, size * LEADING, plain(line), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(size * LEADING)
