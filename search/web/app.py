"""The web application: every address, what answers it, and who may ask. Read this first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from search.web import answers, api, feed, files, login, nota_page, openapi, paths, review, scan_page, texts
from search.web.door import for_all, for_archivists, for_readers, to_nowhere
from search.web.guard import Guard
from search.web.site import Site

paths.register()

ROUTES = [
    Route("/", for_readers(answers.home)),
    Route("/zoek", for_readers(answers.answers)),
    Route("/hulp", for_readers(texts.help_page)),
    Route("/toegankelijkheid", for_all(texts.accessibility)),
    Route("/kantlijn", for_readers(review.to_review)),
    Route("/id/{id:nota}.json", for_readers(files.nota_json)),
    Route("/id/{id:nota}.txt", for_readers(files.nota_text)),
    Route("/id/{id:nota}.pdf", for_readers(files.nota_pdf)),
    Route("/id/{id:nota}", for_readers(nota_page.nota_page)),
    Route("/id/{id:nota}/origineel", for_readers(files.original)),
    Route("/id/{id:nota}/oordeel", for_archivists(review.say_of_tag), methods=["POST"]),
    Route("/id/{id:nota}/p{page:number}.jpg", for_readers(files.page_picture)),
    Route("/id/{id:nota}/p{page:number}.print.jpg", for_readers(files.print_picture)),
    Route("/id/{id:nota}/p{page:number}.pen.jpg", for_readers(files.pen_picture)),
    Route("/id/{id:nota}/p{page:number}.klein.jpg", for_readers(files.small_picture)),
    Route("/id/{id:nota}/p{page:number}.txt", for_readers(files.page_text)),
    Route("/id/{id:nota}/p{page:number}", for_readers(scan_page.scan_page)),
    Route("/id/{id:nota}/p{page:number}/r{line:number}.jpg", for_readers(files.line_picture)),
    Route("/id/{id:nota}/p{page:number}/{mark:mark}.png", for_readers(files.mark_picture)),
    Route("/id/{id:nota}/p{page:number}/{mark:mark}", for_readers(review.mark_page)),
    Route("/id/{id:nota}/p{page:number}/{mark:mark}", for_archivists(review.say_of_mark), methods=["POST"]),
    Route("/api/v1/zoek", for_readers(api.search)),
    Route("/api/v1/openapi.json", for_all(openapi.description)),
    Route("/feed.atom", for_readers(feed.feed)),
    Route("/inloggen", for_all(login.log_in_page)),
    Route("/inloggen", for_all(login.log_in), methods=["POST"]),
    Route("/uitloggen", for_readers(login.log_out), methods=["POST"]),
    Route("/healthz", api.health),
    Mount("/static", StaticFiles(packages=[("search.web", "static")])),
]


def application(site: Site, hosts: frozenset[str]) -> ASGIApp:
    """Return the application, which answers to these host names."""
    app = Starlette(routes=ROUTES, lifespan=_open, exception_handlers={404: _missing, 500: _failed})
    app.state.site = site
    return Guard(app, hosts)


@asynccontextmanager
async def _open(app: Starlette) -> AsyncIterator[None]:
    with app.state.site.abreast:
        yield


async def _missing(request: Request, _: Exception) -> Response:
    return await to_nowhere(request)


async def _failed(_: Request, __: Exception) -> Response:
    return PlainTextResponse("Er ging iets mis. Meld het de archivaris.\n", 500)
