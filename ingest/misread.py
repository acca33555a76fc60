"""Find the word that was printed where the OCR engine read another."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from index.confusions import CONFUSIONS
from ingest.lexicon import is_likely_word, is_listed, is_own_name, is_word

MISREAD_BELOW = 0.92  # engine's confidence: above, an unknown word is mostly a name or a new word
SPLIT_BELOW = 0.85
NAME_BELOW = 0.85  # of an unknown word with a capital: above, most were read right, and are names of others
SHORTEST = 4  # letters of a word that is mended: shorter ones have too many neighbours
SHORT, SHORT_COST = 5, 1.0  # up to so many letters only a confusion that costs no more: they have many neighbours
SHORTEST_NAME = 6  # letters of a word with a capital whose accents are mended: "Gül" is no misread "gul"
TWO_MISREADINGS = 8  # letters of a word that may hold two
EASY = 1.0  # what each of two may cost: with all confusions twice over, a page of scribble would take ten seconds
MARGIN = 0.5  # by which the best reading must beat the next
MOST_VARIANTS = 3
SEEN_BONUS = 0.7  # for a reading that the nota has elsewhere

# Function words that the engine runs together with the word after or before them. Left out is what begins or ends
# compounds and inflected forms of words: "op-", "in-", "voor-"; "-en", "-de", "-te", "-om".
LEADING = ("de", "het", "een", "van", "dat", "dit", "deze", "wordt", "worden", "naar", "met", "zijn")
TRAILING = (
    "aan", "als", "bij", "dat", "door", "een", "het", "met", "naar", "niet", "onder", "over", "tot", "uit", "van",
    "voor", "wordt", "zijn",
)  # fmt: skip
STROKES_BETWEEN = "|\\/¦!'‘’`\"“”(){}[]Jjlt1I"  # what a pen stroke between two words is read as
SHORT_WORDS = ("aan", "als", "bij", "dan", "dat", "de", "dit", "een", "en", "er", "het", "in", "is", "met", "na", "nog",
    "of", "om", "op", "te", "ten", "tot", "uit", "van", "wat", "zij")  # fmt: skip
ALONE = ("u",)
# Beside these a hyphen is no hyphen. Left out are those that make words with one: "zij-instromer", "niet-westers".
NEVER_HYPHENED = (
    "aan", "als", "bij", "dan", "dat", "de", "deze", "die", "dit", "door", "een", "en", "er", "heeft", "het", "hun",
    "in", "is", "kan", "met", "naar", "nog", "of", "om", "op", "te", "tot", "u", "uit", "van", "voor", "wat", "werd",
    "wie", "wordt", "worden", "zich", "zijn",
)  # fmt: skip
COUNTED = (
    "miljoen", "miljard", "procent", "euro", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
    "september", "oktober", "november", "december",
)  # fmt: skip
STROKE_BELOW, DOUBTED_HYPHEN = 0.935, 0.9  # confidence
SHORTEST_BESIDE = 4  # letters of the word that a function word is split off from

Seen = frozenset[str]  # small letters: the words that the nota holds for sure

# Abbreviations that the engine cannot read by their shapes alone: capital I, small l and 1 are one stroke.
ABBREVIATIONS = (
    "AIVD", "BIG", "BIS", "ICT", "IenM", "IenW", "IGJ", "ILT", "IND", "IOAW", "IOAZ", "IPO", "MIVD", "RIVM", "WIA",
    "Wlz", "WIV", "ZIN",
)  # fmt: skip
_STROKES = str.maketrans("Il1|!", "iiiii")
_EDGES = re.compile(r"^[\W_]+|[\W_¹²³⁰-⁹]+$")
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d+)?")
_PLURAL = re.compile(r"[A-Z]{2,5}['’]s")


def core_of(text: str) -> str:
    """Return the word without the punctuation at its edges."""
    return _EDGES.sub("", text)


def printed(core: str, opens: bool, half: bool, confidence: float, seen: Seen) -> tuple[str, ...]:
    """Return the word that was printed where this was read, or the two that were run together; else the word itself.

    `core` bears no punctuation, `opens` says that it begins a sentence, `half` that it is one half of a word broken at
    a line end, which is no word by itself. `confidence` is the engine's, 0..1.
    """
    if not core or is_word(core):
        return (core,)
    if known := _ABBREVIATIONS.get(_one_stroke(core)):
        return (known,)
    if half:
        return (core,)
    if name := own_name(core, confidence, seen):
        return (name,)
    if words := _at_a_hyphen(core, confidence):
        return words
    if is_code(core):
        return (core,)
    if word := accents(core, opens, confidence):
        return (word,)
    if confidence < SPLIT_BELOW and (words := _split(core)):
        return words
    return (letters(core, opens, confidence, seen) or core,)


def accents(core: str, opens: bool, confidence: float) -> str | None:
    """Return the one word that the dictionary knows with other accents on the same letters.

    The engine reads "ë" as "é" quite surely. Other accents it invents only in doubt, and writers set them for stress:
    "wél". A name keeps its own: of a word with a capital the same word must be known without one.
    """
    if bare(core) == core or (core[0].isupper() and not opens and len(core) < SHORTEST_NAME):
        return None
    tries = {_accented(core, "éèê", "ë"), _accented(core, "íìî", "ï"), _accented(core, "éè", "ê")}
    if confidence < MISREAD_BELOW:
        tries |= {bare(core), *_one_bare(core)}
    known = {word for word in tries - {core} if is_word(_small(word)) or (opens and is_word(word))}
    return known.pop() if len(known) == 1 else None


def _accented(core: str, signs: str, meant: str) -> str:
    return re.sub(f"[{signs}]", meant, core)


def _one_bare(core: str) -> Iterable[str]:
    """Give the word with one accent taken off, for each: "reëlé" is "reële"."""
    return (core[:at] + bare(letter) + core[at + 1 :] for at, letter in enumerate(core) if bare(letter) != letter)


def bare(text: str) -> str:
    """Return the text without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def own_name(core: str, confidence: float, seen: Seen) -> str | None:
    """Return the archive's own name that was misread by one confusion, where it is clearly the nearest known word.

    That near to a name, even what looks like a code is none: "PaIland", "Pa1land".
    """
    if confidence >= NAME_BELOW or len(core) < SHORTEST or not core[0].isupper():
        return None
    if not any(is_own_name(word) for word, _ in _misread(core)) or is_likely_word(core):
        return None
    word = _nearest({word: cost for word, cost in _misread(core) if is_word(word)}, core, seen)
    return word if word and is_own_name(word) else None


