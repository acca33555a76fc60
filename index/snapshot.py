"""One committed state of the index: its segments, looked at as one.

Nota's and pages are numbered through all segments from 0, the pages of one nota side by side. What is asked of a term
is cut out of the arrays as they lie on disk; nothing is read before it is asked.
"""

import operator
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from index.arrays import Floats, Ints, Mask
from index.dictionary import Dictionary, Words, word_of
from index.documents import Shown
from index.engine import FACETS
from index.nota import NotaId
from index.segment import Segment
from index.terms import term

MOST_SETS = 8  # of hidden nota's that are remembered: each has some 10 MB of its own for 100,000 nota's
FEW = 8  # terms that are added up one by one; more go together
MANY = 32  # of every so many terms one is counted: then all are, once and for all

Counts = npt.NDArray[np.int64]
Terms = tuple[Ints, ...]
"""For every segment the numbers of some terms of a field."""


class Facet(NamedTuple):
    """The values of one field: `values[which[n]]` belongs to the nota `owners[n]`."""

    values: list[str]
    owners: Ints
    which: Ints


class Fact(NamedTuple):
    """What a hit list shows of a nota."""

    id: NotaId
    title: str
    dated: str | None  # ISO day


class Leaf:
    """One segment: its arrays, and the words of its fields, with nothing said of nota's that have gone."""

    def __init__(self, segment: Segment, alive: Mask) -> None:
        self.segment = segment
        self.columns = segment.columns
        self.pages = len(segment.columns["number"])
        self.words = lru_cache(None)(self._dictionary)
        self._limits = lru_cache(None)(self._places)
        self._keep(alive)

    def _keep(self, alive: Mask) -> None:
        self.alive = alive
        self.gone = None if alive.all() else np.repeat(~alive, self.segment.all("size"))  # pages, where there are any
        self._all_counts = lru_cache(None)(self._counted)

    def keeping(self, alive: Mask) -> "Leaf":
        """Return this segment with these nota's; what was looked up in it already, it need not look up again."""
        if np.array_equal(alive, self.alive):
            return self
        leaf = copy(self)
        leaf._keep(alive)
        return leaf

    def _dictionary(self, field: str) -> Dictionary:
        return Dictionary(self.columns, field)

    def _places(self, name: str) -> memoryview:
        return memoryview(self.columns[name].all())  # type: ignore[arg-type]  # an array of numbers is a buffer

    def limits(self, name: str, number: int) -> tuple[int, int]:
        """Return from where to where something with this number stands, by the array of places `name`."""
        places = self._limits(name)
        return places[number], places[number + 1]

    def postings(self, field: str, number: int) -> Ints:
        """Return the pages on which a term stands, removed ones too."""
        return self.columns[f"{field}.page"].part(*self.limits(f"{field}.post.at", number))

    def commonest(self, field: str, numbers: Ints, most: int) -> Ints:
        """Return at most so many of these terms, those that stand on most pages; of equals the first."""
        if len(numbers) <= most:
            return numbers
        counts = self.counts(field, numbers)
        return numbers[np.argsort(-counts, kind="stable")[: min(most, np.count_nonzero(counts))]]

    def present(self, field: str, numbers: Ints) -> list[int]:
        """Return those of these terms that stand on any page that is still there."""
        return [number for number in numbers.tolist() if self.gone is None or self.count(field, number)]

    def counts(self, field: str, numbers: Ints) -> Counts:
        """Return on how many pages each of these terms stands."""
        at = self.columns[f"{field}.post.at"].all()
        if self.gone is None:
            sizes: Counts = at[numbers + 1] - at[numbers]
            return sizes
        if len(numbers) * MANY > len(at):
            return self._all_counts(field)[numbers]
        return np.array([self.count(field, number) for number in numbers.tolist()], np.int64)

    def _counted(self, field: str) -> Counts:
        """Return on how many pages each term of a field stands; it has one at least, gone or not."""
        kept = np.repeat(self.alive, self.segment.all("size"))[self.columns[f"{field}.page"].all()]
        return np.add.reduceat(kept, self.columns[f"{field}.post.at"].all()[:-1], dtype=np.int64)

    def count(self, field: str, number: int) -> int:
        """Return on how many pages a term stands."""
        if self.gone is not None:
            return int(np.count_nonzero(~self.gone[self.postings(field, number)]))
        start, end = self.limits(f"{field}.post.at", number)
        return end - start


