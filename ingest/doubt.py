"""Read once more the lines that the pen made doubtful, with the pen left on, and keep the surer of the two readings."""

from collections.abc import Sequence

import msgspec
import numpy as np

from index.nota import Box, Line, Word
from ingest.ink.separate import Ink
from ingest.ocr import around, read_lines
from ingest.scan import Mask, Pixels
from ingest.unbend import Bend

DOUBTFUL = 0.8  # confidence below which a line that the pen touched is read again
SURER = 0.08  # by how much the second reading must be surer
TOUCHED = 0.01  # share of a line's box that bears pen ink
ROOM = 0.6  # in x-heights: white around a line, and twice as much between lines
PAPER = 255


def read_both_ways(lines: Sequence[Line], ink: Ink, bend: Bend) -> list[Line]:
    """Return the lines, each as it was read with the pen taken off or left on, whichever the engine is surer of.

    All doubtful lines are read in one go, one below the other.
    """
    pen = bend.laid_flat(np.where(ink.handwriting, 0, PAPER).astype(np.uint8)) < PAPER // 2
    doubtful = [at for at, line in enumerate(lines) if line.confidence < DOUBTFUL and _touched(line.box, pen)]
    if not doubtful:
        return list(lines)
    room = max(2, round(ROOM * ink.xheight))
    boxes = [_grown(lines[at].box, room, ink.print.shape) for at in doubtful]
    picture, tops = _stacked(boxes, bend.laid_flat(ink.sheet.grey), 2 * room)
    again = read_lines(picture, ink.xheight, ink.sheet.dpi)
    chosen = list(lines)
    for at, box, top in zip(doubtful, boxes, tops, strict=True):
        words = [
            _moved(word, box.left, box.top - top)
            for line in again
            if top <= (line.box.top + line.box.bottom) / 2 < top + box.bottom - box.top
            for word in line.words
        ]
        chosen[at] = _surer(chosen[at], words)
    return chosen


def _touched(box: Box, pen: Mask) -> bool:
    return float(pen[box.top : box.bottom, box.left : box.right].mean()) >= TOUCHED


def _grown(box: Box, room: int, shape: tuple[int, ...]) -> Box:
    left, top = max(0, box.left - room), max(0, box.top - room // 2)
    return Box(left, top, min(shape[1], box.right + room), min(shape[0], box.bottom + room // 2))


def _stacked(boxes: Sequence[Box], sheet: Pixels, gap: int) -> tuple[Pixels, list[int]]:
    """Return these parts of the page one below the other, and the y at which each begins."""
    width = max(box.right - box.left for box in boxes) + 2 * gap
    tops: list[int] = []
    y = gap
    for box in boxes:
        tops.append(y)
        y += box.bottom - box.top + gap
    picture = np.full((y, width), PAPER, np.uint8)
    for box, top in zip(boxes, tops, strict=True):
        part = sheet[box.top : box.bottom, box.left : box.right]
        picture[top : top + part.shape[0], : part.shape[1]] = part
    return picture, tops


def _moved(word: Word, across: int, down: int) -> Word:
    box = word.box
    return msgspec.structs.replace(
        word, box=Box(box.left + across, box.top + down, box.right + across, box.bottom + down)
    )


def _surer(line: Line, words: Sequence[Word]) -> Line:
    """Return the line, or what these words make of it where the engine is surer of them and no fewer letters stand."""
    if not words:
        return line
    raw = " ".join(word.text for word in words)
    mean = sum(word.confidence for word in words) / len(words)
    if mean < line.confidence + SURER or len(raw) < 0.8 * len(line.raw):
        return line
    return msgspec.structs.replace(
        line, box=around(word.box for word in words), raw=raw, text=raw, confidence=round(mean, 4), words=tuple(words)
    )
