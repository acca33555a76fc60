"""Nota's as arrays: which term stands on which page, how heavily, and where. Made of records, or of older segments.

All counts start at 0 within the segment: nota's, pages, and the terms of a field in order. A spot is one place for one
word, counted through all pages; `base` gives every page's first.
"""

import datetime as dt
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from index.arrays import Array, Column, Ints, Mask, Named
from index.dictionary import hashes, letters, word_of
from index.documents import PLACED, VALUES, WORDS, Document, counted, documents
from index.dutch import TOKEN, VOCABULARY, token
from index.engine import FACETS
from index.nota import Nota, NotaId
from index.packed import pack, unpack
from index.terms import term, token_forms

APART = 16  # spots between two texts of a page, so that no phrase runs from one into the other
HEAVIEST = 255  # tenths: a word that stands on a page 25 times counts as one that stands there more often
MOST_SPOTS = 2_500_000  # in one segment that is made of records: some 2,500 nota's, and 300 MB while it is made

Places = npt.NDArray[np.int64]


class Segment(NamedTuple):
    """A segment that is open: its arrays by name, as they lie on disk."""

    columns: Mapping[str, Column]

    def all(self, name: str) -> Array:
        """Return a whole array."""
        return self.columns[name].all()

    @property
    def starts(self) -> Ints:
        """Every nota's first page."""
        sizes = self.all("size")
        return (np.cumsum(sizes) - sizes).astype(np.int32)

    def texts(self, name: str) -> list[bytes]:
        """Return what was packed under a name, as it was packed."""
        return unpack(self.all(name), self.all(f"{name}.at"))

    def text(self, name: str, number: int) -> bytes:
        """Return one of the texts that were packed under a name."""
        start, end = self.columns[f"{name}.at"].part(number, number + 2).tolist()
        held = self.columns[name].part(start, end).tobytes()
        return zlib.decompress(held) if name == "shown" else held


class Postings(NamedTuple):
    """Of one field, term by term in their order: the pages on which each stands."""

    at: Places  # where each term's begin, and the last one's end
    pages: Ints
    weights: npt.NDArray[np.uint8]  # tenths


class Spots(NamedTuple):
    """Of one field, term by term in their order: the spots at which each stands."""

    at: Places
    spots: npt.NDArray[np.uint32]
    base: npt.NDArray[np.uint32]  # every page's first spot


