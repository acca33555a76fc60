"""Which words of the archive are nearly the word that is asked: misread by the OCR engine, or built with it."""

import string
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.confusions import CONFUSIONS
from index.dictionary import Dictionary, Words, many_words
from index.dutch import LONGEST_PREFIX, SHORTEST_REST, is_built_with
from index.snapshot import Leaf, Snapshot, Terms

SHORTEST_MISREAD = 5  # letters; shorter words have too many neighbours
LONGEST_MISREAD, MOST_READINGS = 40, 20_000  # letters; readings of a word that is all strokes
LONG = 8  # letters from which a word may hold two confusions, or a slip of any kind
ONE_CONFUSION, TWO_CONFUSIONS = 1.4, 2.6  # what they may cost
GARBLED = ((5, 1), (7, 2), (11, 3))  # of so many letters so many may be wrong, in a word that the engine doubted
RARE = 10  # a misread word stands on a tenth of the pages that the word itself stands on, at most
FEW = 3  # or on so few pages that it says nothing

SHORTEST_COMPOUND = 5  # letters of a word that others are built with
LINKS = ("", "s", "en", "e")
MOST_COMPOUNDS = 60  # of one segment, the commonest

_PRINTED: dict[str, list[tuple[str, float]]] = {}
for _read, _meant, _cost in CONFUSIONS:
    _PRINTED.setdefault(_meant, []).append((_read, _cost))
CHEAPEST = min(cost for _, _, cost in CONFUSIONS)


# ── misread ──


@lru_cache(200)
def readings(word: str, *, slips: bool = False) -> Words:
    """Return what the engine may make of this folded word.

    With `slips` a short word too may have any one letter wrong: what a typist does.
    """
    if not SHORTEST_MISREAD <= len(word) <= LONGEST_MISREAD or not word.isalpha():
        return many_words(())
    found = set(islice(_confused(word, 0, TWO_CONFUSIONS if len(word) >= LONG else ONE_CONFUSION), MOST_READINGS))
    if slips or len(word) >= LONG:
        found.update(_slipped(word))
    return many_words(found - {word})


def _confused(word: str, start: int, most: float) -> Iterator[str]:
    """Yield the word with one confusion or more from this letter on, for no more than `most`."""
    for at in range(start, len(word)):
        for size in (1, 2):
            for read, cost in _PRINTED.get(word[at : at + size], ()) if at + size <= len(word) else ():
                if cost <= most:
                    other = word[:at] + read + word[at + size :]
                    yield other
                    if most - cost >= CHEAPEST:
                        yield from _confused(other, at + len(read), most - cost)


def _slipped(word: str) -> Iterator[str]:
    """Yield the word with one letter left out, changed or added."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def garbled(snapshot: Snapshot, field: str, word: str) -> Terms:
    """Return the terms of a field whose word is the folded word with a few letters wrong, or changed places."""
    most = max((edits for size, edits in GARBLED if len(word) >= size), default=0)
    return tuple(
        np.array(_within(leaf.words(field), word.encode(), most) if most else (), np.int32) for leaf in snapshot.leaves
    )


def _within(words: Dictionary, word: bytes, most: int) -> list[int]:
    near = {number: words.word(number) for number in words.alike(word, 2 * most)}
    found = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None, processor=None)
    return [number for _, _, number in found]


def rare_beside(snapshot: Snapshot, field: str, terms: Terms, pages: int) -> Terms:
    """Return those of the terms of a field that are so rare, beside a word on so many pages, that they are no words."""
    most = max(FEW, pages // RARE)
    words = {leaf.words(field).word(n) for leaf, numbers in zip(snapshot.leaves, terms, strict=True) for n in numbers}
    counts = snapshot.counts("tekst", snapshot.among("tekst", many_words(word.decode() for word in words)))
    common = {word for word, count in counts.items() if count > most}
    return tuple(
        np.array([number for number in numbers.tolist() if leaf.words(field).word(number) not in common], np.int32)
        for leaf, numbers in zip(snapshot.leaves, terms, strict=True)
    )


# ── compounds ──


def compounds(snapshot: Snapshot, word: str, forms: Iterable[str], *, anywhere: bool = False) -> Terms:
    """Return the terms of words that begin with a folded word, or end in one of these forms of it.

    With `anywhere` it does not matter what stands before it.
    """
    keys = [form.encode() for form in sorted(forms) if len(form) >= SHORTEST_COMPOUND]
    return tuple(
        np.array(sorted({n for key in keys for n in _built(leaf, key, key == word.encode(), anywhere)}), np.int32)
        for leaf in snapshot.leaves
    )


def _built(leaf: Leaf, key: bytes, begins: bool, anywhere: bool) -> Iterator[int]:
    words = leaf.words("tekst")
    ending = words.words_ending(key)
    rest = words.sizes[ending] - np.int16(len(key))
    found = ending[rest >= (1 if anywhere else SHORTEST_REST)]
    if begins:
        beginning = words.words_beginning(key)
        found = np.concatenate([found, beginning[words.sizes[beginning] - np.int16(len(key)) > SHORTEST_REST]])
    for number in leaf.commonest("tekst", found, MOST_COMPOUNDS).tolist():
        long = words.sizes[number] > len(key) + LONGEST_PREFIX  # what stands before it is surely a word
        if long or anywhere or is_built_with(words.word(number), key):
            yield number


def parts(snapshot: Snapshot, word: str) -> list[tuple[str, str]]:
    """Return how a folded word may be built of two words that the archive has: inburgering and onderwijs."""
    shortest = SHORTEST_COMPOUND - 1
    places = range(shortest, len(word) - shortest + 1)
    divided = [
        (word[: at - len(link)], word[at:])
        for at in places
        for link in LINKS
        if word[:at].endswith(link) and at - len(link) >= shortest
    ]
    there = snapshot.words("tekst", snapshot.among("tekst", many_words({part for two in divided for part in two})))
    return [two for two in divided if there.issuperset(two)]
