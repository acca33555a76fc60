"""Which mark of a page a person's reading belongs to: the one that stands in its place."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from index.nota import Box, Mark, MarkKind, Page
from index.readings import Reading

ALIKE = 0.3  # shared over joint area: two versions drew the box of one mark; what only touches shares less
WITHIN = 0.8  # share of the smaller box that lies in the other: what is one mark to one version is two to another
WRITTEN = frozenset({"marginalia", "interlinear", "signature"})  # a ring holds what it does not say; words do not
MADE = "r"  # begins the id of a mark that was made of a reading; those that were found begin with k


class _Placed(Protocol):
    @property
    def box(self) -> Box: ...
    @property
    def kind(self) -> MarkKind: ...


class _Given(NamedTuple):
    """The last reading in its place."""

    reading: Reading
    at: int | None  # number of the mark in whose place it stands
    taken: bool  # by that mark
    first: int  # number of the first reading in this place: it stays the same, whatever is read later


def with_readings(pages: Iterable[Page], readings: Sequence[Reading]) -> tuple[Page, ...]:
    """Return the pages with every reading at the mark in its place, the last word counting; `readings`, oldest first.

    A reading of which the mark is not there, or has another reading from elsewhere, becomes a mark of its own behind
    the others: `r01`. The pages may have readings already: these are forgotten first.
    """
    return tuple(_with_readings(page, readings) for page in pages)


def read_there(page: Page, mark: Mark, readings: Iterable[Reading]) -> list[Reading]:
    """Return what was ever read in the place of a mark of this page, whatever its id was then, in the order given."""
    here = [reading for reading in readings if reading.page == page.number]
    if mark.id.startswith(MADE):
        return [reading for reading in here if _overlap(mark, reading)]
    found = [one for one in page.marks if not one.id.startswith(MADE)]
    return [reading for reading in here if (at := _best(found, reading)) is not None and found[at].id == mark.id]


def _with_readings(page: Page, readings: Sequence[Reading]) -> Page:
    marks = tuple(
        msgspec.structs.replace(mark, text=reading.text if reading else None)
        for mark, reading in _read_marks(page, readings)
    )
    return page if marks == page.marks else msgspec.structs.replace(page, marks=marks)


def _read_marks(page: Page, readings: Sequence[Reading]) -> list[tuple[Mark, Reading | None]]:
    """Return the marks that were found and those made of readings, each with the reading that counts."""
    found = [mark for mark in page.marks if not mark.id.startswith(MADE)]
    given = _given(found, [reading for reading in readings if reading.page == page.number])
    theirs = {place.at: place.reading for place in given if place.taken}
    lost = sorted((place for place in given if place.reading.text and not place.taken), key=lambda place: place.first)
    return [
        *((mark, theirs.get(at)) for at, mark in enumerate(found)),
        *((_made(place), place.reading) for place in lost),
    ]


def _given(found: Sequence[Mark], readings: Sequence[Reading]) -> list[_Given]:
    """Return the readings that count: in every place the last."""
    given: list[_Given] = []
    for number, reading in reversed(list(enumerate(readings, start=1))):
        at = _best(found, reading)
        here = [place for place in given if place.at == at]
        later = next((place for place in here if _overlap(place.reading, reading)), None)
        if later:
            given[given.index(later)] = later._replace(first=number)
        else:
            taken = at is not None and bool(reading.text) and not any(place.taken for place in here)
            given.append(_Given(reading, at, taken, number))
    return given


def _best(found: Sequence[Mark], reading: Reading) -> int | None:
    """Return the number of the mark that stands in the reading's place; of two alike, the one that it was read in."""
    fits = {at: _overlap(mark, reading) for at, mark in enumerate(found)}

    def fit(at: int) -> tuple[float, bool, bool]:
        return fits[at], found[at].id == reading.mark, found[at].kind == reading.kind

    return max((at for at in fits if fits[at]), key=fit, default=None)


def _overlap(one: _Placed, other: _Placed) -> float:
    """Return the shared over the joint area of what stands in one place, 0..1; 0 where the places are two."""
    shared = _area(_shared(one.box, other.box))
    if not shared:
        return 0.0
    joint = _area(one.box) + _area(other.box) - shared
    both_words = one.kind in WRITTEN and other.kind in WRITTEN
    within = (one.kind == other.kind or both_words) and shared >= WITHIN * min(_area(one.box), _area(other.box))
    return shared / joint if within or shared >= ALIKE * joint else 0.0


def _shared(one: Box, other: Box) -> Box:
    return Box(*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))


def _area(box: Box) -> int:
    return max(0, box.right - box.left) * max(0, box.bottom - box.top)


def _made(place: _Given) -> Mark:
    reading = place.reading
    return Mark(f"{MADE}{place.first:02d}", reading.kind, reading.box, reading.ink)
