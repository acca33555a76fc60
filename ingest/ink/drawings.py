"""Gather pen strokes into what a reader sees as one thing: a note, a line under words, a ring, an arrow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from index.nota import Box, MarkKind
from ingest.ink.eye import KINDS, Sight
from ingest.ink.typelines import parts_of
from ingest.scan import MM_PER_INCH, Mask, Pixels

GRID_DPI = 100  # fine enough to tell strokes apart, and a ninth of the pixels of a scan
INKED = 24  # of 255: the share of a place on the grid from which the pen touched it
BREAK_MM = 0.8  # a gap in a stroke that is bridged: where letters cross it, or the pen skipped
SHORT_MM = 4.5  # a bar beside lines is longer; what is shorter is a tick
LEAST_MM = 0.9  # smaller things by themselves are no mark
WHOLE = 0.92  # share of a piece's ink from which its commonest kind is that of all of it
SURE = 110  # of 255: a part of which the net is less sure is no part
PART_MM = 2.0  # a shorter part of another kind goes with the piece it hangs on
NOTE = 110  # of 255: sure enough to lie within a note
WRITING: tuple[MarkKind, ...] = ("marginalia", "interlinear", "signature")
# How far apart, in mm, pieces of one thing may lie, across and down: an arrow and its head, a ring drawn in two goes.
GAPS_MM: dict[MarkKind, tuple[float, float]] = {
    "marginalia": (4.0, 2.2),
    "underline": (3.5, 0.8),
    "strike": (3.5, 0.8),
    "encircle": (1.5, 1.5),
    "bracket": (2.0, 7.0),
    "tick": (0.8, 0.8),
    "arrow": (2.0, 2.0),
}

FAR_MM = (9.0, 5.5)  # pieces of one note lie no further apart than this, across and down

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One thing that somebody drew or wrote: its kind, its box in pixels of the page, and its ink within that box."""

    kind: MarkKind
    box: Box
    ink: Mask


class Seen(NamedTuple):
    """For each place on the grid the number of its likeliest kind, and how sure the net is of that, 0..255."""

    kind: Pixels
    sure: Pixels


@dataclass(frozen=True, slots=True)
class _Piece:
    """Ink that hangs together, of one kind: its box on the grid, and for writing how much of it is of each kind."""

    kind: MarkKind
    box: Box
    ink: Mask
    votes: Counts


