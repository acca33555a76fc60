"""What a reader made of a scan, in pixels of the page as scanned, so that any two readers can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.truth import Mask, ScanBox
from index.nota import MarkKind


@dataclass(frozen=True, slots=True)
class ReadMark:
    """One mark that the reader found."""

    kind: MarkKind
    box: ScanBox
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as read. None stands for what this reader does not say."""

    body: str = ""
    metadata: str = ""
    rotation: int | None = None  # degrees clockwise by which the content lay turned
    skew: float | None = None  # degrees; positive where lines sink to the right
    marks: tuple[ReadMark, ...] | None = None
    ink: Mask | None = None  # of pen and stamp together
    quality: float | None = None  # 0..1, the reader's own estimate of the share of words read right


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: pages by number, and for each kind of tag what was found, in words."""

    pages: Mapping[int, ReadPage] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] | None = None


UNREAD = Reading()  # a file that was refused: scored as if every page came out empty
