"""Which nota's are limited to which groups of readers, in a file that an archivist may edit.

A nota that is not in it is everybody's. It hangs on the id alone: whatever becomes of the nota, the limit stays. A file
that cannot be understood is an error to whoever asks, who must then show nothing at all.
"""

import codecs
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path

import msgspec

from index.archive import IS_ID, RECORD, Archive, Damage
from index.errors import DamagedArchive, WrongUsage
from index.kept import Kept
from index.nota import NotaId

LIMITS = "beperkt.json"
"""Its name in the archive's folder: `{"n-7x9k2m4q5t8w": ["bestuur", "kabinet"]}`. Without it, nothing is limited."""

MOST_SETS = 32  # of hidden nota's that are remembered: more than there are kinds of reader

_GROUP = re.compile(r"[\w-]+")

Groups = Mapping[NotaId, tuple[str, ...]]


class Limits:
    """What the file says. `groups`: of every nota that is limited those that may see it, both in order."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self._named = frozenset(chain.from_iterable(groups.values()))
        self._hidden = lru_cache(MOST_SETS)(self._hidden_from)

    def hidden_from(self, groups: frozenset[str]) -> frozenset[NotaId]:
        """Return the nota's that are hidden from somebody in these groups; to be in one of a nota's groups is enough.

        Who may see the same gets the same object, which an engine knows again at once.
        """
        return self._hidden(groups & self._named)

    def _hidden_from(self, groups: frozenset[str]) -> frozenset[NotaId]:
        return frozenset(key for key, allowed in self.groups.items() if groups.isdisjoint(allowed))


def kept_limits(archive: Archive) -> Kept[Limits]:
    """Return the limits for a server, which asks at every request. Where it raises, nothing may be shown."""
    path, known = archive.folder / LIMITS, Limits({})

    def read() -> Limits:
        nonlocal known
        data = _held(path)
        if data is None and known.groups:  # an editor puts it away for a moment; or somebody erased it
            raise DamagedArchive(f"{path} was there and is gone; put back a copy, or write {{}} in it.")
        found = _limits(path, data)
        known = known if found.groups == known.groups else found  # an engine knows the same sets again at once
        return known

    return Kept(path, read)


def limits(archive: Archive) -> Limits:
    """Return which nota's are limited. Raises DamagedArchive."""
    path = archive.folder / LIMITS
    return _limits(path, _held(path))


def restrict(archive: Archive, key: NotaId, groups: Iterable[str]) -> None:
    """Limit a nota to these groups, whatever its limit was. To be called inside `archive.writing()`.

    Raises UnknownNota, WrongUsage, DamagedArchive, CannotWrite.
    """
    names = sorted({unicodedata.normalize("NFC", name) for name in groups})
    if not names:
        raise WrongUsage(f"Name the groups that may see {key}; or give --lift, for everybody.")
    if wrong := [name for name in names if not _GROUP.fullmatch(name)]:
        raise WrongUsage(f"{wrong[0]!r} is no name for a group: use letters, digits, - and _ alone.")
    _keep(archive, key, tuple(names))


def lift(archive: Archive, key: NotaId) -> None:
    """Let everybody see a nota again. To be called inside `archive.writing()`.

    Raises UnknownNota, DamagedArchive, CannotWrite.
    """
    _keep(archive, key, None)


def unreadable(archive: Archive) -> Iterator[Damage]:
    """Yield the file, where it cannot be understood; it belongs to no nota."""
    try:
        limits(archive)
    except DamagedArchive as damaged:
        yield Damage("", LIMITS, str(damaged).removeprefix(f"{archive.folder / LIMITS} "))


def _keep(archive: Archive, key: NotaId, groups: tuple[str, ...] | None) -> None:
    known = limits(archive).groups
    if key not in known:
        archive.beside(key, RECORD)  # raises where there is no such nota; one that went keeps its limit
    others = {other: allowed for other, allowed in known.items() if other != key}
    wanted = others | ({key: groups} if groups else {})
    if wanted != known:
        archive.write(LIMITS, _written(wanted))


def _written(groups: Groups) -> bytes:
    """Return the file, a nota on each line; also where none is limited, so that nobody misses it."""
    lines = ",\n".join(f'  "{key}": {json.dumps(groups[key], ensure_ascii=False)}' for key in sorted(groups))
    return f"{{\n{lines}\n}}\n".encode() if lines else b"{}\n"


# ── the file ──


def _limits(path: Path, data: bytes | None) -> Limits:
    try:
        return Limits({} if data is None else _groups(data.removeprefix(codecs.BOM_UTF8)))
    except ValueError as error:  # of msgspec and of UTF-8 too
        raise DamagedArchive(f"{path} {error}; mend it, or put back a copy.") from error


def _groups(data: bytes) -> Groups:
    """Return what stands in the file. Raises ValueError: what is wrong with it, as the end of a sentence."""
    try:
        msgspec.json.decode(data, type=dict[str, list[str]])
    except ValueError as error:
        raise ValueError(f'cannot be understood ({error}), where {{"id": ["group", …]}} is meant') from error
    found: dict[NotaId, tuple[str, ...]] = {}
    for key, groups in json.loads(data, object_pairs_hook=list):  # a dict would have the last of two say all
        if wrong := _wrong(key, groups, found):
            raise ValueError(wrong)
        found[key] = tuple(sorted(set(groups)))
    return dict(sorted(found.items()))


def _wrong(key: str, groups: list[str], before: Groups) -> str:
    """Return what makes no sense in a line; nothing where all is well."""
    if not IS_ID.fullmatch(key):
        return f"has {key!r} in it, which is the id of no nota"
    if key in before:
        return f"has {key} in it twice"
    if not groups:
        return f"names no group that may see {key}"
    odd = [name for name in groups if not _GROUP.fullmatch(name)]
    return f"has {odd[0]!r} for a group, of {key}: letters, digits, - and _ alone make a name" if odd else ""


def _held(path: Path) -> bytes | None:
    """Return what is in a file; None where there is no file. Raises DamagedArchive."""
    try:
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.is_symlink():
            return None
        raise DamagedArchive(f"{path} cannot be read ({error.strerror}); give access, or put back a copy.") from error
