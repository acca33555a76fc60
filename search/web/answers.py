"""The search page, and what was found: each hit with its line cut from the scan."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from starlette.responses import Response

from index.engine import Hit, Node, Results
from index.errors import NotaError
from index.nota import Box, Line, Nota, Page
from index.terms import Sought
from search.ask import url
from search.web import respond, wording
from search.web.asked import LAST_STRETCH, PER_STRETCH, Asked, read_asked
from search.web.pictures import around_line
from search.web.spots import spots
from search.web.visit import Visit
from search.web.wording import short

CHIPS = {"motie": 3, "toezegging": 2, "thema": 3}  # kinds of tags that a hit shows, and how many of each at most
LONGEST_CHIP = 60  # characters of a value: a toezegging without a number is a sentence
FACET_VALUES = 5  # that are shown at once; the others on demand


class Crop(NamedTuple):
    """A line of the scan that shows what was found."""

    line: int  # index in the page's `lines`
    text: str
    box: Box  # what is shown of the page
    hits: tuple[Box, ...]  # the words that were found, in pixels of the page


class Chip(NamedTuple):
    """A tag of a hit, as a link to all that has it."""

    kind: str
    text: str
    address: str


class Found(NamedTuple):
    """A hit as it is shown."""

    hit: Hit
    address: str
    reference: str | None
    pages: int
    crop: Crop | None
    chips: tuple[Chip, ...]


class Choice(NamedTuple):
    """A value of a facet, as a link that adds it to the question or takes it away."""

    text: str
    notas: int
    address: str
    chosen: bool


def home(visit: Visit) -> Response:
    """Return the search page: one box, and what the archive holds."""
    held = visit.site.search(visit.query(Asked()), 0)
    years = sorted(held.facets["jaar"])
    most = max((count for _, count in years), default=1)
    unread = dict(held.facets["ongelezen"]).get("ja", 0)
    return respond.page(visit, "home.html", asked=Asked(), held=held, years=years, most=most, unread=unread)


def answers(visit: Visit) -> Response:
    """Return what was found."""
    asked = read_asked(visit.request.query_params.multi_items())
    if not asked.anything:
        return home(visit)
    query = visit.query(asked)
    results = visit.site.search(query, PER_STRETCH, asked.offset)
    show = partial(_found, visit, asked, query.root, results.sought)
    visit.note("search", detail=asked.address())
    last = min(LAST_STRETCH, -(-results.total // PER_STRETCH))
    return respond.page(
        visit,
        "zoek.html",
        asked=asked,
        results=results,
        found=list(map(show, results.hits)),
        nearly=list(map(show, results.nearly)),
        hints=[*asked.hints(), *results.hints],
        facets=_facets(visit, asked, results),
        chosen=[(field, visit.site.label(field, value), value) for field, value in asked.only],
        last=last,
        more=FACET_VALUES,
    )


def _found(visit: Visit, asked: Asked, root: Node, sought: Sequence[Sought], hit: Hit) -> Found:
    address = url(asked.text, hit)
    try:
        nota = visit.site.archive.get(hit.id)
    except NotaError:  # it was removed or damaged meanwhile: `nota check` tells
        return Found(hit, address, None, 0, None, ())
    crops = [_crop(page, _boxes(nota, page, root, sought)) for page in nota.pages if page.number == hit.page]
    crop = crops[0] if crops else None
    return Found(hit, address, nota.reference, len(nota.pages), crop, tuple(_chips(visit, nota)))


def _boxes(nota: Nota, page: Page, root: Node, sought: Sequence[Sought]) -> list[Box]:
    return [box for spot in spots(nota, [page], root, sought) for box in spot.boxes]


def _crop(page: Page, hits: Sequence[Box]) -> Crop | None:
    """Return the line that most of what was found stands on; None where nothing stands on any."""
    counts = [(sum(_within(box, line) for box in hits), -number) for number, line in enumerate(page.lines)]
    most, place = max(counts, default=(0, 0))
    if not most:
        return None
    line = page.lines[-place]
    shown = around_line(line.box, page.width, page.height)
    return Crop(-place, line.text, shown, tuple(box for box in hits if _within(box, line)))


def _within(box: Box, line: Line) -> bool:
    middle = (box.top + box.bottom) / 2
    return line.box.top <= middle < line.box.bottom and line.box.left <= box.left < line.box.right


def _chips(visit: Visit, nota: Nota) -> Iterator[Chip]:
    for kind, most in CHIPS.items():
        values = dict.fromkeys(tag.value for tag in nota.tags if tag.kind == kind)
        for value in islice(values, most):
            label = visit.site.label(kind, value)
            yield Chip(kind, short(label, LONGEST_CHIP), Asked(only=((kind, value),)).address())


def _facets(visit: Visit, asked: Asked, results: Results) -> dict[str, list[Choice]]:
    """Return for every facet what the hits can be narrowed to, and what they were narrowed to."""
    facets = results.facets | {"jaar": sorted(results.facets["jaar"], reverse=True)}
    return {
        wording.FACETS[field]: [_choice(visit, asked, field, value, count) for value, count in values]
        for field, values in facets.items()
        if values and (results.total > 1 or any(name == field for name, _ in asked.only))
    }


def _choice(visit: Visit, asked: Asked, field: str, value: str, count: int) -> Choice:
    chosen = (field, value) in asked.only
    changed = asked.without_filter(field, value) if chosen else asked.with_filter(field, value)
    return Choice(short(visit.site.label(field, value), LONGEST_CHIP), count, changed.address(), chosen)
