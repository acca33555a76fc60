"""Read the text of a nota from its small markup.

The head is lines `key: value` up to the first blank line. Keys with a capital are the colofon, in order, as they
are printed; the others tell what is on the page elsewhere: `ministerie`, `directie`, `soort`, `titel`, `dated`.

The body is paragraphs divided by blank lines:

    # Aanleiding            a heading                 | cel | cel |     a row of a table
    ## 1. Spreiding         a smaller heading         [^1]: woorden     a footnote, used as [^1]
    - een punt              a bullet                  ===               a new page, also between words
    **Omvang.** woorden     bold words
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "subheading", "paragraph", "bullet", "row"]

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NEW_PAGE = "==="


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is printed, and how. A page ends before the word where `new_page` is true."""

    text: str
    bold: bool = False
    underlined: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, bullet, or row of a table. All but the row have one cell."""

    kind: Kind
    cells: tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A nota's words before they are set."""

    ministerie: str
    directie: str
    soort: str
    titel: str
    dated: str  # ISO day
    colofon: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    notes: dict[str, str]  # footnotes by the figure as it is printed: "¹"


def parse(source: str) -> Text:
    """Read the text that this markup describes.

    Raises:
        KeyError: a key of the head is missing.

    """
    head, _, body = source.partition("\n\n")
    fields = {key: value for key, _, value in (line.partition(": ") for line in head.splitlines())}
    blocks: list[Block] = []
    notes: dict[str, str] = {}
    for part in re.split(r"\n\s*\n", body.strip()):
        for unit in _units(part):
            note = re.match(r"\[\^(\d+)\]:\s+(.*)", unit)
            if note:
                notes[note[1].translate(SUPERSCRIPT)] = note[2]
            else:
                blocks.append(_block(unit))
    colofon = tuple((key, value) for key, value in fields.items() if key[0].isupper())
    return Text(
        fields["ministerie"],
        fields["directie"],
        fields["soort"],
        fields["titel"],
        fields["dated"],
        colofon,
        tuple(blocks),
        notes,
    )


def _units(part: str) -> list[str]:
    """Part into units: rows, bullets and notes need no blank line between them; other lines run on."""
    units: list[str] = []
    for line in part.splitlines():
        if not units or re.match(r"[|#]|- |\[\^\d+\]:", line):
            units.append(line.strip())
        else:
            units[-1] += " " + line.strip()
    return units


def _block(unit: str) -> Block:
    if unit.startswith("|"):
        return Block("row", tuple(tokens(cell) for cell in unit.strip("| ").split("|")))
    for sign, kind in (("## ", "subheading"), ("# ", "heading"), ("- ", "bullet")):
        if unit.startswith(sign):
            return Block(kind, (tokens(unit.removeprefix(sign)),))  # type: ignore[arg-type]
    return Block("paragraph", (tokens(unit),))


def tokens(marked: str) -> tuple[Token, ...]:
    """Read the words of one marked line: `**` turns bold on and off, `[^1]` becomes a raised figure."""
    raised = re.sub(r"\[\^(\d+)\]", lambda found: found[1].translate(SUPERSCRIPT), marked)
    words: list[Token] = []
    bold = False
    new_page = False
    for word in raised.split():
        if word == NEW_PAGE:
            new_page = True
            continue
        opens = bold or word.startswith("**")
        words.append(Token(word.replace("**", ""), bold=opens, new_page=new_page))
        bold = opens and not word.endswith("**")
        new_page = False
    return tuple(words)
