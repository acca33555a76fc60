"""Give the lines that Tesseract is unsure of to a second reader, and keep of each stretch the reading that is language.

The second reader reads through pen strokes far better than Tesseract and is blind to many spaces and accents, so that
the two are put together word by word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
from rapidfuzz.distance import Levenshtein

from index.nota import Box, Line, Word
from ingest.changes import with_words
from ingest.ink.separate import Ink
from ingest.lexicon import is_likely_word
from ingest.misread import MISREAD_BELOW, bare, core_of
from ingest.noise import is_figure
from ingest.ocr import around
from ingest.paragraphs import CELL_GAP
from ingest.recogniser import recognised
from ingest.unbend import Bend

DOUBTFUL = 0.85  # confidence of a line that is read again
LOST = 0.4  # of a single word for whose sake its line is read again
SURE = 0.93  # the second reader's own score: below, it has the word only where Tesseract has no language
WEAK = 0.6  # Tesseract's confidence in words that the second reader may replace by others as good
NEIGHBOURS = 2  # words on either side of one in doubt
ROOM = 0.4  # in x-heights: white around a line
MODEST = 0.9  # what the second reader's score is worth: it is surer of itself than it should be
SHORTEST = 3  # letters of a word that Tesseract saw nothing of: less may be anything

# What Tesseract reads surely where something else may stand, and that: the second reader decides.
SUSPECT = ((r"\bmin\b", "mln"), (r"\b((?:19|20)\d\d)2(\d{5})\b", r"\1Z\2"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand between two places on which both readers agree, and what the second reader has for them."""

    words: tuple[Word, ...]
    other: tuple[str, ...]


def read_again(lines: Sequence[Line], ink: Ink, bend: Bend) -> list[Line]:
    """Return the lines, those in doubt with what the second reader made better; `raw` stays what Tesseract read.

    The lines lie on the page laid flat. The second reader sees the pen: much of what it covers shows through.
    """
    return [_again(line, ink, bend) if _is_doubtful(line) else line for line in lines]


def _is_doubtful(line: Line) -> bool:
    return line.confidence < DOUBTFUL or any(_is_lost(word) for word in line.words)


def _is_lost(word: Word) -> bool:
    """Say whether a word is worth a second look: hardly seen, or in doubt and no word."""
    if word.confidence < LOST:
        return len(word.text) > 1
    core = core_of(word.text)
    if any(re.fullmatch(read, core) for read, _ in SUSPECT):
        return True
    return word.confidence < MISREAD_BELOW and core.islower() and not is_likely_word(core)


def _again(line: Line, ink: Ink, bend: Bend) -> Line:
    part, room = _in_doubt(line), max(2, round(ROOM * ink.xheight))
    box, (height, width) = around(word.box for word in line.words[part]), ink.print.shape
    left, right = max(0, box.left - 2 * room), min(width, box.right + 2 * room)
    picture = bend.laid_flat(
        ink.sheet.grey, Box(left, max(0, line.box.top - room), right, min(height, line.box.bottom + room))
    )
    part_words = put_together(line.words[part], *recognised(picture))
    if part_words == line.words[part]:
        return line
    words = (*line.words[: part.start], *part_words, *line.words[part.stop :])
    mean = sum(word.confidence for word in words) / len(words)
    return msgspec.structs.replace(with_words(line, words), confidence=round(mean, 4))


def _in_doubt(line: Line) -> slice:
    """Return which words of the line are read again: those between the first and the last in doubt, with neighbours.

    Reading costs in step with width. A line that is doubtful all over is read whole.
    """
    lost = [at for at, word in enumerate(line.words) if _is_lost(word)]
    if line.confidence < DOUBTFUL or not lost:
        return slice(0, len(line.words))
    return slice(max(0, lost[0] - NEIGHBOURS), min(len(line.words), lost[-1] + 1 + NEIGHBOURS))


def put_together(words: tuple[Word, ...], other: str, score: float) -> tuple[Word, ...]:
    """Return the words with those stretches replaced of which the second reader made language, and Tesseract less.

    `other` is the second reader's text of the whole line, `score` 0..1 how sure it is.
    """
    together: list[Word] = []
    for stretch in _stretches(words, other):
        better = _is_better(stretch, score)
        together += _set_in(stretch, score) if better else _with_variant(stretch)
    return tuple(together) or words


