"""Where the words of a question stand: themselves, other forms of them, words built with them, and words misread."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.alike import compounds, garbled, parts, rare_beside, readings
from index.arrays import Floats, Ints, Mask
from index.dictionary import Dictionary
from index.documents import ONCE
from index.dutch import plurals, tokens
from index.engine import ANY, TEXT, Either, Every, Node, Pattern, Phrase, Word, typed_words
from index.rows import row_pages
from index.snapshot import Snapshot, Terms
from index.terms import Sought, sought_phrase, sought_words

MOST_TRIED = 20_000  # of one segment, the commonest, that may fit a pattern by one of its pieces
MOST_WORDS = 10_000  # of one segment that a pattern may stand for, the commonest
MOST_SHOWN = 1_000  # of these that are marked in a text
MOST_LOOSE = 16  # words of a question that are looked for as what is nearly them; a pasted page is taken as it is
MOST_FORMS = 2  # of a word that the archive has, itself among them, that are looked for misread and in compounds


class Found(NamedTuple):
    """Where what is sought stands. Per page what it weighs there, in tenths."""

    field: str
    sought: Sought
    exact: Floats  # the words as they were asked
    forms: Floats  # all words with their stems, these among them
    built: Floats | None = None  # words built with it, or all that it is built of
    misread: Floats | None = None  # words that were misread for it

    @property
    def pages(self) -> Mask:
        """Tell of every page whether it stands there."""
        on = np.zeros(len(self.exact), np.bool_)
        for found in (self.exact, self.forms, self.built, self.misread):
            if found is not None:
                on |= found > 0
        return on


class Lookup:
    """Looks up the words of one question, each part of it once."""

    def __init__(self, snapshot: Snapshot, root: Node) -> None:
        self.snapshot = snapshot
        self._found: dict[tuple[Node, bool], list[Found]] = {}
        # Words that are looked for as what is nearly them, too: before all those that were typed.
        words = dict.fromkeys([*typed_words(root), *typed_words(root, others=True)])
        self._loose = frozenset(list(words)[:MOST_LOOSE])

    def find(self, node: Word | Phrase | Pattern, *, strict: bool = False) -> list[Found]:
        """Return for every word of a part of the question where it stands; `strict`: itself and its forms alone."""
        key = node, strict
        if key not in self._found:
            self._found[key] = _find(self.snapshot, node, strict or node not in self._loose)
        return self._found[key]

    def sought_in(self, node: Node) -> Iterator[Sought]:
        """Yield what answers the words of a question, for a page to show; not what it does without."""
        match node:
            case Every(parts) | Either(parts):
                for part in parts:
                    yield from self.sought_in(part)
            case Word(text, field) if text == ANY and field != TEXT:
                pass
            case Word() | Phrase() | Pattern():
                yield from (found.sought for found in self.find(node))
            case _:
                pass


def _find(snapshot: Snapshot, node: Word | Phrase | Pattern, strict: bool) -> list[Found]:
    match node:
        case Word(text, field):
            found = [_standing(snapshot, field, sought) for sought in sought_words(text)]
            return found if strict or field != TEXT else [_loosely(snapshot, one) for one in found]
        case Phrase(text, field):
            phrase = sought_phrase(text)
            return [_standing(snapshot, field, phrase)] if phrase.words or phrase.rows else []
        case Pattern(text, field):
            terms = matching(snapshot, field, text)
            weights = snapshot.weigh(field, terms)
            shown = tuple(
                leaf.commonest(field, own, MOST_SHOWN) for leaf, own in zip(snapshot.leaves, terms, strict=True)
            )
            return [Found(field, Sought(frozenset(snapshot.words(field, shown))), weights, weights)]


def _standing(snapshot: Snapshot, field: str, sought: Sought) -> Found:
    exact = snapshot.weigh(field, snapshot.with_words(field, sought.words))
    for row in sought.rows:
        exact[row_pages(snapshot, field, row)] += ONCE
    forms = snapshot.weigh(field, snapshot.with_stems(field, sought.stems)) if sought.stems else np.zeros_like(exact)
    return Found(field, sought, exact, forms)


# ── nearly ──


def _loosely(snapshot: Snapshot, found: Found) -> Found:
    """Return what was found with what nearly is it: words built with it, and words misread for it."""
    word = max(found.sought.words, key=len)
    if not word.isalpha():
        return found
    nowhere = not found.pages.any()
    forms = _forms(snapshot, found.sought, word)
    spelled = plurals(word).union(forms)
    built, built_of = compounds(snapshot, word, spelled, anywhere=nowhere), parts(snapshot, word)
    weights = snapshot.weigh(TEXT, built)
    for left, right in built_of:
        weights += np.minimum(*(snapshot.weigh(TEXT, _of_word(snapshot, part)) for part in (left, right)))
    built_words = [*spelled, *chain.from_iterable(built_of)]
    doubted, misread_words = _misread(snapshot, forms, found, slips=nowhere and not weights.any())
    sought = found.sought._replace(built=frozenset(built_words), misread=frozenset(misread_words))
    return found._replace(sought=sought, built=_or_none(weights), misread=_or_none(doubted))


def _or_none(weights: Floats) -> Floats | None:
    return weights if weights.any() else None


def _of_word(snapshot: Snapshot, word: str) -> Terms:
    return snapshot.with_stems(TEXT, sought_words(word)[0].stems)


def _forms(snapshot: Snapshot, sought: Sought, word: str) -> list[str]:
    """Return the word and the commonest of its other forms."""
    counts = snapshot.counts(TEXT, snapshot.with_stems(TEXT, sought.stems))
    others = sorted(counts.keys() - {word.encode()}, key=lambda other: (-counts[other], other))
    return [word, *(other.decode() for other in others[: MOST_FORMS - 1])]


def _misread(snapshot: Snapshot, forms: list[str], found: Found, *, slips: bool) -> tuple[Floats, set[str]]:
    """Return where words stand that were misread for one of these forms, and those words.

    A word counts as misread where the engine doubted it, and where nobody knows how sure it is, if it is rare. Beside
    them stands what may have been printed, as the clean-up has it.
    """
    near = [readings(form, slips=slips) for form in forms]
    rare = _others(snapshot, TEXT, [snapshot.among(TEXT, words) for words in near], found.sought)
    doubtful = [snapshot.among("twijfel", words) for words in near] + [garbled(snapshot, "twijfel", forms[0])]
    doubted = _others(snapshot, "twijfel", doubtful, found.sought)
    common = int(np.count_nonzero(found.pages))
    if slips:  # the word stands nowhere: then it is the reader's slip as well as the engine's
        pages = snapshot.standing(TEXT, rare)
    else:
        rare, doubted = rare_beside(snapshot, TEXT, rare, common), rare_beside(snapshot, "twijfel", doubted, common)
        pages = snapshot.standing(TEXT, rare) & snapshot.unsure
    pages |= snapshot.standing("twijfel", doubted)
    pages |= snapshot.standing("variant", snapshot.with_words("variant", found.sought.words))
    pages |= snapshot.standing("variant", snapshot.with_stems("variant", found.sought.stems))
    return pages.astype(np.float32) * ONCE, snapshot.words("twijfel", doubted) | snapshot.words(TEXT, rare)


def _others(snapshot: Snapshot, field: str, found: Sequence[Terms], sought: Sought) -> Terms:
    """Return all these terms together, but those of words that are a form of the word sought."""
    stems = {stem.encode() for stem in sought.stems}
    return tuple(
        np.array([n for n in sorted({*chain(*numbers)}) if leaf.words(field).stem(n) not in stems], np.int32)
        for leaf, *numbers in zip(snapshot.leaves, *found, strict=True)
    )


# ── patterns ──


def matching(snapshot: Snapshot, field: str, pattern: str) -> Terms:
    """Return the terms with words that a pattern stands for: of each segment the commonest."""
    pieces = ["".join(token.joined for token in tokens(piece)).encode() for piece in pattern.split("*")]
    fits = re.compile(b".*".join(map(re.escape, pieces)))
    chosen = []
    for leaf in snapshot.leaves:
        words = leaf.words(field)
        candidates = leaf.commonest(field, _candidates(words, pieces), MOST_TRIED)
        numbers = [number for number in candidates.tolist() if fits.fullmatch(words.word(number))]
        chosen.append(np.sort(leaf.commonest(field, np.array(numbers, np.int32), MOST_WORDS)))
    return tuple(chosen)


def _candidates(words: Dictionary, pieces: list[bytes]) -> Ints:
    if pieces[0]:
        return words.words_beginning(pieces[0])
    if pieces[-1]:
        return words.words_ending(pieces[-1])
    return words.holding(max(pieces, key=len))
