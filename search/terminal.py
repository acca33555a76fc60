"""How hits and a nota look on a terminal."""

import datetime as dt
import html
import math
import re
from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from index.engine import Hit, Results
from index.nota import Nota, Page
from index.references import MONTHS  # a machine's locale is seldom Dutch
from search.ask import url

FACET_VALUES = 5  # most that are shown of one facet
NEARLY = Text("Niet alles wat u vroeg, maar dichtbij:\n", "bold")
MARKS = re.compile(r"</?mark>")


def show_results(results: Results, query: str, first: int) -> RenderableType:
    """Return the hits, numbered from `first`, what they have in common, and what else may help."""
    hits = [_hit(f"{number}. ", hit, query) for number, hit in enumerate(results.hits, first)]
    nearly = [_hit("· ", hit, query) for hit in results.nearly]
    return Group(*_help(results), *hits, *_facets(results), *([NEARLY, *nearly] if nearly else []))


def show_nota(nota: Nota) -> RenderableType:
    """Return one nota: what it is, what it refers to, what was written on it, and its text."""
    head = Text.assemble((nota.title, "bold"), "\n", (" · ".join(_facts(nota)), "dim"), "\n")
    return Group(head, *_colofon(nota), *_tags(nota), *(part for page in nota.pages for part in _page(page)))


def day(dated: dt.date | None) -> str:
    """Return the day as a Dutch reader writes it; nothing for no day."""
    return f"{dated.day} {MONTHS[dated.month - 1]} {dated.year}" if dated else ""


def _help(results: Results) -> Iterator[Text]:
    yield from (Text(hint, "yellow") for hint in results.hints)
    if results.suggestion:
        yield Text.assemble("Bedoelde u: ", (results.suggestion, "bold"), " ?")


def _hit(before: str, hit: Hit, query: str) -> RenderableType:
    title = Text.assemble(before, (hit.title, "bold"))
    pages = f"pagina {hit.page}" + (f", ook {', '.join(map(str, hit.pages))}" if hit.pages else "")
    where = Text(" · ".join(filter(None, [day(hit.dated), pages, url(query, hit)])), "dim")
    misread = [Text(f"gelezen als: {', '.join(hit.misread)}", "dim italic")] if hit.misread else []
    return Group(title, Padding(Group(where, _highlighted(hit.snippet), *misread), (0, 0, 1, 3), expand=False))


def _highlighted(snippet: str) -> Text:
    """Return the snippet as text, the words between <mark> and </mark> standing out."""
    pieces = MARKS.split(snippet)
    return Text.assemble(*((html.unescape(piece), "bold yellow" if at % 2 else "") for at, piece in enumerate(pieces)))


def _facets(results: Results) -> Iterator[Text]:
    """Yield what the hits have in common, of which one alone has nothing."""
    for name, values in results.facets.items():
        if values and results.total > 1:
            shown = ", ".join(f"{value} ({count})" for value, count in values[:FACET_VALUES])
            yield Text.assemble((f"{name}: ", "dim"), shown)


def _facts(nota: Nota) -> Iterator[str]:
    yield nota.id
    yield from filter(None, [day(nota.dated), nota.reference, nota.source])
    yield f"{len(nota.pages)} pages" if len(nota.pages) != 1 else "1 page"


def _colofon(nota: Nota) -> Iterator[Text]:
    """Yield what is labelled in the colofon, but for what stands above it already."""
    for label, value in nota.colofon.items():
        if label not in ("datum", "referentie", "onderwerp"):
            yield Text.assemble((f"{label}: ", "cyan"), value)


def _tags(nota: Nota) -> Iterator[Text]:
    for kind, tags in groupby(sorted(nota.tags, key=lambda tag: tag.kind), key=lambda tag: tag.kind):
        values = dict.fromkeys(tag.value for tag in tags)
        yield Text.assemble((f"{kind}: ", "cyan"), ", ".join(values))


def _quality(page: Page) -> str:
    """Return how well the page was read; rounded down, so that 100 % is nothing but certain."""
    return "" if page.quality is None else f"kwaliteit {math.floor(100 * page.quality)} % ({page.band})"


def _page(page: Page) -> Iterator[RenderableType]:
    yield Rule(" · ".join(filter(None, [f"pagina {page.number}", _quality(page)])), style="dim")
    yield Text(page.body)
    for mark in page.marks:
        said = mark.text or (f"“{mark.quote}”" if mark.quote else "")
        yield Text(f"  {mark.id} {mark.kind}, {mark.ink} ink {said}".rstrip(), "green")
