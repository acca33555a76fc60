"""What the pages are made from: the archive, its index and its files of words, kept open."""

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from index.archive import Archive
from index.engine import NeedsRebuild, Query, Results
from index.errors import Busy, CannotWrite, NotaError
from index.kept import Kept
from index.limits import kept_limits
from index.nota import NotaId
from index.synonyms import SYNONYMS
from index.thesaurus import THEMES, built_in, thesaurus
from search.ask import known_synonyms, own_or_built_in
from search.web import wording
from search.web.abreast import Abreast
from search.web.attempts import Attempts
from search.web.callers import Caller, Proxy, door
from search.web.secret import LENGTH, signing_key
from search.web.users import kept_users

AT_ONCE = 4  # questions, or PDFs, at the same time: each may need tens of megabytes
WAITING = 16  # that wait for a turn; more are told to come back
PATIENCE = 10.0  # seconds that one waits for its turn

TOO_MANY = "Too many questions at once; ask again."

Say = Callable[[str], None]


class Site:
    """The archive as pages show it, and who may see it. Many threads share one."""

    def __init__(self, archive: Archive, say: Say, login: str, proxy: Proxy | None = None) -> None:
        self.archive = archive
        self.say = say
        self.abreast = Abreast(archive, say)
        self.synonyms = Kept(archive.folder / SYNONYMS, partial(known_synonyms, archive, say))
        own_themes = partial(thesaurus, archive)
        self.thesaurus = Kept(archive.folder / THEMES, partial(own_or_built_in, own_themes, built_in, say))
        self.users = kept_users(archive)
        self.limits = kept_limits(archive)
        self.key = _key(archive, say)
        self.attempts = Attempts()
        self.door = door(self.users(), proxy, login)
        self._places = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def search(self, query: Query, limit: int = 10, offset: int = 0) -> Results:
        """Answer a question. Raises Busy when too many ask at once, or when the index is being made anew."""
        with self.turn():
            try:
                return self.abreast.engine.search(query, limit, offset)
            except NeedsRebuild as error:
                self.abreast.mend()
                raise Busy("The index is being made anew; nothing is lost.") from error

    def label(self, field: str, value: str) -> str:
        """Return how a value of a facet or tag is called."""
        concept = self.thesaurus().concepts.get(value) if field == "thema" else None
        return concept.label if concept else wording.facet_value(field, value)

    def hidden_from(self, caller: Caller | None) -> frozenset[NotaId]:
        """Return the nota's that are not there for somebody."""
        return self.limits().hidden_from(frozenset(caller.groups if caller else ()))

    def taken_in(self, key: NotaId) -> str:
        """Return when a nota was taken in, as RFC 3339 has it; "" where it is gone or damaged meanwhile."""
        try:
            at = dt.datetime.fromtimestamp(self.archive.original(key).stat().st_mtime, dt.UTC)
        except (NotaError, OSError):
            return ""
        return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn to do what takes memory. Raises Busy."""
        if not self._places.acquire(blocking=False):  # else all threads would wait, and cheap pages with them
            raise Busy(TOO_MANY)
        try:
            if not self._turns.acquire(timeout=PATIENCE):
                raise Busy(TOO_MANY)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


def _key(archive: Archive, say: Say) -> bytes:
    """Return the archive's key; where none can be written, one that lasts as long as this server."""
    try:
        return signing_key(archive)
    except CannotWrite as error:
        say(f"{error} Until then everyone has to log in again whenever the server starts.")
        return secrets.token_bytes(LENGTH)
