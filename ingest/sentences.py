"""The language pipeline: a nota's words and sentences, with the abbreviations of The Hague known to end neither."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, partial
from itertools import pairwise
from operator import attrgetter
from sys import maxsize
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from index.nota import Tag

Span = tuple[int, int]  # start and end in the running text
FoundT = TypeVar("FoundT", bound=Tag)

_IN_MIND = 400  # characters; a page that lost its full stops would else be one sentence

# What may follow one of these is the rest of the sentence; a capital after "jl." or "c.s." may also open the next.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:nrs?|art|artt|blz|pag|p|d\.d|dd|m\.b\.t|i\.v\.m|o\.a|bijv|bv|evt|incl|excl|resp|ca|vgl|dhr|mw|mevr|min|stas|mr"
    r"|dr|drs|prof|ir|ing|t\.a\.v|t\.b\.v|t\.v\.v|i\.c|c\.q|i\.p\.v|m\.i|n\.a\.v|o\.b\.v|t\.o\.v|z\.s\.m|m\.u\.v|zgn|nl"
    r"|jan|feb|febr|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|St|[A-Z])\.$"
)
_MAY_END = re.compile(r"(?:jl|j\.l|l\.l|a\.s|c\.s|e\.d|enz|etc|e\.v|e\.k|e\.a|m\.n|d\.w\.z)\.$")
_OPENING = re.compile(
    r"(?:De|Het|Een|In|Op|U|Uw|Wij|We|Ik|Dit|Dat|Deze|Die|Er|Daar|Daarom|Daarnaast|Hier|Hiermee|Ook|Met|Voor|Aan|Bij|Naar"
    r"|Om|Als|Ten|Tot|Over|Na|Wel|Zij|Ze|Hij|Zo|Zoals|Tijdens|Vanaf|Sinds|Volgens|Hiervoor|Hierover|Daarbij|Omdat|Gezien)(?!\w)"
)

_FOOTNOTES = "¹²³⁴⁵⁶⁷⁸⁹"
_CLOSING = _FOOTNOTES + "\"')"

_start = attrgetter("start")
_PIECE = re.compile(r"(?P<word>\S+|\s)(?P<space> ?)")


def _read(vocab: Vocab, text: str) -> Doc:
    """Return the words of a text, told apart by white space alone, each with whether a sentence begins there.

    spaCy's own rules peel the signs off a word one by one: a minute for a page of brackets.
    """
    pieces = list(_PIECE.finditer(text))
    return Doc(
        vocab,
        words=[piece["word"] for piece in pieces],
        spaces=[bool(piece["space"]) for piece in pieces],
        sent_starts=[n == 0 or _begins(text, pieces[n - 1], piece["word"]) for n, piece in enumerate(pieces)],
    )


def _begins(text: str, before: re.Match[str], opening: str) -> bool:
    if before["word"].isspace():
        return before["word"] == "\n"
    ending = before["word"].rstrip(_CLOSING)
    if opening.isspace() or not ending.endswith((".", "!", "?")):
        return False
    if not (opening[0].isupper() or opening[0] in "\"'([-" + _FOOTNOTES):
        return False
    upto = text[max(0, before.start() - 8) : before.start() + len(ending)]
    if _ABBREVIATION.search(upto):
        return False
    return not _MAY_END.search(upto) or bool(_OPENING.match(opening))


@cache
def pipeline() -> Language:
    """Return the pipeline, made once: words, and where sentences begin. Calling it keeps no state."""
    nlp = spacy.blank("nl")
    nlp.tokenizer = partial(_read, nlp.vocab)
    nlp.max_length = maxsize  # spaCy's own limit is for models that need memory for every word
    return nlp


def sentences(doc: Doc) -> list[Span]:
    """Return the sentences of a read document as stretches of its text."""
    if not len(doc):
        return []
    words = doc.to_array(["IDX", "SENT_START"])
    starts = [0, *(int(at) for at, begins in words[1:] if begins == 1), len(doc.text)]
    return list(pairwise(starts))


def sentence_at(sentences: Sequence[Span], offset: int) -> Span:
    """Return the sentence in which this character stands, cut to what a reader would hold in mind around it."""
    start, end = sentences[max(0, bisect_right(sentences, (offset, maxsize)) - 1)]
    return max(start, offset - _IN_MIND), min(end, offset + _IN_MIND)


def starting_in(found: Sequence[FoundT], start: int, end: int) -> Sequence[FoundT]:
    """Return those that begin from `start` to before `end`, of what was found in the order of the text."""
    return found[bisect_left(found, start, key=_start) : bisect_left(found, end, key=_start)]
