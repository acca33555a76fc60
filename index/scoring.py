"""How well a page answers, in numbers: BM25 for its words, more for titles, headings and words that stand together."""

import math
from itertools import pairwise

import numpy as np

from index.arrays import Floats, Ints, Mask
from index.documents import ONCE
from index.engine import TEXT, Node, typed_words
from index.lookup import Found
from index.rows import closeness
from index.snapshot import Snapshot
from index.terms import Sought, sought_words

# BM25's own two numbers: how soon a repeated word stops counting, and how much a long page is held against it.
# Pages differ little in length by nature; a short last page should not win by that.
SATURATION, LENGTH = 1.2, 0.3

FORM_WEIGHT = 0.4  # the same stem is often another word: gemeen, gemeente
BUILT_WEIGHT = 0.2  # of a word that is built with it
MISREAD_WEIGHT = 0.25
TITLE_WEIGHT, HEADING_WEIGHT = 1.0, 0.5  # of a word's rarity, on top of what it earns in the text
VALUE_SCORE = 2.0  # a tag is there or not; about what a fairly rare word earns
NEAR_WEIGHT = 0.6  # of the rarer word's rarity, for two words side by side as they were asked; less further apart


def word_scores(snapshot: Snapshot, found: Found, pages: Mask) -> Floats:
    """Return for every page what it earns by a word. The word itself earns more than anything that nearly is it."""
    at = np.flatnonzero(pages)
    surely = np.count_nonzero((found.exact[at] + found.forms[at]) > 0)
    rare = rarity(snapshot, int(surely) or len(at))
    longer = SATURATION * (1 - LENGTH + LENGTH * snapshot.relative_lengths[at])
    earned = np.zeros(len(at), np.float32)
    weighed = (
        (found.exact, 1.0),
        (found.forms, FORM_WEIGHT),
        (found.built, BUILT_WEIGHT),
        (found.misread, MISREAD_WEIGHT),
    )
    for weights, share in weighed:
        if weights is not None:
            times = weights[at] * np.float32(1 / ONCE)
            earned += np.float32(share) * times / (times + longer)
    scores = np.zeros(len(pages), np.float32)
    scores[at] = rare * (SATURATION + 1) * earned
    if found.field == TEXT:
        _add_prominence(snapshot, found.sought, rare, scores)
    return scores


def rarity(snapshot: Snapshot, pages: int) -> float:
    """Return how much it says that a page holds a word which stands on so many: Robertson's idf, never below 0."""
    return math.log1p((snapshot.page_count - pages + 0.5) / (pages + 0.5)) if pages <= snapshot.page_count else 0.0


def _add_prominence(snapshot: Snapshot, sought: Sought, rare: float, scores: Floats) -> None:
    """Add what a word earns by standing in the title of the nota, or in a heading of the page."""
    for field, weight in (("titel", TITLE_WEIGHT), ("kop", HEADING_WEIGHT)):
        exact = snapshot.standing(field, snapshot.with_words(field, sought.words))
        if sought.stems:
            forms = snapshot.standing(field, snapshot.with_stems(field, sought.stems)) & ~exact
            scores[forms] += np.float32(weight * rare * FORM_WEIGHT)
        scores[exact] += np.float32(weight * rare)


def nearness(snapshot: Snapshot, root: Node, pages: Ints) -> Floats:
    """Return what each of these pages, given in order, earns by having words side by side that were asked so."""
    earned = np.zeros(len(pages), np.float32)
    words = [sought for word in typed_words(root) for sought in sought_words(word.text)]
    terms = [snapshot.with_stems(TEXT, sought.stems) for sought in words]
    for one, other in pairwise(terms):
        near = closeness(snapshot, TEXT, one, other, pages)
        if near.any():
            pages_with = (int(np.count_nonzero(snapshot.standing(TEXT, word))) for word in (one, other))
            earned += NEAR_WEIGHT * min(rarity(snapshot, count) for count in pages_with) * near
    return earned
