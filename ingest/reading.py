"""A nota's pages as one running text without the accidents of its lines, every character's place on its page kept."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.slips import slips


class Place(NamedTuple):
    """A stretch of one page's body: `body[start:end] == quote`."""

    page: int  # from 1
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The running text: one space between words, a newline between paragraphs, words whole, plain quotes and dashes."""

    text: str
    origins: Sequence[int]  # of every character of `text`, its offset in `pages`
    pages: str  # the bodies, divided by form feeds
    starts: Sequence[int]  # offset in `pages` at which each body begins

    def place(self, start: int, end: int) -> Place:
        """Return where `text[start:end]` stands; of what runs over a page's end, the part on the first page."""
        first, last = self.origins[start], self.origins[end - 1] + 1
        page = bisect_right(self.starts, first)
        quote = self.pages[first:last].split("\f")[0].rstrip()
        offset = first - self.starts[page - 1]
        return Place(page, offset, offset + len(quote), quote)


_SPACE = r"[ \t\n\f\r\u00a0\u202f]"
# A word broken at the end of a line; in "in- en uitvoer" the hyphen is meant.
_BROKEN = rf"(?<=[^\W\d_A-Z])[-\u00ad\u00ac‐]{_SPACE}*\n{_SPACE}*(?=[^\W\d_A-Z])(?!(?:en|of|tot|dan|als)\b)"
# After a capital or a figure, or before a capital, the hyphen is the word's own: "SZW-begroting", "Prins-Modderaar".
_AT_ITS_HYPHEN = rf"(?<=[^\W_][-‐]){_SPACE}*\n{_SPACE}*(?=[^\W_])(?!(?:en|of|tot|dan|als)\b)"
_ACCIDENT = re.compile(rf"{_BROKEN}|(?P<own>{_AT_ITS_HYPHEN})|{_SPACE}+|\u00ad")
# Also the four letters that a pattern without case takes for the s, i, i and k of a word that no list then has.
_PLAIN = str.maketrans("‘’‚´`“”„‐‑‒–—ſıİ\u212a", "'''''\"\"\"-----siIK")
_UNFINISHED = re.compile(
    r"(?:\b(?:moties?|lid|leden|van|de|den|der|ten|ter|te|het|een|en|of|op|in|aan|door|bij|voor|over|met|nr\.?|d\.d\.|c\.s\."
    r"|artikel|Kamerstuk(?:ken)?|Wet)|[-/,(&])$",
    re.I,
)
_GOES_ON = re.compile(
    r"(?!o [A-Z])(?:[^\W\dA-Z_À-Þ]|\d{3}|\d\d? ?[a-z])"
)  # a small letter, a year, "13 juli": no new paragraph
_SENTENCE_ENDS = re.compile(r"[.:;?!][)\"'\d¹²³]*$")
_HEADING_WORDS = 4
_LINE = 140  # characters; what is looked back at


def running_text(bodies: Sequence[str]) -> Reading:
    """Return the pages' bodies, page 1 first, as one text to search in."""
    pages = "\f".join(bodies)
    starts = [0]
    for body in bodies[:-1]:
        starts.append(starts[-1] + len(body) + 1)
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for match in _ACCIDENT.finditer(pages):
        pieces.append(pages[done : match.start()])
        origins.extend(range(done, match.start()))
        if match[0].isspace() and not match["own"]:
            pieces.append(_gap(pages, match.start(), match.end()))
            origins.append(match.start())
        done = match.end()
    pieces.append(pages[done:])
    origins.extend(range(done, len(pages)))
    text, origins = _mended("".join(pieces).translate(_PLAIN), origins)
    return Reading(text, origins, pages, starts)


def _mended(text: str, origins: list[int]) -> tuple[str, list[int]]:
    """Return the text without the engine's slips; what was mended begins and ends where it stood."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, meant in slips(text):
        pieces += [text[done:start], meant]
        places += origins[done:start]
        places += [*(origins[min(start + n, end - 1)] for n in range(len(meant) - 1)), origins[end - 1]]
        done = end
    return "".join((*pieces, text[done:])), places + origins[done:]


def _gap(pages: str, start: int, end: int) -> str:
    """Return a newline where white space divides paragraphs, else a space."""
    gap = pages[start:end]
    if "\n" not in gap and "\f" not in gap:
        return " "
    before = pages[max(0, start - _LINE) : start]
    line = before[before.rfind("\n") + 1 :]
    if _GOES_ON.match(pages, end) or _UNFINISHED.search(line):
        return " "  # a sentence goes on, whatever the layout says
    apart = gap.count("\n") > 1 or ("\f" in gap and _SENTENCE_ENDS.search(line))
    return "\n" if apart or _is_heading(line) else " "


def _is_heading(line: str) -> bool:
    """Tell whether a line in the midst of a paragraph is a heading after all: a word or a few, no half sentence."""
    opens = line[:1].isupper() or line[:1].isdigit()
    return opens and line.count(" ") < _HEADING_WORDS and not line.endswith((".", ",", ";", *"0123456789"))
