"""Compare the ink and the marks that were found with those that were made."""

from collections import Counter
from collections.abc import Sequence

import cv2
import numpy as np

from bench.reading import ReadMark, ReadPage
from bench.score.counts import Counts
from bench.truth import Ids, Mask, ScanBox, TrueMark, TrueMarkKind, TruePage
from index.nota import MarkKind

SAME_BOX = 0.5  # intersection over union from which two boxes mean the same mark
FOUND = 0.5  # share of a mark's ink that must be found
SHARED_SIZE = 6  # a box this many times a mark's is not about that mark

OUR_KIND: dict[TrueMarkKind, MarkKind] = {
    "margin_note": "marginalia",
    "interlinear_note": "interlinear",
    "paraph": "signature",
    "signature": "signature",
    "underline": "underline",
    "strike_through": "strike",
    "check": "tick",
    "bracket": "bracket",
    "arrow": "arrow",
    "circle": "encircle",
    "box": "encircle",
    "stamp": "stamp",
}
MARKING: frozenset[MarkKind] = frozenset({"underline", "strike", "encircle", "bracket"})  # printed words
RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"))  # footnote figures are no part of a word
NOTES: frozenset[MarkKind] = frozenset({"marginalia", "interlinear", "signature"})  # what somebody wrote


def area(box: ScanBox) -> float:
    """Return the box's area in pixels; 0 for a box turned inside out."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def overlap(one: ScanBox, other: ScanBox) -> float:
    """Return the area in pixels that two boxes share."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return area((left, top, min(one[2], other[2]), min(one[3], other[3])))


def iou(one: ScanBox, other: ScanBox) -> float:
    """Return intersection over union, 0..1."""
    shared = overlap(one, other)
    return shared / (area(one) + area(other) - shared) if shared else 0.0


def pairs(read: Sequence[ScanBox], true: Sequence[ScanBox]) -> list[tuple[int, int]]:
    """Pair read boxes with true ones, best first, each at most once; boxes that mean nothing true stay alone."""
    rated = sorted(((iou(a, b), i, j) for i, a in enumerate(read) for j, b in enumerate(true)), reverse=True)
    paired: dict[int, int] = {}
    for likeness, i, j in rated:
        if likeness >= SAME_BOX and i not in paired and j not in paired.values():
            paired[i] = j
    return list(paired.items())


def score_marks(page: ReadPage, truth: TruePage, ids: Ids) -> Counts:
    """Count the notes whose box was found, and for each kind of mark how many were found and named rightly."""
    if page.marks is None:
        return {}
    return (
        _score_notes(page.marks, truth.marks) | _score_kinds(page, truth, ids) | _score_quotes(page.marks, truth.marks)
    )


def _score_notes(read: Sequence[ReadMark], true: Sequence[TrueMark]) -> Counts:
    boxes = [mark.box for mark in read if mark.kind in NOTES]
    notes = [mark.box for mark in true if OUR_KIND[mark.type] in NOTES]
    others = [mark.box for mark in true if OUR_KIND[mark.type] not in NOTES]
    paired = dict(pairs(boxes, notes))
    unpaired = [box for index, box in enumerate(boxes) if index not in paired]
    # A note's box around another mark is neither right nor wrong: it did find what a hand made.
    forgiven = sum(any(_about(box, other) for other in others) for box in unpaired)
    return {"notes right": len(paired), "notes found": len(boxes) - forgiven, "notes": len(notes)}


def _about(box: ScanBox, mark: ScanBox) -> bool:
    """Whether the box says where that mark is: much shared, and not a box around half the page."""
    much = overlap(box, mark) >= FOUND * min(area(box), area(mark))
    return much and area(box) < SHARED_SIZE * max(1, area(mark))


def _score_kinds(page: ReadPage, truth: TruePage, ids: Ids) -> Counts:
    named = {kind: _covered(page.marks or (), kind, ids.shape) for kind in set(OUR_KIND.values())}
    ink = None if page.ink is None else _grown(page.ink)
    counts: Counts = {}
    for mark in truth.marks:
        kind = OUR_KIND[mark.type]
        own = ids == mark.id
        counts[f"{kind} made"] = counts.get(f"{kind} made", 0) + 1
        is_named = _mostly(own, named[kind])
        counts[f"{kind} named"] = counts.get(f"{kind} named", 0) + is_named
        if ink is not None:
            is_seen = _mostly(own, ink)
            counts[f"{kind} seen"] = counts.get(f"{kind} seen", 0) + is_seen
            counts["marks seen"] = counts.get("marks seen", 0) + is_seen
            counts["marks seen and named"] = counts.get("marks seen and named", 0) + (is_seen and is_named)
    return counts


def _score_quotes(read: Sequence[ReadMark], true: Sequence[TrueMark]) -> Counts:
    """Count the marked words that were quoted: those of marks of one kind, each held against the one it covers best."""
    wanted = [mark for mark in true if OUR_KIND[mark.type] in MARKING]
    if not wanted or any(mark.quote is None for mark in wanted):
        return {}
    quoting = [mark for mark in read if mark.kind in MARKING]
    rated = sorted(
        (
            (overlap(mark.box, other.box) / max(1, min(area(mark.box), area(other.box))), i, j)
            for i, mark in enumerate(quoting)
            for j, other in enumerate(wanted)
            if mark.kind == OUR_KIND[other.type] and overlap(mark.box, other.box)
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    for _, i, j in rated:
        if i not in paired and j not in paired.values():
            paired[i] = j
    right = sum((_words(quoting[i].quote) & _words(wanted[j].quote or "")).total() for i, j in paired.items())
    found = sum(_words(mark.quote).total() for mark in quoting)
    return {
        "quoted words right": right,
        "quoted words found": found,
        "quoted words": sum(_words(mark.quote or "").total() for mark in wanted),
    }


def _words(quote: str) -> Counter[str]:
    bare = (word.strip(".,;:()’‘?!") for word in quote.translate(RAISED).split())
    return Counter(word for word in bare if word)


def _covered(marks: Sequence[ReadMark], kind: MarkKind, shape: tuple[int, ...]) -> Mask:
    """Return what lies inside the boxes of this kind."""
    cover = np.zeros(shape, bool)
    for mark in marks:
        if mark.kind == kind:
            left, top, right, bottom = (max(0, round(edge)) for edge in mark.box)
            cover[top:bottom, left:right] = True
    return cover


def _mostly(own: Mask, cover: Mask) -> bool:
    ink = _pixels(own)
    return ink > 0 and _pixels(own & cover) >= FOUND * ink


def score_ink(page: ReadPage, ids: Ids, printed: Mask) -> Counts:
    """Count pixels of ink found and made, within one pixel, and of print that would be wiped with it."""
    if page.ink is None:
        return {}
    made = ids > 0
    near_made, near_found = _grown(made), _grown(page.ink)
    return {
        "ink found": _pixels(page.ink),
        "ink found right": _pixels(page.ink & near_made),
        "ink made": _pixels(made),
        "ink made found": _pixels(made & near_found),
        "print lost": _pixels(page.ink & printed & ~near_made),
        "print": _pixels(printed),
    }


def _pixels(mask: Mask) -> int:
    return int(np.count_nonzero(mask))


def _grown(mask: Mask) -> Mask:
    """Return the mask one pixel wider on all sides."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
