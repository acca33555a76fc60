"""Two other engines, SQLite's FTS5 and tantivy, given the same nota's and asked the same questions as ours.

Both keep a nota as one document, in word forms without case and accents. Both answer with the ten best by BM25, each
with its title, its day and a stretch of text in which the hit words are marked, and count all hits by theme and year.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from index.nota import Nota

if TYPE_CHECKING:
    import tantivy

BEST = 10
STRETCH = 150  # characters of text with a hit
STRETCH_WORDS = 20  # and about as many words
MOST_VALUES = 50  # of a theme or a year, as many as ours counts


class Question(Struct, frozen=True):
    """One question, for each engine to put in its own language."""

    words: tuple[str, ...] = ()  # none: every nota will do
    form: Literal["words", "phrase", "prefix", "slip", "motie"] = "words"
    year: int | None = None  # only nota's dated in it


Answering = Callable[[Question], int | None]
"""Answer a question in full; return the number of hits, None where the engine cannot be asked such a thing."""


def _text(nota: Nota) -> str:
    return "\n".join([nota.title, *(page.body for page in nota.pages)])


def _values(nota: Nota, kind: str) -> list[str]:
    return [tag.value for tag in nota.tags if tag.kind == kind]


def first_and_last(year: int) -> tuple[dt.date, dt.date]:
    """Return the first day of a year, and the last."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


# ── FTS5 ──

_TABLES = """
CREATE VIRTUAL TABLE nota USING fts5(text, motie, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE fact (number INTEGER PRIMARY KEY, id TEXT, title TEXT, dated TEXT, year INTEGER, organisatie TEXT);
CREATE TABLE thema (number INTEGER, value TEXT, PRIMARY KEY (number, value)) WITHOUT ROWID;
"""
_MATCHING = "FROM nota WHERE nota MATCH :asked"
_IN_A_YEAR = (
    "FROM nota JOIN fact ON fact.number = nota.rowid WHERE nota MATCH :asked AND fact.dated BETWEEN :first AND :last"
)
_MARKED = f"SELECT nota.rowid, snippet(nota, 0, '<mark>', '</mark>', '…', {STRETCH_WORDS}) AS stretch"
_NEWEST = f"""
SELECT fact.number, substr(text, 1, {STRETCH}), title, dated FROM fact JOIN nota ON nota.rowid = fact.number
WHERE fact.number IN (SELECT number FROM fact ORDER BY dated DESC LIMIT {BEST})
"""
_COUNTS = """
WITH hit AS MATERIALIZED ({hits})
SELECT 'jaar', year, count(*) FROM hit JOIN fact ON fact.number = hit.number GROUP BY year
UNION ALL
SELECT 'thema', value, count(*) FROM hit JOIN thema ON thema.number = hit.number GROUP BY value
"""


