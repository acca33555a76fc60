"""Which names mean the same: synonyms and abbreviations, in a file that an archivist may edit.

One group a line, `TK = Tweede Kamer`; what stands behind a # is a comment. The names of laws come from `index.wetten`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from index import wetten
from index.archive import Archive
from index.dutch import STOP_WORDS, VOCABULARY, tokens
from index.errors import WrongUsage

SYNONYMS = "synoniemen.txt"
"""Its name in the archive's folder. Without it, the synonyms that come with the product hold."""

_FIRST = Path(__file__).parent / "data" / SYNONYMS
_LONGEST_CAPITALS = 3  # letters; a longer abbreviation is hardly ever another word
_SHORT_WORDS = """
ad al bak bed bel ben bes big bod bol bom bos bus ca col cq dag dak dan def dr eer eis elk erk ex ga gaf had heb hoe hof
hr kan kap kon kop las lid los mag man map mee men min mis mr nee net no nou now nr nu nul nut oog oud pas per pip pol
pro re rij rob rol sr st tak tal tel toe top tw uur vak val ver via vol vul was web wed weg wel wet wil wis wor zag zat
zee zei zes zet zij zin zit zon
"""
_NEVER_SOUGHT = STOP_WORDS | frozenset(_SHORT_WORDS.split())
"""Ordinary words, or of their stem, as wor is of worden: OM would find every "om", since no capitals are kept."""


class Synonyms:
    """Groups of names that mean the same, the groups in their order. A name may stand in more than one."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups: dict[tuple[str, ...], list[Sequence[str]]] = {}
        for group in groups:
            for key in dict.fromkeys(key for name in group for key in _keys(name)):
                self._groups.setdefault(key, []).append(group)
        self.longest = max(map(len, self._groups), default=0)  # words of the longest name

    def others(self, *words: str) -> tuple[str, ...]:
        """Return the other names of what these words, as they were typed, spell in this order; none for no name.

        A name that holds all the words is left out, since they find it: `Wmo 2015` for `Wmo`. So is an ordinary word.
        """
        typed = tuple(part for word in words for part in _parts(word))
        groups = self._groups.get(typed, [])
        if len(words) == 1 and _in_capitals(words[0]):
            groups = groups + self._groups.get(words, [])
        names = {_parts(name): name for group in groups for name in group}
        return tuple(name for parts, name in names.items() if not set(typed) <= set(parts) and _is_sought(parts))


def synonyms(archive: Archive) -> Synonyms:
    """Return the archive's own synonyms, or those that come with the product; with both, the names of laws.

    Raises WrongUsage where the archive's file cannot be read, or a line of it makes no sense.
    """
    path = archive.folder / SYNONYMS
    try:
        return Synonyms([*_groups(path.read_bytes(), path), *_laws()])
    except FileNotFoundError:
        return built_in()
    except UnicodeDecodeError:
        raise WrongUsage(f"{path} is no UTF-8; open it in an editor and save it as UTF-8.") from None
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read ({error.strerror}); it must be an ordinary text file.") from None


@cache
def built_in() -> Synonyms:
    """Return the synonyms that come with the product."""
    return Synonyms([*_groups(first_file(), _FIRST), *_laws()])


def first_file() -> bytes:
    """Return the file that comes with the product, to be edited."""
    return _FIRST.read_bytes()


def _groups(data: bytes, path: Path) -> Iterator[list[str]]:
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), start=1):
        said = line.partition("#")[0].strip()
        names = [name.strip() for name in said.split("=")]
        if said and (wrong := _wrong(names)):
            raise WrongUsage(
                f"{path}, line {number}: {wrong}. A line is `TK = Tweede Kamer`; mend it, or begin it with #."
            )
        if said:
            yield names


def _wrong(names: Sequence[str]) -> str:
    """Return what makes no sense in a group of names; nothing where all is well."""
    if len(names) == 1:
        return "there is no = in it"
    if not all(map(_parts, names)):
        return "there is no name beside an ="
    if any("*" in name for name in names):
        return "a * means nothing here"
    return "" if len(set(map(_parts, names))) == len(names) else "a name stands in it twice"


def _laws() -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name, title in wetten.TITLES.items():
        groups.setdefault(title, []).append(name)
    return [names for names in groups.values() if len(names) > 1]


def _keys(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words by which a name is known, in capitals where it is meant only so, and without "van" and "de"."""
    if _in_capitals(name):
        yield (name,)
        return
    yield _parts(name)
    telling = tuple(part for part in _parts(name) if part not in STOP_WORDS)
    if len(telling) > 1:
        yield telling


def _in_capitals(name: str) -> bool:
    return len(name) <= _LONGEST_CAPITALS and name.isalpha() and name.isupper()


def _is_sought(parts: tuple[str, ...]) -> bool:
    return len(parts) > 1 or parts[0] not in _NEVER_SOUGHT


@lru_cache(VOCABULARY)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for token in tokens(text) for part in token.parts)
