"""Read the colofon: the date of a nota, its reference and its title."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import TypeVar

from msgspec.structs import replace
from rapidfuzz import fuzz, process

from index.nota import Box, Line, Page
from ingest.paragraphs import CELL_GAP
from ingest.values import EXACT_UP_TO, as_day, day_matches, fold, read_day, read_reference

T = TypeVar("T")
Fields = Mapping[str, Sequence[Line]]  # by label

# What ministries print above, or before, the values in their colofon. `uw …` and `uiterlijk` are here to be told apart.
LABELS = {
    "datum": ("datum", "datum nota", "datum opgesteld", "dagtekening"),
    "referentie": ("onze referentie", "ons kenmerk", "kenmerk", "referentie", "onze ref", "ons ref", "notanummer"),
    "uw referentie": ("uw referentie", "uw kenmerk", "uw brief", "uw brief van"),
    "onderwerp": ("onderwerp", "betreft", "titel"),
    "van": ("van", "opgesteld door", "auteur"),
    "aan": ("aan", "gericht aan"),
    "bijlagen": ("bijlagen", "bijlage", "bijlage(n)", "aantal bijlagen"),
    "directie": ("directie", "afdeling", "onderdeel", "dienstonderdeel"),
    "contactpersoon": ("contactpersoon", "contact", "behandeld door", "inlichtingen bij", "steller"),
    "telefoon": ("telefoon", "telefoonnummer", "t", "m"),
    "uiterlijk": ("uiterste datum", "uiterlijk bij", "datum ontvangst", "deadline", "te behandelen voor", "retour"),
    "kopie": ("kopie aan", "cc", "afschrift aan", "medegezonden aan", "meegelezen door", "afgestemd met"),
    "zaaknummer": ("zaaknummer", "dossiernummer", "documentnummer"),
    "versie": ("versie", "versienummer", "status", "rubricering", "pagina"),
}
ALIKE = 80  # of 100: one letter wrong in "datum", two in "onze referentie"
LONGEST_LABEL = 3  # words
OWN_LINES = 4  # lines that a value in the column takes at most: then its next label was missed
# A day under one of these is another day than the nota's.
OTHER_DAYS = ("uiterlijk", "uw referentie", "kopie", "onderwerp")

# What stands over the title of a nota: what it is, and what is asked of its reader.
KINDS = ("nota", "beslisnota", "informatienota", "adviesnota", "oplegnota", "memo", "memorandum", "notitie")
_PURPOSE = re.compile(r"(ter|voor) \w*(informatie|vorming|slissing|name|spreking|kening|ring|gave)\b", re.IGNORECASE)
_ADDRESSEE = re.compile(
    r"((aan|van|t\.a\.v\.)[:\s]+)?(de )?(heer|mevrouw|mw\.|minister|staatssecretaris|bewindspersoon)\b|(aan|van):?$",
    re.IGNORECASE,
)
_KIND_AND_TITLE = re.compile(r"(?i:(beslis|informatie|advies|opleg)?nota)[:\s]+(?=[A-Z])")
# The headings that every nota has: never what it is called.
SECTIONS = (
    "aanleiding", "inleiding", "advies", "geadviseerd besluit", "gevraagd besluit", "gevraagde beslissing",
    "beslispunt", "beslispunten", "kernpunten", "kern", "toelichting", "achtergrond", "samenvatting", "context",
    "conclusie", "moties en toezeggingen", "politieke context", "communicatie", "inhoud", "krachtenveld",
)  # fmt: skip
TOP_LINES = 30  # of page 1, in which the head of a nota stands
TITLE_LINES = 4
TITLE_STEP = 1.9  # line heights from one line of a title to the next: more is white
SAME_TYPE = 0.7  # of a line's height: lower or higher lines are set in other type

LEAST_SURE = 0.5  # of a day's year, summed over the pages: a wrong day is worse than none, it shifts every "jl."
_PLACE = re.compile(r"('s-|Den |De )?[A-Z][a-z-]+[,.]?|")


@dataclass(frozen=True, slots=True)
class Colofon:
    """What a nota says of itself. `fields` holds every labelled value, by the names in `LABELS`."""

    title: str
    dated: dt.date | None
    reference: str | None
    fields: Mapping[str, str] = field(default_factory=dict)
    doubtful: bool = False  # the day was read differently on different pages


def read_colofon(pages: Sequence[Page], source: str) -> Colofon:
    """Read the colofon column and the head of the nota; what is not there is None, and never guessed.

    `source` is the file's name: without its suffix it is the title of a nota that shows none.
    """
    head = _head(pages[0]) if pages else []
    columns = [_labelled(_column(page)) for page in pages]
    found = [*columns, _head_fields(head)]
    fields = {label: _text(lines) for part in reversed(found) for label, lines in part.items() if label and lines}
    days = _votes(read_day, (part.get("datum", []) for part in found))
    return Colofon(
        title=_subject(head) or fields.get("onderwerp") or _printed_title(head) or PurePath(source).stem,
        dated=_surest(days) or _loose_day(columns, head),
        reference=_fullest(_votes(read_reference, (part.get("referentie", []) for part in found))),
        fields=fields,
        doubtful=len(days) > 1,
    )


_LABEL_OF = {fold(spelling): label for label, spellings in LABELS.items() for spelling in spellings}
_SECTION_HEADS = {fold(section) for section in SECTIONS}
_KIND_HEADS = {fold(kind) for kind in KINDS}


def _label(text: str) -> str | None:
    """Return the field that this text is the label of, one or two misread letters allowed."""
    folded = fold(text)
    if folded in _LABEL_OF or len(folded) <= EXACT_UP_TO:
        return _LABEL_OF.get(folded)
    best = process.extractOne(folded, list(_LABEL_OF), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return _LABEL_OF[best[0]] if best and len(best[0]) > EXACT_UP_TO else None


def split_label(line: str) -> tuple[str, str] | None:
    """Divide a printed line into a label and the value on that same line, which may be empty."""
    before, colon, after = line.partition(":")
    if colon and (label := _label(before)):
        return label, after.strip()
    if label := _label(line):
        return label, ""
    words = line.split()
    for count in range(min(LONGEST_LABEL, len(words) - 1), 0, -1):
        value = " ".join(words[count:])
        if (label := _label(" ".join(words[:count]))) and _fits(label, value):
            return label, value
    return None


def label_and_value(line: Line) -> tuple[str, str] | None:
    """Divide a line into a label and its value, also where nothing but white stands between them."""
    wide = CELL_GAP * (line.box.bottom - line.box.top)
    for at, (before, word) in enumerate(pairwise(line.words), start=1):
        if word.box.left - before.box.right > wide:
            label = _label(" ".join(each.text for each in line.words[:at]).rstrip(" :"))
            return (label, " ".join(each.text for each in line.words[at:])) if label else split_label(line.text)
    return split_label(line.text)


def _fits(label: str, value: str) -> bool:
    """Say whether this can be the value of a label printed before it without a colon."""
    if label == "datum":
        return any(match.start() == 0 for match in day_matches(value))
    return label == "referentie" and re.match(r"[A-Z]*[-/]?\S*\d{3,}", value) is not None


def _labelled(lines: Iterable[Line]) -> Fields:
    """Return what stands under each label of the column, line by line; under "" what stands above the first."""
    fields: dict[str, list[Line]] = {"": []}
    label = ""
    for line in lines:
        found = label_and_value(line)
        if found:
            label = found[0]
        values = fields.setdefault(label, [])
        text = found[1] if found else line.text
        if text and (not label or len(values) < OWN_LINES):
            values.append(replace(line, text=text))
    return fields


def _column(page: Page) -> list[Line]:
    """Return the lines of the colofon column; a page that came without a scan has them in its text alone."""
    lines = [line for line in page.lines if line.region == "metadata" and line.text.strip()]
    return lines or _as_lines(page.metadata)


def _as_lines(text: str) -> list[Line]:
    """Return the lines of a text that came without a scan, far apart, so that none runs on into the next."""
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    return [Line(Box(0, 9 * at, 9, 9 * at + 1), row, row, 1.0) for at, row in enumerate(rows)]


def _head(page: Page) -> list[Line]:
    """Return the first lines of the body; a page that came without a scan has one line a paragraph."""
    lines = [line for line in page.lines if line.region in ("heading", "paragraph") and line.text.strip()]
    return (lines or _as_lines(page.body))[:TOP_LINES]


def _head_fields(head: Sequence[Line]) -> Fields:
    """Return what is labelled in the head of the body: with a colon, on the same line, or right below its label."""
    fields: dict[str, list[Line]] = {}
    for at, line in enumerate(head):
        if found := split_label(line.text):
            below = [each for each in head[at + 1 : at + 2] if not split_label(each.text)]
            fields.setdefault(found[0], [replace(line, text=found[1])] if found[1] else below)
    return fields


def _loose_day(columns: Sequence[Fields], head: Sequence[Line]) -> dt.date | None:
    """Return the day that stands on a line of its own, its label missed: in the columns, else in the head."""
    loose = ([line] for part in columns for label, lines in part.items() if label not in OTHER_DAYS for line in lines)
    return _surest(_votes(_lone_day, loose)) or _surest(_votes(_lone_day, ([line] for line in head)))


def _lone_day(line: str) -> dt.date | None:
    """Return the day where the line holds nothing else, but for a place: "Den Haag, 22 november 2023"."""
    for match in day_matches(line):
        if _PLACE.fullmatch(line[: match.start()].strip()) and not line[match.end() :].strip(" .|"):
            return as_day(match)
    return None


def _votes(read: Callable[[str], T | None], values: Iterable[Sequence[Line]]) -> dict[T, float]:
    """Return what was read, with how surely, summed: later pages repeat the colofon, and any may be misread."""
    votes: dict[T, float] = {}
    for lines in values:
        if lines and (value := read(_text(lines))):
            votes[value] = votes.get(value, 0.0) + _sureness(lines)
    return votes


def _sureness(lines: Sequence[Line]) -> float:
    """Return the engine's confidence in the longest figure, 0..1; 1.0 for text that came without a scan."""
    words = (word for line in lines for word in line.words if re.search(r"\d", word.text))
    longest = max(words, key=lambda word: len(word.text), default=None)
    return longest.confidence if longest else 1.0