class _Field:
    """The words of one field, gathered page by page."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}  # of terms, in the order in which they were met
        self.base = array("I")
        self.terms, self.spots, self.weights = array("I"), array("I"), array("B")
        self._next = 0
        self._known: dict[str, tuple[tuple[tuple[int, int], ...], int]] = {}

    def page(self, texts: Iterable[tuple[str, int]]) -> int:
        """Add a page with these texts, each with what its words weigh; return how many words there are."""
        self.base.append(self._next)
        words = 0
        at = self._next
        known, terms, spots, weights = self._known, self.terms, self.spots, self.weights
        for text, weight in texts:
            for surface in TOKEN.findall(text.replace("_", " ")):
                forms, width = known.get(surface) or self._learn(surface)
                for number, place in forms:
                    terms.append(number)
                    spots.append(at + place)
                    weights.append(weight)
                at += width
                words += width > 0
            at += APART
        self._next = at
        return words

    def values(self, terms: Iterable[str]) -> None:
        """Add a page with these terms, just as they are."""
        self.base.append(self._next)
        for text in terms:
            self.terms.append(self.numbers.setdefault(text, len(self.numbers)))
            self.spots.append(self._next)
            self.weights.append(1)
        self._next += 1

    def _learn(self, surface: str) -> tuple[tuple[tuple[int, int], ...], int]:
        """Return the terms of a word as it is printed, with their places, and how many places it takes."""
        found = token(surface)
        forms = [(self.numbers.setdefault(term(word), len(self.numbers)), place) for word, place in token_forms(found)]
        if len(self._known) > VOCABULARY:
            self._known.clear()
        known = self._known[surface] = tuple(forms), len(found.parts)
        return known

    def arrays(self, name: str) -> Named:
        """Yield the arrays of this field."""
        texts = sorted(text.encode() for text in self.numbers)
        ranks = {text: rank for rank, text in enumerate(texts)}
        rank_of = np.array([ranks[text.encode()] for text in self.numbers], np.int32)
        terms, spots = rank_of[np.frombuffer(self.terms, np.uint32)], np.frombuffer(self.spots, np.uint32)
        order = np.argsort(terms, kind="stable")
        terms, spots = terms[order], spots[order]
        base = np.frombuffer(self.base, np.uint32)
        pages = (np.searchsorted(base, spots, "right") - 1).astype(np.int32)
        begins = np.flatnonzero((np.diff(terms, prepend=-1) != 0) | (np.diff(pages, prepend=-1) != 0))
        weights = np.add.reduceat(np.frombuffer(self.weights, np.uint8)[order], begins, dtype=np.uint32)
        limits = np.arange(len(texts) + 1)
        at = np.searchsorted(terms[begins], limits).astype(np.int64)
        postings = Postings(at, pages[begins], np.minimum(weights, HEAVIEST).astype(np.uint8))
        placed = Spots(np.searchsorted(terms, limits).astype(np.int64), spots, base)
        yield from _field_arrays(name, texts, postings, placed if name in PLACED else None)


def day_number(day: dt.date) -> int:
    """Return a day as YYYYMMDD, as it is kept."""
    return day.year * 10_000 + day.month * 100 + day.day


class Builder:
    """Gathers nota's until there are enough for a segment; `arrays` gives it."""

    def __init__(self) -> None:
        self.ids: list[NotaId] = []
        self._fields = {name: _Field() for name in (*WORDS, VALUES)}
        self._pages: list[tuple[int, float, bool, int]] = []
        self._notas: list[tuple[int, int]] = []
        self._facts: list[bytes] = []
        self._shown: list[bytes] = []
        self._counted: dict[str, tuple[dict[str, int], list[int], list[int]]] = {
            field: ({}, [], []) for field in FACETS
        }

    @property
    def full(self) -> bool:
        """Whether a segment can be made of this that is not too large for memory."""
        return len(self._fields["tekst"].spots) >= MOST_SPOTS

    def add(self, nota: Nota) -> None:
        """Add a nota that is not there yet."""
        kept = list(documents(nota))
        for document in kept:
            self._add_page(document)
        day = nota.dated
        self._notas.append((day_number(day) if day else 0, len(kept)))
        self._facts.append(msgspec.msgpack.encode((nota.title, day.isoformat() if day else None)))
        for field, values in counted(nota).items():
            numbers, owners, which = self._counted[field]
            for value in values:
                owners.append(len(self.ids))
                which.append(numbers.setdefault(value, len(numbers)))
        self.ids.append(nota.id)

    def _add_page(self, document: Document) -> None:
        lengths = {name: self._fields[name].page(document.words.get(name, ())) for name in WORDS}
        self._fields[VALUES].values(document.values)
        self._pages.append((document.number, document.quality, document.unsure, lengths["tekst"]))
        self._shown.append(msgspec.msgpack.encode(document.shown))

    def arrays(self) -> Named:
        """Yield the segment."""
        days, sizes = np.array(self._notas, np.int32).reshape(-1, 2).T
        numbers, qualities, unsure, lengths = zip(*self._pages, strict=True) if self._pages else ((), (), (), ())
        yield "id", np.array([key.encode() for key in self.ids], np.bytes_)
        yield "day", days
        yield "size", sizes
        yield "number", np.array(numbers, np.int32)
        yield "quality", np.array(qualities, np.float32)
        yield "unsure", np.array(unsure, np.bool_)
        yield "length", np.array(lengths, np.int32)
        yield from pack("facts", self._facts)
        yield from pack("shown", self._shown, compress=True)
        for field, (values, owners, which) in self._counted.items():
            yield from _facet_arrays(field, list(values), np.array(owners, np.int32), np.array(which, np.int32))
        for name, gathered in self._fields.items():
            yield from gathered.arrays(name)


