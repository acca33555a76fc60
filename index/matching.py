"""Find the pages and the nota's that answer a question, and score how well.

Every part is answered twice: by the pages that satisfy it by themselves, and by the nota's that do so anywhere.
"""

import datetime as dt
from functools import reduce
from typing import NamedTuple

import numpy as np

from index.alike import parts as built_of
from index.arrays import Floats, Mask
from index.documents import VALUES
from index.engine import TEXT, Between, Either, Every, Node, Pattern, Phrase, Value, Without, Word
from index.lookup import MOST_LOOSE, Found, Lookup
from index.scoring import VALUE_SCORE, rarity, word_scores
from index.segment import day_number
from index.snapshot import Snapshot
from index.terms import sought_value, sought_words

LEAST_WORDS = 2  # of a question, for some of them to be worth showing
ENOUGH = 0.3  # of a question's words, by how rare they are
_OF_WORDS = (Word, Phrase, Pattern, Either)
LOOSE_DAYS = 31  # a date in the text of up to a month answers for each of its days; a year does not


class Answer(NamedTuple):
    """The answer to one part of a question."""

    pages: Mask
    notas: Mask
    scores: Floats  # per page


def dated(snapshot: Snapshot, first: dt.date, last: dt.date) -> Mask:
    """Tell of every nota that is still there whether it is dated from the first day to the last."""
    return snapshot.alive & (day_number(first) <= snapshot.days) & (snapshot.days <= day_number(last))


# ── the parts of a question ──


def answer(lookup: Lookup, node: Node, *, strict: bool = False) -> Answer:
    """Return what answers a question, or a part of one; `strict`: by words themselves and their forms alone."""
    snapshot = lookup.snapshot
    match node:
        case Every(parts):
            return reduce(_both, (answer(lookup, part, strict=strict) for part in parts), _all(snapshot, true=True))
        case Either(parts):
            return reduce(_one_of, (answer(lookup, part, strict=strict) for part in parts), _all(snapshot, true=False))
        case Without(part):
            inside = answer(lookup, part, strict=True)
            # What has gone is not without it: it is not there.
            pages, notas = snapshot.alive_pages & ~inside.pages, snapshot.alive & ~inside.notas
            return Answer(pages, notas, np.zeros_like(inside.scores))
        case Between(first, last):
            return _between(snapshot, first, last)
        case Value(field, text):
            return _value(snapshot, field, text)
        case Word() | Phrase() | Pattern():
            found = [_words(snapshot, one) for one in lookup.find(node, strict=strict)]
            return reduce(_both, found) if found else _all(snapshot, true=False)


def some_of(lookup: Lookup, root: Node) -> Answer | None:
    """Return what has enough of the words of a question, by how rare they are, and all else that it asks.

    Words that stand nowhere do not count; a compound among them counts as the words that it is built of. None where
    the question is but one word, or a whole page.
    """
    parts = root.parts if isinstance(root, Every) else (root,)
    asked = [part for part in parts if isinstance(part, _OF_WORDS)]
    words = [other for part in asked for other in _parts(lookup, part, whole=len(asked) > 1)]
    if not LEAST_WORDS <= len(words) <= MOST_LOOSE:
        return None
    needed = answer(lookup, Every(tuple(part for part in parts if not isinstance(part, _OF_WORDS))))
    found = [one for word in words if (one := answer(lookup, word)).pages.any()]
    if not found:
        return None
    weights = [rarity(lookup.snapshot, int(np.count_nonzero(one.pages))) for one in found]
    on_pages = np.sum([one.pages * np.float32(weight) for one, weight in zip(found, weights, strict=True)], 0)
    in_notas = np.sum([one.notas * np.float32(weight) for one, weight in zip(found, weights, strict=True)], 0)
    whole = np.float32(sum(weights)) or np.float32(1)
    scores = reduce(np.add, (one.scores for one in found)) * (on_pages / whole)
    pages, notas = needed.pages & (on_pages >= ENOUGH * whole), needed.notas & (in_notas >= ENOUGH * whole)
    return Answer(pages, notas, needed.scores + scores)


