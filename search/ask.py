"""From what a reader typed to what the archive answers, and that answer as an object for JSON."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from index import catalogue
from index.archive import Archive
from index.engine import Hit, Results
from index.errors import NotaError, WrongUsage
from index.highlight import word_boxes
from index.nota import Box, NotaId
from index.synonyms import built_in, synonyms
from search.query import parse, readable
from search.synonyms import expand

Say = Callable[[str], None]


def ask(
    archive: Archive,
    text: str,
    say: Say,
    *,
    limit: int = 10,
    offset: int = 0,
    first: dt.date | None = None,
    last: dt.date | None = None,
    themes: tuple[str, ...] = (),
    newest_first: bool = False,
    hidden: frozenset[NotaId] = frozenset(),
) -> Results:
    """Answer what was typed: of nota's from the first day to the last, on all these themes.

    Those that are `hidden` are as if the archive did not hold them.

    `say` is told what had to be mended first. Raises Busy or CannotWrite where there was no index to answer from.
    """
    wanted = tuple(map(readable, themes))
    parsed = parse(text)
    query = replace(parsed, first=first, last=last, themes=wanted, newest_first=newest_first, hidden=hidden)
    try:
        query = expand(query, synonyms(archive))
    except WrongUsage as broken:  # a slip in a file of the archivist's keeps nobody from searching
        say(str(broken))
        query = expand(query, built_in())
    return catalogue.search(archive, query, limit, offset, say)


def as_object(archive: Archive, text: str, results: Results, took_ms: float) -> dict[str, Any]:
    """Return an answer as the contract gives it, each hit with its address and the boxes of its words on the page."""
    answer: dict[str, Any] = {"query": text, "total": results.total, "pages": results.pages, "took_ms": took_ms}
    answer["hits"] = [_hit(archive, text, hit, results) for hit in results.hits]
    answer["facets"] = results.facets
    answer["nearly"] = [_hit(archive, text, hit, results) for hit in results.nearly]
    return answer | {"suggestion": results.suggestion, "hints": list(results.hints)}


def url(text: str, hit: Hit) -> str:
    """Return the permanent address of the page that a hit shows, the words marked."""
    return f"/id/{hit.id}/p{hit.page}?q={quote(text, errors='replace')}"


def _hit(archive: Archive, text: str, hit: Hit, results: Results) -> dict[str, Any]:
    boxes = [list(box) for box in _boxes(archive, hit, results)]
    shown: dict[str, Any] = msgspec.to_builtins(hit)
    return shown | {"url": url(text, hit), "boxes": boxes}


def _boxes(archive: Archive, hit: Hit, results: Results) -> list[Box]:
    try:
        pages = archive.get(hit.id).pages
    except NotaError:  # it was removed or damaged meanwhile: `nota check` tells
        return []
    return [box for page in pages if page.number == hit.page for box in word_boxes(page, results.sought)]
