"""Write a forged nota as files: the scan in one of four formats, and beside it what is in it.

The form is the corpus form that `bench/quality.py` reads: `scans/<split>/<stem>.pdf` and `gold/<split>/<stem>.json`
with `<stem>_p<N>.marks.png` (pixel value = mark id) and `<stem>_p<N>.print.png`. A PNG or JPEG holds one page, so
each page of such a nota is a file `<stem>_p<N>` of its own.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from samples.forge.born import born_pdf
from samples.forge.desk import Mark
from samples.forge.scanner import Scan, Scanned
from samples.forge.typeset import SetPage

Format = Literal["pdf", "tiff-g4", "png", "jpg", "pdf-text"]

SUFFIX: dict[Format, str] = {"pdf": "pdf", "tiff-g4": "tif", "png": "png", "jpg": "jpg", "pdf-text": "pdf"}
EPOCH = time.struct_time((2024, 1, 1, 0, 0, 0, 0, 1, 0))  # a PDF holds the time of its making: always the same here
TAG_LISTS = ("motions", "commitments", "dates", "kamerstukken", "laws", "amounts")


@dataclass(frozen=True, slots=True)
class ForgedPage:
    """One page with all that is known of it."""

    set: SetPage
    scan: Scan
    scanned: Scanned
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Forged:
    """A whole nota, forged. `tags` is its author's list, not yet divided over the pages."""

    stem: str
    split: str
    nota: str
    dated: str
    face: str
    dpi: int
    format: Format
    quality: int
    pages: tuple[ForgedPage, ...]
    tags: dict[str, Any]


def save(forged: Forged, corpus: Path) -> list[Path]:
    """Write the scan and its truth into this corpus folder; return the scans' paths."""
    tags = placed_tags(forged.tags, [page.set for page in forged.pages])
    if forged.format in ("png", "jpg"):
        return [
            _save_file(forged, f"{forged.stem}_p{page.set.number}", [page], tags_of_page(tags, page.set.number), corpus)
            for page in forged.pages
        ]
    return [_save_file(forged, forged.stem, forged.pages, tags, corpus)]


def _save_file(forged: Forged, stem: str, pages: Sequence[ForgedPage], tags: dict[str, Any], corpus: Path) -> Path:
    scans, gold = corpus / "scans" / forged.split, corpus / "gold" / forged.split
    for folder in (scans, gold):
        folder.mkdir(parents=True, exist_ok=True)
    path = scans / f"{stem}.{SUFFIX[forged.format]}"
    _save_scan(forged, pages, path)
    truth = {
        "source": str(path.relative_to(corpus)),
        "split": forged.split,
        "nota": forged.nota,
        "nota_date": forged.dated,
        "format": forged.format,
        "face": forged.face,
        "pages": [_save_page(page, number, stem, forged.dpi, gold) for number, page in enumerate(pages, start=1)],
        "tags": tags,
    }
    (gold / f"{stem}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _save_scan(forged: Forged, pages: Sequence[ForgedPage], path: Path) -> None:
    if forged.format == "pdf-text":
        path.write_bytes(born_pdf([page.set for page in pages], forged.dpi))
        return
    images = [Image.fromarray(page.scanned.image) for page in pages]
    first, rest, resolution = images[0], images[1:], (forged.dpi, forged.dpi)
    if forged.format == "tiff-g4":
        bits = [image.convert("1", dither=Image.Dither.NONE) for image in images]
        bits[0].save(path, compression="group4", save_all=True, append_images=bits[1:], dpi=resolution)
    elif forged.format == "png":
        first.save(path, compress_level=7, dpi=resolution)
    elif forged.format == "jpg":
        first.save(path, quality=forged.quality, dpi=resolution)
    else:
        made: dict[str, Any] = {"creationDate": EPOCH, "modDate": EPOCH, "resolution": forged.dpi}
        if forged.pages[0].scan.mode == "bitonal":
            first, *rest = [image.convert("1", dither=Image.Dither.NONE) for image in images]
        else:
            made["quality"] = forged.quality
        first.save(path, save_all=True, append_images=rest, **made)


def _save_page(page: ForgedPage, number: int, stem: str, dpi: int, gold: Path) -> dict[str, Any]:
    """Write the masks of one page; return what its JSON says."""
    height, width = page.scanned.image.shape[:2]
    marks_png, print_png = f"{stem}_p{number}.marks.png", f"{stem}_p{number}.print.png"
    Image.fromarray(page.scanned.ids).save(gold / marks_png, optimize=True)
    Image.fromarray(page.scanned.printed).save(gold / print_png, optimize=True)
    return {
        "number": number,
        "width": width,
        "height": height,
        "dpi": dpi,
        "mode": page.scan.mode,
        "rotation": page.scan.rotation,
        "skew_degrees": round(page.scanned.skew, 2),
        "body_text": page.set.body_text,
        "body_lines": [line.text for line in page.set.body],
        "metadata_text": "\n".join(line.text for line in page.set.metadata),
        "hyphenated_words": page.set.hyphenated,
        "marks": _marks(page),
        "nota_page": page.set.number,
        "marks_png": marks_png,
        "print_png": print_png,
    }


def _marks(page: ForgedPage) -> list[dict[str, Any]]:
    """List the marks that are on the glass, by the number their pixels have."""
    found = enumerate(zip(page.marks, page.scanned.boxes, page.scanned.counts, strict=True), start=1)
    return [
        {
            "id": number,
            "type": mark.kind,
            "text": mark.text,
            "quote": mark.quote,
            "ink": mark.ink,
            "pixels": count,
            "box": list(box),
        }
        for number, (mark, box, count) in found
        if count
    ]


# --- tags ---


def placed_tags(tags: dict[str, Any], pages: Sequence[SetPage]) -> dict[str, Any]:
    """Give every tag the page on which its words begin; each list is in the order of the text, footnotes last.

    Raises:
        ValueError: the words of a tag are not in the text.

    """
    parts = [_plain(page.running_text) for page in pages] + [_plain(page.notes_text) for page in pages]
    placed = dict(tags)
    for name in TAG_LISTS:
        start, made = 0, []
        for tag in tags.get(name, []):
            part, start = _part_of(tag["surface"], parts, start)
            made.append({"page": part % len(pages) + 1, **tag})
        placed[name] = made
    return placed


def _plain(text: str) -> str:
    return " ".join(text.split())


def _part_of(words: str, parts: Sequence[str], start: int) -> tuple[int, int]:
    """Find words from an offset on in the parts run together; return the part and the offset past their beginning."""
    at = " ".join(parts).find(words, start)
    if at < 0:
        raise ValueError(f"the tag {words!r} is not in the text, or not in this order")
    end = 0
    for number, part in enumerate(parts):
        end += len(part) + 1
        if at < end:
            return number, at + 1
    raise AssertionError("what was found lies in one of the parts")


def tags_of_page(tags: dict[str, Any], number: int) -> dict[str, Any]:
    """Keep the tags of one page, as the tags of a file with that page alone."""
    kept = dict(tags)
    for name in TAG_LISTS:
        kept[name] = [{**tag, "page": 1} for tag in tags[name] if tag["page"] == number]
    return kept
