"""When are two Dutch words the same word? Case, diacritics, hyphens, apostrophes and endings aside.

Text falls apart into tokens, and a token into parts: `NT2-docenten` into nt, 2 and docenten. A token is found by
its joined form (`nt2docenten`) and by its parts in a row, so that it does not matter how it was spaced or hyphened.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

# Letters that no Unicode decomposition takes apart, as found in names on nota's.
UNDECOMPOSED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})

# With the letters go their marks, and the soft hyphens and joiners that print does not show.
_LETTER = r"[\w\u0300-\u036f\u00ad\u200b-\u200d]"
_APOSTROPHE = "'’‘ʼ`´′"
_HYPHEN = "\\-‐‑–"
# 36 410 and 100.000 are one number each; a fourth figure would make it something else.
_THOUSANDS = r"(?<![0-9])[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3})+(?![0-9])"
_INITIALS = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
_PIECE = f"(?:(?=[0-9]){_THOUSANDS}|{_INITIALS}|{_LETTER}+)"
# A word that was broken over two lines is one word.
_JOINT = f"(?:[{_APOSTROPHE}{_HYPHEN}]|[{_HYPHEN}¬][ \\t]*\\n[ \\t]*)"
TOKEN = re.compile(f"{_PIECE}(?:{_JOINT}{_PIECE})*")
"""Words as they are printed; an underscore is to be a space."""

# KPI's, D66'er, zzp'ers: what follows the apostrophe is an ending, the word stands before it.
_ENDING = re.compile(f"(?<=[^\\W_])[{_APOSTROPHE}](?:s|er|ers|en|tje|tjes)(?![^\\W_])", re.IGNORECASE)
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])[ .\u00a0\u202f](?=[0-9])")

# Where Kraaij-Pohlmann goes astray: it takes ge- for a participle's and -s for a plural's, and misses some plurals.
_IRREGULAR = {word: word for word in ("advies", "gemeente", "minister", "plaats", "verlies")} | {
    "gemeenten": "gemeente",
    "gemeentes": "gemeente",
    "ministers": "minister",
    "dagen": "dag",
    "wegen": "weg",
    "kinderen": "kind",
    "centra": "centrum",
    "criteria": "criterium",
}
_MEMBERS = re.compile(r"(?<!ver)(?<!over)(?<!ge)leden$")  # Kamerleden, raadsleden
_CITIES = re.compile(r"(?<!be)steden$")
_QUALITIES = re.compile(r"(?<=.)heden$")
_TREMA_PLURAL = re.compile(r"(?<=ie|ee)en$")  # folding took the sign away by which it knows ideeën, categorieën
_BARE_PLURAL = re.compile(r"(?<=..[aiou])s$")  # OCR took the apostrophe out of thema's
_INFLECTED = re.compile(r"..[^aeiou]e$")  # warme, grote, drukke, wijze
_OPEN_SYLLABLE = re.compile(r"(?<![aeiou])([aeou])([^aeiouwxy])$")
_CLOSED_SYLLABLE = re.compile(r"(?:^|[^aeiou])[aeou][^aeiouwxy]$")
_LONG_VOWEL = re.compile(r"([aeou])\1([^aeiou])$")
_PARTICIPLE = re.compile(r"^((?:be|ver|ont|her).*[lrgm])d$")  # verhoogd, betaald
# evalueren gives evaluer, evaluatie gives evalueer. In short words the double vowel tells them apart: zaak, zak.
_LONG_STEM = 6
_DOUBLE_VOWEL = re.compile(r"(ee|aa|oo|uu)(?=[^aeiou]$)")

# Words that say nothing about a nota.
_STOP_WORDS = """
aan als bij dat de den der des deze die dit door dus een en er het hij hun ik in is je kan met mij na naar niet nog of
om onze ook op over te ten ter tot uit van voor waar wat we wie wij worden wordt zal ze zich zij zijn zo zou
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing about a nota: a question is the same without them."""

# What words begin with that are no compounds: "aanvraag" has no more to do with "vraag" than "antwoord" has.
_PREFIXES = frozenset(
    b"aan ach achter af be bij bin bui dis door ge her in inter mee mis na nie om on ont op over pre re sub tegen toe "
    b"uit ver vol voor wan weer".split()
)
LONGEST_PREFIX = max(map(len, _PREFIXES))
SHORTEST_REST = 3  # letters of what stands beside a word in a compound

VOCABULARY = 1 << 17  # words of which the analysis is remembered: those of some 10,000 nota's


class Token(NamedTuple):
    """One word as it stands in a text, and the folded forms by which it is found."""

    start: int
    end: int
    joined: str  # nt2docenten
    parts: tuple[str, ...]  # nt, 2, docenten; most words are their own only part


def fold(text: str) -> str:
    """Return the text in lower case, without diacritics, ligatures and invisible signs. Folding twice is as once."""
    if text.isascii():
        return text.lower()
    return _decompose(_decompose(text).casefold().translate(UNDECOMPOSED))


def _decompose(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Cf"})


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order; punctuation and signs are left out."""
    for match in TOKEN.finditer(text.replace("_", " ")):
        _, _, joined, parts = token(match.group())
        if joined:
            yield Token(match.start(), match.end(), joined, parts)


