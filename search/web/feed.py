"""What is new for a question, as an Atom feed."""

from starlette.responses import Response

from search.web import respond
from search.web.asked import read_asked
from search.web.visit import Visit

MOST = 50  # entries: more than anybody's reader fetches between two looks


def feed(visit: Visit) -> Response:
    """Return the newest nota's that answer a question, as Atom (RFC 4287)."""
    asked = read_asked(visit.request.query_params.multi_items())._replace(newest_first=True, stretch=1)
    results = visit.site.search(visit.query(asked), MOST)
    visit.note("search", detail=asked.address("/feed.atom"))
    notas = [(hit, at) for hit in results.hits if (at := visit.site.taken_in(hit.id))]
    updated = max((at for _, at in notas), default="1970-01-01T00:00:00Z")
    base = str(visit.request.base_url).rstrip("/")
    data = respond.rendered(visit, "feed.xml", asked=asked, notas=notas, updated=updated, base=base)
    return respond.tagged(visit.request, data, "application/atom+xml; charset=utf-8")
