"""Show the words that were found where they stand: the best stretch of a text, as HTML."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import chain
from typing import NamedTuple

from index.documents import Shown
from index.dutch import TOKEN, Token, fold, is_built_with, stem, token, tokens
from index.terms import Sought

WIDTH = 260  # characters: two or three lines under a title
MOST_FOUND = 500  # on one page; the best stretch of a longer one is looked for at its start


class Snippet(NamedTuple):
    """A stretch of a page."""

    html: str  # found words in <mark></mark>, all else escaped
    misread: tuple[str, ...]  # those of the page's words, as they were read, that were taken for another


class Place(NamedTuple):
    """Where something was found in a text."""

    start: int
    end: int
    what: int  # which of the things sought
    misread: bool = False


def snippet(shown: Shown, sought: Sequence[Sought], spans: Iterable[tuple[int, int]] = ()) -> Snippet:
    """Return some 260 characters of the first text that has any of what is sought.

    `spans` are places in the first text, from and to, that were found too. The stretch is the one with most different
    things in it; with nothing found it is the start of the first text.
    """
    texts, read_for = shown.texts, misreadings(shown.variants)
    tagged = [Place(start, end, -1 - number) for number, (start, end) in enumerate(spans)]
    for text in texts if sought or tagged else ():
        if found := apart(chain(tagged, places(text, sought, read_for))):
            return Snippet(_render(text, found, *_stretch(text, found)), _misread(text, found))
        tagged = []
    return Snippet(_render(texts[0], [], *_widen(texts[0], 0, 0)) if texts else "", ())


def _misread(text: str, found: Iterable[Place]) -> tuple[str, ...]:
    words = (text[one.start : one.end] for one in found if one.misread)
    return tuple({fold(word): word for word in words}.values())


def misreadings(variants: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return for every folded word that was read what may have been printed there, as `Shown` has it."""
    printed: dict[str, set[str]] = {}
    for variant, read in variants:
        printed.setdefault(fold(read), set()).update(form for token in tokens(variant) for form in token.parts)
    return printed


def places(text: str, sought: Sequence[Sought], read_for: Mapping[str, set[str]] | None = None) -> Iterator[Place]:
    """Yield where what is sought stands in a text; not in order, and some within others.

    `read_for`: for every folded word of the page what may have been printed there.
    """
    known = _looked_for(tuple(sought))
    for match in TOKEN.finditer(text.replace("_", " ")):
        if answer := known.of(match.group()) or (read_for and known.misread(match.group(), read_for)):
            yield Place(match.start(), match.end(), *answer)
    words = list(tokens(text)) if any(one.rows for one in sought) else []
    yield from (found for what, one in enumerate(sought) for row in one.rows for found in _rows(words, row, what))


class _LookedFor:
    """Which of the things sought a word is, and whether it was misread for it."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        numbered = list(enumerate(sought))[::-1]  # the first counts
        self._words = {word: what for what, one in numbered for word in one.words}
        self._stems = {stem: what for what, one in numbered for stem in one.stems}
        self._misread = {word: what for what, one in numbered for word in one.misread}
        self._built = {part: what for what, one in numbered for part in one.built}
        self._parts = tuple(self._built)
        self._known: dict[str, tuple[int, bool] | None] = {}

    def of(self, word: str) -> tuple[int, bool] | None:
        """Return which of the things sought a printed word is, and whether it is like a misreading of it; or None."""
        if word not in self._known:
            found = token(word)
            self._known[word] = self._compared((found.joined, *found.parts)) if found.joined else None
        return self._known[word]

    def misread(self, word: str, read_for: Mapping[str, set[str]]) -> tuple[int, bool] | None:
        """Return which of the things sought may have been printed where a word was read; or None."""
        printed = read_for.get(token(word).joined, ())
        return next(((what, True) for form in printed if (what := self._itself(form)) is not None), None)

    def _compared(self, forms: Sequence[str]) -> tuple[int, bool] | None:
        for form in forms:
            if (what := self._itself(form)) is not None or (what := self._built_with(form)) is not None:
                return what, False
        return next(((self._misread[form], True) for form in forms if form in self._misread), None)

    def _itself(self, form: str) -> int | None:
        what = self._words.get(form)
        return self._stems.get(stem(form)) if what is None and self._stems else what

    def _built_with(self, form: str) -> int | None:
        if not form.endswith(self._parts) and not form.startswith(self._parts):
            return None
        word = form.encode()
        return next(
            (what for part, what in self._built.items() if part == form or is_built_with(word, part.encode())), None
        )


@lru_cache(8)
def _looked_for(sought: tuple[Sought, ...]) -> _LookedFor:
    """Return what looks for these things, with what it found out for the page before."""
    return _LookedFor(sought)


def apart(found: Iterable[Place]) -> list[Place]:
    """Return what was found in order, without what lies within another."""
    kept: list[Place] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept[:MOST_FOUND]


def _rows(words: Sequence[Token], row: tuple[str, ...], what: int) -> list[Place]:
    """Return the words that make up the row, wherever its parts follow each other."""
    parts = [(part, word) for word in words for part in word.parts]
    starts = (at for at, (part, _) in enumerate(parts) if part == row[0])
    hits = [parts[at : at + len(row)] for at in starts if tuple(part for part, _ in parts[at : at + len(row)]) == row]
    return [Place(word.start, word.end, what) for hit in hits for _, word in hit]


def _stretch(text: str, found: Sequence[Place]) -> tuple[int, int]:
    """Return start and end of the stretch that holds most different things, then most words."""

    def worth(first: Place) -> tuple[int, int]:
        inside = [one.what for one in found if first.start <= one.start and one.end <= first.start + WIDTH]
        return len(set(inside)), len(inside)

    first = max(found, key=worth)
    last = max(one.end for one in found if one.end <= max(first.start + WIDTH, first.end))
    return _widen(text, first.start, last)


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Let the stretch grow to its full width on both sides, to whole words."""
    spare = max(0, WIDTH - (end - start))
    left = max(0, start - spare // 2)
    left = max(0, min(left, len(text) - WIDTH))
    right = min(len(text), max(end, left + WIDTH))
    if left and left < start:
        left = min(start, text.find(" ", left, start) + 1 or start)
    if end < right < len(text):
        right = max(end, text.rfind(" ", end, right))
    return left, right


def _render(text: str, found: Sequence[Place], start: int, end: int) -> str:
    shown = [one for one in found if start <= one.start and one.end <= end]
    pieces = ["…" if start else ""]
    at = start
    for one in shown:
        pieces += [escape(text[at : one.start]), "<mark>", escape(text[one.start : one.end]), "</mark>"]
        at = one.end
    pieces += [escape(text[at:end]), "…" if end < len(text) else ""]
    return " ".join("".join(pieces).split())