def _stretches(words: Sequence[Word], other: str) -> list[Stretch]:
    """Divide both readings at the spaces around which they agree."""
    tokens = other.split()
    # A lone sign that one reader alone sees has no weight: strays would keep apart what both readers see.
    texts = [
        word.text if number == 0 or core_of(word.text) or word.text in tokens else ""
        for number, word in enumerate(words)
    ]
    ours, theirs = "".join(texts), "".join(tokens)
    spaces = _space_offsets(tokens)
    partner: dict[int, int] = {}  # of each letter of ours on which both agree, where it is in theirs
    for block in Levenshtein.opcodes(ours, theirs):
        if block.tag == "equal":
            partner |= {block.src_start + at: block.dest_start + at for at in range(block.src_end - block.src_start)}
    stretches, begin, start, end = [], 0, 0, 0
    for number, text in enumerate(texts):
        end += len(text)
        last = number == len(words) - 1
        cell = not last and _is_cell_end(words[number], words[number + 1])
        cut = len(theirs) if last else _cut(partner, end, theirs, spaces, cell)
        if cut is not None:
            to = cut
            stretches.append(Stretch(tuple(words[begin : number + 1]), _divided(theirs, spaces, start, to)))
            begin, start = number + 1, to
    return stretches


def _cut(partner: Mapping[int, int], end: int, theirs: str, spaces: Sequence[int], cell: bool) -> int | None:
    """Return where in theirs the space after our letter `end - 1` lies: where the letters on both sides are agreed on.

    One side will do where they have a space too, and at the end of a table's cell, if no word of theirs runs on there.
    """
    before, after = partner.get(end - 1), partner.get(end)
    if before is not None and (after == before + 1 or before + 1 in spaces):
        return before + 1
    if after is not None and after in spaces:
        return after
    if not cell or (before is None) == (after is None):
        return None
    cut = after if before is None else before + 1
    return None if cut is None or theirs[max(0, cut - 1) : cut + 1].isalpha() else cut


def _is_cell_end(word: Word, following: Word) -> bool:
    return following.box.left - word.box.right > CELL_GAP * (word.box.bottom - word.box.top)


def _space_offsets(tokens: Sequence[str]) -> list[int]:
    offsets, at = [], 0
    for token in tokens:
        at += len(token)
        offsets.append(at)
    return offsets


def _divided(text: str, spaces: Sequence[int], start: int, end: int) -> tuple[str, ...]:
    cuts = [start, *(space for space in spaces if start < space < end), end]
    return tuple(text[a:b] for a, b in pairwise(cuts) if b > a)


def _is_better(stretch: Stretch, score: float) -> bool:
    ours, theirs = [word.text for word in stretch.words], stretch.other
    if not theirs or bare("".join(ours)) == bare("".join(theirs)):  # the second reader is blind to accents
        return False
    if any(re.sub(read, printed, " ".join(ours)) == " ".join(theirs) for read, printed in SUSPECT):
        return True
    known, other = _language(ours), _language(theirs)
    if other > known:
        return other == 1.0 or score >= SURE
    confidence = sum(word.confidence for word in stretch.words) / len(stretch.words)
    return other == known and len(theirs) >= len(ours) and confidence < WEAK and score >= SURE


def _with_variant(stretch: Stretch) -> tuple[Word, ...]:
    """Return the words of the stretch; where the second reader saw another word, that is kept for finding the page."""
    words, theirs = stretch.words, "".join(stretch.other)
    if len(words) != 1 or theirs == words[0].text or not theirs.isalpha() or not _is_known(theirs):
        return words
    return (msgspec.structs.replace(words[0], variants=(theirs,)),)


def _language(tokens: Sequence[str]) -> float:
    """Return the share of the letters that stand in words, names apart, and figures."""
    known = sum(len(token) for token in tokens if _is_known(token))
    return known / max(1, sum(len(token) for token in tokens))


def _is_known(token: str) -> bool:
    core = core_of(token)
    if not core:
        return len(token) == 1
    return is_figure(token) or is_likely_word(core)


def _set_in(stretch: Stretch, score: float) -> list[Word]:
    """Return the second reader's words in the place of ours, side by side by their lengths."""
    box = around(word.box for word in stretch.words)
    letters = sum(len(token) + 1 for token in stretch.other) - 1
    ours = " ".join(word.text for word in stretch.words)
    words, at = [], 0
    for number, token in enumerate(stretch.other):
        left, right = (box.left + round((box.right - box.left) * share / letters) for share in (at, at + len(token)))
        left = min(left, box.right - 1)
        place, read = Box(left, box.top, max(right, left + 1), box.bottom), ours if number == 0 else None
        words.append(Word(place, token, round(MODEST * score, 4), read, "second reader"))
        at += len(token) + 1
    return words
