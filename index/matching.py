"""Find the pages and the nota's that answer a question, and score how well.

Every part is answered twice: by the pages that satisfy it by themselves, and by the nota's that do so anywhere.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import NamedTuple, TypeGuard

import numpy as np

from index.dutch import nearly, tokens
from index.engine import ANY, TEXT, Between, Either, Every, Node, Pattern, Phrase, Value, Without, Word
from index.snapshot import SPAN, Floats, Ints, Mask, Snapshot, Spots
from index.terms import Sought, sought_phrase, sought_value, sought_words, term

# BM25's own two numbers: how soon a repeated word stops counting, and how much a long page is held against it.
# Pages differ little in length by nature; a short last page should not win by that.
SATURATION, LENGTH = 1.2, 0.3

STEM_WEIGHT = 0.4  # the same stem is often another word: gemeen, gemeente
TITLE_WEIGHT, HEADING_WEIGHT = 1.0, 0.5  # of a word's rarity, on top of what it earns in the text
VALUE_SCORE = 2.0  # a tag is there or not; about what a fairly rare word earns
NEAR_WEIGHT = 0.6  # of the rarer word's rarity, for two words side by side as they were asked; less further apart
NEAR_WORDS = 8  # further apart they have nothing to do with each other

MOST_WORDS = 1_000  # that a pattern may stand for; `*e*` is no question
SHORTEST_GUESS = 6  # letters; shorter words have too many neighbours
SHORTEST_COMPOUND = 5  # letters; "taal" would be found in "totaalbedrag"
LOOSE_DAYS = 31  # a date in the text of up to a month answers for each of its days; a year does not


class Answer(NamedTuple):
    """The answer to one part of a question."""

    pages: Mask
    notas: Mask
    scores: Floats  # per page


def dated(snapshot: Snapshot, first: dt.date, last: dt.date) -> Mask:
    """Tell of every nota whether it is dated from the first day to the last."""
    return (_number(first) <= snapshot.days) & (snapshot.days <= _number(last))


def _number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


# ── the parts of a question ──


def answer(snapshot: Snapshot, node: Node) -> Answer:
    """Return what answers a question, or a part of one."""
    match node:
        case Every(parts):
            return reduce(_both, (answer(snapshot, part) for part in parts), _all(snapshot, true=True))
        case Either(parts):
            return reduce(_one_of, (answer(snapshot, part) for part in parts), _all(snapshot, true=False))
        case Without(part):
            inside = answer(snapshot, part)
            return Answer(~inside.pages, ~inside.notas, np.zeros_like(inside.scores))
        case Between(first, last):
            return _between(snapshot, first, last)
        case Value(field, text):
            return _value(snapshot, field, text)
        case Word() | Phrase() | Pattern():
            found = [_words(snapshot, node.field, sought) for sought in _sought(snapshot, node)]
            return reduce(_both, found) if found else _all(snapshot, true=False)


def _all(snapshot: Snapshot, *, true: bool) -> Answer:
    pages, notas = len(snapshot.nota_of), len(snapshot.facts)
    return Answer(np.full(pages, true), np.full(notas, true), np.zeros(pages, np.float32))


def _both(one: Answer, other: Answer) -> Answer:
    return Answer(one.pages & other.pages, one.notas & other.notas, one.scores + other.scores)


def _one_of(one: Answer, other: Answer) -> Answer:
    return Answer(one.pages | other.pages, one.notas | other.notas, one.scores + other.scores)


def on_pages(snapshot: Snapshot, found: Sequence[Ints], score: float = 0) -> Answer:
    """Return the answer that these pages give, each with the same score."""
    found_on = _all(snapshot, true=False)
    for pages in found:
        found_on.pages[pages] = True
    found_on.notas[snapshot.nota_of[found_on.pages]] = True
    found_on.scores[found_on.pages] = score
    return found_on


def _value(snapshot: Snapshot, field: str, text: str) -> Answer:
    whole, words = sought_value(field, text)
    found = on_pages(snapshot, [snapshot.postings("waarde", whole).pages], VALUE_SCORE)
    by_word = [on_pages(snapshot, [snapshot.postings("waarde", word).pages], VALUE_SCORE) for word in words]
    either = _either(found, reduce(_both, by_word)) if by_word else found
    return _worst_first(snapshot, either) if field == "kwaliteit" else either


def _worst_first(snapshot: Snapshot, found: Answer) -> Answer:
    """Return the answer scored anew, between half of a value's score and all of it: the more, the worse it was read."""
    return found._replace(scores=np.where(found.pages, VALUE_SCORE * (1 - snapshot.qualities / 2), 0))


