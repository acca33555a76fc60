"""Read a corpus: scans in `scans/<split>/`, and in `gold/<split>/` what is truly on them.

All pixels and boxes of a truth are those of the page as scanned, before any turning.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import cv2
import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.uint8]  # pixel value = id of the mark that left ink there, 0 = none
ScanBox = tuple[float, float, float, float]  # left, top, right, bottom; right and bottom excluded

TrueMarkKind = Literal[
    "margin_note",
    "interlinear_note",
    "paraph",
    "signature",
    "underline",
    "strike_through",
    "check",
    "bracket",
    "arrow",
    "circle",
    "box",
    "stamp",
]


class TrueMark(Struct, frozen=True):
    """One thing added by hand or stamp; `id` is its pixel value in the page's picture of marks.

    `quote` is the printed words that it marks; None where the corpus does not say.
    """

    id: int
    type: TrueMarkKind
    box: ScanBox
    quote: str | None = None


class TruePage(Struct, frozen=True):
    """What was printed on one page, how it lay on the glass, and what was added to it."""

    number: int
    width: int  # pixels of the scan
    height: int
    rotation: int  # degrees clockwise by which the content was turned: 0, 90, 180, 270
    skew_degrees: float  # what is left after undoing that; positive where lines sink to the right
    body_text: str
    metadata_text: str
    hyphenated_words: tuple[str, ...]  # words broken at a line end, whole
    marks: tuple[TrueMark, ...]
    marks_png: str
    print_png: str


class TrueMotie(Struct, frozen=True):
    """A motion that the text names."""

    names: tuple[str, ...]
    kamerstuk: str | None


class TrueToezegging(Struct, frozen=True):
    """A promise that the text speaks of: the words themselves, and the sentence they stand in."""

    surface: str
    sentence: str
    id: str | None = None


class TrueDatum(Struct, frozen=True):
    """A date: an ISO day, month or year, `2023-Q4`, or first and last day with a stroke between them."""

    value: str
    fuzzy: bool = False  # "medio", "voorjaar": whose bounds are a matter of taste


class TrueQuote(Struct, frozen=True):
    """A kamerstuk, law or amount, as it stands in the text; of a kamerstuk its canonical number too."""

    surface: str
    value: str | None = None


class TrueTags(Struct, frozen=True):
    """What the text of one file refers to."""

    motions: tuple[TrueMotie, ...] = ()
    commitments: tuple[TrueToezegging, ...] = ()
    dates: tuple[TrueDatum, ...] = ()
    optional_dates: tuple[str, ...] = ()  # neither right nor wrong: the nota's own date
    themes: tuple[str, ...] = ()
    kamerstukken: tuple[TrueQuote, ...] = ()
    laws: tuple[TrueQuote, ...] = ()
    amounts: tuple[TrueQuote, ...] = ()


class Truth(Struct, frozen=True):
    """All that is known of one scanned file."""

    source: str  # its path below the corpus folder
    split: str
    pages: tuple[TruePage, ...]
    tags: TrueTags

    @property
    def stem(self) -> str:
        """Name of the file without its suffix."""
        return Path(self.source).stem


def read_corpus(folder: Path, split: str | None = None) -> Iterator[Truth]:
    """Give the truths of a corpus folder in a fixed order; of one split, or of all."""
    for path in sorted((folder / "gold").glob("*/*.json")):
        if split in (None, path.parent.name):
            yield msgspec.json.decode(path.read_bytes(), type=Truth, strict=False)


def read_marks(corpus: Path, truth: Truth, page: TruePage) -> Ids:
    """Return the picture of the page's marks, each pixel the id of the mark on it."""
    return _picture(corpus / "gold" / truth.split / page.marks_png)


def read_print(corpus: Path, truth: Truth, page: TruePage) -> Mask:
    """Return where the page's printed ink lies."""
    return _picture(corpus / "gold" / truth.split / page.print_png) > 0


def _picture(path: Path) -> Ids:
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise FileNotFoundError(f"{path.name} is not among the truth; make the corpus again.")
    return pixels.astype(np.uint8)
