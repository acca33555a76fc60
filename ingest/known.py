"""What the tags of an archive rest on beside the text: its thesaurus, what it learned, and the names that it knows."""

from dataclasses import dataclass
from functools import cache

from index.archive import Archive
from index.learned import Learned, learned_by
from index.thesaurus import Thesaurus, built_in, thesaurus
from index.words import own_words
from ingest.labels import Labels


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known beside the text. It is the same for every nota of a batch."""

    thesaurus: Thesaurus
    labels: Labels  # of the thesaurus
    names: frozenset[str] = frozenset()  # of members, word by word, as they are spelled
    learned: Learned | None = None  # of its themes


def known_to(archive: Archive) -> Known:
    """Return what this archive knows. Raises WrongUsage where one of its files cannot be read."""
    own = thesaurus(archive)
    names = frozenset(word for word in own_words(archive) if word[:1].isupper())
    return Known(own, Labels(own), names, learned_by(archive))


@cache
def known_to_all() -> Known:
    """Return what is known without an archive."""
    return Known(built_in(), Labels(built_in()))
