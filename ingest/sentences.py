"""The language pipeline: a nota's words and sentences, with the abbreviations of The Hague known to end neither."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from sys import maxsize

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

Span = tuple[int, int]  # start and end in the running text

_IN_MIND = 400  # characters; a page that lost its full stops would else be one sentence

# What may follow one of these is the rest of the sentence; a capital after "jl." or "c.s." may also open the next.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:nrs?|art|artt|blz|pag|p|d\.d|dd|m\.b\.t|i\.v\.m|o\.a|bijv|bv|evt|incl|excl|resp|ca|vgl|dhr|mw|mevr|mr"
    r"|dr|drs|prof|ir|ing|t\.a\.v|t\.b\.v|t\.v\.v|i\.c|c\.q|i\.p\.v|m\.i|n\.a\.v|o\.b\.v|t\.o\.v|z\.s\.m|m\.u\.v|zgn|nl"
    r"|jan|feb|febr|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|St|[A-Z])\.$"
)
_MAY_END = re.compile(r"(?:jl|j\.l|l\.l|a\.s|c\.s|e\.d|enz|etc|e\.v|e\.k|e\.a|m\.n|d\.w\.z)\.$")
_OPENING = re.compile(
    r"(?:De|Het|Een|In|Op|U|Uw|Wij|We|Ik|Dit|Dat|Deze|Die|Er|Daar|Daarom|Daarnaast|Hier|Hiermee|Ook|Met|Voor|Aan|Bij|Naar"
    r"|Om|Als|Ten|Tot|Over|Na|Wel|Zij|Ze|Hij|Zo|Zoals|Tijdens|Vanaf|Sinds|Volgens|Hiervoor|Hierover|Daarbij|Omdat|Gezien)$"
)


_FOOTNOTES = "¹²³⁴⁵⁶⁷⁸⁹"


@Language.component("zinnen")
def mark_sentences(doc: Doc) -> Doc:
    """Mark the words at which a sentence begins."""
    text = doc.text
    for before, word in pairwise(doc):
        if _begins(text, before, word):
            word.is_sent_start = True  # spaCy looks the whole document over at each of these; the rest is left unsaid
    return doc


def _begins(text: str, before: Token, word: Token) -> bool:
    ending, opening = before.text, word.text
    if ending.isspace():
        return "\n" in ending
    if opening.isspace() or not ending.rstrip(_FOOTNOTES + "\"')").endswith((".", "!", "?")):
        return False
    if not (before.whitespace_ and (opening[0].isupper() or opening[0] in "\"'([-" + _FOOTNOTES)):
        return False
    upto = text[max(0, before.idx - 8) : before.idx + len(ending)]
    if _ABBREVIATION.search(upto):
        return False
    return not _MAY_END.search(upto) or bool(_OPENING.match(opening))


@cache
def pipeline() -> Language:
    """Return the pipeline, made once: Dutch word boundaries, then our sentences. Calling it keeps no state."""
    nlp = spacy.blank("nl")
    nlp.add_pipe("zinnen")
    return nlp


def sentences(doc: Doc) -> list[Span]:
    """Return the sentences of a read document as stretches of its text."""
    if not len(doc):
        return []
    starts = [0, *(word.idx for word in doc if word.is_sent_start and word.i), len(doc.text)]
    return list(pairwise(starts))


def sentence_at(sentences: Sequence[Span], offset: int) -> Span:
    """Return the sentence in which this character stands, cut to what a reader would hold in mind around it."""
    start, end = sentences[max(0, bisect_right(sentences, (offset, maxsize)) - 1)]
    return max(start, offset - _IN_MIND), min(end, offset + _IN_MIND)
