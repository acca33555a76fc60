"""Answers to a browser: pages, JSON, pictures and files; all but pages with a tag, so that none is sent twice."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from index.nota import is_unread
from search.ask import url
from search.plain import plain
from search.terminal import day
from search.web import wording
from search.web.pictures import around_mark
from search.web.visit import Visit

KEPT = int(timedelta(hours=1).total_seconds())  # what a browser may show of a picture without asking

NEVER = "no-store"
ASK_FIRST = "private, no-cache"
KEEP = f"private, max-age={KEPT}"

JPEG = "image/jpeg"


def page(visit: Visit, template: str, status: int = 200, **shown: Any) -> Response:
    """Return a page in HTML: made anew each time, for a form in it may be sent but by who asked."""
    html = rendered(visit, template, **shown)
    return Response(html, status, {"Cache-Control": ASK_FIRST}, "text/html; charset=utf-8")


def rendered(visit: Visit, template: str, **shown: Any) -> bytes:
    """Return a template, filled in."""
    context = {"visit": visit, "wie": visit.caller, "here": visit.here}
    return templates().get_template(template).render(context | shown).encode()


def redirect(address: str, usual: str = "/") -> Response:
    """Send the browser on to an address of this site; to the usual one where it is none of ours."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return RedirectResponse(address if ours and address.isascii() else usual, 303, {"Cache-Control": NEVER})


def as_json(request: Request, data: Any, status: int = 200) -> Response:
    """Return an object as JSON."""
    return tagged(request, msgspec.json.encode(data), "application/json", status=status)


def text(request: Request, said: str) -> Response:
    """Return plain text."""
    return tagged(request, said.encode(), "text/plain; charset=utf-8")


def picture(visit: Visit, data: bytes, type_: str = JPEG) -> Response:
    """Return a picture of a nota."""
    return tagged(visit.request, data, type_, keep=_kept(visit))


def tagged(request: Request, data: bytes, type_: str, *, keep: str = ASK_FIRST, status: int = 200) -> Response:
    """Return these bytes, or that they are what the browser has."""
    etag = f'"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": keep, "ETag": etag}
    if status == 200 and _has(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, type_)


def stored_picture(visit: Visit, path: Path) -> Response:
    """Return a stored JPEG of a nota, or that the browser has it. Raises OSError."""
    headers = _headers(path, _kept(visit))
    if _has(visit.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(path.read_bytes(), 200, headers, JPEG)  # read here: in pieces each would wait for a thread


def download(visit: Visit, path: Path, name: str) -> Response:
    """Return a stored file to be saved under this name; or that the browser has it. Raises OSError."""
    headers = _headers(path, ASK_FIRST)
    if _has(visit.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, 200, headers, "application/octet-stream", filename=name)


def _kept(visit: Visit) -> str:
    """Return whether a browser may show a picture again unasked: not of a nota that the next user may not see."""
    return ASK_FIRST if visit.is_limited else KEEP


def _headers(path: Path, keep: str) -> dict[str, str]:
    stat = path.stat()
    return {"Cache-Control": keep, "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'}


@cache
def templates() -> Environment:
    """Return the templates. What is put into them is escaped, whatever it is."""
    made = Environment(
        loader=PackageLoader("search.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"dag": day, "gemarkeerd": Markup, "aantal": wording.number, "xml": plain}
    made.globals |= {"WOORDEN": wording, "url": url, "lijst": around_mark}
    made.tests |= {"ongelezen": is_unread}
    return made


def _has(request: Request, etag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return etag in {one.strip().removeprefix("W/") for one in asked.split(",")} or asked == "*"
