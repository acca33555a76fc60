"""Put the nota's that answer a question in order, the best first, and show each by its best page.

A nota is found when it answers the question as a whole; its place in the list, and the page that is shown, come from
its best page alone.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from index.engine import ANY, Between, Either, Every, Hit, Node, Query, Results, Value
from index.matching import Answer, answer, dated, falls_in, nearness, on_pages, sought_in
from index.snapshot import Facet, Floats, Ints, Mask, Shown, Snapshot
from index.snippet import snippet
from index.terms import Sought, sought_value, value_terms

MOST_VALUES = 50  # per facet


def search(snapshot: Snapshot, query: Query, limit: int, offset: int) -> Results:
    """Return the stretch of hits from `offset`, at most `limit` long, best first; equals newest first."""
    answered = answer(snapshot, query.root)
    found = answered.notas & snapshot.alive & _filtered(snapshot, query)
    scores = _page_scores(snapshot, query.root, answered)
    ordered = _ordered(snapshot, scores, found)
    sought = list(sought_in(snapshot, query.root))
    hits = (_hit(snapshot, query.root, int(nota), scores, sought) for nota in ordered[offset : offset + limit])
    facets = {field: _counts(facet, found) for field, facet in snapshot.facets.items()}
    return Results(len(ordered), tuple(hits), facets)


def _filtered(snapshot: Snapshot, query: Query) -> Mask:
    keep = np.ones(len(snapshot.facts), np.bool_)
    if query.first or query.last:
        keep &= dated(snapshot, query.first or dt.date.min, query.last or dt.date.max)
    for theme in query.themes:
        keep &= on_pages(snapshot, [snapshot.postings("waarde", sought_value("thema", theme)[0]).pages]).notas
    return keep


def _page_scores(snapshot: Snapshot, root: Node, answered: Answer) -> Floats:
    """Return the scores of all pages, so that a page which answers all by itself goes before all that do not."""
    scores = answered.scores + nearness(snapshot, root)
    return np.where(answered.pages, scores + scores.max(initial=0) + 1, scores)


def _ordered(snapshot: Snapshot, scores: Floats, found: Mask) -> Ints:
    """Return the numbers of the nota's that were found: the best page first, then the newest, then by id."""
    notas = np.flatnonzero(found).astype(np.int32)
    if not len(notas):
        return notas
    best = np.maximum.reduceat(scores, snapshot.starts)[notas]
    return notas[np.lexsort((snapshot.id_order[notas], -snapshot.days[notas], -best))]


def _hit(snapshot: Snapshot, root: Node, nota: int, scores: Floats, sought: Sequence[Sought]) -> Hit:
    pages = snapshot.pages(nota)
    page = pages.start + int(np.argmax(scores[pages.start : pages.stop]))
    facts = snapshot.facts[nota]
    day = dt.date.fromisoformat(facts.dated) if facts.dated else None
    number, *_ = facts.pages[page - pages.start]
    shown = snapshot.shown(page)
    stretch = snippet(shown.texts, sought, _tagged(shown, root))
    return Hit(facts.id, facts.title, day, number, round(float(scores[page]), 3), stretch)


def _tagged(shown: Shown, root: Node) -> list[tuple[int, int]]:
    """Return where the tags stand that were asked for, from and to; what a person added stands nowhere."""
    asked = list(_asked_values(root))
    tags = [
        (kind, value, shown.texts[0][start:end], (start, end)) for kind, value, start, end in shown.tags if start < end
    ]
    return [span for kind, value, quote, span in tags if any(_is_asked(one, kind, value, quote) for one in asked)]


def _is_asked(node: Value | Between, kind: str, value: str, quote: str) -> bool:
    if isinstance(node, Between):
        return kind == "datum" and falls_in(value, node.first, node.last)
    if node.field != kind and (node.field, kind) != ("kamerstuk", "motie"):
        return False
    whole, words = sought_value(kind, node.text)
    terms = value_terms(kind, ANY, value, quote)
    return whole in terms or (bool(words) and terms.issuperset(words))


def _asked_values(node: Node) -> Iterator[Value | Between]:
    match node:
        case Every(parts) | Either(parts):
            for part in parts:
                yield from _asked_values(part)
        case Value() | Between():
            yield node
        case _:
            pass


def _counts(facet: Facet, found: Mask) -> list[tuple[str, int]]:
    counts = np.bincount(facet.which[found[facet.owners]], minlength=len(facet.values)).tolist()
    present = ((value, count) for value, count in zip(facet.values, counts, strict=True) if count)
    return sorted(present, key=lambda one: (-one[1], one[0]))[:MOST_VALUES]
