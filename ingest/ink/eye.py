"""Look at a page with the net that tells the inks apart: how sure it is of each, at every pixel."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from index.nota import MarkKind
from ingest.scan import Mask, Pixels

MODEL = Path(__file__).parent / "data" / "inks.onnx"
EYE_DPI = 200  # thin strokes are a pixel wide still; more would cost more and show little
STRIDE = 32  # the net halves the picture five times
COARSE = 4  # the kinds and the notes are told at a quarter of the size
STRIP, LAP = 800, 64  # rows looked at in one go, so that they fit in the processor's cache; and what is seen around
PAPER, PALE = 255, 232  # where all is lighter than that there is nothing to tell

# What the net tells apart among strokes, in the order of its answers.
KINDS: tuple[MarkKind, ...] = (
    "marginalia",
    "interlinear",
    "signature",
    "underline",
    "strike",
    "encircle",
    "bracket",
    "tick",
    "arrow",
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the net sees, 0..255 sure. Print, pen and stamp are each told by themselves: a pixel may be of several.

    `print`, `pen` and `stamp` are (height, width) of the page. `kinds` is (rows, columns, kind), for a stroke at that
    place which of KINDS it is of; `note` is (rows, columns), whether that place lies within words of one note.
    """

    print: Pixels
    pen: Pixels
    stamp: Pixels
    kinds: Pixels
    note: Pixels


def picture(pixels: Pixels, light: Pixels, beyond: Mask, dpi: int) -> Pixels:
    """Return the page as the net looks at it: (height, width, 3) at EYE_DPI, even light, white beyond the paper."""
    scale = EYE_DPI / dpi
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    small, lit = cv2.resize(pixels, size, interpolation=way), cv2.resize(light, size, interpolation=cv2.INTER_LINEAR)
    if small.ndim == 2:
        even = cv2.cvtColor(cv2.divide(small, lit, scale=255), cv2.COLOR_GRAY2RGB)
    else:
        even = cv2.divide(small, cv2.merge([lit] * 3), scale=255)
    even[cv2.resize(beyond.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0] = PAPER
    return even.astype(np.uint8)


def look(seen: Pixels, size: tuple[int, int]) -> Sight:
    """Return what the net sees on a picture made by `picture`, at the page's (height, width)."""
    inks, coarse = _answers(seen)
    height, width = size
    masks = [cv2.resize(ink, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8) for ink in inks]
    kinds = np.ascontiguousarray(coarse[: len(KINDS)].transpose(1, 2, 0))
    return Sight(masks[0], masks[1], masks[2], kinds, coarse[len(KINDS)])


def _answers(seen: Pixels) -> tuple[Pixels, Pixels]:
    """Return the inks at the picture's size and the rest at a quarter: strip by strip, where there is any ink."""
    rows, columns = seen.shape[:2]
    wide, tall = (-(-side // STRIDE) * STRIDE for side in (columns, rows))
    padded = cv2.copyMakeBorder(seen, 0, tall - rows, 0, wide - columns, cv2.BORDER_CONSTANT, value=(PAPER,) * 3)
    inks = np.zeros((3, tall, wide), np.uint8)
    coarse = np.zeros((len(KINDS) + 1, tall // COARSE, wide // COARSE), np.uint8)
    dark = cv2.min(cv2.min(padded[:, :, 0], padded[:, :, 1]), padded[:, :, 2]) < PALE
    for top in range(0, tall, STRIP):
        last = min(tall, top + STRIP)
        inked = np.flatnonzero(dark[top:last].any(axis=0))
        if not len(inked):
            continue
        above, below = max(0, top - LAP), min(tall, last + LAP)
        left = max(0, int(inked[0]) - LAP) // STRIDE * STRIDE
        right = min(wide, -(-(int(inked[-1]) + LAP) // STRIDE) * STRIDE)
        ink, rest = _session().run(None, {"page": np.ascontiguousarray(padded[None, above:below, left:right])})
        inks[:, top:last, left:right] = ink[0, :, top - above : last - above]
        begin, end = (top - above) // COARSE, (last - above) // COARSE
        coarse[:, top // COARSE : last // COARSE, left // COARSE : right // COARSE] = rest[0, :, begin:end]
    return inks[:, :rows, :columns], coarse[:, : -(-rows // COARSE), : -(-columns // COARSE)]


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Pages are read side by side, one on each core.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])
