"""What lies before a reader with a pen: the page, what they wish to put on it, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from samples.forge.lines import RAISED, Line, Look, Rect, Word
from samples.forge.pen import HANDS, PENS, Chance, Hand, Inked, Pen
from samples.forge.typeset import SetPage

Kind = Literal[
    "margin_note",
    "interlinear_note",
    "paraph",
    "signature",
    "underline",
    "strike_through",
    "circle",
    "box",
    "check",
    "bracket",
    "arrow",
    "stamp",
]

Side = Literal["left", "right"]

ILLEGIBLE = "[onleesbaar]"

EDGE_MM = 3.0  # nobody writes nearer to the edge of the sheet


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants to put on a page: which mark, at which printed words, saying what."""

    kind: Kind
    page: int
    at: str = ""  # printed words of one page; a note stands beside them, a line goes under them
    text: str = ""
    side: Side = "right"
    pen: str = "blue"
    hand: str = "anna"
    line: int = 0  # of the page's body, from which the words are looked for


class Mark(NamedTuple):
    """What came on the page; `quote` is the printed words that it marks."""

    kind: Kind
    text: str
    ink: str
    colour: tuple[int, int, int]
    inked: Inked
    quote: str = ""


class Span(NamedTuple):
    """Neighbouring printed words on one line."""

    line: Line
    box: Rect
    text: str


Taken = npt.NDArray[np.bool_]


class Desk(NamedTuple):
    """All that is at hand while one page is written on. `taken` is filled as ink comes on the page."""

    page: SetPage
    look: Look
    taken: Taken
    chance: Chance
    pens: Mapping[str, Pen] = PENS
    hands: Mapping[str, Hand] = HANDS

    def mm(self, length: float) -> float:
        """Pixels in so many millimetres."""
        return self.look.px(length)


def find(page: SetPage, words: str, line: int = 0) -> list[Span]:
    """Find printed words in the body from this line on: a span for every line they reach, none where they are not."""
    placed = [(word, line) for line in page.body[line:] for word in line.words]
    printed = [_bare(word.text) for word, _ in placed]
    wanted = [_bare(word) for word in words.split()]
    for at in range(len(placed) - len(wanted) + 1):
        if printed[at : at + len(wanted)] == wanted:
            return _spans(placed[at : at + len(wanted)])
    return []


def _bare(word: str) -> str:
    return word.strip(".,;:()’‘" + RAISED)


def _spans(placed: Sequence[tuple[Word, Line]]) -> list[Span]:
    spans: dict[int, Span] = {}
    for word, line in placed:
        box = word.box
        before = spans[id(line)].box if id(line) in spans else box
        text = f"{spans[id(line)].text} {word.text}" if id(line) in spans else word.text
        spans[id(line)] = Span(line, Rect(before.left, box.top, box.right, box.bottom), text)
    return list(spans.values())
