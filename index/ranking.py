"""Put the nota's that answer a question in order, the best first, and show each by its best page.

A nota is found when it answers the question as a whole; its place in the list, and the page that is shown, come from
its best page alone.
"""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from index.arrays import Floats, Ints, Mask
from index.asked import tagged
from index.engine import Hit, Node, Query, Results
from index.lookup import Lookup
from index.matching import Answer, answer, dated, some_of, with_value
from index.scoring import nearness
from index.snapshot import Facet, Snapshot
from index.snippet import snippet
from index.suggest import suggestion
from index.terms import Sought, sought_value

MOST_VALUES = 50  # per facet, but for the years: an archive may span more, and is drawn year by year
MOST_PAGES = 20  # of one nota that are named beside its best
LOOKED_AT = 500  # of the best nota's it is looked at how near the words stand


def search(snapshot: Snapshot, query: Query, limit: int, offset: int) -> Results:
    """Return the stretch of hits from `offset`, at most `limit` long, best first; equals newest first."""
    lookup = Lookup(snapshot, query.root)
    answered = answer(lookup, query.root)
    allowed = snapshot.alive & _filtered(snapshot, query)
    found = answered.notas & allowed
    total = int(np.count_nonzero(found))
    sought = tuple(lookup.sought_in(query.root))
    hits = _hits(snapshot, query, answered, found, sought, limit, offset)
    nearly: tuple[Hit, ...] = ()
    if not offset and total < limit and (some := some_of(lookup, query.root)):
        nearly = _hits(snapshot, query, some, some.notas & allowed & ~found, sought, limit - total, 0)
    facets = {field: _counts(field, facet, found) for field, facet in snapshot.facets.items()}
    suggested = "" if total else suggestion(snapshot, query.root)
    return Results(total, hits, facets, sought, nearly, query.hints, suggested, int(snapshot.sizes[found].sum()))


def _hits(
    snapshot: Snapshot,
    query: Query,
    answered: Answer,
    found: Mask,
    sought: Sequence[Sought],
    limit: int,
    offset: int,
) -> tuple[Hit, ...]:
    scores, best = _page_scores(snapshot, query.root, answered, found)
    ordered = _ordered(snapshot, best, found, offset + limit, query.newest_first)
    return tuple(_hit(snapshot, query.root, nota, answered.pages, scores, sought) for nota in ordered[offset:].tolist())


def _filtered(snapshot: Snapshot, query: Query) -> Mask:
    keep = np.ones(len(snapshot.sizes), np.bool_)
    if query.first or query.last:
        keep &= dated(snapshot, query.first or dt.date.min, query.last or dt.date.max)
    for value in query.only:
        keep &= snapshot.notas_with(with_value(snapshot, sought_value(value.field, value.text)[0]))
    return keep


def _page_scores(snapshot: Snapshot, root: Node, answered: Answer, found: Mask) -> tuple[Floats, Floats]:
    """Return the scores of all pages, and of all nota's by their best page.

    A page which answers all by itself goes before all that do not. Where its words stand is looked at on the pages of
    the best nota's alone: that can but lift them further.
    """
    scores: Floats = answered.scores + answered.pages * (answered.scores.max(initial=0) + 1)
    best: Floats = np.maximum.reduceat(scores, snapshot.starts) if len(scores) else scores
    looked_at = np.sort(_ordered(snapshot, best, found, LOOKED_AT, newest_first=False))
    if len(looked_at):
        sizes = snapshot.sizes[looked_at]
        first = np.cumsum(sizes) - sizes
        pages = (np.repeat(snapshot.starts[looked_at] - first, sizes) + np.arange(sizes.sum())).astype(np.int32)
        near = nearness(snapshot, root, pages)
        scores[pages] += near + answered.pages[pages] * near.max(initial=0)
        best[looked_at] = np.maximum.reduceat(scores[pages], first)
    return scores, best


def _ordered(snapshot: Snapshot, scores: Floats, found: Mask, most: int, newest_first: bool) -> Ints:
    """Return the numbers of the best nota's that were found: the best score first, then the newest, then by id."""
    notas = np.flatnonzero(found).astype(np.int32)
    if not len(notas) or not most:
        return notas[:0]
    best = scores[notas]
    # The bits of a positive float are in the order of its value: score and day make one number.
    by_score, by_day = best.view(np.uint32).astype(np.int64), snapshot.days[notas].astype(np.int64)
    keys = (by_day << 32) + by_score if newest_first else (by_score << 32) + by_day
    if most < len(notas):
        enough = keys >= np.partition(keys, len(keys) - most)[len(keys) - most]
        notas, keys = notas[enough], keys[enough]
    return notas[np.lexsort((snapshot.ids[notas], -keys))][:most]


def _hit(snapshot: Snapshot, root: Node, nota: int, answering: Mask, scores: Floats, sought: Sequence[Sought]) -> Hit:
    pages = snapshot.pages(nota)
    best = pages.start + np.argsort(-scores[pages.start : pages.stop], kind="stable")
    page = int(best[0])
    fact = snapshot.fact(nota)
    day = dt.date.fromisoformat(fact.dated) if fact.dated else None
    shown = snapshot.shown(page)
    made = snippet(shown, sought, tagged(shown, root))
    others = [int(other) for other in best[1:] if answering[other]][:MOST_PAGES]
    return Hit(
        fact.id,
        fact.title,
        day,
        snapshot.page_number(page),
        round(float(scores[page]), 3),
        made.html,
        tuple(snapshot.page_number(other) for other in others),
        made.misread,
    )


def _counts(field: str, facet: Facet, found: Mask) -> list[tuple[str, int]]:
    counts = np.bincount(facet.which[found[facet.owners]], minlength=len(facet.values)).tolist()
    present = ((value, count) for value, count in zip(facet.values, counts, strict=True) if count)
    ordered = sorted(present, key=lambda one: (-one[1], one[0]))
    return ordered if field == "jaar" else ordered[:MOST_VALUES]
