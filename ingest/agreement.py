"""Believe the text that a PDF carries, word by word, where the picture of the page bears it out."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec.structs import replace
from rapidfuzz import fuzz

from index.nota import Box, Line, Word
from ingest.changes import respelled, with_words
from ingest.clean import CERTAIN, ROUND_BULLETS
from ingest.ocr import around
from ingest.textlayer import PrintedWord

LINES_ALIKE = 70.0  # percent: two long lines of a nota are 54 alike at most, one line misread and true at least 85
WORDS_ALIKE = 60.0  # percent: 1 in 50 of any two words are as much alike, of those misread nearly all
SURE = 0.9  # confidence of the engine from which a word with other letters is another word, not a misread one
SAME_PLACE = 0.3  # of the narrower of two words that stand over one another
BULLETS = frozenset("•●○◦▪■·‣")
READ_AS_BULLETS = ROUND_BULLETS | {"»", "«"}

# Signs of one shape, which the engine takes for one another however sure it is.
_SHAPES = {"l": "1|!i", "o": "0", "z": "2", "s": "5", "b": "8", "-": "‐‑‒–—−", "'": "‘’‚`", '"': "“”„«»"}
_ONE_SHAPE = str.maketrans({other: shape for shape, others in _SHAPES.items() for other in others})


def believed(lines: Sequence[Line], printed: Sequence[PrintedWord]) -> list[Line]:
    """Return the lines with the PDF's own words where the engine read much the same in the same place.

    There is a line out for each line in, with its box and `raw` as they were. A word on which the PDF and the picture
    agree has a confidence of 1: two witnesses say so, and no clean-up mends it. All other words stay the engine's, with
    the confidence that it gave them; what it did not see at all does not get in. Boxes are of the same upright page.
    """
    return [_believed(line, words) for line, words in zip(lines, _by_line(lines, printed), strict=True)]


def _by_line(lines: Sequence[Line], printed: Sequence[PrintedWord]) -> list[list[PrintedWord]]:
    """Return for each line the words whose middles lie in it, from left to right; each word in the nearest line."""
    found: list[list[PrintedWord]] = [[] for _ in lines]
    if not (lines and printed):
        return found
    left, top, right, bottom = np.array([word.box for word in printed]).T
    across, down = (left + right) / 2, (top + bottom) / 2
    nearest, which = np.full(len(printed), np.inf), np.full(len(printed), -1)
    for at, line in enumerate(lines):
        box = line.box
        inside = (box.left <= across) & (across < box.right) & (box.top <= down) & (down < box.bottom)
        distance = np.abs(down - (box.top + box.bottom) / 2)
        closer = inside & (distance < nearest)
        nearest[closer], which[closer] = distance[closer], at
    for index in np.argsort(left, kind="stable"):
        if which[index] >= 0:
            found[which[index]].append(printed[index])
    return found


def _believed(line: Line, printed: Sequence[PrintedWord]) -> Line:
    printed = _once(printed)
    read = "".join(word.text for word in line.words)
    if not printed or _likeness(read, "".join(word.text for word in printed)) < LINES_ALIKE:
        return line
    words = tuple(word for seen, said in _places(line.words, printed) for word in _chosen(seen, said))
    confidence = round(sum(word.confidence for word in words) / len(words), 4)
    return replace(with_words(line, words), confidence=confidence)


def _places(words: Sequence[Word], printed: Sequence[PrintedWord]) -> Iterator[tuple[list[Word], list[PrintedWord]]]:
    """Give for each place on the line the words that the engine read there, and those that the PDF says stand there.

    A place holds more than one word where one of the two divides it otherwise. Where the engine read nothing is none.
    """
    seen: list[Word] = []
    said: list[PrintedWord] = []
    every: list[Word | PrintedWord] = [*words, *printed]
    for word in sorted(every, key=lambda word: word.box.left):
        others: Sequence[Word | PrintedWord] = said if isinstance(word, Word) else seen
        if not any(_stand_together(word.box, other.box) for other in others):
            if seen:
                yield seen, said
            seen, said = [], []
        if isinstance(word, Word):
            seen.append(word)
        else:
            said.append(word)
    if seen:
        yield seen, said


def _stand_together(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > SAME_PLACE * min(one.right - one.left, other.right - other.left)


def _chosen(seen: Sequence[Word], said: Sequence[PrintedWord]) -> Sequence[Word]:
    """Return the words of one place: the PDF's where they agree with what was read, else the engine's."""
    if not _agree(seen, said):
        return seen
    if len(seen) == len(said):
        return [
            replace(respelled(word, own.text, "own text"), confidence=CERTAIN)
            for word, own in zip(seen, said, strict=True)
        ]
    hull = around(word.box for word in seen)
    return [Word(_within(own.box, hull), own.text, CERTAIN, why="own text") for own in said]


def _once(printed: Sequence[PrintedWord]) -> list[PrintedWord]:
    """Return the words without those drawn twice in one place, which makes them bold."""
    kept: dict[str, list[Box]] = {}
    once = []
    for word in printed:
        boxes = kept.setdefault(word.text, [])
        if not any(_stand_together(word.box, box) for box in boxes):
            boxes.append(word.box)
            once.append(word)
    return once


def _agree(seen: Sequence[Word], said: Sequence[PrintedWord]) -> bool:
    read, own = (_folded("".join(word.text for word in words)) for words in (seen, said))
    if any(_stand_together(one.box, other.box) for one, other in pairwise(said)):
        return False  # one hides behind the other
    if read == own or _is_bullet(seen, said):
        return bool(read)
    sure = min(word.confidence for word in seen) >= SURE
    return not sure and fuzz.ratio(read, own) >= WORDS_ALIKE


def _is_bullet(seen: Sequence[Word], said: Sequence[PrintedWord]) -> bool:
    """Return whether a bullet stands here, for which the engine knows no sign: it takes a letter, or a quote."""
    return len(seen) == len(said) == 1 and said[0].text in BULLETS and seen[0].text in READ_AS_BULLETS


def _within(box: Box, hull: Box) -> Box:
    """Return the part of the box that lies in the hull, which it overlaps in width."""
    left, right = max(box.left, hull.left), min(box.right, hull.right)
    return Box(left, hull.top, max(right, left + 1), hull.bottom)


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(_folded(one), _folded(other))


def _folded(text: str) -> str:
    """Return the text as the engine might see it: without accents, capitals and spaces, with I, l and 1 alike."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not (unicodedata.combining(sign) or sign.isspace())).translate(_ONE_SHAPE)
