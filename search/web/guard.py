"""What every request must obey, and what every answer carries: the door, before anything is looked up."""

import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_ADDRESS = 8_000  # bytes
MOST_PARAMETERS = 100
LARGEST_BODY = 64 * 1024  # bytes

READING = frozenset({"GET", "HEAD"})
METHODS = READING | {"POST"}

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_HOST = re.compile(r"(?P<name>[\w.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII)

Refusal = tuple[int, str]


class Guard:
    """Lets through to `app` what is asked of one of these hosts, within bounds, from our own pages."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = _with_headers(send)
        if refused := self._refusal(scope):
            status, why = refused
            await PlainTextResponse(why, status, {"Cache-Control": "no-store"})(scope, receive, sent)
            return
        await self._app(scope, receive, sent)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if scope["method"] not in METHODS:
            return 405, "Deze methode kent het archief niet."
        if host_name(headers.get("host", "")) not in self._hosts:
            return 421, "Onder deze naam is het archief niet te bereiken."
        query = scope.get("query_string", b"")
        if len(scope.get("raw_path") or b"") + len(query) > LONGEST_ADDRESS or query.count(b"&") >= MOST_PARAMETERS:
            return 414, "Het adres is te lang."
        if scope["method"] not in READING:
            return _change_refusal(headers)
        return None


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port and brackets; "" for what is none."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").lower() if found else ""


def _change_refusal(headers: Headers) -> Refusal | None:
    """Refuse a change that another site's page asks for, or one that is too large."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("//")[2] != headers.get("host"):
        return 403, "Deze aanvraag komt van een andere website."
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return 403, "Deze aanvraag komt van een andere website."
    length = headers.get("content-length", "")
    if not length.isdigit() or "transfer-encoding" in headers:  # with both, two programs may see two requests
        return 411, "De lengte van de aanvraag ontbreekt."
    return (413, "De aanvraag is te groot.") if int(length) > LARGEST_BODY else None


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
