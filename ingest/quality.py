"""Estimate how well a page was read, from the words alone."""

from collections.abc import Sequence

import numpy as np

from index.nota import Line, Word
from ingest.lexicon import is_likely_word
from ingest.misread import core_of, is_code
from ingest.paragraphs import HYPHENS

TEXT = ("heading", "paragraph", "metadata")  # the regions that can be searched

# How often a word is right, by the engine's confidence in it: straight lines between these points. A known word is one
# of the dictionary, or what looks like a code; the others are names, new words, and most of what was misread.
CONFIDENCE = (0.0, 0.5, 0.75, 0.85, 0.92, 0.96)
KNOWN_RIGHT = (0.32, 0.62, 0.78, 0.925, 0.99, 0.998)
UNKNOWN_RIGHT = (0.03, 0.03, 0.29, 0.58, 0.93, 0.99)

PRINT_AMONG_UNREADABLE = 0.5  # of the words of an unreadable line: the others are a pen's


def estimate_quality(lines: Sequence[Line]) -> float | None:
    """Return the share of the printed words that were read right, 0..1, estimated from a page's lines after clean-up.

    None where there is nothing to judge: no word, and no line that was given up. The constants were fitted on 141
    readings of forged pages whose truth is known, 45 of them blurred, faded and speckled; each word that was read was
    laid beside the truth, and its being right held against its confidence by maximum likelihood. Words that were lost
    without a trace cannot be seen here: a page on which much was lost is worse than it is told to be.
    """
    text = [line for line in lines if line.region in TEXT]
    words = [word for line in text for word in line.words]
    right = [_right(word, known) for word, known in zip(words, _are_known(words), strict=True) if core_of(word.text)]
    lost = PRINT_AMONG_UNREADABLE * sum(len(line.raw.split()) for line in text if not line.text)
    if not right and not lost:
        return None
    return round(sum(right) / (len(right) + lost), 4)


def _right(word: Word, known: bool) -> float:
    return float(np.interp(word.confidence, CONFIDENCE, KNOWN_RIGHT if known else UNKNOWN_RIGHT))


def _are_known(words: Sequence[Word]) -> list[bool]:
    """Tell of every word whether it is known, by itself or as half of a word broken at the line end."""
    cores = [core_of(word.text) for word in words]
    broken = [word.text[-1:] in HYPHENS for word in words]
    befores = [core if half else "" for core, half in zip(["", *cores], [False, *broken], strict=True)]
    return [
        _is_known(core) or (bool(before) and _is_known(before + core)) or (half and _is_known(core + after))
        for core, before, half, after in zip(cores, befores, broken, [*cores[1:], ""], strict=False)
    ]


def _is_known(core: str) -> bool:
    return is_likely_word(core) or is_code(core)
