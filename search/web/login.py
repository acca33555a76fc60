"""Logging in and out."""

import time

from starlette.responses import Response

from index.errors import UnknownNota
from search.web import respond
from search.web.callers import COOKIE
from search.web.door import over_https
from search.web.sessions import LIFETIME, issue
from search.web.visit import Visit

LONGEST_NAME = 64  # characters
LONGEST_PASSWORD = 1_000


def log_in_page(visit: Visit) -> Response:
    """Return the page to log in; behind a proxy that lets people in there is none."""
    _here_at_all(visit)
    return _shown(visit, visit.parameter("naar"))


def log_in(visit: Visit) -> Response:
    """Let somebody in who knows the password; else say so, in the same words for a wrong name."""
    _here_at_all(visit)
    name, back = visit.form.get("naam", "")[:LONGEST_NAME], visit.form.get("naar", "")
    if wait := visit.site.attempts.begin(name, visit.address):
        visit.note("refused", detail=f"log in as {name}: too soon")
        return _shown(visit, back, f"Te vaak geprobeerd. Wacht {int(wait) + 1} seconden en probeer het opnieuw.", 429)
    user = visit.site.users().knowing(name, visit.form.get("wachtwoord", "")[:LONGEST_PASSWORD])
    if not user:
        visit.note("refused", detail=f"log in as {name}")
        return _shown(visit, back, "Deze naam en dit wachtwoord horen niet bij elkaar.", 401)
    visit.site.attempts.right(name, visit.address)
    visit.note("login", detail=user.name)
    response = respond.redirect(back)
    cookie, secure = issue(user, visit.site.key, time.time()), over_https(visit.request)
    response.set_cookie(COOKIE, cookie, LIFETIME, httponly=True, samesite="strict", secure=secure)
    return response


def log_out(visit: Visit) -> Response:
    """Let the browser forget who it was."""
    visit.note("logout")
    response = respond.redirect("/inloggen")
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=over_https(visit.request))
    return response


def _here_at_all(visit: Visit) -> None:
    """Raise UnknownNota, as at any address that is none, where a proxy says who is calling."""
    if visit.site.door.proxy:
        raise UnknownNota("A proxy lets people in.")


def _shown(visit: Visit, back: str, wrong: str = "", status: int = 200) -> Response:
    name = visit.form.get("naam", "")
    response = respond.page(visit, "inloggen.html", status, wrong=wrong, back=back, name=name)
    response.headers["Cache-Control"] = respond.NEVER
    return response
