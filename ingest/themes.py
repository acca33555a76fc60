"""Find what a nota is about: the concepts of the thesaurus whose words run through it.

The thesaurus is `data/themas.json`: the words of the house, each with its TOP-lijst concept as `uri` or `broader`.
A label in capitals stands for itself; `luchthaven*` is also the beginning of a longer word, `*subsidie` its end.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from index.nota import Thema
from ingest.sentences import Span

_DATA = Path(__file__).parent / "data"


class Concept(NamedTuple):
    """A concept of the thesaurus; `uri` is the TOP-lijst concept that it is or rolls up to."""

    id: str
    label: str
    uri: str | None
    labels: tuple[str, ...]


class _Hit(NamedTuple):
    concept: Concept
    start: int
    end: int
    weight: float


class _Words(NamedTuple):
    """The thesaurus by its words."""

    phrases: dict[str, list[tuple[tuple[str, ...], Concept]]]  # by first word: the words that follow, all must
    heads: dict[str, list[Concept]]
    tails: dict[str, list[Concept]]
    capitals: dict[str, list[Concept]]


_WORD = re.compile(r"[^\W_]+(?:[-'/&][^\W_]+)*")
_LONGEST_PART = 40  # letters; no label is longer
_ENDINGS = ("en", "n", "s", "e")  # of a plural or an inflected adjective
_SHORTEST_STEM = 4  # letters; with less left over, an ending is part of the word
# How much each tells: a phrase, a word, a part of a compound, a word so short that it has other meanings ("recht").
_PHRASE, _SINGLE, _PART, _SHORT = 1.5, 1.0, 0.8, 0.5
_SHORT_LETTERS = 6

_TITLE, _HEADING = 4.0, 1.5  # a word in the title, or in a heading, counts for that many in a sentence
_TITLE_WITHIN = 250  # characters from the top
_HEADING_WORDS, _LEAD_WORDS = 12, 4
_AGAIN = 0.3  # a second word of a concept in one sentence adds little
_SENTENCE_MOST = 2.0
# A line is about what it mentions; a nota about what comes back every so many words, but four times is enough.
_FEWEST_POINTS, _WORDS_FOR_POINT, _MOST_POINTS = 1.0, 200, 4.0
_SHARE_OF_BEST = 0.2  # less than this beside the main theme is a side issue
_MOST_THEMES = 8


def find_themes(text: str, sentences: Sequence[Span]) -> Iterator[Thema]:
    """Yield the themes of a nota, best first and no more than eight; each quotes the first of its most telling words.

    `score` is 0.5 for what is just worth a tag and nears 1 for what the nota is all about.
    """
    points: dict[Concept, float] = defaultdict(float)
    best: dict[Concept, _Hit] = {}
    for start, end in sentences:
        hits = list(_hits(text, start, end))
        emphasis = _emphasis(text, start, end)
        for concept, worth in _worth(hits).items():
            points[concept] += worth * emphasis
        for hit in hits:
            telling = hit._replace(weight=hit.weight * emphasis)
            if hit.concept not in best or telling.weight > best[hit.concept].weight:
                best[hit.concept] = telling
    enough = min(_FEWEST_POINTS + text.count(" ") / _WORDS_FOR_POINT, _MOST_POINTS)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0].id))[:_MOST_THEMES]
    for concept, sum_ in ranked:
        if sum_ >= enough and sum_ >= _SHARE_OF_BEST * ranked[0][1]:
            yield _thema(text, best[concept], 1 - 0.5 ** (sum_ / enough))


def _thema(text: str, hit: _Hit, score: float) -> Thema:
    return Thema(
        value=hit.concept.id,
        quote=text[hit.start : hit.end],
        page=1,
        start=hit.start,
        end=hit.end,
        label=hit.concept.label,
        uri=hit.concept.uri,
        score=round(score, 2),
    )


def _worth(hits: Sequence[_Hit]) -> dict[Concept, float]:
    """Return what one sentence says for every concept."""
    weights: dict[Concept, list[float]] = defaultdict(list)
    for hit in hits:
        weights[hit.concept].append(hit.weight)
    return {c: min(_SENTENCE_MOST, max(w) + _AGAIN * (sum(w) - max(w))) for c, w in weights.items()}


def _emphasis(text: str, start: int, end: int) -> float:
    opens_paragraph = start == 0 or text[start - 1] == "\n"
    if not (opens_paragraph and _is_heading(text[start:end])):
        return 1.0
    return _TITLE if start < _TITLE_WITHIN else _HEADING


def _is_heading(sentence: str) -> bool:
    """Tell whether this is a heading, or the word or two in bold with which a paragraph opens."""
    words = sentence.count(" ") + 1
    ends = sentence.rstrip().endswith((".", ";", ",", ":", "?", "!"))
    return words <= _LEAD_WORDS or (not ends and words <= _HEADING_WORDS)


def _hits(text: str, start: int, end: int) -> Iterator[_Hit]:
    words = list(_WORD.finditer(text, start, end))
    forms = [_forms(match[0]) for match in words]
    for i, match in enumerate(words):
        for concept, weight in _alone(match[0]):
            yield _Hit(concept, match.start(), match.end(), weight)
        for form in forms[i]:
            for rest, concept in _words().phrases.get(form, ()):
                last = i + len(rest)
                if rest and last < len(words) and all(word in forms[i + 1 + n] for n, word in enumerate(rest)):
                    yield _Hit(concept, match.start(), words[last].end(), _PHRASE)


@lru_cache(maxsize=50_000)
def _alone(word: str) -> tuple[tuple[Concept, float], ...]:
    """Return the concepts that a single word speaks of, each with how much it tells."""
    told: dict[Concept, float] = dict.fromkeys(_words().capitals.get(word, ()), _SINGLE)
    folded = fold(word)
    for size in range(2, min(len(folded), _LONGEST_PART) + 1):
        for concept in _words().heads.get(folded[:size], ()):
            told[concept] = max(told.get(concept, 0), _SINGLE if len(folded) - size <= 2 else _PART)
        for concept in _words().tails.get(folded[-size:], ()):
            told.setdefault(concept, _PART)
    for form in _forms(word):
        for rest, concept in _words().phrases.get(form, ()):
            if not rest:
                told[concept] = _SINGLE if len(form) >= _SHORT_LETTERS else max(told.get(concept, 0), _SHORT)
    return tuple(told.items())


@lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[str]:
    """Return the folded word with and without what may be an ending."""
    folded = fold(word)
    stems = {folded.removesuffix(ending) for ending in _ENDINGS}
    return frozenset({folded, *(stem for stem in stems if len(stem) >= _SHORTEST_STEM)})


def fold(word: str) -> str:
    """Return a word so that its spellings are equal: no case, accents, hyphens or apostrophes."""
    if word.isascii():
        return word.lower().replace("-", "").replace("'", "")
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isalnum())


@cache
def thesaurus() -> tuple[Concept, ...]:
    """Return the concepts, in the order of the file."""
    entries = json.loads((_DATA / "themas.json").read_text(encoding="utf-8"))
    return tuple(
        Concept(
            entry["id"],
            entry["prefLabel"],
            entry.get("uri") or entry["broader"][0],
            (entry["prefLabel"], *entry["altLabels"]),
        )
        for entry in entries
    )


@cache
def _words() -> _Words:
    words = _Words(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    for concept in thesaurus():
        for label in concept.labels:
            first, *rest = (fold(word) for word in re.split(r"[ ,]+", label.strip("*")))
            if label.upper() == label and not rest:
                words.capitals[label].append(concept)
            elif rest:
                # The phrase's words are compared without their endings, so either may be inflected.
                words.phrases[first].append((tuple(rest), concept))
            elif label.endswith("*"):
                words.heads[first].append(concept)
            elif label.startswith("*"):
                words.tails[first].append(concept)
            else:
                words.phrases[first].append(((), concept))
    return words
