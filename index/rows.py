"""Words in a row, and words near each other, by their spots."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.arrays import Floats, Ints, Mask
from index.snapshot import Leaf, Snapshot, Terms

SPAN = 1 << 32  # more than there are spots in a segment
NEAR_WORDS = 8  # further apart they have nothing to do with each other
DENSE = 16  # a row of every sixteenth spot or more is looked up in a map of all spots

Spots = npt.NDArray[np.uint32]
Far = npt.NDArray[np.int64]


def row_pages(snapshot: Snapshot, field: str, row: Sequence[str]) -> Mask:
    """Tell of every page whether these folded words follow each other there."""
    on = np.zeros(snapshot.first_page[-1], np.bool_)
    words = [snapshot.with_words(field, [word]) for word in row]
    for at, (leaf, first) in enumerate(zip(snapshot.leaves, snapshot.first_page, strict=False)):
        spots = [_spots(leaf, field, terms[at]) for terms in words]
        here = on[first : first + leaf.pages]
        here[_pages(leaf, field, _starts(spots))] = True
        if leaf.gone is not None:
            here[leaf.gone] = False
    return on


def _spots(leaf: Leaf, field: str, numbers: Ints) -> Spots:
    """Return all spots of these terms, in order."""
    stretches = (leaf.limits(f"{field}.spot.at", number) for number in numbers.tolist())
    parts = [leaf.columns[f"{field}.spot"].part(start, end) for start, end in stretches]
    if len(parts) == 1:
        return parts[0]
    return np.sort(np.concatenate([np.zeros(0, np.uint32), *parts]))


def _starts(spots: Sequence[Spots]) -> Spots:
    """Return the spots at which the row begins, the rarest of its words looked at first."""
    by_size = sorted(range(len(spots)), key=lambda place: len(spots[place]))
    rarest = by_size[0]
    starts = spots[rarest][spots[rarest] >= rarest] - np.uint32(rarest)
    for place in by_size[1:]:
        starts = starts[_among(starts + np.uint32(place), spots[place])]
    return starts


def _among(sought: Spots, spots: Spots) -> Mask:
    """Tell of each of these whether it is among the spots; both stand in order."""
    if not len(sought) or not len(spots):
        return np.zeros(len(sought), np.bool_)
    if len(sought) * DENSE > int(spots[-1]):
        there = np.zeros(max(int(spots[-1]), int(sought[-1])) + 1, np.bool_)
        there[spots] = True
        return there[sought]
    at = np.minimum(np.searchsorted(spots, sought), len(spots) - 1)
    found: Mask = spots[at] == sought
    return found


def _pages(leaf: Leaf, field: str, spots: Spots) -> npt.NDArray[np.int64]:
    return np.searchsorted(leaf.columns[f"{field}.base"].all(), spots, "right") - 1


def closeness(snapshot: Snapshot, field: str, one: Terms, other: Terms, pages: Ints) -> Floats:
    """Return for each of these pages, given in order, how near the two stand there.

    1: the other comes straight after; less for every word between, or turned round; 0: far from each other.
    """
    nearest = np.zeros(len(pages), np.float32)
    for at, (leaf, first) in enumerate(zip(snapshot.leaves, snapshot.first_page, strict=False)):
        inside = slice(*np.searchsorted(pages, [first, first + leaf.pages]))
        own = pages[inside] - first
        which, spots = _spots_on(leaf, field, one[at], own)
        _, others = _spots_on(leaf, field, other[at], own)
        if len(spots) and len(others):
            np.maximum.at(nearest[inside], which, _nearness(spots, others))
    return nearest


def _spots_on(leaf: Leaf, field: str, numbers: Ints, pages: Ints) -> tuple[npt.NDArray[np.int64], Far]:
    """Return the spots of these terms on these pages, in order, and of each which of the pages it is on."""
    base = leaf.columns[f"{field}.base"].all()
    starts = base[pages]
    ends = np.append(base, np.uint32(0xFFFFFFFF))[pages + 1]
    which, spots = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number in numbers.tolist():
        placed = leaf.columns[f"{field}.spot"].part(*leaf.limits(f"{field}.spot.at", number))
        first, last = np.searchsorted(placed, starts), np.searchsorted(placed, ends)
        sizes = last - first
        into = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        which.append(np.repeat(np.arange(len(pages)), sizes))
        spots.append(placed[into].astype(np.int64))
    all_spots = np.concatenate(spots)
    order = np.argsort(all_spots, kind="stable")
    return np.concatenate(which)[order], all_spots[order]


def _nearness(one: Far, other: Far) -> Floats:
    """Return 1 for a spot that the other word comes straight after, less for every word between, 0 for far away."""
    at = np.searchsorted(other, one, side="right")
    ahead = other[np.minimum(at, len(other) - 1)] - one
    behind = one - other[np.maximum(at - 1, 0)] + 1  # the words turned round
    gap = np.minimum(np.where(ahead > 0, ahead, SPAN), np.where(behind > 0, behind, SPAN))
    return np.where(gap < NEAR_WORDS, 1 / gap, 0).astype(np.float32)
