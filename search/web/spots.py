"""Every place in a nota that answers a question, numbered from its first page to its last, with its boxes."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from index.asked import tagged
from index.documents import shown
from index.engine import Node
from index.nota import Box, Nota, Page
from index.snippet import Place, apart, misreadings, places
from index.terms import Sought
from search.web.placed import BODY, METADATA, boxes, placed_words

Part = tuple[str, list[Place]]


class Spot(NamedTuple):
    """One place."""

    number: int  # from 1
    page: int
    part: str  # "body", "metadata", or the id of a mark: in which text of the page
    start: int
    end: int
    boxes: tuple[Box, ...]  # of its words; of what was read in a mark, the mark's


def spots(nota: Nota, pages: Sequence[Page], root: Node, sought: Sequence[Sought]) -> list[Spot]:
    """Return the places on these pages that answer what `root` asks; `sought` is what was taken for its words."""
    numbers = count(1)
    return [
        Spot(next(numbers), page.number, part, place.start, place.end, found)
        for page in pages
        for part, found_places in _parts(nota, page, root, sought)
        for place, found in zip(found_places, _boxes(page, part, found_places), strict=True)
    ]


def _parts(nota: Nota, page: Page, root: Node, sought: Sequence[Sought]) -> Iterator[Part]:
    """Yield for every text of a page what was found in it."""
    shows = shown(nota, page)
    read_for = misreadings(shows.variants)
    asked = [Place(start, end, -1) for start, end in tagged(shows, root)]
    yield "body", apart([*asked, *places(page.body, sought, read_for)])
    others = [("metadata", page.metadata), *((mark.id, mark.text) for mark in page.marks if mark.text)]
    for part, text in others:
        yield part, apart(places(text, sought, read_for))


def _boxes(page: Page, part: str, found: Sequence[Place]) -> Iterator[tuple[Box, ...]]:
    if not found:
        return
    if part not in ("body", "metadata"):
        yield from [tuple(mark.box for mark in page.marks if mark.id == part)] * len(found)
        return
    text, regions = (page.body, BODY) if part == "body" else (page.metadata, METADATA)
    placed = placed_words(text, page.lines, regions)
    yield from (tuple(boxes(placed, one.start, one.end)) for one in found)