@lru_cache(VOCABULARY)
def token(word: str) -> Token:
    """Return one word that `TOKEN` matched, as if it were the whole text; signs alone have no forms."""
    whole = fold(_SPACE_IN_NUMBER.sub("", word))
    parts = tuple(_PARTS.findall(_ENDING.sub("", whole)))
    return Token(0, len(word), "".join(_PARTS.findall(whole)) if parts else "", parts)


@lru_cache(VOCABULARY)
def stem(word: str) -> str:
    """Return what the Dutch forms of a folded word share: toezeg for toezegging and toegezegd.

    Other words may share it too: it is a key for comparing with, not a word to show.
    """
    if word in _IRREGULAR or word.isdigit():
        return _IRREGULAR.get(word, word)
    regular = _TREMA_PLURAL.sub("", _QUALITIES.sub("heid", _CITIES.sub("stad", _MEMBERS.sub("lid", word))))
    stemmed = _uninflected(_BARE_PLURAL.sub("", Stemmer("dutch", 0).stemWord(regular)))
    if stemmed in STOP_WORDS:  # overheid would be found by every "over"
        return regular
    if len(stemmed) < _LONG_STEM:
        return stemmed
    return _DOUBLE_VOWEL.sub(lambda double: double.group()[0], _PARTICIPLE.sub(r"\1", stemmed))


def _uninflected(word: str) -> str:
    """Return an adjective without its -e, spelled as it is alone: groot for grote, druk for drukke, wijs for wijze."""
    if not _INFLECTED.search(word):
        return word
    bare = word[:-1]
    if bare[-1] == bare[-2]:
        return bare[:-1]
    bare = bare[:-1] + {"z": "s", "v": "f"}.get(bare[-1], bare[-1])
    return _OPEN_SYLLABLE.sub(r"\1\1\2", bare)


def is_built_with(word: bytes, part: bytes) -> bool:
    """Tell whether a folded word is a compound that ends in the other or begins with it, by its looks."""
    rest = len(word) - len(part)
    if word.endswith(part):
        return rest >= SHORTEST_REST and word[:rest] not in _PREFIXES
    return rest > SHORTEST_REST and word.startswith(part)


def plurals(word: str) -> set[str]:
    """Return how the plural of a folded word may be spelled, and the singular of a plural: vragen for vraag."""
    if word.endswith("en"):
        bare = word[:-2]
        return {bare[:-1] if bare[-1:] == bare[-2:-1] else _OPEN_SYLLABLE.sub(r"\1\1\2", bare), bare}
    if word.endswith("s"):
        return {word[:-1], f"{word}en"}
    short = _LONG_VOWEL.sub(r"\1\2", word)
    return {f"{word}s", f"{short}en"} | ({f"{word}{word[-1]}en"} if _CLOSED_SYLLABLE.search(word) else set())
