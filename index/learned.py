"""Themes that an archive learned from what people confirmed: a file of words, and what each says for every theme."""

import datetime as dt
from functools import cached_property
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from index.archive import Archive
from index.errors import WrongUsage

LEARNED = "learned.json"
"""Its name in the archive's folder. Without it, the labels of the thesaurus decide."""

# Far beyond what learning gives, and small enough that no sum of them overflows.
_Weight = Annotated[float, Meta(ge=-1e6, le=1e6)]
_Idf = Annotated[float, Meta(gt=0, le=1e6)]
_Share = Annotated[float, Meta(gt=0, lt=1)]


class LearnedTheme(Struct, frozen=True, forbid_unknown_fields=True):
    """What each word says for a theme, above 0, or against it."""

    id: str  # in the thesaurus
    documents: int  # that were confirmed when it was learned
    bias: _Weight
    weights: tuple[_Weight, ...]  # of the words, in their order


class Learned(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All that was learned at one time. Raises ValueError where it contradicts itself."""

    learned: dt.date
    documents: int  # from which it was learned
    words: tuple[str, ...]  # stems
    idf: tuple[_Idf, ...]  # how rare each of them is
    themes: tuple[LearnedTheme, ...]
    threshold: _Share = 0.5  # from this probability on, a nota is on a theme

    def __post_init__(self) -> None:
        """Check what the types cannot."""
        if len(self.idf) != len(self.words) or any(len(theme.weights) != len(self.words) for theme in self.themes):
            raise ValueError("it has not one weight for every word")
        if len(self.column) < len(self.words) or len({theme.id for theme in self.themes}) < len(self.themes):
            raise ValueError("a word or a theme stands there twice")

    @cached_property
    def column(self) -> dict[str, int]:
        """The place of each word."""
        return {word: at for at, word in enumerate(self.words)}

    @cached_property
    def idfs(self) -> NDArray[np.float64]:
        """`idf`, to reckon with."""
        return np.array(self.idf)

    @cached_property
    def biases(self) -> NDArray[np.float64]:
        """The bias of each theme."""
        return np.array([theme.bias for theme in self.themes])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """A row for each word, a column for each theme: the words of a text are few, and lie together."""
        rows = np.array([theme.weights for theme in self.themes]).reshape(len(self.themes), len(self.words))
        return np.ascontiguousarray(rows.T)


def learned_by(archive: Archive) -> Learned | None:
    """Return what the archive learned; None where it did not. Raises WrongUsage where its file cannot be read."""
    path = archive.folder / LEARNED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Learned)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise WrongUsage(
            f"{path} is not what was learned: {error}. Type `nota learn` to learn anew, or `nota learn --forget`."
        ) from None


def keep(archive: Archive, learned: Learned | None) -> None:
    """Put what was learned, or nothing, in the place of what was learned before. To be called inside `writing()`.

    Raises CannotWrite.
    """
    if learned:
        archive.write(LEARNED, msgspec.json.encode(learned))
    else:
        archive.remove(LEARNED)
