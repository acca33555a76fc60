"""The files of a nota: its pictures, and the whole of it in other forms."""

from pathlib import Path

from starlette.responses import Response

from index.archive import page_file
from index.errors import UnknownNota
from index.nota import Line, Mark, Page
from search.pdf import searchable_pdf
from search.web import pictures, respond
from search.web.pictures import around_line, around_mark
from search.web.visit import Visit

UPRIGHT, PRINT, PEN = "upright.jpg", "print.jpg", "handwriting.png"


def page_picture(visit: Visit) -> Response:
    """Return the upright page."""
    return respond.stored_picture(visit, _viewed(visit, _scanned(visit), UPRIGHT))


def print_picture(visit: Visit) -> Response:
    """Return the page as if nobody had touched it."""
    return respond.stored_picture(visit, _viewed(visit, _scanned(visit), PRINT))


def pen_picture(visit: Visit) -> Response:
    """Return what the pen wrote, alone."""
    page = _scanned(visit)
    upright, mask = _viewed(visit, page, UPRIGHT), _stored(visit, page, PEN)
    return respond.picture(visit, pictures.pen_alone(upright, mask, _version(upright)))


def small_picture(visit: Visit) -> Response:
    """Return the upright page as a thumbnail."""
    upright = _stored(visit, _scanned(visit), UPRIGHT)
    return respond.picture(visit, pictures.thumbnail(upright, _version(upright)))


def line_picture(visit: Visit) -> Response:
    """Return one line of the page."""
    page = _scanned(visit)
    shown = around_line(_line(visit, page).box, page.width, page.height)
    upright = _stored(visit, page, UPRIGHT)
    return respond.picture(visit, pictures.part(upright, _version(upright), shown))


def mark_picture(visit: Visit) -> Response:
    """Return one mark."""
    page = _scanned(visit)
    shown = around_mark(mark_of(visit, page).box, page)
    upright = _stored(visit, page, UPRIGHT)
    return respond.picture(visit, pictures.part(upright, _version(upright), shown, "PNG"), "image/png")


def page_text(visit: Visit) -> Response:
    """Return the text of a page."""
    nota = visit.nota()
    page = visit.page(nota)
    visit.note("view", nota.id, page.number, "txt")
    return respond.text(visit.request, _text(page))


def nota_text(visit: Visit) -> Response:
    """Return the text of a nota, its pages divided by a form feed."""
    nota = visit.nota()
    visit.note("export", nota.id, detail="txt")
    return respond.text(visit.request, "\f\n".join(_text(page) for page in nota.pages))


def nota_json(visit: Visit) -> Response:
    """Return the record of a nota."""
    nota = visit.nota()
    visit.note("export", nota.id, detail="json")
    return respond.as_json(visit.request, nota)


def nota_pdf(visit: Visit) -> Response:
    """Return a nota as a PDF with its text behind the picture."""
    nota = visit.nota()
    visit.note("export", nota.id, detail="pdf")
    with visit.site.turn():
        made = searchable_pdf(visit.site.archive, nota.id)
    return respond.tagged(visit.request, made, "application/pdf")


def original(visit: Visit) -> Response:
    """Return the file as it came, to be saved: a browser opens nothing that came from elsewhere."""
    nota = visit.nota()
    visit.note("export", nota.id, detail="original")
    path = visit.site.archive.original(nota.id)
    name = Path(nota.source).stem or nota.id
    return respond.download(visit, path, f"{name}{path.suffix}")


def mark_of(visit: Visit, page: Page) -> Mark:
    """Return the mark that the address names. Raises UnknownNota."""
    wanted = visit.request.path_params["mark"]
    found = next((mark for mark in page.marks if mark.id == wanted), None)
    if found is None:
        raise UnknownNota(f"Page {page.number} has no mark {wanted}.")
    return found


def _line(visit: Visit, page: Page) -> Line:
    wanted: int = visit.request.path_params["line"]
    if not wanted < len(page.lines):
        raise UnknownNota(f"Page {page.number} has no line {wanted}.")
    return page.lines[wanted]


def _scanned(visit: Visit) -> Page:
    """Return the page that the address names, which has a scan. Raises UnknownNota."""
    nota = visit.nota()
    page = visit.page(nota)
    if not page.width:
        raise UnknownNota(f"{nota.id} was imported as text: it has no scan.")
    return page


def _viewed(visit: Visit, page: Page, name: str) -> Path:
    """Return a stored picture of a whole page, and note that it is looked at."""
    path = _stored(visit, page, name)
    visit.note("view", visit.request.path_params["id"], page.number, name)
    return path


def _stored(visit: Visit, page: Page, name: str) -> Path:
    return visit.site.archive.path(visit.request.path_params["id"], page_file(page.number, name))


def _version(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_mtime_ns:x}-{stat.st_size:x}"


def _text(page: Page) -> str:
    return "\n\n".join(filter(None, [page.body, page.metadata])) + "\n"
