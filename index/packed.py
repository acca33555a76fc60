"""Many short texts in one array, each found by its place."""

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.arrays import Array, Named

LEVEL = 6  # of zlib: half the time of its best, and hardly larger


def pack(name: str, texts: Sequence[bytes], *, compress: bool = False) -> Named:
    """Yield the arrays `name` and `name.at`: the texts in one row, and where each begins."""
    kept = [zlib.compress(text, LEVEL) for text in texts] if compress else texts
    yield name, np.frombuffer(b"".join(kept), np.uint8)
    yield f"{name}.at", np.concatenate([[0], np.cumsum([len(text) for text in kept], dtype=np.int64)]).astype(np.int64)


def unpack(row: Array, at: Array) -> list[bytes]:
    """Return all texts, as they were packed."""
    held, limits = row.tobytes(), at.tolist()
    return [held[start:end] for start, end in pairwise(limits)]
