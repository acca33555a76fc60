"""Lets a request in: who asks, what he may, and what he is told where something goes wrong."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from index.errors import NotaError
from search.web import mishaps
from search.web.callers import Caller
from search.web.guard import READING
from search.web.site import Site
from search.web.visit import Visit

MOST_FIELDS = 20  # of a form

Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def for_all(handler: Handler) -> Endpoint:
    """Open a page to whoever asks."""
    return _endpoint(handler, lambda caller: True)


def for_readers(handler: Handler) -> Endpoint:
    """Open a page to whoever may see the archive."""
    return _endpoint(handler, lambda caller: caller is not None)


def for_archivists(handler: Handler) -> Endpoint:
    """Open a change to archivists."""
    return _endpoint(handler, lambda caller: caller is not None and caller.role == "archivaris")


def _endpoint(handler: Handler, may: Callable[[Caller | None], bool]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form = await _form(request) if request.method not in READING else {}
        return await run_in_threadpool(_answer, handler, may, request, form)

    return endpoint


def _answer(handler: Handler, may: Callable[[Caller | None], bool], request: Request, form: dict[str, str]) -> Response:
    site: Site = request.app.state.site
    visit = site.visit(request, form)
    if not may(visit.caller):
        return mishaps.forbidden(visit) if visit.caller else _to_log_in(visit)
    if form and not site.csrf_holds(visit):
        return mishaps.stale_form(visit)
    try:
        return handler(visit)
    except NotaError as error:
        return mishaps.told(visit, error)


def _to_log_in(visit: Visit) -> Response:
    wants_page = visit.request.method in READING and "text/html" in visit.request.headers.get("accept", "")
    if not wants_page:
        return mishaps.unknown_caller(visit)
    return RedirectResponse(f"/inloggen?{urlencode({'naar': visit.here})}", 303, {"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, str]:
    """Return what was filled in; of two fields with one name the last counts."""
    try:
        return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, UnicodeDecodeError):
        return {}
