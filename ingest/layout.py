"""Divide the page into what is read apart: the body's columns, and the colofon, headers and footers beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import numpy as np

from index.nota import Box, Line, Region
from ingest.colofon import label_and_value
from ingest.ink.columns import GUTTER, Column, side_by_side
from ingest.ink.separate import Ink
from ingest.ink.typelines import TypeLine
from ingest.ocr import around
from ingest.scan import Pixels
from ingest.unbend import Bend

MARGIN = 0.8  # in x-heights: white kept around what is read
HEAD_ROOM = 4.0  # in x-heights: the white that sets a letterhead off from the body
HEAD_SHARE, FOOT_SHARE = 0.2, 0.85  # of the page's height: a letterhead stands above, a footer below
INDENT = 8.0  # in x-heights: print in the letterhead begins this far from the body's left edge
LETTERHEAD_ROWS, SHORT_HEAD = 4, 0.6  # rows of a letterhead, and how much of the column one of them fills at most
LEAST_LINES, NARROWEST = 6, 18.0  # lines of a text column, and its least width in x-heights: cells are narrower
LEAST_LEFT_OVER = 3  # lines of the last column
ALIKE = 0.6  # width of the narrowest text column as a share of the widest
FILLED, MOSTLY = 0.7, 0.5  # share of the column that a full line takes, and of its print that stands in full lines
SAME_ROW = 0.5  # share of the lower of two lines that overlap when they stand on one row
BLOCK_WITHIN, LEAST_LABELS = 20, 2  # lines from the top of the body; labels that make a block
BOLD = 1.22  # times the body's stroke width: a heading's
SHORT = 0.9  # of the column's width: a heading does not fill its line
PAPER = 255

_PAGE_NUMBER = re.compile(
    r"(?:pagina|pag\.?|blad|p\.)\W?\s*[\dIl|]{1,3}\s*(?:(?:van|/)\s*[\dIl|]{1,3})?|\d{1,3}(?:\s*(?:van|/)\s*\d{1,3})?|[-–]\s*\d{1,3}\s*[-–]",
    re.I,
)
_LETTERHEAD = re.compile(r"\W*(?:ministerie van|> ?retouradres|postbus)\b", re.I)


@dataclass(frozen=True, slots=True)
class Zones:
    """What is read apart, each a set of boxes around lines of print, in pixels of the page laid flat."""

    bodies: tuple[tuple[Box, ...], ...]  # the body's columns in reading order, each read alone
    aside: tuple[Box, ...]  # what stands beside the body
    aside_xheight: float  # pixels: a colofon is set in smaller type
    header: int  # y above which print in the body's column is letterhead; 0 where there is none


def find_zones(ink: Ink, bend: Bend) -> Zones:
    """Return where the body and where the rest of the print stands on the page laid flat; without text, nowhere."""
    if ink.column is None:
        return Zones((), (), 0.0, 0)
    height, width = ink.print.shape
    held = [line for line in ink.lines if ink.column.holds(line)]
    header = _header(held, ink.column, ink.xheight, height)
    body = [line for line in held if line.foot > header]
    beside = [line for line in ink.lines if not ink.column.holds(line) or line.foot <= header]
    margin = max(2, round(MARGIN * ink.xheight))

    def boxes(lines: Iterable[TypeLine]) -> tuple[Box, ...]:
        return tuple(_grown(bend.flat_box(line, ink.parts), margin, width, height) for line in lines)

    bodies = tuple(boxes(part) for part in _columns(body, ink.column.drift, ink.xheight) if part)
    small = float(np.median([line.xheight for line in beside])) if beside else 0.0
    return Zones(bodies, boxes(beside), small, header)


def alone(sheet: Pixels, boxes: Sequence[Box]) -> tuple[Pixels, Box]:
    """Return the part of the page that holds these boxes, white but for them, and where it lies on the page."""
    hull = around(boxes)
    picture = np.full((hull.bottom - hull.top, hull.right - hull.left), PAPER, np.uint8)
    for box in boxes:
        place = slice(box.top - hull.top, box.bottom - hull.top), slice(box.left - hull.left, box.right - hull.left)
        picture[place] = sheet[_window(box)]
    return picture, hull


def _window(box: Box) -> tuple[slice, slice]:
    return slice(box.top, box.bottom), slice(box.left, box.right)


def _columns(lines: Sequence[TypeLine], drift: float, xheight: float) -> list[list[TypeLine]]:
    """Return the body's lines in the parts in which they are read: what spans the page, then column by column."""
    if not lines:
        return []
    groups = side_by_side(lines, drift, xheight)
    if len(groups) < 2 or not _are_text_columns(groups, xheight):
        return [list(lines)]
    edge = min(line.box.left for line in groups[1]) - GUTTER * xheight / 2
    beside = min(line.foot for line in groups[1])
    spanning = [line.foot for line in groups[0] if line.box.right > edge and line.foot < beside]
    top = max(spanning, default=0.0)
    above = [line for line in lines if line.foot <= top]
    return [above, *([line for line in group if line.foot > top] for group in groups)]


