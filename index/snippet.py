"""Show the words that were found where they stand: the best stretch of a text, as HTML."""

from collections.abc import Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

from index.dutch import Token, stem, tokens
from index.terms import Sought

WIDTH = 260  # characters: two or three lines under a title


class _Found(NamedTuple):
    start: int
    end: int
    what: int  # which of the things sought


def snippet(texts: Sequence[str], sought: Sequence[Sought]) -> str:
    """Return some 260 characters of the first text that has any of what is sought, the found words in <mark></mark>.

    The stretch is the one with most different things in it. With nothing found it is the start of the first text.
    """
    for text in texts if sought else ():
        if found := _find(text, sought):
            return _render(text, found, *_stretch(text, found))
    return _render(texts[0], [], *_widen(texts[0], 0, 0)) if texts else ""


def _find(text: str, sought: Sequence[Sought]) -> list[_Found]:
    words = list(tokens(text))
    answers = {word.joined: _answered(word, sought) for word in {word.joined: word for word in words}.values()}
    singles = (_Found(word.start, word.end, what) for word in words if (what := answers[word.joined]) is not None)
    rows = (found for what, one in enumerate(sought) for row in one.rows for found in _rows(words, row, what))
    return sorted({found.start: found for found in chain(singles, rows)}.values())


def _answered(word: Token, sought: Sequence[Sought]) -> int | None:
    """Return which of the things sought this word is, or None."""
    forms = {word.joined, *word.parts}
    stems = {stem(form) for form in forms}
    return next((what for what, one in enumerate(sought) if forms & one.words or stems & one.stems), None)


def _rows(words: Sequence[Token], row: tuple[str, ...], what: int) -> list[_Found]:
    """Return the words that make up the row, wherever its parts follow each other."""
    parts = [(part, word) for word in words for part in word.parts]
    starts = (at for at, (part, _) in enumerate(parts) if part == row[0])
    hits = [parts[at : at + len(row)] for at in starts if tuple(part for part, _ in parts[at : at + len(row)]) == row]
    return [_Found(word.start, word.end, what) for hit in hits for _, word in hit]


def _stretch(text: str, found: Sequence[_Found]) -> tuple[int, int]:
    """Return start and end of the stretch that holds most different things, then most words."""

    def worth(first: _Found) -> tuple[int, int]:
        inside = [one.what for one in found if first.start <= one.start and one.end <= first.start + WIDTH]
        return len(set(inside)), len(inside)

    first = max(found, key=worth)
    last = max(one.end for one in found if one.end <= max(first.start + WIDTH, first.end))
    return _widen(text, first.start, last)


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Let the stretch grow to its full width on both sides, to whole words."""
    spare = max(0, WIDTH - (end - start))
    left = max(0, start - spare // 2, 0)
    left = max(0, min(left, len(text) - WIDTH))
    right = min(len(text), max(end, left + WIDTH))
    if left and left < start:
        left = min(start, text.find(" ", left, start) + 1 or start)
    if end < right < len(text):
        right = max(end, text.rfind(" ", end, right))
    return left, right


def _render(text: str, found: Sequence[_Found], start: int, end: int) -> str:
    shown = [one for one in found if start <= one.start and one.end <= end]
    pieces = ["…" if start else ""]
    at = start
    for one in shown:
        pieces += [escape(text[at : one.start]), "<mark>", escape(text[one.start : one.end]), "</mark>"]
        at = one.end
    pieces += [escape(text[at:end]), "…" if end < len(text) else ""]
    return " ".join("".join(pieces).split())
