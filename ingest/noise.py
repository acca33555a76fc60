"""Tell what the OCR engine read in stray ink from what was printed."""

import re
from collections.abc import Sequence

from index.nota import Line, Word
from ingest.changes import respelled
from ingest.lexicon import is_word

# Confidences of Tesseract, 0..1. Of the words it read right, 1 in 240 is below LOST and 1 in 40 below DOUBTFUL; of
# those it read wrong, a third and two thirds.
LOST = 0.3
DOUBTFUL = 0.7
UNSURE = 0.9
FEWEST_LETTERS = 3  # of a known word that proves a line to be language: shorter ones turn up in any scribble
NAME_LETTERS = 4  # letters of an unknown word that is kept though doubtful: it may be a name
WORDS_OF_ONE_LETTER = "uUICVX"  # the nota's reader, and Roman figures
LONE_LETTER = 0.6  # confidence
LONG = 8  # letters: so much of a word is not thrown away, however doubtful

_EDGES = re.compile(r"^[\W_]+|[\W_¹²³⁰-⁹]+$")
_LETTERS = re.compile(r"[^\W\d_]+")
_LANGUAGE = re.compile(r"[^\W_]")
_VOWEL = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE)
_HALF = re.compile(r"[^\W\d_]{3,}-")  # the first half of a word broken at the line end
_FIGURE = re.compile(r"[(€+-]{0,2}\d[\d.,:/-]*[\d.,:;)%]*|[¹²³⁰-⁹]+")
_CODE = re.compile(r"\d{4}|\d[\d.,:/-]{2,}\d")  # no pen makes so many figures: an amount, a date, a reference
_INNER_JUNK = re.compile(r"[^\w.)][^\w(.]|[\\|_~^{}<>=‘“”]")  # between the first and the last letter of a word
_GLUED = re.compile(r"^[|_~^\\¬{}«»‚„¦¯]+|[|_~^\\¬{}«»‚„¦¯]+$")
_OPENED, _CLOSED = re.compile(r"[‘“\"](?=\w)(?!‘?[nst]\b)"), re.compile(r"(?<=[\w.,;:])[”’]$")
_OPENS, _CLOSES = re.compile(r"(?<!\w)[‘“\"']"), re.compile(r"(?<=[\w.,;:!?])[’”\"'](?!\w)")
# Signs that a nota does not print by themselves, whatever the engine's confidence.
_NEVER_ALONE = re.compile(r"[|_~^\\¬{}\[\]<>«»‚„‘’“”\"'`´¦¯]+")
# Signs that stand by themselves in some nota's: as a dash, a bullet, a sum.
_SELDOM_ALONE = re.compile(r"[^\w€%&§²³¹•]+")


def is_unreadable(line: Line) -> bool:
    """Say whether the line holds no language at all: pen strokes or specks that the engine took for type.

    Only where the engine itself was in doubt. A line with one known word, a figure or what may be a name is readable.
    """
    if not line.words or line.confidence >= DOUBTFUL:
        return False
    return not any(_is_language(word) for word in line.words)


def without_strays(words: Sequence[Word], goes_on: bool) -> tuple[Word, ...]:
    """Return the words of a line without the strays among them: lone signs, and scribble at either end.

    `goes_on` says that the line begins with the rest of a broken word, which need not look like one.
    """
    kept = [word for word in words if not _is_stray(word)]
    while len(kept) > 1 and _is_scribble(kept[-1]):
        kept.pop()
    while len(kept) > 1 and not goes_on and _is_scribble(kept[0]):
        del kept[0]
    return tuple(kept)


def without_glued_signs(words: Sequence[Word], near: str) -> tuple[Word, ...]:
    """Return the words without the specks that were read as signs at their edges: "„iedere", "_De", "collecties”".

    A quotation mark goes only where `near`, the text of this line and of those above and below, shows no partner.
    """
    return tuple(_unglued(word, near) for word in words)


def _unglued(word: Word, near: str) -> Word:
    if word.confidence >= UNSURE or not _LANGUAGE.search(word.text):
        return word
    text = _GLUED.sub("", word.text)
    if _OPENED.match(text) and not _CLOSES.search(near):
        text = text[1:]
    if word.confidence < DOUBTFUL and _CLOSED.search(text) and not _OPENS.search(near):
        text = text[:-1]
    return respelled(word, text, "sign")


def is_figure(text: str) -> bool:
    """Say whether this is a figure, an amount or a footnote sign, with its punctuation."""
    return _FIGURE.fullmatch(text) is not None


def _is_language(word: Word) -> bool:
    letters = max(_LETTERS.findall(word.text), key=len, default="")
    if _CODE.search(word.text):
        return True
    if word.confidence < LOST:
        return len(letters) > NAME_LETTERS and is_word(letters)
    if len(letters) >= FEWEST_LETTERS and is_word(letters):
        return True
    if word.confidence < DOUBTFUL:
        return _is_name(word.text)
    return is_figure(word.text) or len(letters) >= FEWEST_LETTERS


def _is_name(text: str) -> bool:
    letters = _core(text)
    return letters.isalpha() and len(letters) > NAME_LETTERS and _VOWEL.search(letters) is not None


def _core(text: str) -> str:
    return _EDGES.sub("", text)


def _is_stray(word: Word) -> bool:
    """Say whether this is a sign that no typist set there."""
    if _NEVER_ALONE.fullmatch(word.text):
        return word.confidence < UNSURE
    if _SELDOM_ALONE.fullmatch(word.text):
        return word.confidence < DOUBTFUL
    # Hyphens aside, Dutch has one word of a single letter; the letters of a list bear a sign, "a)", or are read surely.
    return word.confidence < LONE_LETTER and word.text.islower() and len(word.text) == 1 and word.text != "u"


def _is_scribble(word: Word) -> bool:
    """Say whether this, at the end of a line, is a pen stroke: doubtful, short or no word, and no figure."""
    core = _core(word.text)
    if word.confidence >= DOUBTFUL or is_figure(word.text):
        return False
    if len(core) <= 1:
        return core not in WORDS_OF_ONE_LETTER or word.confidence < LOST
    if len(core) < LONG and _INNER_JUNK.search(core):
        return True
    if is_word(core) or is_word(word.text):
        return word.confidence < LOST and len(core) < FEWEST_LETTERS and not core.islower()
    if len(core) >= LONG or _HALF.fullmatch(word.text):
        return False
    return word.confidence < LOST or (len(core) < NAME_LETTERS and not core.isupper())
