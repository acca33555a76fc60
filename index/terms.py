"""By which terms is a page found? The same answer for the page that is written and for the question that is asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from index.dutch import Token, fold, stem, tokens

LONGEST_TERM = 64  # letters; a longer word is a web address, or a ruled line misread
APART = 16  # words between two texts of a page, so that no phrase runs from one into the other


class PageTerms(NamedTuple):
    """The terms of one field of one page."""

    places: dict[str, list[int]]  # positions in words of every word, part and joined form, as typed
    weights: dict[str, float]
    stems: dict[str, float]  # weights of the stems
    length: int  # words


class Sought(NamedTuple):
    """What would answer one word or phrase: any of these words or stems, or one of these rows of words."""

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, ...]] = frozenset()


def page_terms(texts: Iterable[tuple[str, float]]) -> PageTerms:
    """Return the terms of these texts, each given with the weight of its words."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    weights: defaultdict[str, float] = defaultdict(float)
    stems: defaultdict[str, float] = defaultdict(float)
    at = length = 0
    for text, weight in texts:
        for token in tokens(text):
            for term, place in _forms(token):
                places[term].append(at + place)
                weights[term] += weight
            for stemmed in _stems(token):
                stems[stemmed] += weight
            at += len(token.parts)
            length += 1
        at += APART
    return PageTerms(places, weights, stems, length)


def sought_words(text: str) -> list[Sought]:
    """Return what answers each word of a text, in every form: `Wi2013` also as Wi 2013, `KPI's` also as KPI."""
    return [
        Sought(
            frozenset({_cut(token.joined), *(token.parts if len(token.parts) == 1 else ())}),
            frozenset(_stems(token, whole=True)),
            frozenset({token.parts} if len(token.parts) > 1 else ()),
        )
        for token in tokens(text)
    ]


def sought_phrase(text: str) -> Sought:
    """Return what answers a text as it stands: its words in a row, in this form."""
    found = list(tokens(text))
    row = tuple(_cut(part) for token in found for part in token.parts)
    alone = {_cut(found[0].joined)} if len(found) == 1 else set()
    return Sought(frozenset(alone), rows=frozenset({row} if len(row) > 1 else ()))


def value_terms(field: str, *names: str) -> set[str]:
    """Return the terms of a canonical value: itself, its other names, and every word of these."""
    whole = {_value(field, name) for name in names if name}
    return whole | {_value(field, stem(token.joined)) for name in names for token in tokens(name)}


def sought_value(field: str, text: str) -> tuple[str, list[str]]:
    """Return the term of the value itself, and the terms of its words, all of which make up for it."""
    return _value(field, text), [_value(field, stem(token.joined)) for token in tokens(text)]


def _forms(token: Token) -> Iterator[tuple[str, int]]:
    for place, part in enumerate(token.parts):
        yield _cut(part), place
    if token.parts[0] != token.joined:
        yield _cut(token.joined), 0


def _stems(token: Token, *, whole: bool = False) -> set[str]:
    """Return the stems of a token and of its parts; of the `whole` alone where parts would be found too easily."""
    parts = () if whole and len(token.parts) > 1 else token.parts
    return {stem(_cut(form)) for form in (token.joined, *parts) if not form.isdigit()}


def _cut(term: str) -> str:
    return term[:LONGEST_TERM]


def _value(field: str, name: str) -> str:
    return f"{field}:{' '.join(fold(name).split())}"
