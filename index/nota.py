"""The record of one nota: what was on its pages, where it stood, and what it refers to.

Every record is frozen: a change makes a new one (`msgspec.structs.replace`). The JSON form of these
records, by `msgspec.json`, is the outer contract: the field names here are the names there.
"""

import datetime as dt
from typing import Literal, NamedTuple

from msgspec import Struct, field

NotaId = str

Region = Literal["heading", "paragraph", "metadata", "header", "footer", "page-number", "marginalia"]

MarkKind = Literal[
    "marginalia",
    "interlinear",
    "underline",
    "strike",
    "encircle",
    "bracket",
    "tick",
    "arrow",
    "signature",
    "stamp",
]

NOTES: frozenset[MarkKind] = frozenset({"marginalia", "interlinear"})
"""Kinds of mark that are words for a person to read."""

Band = Literal["laag", "matig", "goed"]
"""How well a page was read, in a word: `laag` is for a person to look at."""

# Quality below which a page is `laag`, and from which it is `goed`. On forged pages nearly all below the first had one
# word in ten wrong or more; those from the second on had one in sixty.
LOOK_AT, GOOD = 0.95, 0.98

Why = Literal[
    "misread",  # a confusion of letters, mended by the dictionary
    "run together",  # words without their space
    "broken",  # a word whose halves stand on two lines
    "sign",  # a bullet, a figure of a citation, a stray sign beside a word
    "footnote",  # a raised figure
    "second reader",
    "own text",  # of a PDF
]

MotieStatus = Literal[
    "aangenomen",
    "verworpen",
    "aangehouden",
    "ingetrokken",
    "overgenomen",
    "ingediend",
    "ontraden",
    "oordeel Kamer",
    "afgedaan",
]


