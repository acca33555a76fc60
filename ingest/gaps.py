"""Divide words that the engine ran together where the white between them can be seen on the page."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec.structs import replace

from index.nota import Box, Line, Word
from ingest.changes import respelled, with_words
from ingest.ink.typelines import Parts
from ingest.lexicon import is_likely_word, is_word
from ingest.misread import NEVER_HYPHENED, core_of, is_code
from ingest.noise import is_figure
from ingest.paragraphs import HYPHENS

SHORTEST = 4  # letters of what may be two words
SHORT = 2  # letters: as short a word is one only if it is a function word
SPACE = 0.22  # in x-heights: the least white between two words
CLEAR_SPACE = 0.35  # in x-heights: the least in what may as well be a compound that the dictionary does not know
WIDEST = 1.25  # times the next widest gap in the word: the space stands out
ASTRAY = 1.6  # letters: how far from where the letters say the gap may lie


def divided_at_gaps(lines: Sequence[Line], parts: Parts, xheight: float) -> list[Line]:
    """Return the lines with words that are none divided in two that are, where a gap between their letters shows it.

    The lines lie on the page as the pieces of print do.
    """
    goes_on = [False, *(line.raw[-1:] in HYPHENS for line in lines)]
    return [_divided(line, parts, xheight, on) for line, on in zip(lines, goes_on, strict=False)]


def _divided(line: Line, parts: Parts, xheight: float, goes_on: bool) -> Line:
    """Return the line with its words divided; `goes_on` says that it begins with the rest of a broken word."""
    rest = line.words[:goes_on]
    words = (*rest, *(half for word in line.words[goes_on:] for half in _halves(word, parts, xheight)))
    if len(words) == len(line.words):
        return line
    return with_words(line, words)


def _halves(word: Word, parts: Parts, xheight: float) -> tuple[Word, ...]:
    if not _may_be_two(word.text) or not (cuts := _cuts(word.text)):
        return (word,)
    least = CLEAR_SPACE if is_likely_word(core_of(word.text)) else SPACE
    gap = _widest_gap(word.box, parts, least * xheight)
    if gap is None:
        return (word,)
    box, size = word.box, len(word.text)
    at = min(cuts, key=lambda cut: abs(cut - size * (gap - box.left) / (box.right - box.left)))
    if abs(at - size * (gap - box.left) / (box.right - box.left)) > ASTRAY:
        return (word,)
    return (
        replace(respelled(word, word.text[:at], "run together"), box=Box(box.left, box.top, gap, box.bottom)),
        replace(word, text=word.text[at:], why="run together", box=Box(gap, box.top, box.right, box.bottom)),
    )


def _may_be_two(text: str) -> bool:
    """Say whether this is no word of the dictionary, no code, and no half of a word broken at the line end."""
    core = core_of(text)
    return len(text) >= SHORTEST and not (
        is_word(core) or is_figure(text) or is_code(core) or "/" in text or text[-1] in HYPHENS
    )


def _cuts(text: str) -> list[int]:
    """Return at which letters the text falls into two words or figures.

    Of what may be one long compound both must be words of the dictionary, for compounds fall into compounds anywhere.
    """
    known = is_word if is_likely_word(core_of(text)) else is_likely_word
    return [at for at in range(1, len(text)) if _stands_alone(text[:at], known) and _stands_alone(text[at:], known)]


def _stands_alone(text: str, known: Callable[[str], bool]) -> bool:
    core = core_of(text)
    if not core or not (text[0].isalnum() or text[0] in "(€'‘“"):  # the second half does not begin with a comma
        return False
    return is_figure(text) or (known(core) and (len(core) > SHORT or core.lower() in NEVER_HYPHENED))


def _widest_gap(box: Box, parts: Parts, least: float) -> int | None:
    """Return the x in the middle of the one gap between the letters in the box that is as wide as a space."""
    inside = (parts.left >= box.left - 1) & (parts.right <= box.right + 1)
    inside &= (parts.top < box.bottom) & (parts.bottom > box.top) & (parts.height < 2 * (box.bottom - box.top))
    inside[0] = False
    order = np.argsort(parts.left[inside])
    left, right = parts.left[inside][order], np.maximum.accumulate(parts.right[inside][order])
    gaps = left[1:] - right[:-1]
    if len(gaps) < 2:
        return None
    widest = int(gaps.argmax())
    rest = np.delete(gaps, widest).max()
    if gaps[widest] < least or gaps[widest] < WIDEST * rest:
        return None
    return int(left[widest + 1] + right[widest]) // 2
