"""A page of a nota: its scan, with the hits boxed, beside its text."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import Response

from index.nota import NOTES, Nota, Page
from search.web import respond, wording
from search.web.asked import LONGEST, Asked, number
from search.web.marked import Span, hit_spans, loose_marks, marked, paragraphs, pen_spans, tag_spans
from search.web.placed import BODY, Placed, placed_words
from search.web.spots import Spot, spots
from search.web.visit import Visit

MOST_SPOTS = 10_000


class View(NamedTuple):
    """How the page is looked at: by its address."""

    nota: str
    page: int
    text: str  # of the question
    spot: int  # the hit that is looked at; 0 for none
    layer: str
    zoom: str

    def address(self, **changed: str | int) -> str:
        """Return the address of the same page, looked at otherwise."""
        view = self._replace(**changed)  # type: ignore[arg-type]  # the names are those of the fields
        named = {"q": view.text, "t": str(view.spot or ""), "laag": view.layer, "zoom": view.zoom}
        usual = {"laag": "scan", "zoom": "100"}
        told = urlencode({name: value for name, value in named.items() if value and value != usual.get(name)})
        return f"/id/{view.nota}/p{view.page}" + (f"?{told}" if told else "")

    def to_spot(self, spot: Spot) -> str:
        """Return the address at which a hit is looked at."""
        return f"{self.address(page=spot.page, spot=spot.number)}#t{spot.number}"


def scan_page(visit: Visit) -> Response:
    """Return the page beside its text."""
    nota = visit.nota()
    page = visit.page(nota)
    found = _spots(visit, nota)
    here = [spot for spot in found if spot.page == page.number]
    view = _view(visit, nota, page, here)
    body = placed_words(page.body, page.lines, BODY)
    beside = paragraphs(page, body, _spans(nota, page, body, here, view.spot))
    visit.note("view", nota.id, page.number)
    return respond.page(
        visit,
        "pagina.html",
        nota=nota,
        page=page,
        view=view,
        asked=Asked(view.text),
        spots=found,
        neighbours=_neighbours(found, view),
        hits=here,
        readings={mark.id: _part(mark.text, mark.id, here, view) for mark in page.marks if mark.text},
        notes=[mark for mark in page.marks if mark.kind in NOTES],
        paragraphs=beside,
        metadata=_part(page.metadata, "metadata", here, view),
        loose=loose_marks(page, beside),
        raw=[line.raw for line in page.lines],
    )


def _spots(visit: Visit, nota: Nota) -> list[Spot]:
    text = visit.parameter("q")[:LONGEST]
    if not text.strip():
        return []
    query = visit.query(Asked(text))
    return spots(nota, nota.pages, query.root, visit.site.search(query, 0).sought)[:MOST_SPOTS]


def _view(visit: Visit, nota: Nota, page: Page, here: Sequence[Spot]) -> View:
    asked, numbers = number(visit.parameter("t"), MOST_SPOTS, 0), [spot.number for spot in here]
    spot = asked if asked in numbers else next(iter(numbers), 0)
    layer, zoom = visit.parameter("laag"), visit.parameter("zoom")
    return View(
        nota.id,
        page.number,
        visit.parameter("q")[:LONGEST],
        spot,
        layer if layer in wording.LAYERS else "scan",
        zoom if zoom in wording.ZOOMS else "100",
    )


def _spans(nota: Nota, page: Page, body: Sequence[Placed], here: Sequence[Spot], current: int) -> list[Span]:
    """Return what stands around the words of the body, the outermost first."""
    return [*pen_spans(page, body), *tag_spans(nota.tags, page.number), *hit_spans(here, "body", current)]


def _neighbours(found: Sequence[Spot], view: View) -> tuple[Spot | None, Spot | None]:
    """Return the hit before the one that is looked at, and the one after it."""
    at = (view.page, view.spot)
    before = [spot for spot in found if (spot.page, spot.number) < at]
    after = [spot for spot in found if (spot.page, spot.number) > at]
    return before[-1] if before else None, after[0] if after else None


def _part(text: str, part: str, here: Sequence[Spot], view: View) -> Markup:
    """Return a text of the page with its hits marked."""
    return marked(text, 0, len(text), hit_spans(here, part, view.spot))