def _are_text_columns(groups: Sequence[Sequence[TypeLine]], xheight: float) -> bool:
    """Whether most of the print fills these columns, as text does and the cells of a table do not.

    The last may hold only what was left over from the others.
    """
    full = [_full_width(group) for group in groups]
    return (
        all(len(group) >= LEAST_LINES for group in groups[:-1])
        and len(groups[-1]) >= LEAST_LEFT_OVER
        and min(full) >= max(NARROWEST * xheight, ALIKE * max(full))
        and all(_fills(group, width) for group, width in zip(groups, full, strict=True))
    )


def _full_width(lines: Sequence[TypeLine]) -> float:
    return float(np.percentile([line.box.right - line.box.left for line in lines], 90))


def _fills(lines: Sequence[TypeLine], full: float) -> bool:
    widths = np.array([line.box.right - line.box.left for line in lines])
    return float(widths[widths > FILLED * full].sum() / widths.sum()) >= MOSTLY


def _header(held: Sequence[TypeLine], column: Column, xheight: float, height: int) -> int:
    """Return the y under the letterhead that stands above the body in its own column; 0 without one.

    A letterhead is a few short lines well inside the column, with white below.
    """
    rows = sorted(held, key=lambda line: line.foot)
    for number, (above, below) in enumerate(pairwise(rows[: LETTERHEAD_ROWS + 1]), start=1):
        left, right = column.at(above.foot)
        inside = min(line.box.left for line in rows[:number]) > left + INDENT * xheight
        short = max(line.box.right - line.box.left for line in rows[:number]) < SHORT_HEAD * (right - left)
        if not (inside and short) or above.foot > HEAD_SHARE * height:
            break
        if below.box.top - above.box.bottom > HEAD_ROOM * xheight:
            return round(above.box.bottom)
    return 0


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
        msgspec.structs.replace(
            line, region="metadata" if colofon else _body_region(line, stroke / usual, widest, height)
        )
        for line, stroke, colofon in zip(lines, strokes, _is_colofon(lines), strict=True)
    ]


def _is_colofon(lines: Sequence[Line]) -> list[bool]:
    """Return for each line whether it is of a colofon set as a block of labels and values in the body's column."""
    labelled = [label_and_value(line) is not None for line in lines]
    block = [index for index, is_label in enumerate(labelled[:BLOCK_WITHIN]) if is_label]
    if len(block) < LEAST_LABELS or block[-1] - block[0] > 2 * len(block):
        return [False] * len(lines)
    return [block[0] <= index <= block[-1] for index in range(len(lines))]


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
    foot = max((box.bottom for boxes in zones.bodies for box in boxes), default=0)
    return [msgspec.structs.replace(line, region=_aside_region(line, zones.header, foot, ink)) for line in lines]


def _aside_region(line: Line, header: int, foot: int, ink: Ink) -> Region:
    height = ink.print.shape[0]
    low = line.box.top > max(FOOT_SHARE * height, foot)
    if low:
        return "page-number" if _PAGE_NUMBER.fullmatch(line.raw.strip()) else "footer"
    if line.box.bottom <= header or (line.box.bottom < HEAD_SHARE * height and _LETTERHEAD.match(line.raw)):
        return "header"
    return "metadata"
