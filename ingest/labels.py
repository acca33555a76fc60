"""Where a text says the name of a concept, in any form: inflected, in a compound, misspelled by the OCR engine."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.thesaurus import Thesaurus

_WORD = re.compile(r"[^\W_]+(?:[-'/&][^\W_]+)*")
_LONGEST_PART = 40  # letters; no label is longer
_ENDINGS = ("en", "n", "s", "e")  # of a plural or an inflected adjective
_SHORTEST_STEM = 4  # letters; with less left over, an ending is part of the word
# How much each tells: a phrase, a word, a part of a compound, a word so short that it has other meanings ("recht").
PHRASE, SINGLE, PART, SHORT = 1.5, 1.0, 0.8, 0.5
_SHORT_LETTERS = 6
_FAINT = 0.5  # how much of that a label with a "?" behind it tells
_REMEMBERED = 50_000  # words whose concepts are kept: a ministry's working vocabulary


class Hit(NamedTuple):
    """A concept named in a text."""

    concept: str  # its id
    start: int
    end: int
    weight: float  # how much it tells


class Labels:
    """The labels of a thesaurus, by their words. Many threads may share one."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)  # by first word: the rest
        self._heads: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        self._capitals: dict[str, list[str]] = defaultdict(list)
        # What must be said in one sentence, by the first of it, and of which concept it tells.
        self._together: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._parts: set[str] = set()
        self._alone: dict[str, tuple[tuple[str, float], ...]] = {}
        for concept in thesaurus.concepts.values():
            for label in concept.labels:
                self._add(label, concept.id)

    def hits(self, text: str, start: int, end: int) -> Iterator[Hit]:
        """Yield every concept that is named in `text[start:end]`, a sentence."""
        said: dict[str, Hit] = {}
        for hit in self._named(text, start, end):
            if hit.concept in self._parts:
                said.setdefault(hit.concept, hit)
            else:
                yield _told(hit)
        for first, hit in said.items():
            for parts, concept in self._together.get(first, ()):
                if all(part in said for part in parts):
                    yield _told(Hit(concept, hit.start, hit.end, PHRASE))

    def _named(self, text: str, start: int, end: int) -> Iterator[Hit]:
        words = list(_WORD.finditer(text, start, end))
        forms = [_forms(match[0]) for match in words]
        for i, match in enumerate(words):
            for concept, weight in self._told_alone(match[0]):
                yield Hit(concept, match.start(), match.end(), weight)
            for form in forms[i]:
                for rest, concept in self._phrases.get(form, ()):
                    last = i + len(rest)
                    if rest and last < len(words) and _goes_on(rest, forms[i + 1 : last + 1]):
                        yield Hit(concept, match.start(), words[last].end(), PHRASE)

    def _add(self, label: str, concept: str) -> None:
        if label.endswith("?"):
            label, concept = label[:-1], f"{concept}?"
        if " + " in label or "|" in label:
            parts = tuple(f"+{part.removesuffix('?')}" for part in label.split(" + "))
            self._together[parts[0]].append((parts, concept))
            for part in parts:
                if part not in self._parts:
                    self._parts.add(part)
                    for word in part[1:].split("|"):
                        self._add(word, part)
            return
        first, *rest = (fold(word) for word in re.split(r"[ ,]+", label.removeprefix("*")))
        if label.upper() == label and not rest and "*" not in label:
            self._capitals[label].append(concept)
        elif label.startswith("*") and not rest:
            self._tails[first].append(concept)
        elif label.endswith("*") and not rest:
            self._heads[first.removesuffix("*")].append(concept)
        else:
            self._phrases[first].append((tuple(rest), concept))

    def _told_alone(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the concepts that a single word speaks of, each with how much it tells."""
        told = self._alone.get(word)
        if told is None:
            if len(self._alone) >= _REMEMBERED:
                self._alone.clear()
            told = self._alone[word] = tuple(self._tells(word).items())
        return told

    def _tells(self, word: str) -> dict[str, float]:
        capitals = self._capitals.get(word) or self._capitals.get(re.split("['-]", word)[0]) or []
        told: dict[str, float] = dict.fromkeys(capitals, SINGLE)
        folded = fold(word)
        for size in range(2, min(len(folded), _LONGEST_PART) + 1):
            for concept in self._heads.get(folded[:size], ()):
                told[concept] = max(told.get(concept, 0), SINGLE if len(folded) - size <= 2 else PART)
            for concept in self._tails.get(folded[-size:], ()):
                told.setdefault(concept, PART)
        for form in _forms(word):
            for rest, concept in self._phrases.get(form, ()):
                if not rest:
                    told[concept] = SINGLE if len(form) >= _SHORT_LETTERS else max(told.get(concept, 0), SHORT)
        return told


def _told(hit: Hit) -> Hit:
    """Return the hit of a concept; a label with a "?" behind it tells only half."""
    if hit.concept.endswith("?"):
        return hit._replace(concept=hit.concept[:-1], weight=hit.weight * _FAINT)
    return hit


def _goes_on(rest: tuple[str, ...], forms: Sequence[frozenset[str]]) -> bool:
    """Tell whether these words follow; the last may be the beginning of a longer one: "digitale les*"."""
    return all(
        word in form or (word.endswith("*") and any(one.startswith(word[:-1]) for one in form))
        for word, form in zip(rest, forms, strict=True)
    )


def _forms(word: str) -> frozenset[str]:
    """Return the folded word with and without what may be an ending: of either of two words compared, one may fall."""
    folded = fold(word)
    stems = {folded.removesuffix(ending) for ending in _ENDINGS}
    return frozenset({folded, *(stem for stem in stems if len(stem) >= _SHORTEST_STEM)})


def fold(word: str) -> str:
    """Return a word so that its spellings are equal: no case, accents, hyphens or apostrophes."""
    if word.isascii():
        return word.lower().replace("-", "").replace("'", "")
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isalnum() or c == "*")
