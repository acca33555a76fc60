"""Make running text of printed lines: paragraphs, table rows, and words whole again at line ends."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from index.nota import Line
from ingest.lexicon import is_word

WIDE_STEP = 1.4  # line pitches from one line to the next: more is white between paragraphs
SAME_ROW = 0.5  # share of the lower line's height that two boxes overlap when they are cells of one row
CELL_GAP = 1.6  # line heights between two words: wider than any justified space, so a new cell
ROOM_TO_SPARE = 0.6  # line heights left over after the next word would have been set: the break was meant
INDENT = 0.8  # line heights
FULL_SHARE = 0.9  # quantile of the right edges that counts as the column's right edge: one line may stick out
LEAST_STEP = 0.6  # line heights: smaller steps down are cells of one row, and say nothing of the pitch

HYPHENS = "-\u2010\u2011\u00ad\u00ac"  # as printed, and as OCR engines spell the one at a line end
TREMA = str.maketrans("aeiou", "äëïöü")

_BULLET = re.compile(r"[•●○◦▪■‣·–—*-]\s")
_NUMBER = re.compile(r"(\d{1,2}(\.\d{1,2}){0,3}[.)]?|\(?[a-z\d][.)]|[¹²³⁴-⁹]+)\s+\S")
_SENTENCE_END = re.compile(r"[.:;!?][\"'’”)\]\d¹²³⁴-⁹]*$")
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
    printed = [line for line in lines if line.text.strip()]
    if not printed:
        return ""
    column = _measure(printed)
    text = _tidy(printed[0].text)
    follows_row = False
    for number, (before, line) in enumerate(pairwise(printed), start=1):
        after = printed[number + 1] if number + 1 < len(printed) else None
        row = _is_row(line)
        if _on_one_row(before, line):
            text = f"{text} {_tidy(line.text)}"
            follows_row = True
            continue
        if _starts_paragraph(before, line, after, column):
            text = f"{text}\n\n{_tidy(line.text)}"
        elif row and (follows_row or _is_row(before)):
            text = f"{text}\n{_tidy(line.text)}"
        else:
            text = join(text, _tidy(line.text))
        follows_row = row
    return text


def listing(lines: Sequence[Line]) -> str:
    """Return the lines as they were printed, one line a line: for the colofon column."""
    return "\n".join(_tidy(line.text) for line in lines if line.text.strip())


def join(text: str, more: str) -> str:
    """Return `text` followed by the next line `more`; a word broken between them is made whole again.

    A hyphen that belongs to the word stays: "NT2-" with "docent", "2024-" with "2025", "loon-" with "en".
    """
    word = _LAST_WORD.search(text[:-1])
    if text[-1] not in HYPHENS or not word:
        return f"{text} {more}"
    kept = f"{text[:-1]}-"
    if _SHARED_PART.match(more):
        return f"{kept} {more}"
    next_word = _FIRST_WORD.match(more)
    if not next_word or more[0].isupper() or not word[1].isalpha() or _is_code(word[1]):
        return f"{kept}{more}"
    left, right = _whole_stem(text[:-1]), next_word[0]
    spelled = _spelled(left, right)
    return f"{text[: -1 - len(left)]}{spelled}{more[len(right) :]}"


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
    ended = bool(_SENTENCE_END.search(before.text.strip()))
    short = _had_room(before, line, column)
    if _BULLET.match(line.text) or _NUMBER.match(line.text):
        return ended or short
    if _is_row(before) or _is_row(line):
        return _is_row(before) != _is_row(line) and ended
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


def _is_row(line: Line) -> bool:
    gap = CELL_GAP * (line.box.bottom - line.box.top)
    words = [word for word in line.words if word.text != "•"]
    return any(word.box.left - before.box.right > gap for before, word in pairwise(words))


def _on_one_row(before: Line, line: Line) -> bool:
    overlap = min(before.box.bottom, line.box.bottom) - max(before.box.top, line.box.top)
    lower = min(before.box.bottom - before.box.top, line.box.bottom - line.box.top)
    return overlap > SAME_ROW * lower and line.box.left >= before.box.right


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
