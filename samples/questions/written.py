"""The nota's of the judged set: as they were written, as text to import, and as scans."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec import Struct

from samples.forge.chance import random_recipe
from samples.forge.road import Recipe, forge
from samples.forge.scanner import Scan
from samples.forge.truth import save

HERE = Path(__file__).parent

SEED = 2026
SPLITS = ("annotated", "annotated", "hard", "hard", "hard")  # what a scan went through; one of these by chance

# A hard page is worn as well: with less than this nearly all of its words are read right.
WORN_DPI, WORN_SIZE, WORN_MARKS = 150, 9.0, 16  # size in points
NOISE, BLUR, FADE = 14.0, 0.12, 0.4

MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli",
          "augustus", "september", "oktober", "november", "december")  # fmt: skip


class Written(Struct, frozen=True):
    """A nota as it was written. `body` is in the markup of `samples/forge/text.py`."""

    key: str
    ministerie: str
    directie: str
    soort: str
    title: str
    dated: dt.date
    reference: str
    onderwerp: str
    body: str

    @property
    def colofon(self) -> dict[str, str]:
        """What stands beside the body, by its label."""
        day = f"{self.dated.day} {MONTHS[self.dated.month - 1]} {self.dated.year}"
        return {"Datum": day, "Onze referentie": self.reference, "Van": self.directie, "Onderwerp": self.onderwerp}

    @property
    def text(self) -> str:
        """The body as it is printed."""
        return re.sub(r"^(#+|-) ", "", self.body.replace("**", ""), flags=re.MULTILINE)


def read_written() -> list[Written]:
    """Return all nota's of the set."""
    lines = (HERE / "notas.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Written) for line in lines]


def as_line(nota: Written) -> bytes:
    """Return a nota as a line to import."""
    beside = "\n".join(f"{label}\n{value}" for label, value in nota.colofon.items())
    page = {"body": f"{nota.title}\n\n{nota.text}", "metadata": beside}
    return msgspec.json.encode({"source": nota.key, "title": nota.title, "dated": nota.dated, "pages": [page]})


def scanned(nota: Written, corpus: Path) -> Path:
    """Return the scan of a nota in this corpus folder; it is forged if it is not there."""
    made = list((corpus / "scans").glob(f"*/{nota.key}.*"))
    return (made or save(forge(recipe(nota, corpus)), corpus))[0]


def recipe(nota: Written, corpus: Path) -> Recipe:
    """Draw how a nota is printed, written on and scanned: by its key, so that it does not depend on the others."""
    text, tags = _source(nota, corpus / "texts")
    number = crc32(nota.key.encode())
    drawn = random_recipe(SPLITS[number % len(SPLITS)], SEED, number)
    # One file, however many pages.
    drawn = replace(
        drawn, stem=nota.key, text=text, tags=tags, format="tiff-g4" if drawn.format == "tiff-g4" else "pdf"
    )
    return _worn(drawn) if drawn.split == "hard" else drawn


def _source(nota: Written, folder: Path) -> tuple[Path, Path]:
    """Write what the forge reads: the text in its markup, and a list of tags that is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    text, tags = folder / f"{nota.key}.txt", folder / "none.json"
    head = {"ministerie": nota.ministerie, "directie": nota.directie, "soort": nota.soort, "titel": nota.title}
    fields = head | {"dated": str(nota.dated)} | nota.colofon
    lines = "\n".join(f"{name}: {value}" for name, value in fields.items())
    text.write_text(f"{lines}\n\n{nota.body}\n", encoding="utf-8")
    tags.write_text("{}", encoding="utf-8")
    return text, tags


def _worn(drawn: Recipe) -> Recipe:
    """Make small print of it, faded and coarsely scanned, under many strokes of the pen."""
    return replace(
        drawn,
        look=replace(drawn.look, dpi=WORN_DPI, size=min(drawn.look.size, WORN_SIZE)),
        scans=tuple(map(_worn_scan, drawn.scans)),
        reader=replace(drawn.reader, marks=WORN_MARKS),
        format="pdf",
    )


def _worn_scan(scan: Scan) -> Scan:
    return replace(scan, noise=NOISE, blur=BLUR, fade=FADE, mode="color" if scan.mode == "color" else "gray")
