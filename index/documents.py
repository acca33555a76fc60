"""What is kept of a nota so that it can be found: for every page its words by field, its values, and what it shows."""

from collections.abc import Iterator

from msgspec import Struct

from index.engine import ANY, FACETS
from index.nota import NOTES, Datum, Kamerstuk, Motie, Nota, Page, Tag, Thema, is_unread
from index.terms import value_terms

# What a word weighs by where it stands: the body tells what a page is about, the colofon only whom it passed.
ONCE = 10  # tenths: what a word weighs that stands in the text once
BODY, TITLE, METADATA, MARGIN = ONCE, 5, 3, 5

DOUBTED_BELOW = 0.93  # confidence: most of what the engine misreads it doubts so much

WORDS = ("tekst", "titel", "kop", "kenmerk", "gemarkeerd", "kantlijn", "variant", "twijfel")
"""Fields of words. `variant`: what may have been printed where the engine read something else; `twijfel`: words of
the text that the engine was not sure of."""

PLACED = frozenset({"tekst", "titel", "kop", "kenmerk", "gemarkeerd", "kantlijn"})
"""Fields of which it is kept where on the page each word stands."""

VALUES = "waarde"


class Shown(Struct, frozen=True, array_like=True):
    """What a snippet is made of."""

    texts: list[str]  # of a page, the body first
    tags: list[tuple[str, str, int, int]]  # in the body: kind, value (of a date its days), start, end
    variants: list[tuple[str, str]]  # what may have been printed, and the word that was read instead


class Document(Struct, frozen=True):
    """What is kept of one page."""

    number: int
    quality: float  # 0..1; 1 where nothing was read
    unsure: bool  # came as text alone: nobody knows how sure its words are
    words: dict[str, list[tuple[str, int]]]  # by field the texts, and what a word weighs in each
    values: set[str]
    shown: Shown


def documents(nota: Nota) -> Iterator[Document]:
    """Yield a nota's pages as they are kept. One without pages is found by its title."""
    for page in nota.pages or (Page(number=1),):
        quality = 1.0 if page.quality is None else page.quality
        words = _words(nota, page)
        yield Document(page.number, quality, not page.lines, words, _values(nota, page), shown(nota, page))


def counted(nota: Nota) -> dict[str, list[str]]:
    """Return for every facet the values that the nota is counted under, each once."""
    values = {field: sorted({tag.value for tag in nota.tags if tag.kind == field}) for field in FACETS}
    values["jaar"] = [str(nota.dated.year)] if nota.dated else []
    values["kwaliteit"] = sorted({page.band for page in nota.pages if page.band})
    values["kantlijn"] = [ANY] if any(_noted(page) for page in nota.pages) else []
    values["ongelezen"] = [ANY] if any(_unread(page) for page in nota.pages) else []
    return values


def shown(nota: Nota, page: Page) -> Shown:
    """Return what a snippet of this page is made of."""
    readings = " · ".join(mark.text for mark in page.marks if mark.text)
    tags = [(tag.kind, _days(tag) or tag.value, tag.start, tag.end) for tag in nota.tags if tag.page == page.number]
    return Shown([page.body, readings, page.metadata, nota.title], tags, list(variants(page)))


def variants(page: Page) -> Iterator[tuple[str, str]]:
    """Yield what may have been printed on a page where the engine read another word, with that word."""
    return ((variant, word.text) for line in page.lines for word in line.words for variant in word.variants)


def _words(nota: Nota, page: Page) -> dict[str, list[tuple[str, int]]]:
    readings = [mark.text for mark in page.marks if mark.text]
    quotes = [mark.quote for mark in page.marks if mark.quote]
    alone = {
        "titel": [nota.title],
        "kop": [line.text for line in page.lines if line.region == "heading"],
        "kenmerk": [nota.reference or ""],
        "gemarkeerd": [*quotes, ANY] if quotes else [],
        "kantlijn": [*readings, ANY] if _noted(page) else [],
        "variant": [variant for variant, _ in variants(page)],
        "twijfel": [word.text for line in page.lines for word in line.words if word.confidence < DOUBTED_BELOW],
    }
    body = [(page.body, BODY), (nota.title, TITLE), (page.metadata, METADATA), *((text, MARGIN) for text in readings)]
    return {"tekst": body} | {field: [(text, BODY) for text in texts] for field, texts in alone.items() if any(texts)}


def _noted(page: Page) -> bool:
    return any(mark.text or mark.kind in NOTES for mark in page.marks)


def _unread(page: Page) -> bool:
    return any(map(is_unread, page.marks))


def _values(nota: Nota, page: Page) -> set[str]:
    """Return the terms of all that this page refers to, of the nota's year, and of how it was read."""
    terms = {f"jaar:{nota.dated.year}"} if nota.dated else set()
    if _noted(page):
        terms |= value_terms("kantlijn", ANY)  # as a filter; in a question it is a field of words
    if _unread(page):
        terms |= value_terms("ongelezen", ANY)
    if page.band:
        terms |= value_terms("kwaliteit", ANY, page.band)
    for tag in nota.tags:
        if tag.page == page.number:
            terms |= _tag_terms(tag)
    return terms


def _tag_terms(tag: Tag) -> set[str]:
    if days := _days(tag):
        return {f"datum:{days}"}
    terms = value_terms(tag.kind, ANY, tag.value, *_other_names(tag))
    if isinstance(tag, Motie | Kamerstuk) and tag.dossier:
        # A paper is found by its dossier too: 36410, 36410-XV. And a motie with a number is a paper.
        paper = [part for part in (tag.dossier, tag.suffix, tag.number) if part]
        wholes = ["-".join(paper[: n + 1]) for n in range(len(paper))]
        terms |= {term for kind in {tag.kind, "kamerstuk"} for term in value_terms(kind, *wholes)}
    return terms


def _days(tag: Tag) -> str:
    return f"{tag.first}/{tag.last}" if isinstance(tag, Datum) else ""


def _other_names(tag: Tag) -> list[str]:
    match tag:
        case Motie():
            return [tag.quote, *tag.names, tag.status or ""]
        case Thema():
            return [tag.label, *tag.broader]  # its quote is a word of the text, found as such
        case _:
            return [tag.quote]
