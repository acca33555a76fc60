"""What an archive's learned themes say of a text, and by which of its words."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.dutch import STOP_WORDS, stem, tokens
from index.learned import Learned

_MOST_REASONS = 5  # words that say why
_SHORTEST = 2  # letters; a single one is an initial or a bullet


class Word(NamedTuple):
    """A word that says something, by its stem, and the place where it stands."""

    stem: str
    start: int
    end: int


class Reason(NamedTuple):
    """A word that speaks for a theme, as it first stands in the text: `text[start:end]`."""

    text: str
    start: int
    end: int


class Prediction(NamedTuple):
    """One learned theme, held against a text."""

    theme: str  # its id
    probability: float  # 0..1
    words: tuple[Reason, ...]  # what spoke for it, the most telling first; () where nothing did


def telling_words(text: str) -> Iterator[Word]:
    """Yield the words of a text that may tell a theme, in order: no numbers, no letters, no words like "de"."""
    for token in tokens(text):
        for part in token.parts:
            if len(part) >= _SHORTEST and part not in STOP_WORDS and not part.isdigit():
                yield Word(stem(part), token.start, token.end)


def predict(learned: Learned, text: str) -> list[Prediction]:
    """Return what each learned theme makes of a text, in the order of the model."""
    counts: dict[int, int] = {}
    first: dict[int, Word] = {}
    for word in telling_words(text):
        at = learned.column.get(word.stem)
        if at is not None:
            counts[at] = counts.get(at, 0) + 1
            first.setdefault(at, word)
    words = list(first.values())
    columns = list(counts)
    weighed = (1 + np.log(list(counts.values()))) * learned.idfs[columns]
    length = np.sqrt(weighed @ weighed) or 1.0
    said = learned.weights[columns] * (weighed / length)[:, None]
    sums = said.sum(axis=0) + learned.biases
    probabilities = np.exp(-np.logaddexp(0.0, -sums))
    return [
        Prediction(theme.id, float(probability), _reasons(text, words, said[:, at]))
        for at, (theme, probability) in enumerate(zip(learned.themes, probabilities, strict=True))
    ]


def _reasons(text: str, words: list[Word], said: NDArray[np.float64]) -> tuple[Reason, ...]:
    """Return the words that spoke for it, each form once."""
    found: dict[str, Reason] = {}
    for at in np.argsort(-said, kind="stable"):
        if said[at] <= 0 or len(found) == _MOST_REASONS:
            break
        _, start, end = words[at]
        found.setdefault(text[start:end].casefold(), Reason(text[start:end], start, end))
    return tuple(found.values())
