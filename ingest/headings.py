"""Find the headings of a nota: lines of their own, and the words in bold with which a paragraph opens."""

import re
from collections.abc import Iterator, Sequence

from index.nota import Kopje
from ingest.sentences import Span

_HEADING_WORDS, _LEAD_WORDS = 12, 4
_MARK = re.compile(r"\s*(?:(?:[\d.]+[.)]?|[a-zA-Z][.)]|[o•○°*·–-])\s+)?")  # "2.1 ", "b) ", a bullet
_ENDS = (".", ";", ",", ":", "?", "!")
_STAMP = re.compile(r"ter (?:beslissing|besluitvorming|informatie|kennisneming|advisering|ondertekening)\b", re.I)
_A_NAME = re.compile(r"[A-Z].*[^\W\d_]{3}")


def find_headings(text: str, sentences: Sequence[Span]) -> Iterator[Kopje]:
    """Yield the headings in the running text, without their number or bullet; offsets are into it."""
    for start, end in sentences:
        if is_heading(text, start, end):
            mark = _MARK.match(text, start, end)
            start = mark.end() if mark else start
            quote = text[start:end].strip().rstrip(".")
            if _A_NAME.match(quote) and not _STAMP.match(quote):
                yield Kopje(value=quote, quote=quote, page=1, start=start, end=start + len(quote))


def is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether this sentence is a heading, or the word or two in bold with which a paragraph opens."""
    if start and text[start - 1] != "\n":
        return False
    sentence = text[start:end]
    words = len(sentence.split())
    if not sentence.rstrip().endswith(_ENDS):
        return words <= _HEADING_WORDS
    goes_on = end < len(text) and not sentence.endswith("\n")
    return words <= _LEAD_WORDS and goes_on
