"""Mend what the OCR engine misread, and only that."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from index.nota import Box, Line, Word
from ingest.lexicon import is_likely_word, is_listed, is_word
from ingest.noise import is_unreadable, without_glued_signs, without_strays
from ingest.paragraphs import HYPHENS

MISREAD_BELOW = 0.92  # engine's confidence: above, an unknown word is mostly a name or a new word
SPLIT_BELOW = 0.85
SURE_FROM = 0.95  # a known word read this surely vouches for the same word elsewhere in the nota
SHORTEST = 4  # letters of a word that is mended: shorter ones have too many neighbours
SHORT, SHORT_COST = 5, 1.0  # up to so many letters only a confusion that costs no more: they have many neighbours
SHORTEST_NAME = 6  # letters of a word with a capital whose accents are mended: "Gül" is no misread "gul"
TWO_MISREADINGS = 8  # letters of a word that may hold two
EASY = 1.0  # what each of two may cost: with all confusions twice over, a page of scribble would take ten seconds
MARGIN = 0.5  # by which the best reading must beat the next
SEEN_BONUS = 0.7  # for a reading that the nota has elsewhere

# What was read, with what may have been printed there, by what believing so costs: 1.0 is a common confusion.
_CONFUSED = {
    0.8: "ÿ:ij 1:l I:l |:l 0:o",
    0.9: "1:i |:i !:l !:i O:o 5:s",
    1.0: "rn:m ri:n ii:n iri:in vv:w cl:d l:i i:l i:t q:o q:g c:e e:c f:t t:f",
    1.2: "m:rn n:ri ni:m in:m li:h tt:it 8:B 6:b g:q o:a a:o o:e e:o c:o u:n n:u ü:n h:b b:h t:l l:t y:ij",
    1.3: "o:c h:n n:h v:y y:v r:t t:r r:n g:o",
    1.4: "nn:m d:cl ij:g s:e z:s",
}
CONFUSIONS = tuple((*pair.partition(":")[::2], cost) for cost, pairs in _CONFUSED.items() for pair in pairs.split())

# Function words that the engine runs together with the word after or before them. Left out is what begins or ends
# compounds and inflected forms of words: "op-", "in-", "voor-"; "-en", "-de", "-te", "-om".
LEADING = ("de", "het", "een", "van", "dat", "dit", "deze", "wordt", "worden", "naar", "met", "zijn")
TRAILING = (
    "aan", "als", "bij", "dat", "door", "een", "het", "met", "naar", "niet", "onder", "over", "tot", "uit", "van",
    "voor", "wordt", "zijn",
)  # fmt: skip
SHORTEST_BESIDE = 4  # letters of the word that a function word is split off from

Seen = frozenset[str]  # small letters: the words that the nota holds for sure

# Abbreviations that the engine cannot read by their shapes alone: capital I, small l and 1 are one stroke.
ABBREVIATIONS = (
    "AIVD", "BIG", "BIS", "ICT", "IenM", "IenW", "IGJ", "ILT", "IND", "IOAW", "IOAZ", "IPO", "MIVD", "RIVM", "WIA",
    "Wlz", "WIV", "ZIN",
)  # fmt: skip
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ſ": "s"}
_STROKES = str.maketrans("Il1|!", "iiiii")
_LIGATURES = str.maketrans(LIGATURES)

# A hollow circle is the bullet of the rijkshuisstijl; the engine knows no such letter and takes the nearest.
BULLET = "•"
ROUND_BULLETS = frozenset("oO0°º©®¢●○◦▪■‣·*e")
LETTERS_AS_BULLETS = frozenset("0e")  # only where they stand as far apart as a bullet does
BULLET_HEIGHT = 0.85  # of the higher words beside it: a round bullet is as high as an x
BULLET_GAP = 0.7  # of that same height

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_PLURAL = re.compile(r"[A-Z]{2,5}['’]s")
_CHAMBER = re.compile(r"(Kamerstuk(?:ken)?|Handelingen|TK|EK)[,.]?", re.IGNORECASE)
_TWO, _ONE = re.compile(r"[Il1|]{2}(,?)"), re.compile(r"[l1|](,?)")
_SESSION = re.compile(r"\(?(19|20)\d{2}\b.*|\d{2}\b.*")


def clean(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with what was surely misread mended, and without what is no language.

    `raw`, box, region and order stay as they are, and there is a line out for each line in; `text` and the words' texts
    change together. A line that is nothing but stray ink keeps its `raw` and is left without text. Cleaning twice
    changes nothing more. Names, codes, figures and capitals are left alone. Raises MissingTool without the dictionary.
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
        if word.confidence >= SURE_FROM and is_word(core := _core(word.text))
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
    goes_on = _is_broken(above)
    if is_unreadable(line) and not goes_on:
        return replace(line, text="", words=())
    words = _with_numerals(_with_bullet(without_glued_signs(line.words, f"{above} {line.text} {below}")))
    befores = (above, *(word.text for word in words))
    words = tuple(
        part
        for at, (before, word) in enumerate(zip(befores, words, strict=False))
        for part in _mend(word, _opens(before), _is_half(at, words, goes_on), seen)
    )
    # A value in the colofon may be a single letter or figure: nothing there is too short to be meant.
    return _with_words(line, words if line.region == "metadata" else without_strays(words, goes_on))


def _with_words(line: Line, words: tuple[Word, ...]) -> Line:
    return replace(line, text=" ".join(word.text for word in words), words=words)


def _opens(before: str) -> bool:
    """Say whether what comes after this text begins a sentence."""
    return not before or before[-1] in ".:;!?•–—"


def _is_half(at: int, words: Sequence[Word], goes_on: bool) -> bool:
    """Say whether the word is one half of a word broken at a line end."""
    return (at == 0 and goes_on) or (at == len(words) - 1 and _is_broken(words[at].text))


def _is_broken(text: str) -> bool:
    """Say whether the text ends in the first half of a word."""
    return len(text) > 1 and text[-1] in HYPHENS and text[-2].isalpha()


def _mended_across(before: Line, line: Line, seen: Seen) -> tuple[Line, Line]:
    """Mend the word whose halves stand at the end of one line and the start of the next."""
    if not (before.words and line.words and _is_broken(before.text)):
        return before, line
    last, first = before.words[-1], line.words[0]
    left, right = _core(last.text), _core(first.text)
    whole, confidence = left + right, min(last.confidence, first.confidence)
    if not right or is_likely_word(whole) or is_likely_word(f"{left}-{right}") or _is_code(whole):
        return before, line
    mended = _accents(whole, False, confidence) or _letters(whole, False, confidence, seen)
    if not mended or len(mended) != len(whole):
        return before, line
    words = (*before.words[:-1], _spelled(last, last.text.replace(left, mended[: len(left)])))
    return _with_words(before, words), _with_words(
        line, (_spelled(first, first.text.replace(right, mended[len(left) :])), *line.words[1:])
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
        return (replace(words[0], text=BULLET), *words[1:])
    return words


def _with_numerals(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with the chamber's numeral mended: "Kamerstukken Il 2022/23" is of the Tweede Kamer."""
    mended = list(words)
    for at in range(1, len(words) - 1):
        before, word, after = words[at - 1 : at + 2]
        cited = _CHAMBER.fullmatch(before.text.lstrip("(")) and _SESSION.fullmatch(after.text)
        if cited and (match := _TWO.fullmatch(word.text) or _ONE.fullmatch(word.text)):
            mended[at] = _spelled(word, "I" * len(word.text.removesuffix(match[1])) + match[1])
    return tuple(mended)


