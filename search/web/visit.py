"""One request: who asks, of which site, and for which nota."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace
from starlette.requests import Request

from index.engine import Query
from index.errors import UnknownNota
from index.nota import Nota, NotaId, Page
from search.web.asked import Asked
from search.web.callers import Caller
from search.web.site import Site


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who may come in."""

    request: Request
    site: Site
    caller: Caller | None  # None: somebody unknown, to whom hardly anything is open
    csrf: str  # what a form of a page must send back
    form: Mapping[str, str] = field(default_factory=dict)  # what was filled in

    @property
    def here(self) -> str:
        """The address that was asked, within the site."""
        url = self.request.url
        return url.path + (f"?{url.query}" if url.query else "")

    @property
    def hidden(self) -> frozenset[NotaId]:
        """The nota's that are not there for who asks."""
        return self.site.hidden_from(self.caller)

    def nota(self) -> Nota:
        """Return the nota that the address names. Raises UnknownNota, DamagedArchive."""
        key = self.request.path_params["id"]
        if key in self.hidden:
            raise UnknownNota(f"There is no nota {key}.")
        return self.site.archive.get(key)

    def page(self, nota: Nota) -> Page:
        """Return the page of the nota that the address names. Raises UnknownNota."""
        wanted = self.request.path_params["page"]
        found = next((page for page in nota.pages if page.number == wanted), None)
        if found is None:
            raise UnknownNota(f"{nota.id} has no page {wanted}.")
        return found

    def query(self, asked: Asked) -> Query:
        """Return a search as a question to the engine, which shows nothing that is hidden."""
        return replace(asked.query(self.site.synonyms()), hidden=self.hidden)

    def note(self, what: str, key: NotaId | None = None, page: int | None = None, detail: str = "") -> None:
        """Write in the audit log what was done. Raises CannotWrite."""
        self.site.note(self.caller, self.address, what, key, page, detail)

    @property
    def address(self) -> str:
        """The network address of who asks."""
        return self.request.client.host if self.request.client else ""

    def asked(self, name: str) -> str:
        """Return a parameter of the address; "" where there is none."""
        return self.request.query_params.get(name, "")
