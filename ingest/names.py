"""Names of members, in the list that a tracker gives."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from index.errors import WrongUsage

DELIMITERS = ",;\t"

# The head of a column of names has one of the first words and none but these: "Indiener(s)", "Namen van de leden".
_NAMED = {
    "achternaam", "achternamen", "indiener", "indieners", "kamerleden", "kamerlid", "leden", "lid", "medeindiener",
    "medeindieners", "naam", "namen", "ondertekenaar", "ondertekenaars",
}  # fmt: skip
_BESIDE = {
    "actor", "de", "eerste", "en", "fractie", "het", "kamer", "mede", "of", "partij", "persoon", "s", "tweede", "van",
}  # fmt: skip
# What stands before or among surnames, with a capital or without, and is none.
_NO_NAMES = {
    "aan", "al", "bij", "da", "de", "den", "der", "dhr", "di", "dr", "drs", "du", "el", "en", "fractie", "groep",
    "heer", "het", "in", "ing", "ir", "kamerleden", "kamerlid", "la", "le", "leden", "lid", "mevr", "mevrouw",
    "minister", "mr", "op", "prof", "staatssecretaris", "te", "ten", "ter", "van", "von",
}  # fmt: skip

_HEAD_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_BRACKETS = re.compile(r"\([^)]*\)?")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.)+")
_LETTERS = re.compile(r"[^\W\d_]+")


def names_in(data: bytes, name: str) -> set[str]:
    """Return the surnames, and given names where they stand with them, in a tracker's list: words with a capital.

    The list is a CSV with a head, its columns divided by commas, semicolons or tabs, or plain text with one name a
    line; in UTF-8, else Windows-1252. `name` is the file's, for what is said of it. Raises WrongUsage.
    """
    return {word for cell in _cells(data, name) for word in _names(cell)}


def _cells(data: bytes, name: str) -> Iterator[str]:
    """Yield what stands in the columns of names."""
    if b"\0" in data:
        raise WrongUsage(f"{name} is no plain text; save it as CSV.")
    try:
        rows = [row for row in _rows(_decoded(data)) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise WrongUsage(f"{name} is no table that can be read ({error}); save it as CSV anew.") from error
    if not rows:
        return
    head = rows[0]
    columns = [at for at, title in enumerate(head) if _tells_names(title)]
    if not columns and len(head) == 1:  # a plain list: the first line is a name too
        rows, columns = [[], *rows], [0]
    if not columns:
        titles = ", ".join(title.strip() for title in head)
        raise WrongUsage(f"No column of {name} is called indieners, namen, achternaam or leden; it has: {titles}.")
    for row in rows[1:]:
        yield from (row[at] for at in columns if at < len(row))


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return unicodedata.normalize("NFC", text)


def _rows(text: str) -> Iterator[Sequence[str]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign))))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _tells_names(title: str) -> bool:
    words = {word.lower() for word in _HEAD_WORD.findall(title)}
    return bool(words & _NAMED) and words <= _NAMED | _BESIDE


def _names(cell: str) -> Iterator[str]:
    """Yield the words with one capital, the first letter; what stands in brackets, "(CDA)", is a party."""
    for word in _LETTERS.findall(_INITIALS.sub(" ", _BRACKETS.sub(" ", cell))):
        written = len(word) > 1 and word.isalpha() and word[0].isupper() and word[1:].islower()
        if written and word.lower() not in _NO_NAMES:
            yield word
