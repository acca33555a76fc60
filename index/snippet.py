"""Show the words that were found where they stand: the best stretch of a text, as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

from index.dutch import Token, stem, tokens
from index.terms import Sought

WIDTH = 260  # characters: two or three lines under a title
MOST_FOUND = 500  # on one page; the best stretch of a longer one is looked for at its start


class _Found(NamedTuple):
    start: int
    end: int
    what: int  # which of the things sought


def snippet(texts: Sequence[str], sought: Sequence[Sought], spans: Iterable[tuple[int, int]] = ()) -> str:
    """Return some 260 characters of the first text that has any of what is sought, the found words in <mark></mark>.

    `spans` are places in the first text, from and to, that were found too. The stretch is the one with most different
    things in it; with nothing found it is the start of the first text.
    """
    tagged = [_Found(start, end, -1 - number) for number, (start, end) in enumerate(spans)]
    for text in texts if sought or tagged else ():
        if found := _apart(chain(tagged, _find(text, sought))):
            return _render(text, found, *_stretch(text, found))
        tagged = []
    return _render(texts[0], [], *_widen(texts[0], 0, 0)) if texts else ""


def _find(text: str, sought: Sequence[Sought]) -> Iterator[_Found]:
    words = list(tokens(text))
    answers = {word.joined: _answered(word, sought) for word in {word.joined: word for word in words}.values()}
    yield from (_Found(word.start, word.end, what) for word in words if (what := answers[word.joined]) is not None)
    yield from (found for what, one in enumerate(sought) for row in one.rows for found in _rows(words, row, what))


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """Return what was found in order, without what lies within another."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept[:MOST_FOUND]


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
