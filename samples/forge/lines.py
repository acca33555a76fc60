"""Break words into lines as a ministry's house style sets them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from PIL import ImageFont

from samples.fonts import face
from samples.forge.text import Token

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

ASCENT, DESCENT = 0.76, 0.22  # of the type size: how far letters rise and hang, for the boxes of words
SPACE = 0.3  # of the type size: room between words, near what office software gives
SHORTEST_STUB = 3  # letters that a broken word leaves on either line


Colofon = Literal["right", "left", "none"]


@dataclass(frozen=True, slots=True)
class Look:
    """How one ministry sets its nota's. Lengths in mm from the top left of the sheet, type sizes in points."""

    dpi: int = 300
    face: str = "dejavu-sans"
    size: float = 9.0
    leading: float = 1.45  # of the size
    left: float = 28.0  # of the body
    width: float = 118.0
    first: float = 52.0  # where the first page begins
    top: float = 42.0  # where the others begin
    bottom: float = 272.0
    colofon: Colofon = "right"
    colofon_left: float = 157.0
    colofon_width: float = 44.0
    columns: int = 1
    justified: bool = False
    hyphenated: bool = False
    bullet: Literal["ring", "dash", "dot"] = "ring"
    underlined_leads: bool = False
    paging: Literal["colofon", "foot", "none"] = "colofon"
    letterhead: Literal["ribbon", "side", "plain"] = "ribbon"
    ribbon: tuple[int, int, int] = (21, 66, 115)
    ruled_tables: bool = True

    def px(self, mm: float) -> float:
        """Pixels in so many millimetres."""
        return mm / MM_PER_INCH * self.dpi

    def type_px(self, points: float) -> float:
        """Pixels in so many points."""
        return points / POINTS_PER_INCH * self.dpi


class Rect(NamedTuple):
    """A rectangle in pixels of the page, right and bottom excluded."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its place: `x` of its left, `baseline` of its foot, type `size` in pixels."""

    text: str
    x: float
    baseline: float
    width: float
    size: float
    bold: bool = False
    underlined: bool = False

    @property
    def box(self) -> Rect:
        """The room its letters may take."""
        return Rect(
            self.x, self.baseline - ASCENT * self.size, self.x + self.width, self.baseline + DESCENT * self.size
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line. `block` tells which lines run on; `broken`: the last word goes on in the next line."""

    words: tuple[Word, ...]
    block: int
    height: float
    gap: float = 0.0  # room above
    broken: str | None = None  # the whole word, where its end stands on the next line
    bullet: bool = False
    row: bool = False
    heading: bool = False
    new_page: bool = False

    @property
    def text(self) -> str:
        """The line as it is printed, a hyphen at its end included."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Rect:
        """The room its letters may take."""
        boxes = [word.box for word in self.words]
        return Rect(boxes[0].left, min(b.top for b in boxes), boxes[-1].right, max(b.bottom for b in boxes))


@lru_cache(maxsize=64)
def font(family: str, bold: bool, size: float) -> ImageFont.FreeTypeFont:
    """Open the typeface at this size in pixels. Basic layout: the same on every machine."""
    return ImageFont.truetype(face(family, 700 if bold else 400), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def measure(family: str, bold: bool, size: float, text: str) -> float:
    """Width in pixels of a word with its raised figures."""
    letters = text.rstrip(RAISED)
    raised = len(text) - len(letters)
    return font(family, bold, size).getlength(letters) + raised * 0.4 * size


# --- breaking into lines ---

VOWELS = "aeiouyáéíóúàèäëïöüAEIOUY"
ONSETS = ("ch", "kl", "kr", "kw", "pl", "pr", "br", "bl", "dr", "tr", "vr", "wr", "gr", "gl", "fr", "fl", "th", "zw")


def breaks(word: str) -> list[int]:
    """Find where a Dutch word may be broken, last place first: before the consonants that open a syllable."""
    found = []
    for match in re.finditer(f"[{VOWELS}]([^{VOWELS}\\W\\d_]+)(?=[{VOWELS}])", word):
        consonants = match[1].lower()
        onset = 2 if consonants.endswith(ONSETS) else 1
        found.append(match.end() - onset)
    letters = len(word.rstrip(".,;:)?!"))
    return [place for place in reversed(found) if SHORTEST_STUB <= place <= letters - SHORTEST_STUB]


class Shape(NamedTuple):
    """What a run of words is set in."""

    look: Look
    size: float
    width: float
    bold: bool = False
    hyphenated: bool = False
    justified: bool = False

    def wide(self, token: Token) -> float:
        """Measure one word, in pixels."""
        return measure(self.look.face, self.bold or token.bold, self.size, token.text)


class Row(NamedTuple):
    """Words for one line; `broken` is the whole word whose beginning ends it."""

    tokens: tuple[Token, ...]
    broken: str | None = None


def _rows(run: Sequence[Token], shape: Shape) -> Iterator[Row]:
    """Fill rows greedily; a word too long for what is left may be broken."""
    row: list[Token] = []
    used = 0.0
    space = SPACE * shape.size
    for token in run:
        if row and token.new_page:
            yield Row(tuple(row))
            row, used = [], 0.0
        rest = token
        while row and used + shape.wide(rest) > shape.width:
            head = _head(rest, shape, shape.width - used)
            if head is None:
                yield Row(tuple(row))
            else:
                yield Row((*row, head), rest.text)
                rest = replace(rest, text=rest.text[len(head.text) - 1 :], new_page=False)
            row, used = [], 0.0
        row.append(rest)
        used += shape.wide(rest) + space
    if row:
        yield Row(tuple(row))


def _head(token: Token, shape: Shape, room: float) -> Token | None:
    """Return the longest beginning of a word, with its hyphen, that fits; None where the word stays whole."""
    if not shape.hyphenated or not re.fullmatch(r"[^\W\d_]{7,}[.,;:)]?", token.text):
        return None
    heads = (replace(token, text=token.text[:place] + "-") for place in breaks(token.text))
    return next((head for head in heads if shape.wide(head) <= room), None)


def words_of(row: Row, shape: Shape, left: float, last: bool) -> tuple[Word, ...]:
    """Put a row's words beside each other; their feet stand at 0."""
    widths = [shape.wide(token) for token in row.tokens]
    space = SPACE * shape.size
    slack = shape.width - sum(widths)
    if shape.justified and not last and len(widths) > 1:
        space = min(slack / (len(widths) - 1), 3 * space)
    words, x = [], left
    for token, width in zip(row.tokens, widths, strict=True):
        words.append(Word(token.text, x, 0.0, width, shape.size, shape.bold or token.bold, token.underlined))
        x += width + space
    return tuple(words)


def run_lines(run: Sequence[Token], shape: Shape, left: float, block: int, gap: float = 0.0) -> list[Line]:
    """Set the lines of one run of words, their feet at 0, `gap` pixels above the first."""
    rows = list(_rows(run, shape))
    height = shape.size * shape.look.leading
    lines = []
    for at, row in enumerate(rows):
        last = at == len(rows) - 1 or rows[at + 1].tokens[0].new_page
        words = words_of(row, shape, left, last)
        new_page = row.tokens[0].new_page
        lines.append(Line(words, block, height, 0.0 if at else gap, row.broken, new_page=new_page))
    return lines
