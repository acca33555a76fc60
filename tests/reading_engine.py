"""The plainest engine there can be: it reads every nota at every question. The shared suite must not ask more."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase

from index.documents import Shown
from index.dutch import Token, stem, tokens
from index.engine import (
    FACETS,
    Between,
    Either,
    Every,
    Hit,
    Node,
    Pattern,
    Phrase,
    Query,
    Results,
    Value,
    Without,
    Word,
)
from index.nota import Datum, Motie, Nota, NotaId, Page, Thema
from index.snippet import snippet
from index.terms import sought_words


class ReadingEngine:
    """An engine that keeps the nota's as they are."""

    def __init__(self) -> None:
        self._notas: dict[NotaId, Nota] = {}

    def add(self, notas: Iterable[Nota]) -> None:
        self._notas |= {nota.id: nota for nota in notas}

    def remove(self, ids: Iterable[NotaId]) -> None:
        for key in ids:
            self._notas.pop(key, None)

    def ids(self, beginning: str = "") -> set[NotaId]:
        return {key for key in self._notas if key.startswith(beginning)}

    def search(self, query: Query, limit: int = 10, offset: int = 0) -> Results:
        kept = [nota for nota in self._notas.values() if nota.id not in query.hidden and _passes(query, nota)]
        found = [nota for nota in kept if _answers(query.root, nota, nota.pages)]
        hits = sorted((_hit(query.root, nota) for nota in found), key=lambda hit: (-hit.score, hit.id))
        counts = {field: Counter(value for nota in found for value in _counted(nota, field)) for field in FACETS}
        facets = {
            field: sorted(counted.items(), key=lambda one: (-one[1], one[0])) for field, counted in counts.items()
        }
        pages = sum(len(nota.pages) for nota in found)
        return Results(len(hits), tuple(hits[offset : offset + limit]), facets, pages=pages)


def _counted(nota: Nota, field: str) -> set[str]:
    if field == "jaar":
        return {str(nota.dated.year)} if nota.dated else set()
    if field == "kwaliteit":
        return {page.band for page in nota.pages if page.band}
    if field == "ongelezen":
        return {"ja" for page in nota.pages if _unread(page)}
    return {tag.value for tag in nota.tags if tag.kind == field}


def _passes(query: Query, nota: Nota) -> bool:
    day = nota.dated or dt.date.min
    in_time = (query.first or dt.date.min) <= day <= (query.last or dt.date.max)
    return in_time and all(_answers(value, nota, nota.pages) for value in query.only)


def _answers(node: Node, nota: Nota, pages: Iterable[Page]) -> bool:
    """Tell whether these pages of the nota answer a question together."""
    match node:
        case Every(parts):
            return all(_answers(part, nota, pages) for part in parts)
        case Either(parts):
            return any(_answers(part, nota, pages) for part in parts)
        case Without(part):
            return not _answers(part, nota, pages)
        case Word(text, field):
            return all(any(_has(one, _texts(nota, page, field)) for page in pages) for one in tokens(text))
        case _:
            return any(_page_answers(node, nota, page) for page in pages)


def _page_answers(node: Phrase | Pattern | Value | Between, nota: Nota, page: Page) -> bool:
    tags = [tag for tag in nota.tags if tag.page == page.number]
    match node:
        case Phrase(text, field):
            return any(_row(text) in _row(other) for other in _texts(nota, page, field))
        case Pattern(text, field):
            return any(fnmatchcase(one.joined, text) for other in _texts(nota, page, field) for one in tokens(other))
        case Between(first, last):
            days = [(tag.first, tag.last) for tag in tags if isinstance(tag, Datum)]
            days += [(nota.dated, nota.dated)] if nota.dated else []
            return any(start <= last and first <= end for start, end in days)
        case Value("jaar", text):
            return nota.dated is not None and str(nota.dated.year) == text
        case Value("kwaliteit", text):
            return page.band is not None and text in {"ja", page.band}
        case Value("ongelezen", text):
            return text == "ja" and _unread(page)
        case Value(field, text):
            return any(tag.kind == field and text in {"ja", tag.value, *_other_names(tag)} for tag in tags)


def _unread(page: Page) -> bool:
    return any(mark.text is None for mark in page.marks if mark.kind in {"marginalia", "interlinear"})


def _other_names(tag: object) -> set[str]:
    if isinstance(tag, Motie):
        return {*tag.names, *([tag.dossier] if tag.dossier else [])}
    return {tag.label} if isinstance(tag, Thema) else set()


def _texts(nota: Nota, page: Page, field: str) -> list[str]:
    readings = [mark.text for mark in page.marks if mark.text]
    margin = any(mark.kind in {"marginalia", "interlinear"} for mark in page.marks)
    fields = {
        "titel": [nota.title],
        "kenmerk": [nota.reference or ""],
        "gemarkeerd": [mark.quote for mark in page.marks if mark.quote],
        "kantlijn": readings + ["ja"] * margin,
    }
    return fields.get(field, [page.body, nota.title, page.metadata, *readings])


def _has(word: Token, texts: Iterable[str]) -> bool:
    forms = {stem(form) for text in texts for one in tokens(text) for form in (one.joined, *one.parts)}
    return stem(word.joined) in forms or any(_row(" ".join(word.parts)) in _row(text) for text in texts)


def _row(text: str) -> str:
    return f" {' '.join(part for one in tokens(text) for part in one.parts)} "


def _hit(root: Node, nota: Nota) -> Hit:
    page = max(nota.pages, key=lambda page: (_answers(root, nota, [page]), _count(root, nota, page), -page.number))
    score = 100.0 * _answers(root, nota, [page]) + _count(root, nota, page)
    shown = snippet(Shown([page.body, page.metadata, nota.title], [], []), sought_words(_asked(root)))
    return Hit(nota.id, nota.title, nota.dated, page.number, score, shown.html)


def _count(root: Node, nota: Nota, page: Page) -> float:
    """Count the words of the question on a page: as typed, and less for other forms, more in the title."""
    exact = [one.joined for text in _texts(nota, page, "tekst") for one in tokens(text)]
    title = [one.joined for one in tokens(nota.title)]
    near = _row(_asked(root)) in _row(page.body)
    wanted = [one.joined for one in tokens(_asked(root))]
    return near + sum(5 * title.count(word) + exact.count(word) + 0.1 * (word not in exact) for word in wanted)


def _asked(node: Node) -> str:
    match node:
        case Every(parts) | Either(parts):
            return " ".join(_asked(part) for part in parts)
        case Word(text) | Phrase(text):
            return text
        case _:
            return ""