def _surest(votes: Mapping[T, float]) -> T | None:
    """Return the value with most votes, the first of equals; None where all of them are in doubt."""
    best = max(votes, key=lambda value: votes[value], default=None)
    return best if best is not None and votes[best] >= LEAST_SURE else None


def _fullest(votes: Mapping[str, float]) -> str | None:
    """Return the reference with most votes, with its last part where another page shows that it has one."""
    best = max(votes, key=lambda value: votes[value], default=None)
    return max(
        (value for value in votes if best and re.match(rf"{re.escape(best)}(?!\w)", value)), key=len, default=best
    )


def _subject(head: Sequence[Line]) -> str | None:
    """Return what stands behind "Onderwerp" or "Betreft" in the head, with the lines on which it runs on."""
    for at, line in enumerate(head):
        found = split_label(line.text)
        if found and found[0] == "onderwerp":
            block = _block(head, at if found[1] else at + 1)
            return " ".join([found[1], *(each.text for each in block[1:])]) if found[1] else _text(block) or None
    return None


def _printed_title(head: Sequence[Line]) -> str | None:
    """Return the lines below "nota" or "TER BESLUITVORMING", else the heading that the page begins with."""
    start = max((at + 1 for at, line in enumerate(head) if _is_kind(line.text)), default=0)
    while 0 < start < len(head) and _is_no_title(head[start], head[start - 1]):
        start += 1
    if start and (on_the_line := _KIND_AND_TITLE.match(head[start - 1].text)):
        return head[start - 1].text[on_the_line.end() :]
    if start >= len(head) or _is_section(head[start].text) or not (start or head[0].region == "heading"):
        return None
    return _text(_block(head, start))


def _is_no_title(line: Line, before: Line) -> bool:
    """Say whether this line is addressed to someone, holds a label, or is a stray beside the line before it."""
    beside = line.box.top < before.box.bottom - (before.box.bottom - before.box.top) / 2
    return bool(_ADDRESSEE.match(line.text) or split_label(line.text)) or beside


def _block(head: Sequence[Line], start: int) -> list[Line]:
    """Return the line at `start` and those that run on below it in the same type."""
    block = list(head[start : start + 1])
    for line in head[start + 1 : start + TITLE_LINES]:
        before = block[-1]
        step, height = line.box.top - before.box.top, before.box.bottom - before.box.top
        alike = SAME_TYPE * height <= line.box.bottom - line.box.top <= height / SAME_TYPE
        if not alike or step > TITLE_STEP * height or _is_section(line.text) or split_label(line.text):
            break
        block.append(line)
    return block


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _is_kind(text: str) -> bool:
    return fold(text) in _KIND_HEADS or bool(_PURPOSE.fullmatch(text.strip(" .:")) or _KIND_AND_TITLE.match(text))


def _is_section(text: str) -> bool:
    return fold(text.lstrip("0123456789. ").rstrip("0123456789.:; ")) in _SECTION_HEADS
