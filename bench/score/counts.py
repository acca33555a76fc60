"""Counts that can be added up over pages, and the ratios made of them."""

from collections.abc import Iterable, Mapping

Counts = dict[str, float]


def total(many: Iterable[Mapping[str, float]]) -> Counts:
    """Add counts up by name."""
    added: Counts = {}
    for counts in many:
        for name, value in counts.items():
            added[name] = added.get(name, 0) + value
    return added


def share(counts: Mapping[str, float], part: str, whole: str) -> float | None:
    """Return `part` of `whole`; None where there is nothing to have a part of."""
    return counts.get(part, 0) / counts[whole] if counts.get(whole) else None


def f1(right_found: float, found: float, right_true: float, true: float) -> float | None:
    """Return the harmonic mean of precision and recall, 0..1; None where nothing was there and nothing was found."""
    if not found and not true:
        return None
    precision = right_found / found if found else 0.0
    recall = right_true / true if true else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
