"""By which terms is a page found? The same answer for the page that is written and for the question that is asked.

A word is kept under its stem, as in a dictionary: the term of `moties` is "motie moties". So the words of one stem
stand together, and each still has its own pages and places.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from index.dutch import VOCABULARY, Token, fold, stem, tokens

LONGEST_WORD = 64  # letters; a longer word is a web address, or a ruled line misread


class Sought(NamedTuple):
    """What would answer one word or phrase: any of these words or stems, or one of these rows of words.

    `built`: words built with one of these will do, or one of these alone; `misread`: what it may have been read as.
    """

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, ...]] = frozenset()
    built: frozenset[str] = frozenset()
    misread: frozenset[str] = frozenset()


@lru_cache(VOCABULARY)
def term(word: str) -> str:
    """Return the term of a folded word."""
    return f"{stem(word)} {word}"


def sought_words(text: str) -> list[Sought]:
    """Return what answers each word of a text, in every form: `Wi2013` also as Wi 2013, `KPI's` also as KPI."""
    return [_sought(token) for token in tokens(text)]


def _sought(token: Token) -> Sought:
    # The parts of a compound would be found too easily: it is sought whole, or with all its parts in a row.
    row = frozenset({token.parts} if len(token.parts) > 1 else ())
    words = {_cut(token.joined)} if row else {_cut(token.joined), _cut(token.parts[0])}
    return Sought(frozenset(words), frozenset(map(stem, words)), row)


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


def token_forms(token: Token) -> Iterator[tuple[str, int]]:
    """Yield the folded words by which a printed word is found, each with its place; of signs alone none."""
    for place, part in enumerate(token.parts):
        yield _cut(part), place
    if token.parts and token.parts[0] != token.joined:
        yield _cut(token.joined), 0


def _cut(word: str) -> str:
    return word[:LONGEST_WORD]


def _value(field: str, name: str) -> str:
    return f"{field}:{' '.join(fold(name).split())}"
