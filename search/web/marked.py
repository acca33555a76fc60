"""The text of a page as HTML: hits marked, what the pen did to words shown, each note beside its paragraph."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from index.nota import NOTES, Mark, Page, Tag
from search.web.placed import Placed
from search.web.spots import Spot

# How a kind of mark looks in the text, and what a reader who does not see it is told.
DRAWN = {
    "underline": "onderstreept",
    "encircle": "omcirkeld",
    "strike": "doorgehaald",
    "bracket": "met een streep ernaast",
}

NEAR = 3  # lines from the one that a mark belongs to, within which the words that it quotes are looked for


FIGURES = NOTES | {"signature", "stamp"}  # kinds of mark that are shown beside the text; the others are in it


class Span(NamedTuple):
    """A stretch of a text that something is said of."""

    start: int
    end: int
    opening: Markup
    closing: Markup


class Paragraph(NamedTuple):
    """A paragraph of a page."""

    number: int  # from 1
    html: Markup
    heading: bool
    marks: tuple[Mark, ...]  # that are shown beside it


def paragraphs(page: Page, placed: Sequence[Placed], spans: Sequence[Span]) -> list[Paragraph]:
    """Return the paragraphs of a page's body, with everything in `spans` around it, and the page's marks shared out."""
    found: list[Paragraph] = []
    for number, (start, end) in enumerate(_stretches(page.body), 1):
        lines = {word.line for word in placed if word.start < end and start < word.end}
        heading = bool(lines) and all(page.lines[line].region == "heading" for line in lines)
        beside = tuple(mark for mark in page.marks if mark.kind in FIGURES and mark.line in lines)
        found.append(Paragraph(number, marked(page.body, start, end, spans), heading, beside))
    return found


def loose_marks(page: Page, beside: Sequence[Paragraph]) -> list[Mark]:
    """Return the marks that are shown, and stand beside no paragraph."""
    shared = {mark.id for paragraph in beside for mark in paragraph.marks}
    return [mark for mark in page.marks if mark.kind in FIGURES and mark.id not in shared]


def marked(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    """Return a stretch of a text with what stands in `spans` around its words, those that come first outermost."""
    inside = [span for span in spans if span.start < end and start < span.end and span.start < span.end]
    cuts = sorted({start, end, *(at for span in inside for at in span[:2] if start < at < end)})
    return Markup("").join(_around(text, first, last, inside) for first, last in pairwise(cuts))


def hit_spans(spots: Sequence[Spot], part: str, current: int) -> list[Span]:
    """Return what marks the hits in a part of a page; the current one stands out."""
    return [
        Span(
            spot.start,
            spot.end,
            Markup('<mark id="t{}"{}>').format(spot.number, Markup(' class="nu"') if spot.number == current else ""),
            Markup("</mark>"),
        )
        for spot in spots
        if spot.part == part
    ]


def pen_spans(page: Page, placed: Sequence[Placed]) -> list[Span]:
    """Return what shows in the text which words the pen underlined, circled or struck out."""
    return [
        Span(first.start, last.end, *_drawn(mark.kind))
        for mark in page.marks
        if mark.kind in DRAWN and mark.quote and (found := _quoted(mark, placed))
        for first, last in [found]
    ]


def tag_spans(tags: Sequence[Tag], page: int) -> list[Span]:
    """Return the anchors at which the tags of a page begin: one each place, `g` with its offset."""
    starts = {tag.start: tag for tag in tags if tag.page == page and tag.start < tag.end}
    return [
        Span(tag.start, tag.end, Markup('<span id="g{}" class="tag">').format(tag.start), Markup("</span>"))
        for tag in starts.values()
    ]


def _stretches(body: str) -> Iterator[tuple[int, int]]:
    at = 0
    for paragraph in body.split("\n\n"):
        if paragraph.strip():
            yield at, at + len(paragraph)
        at += len(paragraph) + 2


def _around(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    around = [span for span in spans if span.start <= start and end <= span.end]
    # An id may stand in a page but once: a span that was cut is opened again without it.
    opened = Markup("").join(span.opening if span.start == start else _again(span.opening) for span in around)
    return opened + escape(text[start:end]) + Markup("").join(span.closing for span in reversed(around))


def _again(opening: Markup) -> Markup:
    before, id_, after = opening.partition(' id="')
    return Markup(before + after.partition('"')[2]) if id_ else opening


def _drawn(kind: str) -> tuple[Markup, Markup]:
    told = Markup('<span class="pen pen-{}"><span class="hoor">({}: </span>').format(kind, DRAWN[kind])
    return told, Markup('<span class="hoor">)</span></span>')


def _quoted(mark: Mark, placed: Sequence[Placed]) -> tuple[Placed, Placed] | None:
    """Return the first and last of the words that a mark quotes, nearest to its line."""
    words = (mark.quote or "").split()
    line = mark.line or 0
    size = len(words)
    starts = [
        at
        for at in range(len(placed) - size + 1)
        if abs(placed[at].line - line) <= max(NEAR, size) and [one.text for one in placed[at : at + size]] == words
    ]
    at = min(starts, key=lambda at: abs(placed[at].line - line), default=None)
    return None if at is None else (placed[at], placed[at + size - 1])
