"""One request: who asks, of which site, and for which nota."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from index import audit
from index.engine import Query
from index.errors import CannotWrite, UnknownNota
from index.nota import Nota, NotaId, Page
from search.web.asked import Asked
from search.web.callers import Caller, session_cookie
from search.web.forms import form_token
from search.web.site import Site

ALLOWED_UNLOGGED = {"view", "search", "logout"}  # where the log cannot be written; but no view of a limited nota


@dataclass(frozen=True, slots=True)
class Visit:
    """A request."""

    request: Request
    site: Site
    caller: Caller | None  # None: somebody unknown, to whom hardly anything is open
    browser: str  # tells this browser from others
    form: Mapping[str, str]  # what was filled in

    def of(self, caller: Caller | None) -> "Visit":
        """Return the same visit, of this caller."""
        return dataclasses.replace(self, caller=caller)

    @property
    def here(self) -> str:
        """The address that was asked, within the site."""
        url = self.request.url
        return url.path + (f"?{url.query}" if url.query else "")

    @property
    def address(self) -> str:
        """The network address of who asks."""
        return self.request.client.host if self.request.client else ""

    @property
    def who(self) -> str:
        """The name under which a change is kept."""
        return self.caller.name if self.caller else ""

    @property
    def bound_to(self) -> str:
        """What a form that is shown now is bound to, so that no other browser or session can send it."""
        if self.caller and self.caller.how == "session":
            return session_cookie([value for name, value in self.request.headers.items() if name == "cookie"]) or ""
        return f"{self.browser} {self.who}"

    @property
    def csrf(self) -> str:
        """What a form must send back."""
        return form_token(self.bound_to, self.site.key)

    @property
    def hidden(self) -> frozenset[NotaId]:
        """The nota's that are not there for who asks."""
        return self.site.hidden_from(self.caller)

    @property
    def is_limited(self) -> bool:
        """Whether the nota that the address names is open to some groups alone."""
        return self.request.path_params["id"] in self.site.limits().groups

    @property
    def is_archivist(self) -> bool:
        """Whether who asks may change things."""
        return self.caller is not None and self.caller.role == "archivaris"

    def nota(self) -> Nota:
        """Return the nota that the address names. Raises UnknownNota, DamagedArchive."""
        key = self.request.path_params["id"]
        if key in self.hidden:
            raise UnknownNota(f"{key} is not open to {self.who}.")
        return self.site.archive.get(key)

    def page(self, nota: Nota) -> Page:
        """Return the page of the nota that the address names. Raises UnknownNota."""
        wanted = self.request.path_params["page"]
        found = next((page for page in nota.pages if page.number == wanted), None)
        if found is None:
            raise UnknownNota(f"{nota.id} has no page {wanted}.")
        return found

    def parameter(self, name: str) -> str:
        """Return a parameter of the address; "" where there is none."""
        return self.request.query_params.get(name, "")

    def query(self, asked: Asked) -> Query:
        """Return a search as a question to the engine, which shows nothing that is hidden."""
        return asked.query(self.site.synonyms(), self.hidden)

    def note(self, what: str, key: NotaId | None = None, page: int | None = None, detail: str | None = None) -> None:
        """Write in the audit log what is done. Raises CannotWrite; but who looks at what is open to all may look on."""
        how = self.caller.how if self.caller else None
        at = dt.datetime.now(dt.UTC)
        try:
            audit.record(
                self.site.archive, audit.Entry(at, self.who or None, self.address, how, what, key, page, detail)
            )
        except CannotWrite as error:
            if what not in ALLOWED_UNLOGGED or key in self.site.limits().groups:
                raise
            self.site.say(str(error))