def _mend(word: Word, opens: bool, half: bool, seen: Seen) -> tuple[Word, ...]:
    """Return the word as it was printed: one, or two where a function word was run together with it.

    `half` words, broken at a line end, are no words by themselves and only have their ligatures undone.
    """
    text = _unligatured(word.text)
    core = _core(text)
    if not core or is_word(core):
        return (_spelled(word, text),)
    before, _, after = text.partition(core)
    if mended := _ABBREVIATIONS.get(_one_stroke(core)):
        return (_spelled(word, f"{before}{mended}{after}"),)
    if half or _is_code(core):
        return (_spelled(word, text),)
    if mended := _accents(core, opens, word.confidence):
        return (_spelled(word, f"{before}{mended}{after}"),)
    if word.confidence < SPLIT_BELOW and (parts := _split(core)):
        return _divided(word, f"{before}{parts[0]}", f"{parts[1]}{after}")
    if mended := _letters(core, opens, word.confidence, seen):
        return (_spelled(word, f"{before}{mended}{after}"),)
    return (_spelled(word, text),)


def _spelled(word: Word, text: str) -> Word:
    return word if text == word.text else replace(word, text=text)


def _divided(word: Word, left: str, right: str) -> tuple[Word, Word]:
    """Return two words in the place of one, its box divided by their letters."""
    box = word.box
    at = box.left + round((box.right - box.left) * len(left) / (len(left) + len(right)))
    return (
        replace(word, text=left, box=Box(box.left, box.top, at, box.bottom)),
        replace(word, text=right, box=Box(at, box.top, box.right, box.bottom)),
    )


