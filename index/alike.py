"""Which words of the archive are nearly the word that is asked: misread by the OCR engine, or built with it."""

from collections.abc import Iterable, Iterator

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from index.confusions import CONFUSIONS
from index.dictionary import Dictionary, shape
from index.snapshot import Snapshot, Terms

SHORTEST_MISREAD = 5  # letters; shorter words have too many neighbours
LONG = 8  # letters from which a word may hold two confusions, or one slip of any kind
ONE_CONFUSION, TWO_CONFUSIONS = 1.4, 2.6  # what they may cost
SLIP = 2.4  # a letter too many, too few or wrong, that is no known confusion
FARTHEST = 4  # letters added, left out or changed: what two confusions do at most
RARE = 10  # a misread word stands on a tenth of the pages that the word itself stands on, at most
FEW = 3  # or on so few pages that it says nothing
MOST = 200  # words that are nearly one

SHORTEST_COMPOUND = 5  # letters of a word that others are built with
SHORTEST_REST = 3  # letters of what stands beside it
PREFIXES = frozenset(
    "aan ach achter af be bij bin bui dis door ge her her in inter mee mis na nie om on ont op over pre re sub tegen "
    "toe uit ver vol voor wan weer".split()
)
LINKS = ("", "s", "en", "e")
MOST_COMPOUNDS = 200  # of one segment

_PRINTED: dict[str, list[tuple[str, float]]] = {}
for _read, _meant, _cost in CONFUSIONS:
    _PRINTED.setdefault(_meant, []).append((_read, _cost))
_LONGEST = max(map(len, _PRINTED))


# ── misread ──


def misread(snapshot: Snapshot, word: str, field: str = "tekst", *, slips: bool = False) -> list[str]:
    """Return the words of the archive that the engine may have made of this folded word, the likeliest first.

    With `slips` any one letter may be another too: what a typist does.
    """
    if len(word) < SHORTEST_MISREAD or not word.isalpha():
        return []
    most = TWO_CONFUSIONS if slips or len(word) >= LONG else ONE_CONFUSION
    near = (other.decode() for other in _nearby(snapshot, word.encode(), field))
    costs = {other: cost for other in near if other != word and (cost := reading_cost(word, other, most)) is not None}
    return sorted(costs, key=lambda other: (costs[other], other))[:MOST]


def _nearby(snapshot: Snapshot, word: bytes, field: str) -> set[bytes]:
    """Return the words that differ in a few letters at most."""
    bits, found = shape(word), set[bytes]()
    for leaf in snapshot.leaves:
        words = leaf.words(field)
        found.update(map(words.word, leaf.present(field, words.alike(bits, len(word), FARTHEST))))
    near = process.extract(word, found, scorer=Levenshtein.distance, score_cutoff=FARTHEST, limit=None, processor=None)
    return {other for other, _, _ in near}


def reading_cost(printed: str, read: str, most: float) -> float | None:
    """Return what it costs to believe that one word was read as the other; None for more than `most`.

    Wagner and Fischer's table of edit distances, with confusions of more letters than one.
    """
    table = [[SLIP * column for column in range(len(read) + 1)]]
    for row in range(1, len(printed) + 1):
        table.append([SLIP * row] * (len(read) + 1))
        for column in range(len(read) + 1):
            table[row][column] = min(_steps(printed, read, row, column, table))
        if min(map(min, table[-_LONGEST:])) > most:
            return None
    return table[-1][-1] if table[-1][-1] <= most else None


def _steps(printed: str, read: str, row: int, column: int, table: list[list[float]]) -> Iterator[float]:
    yield table[row - 1][column] + SLIP
    if column:
        yield table[row][column - 1] + SLIP
        same = printed[row - 1] == read[column - 1]
        yield table[row - 1][column - 1] + (0 if same else SLIP)
        for size in range(1, min(_LONGEST, row) + 1):
            for seen, cost in _PRINTED.get(printed[row - size : row], ()):
                if read.endswith(seen, 0, column):
                    yield table[row - size][column - len(seen)] + cost


def rare_beside(snapshot: Snapshot, others: Iterable[str], pages: int) -> list[str]:
    """Return those of the words that are so rare, beside one on so many pages, that they are no words of their own."""
    return [other for other in others if snapshot.count("tekst", other) <= max(FEW, pages // RARE)]


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
    for number in words.words_ending(key)[:MOST_COMPOUNDS].tolist():
        rest = words.word(number)[: -len(key)]
        if rest and (anywhere or _is_rest(rest.decode())):
            yield number
    for number in words.words_beginning(key)[:MOST_COMPOUNDS].tolist():
        if len(words.word(number)) - len(key) >= SHORTEST_REST + 1:
            yield number


def _is_rest(rest: str) -> bool:
    return len(rest) >= SHORTEST_REST and rest not in PREFIXES


def parts(snapshot: Snapshot, word: str) -> list[tuple[str, str]]:
    """Return how a folded word may be built of two words that the archive has: inburgering and onderwijs."""
    divided = []
    for at in range(SHORTEST_COMPOUND - 1, len(word) - SHORTEST_COMPOUND + 2):
        if snapshot.count("tekst", word[at:]):
            lefts = (word[: at - len(link)] for link in LINKS if word[:at].endswith(link))
            divided += [
                (left, word[at:]) for left in lefts if len(left) > SHORTEST_REST and snapshot.count("tekst", left)
            ]
    return divided
