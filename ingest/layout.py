"""Divide the page into what is read apart: the body's column, and the colofon, headers and footers beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import numpy as np

from index.nota import Box, Line, Region
from ingest.ink.separate import Column, Ink
from ingest.ink.typelines import TypeLine
from ingest.scan import Pixels

MARGIN = 0.8  # in x-heights: white kept around what is read
HEAD_ROOM = 4.0  # in x-heights: the white that sets a letterhead off from the body
HEAD_SHARE, FOOT_SHARE = 0.2, 0.85  # of the page's height: a letterhead stands above, a footer below
INDENT = 4.0  # in x-heights: print in the letterhead begins this far from the body's left edge
SAME_ROW = 0.5  # share of the lower of two lines that overlap when they stand on one row
BOLD = 1.22  # times the body's stroke width: a heading's
LARGE = 1.25  # times the body's x-height: a heading's
SHORT = 0.9  # of the column's width: a heading does not fill its line
PAPER = 255

_PAGE_NUMBER = re.compile(
    r"(?:pagina|pag\.?|blad|p\.)?\s*\d{1,3}\s*(?:(?:van|/)\s*\d{1,3})?|[-–]\s*\d{1,3}\s*[-–]", re.I
)
_LETTERHEAD = re.compile(r"\W*(?:ministerie van|> ?retouradres|postbus)\b", re.I)


@dataclass(frozen=True, slots=True)
class Zones:
    """The page in two readings, each on white: boxes in pixels of the page, None where there is nothing to read."""

    body: Box | None
    aside: Box | None
    header: int  # y above which print in the body's column is letterhead; 0 where there is none
    others: tuple[Box, ...]  # the lines that stand beside the body

    def body_of(self, sheet: Pixels) -> Pixels:
        """Return the body alone."""
        assert self.body is not None
        alone = sheet.copy()
        for box in self.others:
            alone[_window(box)] = PAPER
        return np.ascontiguousarray(alone[_window(self.body)])

    def aside_of(self, sheet: Pixels) -> Pixels:
        """Return what stands beside the body, alone."""
        assert self.aside is not None
        alone = np.full_like(sheet, PAPER)
        for box in self.others:
            alone[_window(box)] = sheet[_window(box)]
        return np.ascontiguousarray(alone[_window(self.aside)])


def _window(box: Box) -> tuple[slice, slice]:
    return slice(box.top, box.bottom), slice(box.left, box.right)


def find_zones(ink: Ink) -> Zones:
    """Return where the body and where the rest of the print stands; on a page without text, nowhere."""
    if ink.column is None:
        return Zones(None, None, 0, ())
    height, width = ink.print.shape
    held = [line for line in ink.lines if ink.column.holds(line)]
    header = _header(held, ink.column, ink.xheight, height)
    body = [line for line in held if line.foot > header]
    beside = [line for line in ink.lines if not ink.column.holds(line) or line.foot <= header]
    margin = max(2, round(MARGIN * ink.xheight))
    return Zones(
        _hull((line.box for line in body), margin * 2, width, height),
        _hull((line.box for line in beside), margin * 2, width, height),
        header,
        tuple(_grown(line.box, margin // 2 + 1, width, height) for line in beside),
    )


def _header(held: Sequence[TypeLine], column: Column, xheight: float, height: int) -> int:
    """Return the y under the letterhead that stands above the body in its own column; 0 without one."""
    rows = sorted(held, key=lambda line: line.foot)
    for above, below in pairwise(rows):
        if above.foot > HEAD_SHARE * height:
            break
        indented = above.box.left > column.at(above.foot)[0] + INDENT * xheight
        if indented and below.box.top - above.box.bottom > HEAD_ROOM * xheight:
            return round(above.box.bottom)
    return 0


def _hull(boxes: Iterable[Box], margin: int, width: int, height: int) -> Box | None:
    """Return the box around all of these with a margin, within the page; None for none."""
    every = list(boxes)
    if not every:
        return None
    left, top = min(box.left for box in every), min(box.top for box in every)
    right, bottom = max(box.right for box in every), max(box.bottom for box in every)
    return _grown(Box(left, top, right, bottom), margin, width, height)


def _grown(box: Box, margin: int, width: int, height: int) -> Box:
    left, top = max(0, box.left - margin), max(0, box.top - margin)
    return Box(left, top, min(width, box.right + margin), min(height, box.bottom + margin))


def moved(lines: Iterable[Line], origin: Box) -> list[Line]:
    """Return lines that were read in a part of the page, placed on the page."""
    return [
        msgspec.structs.replace(
            line,
            box=_shifted(line.box, origin),
            words=tuple(msgspec.structs.replace(word, box=_shifted(word.box, origin)) for word in line.words),
        )
        for line in lines
    ]


def _shifted(box: Box, by: Box) -> Box:
    return Box(box.left + by.left, box.top + by.top, box.right + by.left, box.bottom + by.top)


def in_reading_order(lines: Iterable[Line]) -> list[Line]:
    """Return the lines from top to bottom, those that stand on one row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.box.top + line.box.bottom, line.box.left)):
        if rows and _on_row(line, rows[-1][-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box.left)]


def _on_row(line: Line, other: Line) -> bool:
    overlap = min(line.box.bottom, other.box.bottom) - max(line.box.top, other.box.top)
    lower = min(line.box.bottom - line.box.top, other.box.bottom - other.box.top)
    apart = line.box.left >= other.box.right or other.box.left >= line.box.right
    return apart and overlap >= SAME_ROW * lower


def label_body(lines: Sequence[Line], ink: Ink) -> list[Line]:
    """Return the body's lines with their regions: heading or paragraph, and a page number at the foot."""
    if not lines:
        return []
    strokes = [_stroke(line.box, ink) for line in lines]
    usual = float(np.median(strokes)) or 1.0
    widest = max(line.box.right - line.box.left for line in lines)
    height = ink.print.shape[0]
    return [
        msgspec.structs.replace(line, region=_body_region(line, stroke / usual, widest, height))
        for line, stroke in zip(lines, strokes, strict=True)
    ]


def _body_region(line: Line, weight: float, widest: int, height: int) -> Region:
    if line.box.top > FOOT_SHARE * height and _PAGE_NUMBER.fullmatch(line.raw.strip()):
        return "page-number"
    if line.box.bottom < HEAD_SHARE * height and _LETTERHEAD.match(line.raw):
        return "header"
    short = line.box.right - line.box.left < SHORT * widest
    return "heading" if short and weight > BOLD and line.raw[:1].isalnum() else "paragraph"


def _stroke(box: Box, ink: Ink) -> float:
    """Return the mean width in pixels of the strokes of the letters in the box."""
    print_ = ink.print[_window(box)]
    starts = int((print_[:, 1:] & ~print_[:, :-1]).sum())
    return float(print_.sum()) / max(1, starts)


def label_aside(lines: Sequence[Line], zones: Zones, ink: Ink) -> list[Line]:
    """Return the lines beside the body with their regions: header, colofon, footer or page number."""
    return [msgspec.structs.replace(line, region=_aside_region(line, zones, ink)) for line in lines]


def _aside_region(line: Line, zones: Zones, ink: Ink) -> Region:
    height = ink.print.shape[0]
    low = line.box.top > FOOT_SHARE * height and (zones.body is None or line.box.top > zones.body.bottom)
    if low:
        return "page-number" if _PAGE_NUMBER.fullmatch(line.raw.strip()) else "footer"
    if line.box.bottom <= zones.header or (line.box.bottom < HEAD_SHARE * height and _LETTERHEAD.match(line.raw)):
        return "header"
    return "metadata"