def _accents(core: str, opens: bool, confidence: float) -> str | None:
    """Return the one word that the dictionary knows with other accents on the same letters.

    The engine reads "ë" as "é" quite surely. Other accents it invents only in doubt, and writers set them for stress:
    "wél". A name keeps its own: of a word with a capital the same word must be known without one.
    """
    if _bare(core) == core or (core[0].isupper() and not opens and len(core) < SHORTEST_NAME):
        return None
    tries = {_accented(core, "éèê", "ë"), _accented(core, "íìî", "ï"), _accented(core, "éè", "ê")}
    if confidence < MISREAD_BELOW:
        tries |= {_bare(core), *_one_bare(core)}
    known = {word for word in tries - {core} if is_word(_small(word)) or (opens and is_word(word))}
    return known.pop() if len(known) == 1 else None


def _accented(core: str, signs: str, meant: str) -> str:
    return re.sub(f"[{signs}]", meant, core)


def _one_bare(core: str) -> Iterable[str]:
    """Give the word with one accent taken off, for each: "reëlé" is "reële"."""
    return (core[:at] + _bare(letter) + core[at + 1 :] for at, letter in enumerate(core) if _bare(letter) != letter)


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _letters(core: str, opens: bool, confidence: float, seen: Seen) -> str | None:
    """Return the word that was misread letter for letter, where one known word is clearly the nearest."""
    plural = _is_plural(core)
    if confidence >= MISREAD_BELOW or len(core) < SHORTEST or (core[0].isupper() and not (opens or plural)):
        return None
    if not plural and is_likely_word(core):
        return None
    tries = {word: cost for word, cost in _misread(core) if is_word(word)}
    if not tries and len(core) >= TWO_MISREADINGS:
        twice = ((word, a + b) for once, a in _misread(core, EASY) for word, b in _misread(once, EASY))
        tries = {word: cost for word, cost in twice if is_listed(word) or word.lower() in seen}
    costs = sorted((cost - SEEN_BONUS * (word.lower() in seen), word) for word, cost in tries.items())
    if not costs or (len(costs) > 1 and costs[1][0] < costs[0][0] + MARGIN):
        return None
    cost, word = costs[0]
    return word if len(core) > SHORT or cost <= SHORT_COST else None


def _misread(core: str, most: float = math.inf) -> Iterator[tuple[str, float]]:
    """Give what may have been printed where this was read, one confusion of at most `most` away, and its cost."""
    for read, printed, cost in CONFUSIONS:
        if cost > most:
            break
        at = core.find(read)
        while at >= 0:
            yield core[:at] + printed + core[at + len(read) :], cost
            at = core.find(read, at + 1)
    if core.endswith("'s") and "L" in core:
        yield core.replace("L", "I"), 1.0


def _split(core: str) -> tuple[str, str] | None:
    """Return the two words that were run together, one of them a function word, where only one division is possible."""
    small = core.lower()
    ends = [len(word) for word in LEADING if small.startswith(word)]
    ends += [len(core) - len(word) for word in TRAILING if small.endswith(word)]
    known = {(core[:at], core[at:]) for at in ends if _stand_alone(core[:at], core[at:])}
    return known.pop() if len(known) == 1 else None


def _stand_alone(left: str, right: str) -> bool:
    """Say whether both are words, and the one that is no function word is not too short to be chance."""
    beside = max(left, right, key=len)
    return len(beside) >= SHORTEST_BESIDE and right.islower() and is_word(left) and is_word(right)


def _is_code(core: str) -> bool:
    """Say whether this is a code, an abbreviation, an address, or a word in capitals: not to be touched."""
    figures = sum(letter.isdigit() for letter in core)
    capitals = sum(letter.isupper() for letter in core)
    marked = any(sign in core for sign in "@/\\=_")
    return not _is_plural(core) and (marked or figures > 1 or capitals > 1 or (figures == 1 and capitals == 1))


def _is_plural(core: str) -> bool:
    """Say whether this is an abbreviation in the plural, "KPL's": the dictionary knows those that there are."""
    return _PLURAL.fullmatch(core) is not None


def _one_stroke(text: str) -> str:
    return text.translate(_STROKES)


_ABBREVIATIONS = {_one_stroke(known): known for known in ABBREVIATIONS}


def _core(text: str) -> str:
    return _EDGES.sub("", text)


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]


def _unligatured(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))
