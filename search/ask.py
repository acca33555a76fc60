"""From what a reader typed to what the archive answers, and that answer as an object for JSON."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from index import catalogue
from index.archive import Archive
from index.engine import Hit, Query, Results, Value
from index.errors import NotaError, WrongUsage
from index.highlight import word_boxes
from index.nota import Box, NotaId
from index.synonyms import Synonyms, built_in, synonyms
from search.query import parse, readable
from search.synonyms import expand

Say = Callable[[str], None]
Words = TypeVar("Words")


def question(
    text: str,
    known: Synonyms,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    only: Sequence[tuple[str, str]] = (),
    newest_first: bool = False,
    hidden: frozenset[NotaId] = frozenset(),
) -> Query:
    """Return what was typed as a question to the engine, asked by these synonyms too.

    Wanted are nota's from the first day to the last that have all the values in `only`, each with its field before it.
    Those that are `hidden` are as if the archive did not hold them.
    """
    values = tuple(Value(field, readable(value)) for field, value in only)
    parsed = parse(text)
    query = replace(parsed, first=first, last=last, only=values, newest_first=newest_first, hidden=hidden)
    return expand(query, known)


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
) -> Results:
    """Answer what was typed: of nota's from the first day to the last, on all these themes.

    `say` is told what had to be mended first. Raises Busy or CannotWrite where there was no index to answer from.
    """
    only = [("thema", theme) for theme in themes]
    known = known_synonyms(archive, say)
    query = question(text, known, first=first, last=last, only=only, newest_first=newest_first)
    return catalogue.search(archive, query, limit, offset, say)


def known_synonyms(archive: Archive, say: Say) -> Synonyms:
    """Return the archive's synonyms, or those of the product."""
    return own_or_built_in(lambda: synonyms(archive), built_in, say)


def own_or_built_in(own: Callable[[], Words], otherwise: Callable[[], Words], say: Say) -> Words:
    """Return what a file of the archive's own says; what the product says where a slip keeps it from being read."""
    try:
        return own()
    except WrongUsage as broken:
        say(str(broken))
        return otherwise()


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
