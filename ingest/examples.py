"""What people said of the themes of an archive's nota's, as examples to learn from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.archive import Archive
from index.nota import NotaId
from index.verdicts import standing, verdicts
from ingest.reading import running_text


@dataclass(frozen=True, slots=True)
class Example:
    """A nota's running text, and the ids of the themes that people confirmed and rejected for it."""

    text: str
    confirmed: frozenset[str]
    rejected: frozenset[str] = frozenset()


def examples(archive: Archive, keys: Iterable[NotaId]) -> Iterator[Example]:
    """Yield each of these nota's of whose themes anything was said, with the last word on each.

    Raises UnknownNota, DamagedArchive.
    """
    for key in keys:
        said = {value: word for (kind, value), word in standing(verdicts(archive, key)).items() if kind == "thema"}
        if said:
            yield Example(
                text=running_text([page.body for page in archive.get(key).pages]).text,
                confirmed=frozenset(theme for theme, word in said.items() if word == "confirmed"),
                rejected=frozenset(theme for theme, word in said.items() if word == "rejected"),
            )
