"""Mend what the OCR engine misread, and only that."""

import re
import unicodedata
from collections.abc import Sequence

from msgspec.structs import replace

from index.nota import Box, Line, Word
from ingest.changes import respelled, with_words
from ingest.lexicon import is_likely_word, is_word
from ingest.misread import Seen, accents, core_of, is_code, letters, own_name, printed, variants
from ingest.noise import is_unreadable, without_glued_signs, without_strays
from ingest.paragraphs import HYPHENS

CERTAIN = 1.0  # said by the PDF itself and borne out by its picture: the engine alone is never so sure
SURE_FROM = 0.95  # a known word read this surely vouches for the same word elsewhere in the nota
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ſ": "s"}
_LIGATURES = str.maketrans(LIGATURES)

# A hollow circle is the bullet of the rijkshuisstijl; the engine knows no such letter and takes the nearest.
BULLET = "•"
ROUND_BULLETS = frozenset("oO0°º©®¢●○◦▪■‣·*e")
LETTERS_AS_BULLETS = frozenset("0e")  # only where they stand as far apart as a bullet does
BULLET_HEIGHT = 0.85  # of the higher words beside it: a round bullet is as high as an x
BULLET_GAP = 0.7  # of that same height

_CHAMBER = re.compile(r"(Kamerstuk(?:ken)?|Handelingen|TK|EK)[,.]?", re.IGNORECASE)
_TWO, _ONE = re.compile(r"(?:[Il1|!\[\]]{2}|[HUNK])(,?)"), re.compile(r"[l1|](,?)")
_ROMAN, _ROMAN_STROKES = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})"), re.compile(r"H|[l1|!L\[\]]")
_NUMBERED = re.compile(r"\d{1,2},")
_SESSION = re.compile(r"\(?(19|20)\d{2}\b.*|\d{2}\b.*")


