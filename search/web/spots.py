"""Every place in a nota that answers a question, numbered from its first page to its last."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from index.asked import tagged
from index.documents import shown, variants
from index.engine import Node
from index.nota import Nota, Page
from index.snippet import Place, apart, misreadings, places
from index.terms import Sought


class Spot(NamedTuple):
    """One place."""

    number: int  # from 1
    page: int
    part: str  # "body", "metadata", or the id of a mark: in which text of the page
    start: int
    end: int


def spots(nota: Nota, root: Node, sought: Sequence[Sought]) -> list[Spot]:
    """Return the places in a nota that answer what `root` asks; `sought` is what was taken for its words."""
    numbers = count(1)
    return [
        Spot(next(numbers), page.number, part, place.start, place.end)
        for page in nota.pages
        for part, place in _on_page(nota, page, root, sought)
    ]


def _on_page(nota: Nota, page: Page, root: Node, sought: Sequence[Sought]) -> Iterator[tuple[str, Place]]:
    read_for = misreadings(variants(page))
    asked = [Place(start, end, -1) for start, end in tagged(shown(nota, page), root)]
    yield from (("body", one) for one in apart([*asked, *places(page.body, sought, read_for)]))
    others = [("metadata", page.metadata), *((mark.id, mark.text) for mark in page.marks if mark.text)]
    for part, text in others:
        yield from ((part, one) for one in apart(places(text, sought, read_for)))
