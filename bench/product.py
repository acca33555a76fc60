"""Read scans with the product, by its command alone, and map what it says back to the page as scanned."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import msgspec
import numpy as np
import numpy.typing as npt

from bench.reading import UNREAD, Reading, ReadMark, ReadPage
from bench.truth import Mask, ScanBox, Truth
from index.nota import Affine, Box, Motie, Nota, NotaId, Page, Tag, Thema, Toezegging

Pixels = npt.NDArray[np.uint8]

NOTA = Path(sys.executable).with_name("nota")
AROUND = 150  # characters on either side of a toezegging's words: about the sentence they stand in
AROUND_THE_BODY = ("header", "footer", "page-number")  # in the truth these are part of the colofon


def read_with_nota(corpus: Path, truths: Sequence[Truth], archive: Path) -> Iterator[Reading]:
    """Take the scans into the archive (or find them there), and give the reading of each, in order."""
    scans = [corpus / truth.source for truth in truths]
    report = nota(archive, "ingest", *scans, "--json")
    outcomes = [json.loads(line) for line in report.splitlines()]
    for outcome in outcomes:
        if outcome["outcome"] == "refused":
            print(outcome["message"], file=sys.stderr)
    ids = {Path(outcome["path"]): outcome["id"] for outcome in outcomes if outcome["outcome"] != "refused"}
    for truth, scan in zip(truths, scans, strict=True):
        yield _reading(archive, ids[scan], truth) if scan in ids else UNREAD


def nota(archive: Path, *arguments: str | Path) -> str:
    """Run the command and return its output; progress goes to the terminal, and a refused scan is an answer."""
    run = subprocess.run([NOTA, "--archive", archive, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode not in (0, 3):
        raise SystemExit(f"nota {arguments[0]} stopped with exit code {run.returncode}.")
    return run.stdout


def tagged(texts: Sequence[tuple[str, dt.date | None]]) -> list[tuple[Tag, ...]]:
    """Return what `nota tag` finds in each text, given with the day it is dated."""
    lines = "".join(msgspec.json.encode({"text": text, "dated": dated}).decode() + "\n" for text, dated in texts)
    with TemporaryDirectory() as nothing:
        run = subprocess.run(
            [NOTA, "--archive", nothing, "tag"], input=lines, stdout=subprocess.PIPE, text=True, check=True
        )
    return [msgspec.json.decode(line, type=dict[str, tuple[Tag, ...]])["tags"] for line in run.stdout.splitlines()]


def show(archive: Path, key: NotaId) -> Nota:
    """Return the record of a nota."""
    return msgspec.json.decode(nota(archive, "show", key, "--json"), type=Nota)


def layer(archive: Path, key: NotaId, page: int, name: str) -> Pixels:
    """Return a layer of a page: a mask in grey, a picture in grey or BGR."""
    with TemporaryDirectory() as folder:
        picture = Path(folder) / "layer.png"
        nota(archive, "layer", key, str(page), name, "-o", picture)
        pixels = cv2.imread(str(picture), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise SystemExit(f"nota layer gave no {name} of page {page} of {key}.")
    return pixels.astype(np.uint8)


def _reading(archive: Path, key: NotaId, truth: Truth) -> Reading:
    record = show(archive, key)
    pages = {}
    for page, true in zip(record.pages, truth.pages, strict=False):
        ink = np.maximum(*(layer(archive, key, page.number, name) for name in ("handwriting", "stamp")))
        pages[page.number] = as_scanned(page, laid_on_scan(ink, page.to_scan, (true.width, true.height)))
    return Reading(pages, words_of_tags(record))


def laid_on_scan(mask: Pixels, to_scan: Affine, size: tuple[int, int]) -> Mask:
    """Return the upright page's mask (255 = ink) as it lies on the scan, whose size is (width, height)."""
    matrix = np.array(to_scan, np.float64).reshape(2, 3)
    return cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR) > 127


def box_on_scan(box: Box, to_scan: Affine) -> ScanBox:
    """Return the box around this box on the scan."""
    a, b, c, d, e, f = to_scan
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    across, down = [a * x + b * y + c for x, y in corners], [d * x + e * y + f for x, y in corners]
    return min(across), min(down), max(across), max(down)


def as_scanned(page: Page, ink: Mask | None) -> ReadPage:
    """Return what the record says of the page, in pixels and turns of the scan."""
    around = [line.text for line in page.lines if line.region in AROUND_THE_BODY]
    return ReadPage(
        body=page.body,
        metadata="\n".join([page.metadata, *around]),
        rotation=-page.rotation % 360,  # the record says how to turn it back
        skew=-page.skew,
        marks=tuple(ReadMark(mark.kind, box_on_scan(mark.box, page.to_scan), mark.quote or "") for mark in page.marks),
        ink=ink,
        quality=page.quality,
    )


def words_of_tags(record: Nota) -> dict[str, tuple[str, ...]]:
    """Return for each kind of tag how each would be written down."""
    bodies = {page.number: page.body for page in record.pages}
    words: dict[str, tuple[str, ...]] = {}
    promised: set[str] = set()  # a toezegging is one, however often the nota speaks of it
    for tag in record.tags:
        if isinstance(tag, Toezegging):
            if tag.value in promised:
                continue
            promised.add(tag.value)
        words[tag.kind] = (*words.get(tag.kind, ()), _written(tag, bodies.get(tag.page, "")))
    return words


def _written(tag: Tag, body: str) -> str:
    match tag:
        case Motie() if not tag.value[:1].isdigit():
            return "motie " + "/".join(tag.names or [tag.value])
        case Toezegging():
            return f"{tag.number or ''} {body[max(0, tag.start - AROUND) : tag.end + AROUND]}"
        case Thema():
            return tag.label or tag.value
    if tag.kind in ("wet", "bedrag"):
        return tag.quote  # the truth of these is what stands in the text
    return f"{tag.value} {tag.quote}" if tag.kind == "kamerstuk" else tag.value
