"""The thesaurus: the concepts that nota's are filed under, by all their names; a file that an archivist may edit.

Its form is that of SKOS: each concept has an `id`, a `prefLabel`, `altLabels`, and `broader` concepts, by their id or
their URI in the TOP-lijst, the government's own list of themes; one that is on that list itself has its `uri`.

A label is a word or a phrase; one in capitals stands for itself. `luchthaven*` is also the beginning of a longer word,
`*subsidie` its end. `boete*|sanctie* + inburger*` wants one of the first and one of the second in one sentence. A label
with a ? behind it tells only half.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct, field

from index.archive import Archive
from index.errors import WrongUsage
from index.nota import Thema

THEMES = "themas.json"
"""Its name in the archive's folder. Without it, the thesaurus that comes with the product holds."""

_DATA = Path(__file__).parent / "data"
_ALIKE = (0.85, 0.6)  # of 1: what is surely a slip of the pen, and what may be one


class Concept(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One concept, as it stands in the file."""

    id: str
    label: str = field(name="prefLabel")
    other_labels: tuple[str, ...] = field(name="altLabels", default=())
    uri: str | None = None
    broader: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name that it goes by."""
        return (self.label, *self.other_labels)


class Thesaurus:
    """The concepts by id, in the order of the file. Raises ValueError where the file contradicts itself."""

    def __init__(self, concepts: tuple[Concept, ...]) -> None:
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in concepts}
        self._by_uri = {concept.uri: concept.id for concept in concepts if concept.uri}
        if len(self.concepts) < len(concepts):
            ids = [concept.id for concept in concepts]
            raise ValueError(f"the id {next(one for one in ids if ids.count(one) > 1)} stands there twice")
        for concept in concepts:
            if not concept.id.strip() or concept.id.startswith("+") or concept.id.endswith("?"):
                raise ValueError(f"the id '{concept.id}' is empty, begins with + or ends in ?")
            for name in concept.broader:
                if name not in self.concepts and name not in top_labels():
                    raise ValueError(
                        f"{concept.id} has a broader {name}, which is no id here and no URI of the TOP-lijst"
                    )
            if concept.id in self.above(concept):
                raise ValueError(f"{concept.id} is broader than itself")

    def above(self, concept: Concept) -> tuple[str, ...]:
        """Return the ids of all that is broader, the nearest first."""
        found: dict[str, None] = {}
        todo = list(self._parents(concept))
        while todo:
            one = todo.pop(0)
            if one not in found:
                found[one] = None
                todo += self._parents(self.concepts[one])
        return tuple(found)

    def uri(self, concept: Concept) -> str | None:
        """Return the URI in the TOP-lijst of what it is, or else of what it first rolls up to."""
        if concept.uri:
            return concept.uri
        named = (name for name in concept.broader if name in top_labels())
        inherited = (uri for one in self.above(concept) if (uri := self.concepts[one].uri))
        return next(named, None) or next(inherited, None)

    def thema(self, concept: Concept) -> Thema:
        """Return the tag that files a nota under it, as yet without words or a place in the text."""
        return Thema(
            value=concept.id,
            quote="",
            page=1,
            start=0,
            end=0,
            label=concept.label,
            uri=self.uri(concept),
            broader=self.above(concept),
        )

    def get(self, key: str) -> Concept:
        """Return the concept with this id, or else this label. Raises WrongUsage, naming what comes near."""
        concepts, wanted = self.concepts.values(), key.casefold()
        by_name = {one.label.casefold(): one for one in concepts} | {one.id.casefold(): one for one in concepts}
        if wanted in by_name:
            return by_name[wanted]
        called = [one.id for one in concepts if any(_is_said(wanted, label) for label in one.other_labels)]
        alike, less = ([by_name[name].id for name in get_close_matches(wanted, by_name, 5, by)] for by in _ALIKE)
        near = dict.fromkeys([*alike, *called, *less])
        hint = f"near it are: {', '.join(near)}" if near else "`nota themes` shows them all"
        raise WrongUsage(f"There is no theme {key}; {hint}.")

    def _parents(self, concept: Concept) -> Iterator[str]:
        for name in concept.broader:
            if name in self.concepts:
                yield name
            elif name in self._by_uri:
                yield self._by_uri[name]


def thesaurus(archive: Archive) -> Thesaurus:
    """Return the archive's own thesaurus, or the one that comes with the product.

    Raises WrongUsage where the archive's file cannot be read or contradicts itself.
    """
    path = archive.folder / THEMES
    try:
        return Thesaurus(_decoded(path.read_bytes()))
    except FileNotFoundError:
        return built_in()
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, ValueError) as error:
        what = _in_lines(str(error), path)
        raise WrongUsage(f"{path} is no thesaurus: {what}. Mend it, or move it away for the first one.") from None


def _is_said(word: str, label: str) -> bool:
    """Tell whether a label is this word, or the beginning of it: "inburger*"."""
    own = label.casefold()
    return word == own or (own.endswith("*") and word.startswith(own[:-1]) and len(own) > 1)


def _in_lines(error: str, path: Path) -> str:
    """Return what is wrong with a file of concepts with its place as an editor shows it: by line, or by concept."""
    if byte := re.search(r"byte (\d+)", error):
        line = path.read_bytes().count(b"\n", 0, int(byte[1])) + 1
        return error.replace(byte[0], f"line {line}")
    if error == "Input data was truncated":
        return "it ends too early"
    return re.sub(r" - at `\$\[(\d+)\](?:\.(\w+))?.*`", _concept_told, error)


def _concept_told(place: re.Match[str]) -> str:
    return f", in concept {int(place[1]) + 1} of the file" + (f", in {place[2]}" if place[2] else "")


@cache
def built_in() -> Thesaurus:
    """Return the thesaurus that comes with the product: the TOP-lijst, and the words of the house."""
    return Thesaurus(_decoded(first_file()))


def first_file() -> bytes:
    """Return the file that comes with the product, to be edited."""
    return (_DATA / THEMES).read_bytes()


@cache
def top_labels() -> Mapping[str, str]:
    """Return the labels of the TOP-lijst by their URI."""
    entries = msgspec.json.decode((_DATA / "toplijst.json").read_bytes())
    return {entry["uri"]: entry["label"] for entry in entries}


def _decoded(data: bytes) -> tuple[Concept, ...]:
    return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=tuple[Concept, ...])