def letters(core: str, opens: bool, confidence: float, seen: Seen) -> str | None:
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
    return _nearest(tries, core, seen)


def _nearest(tries: Mapping[str, float], core: str, seen: Seen) -> str | None:
    """Return the word that is cheapest to believe in, where no other comes near it; a short one only if it is cheap."""
    costs = sorted((cost - SEEN_BONUS * (word.lower() in seen), word) for word, cost in tries.items())
    if not costs or (len(costs) > 1 and costs[1][0] < costs[0][0] + MARGIN):
        return None
    cost, word = costs[0]
    return word if len(core) > SHORT or cost <= SHORT_COST else None


def variants(core: str, confidence: float) -> tuple[str, ...]:
    """Return what else may have been printed where an unknown word was read in doubt, the likeliest first.

    Too weak to be believed, they are for finding the page by.
    """
    if confidence >= MISREAD_BELOW or len(core) < SHORTEST or is_code(core) or is_likely_word(core):
        return ()
    tries: dict[str, float] = {}
    for word, cost in _misread(core):
        if is_word(word) or is_word(_small(word)):
            tries[word] = min(cost, tries.get(word, math.inf))
    return tuple(sorted(tries, key=lambda word: (tries[word], word))[:MOST_VARIANTS])


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
    known = known or {halves for at in range(1, len(core) - 1) if (halves := _beside_a_stroke(core, at))}
    return known.pop() if len(known) == 1 else None


def _at_a_hyphen(core: str, confidence: float) -> tuple[str, str] | None:
    """Return the words on either side of a pen stroke that was read as a hyphen: "de-motie", "waren-10.482".

    Dutch writes no hyphen beside a function word, and between two common words only where vowels would run together.
    """
    left, hyphen, right = core.partition("-")
    if not hyphen or "-" in right or confidence >= STROKE_BELOW or is_word(f"{left}{right}"):
        return None
    before, after = left.lower() in NEVER_HYPHENED, right in NEVER_HYPHENED
    if _is_plain(left) and _is_plain(right) and is_word(left) and is_word(right):
        clash = left[-1] in "aeiou" and right[0] in "aeiou"
        common = min(len(left), len(right)) >= SHORTEST_BESIDE and left.islower() and not clash
        return (left, right) if before or after or (common and confidence < DOUBTED_HYPHEN) else None
    figures = _is_plain(left) and is_word(left) and _AMOUNT.fullmatch(right) and confidence < DOUBTED_HYPHEN
    counted = _AMOUNT.fullmatch(left) and right in COUNTED
    return (left, right) if figures or counted else None


def _is_plain(half: str) -> bool:
    return half.isalpha() and (half.islower() or half.lower() in NEVER_HYPHENED)


def _beside_a_stroke(core: str, at: int) -> tuple[str, str] | None:
    """Return the words before and after the sign at this place, where it may be a pen stroke between them."""
    left, right = core[:at].rstrip(",;:"), core[at + 1 :]
    if core[at] not in STROKES_BETWEEN or not all(half in ALONE or _stands_alone(half) for half in (left, right)):
        return None
    return core[:at], right


def _stands_alone(half: str) -> bool:
    return (
        len(half) > 1 and half[1:].islower() and is_word(half) and (len(half) >= SHORTEST_BESIDE or half in SHORT_WORDS)
    )


def _stand_alone(left: str, right: str) -> bool:
    """Say whether both are words, and the one that is no function word is not too short to be chance."""
    beside = max(left, right, key=len)
    return len(beside) >= SHORTEST_BESIDE and right.islower() and is_word(left) and is_word(right)


def is_code(core: str) -> bool:
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


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]
