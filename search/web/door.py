"""Lets a request in: who asks, what they may, and what they are told where something goes wrong."""

import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from index.errors import DamagedArchive, NotaError, WrongUsage
from search.web import mishaps, respond
from search.web.callers import Caller, Knock, caller
from search.web.forms import anonymous, form_ok
from search.web.guard import READING
from search.web.site import Site
from search.web.visit import Visit

MOST_FIELDS = 20  # of a form
BROWSER = "nota-bezoek"  # the cookie that tells one browser from another, where there is no session

Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
May = Callable[[Caller | None], bool]


def for_all(handler: Handler) -> Endpoint:
    """Open a page to whoever asks."""
    return _endpoint(handler, lambda caller: True)


def for_readers(handler: Handler) -> Endpoint:
    """Open a page to whoever may see the archive."""
    return _endpoint(handler, lambda caller: caller is not None)


def for_archivists(handler: Handler) -> Endpoint:
    """Open a change to archivists."""
    return _endpoint(handler, lambda caller: caller is not None and caller.role == "archivaris")


async def to_nowhere(request: Request) -> Response:
    """Answer that there is nothing at an address, whatever was to be done there."""
    return await run_in_threadpool(_answer, mishaps.missing, request, {})


def over_https(request: Request) -> bool:
    """Tell whether the browser came by HTTPS, to us or to a proxy before us."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))


def _endpoint(handler: Handler, may: May) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form = await _form(request) if request.method not in READING else {}
        return await run_in_threadpool(_answer, partial(_let_in, handler, may), request, form)

    return endpoint


def _answer(handler: Handler, request: Request, form: Mapping[str, str]) -> Response:
    site: Site = request.app.state.site
    browser = request.cookies.get(BROWSER, "")
    visit = Visit(request, site, None, browser or anonymous(), form)
    try:
        visit = _with_caller(visit)
        response = handler(visit)
    except OSError as error:  # a file that was there a moment ago
        site.say(f"{request.url.path}: {error}; run `nota check`.")
        response = mishaps.told(visit, DamagedArchive())
    except NotaError as error:
        if not isinstance(error, WrongUsage):  # an address that is none is no matter for who runs the server
            site.say(str(error))
        response = mishaps.told(visit, error)
    if not browser and (response.media_type or "").startswith("text/html"):
        secure = over_https(request)
        response.set_cookie(BROWSER, visit.browser, httponly=True, samesite="strict", secure=secure)
    return response


def _with_caller(visit: Visit) -> Visit:
    """Return the visit with who it is of. Raises DamagedArchive where nobody can be known."""
    request, site = visit.request, visit.site
    asked = Knock(request.method, request.url.path, visit.address, list(request.headers.items()))
    return visit.of(caller(site.door, site.users(), site.key, asked, time.time()))


def _let_in(handler: Handler, may: May, visit: Visit) -> Response:
    """Answer a request of who may ask it, by a form of ours where it changes something."""
    if not may(visit.caller):
        return mishaps.forbidden(visit) if visit.caller else _to_log_in(visit)
    by_form = visit.request.method not in READING and not (visit.caller and visit.caller.how == "token")
    if by_form and not form_ok(visit.form.get("csrf", ""), visit.bound_to, visit.site.key):
        return mishaps.stale_form(visit)
    return handler(visit)


def _to_log_in(visit: Visit) -> Response:
    wants_page = visit.request.method in READING and "text/html" in visit.request.headers.get("accept", "")
    if not wants_page or visit.site.door.proxy:
        return mishaps.unknown_caller(visit)
    return respond.redirect(f"/inloggen?{urlencode({'naar': visit.here})}")


async def _form(request: Request) -> dict[str, str]:
    """Return what was filled in; of two fields with one name the last counts."""
    try:
        return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, UnicodeDecodeError):
        return {}
