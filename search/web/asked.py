"""What the address of a search asks: words, filters, order, and which stretch of the answer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from index.engine import FACETS, Query
from index.nota import NotaId
from index.references import interval
from index.synonyms import Synonyms
from search.ask import question

LONGEST = 1_000  # characters of a question: some two hundred words
MOST_FILTERS = 20
LONGEST_VALUE = 1_000  # characters: a toezegging without a number is a sentence
LAST_STRETCH = 1_000  # of the answer: nobody leafs further, and it costs
PER_STRETCH = 10  # hits

Filters = tuple[tuple[str, str], ...]


class Asked(NamedTuple):
    """A search as its address has it."""

    text: str = ""
    only: Filters = ()  # field and value, all of which must hold
    first: str = ""  # as typed: a day, month or year
    last: str = ""
    newest_first: bool = False
    stretch: int = 1  # of `PER_STRETCH` hits

    @property
    def anything(self) -> bool:
        """Whether it asks anything."""
        return bool(self.text.strip() or self.only or self.first or self.last)

    @property
    def offset(self) -> int:
        """How many of the best hits are skipped."""
        return (self.stretch - 1) * PER_STRETCH

    def query(self, known: Synonyms, hidden: frozenset[NotaId]) -> Query:
        """Return the question to the engine, as if the archive did not hold what is hidden."""
        first, last = _days(self.first)[0], _days(self.last)[1]
        newest = self.newest_first
        return question(self.text, known, first=first, last=last, only=self.only, newest_first=newest, hidden=hidden)

    def hints(self) -> list[str]:
        """Return, in Dutch, which dates were no dates."""
        wrong = [text for text in (self.first, self.last) if text and _days(text) == (None, None)]
        return [f"“{text}” is geen datum; schrijf 2023-11-22, 2023-11 of 2023." for text in wrong]

    def address(self, path: str = "/zoek") -> str:
        """Return the address that asks this."""
        named = [("q", self.text), *self.only, ("van", self.first), ("tot", self.last)]
        named += [("sorteer", "datum")] if self.newest_first else []
        named += [("pagina", str(self.stretch))] if self.stretch > 1 else []
        return f"{path}?{urlencode([(name, value) for name, value in named if value], errors='replace')}"

    @property
    def period(self) -> str:
        """The first and last day as they were typed; "" where any will do."""
        return f"{self.first or '…'} t/m {self.last or '…'}" if self.first or self.last else ""

    def with_filter(self, field: str, value: str) -> "Asked":
        """Return the same with one filter more, of its first stretch."""
        return self._replace(only=(*self.only, (field, value)), stretch=1)

    def without_filter(self, field: str, value: str) -> "Asked":
        """Return the same with one filter less, of its first stretch."""
        return self._replace(only=tuple(one for one in self.only if one != (field, value)), stretch=1)


def read_asked(parameters: Sequence[tuple[str, str]]) -> Asked:
    """Return what the parameters of an address ask; what has no meaning is passed over. Never fails."""
    named: Mapping[str, str] = dict(reversed(parameters))  # of two with one name the first counts
    only = [(name, value[:LONGEST_VALUE]) for name, value in parameters if name in FACETS and value.strip()]
    return Asked(
        named.get("q", "")[:LONGEST],
        tuple(dict.fromkeys(only))[:MOST_FILTERS],
        named.get("van", "")[:LONGEST_VALUE].strip(),
        named.get("tot", "")[:LONGEST_VALUE].strip(),
        named.get("sorteer") == "datum",
        number(named.get("pagina", ""), LAST_STRETCH),
    )


def number(text: str, most: int, least: int = 1) -> int:
    """Return the number that was typed, kept within bounds; the least for what is none."""
    return min(most, max(least, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else least


def _days(text: str) -> tuple[dt.date | None, dt.date | None]:
    return (interval(text) if text else None) or (None, None)
