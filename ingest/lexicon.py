"""Tell whether a word is Dutch, by the spelling dictionary that Debian ships, or one of the archive's own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from hunspell import Hunspell

from index.errors import MissingTool

DICTIONARIES = Path("/usr/share/hunspell")
DICTIONARY = "nl_NL"
LONGEST = 60  # letters: longer runs are no words, and hunspell's search for compounds grows steeply
REMEMBERED = 100_000  # answers kept: a ministry's working vocabulary; a long compound costs hunspell 50 ms each time
SHORTEST_PART = 4  # letters of a part of a compound: shorter ones are found in any jumble

# Pages are read on threads, and one hunspell handle must not be asked two things at once.
_one_at_a_time = Lock()

_own: frozenset[str] = frozenset()  # the archive's own words, as they are spelled there
_own_forms: frozenset[str] = frozenset()  # and as they may stand in a text


@contextmanager
def also_knowing(words: Iterable[str]) -> Iterator[None]:
    """Take these for words as well, on every thread, until the batch that goes on inside has ended.

    As in the dictionary, a word in small letters may have a capital, at the start of a sentence, and any may stand in
    capitals; a name keeps its capital.
    """
    before = _own
    _know(frozenset(word.replace("’", "'") for word in words))
    try:
        yield
    finally:
        _know(before)


def _know(words: frozenset[str]) -> None:
    global _own, _own_forms
    if words == _own:
        return
    _own, _own_forms = words, frozenset(form for word in words for form in (word, _with_capital(word), word.upper()))
    for answers in (is_word, is_listed, is_likely_word):
        answers.cache_clear()


def _with_capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def is_own_name(word: str) -> bool:
    """Say whether this is among the archive's own words, with a capital of its own."""
    return word[:1].isupper() and word.replace("’", "'") in _own


@lru_cache(maxsize=REMEMBERED)
def is_word(word: str) -> bool:
    """Say whether this word is known as it is spelled, compounds and inflected forms included.

    Curly apostrophes count as straight ones; white space or nothing is no word.
    Raises MissingTool where the dictionary is not installed.
    """
    if not 0 < len(word) <= LONGEST or any(letter.isspace() for letter in word):
        return False
    word = word.replace("’", "'")
    if word in _own_forms:
        return True
    with _one_at_a_time:
        return bool(_dictionary().spell(word))


@lru_cache(maxsize=REMEMBERED)
def is_listed(word: str) -> bool:
    """Say whether this word is listed, or one it is inflected from: no compound made on the fly.

    Stricter than `is_word`: hunspell joins any two nouns, and "mommentermen" is a word to it.
    """
    if not is_word(word):
        return False
    word = word.replace("’", "'")
    if word in _own_forms:
        return True
    with _one_at_a_time:
        return any("pa:" not in reading for reading in _dictionary().analyze(word))


@lru_cache(maxsize=REMEMBERED)
def is_likely_word(word: str) -> bool:
    """Say whether this may well be a word: known, or made of known parts, with or without a hyphen.

    Kinder than `is_word`: for judging what was read, never for inventing what was printed.
    """
    if "-" in word:
        return is_word(word) or all(part.isupper() or part.isdigit() or is_word(part) for part in word.split("-"))
    return is_word(word) or any(
        _are_parts(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    )


def _are_parts(left: str, right: str) -> bool:
    return is_word(right) and (is_word(left) or (left.endswith("s") and is_word(left[:-1])))


@cache
def _dictionary() -> Hunspell:
    if not all((DICTIONARIES / f"{DICTIONARY}{suffix}").is_file() for suffix in (".aff", ".dic")):
        raise MissingTool("The Dutch dictionary is not installed; install it with: sudo apt-get install hunspell-nl")
    return Hunspell(DICTIONARY, hunspell_data_dir=str(DICTIONARIES))
