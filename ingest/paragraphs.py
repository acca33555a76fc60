"""Make running text of printed lines: paragraphs, table rows, and words whole again at line ends."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from msgspec.structs import replace

from index.nota import Box, Line, Word
from ingest.lexicon import is_likely_word, is_word

WIDE_STEP = 1.4  # line pitches from one line to the next: more is white between paragraphs
SAME_ROW = 0.5  # share of the lower line's height that two boxes overlap when they are cells of one row
CELL_GAP = 1.6  # line heights between two words: wider than any justified space, so a new cell
ROOM_TO_SPARE = 0.6  # line heights left over after the next word would have been set: the break was meant
INDENT = 0.8  # line heights
FULL_SHARE = 0.9  # quantile of the right edges that counts as the column's right edge: one line may stick out
LEAST_STEP = 0.6  # line heights: smaller steps down are cells of one row, and say nothing of the pitch

SHORTEST_HALF = 3  # letters of the second half of a word whose hyphen was missed: less is chance

HYPHENS = "-\u2010\u2011\u00ad\u00ac"  # as printed, and as OCR engines spell the one at a line end
TREMA = str.maketrans("aeiou", "äëïöü")

_BULLET = re.compile(r"[•●○◦▪■‣·–—*-]\s")
_NUMBER = re.compile(r"(\d{1,2}[.)]|\d(\.\d){1,3}[.)]?|\(?[a-z\d][.)]|[¹²³⁴-⁹]+)\s+\S")
_SENTENCE_END = re.compile(r"[.:;!?][\"'’”)\]\d¹²³⁴-⁹]*$")
# After these a sentence goes on, and the number on the next line begins no paragraph.
_ABBREVIATED = re.compile(r"(?<!\w)(nrs?|art|blz|pp?|d\.d|jl|a\.s|o\.a|bijv|vgl|resp|ca|mr|drs|dr|ir|prof|dhr|mevr)\.$")
_OPENING = "\"'‘“„("
# "loon- en prijsbijstelling": the hyphen stands for what both words share.
_SHARED_PART = re.compile(r"(en|of|tot|dan|noch|als|c\.q\.|en/of|respectievelijk|resp\.)(?!\w)")
_LAST_WORD = re.compile(r"([^\W_][\w'’]*)$")
_FIRST_WORD = re.compile(r"[^\W\d_][\w'’]*")


class Column(NamedTuple):
    """What is usual in the column of text: pixels."""

    right: float
    pitch: float  # from one line to the next
    height: float  # of a line


def flow(lines: Sequence[Line]) -> str:
    """Return the lines, in reading order, as paragraphs divided by one blank line.

    The rows of a table stay one line each, their cells divided by a space. Lines without text are passed over.
    """
    rows = _rows([line for line in lines if line.text.strip()])
    if not rows:
        return ""
    column = _measure(rows)
    text = rows[0].text
    for before, row, after in zip(rows, rows[1:], [*rows[2:], None], strict=False):
        if _starts_paragraph(before, row, after, column):
            text = f"{text}\n\n{row.text}"
        elif _has_cells(before) and _has_cells(row):
            text = f"{text}\n{row.text}"
        else:
            text = join(text, row.text)
    return text


def listing(lines: Sequence[Line]) -> str:
    """Return the lines as they were printed, one line a line: for the colofon column."""
    return "\n".join(_tidy(line.text) for line in lines if line.text.strip())


def join(text: str, more: str) -> str:
    """Return `text` followed by the next line `more`; a word broken between them is made whole again.

    A hyphen that belongs to the word stays: "NT2-" with "docent", "2024-" with "2025", "loon-" with "en".
    """
    word, next_word = _LAST_WORD.search(text[:-1]), _FIRST_WORD.match(more)
    if text[-1] not in HYPHENS or not word:
        return f"{text}{'' if _lost_its_hyphen(text, more) else ' '}{more}"
    kept = f"{text[:-1]}-"
    if _SHARED_PART.match(more):
        return f"{kept} {more}"
    if not next_word or more[0].isupper() or not word[1].isalpha() or _is_code(word[1]):
        return f"{kept}{more}"
    left, right = _whole_stem(text[:-1]), next_word[0]
    return f"{text[: -1 - len(left)]}{_spelled(left, right)}{more[len(right) :]}"


def _lost_its_hyphen(text: str, more: str) -> bool:
    """Say whether a word is broken here though the engine missed the hyphen: "gemeen" and "tefonds" are one word."""
    left, right = _LAST_WORD.search(text), _FIRST_WORD.match(more)
    if not left or not right or not right[0].islower() or len(right[0]) < SHORTEST_HALF:
        return False
    return is_word(left[1] + right[0]) and not (is_likely_word(left[1]) and is_likely_word(right[0]))


def _spelled(left: str, right: str) -> str:
    """Spell the word whose halves stood before and after a line end, the best that the dictionary knows."""
    at_a_trema = left + right[0].translate(TREMA) + right[1:]
    tries = (left + right, f"{left}-{right}", at_a_trema)
    return next((word for word in tries if is_word(word)), left + right)


def _whole_stem(text: str) -> str:
    """Return the last word with what hangs before it by hyphens: "niet-NT2-docen" is one word."""
    match = re.search(r"[^\W_][\w'’]*(?:-[\w'’]+)*$", text)
    return match[0] if match else ""


def _is_code(word: str) -> bool:
    return len(word) > 1 and word[1:].isupper()


def _measure(lines: Sequence[Line]) -> Column:
    height = median(line.box.bottom - line.box.top for line in lines)
    steps = [_middle(line) - _middle(before) for before, line in pairwise(lines)]
    steps = sorted(step for step in steps if LEAST_STEP * height < step < 3 * height)
    rights = sorted(line.box.right for line in lines)
    # The lower third, not the median: white between paragraphs makes many steps wider, nothing makes them narrower.
    return Column(
        rights[int(FULL_SHARE * (len(rights) - 1))], steps[len(steps) // 3] if steps else 1.5 * height, height
    )


def _starts_paragraph(before: Line, line: Line, after: Line | None, column: Column) -> bool:
    if before.region != line.region:
        return True
    step = _middle(line) - _middle(before)
    if step > WIDE_STEP * column.pitch:
        return True
    ended = bool(_SENTENCE_END.search(before.text)) and not _ABBREVIATED.search(before.text)
    short = _had_room(before, line, column)
    if _BULLET.match(line.text) or _NUMBER.match(line.text):
        return ended or short
    if _has_cells(before) or _has_cells(line):
        return _has_cells(before) != _has_cells(line) and (ended or _starts_sentence(line.text))
    return (short and (ended or _starts_sentence(line.text))) or (ended and _is_indented(before, line, after, column))


def _had_room(before: Line, line: Line, column: Column) -> bool:
    """Say whether the first word of this line would have fitted on the line before it."""
    share = len(line.text.split()[0]) / len(line.text)
    first_word = (line.box.right - line.box.left) * share
    return before.box.right + first_word + ROOM_TO_SPARE * column.height < column.right


def _is_indented(before: Line, line: Line, after: Line | None, column: Column) -> bool:
    others = [before] if after is None else [before, after]
    return all(line.box.left > other.box.left + INDENT * column.height for other in others)


def _starts_sentence(text: str) -> bool:
    return text.lstrip(_OPENING)[:1].isupper()


def _has_cells(line: Line) -> bool:
    """Say whether the line is a row of a table: somewhere its words stand too far apart for a sentence."""
    gap = CELL_GAP * (line.box.bottom - line.box.top)
    words = [word for word in line.words if word.text != "•"]
    return any(word.box.left - before.box.right > gap for before, word in pairwise(words))


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those that stand side by side set as one: cells may have been read one by one."""
    rows: list[Line] = []
    for line in lines:
        tidy = replace(line, text=_tidy(line.text), words=line.words or (Word(line.box, line.text, line.confidence),))
        if rows and _on_one_row(rows[-1], line):
            tidy = _side_by_side(rows.pop(), tidy)
        rows.append(tidy)
    return rows


def _side_by_side(left: Line, right: Line) -> Line:
    one, other = left.box, right.box
    box = Box(one.left, min(one.top, other.top), other.right, max(one.bottom, other.bottom))
    return replace(left, box=box, text=f"{left.text} {right.text}", words=left.words + right.words)


def _on_one_row(before: Line, line: Line) -> bool:
    overlap = min(before.box.bottom, line.box.bottom) - max(before.box.top, line.box.top)
    lower = min(before.box.bottom - before.box.top, line.box.bottom - line.box.top)
    return overlap > SAME_ROW * lower and line.box.left >= before.box.right


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