def gather(pen: Mask, sight: Sight, dpi: int) -> list[Drawing]:
    """Return what was drawn and written, with the kind that the net sees in most of its ink."""
    scale = dpi / GRID_DPI
    small = cv2.resize(pen.astype(np.uint8) * 255, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    grid = small > INKED
    if not grid.any():
        return []
    pieces = list(_pieces(grid, _kinds(sight, grid.shape)))
    notes = _notes(sight, grid.shape)
    groups = [group for kind in GAPS_MM for group in _grouped([p for p in pieces if p.kind == kind], kind, notes)]
    drawings = (_drawing(group, pen, scale) for group in groups)
    return [drawing for drawing in drawings if drawing is not None]


def _px(mm: float) -> int:
    return max(1, round(mm * GRID_DPI / MM_PER_INCH))


def _kinds(sight: Sight, shape: tuple[int, ...]) -> Seen:
    """Return for each place on the grid its likeliest kind, as seen in its ink and that around it."""
    smooth = cv2.blur(sight.kinds, (3, 3))
    found = smooth.argmax(axis=2).astype(np.uint8), smooth.max(axis=2)
    larger = (cv2.resize(plane, shape[::-1], interpolation=cv2.INTER_NEAREST) for plane in found)
    return Seen(*(np.asarray(plane, np.uint8) for plane in larger))


def _notes(sight: Sight, shape: tuple[int, ...]) -> npt.NDArray[np.int32]:
    """Return for each place on the grid the number of the note in which it lies, or 0."""
    _, labels = cv2.connectedComponents((sight.note > NOTE).astype(np.uint8), connectivity=4)
    larger = cv2.resize(labels.astype(np.float32), shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(larger, np.int32)


def _pieces(grid: Mask, seen: Seen) -> Iterator[_Piece]:
    """Give the pieces of ink that hang together; one in which two kinds meet is parted between them."""
    reach = _px(BREAK_MM) | 1
    closed = cv2.morphologyEx(grid.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    parts = parts_of(closed > 0)
    votes = np.zeros((len(parts.area), len(KINDS)))
    np.add.at(votes, (parts.labels[grid], seen.kind[grid]), seen.sure[grid])
    for part in range(1, len(parts.area)):
        box = parts.box(part)
        window = slice(box.top, box.bottom), slice(box.left, box.right)
        own = (parts.labels[window] == part) & grid[window]
        if max(box.right - box.left, box.bottom - box.top) >= _px(LEAST_MM):
            yield from _parted(own, Seen(seen.kind[window], seen.sure[window]), votes[part], box)


def _parted(own: Mask, seen: Seen, votes: Counts, box: Box) -> Iterator[_Piece]:
    """Give the piece whole where one kind has most of it; else each kind's part.

    Parts that are small, or of which the net is not sure, go with the kind that has most.
    """
    as_drawn = np.array([0 if kind in WRITING else number for number, kind in enumerate(KINDS)])
    by_class = np.bincount(as_drawn, weights=votes, minlength=len(KINDS))
    main = int(by_class.argmax())
    if by_class[main] >= WHOLE * by_class.sum():
        yield _Piece(KINDS[main], box, own, votes)
        return
    drawn = as_drawn[seen.kind]
    rest = own.copy()
    for kind in np.flatnonzero(by_class):
        if kind == main:
            continue
        parts = parts_of(own & (drawn == kind))
        for part in range(1, len(parts.area)):
            inner = parts.box(part)
            ink = parts.labels == part
            if max(inner.right - inner.left, inner.bottom - inner.top) < _px(PART_MM) or seen.sure[ink].mean() < SURE:
                continue
            rest &= ~ink
            yield _cut(KINDS[int(kind)], ink, seen, box)
    if rest.any():
        yield _cut(KINDS[main], rest, seen, box)


def _cut(kind: MarkKind, ink: Mask, seen: Seen, box: Box) -> _Piece:
    """Return the piece with its own box; `box` is where `ink` and `seen` lie."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    votes = np.bincount(seen.kind[ink], weights=seen.sure[ink], minlength=len(KINDS)).astype(np.float64)
    own = Box(box.left + left, box.top + top, box.left + right, box.top + bottom)
    return _Piece(kind, own, ink[top:bottom, left:right], votes)


def _grouped(pieces: Sequence[_Piece], kind: MarkKind, notes: npt.NDArray[np.int32]) -> list[list[_Piece]]:
    """Return the pieces in groups, each of which is one thing: writing by the note it lies in, the rest by nearness."""
    if kind != "marginalia":
        return _near(pieces, *GAPS_MM[kind])
    within: dict[int, list[_Piece]] = {}
    loose: list[_Piece] = []
    for piece in pieces:
        note = _note_of(piece, notes)
        if note:
            within.setdefault(note, []).append(piece)
        else:
            loose.append(piece)
    # A net that is unsure takes half a margin for one note: what lies far apart is two all the same.
    groups = [part for group in within.values() for part in _near(group, *FAR_MM)]
    for group in _near(loose, *GAPS_MM[kind]):
        # What lies just outside a note is the end of a stroke of it.
        home = min(groups, key=lambda other: _apart(group, other), default=None)
        if home is not None and _apart(group, home) <= _px(GAPS_MM[kind][1]) and _small_beside(group, home):
            home.extend(group)
        else:
            groups.append(group)
    return groups


def _note_of(piece: _Piece, notes: npt.NDArray[np.int32]) -> int:
    box = piece.box
    numbers = notes[box.top : box.bottom, box.left : box.right][piece.ink]
    counts = np.bincount(numbers)
    counts[0] = 0
    best = int(counts.argmax())
    return best if counts[best] >= 0.3 * len(numbers) else 0


def _small_beside(group: Sequence[_Piece], home: Sequence[_Piece]) -> bool:
    return sum(int(piece.ink.sum()) for piece in group) < 0.5 * sum(int(piece.ink.sum()) for piece in home)


def _apart(one: Sequence[_Piece], other: Sequence[_Piece]) -> int:
    """Return how far the two groups lie from each other, in places of the grid."""
    return min(_gap(a.box, b.box) for a in one for b in other)


def _gap(one: Box, other: Box) -> int:
    across = max(one.left - other.right, other.left - one.right, 0)
    return max(across, max(one.top - other.bottom, other.top - one.bottom, 0))


def _near(pieces: Sequence[_Piece], across_mm: float, down_mm: float) -> list[list[_Piece]]:
    """Return the pieces in groups of those that lie no further apart than this, from one to the next."""
    across, down = _px(across_mm), _px(down_mm)
    groups: list[list[_Piece]] = []
    for piece in pieces:
        touching = [group for group in groups if any(_reaches(piece.box, other.box, across, down) for other in group)]
        merged = [piece, *(other for group in touching for other in group)]
        groups = [group for group in groups if not any(group is other for other in touching)] + [merged]
    return groups


def _reaches(one: Box, other: Box, across: int, down: int) -> bool:
    beside = max(one.left, other.left) - min(one.right, other.right) <= across
    return beside and max(one.top, other.top) - min(one.bottom, other.bottom) <= down


def _drawing(group: Sequence[_Piece], pen: Mask, scale: float) -> Drawing | None:
    """Return the group as one drawing, at the page's own size; None where nothing of it is left there."""
    left, top = min(piece.box.left for piece in group), min(piece.box.top for piece in group)
    right, bottom = max(piece.box.right for piece in group), max(piece.box.bottom for piece in group)
    own = np.zeros((bottom - top, right - left), np.uint8)
    for piece in group:
        box = piece.box
        own[box.top - top : box.bottom - top, box.left - left : box.right - left] |= piece.ink
    x, y = round(left * scale), round(top * scale)
    window = pen[y : round(bottom * scale), x : round(right * scale)]
    if not window.size:
        return None
    ink = window & (cv2.resize(own, window.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    box = Box(x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1)
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    kind = _kind(group)
    if kind == "bracket" and max(ink.shape) < SHORT_MM * GRID_DPI * scale / MM_PER_INCH:
        kind = "tick"
    return Drawing(kind, box, ink)


def _kind(group: Sequence[_Piece]) -> MarkKind:
    if group[0].kind not in WRITING:
        return group[0].kind
    votes = np.sum([piece.votes for piece in group], axis=0)
    return max(WRITING, key=lambda kind: votes[KINDS.index(kind)])