def _facet_arrays(field: str, values: Sequence[str], owners: Ints, which: Ints) -> Named:
    yield from pack(f"facet.{field}", [value.encode() for value in values])
    yield f"facet.{field}.owner", owners
    yield f"facet.{field}.which", which


def _field_arrays(name: str, texts: Sequence[bytes], postings: Postings, placed: Spots | None) -> Named:
    """Yield the arrays of a field: its terms, their postings, and where its words are placed their spots."""
    yield from pack(name, texts)
    yield f"{name}.post.at", postings.at
    yield f"{name}.page", postings.pages
    yield f"{name}.weight", postings.weights
    if name != VALUES:
        yield from _orders(name, [word_of(text) for text in texts])
    if placed:
        yield f"{name}.spot.at", placed.at
        yield f"{name}.spot", placed.spots
        yield f"{name}.base", placed.base


def _orders(name: str, words: Sequence[bytes]) -> Named:
    """Yield the terms in the order of their words, of these read backwards, and of their hashes; and their shapes."""
    yield f"{name}.forward", np.array(sorted(range(len(words)), key=words.__getitem__), np.int32)
    turned = [word[::-1] for word in words]
    yield f"{name}.backward", np.array(sorted(range(len(words)), key=turned.__getitem__), np.int32)
    hashed = hashes(words)
    by_hash = np.argsort(hashed, kind="stable").astype(np.int32)
    yield f"{name}.hash", hashed[by_hash]
    yield f"{name}.by.hash", by_hash
    yield f"{name}.size", np.array([min(len(word), 255) for word in words], np.uint8)
    yield f"{name}.letters", np.array([letters(word) for word in words], np.uint32)


# ── of older segments ──


def merged(segments: Sequence[Segment], alive: Sequence[Mask]) -> Named:
    """Yield one segment in the place of several, without the nota's that are no longer alive."""
    sizes = [segment.all("size") for segment in segments]
    kept_pages = [np.repeat(keep, size) for keep, size in zip(alive, sizes, strict=True)]
    for name in ("id", "day", "size"):
        yield name, _kept(segments, name, alive)
    for name in ("number", "quality", "unsure", "length"):
        yield name, _kept(segments, name, kept_pages)
    for name, kept in (("facts", alive), ("shown", kept_pages)):
        yield from pack(name, list(_kept_texts(segments, name, kept)))
    for field in FACETS:
        yield from _merged_facet(segments, field, alive)
    for field in (*WORDS, VALUES):
        yield from _merged_field(segments, field, kept_pages)


def _kept(segments: Sequence[Segment], name: str, kept: Sequence[Mask]) -> Array:
    return np.concatenate([segment.all(name)[keep] for segment, keep in zip(segments, kept, strict=True)])


def _kept_texts(segments: Sequence[Segment], name: str, kept: Sequence[Mask]) -> Iterator[bytes]:
    for segment, keep in zip(segments, kept, strict=True):
        texts = segment.texts(name)
        yield from (texts[number] for number in np.flatnonzero(keep))


def _places(kept: Sequence[Mask]) -> list[Ints]:
    """Return for every segment where its things go, those that are kept one after the other; the others -1."""
    starts = np.cumsum([0, *(np.count_nonzero(keep) for keep in kept)])
    return [
        np.where(keep, np.cumsum(keep) - 1 + start, -1).astype(np.int32)
        for keep, start in zip(kept, starts, strict=False)
    ]


