"""One committed state of the index, read from Whoosh into arrays: which page holds which term, and how often.

Whoosh's own matchers call Python for every posting, at every search. Here a term is read once and kept, so that a
question to ten thousand nota's is a few operations on whole arrays.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from index.engine import FACETS, NeedsRebuild
from index.nota import NotaId
from index.terms import word_of

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Spots = npt.NDArray[np.int64]

SPAN = 1 << 24  # more than there are words on any page, so that spots of two pages are never near each other

REMEMBERED_SPOTS = 16_000_000  # some 200 MB; beyond it all terms are read anew


class Facts(Struct, frozen=True, array_like=True):
    """What a hit list shows and counts of a nota, kept beside its first page."""

    id: NotaId
    title: str
    dated: str | None  # ISO day
    pages: list[tuple[int, int, float | None]]  # number, length in words, and quality
    values: dict[str, list[str]]  # per field the canonical values, each once


class Shown(Struct, frozen=True, array_like=True):
    """What a snippet is made of: the texts of a page, the body first, and the tags in its body."""

    texts: list[str]
    tags: list[tuple[str, str, int, int]]  # kind, value (of a date its days), start, end


class Postings(NamedTuple):
    """Where a term stands. A spot is a page and a place on it in one: page · `SPAN` + the place in words."""

    pages: Ints  # that hold it, in order
    weights: Floats  # how often each does; less than once in small print
    spots: Spots  # all of them, in order


class Facet(NamedTuple):
    """The values of one field: `values[which[n]]` belongs to the nota `owners[n]`."""

    values: list[str]
    owners: Ints
    which: Ints


@contextmanager
def damage_told() -> Iterator[None]:
    """Say of whatever Whoosh trips over in its files that the index is damaged; a closed door stays a closed door."""
    try:
        yield
    except (NeedsRebuild, PermissionError):
        raise
    except Exception as error:  # damaged bytes make a different error at every place
        raise NeedsRebuild("The index is damaged; rebuild it with: nota reindex") from error


class Snapshot:
    """One committed state of the index. `Snapshot(reader)` takes an open Whoosh reader.

    Pages are numbered through all nota's from 0, those of one nota side by side; `nota_of` gives their nota's number.
    """

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self._leaves: list[tuple[Any, int]] = [leaf for leaf in reader.leaf_readers() if leaf[0].doc_count_all()]
        self._postings: dict[tuple[str, str], Postings] = {}
        self._remembered = 0

    @cached_property
    def facts(self) -> list[Facts]:
        """Facts of every nota, removed ones too."""
        decode = msgspec.msgpack.Decoder(Facts).decode
        with damage_told():
            columns = (leaf.column_reader("facts", translate=False) for leaf, _ in self._leaves)
            facts = [decode(packed) for column in columns for packed in column if packed]
        if sum(len(nota.pages) for nota in facts) != self.reader.doc_count_all():
            raise NeedsRebuild("The index does not agree with itself; rebuild it with: nota reindex")
        return facts

    @cached_property
    def sizes(self) -> Ints:
        """Every nota's number of pages."""
        return np.array([len(nota.pages) for nota in self.facts], np.int32)

    @cached_property
    def starts(self) -> Ints:
        """Every nota's first page."""
        return (np.cumsum(self.sizes) - self.sizes).astype(np.int32)

    @cached_property
    def nota_of(self) -> Ints:
        """Every page's nota."""
        return np.repeat(np.arange(len(self.facts), dtype=np.int32), self.sizes)

    @cached_property
    def lengths(self) -> Floats:
        """Every page's length in words."""
        return np.array([length for nota in self.facts for _, length, _ in nota.pages], np.float32)

    @cached_property
    def qualities(self) -> Floats:
        """How well every page was read, 0..1; 1 where nothing was."""
        qualities = (quality for nota in self.facts for _, _, quality in nota.pages)
        return np.array([1.0 if quality is None else quality for quality in qualities], np.float32)

    @cached_property
    def days(self) -> Ints:
        """The day of every nota as YYYYMMDD, or 0."""
        return np.array([int((nota.dated or "0").replace("-", "")) for nota in self.facts], np.int32)

    @cached_property
    def id_order(self) -> Ints:
        """The place of every nota among all, by its id."""
        return np.argsort(np.argsort(np.array([nota.id for nota in self.facts], np.str_))).astype(np.int32)

    @cached_property
    def alive(self) -> Mask:
        """Tell of every nota whether it is still there."""
        alive = np.ones(len(self.facts), np.bool_)
        holed = (leaf for leaf in self._leaves if leaf[0].has_deletions())
        removed = [
            start + page for leaf, start in holed for page in range(leaf.doc_count_all()) if leaf.is_deleted(page)
        ]
        alive[self.nota_of[np.array(removed, np.int32)]] = False
        return alive

    @cached_property
    def page_count(self) -> int:
        """How many pages are still there."""
        return int(self.sizes[self.alive].sum())

    @cached_property
    def mean_length(self) -> float:
        """Words on a page that is still there, on average; at least 1."""
        return max(1.0, float(self.lengths[self.alive[self.nota_of]].sum()) / max(1, self.page_count))

    @cached_property
    def facets(self) -> dict[str, Facet]:
        """The values of every field that is counted, the year of the nota among them."""
        owned: dict[str, dict[str, list[int]]] = {field: {} for field in FACETS}
        for number, nota in enumerate(self.facts):
            for field, values in nota.values.items():
                for value in values:
                    owned[field].setdefault(value, []).append(number)
        return {field: _facet(values) for field, values in owned.items()}

    def numbers(self, ids: Iterable[NotaId]) -> list[int]:
        """Return the numbers of those of these nota's that are there."""
        wanted = set(ids)
        return [n for n, nota in enumerate(self.facts) if nota.id in wanted and self.alive[n]]

    def pages(self, nota: int) -> range:
        """Return the pages of a nota."""
        return range(int(self.starts[nota]), int(self.starts[nota] + self.sizes[nota]))

    def page_number(self, page: int) -> int:
        """Return the number of a page within its nota, as the record has it."""
        nota = int(self.nota_of[page])
        return self.facts[nota].pages[page - int(self.starts[nota])][0]

    def shown(self, page: int) -> Shown:
        """Return what a page has to show."""
        with damage_told():
            column, start = next((column, start) for column, start in reversed(self._shown) if start <= page)
            return msgspec.msgpack.decode(column[page - start], type=Shown)

    def postings(self, field: str, term: str) -> Postings:
        """Return where a term stands; nowhere gives empty arrays."""
        found = self._postings.get((field, term))
        if found is None:
            if self._remembered > REMEMBERED_SPOTS:
                self._postings.clear()
                self._remembered = 0
            found = self._postings[field, term] = self._read(field, term)
            self._remembered += len(found.pages) + len(found.spots)
        return found

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """Return all terms of a field that begin so, sorted."""
        with damage_told():
            return sorted({term.decode() for leaf, _ in self._leaves for term in leaf.expand_prefix(field, prefix)})

    def words(self, field: str) -> str:
        """Return all words of a field, each on a line."""
        return "\n".join(word_of(term) for term in self.terms(field))

    @cached_property
    def vocabulary(self) -> str:
        """All words that stand anywhere, each on a line."""
        return self.words("tekst")

    @cached_property
    def by_shape(self) -> dict[tuple[str, int], list[str]]:
        """All words that stand anywhere, by their first letter and their length."""
        shaped: dict[tuple[str, int], list[str]] = {}
        for word in self.vocabulary.split():
            shaped.setdefault((word[0], len(word)), []).append(word)
        return shaped

    def _read(self, field: str, term: str) -> Postings:
        pages: list[int] = []
        weights: list[float] = []
        packed: list[bytes] = []
        with damage_told():
            for matcher, start in self._matchers(field, term):
                while matcher.is_active():
                    pages.append(start + matcher.id())
                    weights.append(matcher.weight())
                    packed.append(matcher.value() or b"")
                    matcher.next()
        return _postings(pages, weights, packed)

    def _matchers(self, field: str, term: str) -> Iterator[tuple[Any, int]]:
        for leaf, start in self._leaves:
            if (field, term) in leaf:
                yield leaf.postings(field, term), start

    @cached_property
    def _shown(self) -> list[tuple[Any, int]]:
        return [(leaf.column_reader("shown", translate=False), start) for leaf, start in self._leaves]


def pack_places(places: Sequence[int]) -> bytes:
    """Return the places of a word on one page as they are kept in the index."""
    return array("I", places).tobytes()


def _postings(pages: list[int], weights: list[float], packed: list[bytes]) -> Postings:
    places = np.frombuffer(b"".join(packed), np.dtype("I")).astype(np.int64)
    counts = [len(one) // np.dtype("I").itemsize for one in packed]
    of_page = np.array(pages, np.int32)
    return Postings(of_page, np.array(weights, np.float32), np.repeat(of_page.astype(np.int64), counts) * SPAN + places)


def _facet(owned: dict[str, list[int]]) -> Facet:
    counts = [len(owners) for owners in owned.values()]
    owners = np.array([owner for owners in owned.values() for owner in owners], np.int32)
    return Facet(list(owned), owners, np.repeat(np.arange(len(owned), dtype=np.int32), counts))
