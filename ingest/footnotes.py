"""Find the raised figures of footnotes, which the engine takes for other signs or does not see, and read them apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from msgspec.structs import replace

from index.nota import Box, Line, Word
from ingest.changes import respelled, with_words
from ingest.ink.typelines import Parts, TypeLine
from ingest.ocr import around
from ingest.recogniser import recognised
from ingest.scan import Pixels

LEAST_HEIGHT, MOST_HEIGHT = 0.5, 1.15  # in the line's x-heights
LEAST_WIDTH, MOST_WIDTH = 0.18, 0.8
RAISED = 0.4  # in x-heights: how far the figure's foot stands over its line
HIGHEST = 2.3  # in x-heights: its head over the line, at most
NEAR_BY = 8.0  # in x-heights: letters that tell where the line stands at the figure
FEWEST_NEAR = 3
APART = 0.45  # in x-heights: white that follows a figure
DOT = 0.25  # in x-heights: how far a full stop strays
REACH = 1.0  # in x-heights: white between a word and its figure, at most
SURE, SURE_OF_TWO = 0.99, 0.9  # recogniser's score of a figure alone, and of one found both in the text and at its note
READ_AT = 34  # pixels high: as large as the recogniser's own lines
PAPER = 255
TAKEN_FOR = "!?*'\"’‘”“®°©1234567890¹²³^"  # what the engine makes of a raised figure
RAISED_FIGURES = str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Sign:
    """A raised figure on the page."""

    box: Box
    figure: str  # as it is printed: "¹"
    score: float
    stop: bool  # whether a full stop stands before it
    begins: bool  # whether it begins its line, as at the note itself


def with_footnote_signs(lines: Sequence[Line], typelines: Sequence[TypeLine], parts: Parts, grey: Pixels) -> list[Line]:
    """Return the lines with the raised figures that stand in them, in the place of what the engine made of those."""
    signs = [sign for line in typelines if line.printed for sign in _signs(line, parts, grey)]
    notes = {sign.figure for sign in signs if sign.begins}
    referred = {sign.figure for sign in signs if not sign.begins}
    with_signs = list(lines)
    for sign in signs:
        if sign.score < (SURE_OF_TWO if sign.figure in notes & referred else SURE):
            continue
        at = _line_of(sign.box, with_signs)
        if at is not None:
            with_signs[at] = _with_sign(with_signs[at], sign)
    return with_signs


def _signs(line: TypeLine, parts: Parts, grey: Pixels) -> Iterator[Sign]:
    size = line.xheight
    height, width = parts.height[line.pieces], parts.width[line.pieces]
    sized = (height >= LEAST_HEIGHT * size) & (height <= MOST_HEIGHT * size)
    sized &= (width >= LEAST_WIDTH * size) & (width <= MOST_WIDTH * size)
    for piece in line.pieces[sized]:
        foot = _foot(piece, line, parts)
        if foot is None or foot - parts.bottom[piece] < RAISED * size or parts.top[piece] < foot - HIGHEST * size:
            continue
        if not _stands_alone(piece, foot, size, parts):
            continue
        figure, score = recognised(_picture(piece, parts, grey))
        if len(figure) == 1 and figure in "123456789":
            stop = _has_stop(piece, foot, size, parts)
            begins = bool(parts.left[piece] <= line.box.left + size)
            yield Sign(parts.box(int(piece)), figure.translate(RAISED_FIGURES), score, stop, begins)


def _foot(piece: np.intp, line: TypeLine, parts: Parts) -> float | None:
    """Return where the letters beside this piece stand."""
    others = line.pieces[line.pieces != piece]
    near = others[np.abs(parts.left[others] - parts.left[piece]) < NEAR_BY * line.xheight]
    return float(np.median(parts.bottom[near])) if len(near) >= FEWEST_NEAR else None


def _stands_alone(piece: np.intp, foot: float, size: float, parts: Parts) -> bool:
    """Whether nothing stands under the piece, as under an accent, nor right behind it, as in "%" and "zo'n"."""
    left, right = parts.left[piece], parts.right[piece]
    under = (parts.left < right) & (parts.right > left) & (parts.top >= parts.bottom[piece] - 1)
    under &= parts.top < foot + DOT * size
    behind = (parts.left >= left) & (parts.left < right + APART * size)
    behind &= (parts.top < foot) & (parts.bottom > foot - 1.6 * size)
    others = (parts.area > 3) & (np.arange(len(parts.area)) != piece)
    others[0] = False
    return not ((under | behind) & others).any()


def _has_stop(piece: np.intp, foot: float, size: float, parts: Parts) -> bool:
    gap = parts.left[piece] - parts.right
    dots = (gap > -DOT * size) & (gap < REACH * size) & (np.maximum(parts.width, parts.height) < 0.4 * size)
    dots &= (np.abs(parts.bottom - foot) < DOT * size) & (parts.area > 3)
    return bool(dots.any())


def _picture(piece: np.intp, parts: Parts, grey: Pixels) -> Pixels:
    """Return the piece alone on white, as large as a line of print is read."""
    place = slice(parts.top[piece], parts.bottom[piece]), slice(parts.left[piece], parts.right[piece])
    alone = np.where(parts.labels[place] == piece, grey[place], PAPER).astype(np.uint8)
    edged = cv2.copyMakeBorder(alone, 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=PAPER)
    scale = READ_AT / edged.shape[0]
    large = cv2.resize(edged, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(large, 8, 8, 30, 30, cv2.BORDER_CONSTANT, value=PAPER).astype(np.uint8)


def _line_of(box: Box, lines: Sequence[Line]) -> int | None:
    """Return the line in which the box stands, or which it stands right before or behind."""
    middle, reach = (box.top + box.bottom) / 2, 2 * (box.bottom - box.top)
    for at, line in enumerate(lines):
        inside = line.box.left - reach <= box.left and box.right <= line.box.right + reach
        if line.words and inside and line.box.top - reach / 4 <= middle <= line.box.bottom - (box.bottom - box.top) / 2:
            return at
    return None


def _with_sign(line: Line, sign: Sign) -> Line:
    before = [word for word in line.words if word.box.left < sign.box.left - 1]
    after = list(line.words[len(before) :])
    own = Word(sign.box, sign.figure, round(sign.score, 4), why="footnote")
    if after and after[0].box.left < sign.box.right and _is_figure_itself(after[0]):
        del after[0]
    if before:
        word = before.pop()
        text = word.text.rstrip(TAKEN_FOR) if word.box.right > sign.box.left or before else word.text
        stop = "." if sign.stop and text[-1:].isalnum() else ""
        own = replace(respelled(word, f"{text}{stop}{sign.figure}", "footnote"), box=around((word.box, sign.box)))
    elif after and after[0].box.left < sign.box.right:
        after[0] = respelled(after[0], after[0].text.lstrip(TAKEN_FOR) or after[0].text, "footnote")
    return with_words(line, (*before, own, *after))


def _is_figure_itself(word: Word) -> bool:
    """Say whether this word, which begins where a figure stands, is no more than that figure: white follows it."""
    return len(word.text) == 1 or set(word.text) <= set(TAKEN_FOR)
