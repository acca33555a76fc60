"""Where on the picture of a page each word of its text stands."""

import unicodedata
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from index.nota import Box, Line

BODY = frozenset({"heading", "paragraph"})  # regions of the lines that the body is made of
METADATA = frozenset({"metadata"})
HYPHENS = "-\u2010\u2011\u00ad\u00ac"

LOOK_AHEAD = 400  # characters in which a word is looked for that does not come next
SURE = 4  # letters: a shorter word that does not come next may be another of its kind


class Placed(NamedTuple):
    """A word of a line, with the stretch of the text that it became: from `start`, up to `end`."""

    start: int
    end: int
    line: int  # index in the page's `lines`
    box: Box
    text: str


def placed_words(text: str, lines: Sequence[Line], regions: Container[str]) -> list[Placed]:
    """Return the printed words that a text was made of, those of the lines in these regions, in their order.

    A word that was broken over two lines stands there twice. One that is not found in the text is left out.
    """
    return list(_walk(_plain(text), list(_words(lines, regions))))


def boxes(placed: Sequence[Placed], start: int, end: int) -> list[Box]:
    """Return the boxes of the words in a stretch of the text."""
    return [word.box for word in placed if word.start < end and start < word.end]


def _words(lines: Sequence[Line], regions: Container[str]) -> Iterator[tuple[int, Box, str]]:
    for number, line in enumerate(lines):
        if line.region in regions:
            for word in line.words:
                for piece in word.text.split():
                    yield number, word.box, unicodedata.normalize("NFC", piece)


def _walk(text: str, words: Sequence[tuple[int, Box, str]]) -> Iterator[Placed]:
    at = 0
    for line, box, word in words:
        while text[at : at + 1].isspace():
            at += 1
        if found := _found(text, at, _plain(word)):
            yield Placed(*found, line, box, word)
            at = found[1]


def _found(text: str, at: int, word: str) -> tuple[int, int] | None:
    """Return where a word comes next, or else soon. The hyphen of a broken word may be gone."""
    if text.startswith(word, at):
        return at, at + len(word)
    if word[-1] in HYPHENS and text.startswith(word[:-1], at):
        end = at + len(word) - 1
        return at, end + (text[end : end + 1] == "-")
    if len(word) >= SURE and (later := text.find(word, at, at + LOOK_AHEAD)) >= 0:
        return later, later + len(word)
    return None


def _plain(text: str) -> str:
    """Return the text without accents, each letter in its place: a word made whole may get its trema."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
