"""The pages that stand still: how to search, and how accessible this is."""

from starlette.responses import Response

from search.query import FIELDS
from search.web import respond
from search.web.visit import Visit


def help_page(visit: Visit) -> Response:
    """Return how to search."""
    return respond.page(visit, "hulp.html", fields=sorted(FIELDS))


def accessibility(visit: Visit) -> Response:
    """Return what is done so that everybody can use these pages."""
    return respond.page(visit, "toegankelijkheid.html")
