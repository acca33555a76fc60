"""Learn themes from what people confirmed: each by a logistic regression on its words, where that beats its labels.

This room alone imports scikit-learn. What it learns is applied by `ingest/prediction.py`, without.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from index.learned import Learned, LearnedTheme
from index.thesaurus import Thesaurus
from ingest.examples import Example
from ingest.known import Known
from ingest.lessons import ENOUGH, Lesson, Lessons
from ingest.prediction import telling_words
from ingest.sentences import pipeline, sentences
from ingest.themes import find_themes

MARGIN = 0.02  # of F1: labels can be read and edited, so what is hardly better does not take their place
_FOLDS = 5
_FEWEST_DOCUMENTS = 2  # a word that stands in one says nothing of another
_DECIMALS = 4  # of a weight: what is rounded off moves no probability by a thousandth

Counts = Any  # a sparse matrix: how often each word (column) stands in each document (row)


class _Sides(NamedTuple):
    """The documents from which a theme can be learned, by their rows, and which of them are on it."""

    rows: NDArray[np.intp]
    on_it: NDArray[np.bool_]


def learn(examples: Iterable[Example], known: Known, today: dt.date) -> Lessons:
    """Learn the themes that these examples tell better than labels do; the order of the examples does not matter."""
    given = sorted(examples, key=lambda one: (one.text, sorted(one.confirmed), sorted(one.rejected)))
    sides = _sides(given, known.thesaurus)
    untried = {theme: _untried(theme, side, known.thesaurus) for theme, side in sides.items()}
    counts, words = _count(given)
    labelled = [_by_labels(one.text, known) for one in given] if None in untried.values() else []
    lessons = [
        untried[theme]
        or _judged(theme, side, _f1_labels(theme, side, labelled), _f1_learned(side, counts), known.thesaurus)
        for theme, side in sides.items()
    ]
    better = {lesson.theme: sides[lesson.theme] for lesson in lessons if lesson.learned}
    return Lessons(_learned(better, counts, words, today) if better else None, tuple(lessons))


def _sides(given: Sequence[Example], thesaurus: Thesaurus) -> dict[str, _Sides]:
    """Return the two sides of every theme that was confirmed, those with most documents first."""
    number = Counter(theme for example in given for theme in example.confirmed)
    beneath = [{above for theme in example.confirmed for above in _above(theme, thesaurus)} for example in given]
    sides = {}
    for theme in sorted(number, key=lambda theme: (-number[theme], theme)):
        said = [_said(theme, example, above) for example, above in zip(given, beneath, strict=True)]
        rows = [row for row, on_it in enumerate(said) if on_it is not None]
        sides[theme] = _Sides(np.array(rows), np.array([said[row] for row in rows], dtype=bool))
    return sides


def _above(theme: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    concept = thesaurus.concepts.get(theme)
    return thesaurus.above(concept) if concept else ()


def _said(theme: str, example: Example, above: set[str]) -> bool | None:
    """Tell whether people said that a document is on this theme, or that it is not; None where they said neither.

    What is on a narrower theme (`above` are the broader ones of all that it is on) may well be on this one too.
    """
    if theme in example.confirmed:
        return True
    if theme in example.rejected or (example.confirmed and theme not in above):
        return False
    return None


def _numbers(side: _Sides) -> tuple[int, int]:
    return int(side.on_it.sum()), int((~side.on_it).sum())


def _untried(theme: str, side: _Sides, thesaurus: Thesaurus) -> Lesson | None:
    """Return why a theme cannot be learned; None when it can be tried."""
    on_it, others = _numbers(side)
    concept = thesaurus.concepts.get(theme)
    if concept is None:
        return Lesson(theme, theme, on_it, others, learned=False, why="no longer in the thesaurus")
    if on_it >= ENOUGH and others >= ENOUGH:
        return None
    why = f"{on_it} of {ENOUGH} nota's" if on_it < ENOUGH else f"{others} of {ENOUGH} nota's on something else"
    needs, needs_others = max(0, ENOUGH - on_it), max(0, ENOUGH - others)
    return Lesson(theme, concept.label, on_it, others, False, why, needs=needs, needs_others=needs_others)


def _judged(theme: str, side: _Sides, by_labels: float, by_words: float, thesaurus: Thesaurus) -> Lesson:
    gain = round(by_words - by_labels, 3)
    why = "better than its labels" if gain > MARGIN else f"its labels do {'better' if gain < 0 else 'as well'}"
    label = thesaurus.concepts[theme].label
    return Lesson(theme, label, *_numbers(side), gain > MARGIN, why, round(by_labels, 3), round(by_words, 3))


def _by_labels(text: str, known: Known) -> frozenset[str]:
    spans = sentences(pipeline()(text))
    return frozenset(thema.value for thema in find_themes(text, spans, known.thesaurus, known.labels))


def _f1_labels(theme: str, side: _Sides, labelled: Sequence[frozenset[str]]) -> float:
    """Return how well labels tell the theme. They are not taught: on every fold together is as on all at once."""
    return float(f1_score(side.on_it, [theme in labelled[row] for row in side.rows], zero_division=0))


def _f1_learned(side: _Sides, counts: Counts) -> float:
    """Return how well a theme is told in each fifth of its documents, by what the other fifths teach."""
    told = np.zeros_like(side.on_it)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for taught, tried in folds.split(side.rows, side.on_it):
        kept, tfidf = _weighing(counts[side.rows[taught]])
        if kept.size:
            model = _regression(tfidf.transform(counts[side.rows[taught]][:, kept]), side.on_it[taught])
            told[tried] = model.predict(tfidf.transform(counts[side.rows[tried]][:, kept]))
    return float(f1_score(side.on_it, told, zero_division=0))


def _learned(better: Mapping[str, _Sides], counts: Counts, words: Sequence[str], today: dt.date) -> Learned:
    """Return the model of these themes, taught with all their documents."""
    kept, tfidf = _weighing(counts)
    vectors = tfidf.transform(counts[:, kept])
    themes = []
    for theme, side in better.items():
        model = _regression(vectors[side.rows], side.on_it)
        bias, *weights = np.round([*model.intercept_, *model.coef_[0]], _DECIMALS).tolist()
        themes.append(LearnedTheme(theme, _numbers(side)[0], bias, tuple(weights)))
    idf = tuple(np.round(tfidf.idf_, _DECIMALS).tolist())
    return Learned(today, counts.shape[0], tuple(words[column] for column in kept), idf, tuple(themes))


def _count(given: Sequence[Example]) -> tuple[Counts, Sequence[str]]:
    """Return how often each word stands in each text, and the words."""
    vectorizer = DictVectorizer()
    bags = [Counter(word.stem for word in telling_words(one.text)) for one in given]
    counts = vectorizer.fit_transform(bags or [Counter()])
    return counts, vectorizer.feature_names_


def _weighing(counts: Counts) -> tuple[NDArray[np.intp], Any]:
    """Return the columns of the words worth keeping, and what weighs those by how rare they are."""
    kept = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) >= _FEWEST_DOCUMENTS)
    return kept, TfidfTransformer(sublinear_tf=True).fit(counts[:, kept]) if kept.size else None


def _regression(vectors: Any, on_it: NDArray[np.bool_]) -> Any:
    return LogisticRegression(class_weight="balanced", max_iter=1000).fit(vectors, on_it)