def _merged_facet(segments: Sequence[Segment], field: str, alive: Sequence[Mask]) -> Named:
    numbers: dict[bytes, int] = {}
    owners, which = [], []
    for segment, places in zip(segments, _places(alive), strict=True):
        renumbered = [numbers.setdefault(text, len(numbers)) for text in segment.texts(f"facet.{field}")]
        owner = places[segment.all(f"facet.{field}.owner")]
        owners.append(owner[owner >= 0])
        which.append(np.array(renumbered, np.int32)[segment.all(f"facet.{field}.which")][owner >= 0])
    yield from _facet_arrays(field, [text.decode() for text in numbers], np.concatenate(owners), np.concatenate(which))


def _merged_field(segments: Sequence[Segment], name: str, kept: Sequence[Mask]) -> Named:
    places = _places(kept)
    stays = [pages[segment.all(f"{name}.page")] >= 0 for segment, pages in zip(segments, places, strict=True)]
    counts = [_counts(segment, f"{name}.post.at", stay) for segment, stay in zip(segments, stays, strict=True)]
    own = [segment.texts(name) for segment in segments]
    texts = sorted({terms[term] for terms, count in zip(own, counts, strict=True) for term in np.flatnonzero(count)})
    ranks = {text: rank for rank, text in enumerate(texts)}
    # A term that stands nowhere any more may go anywhere: it brings nothing.
    new_terms = [np.array([ranks.get(text, 0) for text in terms], np.int32) for terms in own]
    order = _Interleaved(len(texts), new_terms, counts)
    pages = [
        pages[segment.all(f"{name}.page")[stay]] for segment, pages, stay in zip(segments, places, stays, strict=True)
    ]
    weights = [segment.all(f"{name}.weight")[stay] for segment, stay in zip(segments, stays, strict=True)]
    postings = Postings(order.at, order.of(pages), order.of(weights))
    placed = _merged_spots(segments, name, new_terms, len(texts), kept) if name in PLACED else None
    yield from _field_arrays(name, texts, postings, placed)


def _merged_spots(
    segments: Sequence[Segment], name: str, new_terms: Sequence[Ints], terms: int, kept: Sequence[Mask]
) -> Spots:
    counts, moved, bases, start = [], [], [], 0
    for segment, keep in zip(segments, kept, strict=True):
        base, spots = segment.all(f"{name}.base"), segment.all(f"{name}.spot")
        stay = keep[np.searchsorted(base, spots, "right") - 1] if len(base) else np.zeros(0, np.bool_)
        counts.append(_counts(segment, f"{name}.spot.at", stay))
        moved.append(spots[stay] + np.uint32(start))
        bases.append(base[keep] + np.uint32(start))
        start += int(max(spots.max(initial=0), base.max(initial=0))) + APART + 1
    order = _Interleaved(terms, new_terms, counts)
    return Spots(order.at, order.of(moved), np.concatenate(bases))


def _counts(segment: Segment, name: str, stay: Mask) -> Places:
    """Return of how many things each term keeps, by where they begin."""
    kept = np.concatenate([[0], np.cumsum(stay)])
    counts: Places = np.diff(kept[segment.all(name)])
    return counts


class _Interleaved:
    """The order in which the things of several segments go into one: by their term, and within it as they stood."""

    def __init__(self, terms: int, new_terms: Sequence[Ints], counts: Sequence[Places]) -> None:
        sizes = np.zeros(terms + 1, np.int64)
        for ranks, count in zip(new_terms, counts, strict=True):
            np.add.at(sizes, ranks[count > 0] + 1, count[count > 0])
        self.at = np.cumsum(sizes)
        self._new_terms, self._counts = new_terms, counts

    def of(self, parts: Sequence[Array]) -> Array:
        """Return the things of all segments in that order."""
        merged = np.zeros(int(self.at[-1]), parts[0].dtype)
        following = self.at.copy()
        for ranks, count, part in zip(self._new_terms, self._counts, parts, strict=True):
            shift = following[ranks] - (np.cumsum(count) - count)
            merged[np.repeat(shift, count) + np.arange(len(part))] = part
            np.add.at(following, ranks, count)
        return merged
