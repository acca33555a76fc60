"""What a question to the archive is, what an answer is, and what every engine must do."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from index.errors import DamagedArchive
from index.nota import Nota, NotaId
from index.terms import Sought

TEXT = "tekst"  # the field of all that is printed on a page, and of the nota's title

WORD_FIELDS = frozenset({TEXT, "titel", "kenmerk", "gemarkeerd", "kantlijn"})
"""Fields of running words. `gemarkeerd`: printed words that someone marked; `kantlijn`: readings of margin notes."""

VALUE_FIELDS = frozenset(
    {"motie", "toezegging", "kamerstuk", "wet", "debat", "thema", "kopje", "organisatie", "bedrag"}
    | {"jaar", "ongelezen", "kwaliteit"}
)
"""Fields that hold canonical values: a kind of tag, the year of the nota, whether a margin note of the page waits for
somebody to read it, or how well the page was read."""

FACETS = (
    "thema",
    "jaar",
    "motie",
    "toezegging",
    "kamerstuk",
    "wet",
    "debat",
    "organisatie",
    "kantlijn",
    "ongelezen",
    "kwaliteit",
)
"""Fields whose values are counted over the hits."""

ANY = "ja"  # asked of a field, it wants the pages that have anything there: `kantlijn:ja`


class Word(Struct, frozen=True, tag=True):
    """One word as it was typed, in all its Dutch forms."""

    text: str
    field: str = TEXT


class Phrase(Struct, frozen=True, tag=True):
    """These words, in this row, in this form."""

    text: str
    field: str = TEXT


class Pattern(Struct, frozen=True, tag=True):
    """One word in which `*` stands for any letters: `inburger*`."""

    text: str
    field: str = TEXT


class Value(Struct, frozen=True, tag=True):
    """A canonical value in one of the `VALUE_FIELDS`: `kamerstuk`, `32824-402`."""

    field: str
    text: str


class Between(Struct, frozen=True, tag=True):
    """A day from `first` to `last`, both included, named in the text or at the head of the nota."""

    first: dt.date
    last: dt.date


class Every(Struct, frozen=True, tag=True):
    """All of these. Nothing wanted: every nota will do."""

    parts: tuple["Node", ...] = ()


class Either(Struct, frozen=True, tag=True):
    """At least one of these. Nothing to choose from: no nota will do."""

    parts: tuple["Node", ...] = ()


class Without(Struct, frozen=True, tag=True):
    """Not this."""

    part: "Node"


Node = Word | Phrase | Pattern | Value | Between | Every | Either | Without


def typed_words(node: Node, *, others: bool = False) -> Iterator[Word]:
    """Yield the words of the text that are asked for, in order.

    Of alternatives only the first, which is what was typed where the others are its synonyms; or all `others` too.
    """
    match node:
        case Every(parts):
            for part in parts:
                yield from typed_words(part, others=others)
        case Either(parts):
            for part in parts if others else parts[:1]:
                yield from typed_words(part, others=others)
        case Word(field=field) if field == TEXT:
            yield node
        case _:
            pass


class Query(Struct, frozen=True):
    """What is asked, and the filters set beside it. All filters must hold."""

    root: Node = Every()
    first: dt.date | None = None  # nota's dated on or after this day
    last: dt.date | None = None  # nota's dated on or before this day
    only: tuple[Value, ...] = ()  # nota's that have all of these
    newest_first: bool = False  # in the list of hits, rather than the best first
    hints: tuple[str, ...] = ()  # in Dutch: what of the question was left out, and why
    hidden: frozenset[NotaId] = frozenset()  # nota's that are as if they had never been there


class Hit(Struct, frozen=True):
    """A nota that was found, by the page that answers best."""

    id: NotaId
    title: str
    dated: dt.date | None
    page: int
    score: float  # above 0 and higher is better; only for comparing hits of one search
    snippet: str  # HTML: hit words between <mark> and </mark>, all else escaped
    pages: tuple[int, ...] = ()  # others that answer by themselves, the best first
    misread: tuple[str, ...] = ()  # words of the page, as they were read, that were taken for a word of the question


class Results(Struct, frozen=True):
    """One stretch of the hits, best first; `total` and `facets` count nota's over all of them."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str, int]]]  # for each of `FACETS` its values, most nota's first
    sought: tuple[Sought, ...] = ()  # what was taken for the words of the question, to be marked on a page
    nearly: tuple[Hit, ...] = ()  # where there are few hits: nota's that have some of what was asked, not counted above
    hints: tuple[str, ...] = ()  # in Dutch: what of the question was left out
    suggestion: str = ""  # when nothing was found: the question in words that the archive has
    pages: int = 0  # that all nota's found have together; one without pages counts as one


class NeedsRebuild(DamagedArchive):
    """The index is damaged, or made by another version. Nothing is lost: it can be rebuilt from the records."""


class Engine(Protocol):
    """Finds nota's.

    The nota is what is found, the page is what is shown: a nota is a hit when it answers the query as a whole,
    and a page that answers all of it by itself goes before pages that do so together.
    """

    def add(self, notas: Iterable[Nota]) -> None:
        """Make these nota's findable, all at once. A nota that is already there is replaced; their ids must differ.

        Raises `Busy` when another process keeps writing, `CannotWrite` when the disk refuses.
        """

    def remove(self, ids: Iterable[NotaId]) -> None:
        """Forget these nota's; ids that are not there are no error."""

    def ids(self, beginning: str = "") -> set[NotaId]:
        """All nota's that can be found, or those whose id begins so."""

    def search(self, query: Query, limit: int = 10, offset: int = 0) -> Results:
        """Answer with at most `limit` hits, after skipping the best `offset`.

        Nothing in the answer tells of a nota that is hidden: it is that of an engine which never held it.
        """
