"""Find what a nota is about: the concepts of the thesaurus whose names run through it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from index.nota import Thema
from index.thesaurus import Thesaurus
from ingest.headings import is_heading
from ingest.labels import Hit, Labels
from ingest.sentences import Span

_TITLE, _HEADING = 4.0, 1.5  # a word in the title, or in a heading, counts for that many in a sentence
_TITLE_WITHIN = 250  # characters from the top
_AGAIN = 0.3  # a second word of a concept in one sentence adds little
_SENTENCE_MOST = 2.0
# A line is about what it mentions; a nota about what comes back every so many words, but four times is enough.
_FEWEST_POINTS, _A_LINE, _WORDS_FOR_POINT, _MOST_POINTS = 1.25, 60, 200, 4.0
_OF_THE_HOUSE = 1.25  # the house's own concepts go by terms that mean nothing else
# Less than this beside the main theme is a side issue. A page has one subject or two, a nota three or four.
_SHARE_OF_BEST, _ON_A_PAGE, _PAGE = 0.3, 0.5, 250  # words
_MOST_THEMES = 8
_MOST_REASONS = 5  # words that say why


def find_themes(text: str, sentences: Sequence[Span], thesaurus: Thesaurus, labels: Labels) -> Iterator[Thema]:
    """Yield the themes of a nota, best first and no more than eight; each quotes the first of its most telling words.

    `score` is 0.5 for what is just worth a tag and nears 1 for what the nota is all about; `words` are those that led
    to it, those that did most first.
    """
    points: dict[str, float] = defaultdict(float)
    best: dict[str, Hit] = {}
    reasons: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for start, end in sentences:
        hits = list(_narrowest(labels.hits(text, start, end), thesaurus))
        emphasis = _emphasis(text, start, end)
        for concept, worth in _worth(hits).items():
            points[concept] += worth * emphasis
        for hit in hits:
            telling = hit._replace(weight=hit.weight * emphasis)
            reasons[hit.concept][text[hit.start : hit.end]] += telling.weight
            if hit.concept not in best or telling.weight > best[hit.concept].weight:
                best[hit.concept] = telling
    words = text.count(" ")
    enough = min(_FEWEST_POINTS + max(0, words - _A_LINE) / _WORDS_FOR_POINT, _MOST_POINTS)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))[:_MOST_THEMES]
    share = _ON_A_PAGE if words < _PAGE else _SHARE_OF_BEST
    told = {concept: sum_ for concept, sum_ in ranked if sum_ >= max(enough, share * ranked[0][1])}
    for concept, sum_ in told.items():
        if not _is_said_by_narrower(concept, told, thesaurus):
            yield _thema(text, best[concept], 1 - 0.5 ** (sum_ / enough), reasons[concept], thesaurus)


def _is_said_by_narrower(concept: str, told: Mapping[str, float], thesaurus: Thesaurus) -> bool:
    """Tell whether a concept of the house, below this one and as much spoken of, already files the nota under it."""
    return any(
        _is_own(other, thesaurus) and concept in thesaurus.above(thesaurus.concepts[other]) and told[concept] <= sum_
        for other, sum_ in told.items()
    )


def _narrowest(hits: Iterable[Hit], thesaurus: Thesaurus) -> Iterator[Hit]:
    """Yield the hits, without those inside the name of a concept of the house: "onderwijsroute" is not "onderwijs"."""
    found = list(hits)
    own = [hit for hit in found if _is_own(hit.concept, thesaurus)]
    for hit in found:
        if _is_own(hit.concept, thesaurus):
            yield hit._replace(weight=hit.weight * _OF_THE_HOUSE)
        elif not any(one.start <= hit.start and hit.end <= one.end for one in own):
            yield hit


def _is_own(concept: str, thesaurus: Thesaurus) -> bool:
    """Tell whether this is a concept of the house, below the government's list."""
    return thesaurus.concepts[concept].uri is None


def _thema(text: str, hit: Hit, score: float, reasons: Mapping[str, float], thesaurus: Thesaurus) -> Thema:
    return msgspec.structs.replace(
        thesaurus.thema(thesaurus.concepts[hit.concept]),
        quote=text[hit.start : hit.end],
        start=hit.start,
        end=hit.end,
        score=round(score, 2),
        words=tuple(sorted(reasons, key=lambda word: -reasons[word])[:_MOST_REASONS]),
    )


def _worth(hits: Sequence[Hit]) -> dict[str, float]:
    """Return what one sentence says for every concept."""
    weights: dict[str, list[float]] = defaultdict(list)
    for hit in hits:
        weights[hit.concept].append(hit.weight)
    return {c: min(_SENTENCE_MOST, max(w) + _AGAIN * (sum(w) - max(w))) for c, w in weights.items()}


def _emphasis(text: str, start: int, end: int) -> float:
    if not is_heading(text, start, end):
        return 1.0
    return _TITLE if start < _TITLE_WITHIN else _HEADING