class Snapshot:
    """One committed state of the index; or, with the snapshot that it was made of, what is left of it for somebody."""

    def __init__(self, leaves: Sequence[Leaf], whole: "Snapshot | None" = None) -> None:
        self._whole = whole
        self.leaves = [leaf for leaf in leaves if leaf.pages]
        self.without = lru_cache(MOST_SETS)(self._without)
        sizes = [leaf.pages for leaf in self.leaves]
        self.first_page = np.cumsum([0, *sizes]).tolist()
        self.first_nota = np.cumsum([0, *(len(leaf.alive) for leaf in self.leaves)]).tolist()

    def _without(self, hidden: frozenset[NotaId]) -> "Snapshot":
        """Return what is left when these nota's are gone too: itself, where it has none of them."""
        keys = np.array([key.encode() for key in hidden], np.bytes_)
        leaves = [leaf.keeping(leaf.alive & ~np.isin(leaf.segment.all("id"), keys)) for leaf in self.leaves]
        return Snapshot(leaves, self) if any(map(operator.is_not, leaves, self.leaves)) else self

    def _joined(self, name: str, kind: type[Any]) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *(leaf.segment.all(name) for leaf in self.leaves)])

    # ── nota's and pages ──

    @cached_property
    def sizes(self) -> Ints:
        """Every nota's number of pages."""
        return self._joined("size", np.int32)

    @cached_property
    def starts(self) -> Ints:
        """Every nota's first page."""
        return (np.cumsum(self.sizes) - self.sizes).astype(np.int32)

    @cached_property
    def nota_of(self) -> Ints:
        """Every page's nota."""
        return np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)

    @cached_property
    def lengths(self) -> Floats:
        """Every page's length in words."""
        return self._joined("length", np.int32).astype(np.float32)

    @cached_property
    def qualities(self) -> Floats:
        """How well every page was read, 0..1; 1 where nothing was."""
        return self._joined("quality", np.float32)

    @cached_property
    def unsure(self) -> Mask:
        """Tell of every page whether it came as text alone, so that nobody knows how sure its words are."""
        return self._joined("unsure", np.bool_)

    @cached_property
    def days(self) -> Ints:
        """The day of every nota as YYYYMMDD, or 0."""
        return self._joined("day", np.int32)

    @cached_property
    def alive(self) -> Mask:
        """Tell of every nota whether it is still there."""
        return np.concatenate([np.zeros(0, np.bool_), *(leaf.alive for leaf in self.leaves)])

    @cached_property
    def page_count(self) -> int:
        """How many pages are still there."""
        return int(np.count_nonzero(self.alive_pages))

    @cached_property
    def alive_pages(self) -> Mask:
        """Tell of every page whether it is still there."""
        return self.alive[self.nota_of]

    @cached_property
    def mean_length(self) -> float:
        """Words on a page that is still there, on average; at least 1."""
        words = float(self.lengths[self.alive_pages].sum(dtype=np.float64))  # exact, in whatever order they stand
        return max(1.0, words / max(1, self.page_count))

    @cached_property
    def relative_lengths(self) -> Floats:
        """Every page's length, the average being 1."""
        return self.lengths / np.float32(self.mean_length)

    def notas_with(self, pages: Mask) -> Mask:
        """Tell of every nota whether any of its pages is among these."""
        notas = np.zeros(len(self.sizes), np.bool_)
        notas[self.nota_of[np.flatnonzero(pages)]] = True
        return notas

    @cached_property
    def ids(self) -> npt.NDArray[np.bytes_]:
        """The id of every nota, removed ones too."""
        return self._joined("id", np.bytes_)

    def ids_beginning(self, start: str) -> set[NotaId]:
        """Return the ids that begin so, of nota's that are still there."""
        if not len(self.ids):
            return set()
        letters = self.ids.view("S1").reshape(len(self.ids), -1)
        same = self.alive.copy()
        for place, letter in enumerate(start.encode()):
            same &= letters[:, place] == bytes([letter]) if place < letters.shape[1] else False
        return {key.decode() for key in self.ids[same].tolist()}

    def pages(self, nota: int) -> range:
        """Return the pages of a nota."""
        return range(int(self.starts[nota]), int(self.starts[nota] + self.sizes[nota]))

    def page_number(self, page: int) -> int:
        """Return the number of a page within its nota, as the record has it."""
        leaf, own = self._place(self.first_page, page)
        return int(leaf.columns["number"].part(own, own + 1)[0])

    def fact(self, nota: int) -> Fact:
        """Return what a hit list shows of a nota."""
        leaf, own = self._place(self.first_nota, nota)
        title, dated = msgspec.msgpack.decode(leaf.segment.text("facts", own))
        return Fact(self.ids[nota].decode(), title, dated)

    def shown(self, page: int) -> Shown:
        """Return what a page has to show."""
        leaf, own = self._place(self.first_page, page)
        return msgspec.msgpack.decode(leaf.segment.text("shown", own), type=Shown)

    def _place(self, firsts: Sequence[int], number: int) -> tuple[Leaf, int]:
        at = int(np.searchsorted(firsts, number, "right")) - 1
        return self.leaves[at], number - firsts[at]

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The values of every field that is counted, the year of the nota among them; those of gone nota's too."""
        return self._whole.facets if self._whole else {field: self._facet(f"facet.{field}") for field in FACETS}

    def _facet(self, name: str) -> Facet:
        numbers: dict[bytes, int] = {}
        owners, which = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for leaf, first in zip(self.leaves, self.first_nota, strict=False):
            own = np.array([numbers.setdefault(value, len(numbers)) for value in leaf.segment.texts(name)], np.int32)
            owners.append(leaf.segment.all(f"{name}.owner") + np.int32(first))
            which.append(own[leaf.segment.all(f"{name}.which")])
        return Facet([value.decode() for value in numbers], np.concatenate(owners), np.concatenate(which))

    # ── terms ──

    def with_words(self, field: str, words: Iterable[str]) -> Terms:
        """Return the terms of these folded words, where they stand."""
        return self.with_terms(field, map(term, words))

    def among(self, field: str, words: Words) -> Terms:
        """Return the terms of many folded words at once, where they stand."""
        found = (np.array(leaf.words(field).among(words), np.int32) for leaf in self.leaves)
        return tuple(
            np.array(leaf.present(field, numbers), np.int32) for leaf, numbers in zip(self.leaves, found, strict=True)
        )

    def with_terms(self, field: str, texts: Iterable[str]) -> Terms:
        """Return these terms, where they stand."""
        keys = sorted(text.encode() for text in texts)
        return tuple(
            np.array([number for key in keys if (number := leaf.words(field).find(key)) is not None], np.int32)
            for leaf in self.leaves
        )

    def with_stems(self, field: str, stems: Iterable[str]) -> Terms:
        """Return the terms of all words with these stems."""
        keys = sorted(f"{stem} ".encode() for stem in stems)
        none = np.zeros(0, np.int32)
        return tuple(
            np.concatenate([none, *(np.arange(*leaf.words(field).beginning(key), dtype=np.int32) for key in keys)])
            for leaf in self.leaves
        )

    def between(self, field: str, first: str, last: str) -> Terms:
        """Return all terms from the first up to the last."""
        limits = (leaf.words(field).between(first.encode(), last.encode()) for leaf in self.leaves)
        return tuple(np.arange(*limit, dtype=np.int32) for limit in limits)

    def texts(self, field: str, terms: Terms) -> set[bytes]:
        """Return these terms themselves."""
        return {
            leaf.words(field)[number]
            for leaf, numbers in zip(self.leaves, terms, strict=True)
            for number in leaf.present(field, numbers)
        }

    def words(self, field: str, terms: Terms) -> set[str]:
        """Return the folded words of these terms."""
        return {word_of(text).decode() for text in self.texts(field, terms)}

    def weigh(self, field: str, terms: Terms) -> Floats:
        """Return for every page what these terms weigh on it together, in tenths."""
        weights = np.zeros(self.first_page[-1], np.float32)
        for leaf, first, numbers in zip(self.leaves, self.first_page, terms, strict=False):
            here = weights[first : first + leaf.pages]
            stretches = [leaf.limits(f"{field}.post.at", number) for number in numbers.tolist()]
            pages = [leaf.columns[f"{field}.page"].part(start, end) for start, end in stretches]
            heavy = [leaf.columns[f"{field}.weight"].part(start, end) for start, end in stretches]
            if len(pages) > FEW:
                here += np.bincount(np.concatenate(pages), np.concatenate(heavy), leaf.pages)
            else:
                for on, weight in zip(pages, heavy, strict=True):
                    here[on] += weight
            if leaf.gone is not None:
                here[leaf.gone] = 0
        return weights

    def standing(self, field: str, terms: Terms) -> Mask:
        """Tell of every page whether any of these terms stands on it."""
        on = np.zeros(self.first_page[-1], np.bool_)
        for leaf, first, numbers in zip(self.leaves, self.first_page, terms, strict=False):
            here = on[first : first + leaf.pages]
            for number in numbers.tolist():
                here[leaf.postings(field, number)] = True
            if leaf.gone is not None:
                here[leaf.gone] = False
        return on

    def counts(self, field: str, terms: Terms) -> dict[bytes, int]:
        """Return for each word of these terms on how many pages it stands."""
        pages: dict[bytes, int] = {}
        for leaf, numbers in zip(self.leaves, terms, strict=True):
            for number in leaf.present(field, numbers):
                word = leaf.words(field).word(number)
                pages[word] = pages.get(word, 0) + leaf.count(field, number)
        return pages

    def count(self, field: str, word: str) -> int:
        """Return on how many pages a folded word stands."""
        return sum(self.counts(field, self.with_words(field, [word])).values())
