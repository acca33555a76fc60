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
SHORTEST_PART = 3  # letters of a hyphenated part that is looked up by itself

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


def is_likely_word(word: str) -> bool:
    """Say whether this may well be a word: known whole, or made with hyphens of parts that are known or all capitals.

    Kinder than `is_word`: for judging what was read, never for inventing what was printed.
    """
    return is_word(word) or ("-" in word and all(_is_part(part) for part in word.split("-")))


def _is_part(part: str) -> bool:
    return part.isupper() or part.isdigit() or (len(part) >= SHORTEST_PART and is_word(part))


@cache
def _dictionary() -> Hunspell:
    if not all((DICTIONARIES / f"{DICTIONARY}{suffix}").is_file() for suffix in (".aff", ".dic")):
        raise MissingTool("The Dutch dictionary is not installed; install it with: sudo apt-get install hunspell-nl")
    return Hunspell(DICTIONARY, hunspell_data_dir=str(DICTIONARIES))
