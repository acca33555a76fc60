"""What waits for a person: margin notes to be read, pages that were read badly, files that were refused."""

from collections.abc import Iterator
from typing import NamedTuple, cast, get_args

from starlette.responses import Response

from index.engine import Hit
from index.errors import NotaError, WrongUsage
from index.judge import judge
from index.nota import Mark, Nota, Page, is_unread
from index.placing import read_there
from index.readings import readings
from index.refused import refused
from index.transcribe import read_mark
from index.verdicts import Said
from search.ask import url
from search.web import respond
from search.web.asked import PER_STRETCH, Asked, number
from search.web.files import mark_of
from search.web.visit import Visit

LAST_STRETCH = 1_000
WORST = 10  # pages
MOST_NOTES = 20  # of one nota that are shown at once
MOST_REFUSED = 50


class Note(NamedTuple):
    """A margin note that nobody has read."""

    page: Page
    mark: Mark
    beside: str  # the printed line


class Waiting(NamedTuple):
    """A nota with margin notes that nobody has read."""

    hit: Hit
    notes: tuple[Note, ...]
    more: int  # than are shown


def to_review(visit: Visit) -> Response:
    """Return the page of all that waits for a person."""
    stretch = number(visit.parameter("pagina"), LAST_STRETCH)
    visit.note("view", detail="kantlijn")
    unread = visit.site.search(visit.query(Asked("ongelezen:ja")), PER_STRETCH, (stretch - 1) * PER_STRETCH)
    worst = visit.site.search(visit.query(Asked("kwaliteit:laag")), WORST)
    return respond.page(
        visit,
        "kantlijn.html",
        asked=Asked(),
        unread=unread,
        waiting=list(_waiting(visit, unread.hits)),
        stretch=stretch,
        last=min(LAST_STRETCH, -(-unread.total // PER_STRETCH)),
        worst=[(hit, url("", hit)) for hit in worst.hits],
        worst_total=worst.total,
        refused=refused(visit.site.archive)[-MOST_REFUSED:][::-1] if visit.is_archivist else (),
    )


def mark_page(visit: Visit) -> Response:
    """Return one mark: its picture, the line it stands beside, what it says."""
    nota = visit.nota()
    page = visit.page(nota)
    mark = mark_of(visit, page)
    line = page.lines[mark.line] if mark.line is not None and mark.line < len(page.lines) else None
    visit.note("view", nota.id, page.number, mark.id)
    read = read_there(page, mark, readings(visit.site.archive, nota.id))
    return respond.page(visit, "notitie.html", asked=Asked(), nota=nota, page=page, mark=mark, line=line, readings=read)


def say_of_mark(visit: Visit) -> Response:
    """Write down what a mark says."""
    nota = visit.nota()
    page = visit.page(nota)
    mark = mark_of(visit, page)
    if "tekst" not in visit.form:
        raise WrongUsage("There is no text in the form.")
    visit.note("change", nota.id, page.number, f"reading of {mark.id}")
    read_mark(visit.site.archive, nota.id, page.number, mark.id, visit.form["tekst"], visit.who)
    return respond.redirect(visit.form.get("naar", ""), f"/id/{nota.id}/p{page.number}/{mark.id}")


def say_of_tag(visit: Visit) -> Response:
    """Write down that a tag is right, or is not."""
    nota = visit.nota()
    kind, value, said = (visit.form.get(name, "") for name in ("soort", "waarde", "oordeel"))
    if said not in get_args(Said):
        raise WrongUsage(f"{said} is nothing to say of a tag.")
    visit.note("change", nota.id, detail=f"{said} {kind} {value}")
    judge(visit.site.archive, nota.id, [f"{kind}:{value}"], cast(Said, said), visit.who)
    return respond.redirect(visit.form.get("naar", ""), f"/id/{nota.id}#{kind}")


def _waiting(visit: Visit, hits: tuple[Hit, ...]) -> Iterator[Waiting]:
    for hit in hits:
        try:
            notes = list(_unread(visit.site.archive.get(hit.id)))
        except NotaError:  # it was removed or damaged meanwhile: `nota check` tells
            continue
        yield Waiting(hit, tuple(notes[:MOST_NOTES]), max(0, len(notes) - MOST_NOTES))


def _unread(nota: Nota) -> Iterator[Note]:
    for page in nota.pages:
        for mark in page.marks:
            if is_unread(mark):
                beside = page.lines[mark.line].text if mark.line is not None and mark.line < len(page.lines) else ""
                yield Note(page, mark, beside)