def build_fts5(folder: Path, notas: Iterable[Nota]) -> None:
    """Index the nota's in one transaction, and merge what was written into one."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "notas.db")) as base, base:
        base.executescript(_TABLES)
        for number, nota in enumerate(notas):
            moties, year = " ".join(_values(nota, "motie")), nota.dated and nota.dated.year
            facts = (nota.id, nota.title, str(nota.dated), year, " ".join(_values(nota, "organisatie")))
            themes = ((number, value) for value in _values(nota, "thema"))
            base.execute("INSERT INTO nota (rowid, text, motie) VALUES (?, ?, ?)", (number, _text(nota), moties))
            base.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", (number, *facts))
            base.executemany("INSERT INTO thema VALUES (?, ?)", themes)
        base.execute("INSERT INTO nota (nota) VALUES ('optimize')")


def open_fts5(folder: Path) -> Answering:
    """Open what was built."""
    base = sqlite3.connect(folder / "notas.db")

    def answer(question: Question) -> int | None:
        if question.form == "slip":
            return None
        hits, best, values = _sql(question)
        base.execute(best, values).fetchall()
        counts = base.execute(_COUNTS.format(hits=hits), values).fetchall()
        return sum(int(count) for facet, _, count in counts if facet == "jaar")

    return answer


def _sql(question: Question) -> tuple[str, str, dict[str, str]]:
    """Return the SQL for all hits, the SQL for the best, and the values in both."""
    if not question.words:
        return "SELECT number FROM fact", _NEWEST, {}
    values = {"asked": _match(question)}
    source = _MATCHING
    if question.year:
        source = _IN_A_YEAR
        values |= dict(zip(("first", "last"), map(str, first_and_last(question.year)), strict=True))
    best = f"{_MARKED} {source} ORDER BY rank LIMIT {BEST}"
    titled = f"SELECT stretch, title, dated FROM ({best}) AS best JOIN fact ON fact.number = best.rowid"
    return f"SELECT nota.rowid AS number {source}", titled, values


def _match(question: Question) -> str:
    match question.form:
        case "phrase":
            return f'text : "{" ".join(question.words)}"'
        case "prefix":
            return f"text : {question.words[0]}*"
        case "motie":
            return f'motie : "{question.words[0]}"'
    return f"text : ({' AND '.join(question.words)})"


# ── tantivy ──

_FACETS = {
    "jaar": {"terms": {"field": "year", "size": MOST_VALUES}},
    "thema": {"terms": {"field": "thema", "size": MOST_VALUES}},
}


def _schema() -> "tantivy.Schema":
    import tantivy  # here, so that no other engine's memory holds it

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="folded")
    for name in ("id", "title"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("motie", "thema", "organisatie"):
        builder.add_text_field(name, fast=name == "thema", tokenizer_name="raw", index_option="basic")
    builder.add_date_field("dated", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("year", fast=True)
    return builder.build()


def _index(folder: Path) -> "tantivy.Index":
    import tantivy

    index = tantivy.Index(_schema(), str(folder))
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    folded = words.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    index.register_tokenizer("folded", folded.build())
    return index


def build_tantivy(folder: Path, notas: Iterable[Nota]) -> None:
    """Index the nota's in one commit, and wait until what was written is merged."""
    import tantivy

    folder.mkdir()
    writer = _index(folder).writer(num_threads=1)
    for nota in notas:
        tags = {kind: _values(nota, kind) for kind in ("motie", "thema", "organisatie")}
        document = tantivy.Document(id=nota.id, title=nota.title, text=_text(nota), **tags)
        if nota.dated:
            document.add_date("dated", _midnight(nota.dated))
            document.add_unsigned("year", nota.dated.year)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path) -> Answering:
    """Open what was built."""
    index = _index(folder)
    searcher = index.searcher()

    def answer(question: Question) -> int:
        asked = _asked(question, index.schema)
        newest = None if question.words else "dated"
        found = searcher.search(asked, BEST, order_by_field=newest)
        list(_shown(searcher, index.schema, asked, found))
        searcher.aggregate(asked, _FACETS)
        return found.count  # type: ignore[attr-defined,no-any-return]  # its types forget it

    return answer


def _asked(question: Question, schema: "tantivy.Schema") -> "tantivy.Query":
    import tantivy

    if not question.words:
        return tantivy.Query.all_query()
    first, *_ = question.words
    match question.form:
        case "phrase":
            return tantivy.Query.phrase_query(schema, "text", list(question.words))
        case "prefix":
            return tantivy.Query.regex_query(schema, "text", f"{first}.*")
        case "slip":
            return tantivy.Query.fuzzy_term_query(schema, "text", first, distance=1)
        case "motie":
            return tantivy.Query.term_query(schema, "motie", first)
    all_ = [tantivy.Query.term_query(schema, "text", word) for word in question.words]
    if question.year:
        first_day, last_day = map(_midnight, first_and_last(question.year))
        in_year = tantivy.Query.range_query(schema, "dated", tantivy.FieldType.Date, first_day, last_day)
        all_.append(tantivy.Query.const_score_query(in_year, 0))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in all_])


def _shown(
    searcher: "tantivy.Searcher", schema: "tantivy.Schema", asked: "tantivy.Query", found: "tantivy.SearchResult"
) -> Iterator[tuple[str, object, str]]:
    """Yield of each hit its title, its day and its stretch of text; without words to mark, how its text begins."""
    import tantivy

    marker = tantivy.SnippetGenerator.create(searcher, asked, schema, "text")
    marker.set_max_num_chars(STRETCH)
    for _, address in found.hits:
        document = searcher.doc(address)
        stretch = marker.snippet_from_doc(document).to_html() or document["text"][0][:STRETCH]
        yield document["title"][0], document["dated"][0], stretch


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
