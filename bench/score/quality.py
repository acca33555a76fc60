"""Hold a reader's own estimate of how well it read against how well it did."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.reading import ReadPage
from bench.score.text import wer
from bench.truth import TruePage

FEWEST = 3  # pages that can be ranked


class Estimate(NamedTuple):
    """What share of a page's words is wrong, as the reader thinks and in truth."""

    thought: float
    true: float


def estimates(pages: Sequence[tuple[ReadPage, TruePage]]) -> list[Estimate]:
    """Return the estimates that were made; a page of which the reader says nothing is passed over."""
    return [
        Estimate(1 - read.quality, wer(read.body, true.body_text)) for read, true in pages if read.quality is not None
    ]


def score_estimates(made: Sequence[Estimate]) -> dict[str, float]:
    """Return how far off the estimates are, and how well they rank the pages (Spearman, -1..1) where there are enough.

    Estimates that are all the same rank nothing.
    """
    if not made:
        return {}
    thought, true = (np.array(shares) for shares in zip(*made, strict=True))
    scores = {"quality: mean error, points": round(100 * float(np.abs(thought - true).mean()), 2)}
    if len(made) >= FEWEST and np.ptp(thought) and np.ptp(true):
        rank = np.corrcoef(_ranks(thought), _ranks(true))[0, 1]
        scores["quality: rank against WER"] = round(float(rank), 4)
    return scores


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the place of each value among all; equals share theirs."""
    below = (values[:, None] > values).sum(axis=1)
    return np.asarray(below + (values[:, None] == values).sum(axis=1) / 2)
