"""The terms of one field of a segment, in order: looked up by halving, never read one by one."""

import re
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.arrays import Array, Column, Ints

REMEMBERED = 10_000  # terms that were looked up
AFTER = b"\xff"  # greater than any byte of a term


class Words(NamedTuple):
    """Many folded words, to be looked up at once."""

    texts: frozenset[bytes]
    hashes: npt.NDArray[np.uint32]


def many_words(words: Iterable[str]) -> Words:
    """Return these words, to be looked up at once."""
    texts = frozenset(word.encode() for word in words)
    return Words(texts, np.sort(hashes(list(texts))))


class Dictionary:
    """Terms by their number, and numbers by their term. A term is `stem word`, so that the words of a stem are near."""

    def __init__(self, columns: Mapping[str, Column], field: str) -> None:
        self._columns = columns
        self._field = field
        self._held = memoryview(columns[field].all())  # type: ignore[arg-type]  # an array of bytes is a buffer
        self._at = memoryview(columns[f"{field}.at"].all())  # type: ignore[arg-type]
        self.find: Callable[[bytes], int | None] = lru_cache(REMEMBERED)(self._find)
        """Return the number of a term, or None."""
        self.beginning: Callable[[bytes], tuple[int, int]] = lru_cache(REMEMBERED)(self._beginning)
        """Return from where to where the terms stand that begin so."""

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._at) - 1

    def __getitem__(self, number: int) -> bytes:
        """Return a term."""
        if number >= len(self):
            raise IndexError(number)
        return bytes(self._held[self._at[number] : self._at[number + 1]])

    def word(self, number: int) -> bytes:
        """Return the word of a term."""
        return word_of(self[number])

    def stem(self, number: int) -> bytes:
        """Return the stem of a term."""
        return self[number].partition(b" ")[0]

    def _find(self, term: bytes) -> int | None:
        number = bisect_left(self, term)
        return number if number < len(self) and self[number] == term else None

    def _beginning(self, start: bytes) -> tuple[int, int]:
        return bisect_left(self, start), bisect_left(self, start + AFTER)

    def between(self, first: bytes, last: bytes) -> tuple[int, int]:
        """Return from where to where the terms stand from the first up to the last."""
        return bisect_left(self, first), bisect_left(self, last)

    def words_beginning(self, start: bytes) -> Ints:
        """Return the numbers of the terms whose word begins so."""
        return self._matching(self._all("forward"), start, self.word)

    def words_ending(self, end: bytes) -> Ints:
        """Return the numbers of the terms whose word ends so."""
        return self._matching(self._all("backward"), end[::-1], lambda number: self.word(number)[::-1])

    def _matching(self, order: Ints, start: bytes, key: Callable[[int], bytes]) -> Ints:
        numbers = memoryview(order)  # type: ignore[arg-type]
        first = bisect_left(numbers, start, key=key)
        return order[first : bisect_left(numbers, start + AFTER, first, key=key)]

    def holding(self, piece: bytes) -> Ints:
        """Return the numbers of the terms that hold these bytes somewhere."""
        spots = [match.start() for match in re.finditer(re.escape(piece), self._held)] if piece else []
        return np.unique(np.searchsorted(self._at, spots, "right") - 1).astype(np.int32)

    def among(self, sought: Words) -> list[int]:
        """Return the numbers of the terms whose word is one of these."""
        kept = self._all("hash")
        if not len(kept):
            return []
        first = np.minimum(np.searchsorted(kept, sought.hashes), len(kept) - 1)
        first = np.unique(first[kept[first] == sought.hashes])
        last = np.searchsorted(kept, kept[first], "right")  # further on where words share a hash
        numbers = [n for start, end in zip(first, last, strict=True) for n in self._all("by.hash")[start:end].tolist()]
        return [number for number in numbers if self.word(number) in sought.texts]

    def alike(self, word: bytes, differ: int) -> list[int]:
        """Return the numbers of the terms whose word has the letters of this one, but for so many kinds of letter."""
        different = np.bitwise_count(self._all("letters") ^ np.uint32(letters(word)))
        return np.flatnonzero(different <= differ).tolist()

    @property
    def sizes(self) -> npt.NDArray[np.uint8]:
        """How many bytes the word of each term has; 255 for more."""
        return self._all("size")

    def _all(self, name: str) -> Array:
        return self._columns[f"{self._field}.{name}"].all()


def word_of(term: bytes) -> bytes:
    """Return the word of a term."""
    return term.partition(b" ")[2]


def hashes(words: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Return a number for every word, by which it is found among many."""
    return np.fromiter(map(zlib.crc32, words), np.uint32, len(words))


def letters(word: bytes) -> int:
    """Return which letters a folded word has, each as one bit."""
    bits = 0
    for letter in set(word):
        bits |= 1 << (letter & 31)
    return bits
