"""Find what a nota refers to: its moties, toezeggingen, dates, papers, laws, debates, themes, names and sums."""

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from index.nota import Kamerstuk, Tag
from index.references import find_kamerstukken
from ingest.about import find_subjects
from ingest.bedragen import find_bedragen
from ingest.dates import find_dates
from ingest.debatten import find_debatten
from ingest.headings import find_headings
from ingest.known import Known, known_to_all
from ingest.moties import find_moties
from ingest.organisaties import find_organisaties
from ingest.reading import Reading, running_text
from ingest.sentences import pipeline, sentences
from ingest.toezeggingen import find_toezeggingen
from ingest.wetten import find_wetten


def tag(bodies: Sequence[str], dated: dt.date | None, known: Known | None = None) -> tuple[Tag, ...]:
    """Return the tags of a nota whose pages' body texts are `bodies` (page 1 first), sorted by page, start and kind.

    `dated` is the nota's own date, against which "13 juli jl." is read; without it such dates give no tag. `known` is
    what the archive knows beside the text; without it, what comes with the product.
    A reference that runs over a page's end is tagged whole, and quoted as far as its first page has it.
    """
    reading = running_text(bodies)
    tags = (_placed(tag, reading) for tag in _tags(reading.text, dated, known or known_to_all()))
    return tuple(sorted(tags, key=lambda tag: (tag.page, tag.start, tag.kind)))


def _tags(text: str, dated: dt.date | None, known: Known) -> Iterator[Tag]:
    """Yield the tags of the running text, in no order; their offsets are into that text."""
    spans = sentences(pipeline()(text))
    kamerstukken = list(_kamerstukken(text))
    cited = [(k.start, k.end) for k in kamerstukken]
    datums = list(find_dates(text, spans, dated, cited))
    yield from kamerstukken
    yield from datums
    yield from find_moties(text, spans, kamerstukken, known.names)
    yield from find_toezeggingen(text, spans)
    yield from find_debatten(text, spans, datums)
    yield from find_wetten(text)
    yield from find_organisaties(text)
    yield from find_bedragen(text)
    yield from find_subjects(text, spans, known)
    yield from find_headings(text, spans)


def _kamerstukken(text: str) -> Iterator[Kamerstuk]:
    for start, end, number in find_kamerstukken(text):
        yield Kamerstuk(
            value=number.value,
            quote=text[start:end],
            page=1,
            start=start,
            end=end,
            dossier=number.dossier,
            suffix=number.suffix,
            number=number.number,
        )


def _placed(tag: Tag, reading: Reading) -> Tag:
    """Return the tag as it stands on its page."""
    page, start, end, quote = reading.place(tag.start, tag.end)
    return msgspec.structs.replace(tag, page=page, start=start, end=end, quote=quote)
