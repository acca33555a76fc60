"""Which words of the archive are nearly the word that is asked: misread by the OCR engine, or built with it."""

import string
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from index.confusions import CONFUSIONS
from index.dictionary import Dictionary, hashes
from index.dutch import is_built_with
from index.snapshot import Snapshot, Terms

SHORTEST_MISREAD = 5  # letters; shorter words have too many neighbours
LONG = 8  # letters from which a word may hold two confusions, or a slip of any kind
ONE_CONFUSION, TWO_CONFUSIONS = 1.4, 2.6  # what they may cost
SLIP = 2.6  # a letter too many, too few or wrong, that is no known confusion
RARE = 10  # a misread word stands on a tenth of the pages that the word itself stands on, at most
FEW = 3  # or on so few pages that it says nothing

SHORTEST_COMPOUND = 5  # letters of a word that others are built with
LINKS = ("", "s", "en", "e")
MOST_COMPOUNDS = 100  # of one segment that end in a word, and so many that begin with it

_PRINTED: dict[str, list[tuple[str, float]]] = {}
for _read, _meant, _cost in CONFUSIONS:
    _PRINTED.setdefault(_meant, []).append((_read, _cost))


# ── misread ──


@lru_cache(1_000)
def readings(word: str, *, slips: bool = False) -> Mapping[str, float]:
    """Return what the engine may make of this folded word, each with what it costs to believe so.

    With `slips` a short word too may have any one letter wrong: what a typist does.
    """
    if len(word) < SHORTEST_MISREAD or not word.isalpha():
        return {}
    costs: dict[str, float] = {}
    most = TWO_CONFUSIONS if len(word) >= LONG else ONE_CONFUSION
    found = list(_confused(word, 0, most))
    if slips or len(word) >= LONG:
        found += ((other, SLIP) for other in _slipped(word))
    for other, cost in found:
        costs[other] = min(cost, costs.get(other, cost))
    costs.pop(word, None)
    return costs


def _confused(word: str, start: int, most: float) -> Iterator[tuple[str, float]]:
    """Yield the word with one confusion or more from this letter on, for no more than `most`."""
    for at in range(start, len(word)):
        for size in (1, 2):
            for read, cost in _PRINTED.get(word[at : at + size], ()) if at + size <= len(word) else ():
                if cost <= most:
                    other = word[:at] + read + word[at + size :]
                    yield other, cost
                    yield from ((more, cost + rest) for more, rest in _confused(other, at + len(read), most - cost))


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


def misread(snapshot: Snapshot, field: str, words: Iterable[str]) -> Terms:
    """Return those terms of a field whose word is one of these: many words at once."""
    sought = frozenset(word.encode() for word in words)
    hashed = hashes(sorted(sought))
    return tuple(
        np.array(
            [
                number
                for number in leaf.present(field, leaf.words(field).hashed(hashed))
                if leaf.words(field).word(number) in sought
            ],
            np.int32,
        )
        for leaf in snapshot.leaves
    )


def rare_beside(snapshot: Snapshot, terms: Terms, pages: int) -> Terms:
    """Return those of the terms that are so rare, beside a word on so many pages, that they are no words of their own."""
    most = max(FEW, pages // RARE)
    counts = snapshot.counts("tekst", terms)
    common = {word for word, count in counts.items() if count > most}
    return tuple(
        np.array([number for number in numbers.tolist() if leaf.words("tekst").word(number) not in common], np.int32)
        for leaf, numbers in zip(snapshot.leaves, terms, strict=True)
    )


# ── compounds ──


def compounds(snapshot: Snapshot, forms: Iterable[str], *, anywhere: bool = False) -> Terms:
    """Return the terms of words that are built with one of these folded forms, at their end or at their beginning.

    With `anywhere` it does not matter what stands before it.
    """
    keys = [form.encode() for form in sorted(forms) if len(form) >= SHORTEST_COMPOUND]
    return tuple(
        np.array(sorted({number for key in keys for number in _built(leaf.words("tekst"), key, anywhere)}), np.int32)
        for leaf in snapshot.leaves
    )


def _built(words: Dictionary, key: bytes, anywhere: bool) -> Iterator[int]:
    near = words.words_ending(key)[:MOST_COMPOUNDS].tolist() + words.words_beginning(key)[:MOST_COMPOUNDS].tolist()
    for number in near:
        word = words.word(number)
        if is_built_with(word, key) or (anywhere and word != key):
            yield number


def parts(snapshot: Snapshot, word: str) -> list[tuple[str, str]]:
    """Return how a folded word may be built of two words that the archive has: inburgering and onderwijs."""
    divided = []
    for at in range(SHORTEST_COMPOUND - 1, len(word) - SHORTEST_COMPOUND + 2):
        if snapshot.count("tekst", word[at:]):
            lefts = (word[: at - len(link)] for link in LINKS if word[:at].endswith(link))
            divided += [
                (left, word[at:])
                for left in lefts
                if len(left) >= SHORTEST_COMPOUND - 1 and snapshot.count("tekst", left)
            ]
    return divided