def clean(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with what was surely misread mended, and without what is no language.

    `raw`, box, region and order stay as they are, and there is a line out for each line in; `text` and the words' texts
    change together. A line that is nothing but stray ink keeps its `raw` and is left without text. Cleaning twice
    changes nothing more. Codes, figures and capitals are left alone, and so are names but for the archive's own. Raises
    MissingTool without the dictionary.
    """
    before = list(lines)
    while (after := _once(before)) != before:
        before = after
    return after


def _once(lines: Sequence[Line]) -> list[Line]:
    seen = frozenset(
        core.lower()
        for line in lines
        for word in line.words
        if word.confidence >= SURE_FROM and is_word(core := core_of(word.text))
    )
    around = zip((None, *lines), lines, (*lines[1:], None), strict=False)
    cleaned = [_clean_line(before, line, after, seen) for before, line, after in around]
    for at in range(len(cleaned) - 1):
        cleaned[at : at + 2] = _mended_across(cleaned[at], cleaned[at + 1], seen)
    return cleaned


def _clean_line(previous: Line | None, line: Line, following: Line | None, seen: Seen) -> Line:
    """Return the line mended word for word; its neighbours tell of sentences, words and quotations that run on."""
    if not line.words:
        return replace(line, text=_unligatured(line.text))
    above, below = previous.text if previous else "", following.text if following else ""
    goes_on = is_broken(above)
    if is_unreadable(line) and not goes_on:
        return replace(line, text="", words=(), unread=(line.box,))
    words = _with_numerals(
        _with_number(line, _with_bullet(without_glued_signs(line.words, f"{above} {line.text} {below}")))
    )
    befores = (above, *(word.text for word in words))
    words = tuple(
        part
        for at, (before, word) in enumerate(zip(befores, words, strict=False))
        for part in _mend(word, begins_sentence(before), _is_half(at, words, goes_on), seen)
    )
    # A value in the colofon may be a single letter or figure: nothing there is too short to be meant.
    kept = words if line.region == "metadata" else without_strays(words, goes_on)
    unread = tuple(word.box for word in words if word not in kept and _is_broad(word.box))
    return replace(with_words(line, kept), unread=(*line.unread, *unread))


def _is_broad(box: Box) -> bool:
    """Say whether what stood here was more than a lone sign."""
    return box.right - box.left > box.bottom - box.top


def begins_sentence(before: str) -> bool:
    """Say whether what comes after this text begins a sentence."""
    return not before or before[-1] in ".:;!?•–—"


def _is_half(at: int, words: Sequence[Word], goes_on: bool) -> bool:
    """Say whether the word is one half of a word broken at a line end."""
    return (at == 0 and goes_on) or (at == len(words) - 1 and is_broken(words[at].text))


def is_broken(text: str) -> bool:
    """Say whether the text ends in the first half of a word."""
    return len(text) > 1 and text[-1] in HYPHENS and text[-2].isalpha()


def _mended_across(before: Line, line: Line, seen: Seen) -> tuple[Line, Line]:
    """Mend the word whose halves stand at the end of one line and the start of the next."""
    if not (before.words and line.words and is_broken(before.text)):
        return before, line
    last, first = before.words[-1], line.words[0]
    if CERTAIN in (last.confidence, first.confidence):
        return before, line
    left, right = core_of(last.text), core_of(first.text)
    whole, confidence = left + right, min(last.confidence, first.confidence)
    if not right or is_likely_word(whole) or is_likely_word(f"{left}-{right}") or is_code(whole):
        return before, line
    mended = (
        accents(whole, False, confidence)
        or own_name(whole, confidence, seen)
        or letters(whole, False, confidence, seen)
    )
    if not mended or len(mended) != len(whole):
        return before, line
    words = (*before.words[:-1], respelled(last, last.text.replace(left, mended[: len(left)]), "broken"))
    return with_words(before, words), with_words(
        line, (respelled(first, first.text.replace(right, mended[len(left) :]), "broken"), *line.words[1:])
    )


def _with_bullet(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with a round bullet at the start of the line set as one."""
    if len(words) < 2 or words[0].text not in ROUND_BULLETS:
        return words
    first, second = words[0].box, words[1].box
    heights = sorted(word.box.bottom - word.box.top for word in words[1:])
    height = heights[len(heights) * 3 // 4]  # of type with a stem or a tail
    small = first.bottom - first.top < BULLET_HEIGHT * height
    apart = second.left - first.right > BULLET_GAP * height
    if small and (apart or words[0].text not in LETTERS_AS_BULLETS):
        return (respelled(words[0], BULLET, "sign"), *words[1:])
    return words


def _with_numerals(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with the chamber's numeral mended: "Kamerstukken Il 2022/23" is of the Tweede Kamer."""
    mended = list(words)
    for at in range(1, len(words) - 1):
        before, word, after = words[at - 1 : at + 2]
        cited = _CHAMBER.fullmatch(before.text.lstrip("(")) and _SESSION.fullmatch(after.text)
        if cited and (match := _TWO.fullmatch(word.text)):
            mended[at] = respelled(word, f"II{match[1]}", "sign")
        elif cited and (match := _ONE.fullmatch(word.text)):
            mended[at] = respelled(word, f"I{match[1]}", "sign")
        if re.fullmatch(r"\d{3}", before.text) and after.text.startswith("nr") and (chapter := _chapter(word.text)):
            mended[at] = respelled(word, chapter, "sign")
    return tuple(mended)


def _chapter(text: str) -> str | None:
    """Return the budget chapter, a Roman figure, that was misread stroke by stroke: "VIIL," is "VIII,"."""
    roman = _ROMAN_STROKES.sub(lambda match: "II" if match[0] == "H" else "I", text.rstrip(","))
    return f"{roman}," if text.endswith(",") and _ROMAN.fullmatch(roman) else None


def _with_number(line: Line, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with the full stop behind the number of a heading, "5, Financiën", set right."""
    if len(words) < 2 or line.region != "heading" or not _NUMBERED.fullmatch(words[0].text):
        return words
    return (respelled(words[0], f"{words[0].text[:-1]}.", "sign"), *words[1:]) if words[1].text[:1].isupper() else words


def _mend(word: Word, opens: bool, half: bool, seen: Seen) -> tuple[Word, ...]:
    """Return the word as it was printed: one, or two where a function word was run together with it."""
    text = _unligatured(word.text)
    core = core_of(text)
    if not core or word.confidence == CERTAIN:
        return (respelled(word, text, "misread"),)
    before, _, after = text.partition(core)
    first, *second = printed(core, opens, half, word.confidence, seen)
    if second:
        return _divided(word, before + first, second[0] + after)
    mended = respelled(word, before + first + after, "misread")
    others = () if half or mended is not word else variants(core, word.confidence)
    return (replace(mended, variants=tuple(dict.fromkeys((*word.variants, *others)))) if others else mended,)


def _divided(word: Word, left: str, right: str) -> tuple[Word, Word]:
    """Return two words in the place of one, its box divided by their letters."""
    box = word.box
    at = box.left + round((box.right - box.left) * len(left) / (len(left) + len(right)))
    return (
        replace(respelled(word, left, "run together"), box=Box(box.left, box.top, at, box.bottom)),
        replace(word, text=right, why="run together", box=Box(at, box.top, box.right, box.bottom)),
    )


def _unligatured(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))