class Box(NamedTuple):
    """A rectangle in pixels of the upright page: origin top left, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int


class Affine(NamedTuple):
    """Upright pixel (x, y) lies at scan pixel (a·x + b·y + c, d·x + e·y + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


IDENTITY = Affine(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


class Word(Struct, frozen=True, omit_defaults=True):
    """One printed word as it is believed to have been typed."""

    box: Box
    text: str
    confidence: float  # 0..1, the OCR engine's own word; 1 where the text of a PDF says the same
    read: str | None = None  # what the OCR engine read here, where the text is another
    why: Why | None = None  # it was changed
    variants: tuple[str, ...] = ()  # what else may have been printed: for finding the page, never for reading it


class Line(Struct, frozen=True):
    """One printed line: as the OCR engine read it (`raw`, never overwritten), and as it was typed, we believe."""

    box: Box
    raw: str
    text: str
    confidence: float  # 0..1, averaged over the words
    region: Region = "paragraph"
    words: tuple[Word, ...] = ()
    unread: tuple[Box, ...] = ()  # stretches in which something stands that could not be read


class Mark(Struct, frozen=True):
    """One thing that a hand or a stamp added to the page."""

    id: str  # unique on its page: "k01", "k02", …; "r01", … where only a reading tells of it, see `index.placing`
    kind: MarkKind
    box: Box
    ink: str  # colour of the ink: black, grey, blue, red, green, …
    line: int | None = None  # index in the page's `lines` of the printed line it belongs to
    quote: str | None = None  # the printed words it marks
    text: str | None = None  # what it says, once a person has read it


def is_unread(mark: Mark) -> bool:
    """Tell whether a mark is a note that no person has read yet."""
    return mark.kind in NOTES and mark.text is None


class Page(Struct, frozen=True):
    """One page. `body` and `metadata` hold its text in reading order; `lines` say where that text stands.

    A page that came without a scan (`nota import`) has width, height and dpi 0, and no lines.
    """

    number: int  # from 1
    width: int = 0  # pixels of the upright page
    height: int = 0
    dpi: int = 0
    rotation: int = 0  # quarter turns, degrees clockwise applied to the scan: 0, 90, 180, 270
    skew: float = 0.0  # degrees clockwise applied after that
    to_scan: Affine = IDENTITY
    body: str = ""  # paragraphs divided by one blank line
    metadata: str = ""  # the colofon column
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    quality: float | None = None  # 0..1, the share of the printed words read right, estimated; None: nothing was read

    @property
    def band(self) -> Band | None:
        """How well the page was read, in a word; None where nothing was."""
        if self.quality is None:
            return None
        return "laag" if self.quality < LOOK_AT else "matig" if self.quality < GOOD else "goed"


class _Tag(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A place in the text that refers to something. `start` and `end` are character offsets in the page's `body`."""

    value: str  # the canonical spelling, see `index.references`
    quote: str  # as it stands in the text
    page: int
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Name of the kind of tag, as it stands in the record."""
        return str(self.__struct_config__.tag)


class Motie(_Tag, frozen=True, kw_only=True, tag="motie"):
    """A motion of the Kamer: `32824-402` where its number is known, else `motie Palland/Kathmann`."""

    names: tuple[str, ...] = ()
    cs: bool = False  # "c.s.": with others
    dossier: str | None = None
    suffix: str | None = None
    number: str | None = None
    status: MotieStatus | None = None


class Toezegging(_Tag, frozen=True, kw_only=True, tag="toezegging"):
    """A promise to the Kamer: `TZ202311-089` where it has a number, else a short description."""

    number: str | None = None
    act: Literal["made", "fulfilled", "open"] = "made"
    to: str | None = None


class Datum(_Tag, frozen=True, kw_only=True, tag="datum"):
    """A day `2023-07-13`, or an interval `2023-11-11/2023-11-20`."""

    first: dt.date
    last: dt.date
    precision: Literal["day", "range", "week", "part-of-month", "month", "quarter", "season", "part-of-year", "year"]


class Kamerstuk(_Tag, frozen=True, kw_only=True, tag="kamerstuk"):
    """A parliamentary paper: `32824-402`, `36410-XV-12`, `35483-G`."""

    dossier: str
    suffix: str | None = None
    number: str | None = None


class Wet(_Tag, frozen=True, kw_only=True, tag="wet"):
    """A law by its citeertitel."""

    article: str | None = None


class Debat(_Tag, frozen=True, kw_only=True, tag="debat"):
    """A debate: `commissiedebat 2023-09-27`."""

    type: str
    held: dt.date | None = field(default=None, name="date")


class Thema(_Tag, frozen=True, kw_only=True, tag="thema"):
    """A concept of the thesaurus; `value` is its id.

    One that only a person found stands on page 1, from 0 to 0, with an empty quote.
    """

    label: str
    uri: str | None = None  # of the TOP-lijst concept that it is or rolls up to
    score: float = 1.0  # 0..1
    broader: tuple[str, ...] = ()  # ids of the concepts above it, the nearest first
    by: Literal["words", "learned", "person"] = "words"  # who or what says so
    found_by: Literal["words", "learned"] | None = None  # what said so before a person did
    words: tuple[str, ...] = ()  # that led to it, those that did most first


class Kopje(_Tag, frozen=True, kw_only=True, tag="kopje"):
    """A heading: the nota's own word for what it is about."""


class Organisatie(_Tag, frozen=True, kw_only=True, tag="organisatie"):
    """An organisation by the name it goes by: `COA`."""


class Bedrag(_Tag, frozen=True, kw_only=True, tag="bedrag"):
    """An amount of money: `EUR 100000`."""


Tag = Motie | Toezegging | Datum | Kamerstuk | Wet | Debat | Thema | Kopje | Organisatie | Bedrag


class Nota(Struct, frozen=True):
    """One nota, whole."""

    id: NotaId
    sha256: str  # of the file as it came, hexadecimal
    source: str  # the file's name as it came
    title: str
    dated: dt.date | None
    reference: str | None
    made_with: tuple[str, ...]  # "tesseract 5.3.0 nld", "nota-archief 0.1.0"
    pages: tuple[Page, ...]
    tags: tuple[Tag, ...] = ()
    colofon: dict[str, str] = field(default_factory=dict)  # what is labelled: van, aan, bijlagen, directie, …
    rejected: tuple[Tag, ...] = ()  # tags that were found, and that people say are wrong: they are among no others
