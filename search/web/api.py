"""The archive for programs: searches as JSON, and whether it answers at all."""

import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from search.ask import as_object
from search.web import respond
from search.web.asked import number, read_asked
from search.web.visit import Visit

MOST_HITS = 100
LAST_OFFSET = 10_000


def search(visit: Visit) -> Response:
    """Answer as `nota search --json` does."""
    asked = read_asked(visit.request.query_params.multi_items())
    limit, offset = (
        number(visit.parameter("limit") or "10", MOST_HITS, 0),
        number(visit.parameter("offset"), LAST_OFFSET, 0),
    )
    began = time.perf_counter()
    results = visit.site.search(visit.query(asked), limit, offset or asked.offset)
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    visit.note("search", detail=asked.address("/api/v1/zoek"))
    answer = as_object(visit.site.archive, asked.text, results, took_ms)
    return respond.as_json(visit.request, answer | {"hints": [*asked.hints(), *answer["hints"]]})


async def health(request: Request) -> Response:
    """Answer that the pages are served: for a watchdog, which need not log in."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
