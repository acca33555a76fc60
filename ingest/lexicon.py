"""Tell whether a word is Dutch, by the spelling dictionary that Debian ships."""

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


@lru_cache(maxsize=REMEMBERED)
def is_word(word: str) -> bool:
    """Say whether the dictionary knows this word as it is spelled, compounds and inflected forms included.

    Curly apostrophes count as straight ones; white space or nothing is no word.
    Raises MissingTool where the dictionary is not installed.
    """
    if not 0 < len(word) <= LONGEST or any(letter.isspace() for letter in word):
        return False
    with _one_at_a_time:
        return bool(_dictionary().spell(word.replace("’", "'")))


@lru_cache(maxsize=REMEMBERED)
def is_listed(word: str) -> bool:
    """Say whether the dictionary lists this word or one it is inflected from: no compound made on the fly.

    Stricter than `is_word`: hunspell joins any two nouns, and "mommentermen" is a word to it.
    """
    if not is_word(word):
        return False
    with _one_at_a_time:
        return any("pa:" not in reading for reading in _dictionary().analyze(word.replace("’", "'")))


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
