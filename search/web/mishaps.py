"""What a reader is told where something goes wrong, in Dutch, and with which status."""

from starlette.responses import Response

from index.errors import Busy, CannotWrite, DamagedArchive, NotaError, UnknownNota, WrongUsage
from search.web import respond
from search.web.visit import Visit

RETRY_AFTER = "5"  # seconds

_TOLD: list[tuple[type[NotaError], int, str, str]] = [
    (UnknownNota, 404, "Niet gevonden", "Deze pagina is er niet. Controleer het adres, of zoek in het archief."),
    (WrongUsage, 400, "Dat kan niet", "Wat u vroeg of invulde, kan het archief niet verwerken."),
    (
        DamagedArchive,
        503,
        "Beschadigd",
        "Een bestand van deze nota is beschadigd. Er is niets kwijt waar een kopie van is: meld het de archivaris.",
    ),
    (
        Busy,
        503,
        "Even bezet",
        "Het archief is nu bezig, bijvoorbeeld met innemen. Er is niets gewijzigd. Probeer het straks opnieuw.",
    ),
    (CannotWrite, 503, "Kan niet schrijven", "Het archief kan nu niets vastleggen. Meld het de archivaris."),
]


def told(visit: Visit, error: NotaError) -> Response:
    """Return what is said of an error; for what was asked as JSON, as JSON."""
    status, title, sentence = next(
        ((status, title, sentence) for kind, status, title, sentence in _TOLD if isinstance(error, kind)),
        (503, "Mislukt", "Dit is niet gelukt. Meld het de archivaris."),
    )
    response = _said(visit, status, title, sentence)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def missing(visit: Visit) -> Response:
    """Return that there is nothing at this address: the same whether it never was or may not be seen."""
    return told(visit, UnknownNota())


def forbidden(visit: Visit) -> Response:
    """Return that this is not open to who asks."""
    visit.note("refused", detail=visit.here)
    return _said(visit, 403, "Niet toegestaan", "Dit kan alleen een archivaris.")


def unknown_caller(visit: Visit) -> Response:
    """Return that one must say who one is."""
    response = _said(visit, 401, "Niet ingelogd", "Log in om het archief te zien.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def stale_form(visit: Visit) -> Response:
    """Return that a form did not come from our own page, or from one that is too old."""
    sentence = "Dit formulier is verlopen; er is niets gewijzigd. Laad de pagina opnieuw en verstuur nog eens."
    return _said(visit, 403, "Formulier verlopen", sentence)


def _said(visit: Visit, status: int, title: str, sentence: str) -> Response:
    path = visit.request.url.path
    if path.startswith("/api/") or path.endswith(".json"):
        response = respond.as_json(visit.request, {"error": title, "message": sentence}, status)
    else:
        response = respond.page(visit, "fout.html", status, title=title, sentence=sentence)
    response.headers["Cache-Control"] = respond.NEVER
    return response
