"""How the addresses for programs are called, as an OpenAPI description."""

from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from starlette.responses import Response

from index.archive import IS_ID
from index.engine import FACETS, Hit
from index.nota import Box, Nota
from search.web import respond
from search.web.api import LAST_OFFSET, MOST_HITS
from search.web.asked import LONGEST
from search.web.visit import Visit

Json = dict[str, Any]


class FoundHit(Hit, frozen=True):
    """A hit of `/api/v1/zoek`."""

    url: str = ""
    boxes: tuple[Box, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """What `/api/v1/zoek` answers."""

    query: str
    total: int
    pages: int
    took_ms: float
    hits: tuple[FoundHit, ...]
    facets: dict[str, list[tuple[str, int]]]
    nearly: tuple[FoundHit, ...]
    suggestion: str
    hints: tuple[str, ...]


class Mishap(msgspec.Struct, frozen=True):
    """What is said where something goes wrong, in Dutch."""

    error: str
    message: str


def description(visit: Visit) -> Response:
    """Return the description."""
    return respond.as_json(visit.request, openapi())


@cache
def openapi() -> Json:
    """Return the description: OpenAPI 3.1, with the record as JSON Schema."""
    (answer, nota, mishap), schemas = msgspec.json.schema_components(
        [Answer, Nota, Mishap], ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "nota-archief",
            "version": version("nota-archief"),
            "description": "Search an archive of nota's, and get each nota by its permanent address.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": _paths(answer, nota, mishap),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "From `nota user token`."}
            },
        },
        "security": [{}, {"token": []}],
    }


def _paths(answer: Json, nota: Json, mishap: Json) -> Json:
    key, page = _in_path("id", IS_ID.pattern), _in_path("page", "^[0-9]{1,6}$")
    mark = _in_path("mark", "^[kr][0-9]{1,6}$")
    text, picture = {"type": "string"}, {"type": "string", "format": "binary"}
    described: list[tuple[str, str, str, Json, list[Json]]] = [
        ("/api/v1/zoek", "Search, as `nota search --json` does.", "application/json", answer, _search()),
        ("/feed.atom", "The newest nota's for a search.", "application/atom+xml", text, _question()),
        ("/id/{id}.json", "The record of a nota.", "application/json", nota, [key]),
        ("/id/{id}.txt", "The text of a nota.", "text/plain", text, [key]),
        ("/id/{id}.pdf", "A nota as a searchable PDF/A-2b.", "application/pdf", picture, [key]),
        ("/id/{id}/p{page}.txt", "The text of a page.", "text/plain", text, [key, page]),
        ("/id/{id}/p{page}.jpg", "The upright page.", "image/jpeg", picture, [key, page]),
        ("/id/{id}/p{page}.print.jpg", "The page without the pen.", "image/jpeg", picture, [key, page]),
        ("/id/{id}/p{page}.pen.jpg", "The pen alone.", "image/jpeg", picture, [key, page]),
        ("/id/{id}/p{page}/{mark}.png", "One mark.", "image/png", picture, [key, page, mark]),
        ("/healthz", "Whether pages are served.", "text/plain", text, []),
    ]
    wrong = _wrong(mishap)
    return {
        path: {
            "get": {
                "summary": summary,
                "parameters": parameters,
                "responses": {"200": {"description": "As asked.", "content": {type_: {"schema": schema}}}} | wrong,
            }
        }
        for path, summary, type_, schema, parameters in described
    }


def _wrong(mishap: Json) -> Json:
    """Return what is answered where something goes wrong: JSON under /api and for what ends in .json, else a page."""
    said = {"content": {"application/json": {"schema": mishap}, "text/html": {"schema": {"type": "string"}}}}
    plain = {"content": {"text/plain": {"schema": {"type": "string"}}}}
    return {
        "401": {"description": "Nobody is known by this token or session."} | said,
        "404": {"description": "There is no such nota, page or mark."} | said,
        "414": {"description": "The address is too long."} | plain,
        "503": {"description": "The archive is busy or damaged: see Retry-After."} | said,
    }


def _question() -> list[Json]:
    text = {"type": "string", "maxLength": LONGEST}
    filters = [
        _in_query(field, {"type": "array", "items": {"type": "string"}}, "Only nota's with it.") for field in FACETS
    ]
    return [
        _in_query("q", text, "What is sought, as it is typed in the search box."),
        *filters,
        _in_query("van", {"type": "string"}, "Nota's of this day, month or year, or later: 2023-07."),
        _in_query("tot", {"type": "string"}, "Nota's of this day, month or year, or earlier."),
    ]


def _search() -> list[Json]:
    skipped = {"type": "integer", "minimum": 0, "maximum": LAST_OFFSET}
    return [
        *_question(),
        _in_query("sorteer", {"type": "string", "enum": ["datum"]}, "The newest first."),
        _in_query("pagina", {"type": "integer", "minimum": 1}, "Which ten hits."),
        _in_query("limit", {"type": "integer", "minimum": 0, "maximum": MOST_HITS}, "How many hits at most."),
        _in_query("offset", skipped, "How many of the best to skip; goes before `pagina`."),
    ]


def _in_query(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _in_path(name: str, pattern: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}
