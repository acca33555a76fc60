"""Read lines of print with Tesseract: words, boxes and confidence from one run."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import cv2
import pytesseract

from index.errors import MissingTool
from index.nota import Box, Line, Word
from ingest.scan import Pixels

LANGUAGE = "nld"
INSTALL = "sudo apt-get install tesseract-ocr tesseract-ocr-nld"
ONE_COLUMN = 4  # Tesseract's page segmentation mode for one column of lines of various sizes
XHEIGHT = 22.0  # pixels: Tesseract's models were trained on type about this high
LEAST_SCALE, MOST_SCALE = 0.5, 3.0
NEAR_ENOUGH = 0.15  # of the size: scaling by less than this blurs more than it helps

# Tesseract's own threads cost three times the processor time for little: pages run side by side instead.
os.environ["OMP_THREAD_LIMIT"] = "1"


def read_lines(page: Pixels, xheight: float, dpi: int, language: str = LANGUAGE) -> list[Line]:
    """Return the lines of print of one column, even and upright, as Tesseract orders them, in pixels of that picture.

    `xheight` in pixels says how the page is scaled to the size that Tesseract reads best. Raises MissingTool.
    """
    scale = _scale(xheight)
    enlarged = _scaled(page, scale)
    with tempfile.TemporaryDirectory(prefix="nota-") as folder:
        picture = Path(folder) / "page.pgm"  # Tesseract reads a file in a fifth less time than a piped picture
        cv2.imwrite(str(picture), enlarged)
        table = _run(picture, round(dpi * scale), language)
    return [_line(list(words), scale) for _, words in groupby(_words(table), key=lambda row: row[0])]


@cache
def version(language: str = LANGUAGE) -> str:
    """Return the engine and language as a record names them: "tesseract 5.3.0 nld". Raises MissingTool."""
    try:
        number = pytesseract.get_tesseract_version()
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError):
        raise MissingTool(f"Tesseract is not installed; type: {INSTALL}") from None
    if language not in languages:
        raise MissingTool(f"Tesseract does not know the language {language}; type: {INSTALL}")
    return f"tesseract {number} {language}"


def _scale(xheight: float) -> float:
    if not xheight:
        return 1.0
    scale = min(MOST_SCALE, max(LEAST_SCALE, XHEIGHT / xheight))
    return 1.0 if abs(scale - 1) < NEAR_ENOUGH else scale


def _scaled(page: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return page
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(page, None, fx=scale, fy=scale, interpolation=way).astype("uint8")


def _run(picture: Path, dpi: int, language: str) -> dict[str, list[str]]:
    """Return Tesseract's table, a list for each column."""
    version(language)
    config = f"--psm {ONE_COLUMN} --dpi {dpi}"
    table: dict[str, list[str]] = pytesseract.image_to_data(
        str(picture), lang=language, config=config, output_type=pytesseract.Output.DICT
    )
    return table


def _words(table: dict[str, list[str]]) -> Iterator[tuple[tuple[int, ...], Box, str, float]]:
    """Give for each word the line it stands in, its box, its text and its confidence 0..1."""
    numbers = ("block_num", "par_num", "line_num", "left", "top", "width", "height")
    for index, text in enumerate(table["text"]):
        block, paragraph, line, left, top, width, height = (int(table[name][index]) for name in numbers)
        confidence = float(table["conf"][index])
        if str(text).strip() and confidence >= 0:
            box = Box(left, top, left + width, top + height)
            yield (block, paragraph, line), box, str(text).strip(), confidence / 100


def _line(rows: list[tuple[tuple[int, ...], Box, str, float]], scale: float) -> Line:
    words = tuple(Word(_back(box, scale), text, round(confidence, 4)) for _, box, text, confidence in rows)
    raw = " ".join(word.text for word in words)
    mean = round(sum(word.confidence for word in words) / len(words), 4)
    return Line(around(word.box for word in words), raw, raw, mean, words=words)


def _back(box: Box, scale: float) -> Box:
    return Box(*(round(value / scale) for value in box))


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of these."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
