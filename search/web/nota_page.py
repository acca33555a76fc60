"""The page of a nota as a whole: what it is, what it refers to and where, and what else treats the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from starlette.responses import Response

from index.engine import Hit
from index.errors import Busy
from index.nota import NOTES, Nota, Tag
from index.verdicts import Verdict, stands, verdicts
from search.ask import url
from search.web import respond, wording
from search.web.asked import Asked
from search.web.files import nota_json, nota_pdf, nota_text
from search.web.visit import Visit
from search.web.wording import short

RELATED = ("motie", "toezegging", "thema")  # kinds of tags that bring nota's together
VALUES = 2  # of each kind, that other nota's are looked for by: each costs a search
OTHERS = 5  # nota's for each
PLACES = 8  # of one value that are shown
LONGEST_QUOTE = 120  # characters

QUOTES = re.compile(r"[\"“”„«»]")  # would end the phrase that a value is asked by

Stands = Mapping[tuple[str, str], Verdict]

BY_TYPE = {"application/json": nota_json, "application/pdf": nota_pdf, "text/plain": nota_text}


class Place(NamedTuple):
    """Where a nota speaks of something."""

    page: int
    quote: str
    address: str


class Referred(NamedTuple):
    """What a nota refers to."""

    kind: str
    value: str
    label: str
    status: str
    address: str  # of a search for all that refers to it
    places: tuple[Place, ...]
    said: Verdict | None  # what was last said of it, and by whom


class Other(NamedTuple):
    """Other nota's that treat the same."""

    label: str
    address: str
    hits: tuple[tuple[Hit, str], ...]


def nota_page(visit: Visit) -> Response:
    """Return the page of a nota; or the nota in another form, if that is what is asked for."""
    wanted = BY_TYPE.get(_wanted(visit.request.headers.get("accept", "")), _html)
    response = wanted(visit)
    response.headers["Vary"] = "Accept"
    return response


def _html(visit: Visit) -> Response:
    nota = visit.nota()
    visit.note("view", nota.id)
    said = stands(verdicts(visit.site.archive, nota.id))
    return respond.page(
        visit,
        "nota.html",
        asked=Asked(),
        nota=nota,
        referred={kind: list(_referred(visit, nota, nota.tags, kind, said)) for kind in wording.TAGS},
        rejected=[one for kind in wording.TAGS for one in _referred(visit, nota, nota.rejected, kind, said)],
        others=_others(visit, nota),
        groups=visit.site.limits().groups.get(nota.id, ()),
        concepts=visit.site.thesaurus().concepts.values(),
        notes=sum(mark.kind in NOTES for page in nota.pages for mark in page.marks),
    )


def _wanted(accept: str) -> str:
    """Return the type that is asked for first; what asks for HTML anywhere gets HTML."""
    types = [one.partition(";")[0].strip() for one in accept.split(",")]
    return "text/html" if "text/html" in types else types[0]


def _referred(visit: Visit, nota: Nota, tags: Sequence[Tag], kind: str, said: Stands) -> Iterator[Referred]:
    by_value: dict[str, list[Tag]] = {}
    for tag in tags:
        if tag.kind == kind:
            by_value.setdefault(tag.value, []).append(tag)
    for value, same in by_value.items():
        status = next((one for tag in same if (one := getattr(tag, "status", None))), "")
        places = tuple(_place(nota, tag) for tag in islice(same, PLACES) if tag.start < tag.end)
        label, last = visit.site.label(kind, value), said.get((kind, value))
        yield Referred(kind, value, label, status, _search(kind, value), places, last)


def _search(kind: str, value: str) -> str:
    if kind in wording.FACETS:
        return Asked(only=((kind, value),)).address()
    return Asked(f'{kind}:"{QUOTES.sub(" ", value)}"').address()


def _place(nota: Nota, tag: Tag) -> Place:
    return Place(tag.page, short(tag.quote, LONGEST_QUOTE), f"/id/{nota.id}/p{tag.page}#g{tag.start}")


def _others(visit: Visit, nota: Nota) -> list[Other]:
    """Return other nota's that treat the same motie, toezegging or theme; where many ask at once, none or some."""
    found: list[Other] = []
    with suppress(Busy):
        found.extend(_same(visit, nota))
    return found


def _same(visit: Visit, nota: Nota) -> Iterator[Other]:
    for kind in RELATED:
        values = dict.fromkeys(tag.value for tag in nota.tags if tag.kind == kind)
        for value in islice(values, VALUES):
            asked = Asked(only=((kind, value),), newest_first=True)
            hits = visit.site.search(visit.query(asked), OTHERS + 1).hits
            found = tuple((hit, url("", hit)) for hit in hits if hit.id != nota.id)[:OTHERS]
            if found:
                yield Other(f"{wording.FACETS[kind]}: {visit.site.label(kind, value)}", asked.address(), found)