def _either(one: Answer, other: Answer) -> Answer:
    """Return the union of two answers to the same thing, which earns its score once."""
    return Answer(one.pages | other.pages, one.notas | other.notas, np.maximum(one.scores, other.scores))


def _between(snapshot: Snapshot, first: dt.date, last: dt.date) -> Answer:
    days = snapshot.terms("waarde", "datum:")
    in_time = [snapshot.postings("waarde", one).pages for one in days if falls_in(one[6:], first, last)]
    named = on_pages(snapshot, in_time, VALUE_SCORE)
    notas = dated(snapshot, first, last)
    return _either(named, Answer(notas[snapshot.nota_of], notas, np.zeros_like(named.scores)))


def falls_in(days: str, first: dt.date, last: dt.date) -> bool:
    """Tell whether a date in the text, `2023-11-11/2023-11-20`, answers for any day from the first to the last."""
    start, end = days.split("/")
    if end < first.isoformat() or start > last.isoformat():
        return False
    length = (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days
    return length < max(LOOSE_DAYS, (last - first).days + 1)


# ── words ──


def sought_in(snapshot: Snapshot, node: Node) -> Iterator[Sought]:
    """Yield what answers the words of a question, for a snippet to show; not what it does without."""
    match node:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from sought_in(snapshot, part)
        case Word(text, field) if text == ANY and field != TEXT:
            pass
        case Word() | Phrase() | Pattern():
            yield from _sought(snapshot, node)
        case _:
            pass


def _sought(snapshot: Snapshot, node: Word | Phrase | Pattern) -> list[Sought]:
    match node:
        case Word(text, field):
            return [_guessed(snapshot, field, sought) for sought in sought_words(text)]
        case Phrase(text):
            phrase = sought_phrase(text)
            return [phrase] if phrase.words or phrase.rows else []
        case Pattern(text, field):
            return [Sought(frozenset(_matching(snapshot, field, text)))]


def _guessed(snapshot: Snapshot, field: str, sought: Sought) -> Sought:
    """Return what is sought, or where that stands nowhere, the words that it may have been misread or built into."""
    word = max(sought.words, key=len)
    if field != TEXT or not word.isalpha() or len(word) < SHORTEST_COMPOUND or _terms(snapshot, TEXT, sought):
        return sought
    words = snapshot.vocabulary
    close = {*(_fitting(words, f"*{word}*") if word in words else ()), *_misread(snapshot, word)}
    return sought._replace(words=sought.words.union(sorted(close)[:MOST_WORDS]))


def _misread(snapshot: Snapshot, word: str) -> list[str]:
    if len(word) < SHORTEST_GUESS:
        return []
    lengths = range(len(word) - 1, len(word) + 2)
    others = (other for length in lengths for other in snapshot.by_shape.get((word[0], length), ()))
    return [other for other in others if nearly(word, other)]


def _matching(snapshot: Snapshot, field: str, pattern: str) -> list[str]:
    """Return the words that a pattern stands for."""
    words = snapshot.vocabulary if field == TEXT else snapshot.words(field)
    return _fitting(words, "*".join(_joined(piece) for piece in pattern.split("*")))[:MOST_WORDS]


def _fitting(words: str, pattern: str) -> list[str]:
    """Return those of the words, one on a line, that fit a folded pattern."""
    return re.findall(f"^{'.*'.join(map(re.escape, pattern.split('*')))}$", words, re.MULTILINE)


def _joined(piece: str) -> str:
    """Return a piece of a pattern as it stands within a folded word, hyphens and apostrophes gone."""
    return "".join(token.joined for token in tokens(piece))


def _words(snapshot: Snapshot, field: str, sought: Sought) -> Answer:
    """Return where what is sought stands in a field, scored by BM25: the words themselves, and less for their stems."""
    terms = _terms(snapshot, field, sought)
    exact = _weights(snapshot, field, terms & set(map(term, sought.words)))
    stems = _weights(snapshot, field, terms)
    for row in sought.rows:
        exact[_row_pages(snapshot, field, row)] += 1
    scores = _bm25(snapshot, exact) + STEM_WEIGHT * _bm25(snapshot, stems)
    pages = (exact + stems) > 0
    if field == TEXT:
        scores = scores + _prominence(snapshot, sought, _rarity(snapshot, int(np.count_nonzero(pages))))
    standing = on_pages(snapshot, [np.flatnonzero(pages).astype(np.int32)])
    return standing._replace(scores=np.where(pages, scores, 0))


def _terms(snapshot: Snapshot, field: str, sought: Sought) -> set[str]:
    """Return the terms that stand anywhere of the words sought, and of all words with their stems."""
    of_stems = {found for stem in sought.stems for found in snapshot.terms(field, f"{stem} ")}
    return of_stems | {found for found in map(term, sought.words) if len(snapshot.postings(field, found).pages)}


def _weights(snapshot: Snapshot, field: str, terms: Iterable[str]) -> Floats:
    """Return for every page what these terms weigh on it together."""
    weights = np.zeros(len(snapshot.nota_of), np.float32)
    for found in sorted(terms):  # floats add up to the same only in the same order
        postings = snapshot.postings(field, found)
        weights[postings.pages] += postings.weights
    return weights


def _bm25(snapshot: Snapshot, weights: Floats) -> Floats:
    rarity = _rarity(snapshot, int(np.count_nonzero(weights)))
    longer = 1 - LENGTH + LENGTH * snapshot.lengths / snapshot.mean_length
    return (rarity * (SATURATION + 1) * weights / (weights + SATURATION * longer)).astype(np.float32)


def _rarity(snapshot: Snapshot, pages: int) -> float:
    """Return how much it says that a page holds a word which stands on so many: Robertson's idf, never below 0."""
    return math.log1p((snapshot.page_count - pages + 0.5) / (pages + 0.5)) if pages <= snapshot.page_count else 0.0


def _prominence(snapshot: Snapshot, sought: Sought, rarity: float) -> Floats:
    """Return what a word earns by standing in the title of the nota, or in a heading of the page."""
    earned = np.zeros(len(snapshot.nota_of), np.float32)
    words = set(map(term, sought.words))
    for field, weight in (("titel", TITLE_WEIGHT), ("kop", HEADING_WEIGHT)):
        terms = _terms(snapshot, field, sought)
        exact = _weights(snapshot, field, terms & words) > 0
        stems = _weights(snapshot, field, terms) > 0
        earned += weight * rarity * np.maximum(exact, STEM_WEIGHT * stems)
    return earned


def _row_pages(snapshot: Snapshot, field: str, row: tuple[str, ...]) -> Ints:
    """Return the pages on which these words follow each other."""
    starts = (snapshot.postings(field, term(word)).spots - behind for behind, word in enumerate(row))
    return _pages_of(reduce(_common, starts))


def _common(one: Spots, other: Spots) -> Spots:
    """Return the spots that are in both; each has its own in order."""
    if not len(other):
        return other
    at = np.minimum(np.searchsorted(other, one), len(other) - 1)
    common: Spots = one[other[at] == one]
    return common


def _pages_of(spots: Spots) -> Ints:
    pages = (spots // SPAN).astype(np.int32)
    return pages[np.append(True, pages[1:] != pages[:-1])] if len(pages) else pages


def nearness(snapshot: Snapshot, root: Node) -> Floats:
    """Return what every page earns by having the words side by side that were asked side by side."""
    parts = root.parts if isinstance(root, Every) else (root,)
    words = [sought for part in parts if _plain(part) for sought in _sought(snapshot, part)]
    earned = np.zeros(len(snapshot.nota_of), np.float32)
    for one, other in pairwise(_spots(snapshot, sought) for sought in words):
        if len(one) and len(other):
            rarity = min(_rarity(snapshot, len(_pages_of(spots))) for spots in (one, other))
            np.maximum.at(closest := np.zeros_like(earned), one // SPAN, _closeness(one, other))
            earned += NEAR_WEIGHT * rarity * closest
    return earned


def _plain(part: Node) -> TypeGuard[Word]:
    return isinstance(part, Word) and part.field == TEXT


def _spots(snapshot: Snapshot, sought: Sought) -> Spots:
    spots = [snapshot.postings(TEXT, found).spots for found in _terms(snapshot, TEXT, sought)]
    return np.sort(np.concatenate(spots)) if spots else np.array([], np.int64)


def _closeness(one: Spots, other: Spots) -> Floats:
    """Return 1 for a spot that the other word comes straight after, less for every word between, 0 for far away."""
    at = np.searchsorted(other, one, side="right")
    ahead = other[np.minimum(at, len(other) - 1)] - one
    behind = one - other[np.maximum(at - 1, 0)] + 1  # the words turned round
    gap = np.minimum(np.where(ahead > 0, ahead, SPAN), np.where(behind > 0, behind, SPAN))
    return np.where(gap < NEAR_WORDS, 1 / gap, 0).astype(np.float32)
