"""The second reader: PP-OCR's recogniser of single lines, which knows no Dutch but sees through pen strokes.

RapidOCR, https://github.com/RapidAI/RapidOCR, Apache-2.0; its models come inside the package.
"""

import logging
from functools import cache
from threading import Lock
from typing import Any

import cv2

from ingest.scan import Pixels

_one_at_a_time = Lock()


def recognised(line: Pixels) -> tuple[str, float]:
    """Return what stands on this grey picture of one line, and how sure that is, 0..1; for nothing ("", 0.0)."""
    picture = cv2.cvtColor(line, cv2.COLOR_GRAY2BGR)
    with _one_at_a_time:
        answer = _reader()(picture, use_det=False, use_cls=False, use_rec=True)
    return (str(answer.txts[0]), float(answer.scores[0])) if answer.txts else ("", 0.0)


@cache
def _reader() -> Any:  # the package has no types
    from rapidocr import RapidOCR  # costs a second: only where a line is in doubt

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    one_thread = {
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return RapidOCR(params={"Global.log_level": "warning", **one_thread})
