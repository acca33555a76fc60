"""Answers to a browser: pages, JSON, pictures and files, each with its tag, so that nothing is sent twice."""

import hashlib
from datetime import timedelta
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from search.ask import url
from search.plain import plain
from search.terminal import day
from search.web import wording
from search.web.visit import Visit

KEPT = int(timedelta(hours=1).total_seconds())  # what a browser may show of a picture without asking

ASK_FIRST = "private, no-cache"
KEEP = f"private, max-age={KEPT}"


def page(visit: Visit, template: str, status: int = 200, **shown: Any) -> Response:
    """Return a page in HTML."""
    return tagged(visit.request, rendered(visit, template, **shown), "text/html; charset=utf-8", status=status)


def rendered(visit: Visit, template: str, **shown: Any) -> bytes:
    """Return a template, filled in."""
    context = {"visit": visit, "wie": visit.caller, "here": visit.here}
    return templates().get_template(template).render(context | shown).encode()


def as_json(request: Request, data: Any, status: int = 200) -> Response:
    """Return an object as JSON."""
    return tagged(request, msgspec.json.encode(data), "application/json", status=status)


def text(request: Request, said: str) -> Response:
    """Return plain text."""
    return tagged(request, said.encode(), "text/plain; charset=utf-8")


def picture(request: Request, data: bytes, type_: str = "image/jpeg") -> Response:
    """Return a picture, which a browser may keep for an hour."""
    return tagged(request, data, type_, keep=KEEP)


def tagged(request: Request, data: bytes, type_: str, *, keep: str = ASK_FIRST, status: int = 200) -> Response:
    """Return these bytes, or that they are what the browser has."""
    etag = f'"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": keep, "ETag": etag}
    if status == 200 and _has(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, type_)


def file(request: Request, path: Path, type_: str, *, name: str | None = None) -> Response:
    """Return a stored file, as a download where it has a `name`; or that the browser has it. Raises OSError."""
    stat = path.stat()
    headers = {
        "Cache-Control": KEEP,
        "ETag": f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"',
        "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
    }
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, 200, headers, type_, filename=name, stat_result=stat)


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
    made.globals |= {"WOORDEN": wording, "url": url}
    return made


def _has(request: Request, etag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return etag in {one.strip().removeprefix("W/") for one in asked.split(",")} or asked == "*"
