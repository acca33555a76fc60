"""The words that an archive knows beside the dictionary: a file that an archivist may edit."""

import re
import unicodedata
from collections.abc import Iterable

from index.archive import Archive
from index.errors import WrongUsage

WORDS = "words.txt"
HEAD = """\
# What this archive knows beside the Dutch dictionary: one word a line, a name with its capital.
# A word behind a # of its own is left out for good: `nota words` does not add it again.
"""

_LEFT_OUT = re.compile(r"\s*#+\s*(\S+)\s*")


def own_words(archive: Archive) -> frozenset[str]:
    """Return the archive's own words, as they are spelled there; none where it has no file of them.

    Raises WrongUsage where the file is not to be read.
    """
    return frozenset(word for line in _text(archive).splitlines() for word in _words(line))


def add_words(archive: Archive, words: Iterable[str]) -> list[str]:
    """Add these words to the archive's own, in their order, and return those that were new.

    What the archivist wrote stays: the comments, the words, and what is left out for good. To be called inside
    `archive.writing()`. Raises WrongUsage, CannotWrite.
    """
    text = _text(archive)
    left_out = {_spelled(match[1]) for line in text.splitlines() if (match := _LEFT_OUT.fullmatch(line))}
    new = sorted({_spelled(word) for word in words} - own_words(archive) - left_out, key=_place)
    if new:
        archive.write(WORDS, _with(text or HEAD, new).encode())
    return new


def in_order(words: Iterable[str]) -> list[str]:
    """Return the words in the order of a dictionary, capitals among small letters."""
    return sorted(words, key=_place)


def _text(archive: Archive) -> str:
    path = archive.folder / WORDS
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise WrongUsage(f"{path} is no UTF-8; open it in an editor and save it as UTF-8.") from None
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read ({error.strerror}); it must be an ordinary text file.") from None


def _words(line: str) -> list[str]:
    return _spelled(line.partition("#")[0]).split()


def _with(text: str, new: Iterable[str]) -> str:
    """Return the text with the new words set among the others. A comment goes with the word beneath it.

    The comments before the first word are of the whole file, and stay where they are.
    """
    entries: list[list[str]] = []
    above: list[str] = []
    for line in text.splitlines():
        above.append(line)
        if _words(line):
            entries.append(above)
            above = []
    head = entries[0][:-1] if entries else above
    tail = above if entries else []
    entries = [entries[0][-1:], *entries[1:]] if entries else []
    entries += [[word] for word in new]
    entries.sort(key=lambda lines: _place(_words(lines[-1])[0]))
    return "".join(f"{line}\n" for line in [*head, *(line for lines in entries for line in lines), *tail])


def _place(word: str) -> tuple[str, str]:
    return word.casefold(), word


def _spelled(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("’", "'")