def _parts(lookup: Lookup, part: Node, *, whole: bool) -> list[Node]:
    """Return the words that a compound is built of in its place; where it stands somewhere it may stay `whole`."""
    if not isinstance(part, Word) or part.field != TEXT:
        return [part]
    if whole and any(one.pages.any() for one in lookup.find(part)):
        return [part]
    forms = [form for sought in sought_words(part.text) for form in sought.words]
    built = built_of(lookup.snapshot, max(forms, key=len)) if forms else []
    return [Word(text) for text in built[0]] if built else [part]


def _all(snapshot: Snapshot, *, true: bool) -> Answer:
    pages, notas = snapshot.alive_pages & true, snapshot.alive & true
    return Answer(pages, notas, np.zeros(len(pages), np.float32))


def _both(one: Answer, other: Answer) -> Answer:
    return Answer(one.pages & other.pages, one.notas & other.notas, one.scores + other.scores)


def _one_of(one: Answer, other: Answer) -> Answer:
    return Answer(one.pages | other.pages, one.notas | other.notas, one.scores + other.scores)


def standing(snapshot: Snapshot, pages: Mask, score: float = 0) -> Answer:
    """Return the answer that these pages give, each with the same score."""
    return Answer(pages, snapshot.notas_with(pages), pages * np.float32(score))


def with_value(snapshot: Snapshot, term: str) -> Mask:
    """Tell of every page whether it has this term of a value."""
    return snapshot.standing(VALUES, snapshot.with_terms(VALUES, [term]))


def _value(snapshot: Snapshot, field: str, text: str) -> Answer:
    whole, words = sought_value(field, text)
    pages = with_value(snapshot, whole)
    if not words:
        return standing(snapshot, pages, VALUE_SCORE)
    # Of its words each may stand on another page.
    by_word = reduce(_both, (standing(snapshot, with_value(snapshot, word), VALUE_SCORE) for word in words))
    found = _either(standing(snapshot, pages, VALUE_SCORE), by_word)
    return _worst_first(snapshot, found) if field == "kwaliteit" else found


def _worst_first(snapshot: Snapshot, found: Answer) -> Answer:
    """Return the answer scored anew, between half of a value's score and all of it: the more, the worse it was read."""
    return found._replace(scores=np.where(found.pages, VALUE_SCORE * (1 - snapshot.qualities / 2), 0))


def _either(one: Answer, other: Answer) -> Answer:
    """Return the union of two answers to the same thing, which earns its score once."""
    return Answer(one.pages | other.pages, one.notas | other.notas, np.maximum(one.scores, other.scores))


def _between(snapshot: Snapshot, first: dt.date, last: dt.date) -> Answer:
    earliest = first - min(dt.timedelta(_longest(first, last)), first - dt.date.min)
    days = snapshot.between(VALUES, f"datum:{earliest}", f"datum:{last}~")
    in_time = [text for text in snapshot.texts(VALUES, days) if falls_in(text[6:].decode(), first, last)]
    pages = snapshot.standing(VALUES, snapshot.with_terms(VALUES, (text.decode() for text in in_time)))
    named = standing(snapshot, pages, VALUE_SCORE)
    notas = dated(snapshot, first, last)
    return _either(named, Answer(notas[snapshot.nota_of], notas, np.zeros_like(named.scores)))


def falls_in(days: str, first: dt.date, last: dt.date) -> bool:
    """Tell whether a date in the text, `2023-11-11/2023-11-20`, answers for any day from the first to the last."""
    start, end = days.split("/")
    if end < first.isoformat() or start > last.isoformat():
        return False
    length = (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days
    return length < _longest(first, last)


def _longest(first: dt.date, last: dt.date) -> int:
    """Return how many days a date in the text may cover, to answer for a day from the first to the last."""
    return max(LOOSE_DAYS, (last - first).days + 1)


def _words(snapshot: Snapshot, found: Found) -> Answer:
    pages = found.pages
    return Answer(pages, snapshot.notas_with(pages), word_scores(snapshot, found, pages))
