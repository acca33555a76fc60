"""The archive: one folder for each nota, written whole or not at all, every file with its checksum.

A record, or all files of a nota, are replaced by way of a folder `tmp/replace-<id>` that holds the new files with their
manifest. The renaming to that name is the moment at which the nota changes; whoever finds such a folder has only to
remove what the new manifest no longer names, and to move the files home, the manifest last.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from index import durable
from index.errors import Busy, CannotWrite, DamagedArchive, UnknownNota
from index.manifest import MANIFEST, differences, sums_in, superseded, that_counts
from index.nota import Nota, NotaId

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: an id can be read out over the telephone
ID_CHARACTERS = 12  # 60 bits: among a million notas the chance that two share an id is one in two million
IS_ID = re.compile(rf"n-[{CROCKFORD}]{{{ID_CHARACTERS}}}")

RECORD = "nota.json"

REPLACING = "replace-"

BUSY_AFTER = 3.0  # seconds: long enough for a small batch to end, too short to think the command hangs
RETRY_AFTER = 0.05  # seconds
SETTLED_AFTER = 2_000_000_000  # nanoseconds: the coarsest clock of a disk

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


class Damage(NamedTuple):
    """One stored file that is not what it was when it was written."""

    id: NotaId
    name: str
    what: str  # "is missing", "has changed", "cannot be read", "is not in the manifest"


def nota_id(sha256: bytes) -> NotaId:
    """Return the id that a file with this SHA-256 digest (32 bytes) has on every machine."""
    first = int.from_bytes(sha256) >> (8 * len(sha256) - 5 * ID_CHARACTERS)
    return "n-" + "".join(CROCKFORD[first >> 5 * place & 31] for place in reversed(range(ID_CHARACTERS)))


def page_file(page: int, name: str) -> str:
    """Return the name under which a page's file is stored: `001.upright.jpg`."""
    return f"{page:03d}.{name}"


class Archive:
    """The notas in a folder. Reading needs no lock and makes nothing; writing happens inside `writing()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "index"  # a cache, not covered by any checksum
        self._notas = folder / "notas"
        self._drafts = folder / "tmp"  # beside the notas, so that a rename stays on one disk

    def __iter__(self) -> Iterator[NotaId]:
        """Yield the ids of all notas, in order."""
        return iter(sorted(path.name for path in self._notas.glob("*/n-*") if IS_ID.fullmatch(path.name)))

    def shelves(self) -> dict[str, int]:
        """Return when each of the folders that the notas stand in last changed: nanoseconds, 0 for just now.

        They are a thousand at most, however many notas there are. One that changed just now may change again at what
        the clock of the disk calls the same moment.
        """
        just_now = time.time_ns() - SETTLED_AFTER
        try:
            changed = {shelf.name: shelf.stat().st_mtime_ns for shelf in os.scandir(self._notas) if shelf.is_dir()}
        except FileNotFoundError:
            return {}
        return {shelf: time_ns if time_ns < just_now else 0 for shelf, time_ns in changed.items()}

    def on_shelf(self, shelf: str) -> set[NotaId]:
        """Return the ids of the notas that stand in one of these folders."""
        try:
            return {entry.name for entry in os.scandir(self._notas / shelf) if IS_ID.fullmatch(entry.name)}
        except FileNotFoundError:
            return set()

    def __contains__(self, key: object) -> bool:
        """Whether a nota with this id is here, whole when it was written."""
        return isinstance(key, str) and bool(IS_ID.fullmatch(key)) and self._home(key).is_dir()

    def get(self, key: NotaId) -> Nota:
        """Return the record of a nota. Raises UnknownNota, DamagedArchive."""
        try:
            return msgspec.json.decode(self.path(key, RECORD).read_bytes(), type=Nota)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedArchive(f"The record of {key} cannot be read ({error}); run `nota check`.") from error

    def intact(self, key: NotaId) -> Nota:
        """Return the record of a nota if it is what was written: to make a new record of, a damaged one will not do.

        Raises UnknownNota, DamagedArchive.
        """
        nota = self.get(key)
        if damage := self.damage(key, RECORD):
            raise DamagedArchive(f"{damage[0].name} of {key} {damage[0].what}; run `nota check`.")
        return nota

    def path(self, key: NotaId, name: str) -> Path:
        """Return where a file of a nota is stored. Raises UnknownNota, DamagedArchive when it is not there."""
        path = self.beside(key, name)
        if not path.is_file():
            raise DamagedArchive(f"{name} of {key} is missing from {self.folder}; run `nota check`.")
        return path

    def beside(self, key: NotaId, name: str) -> Path:
        """Return where a file that a nota may have is stored, whether it is there or not. Raises UnknownNota."""
        if key not in self:
            raise UnknownNota(f"There is no nota {key} in {self.folder}; `nota search` gives the ids.")
        return self._home(key) / name

    def original(self, key: NotaId) -> Path:
        """Return the file as it came: `scan.<ext>`, or `source.json` of an imported nota. Raises as `path` does."""
        record = self.path(key, RECORD)
        names = sorted(path.name for pattern in ("scan.*", "source.json") for path in record.parent.glob(pattern))
        return self.path(key, names[0] if names else "scan.*")

    def verify(self) -> Iterator[Damage]:
        """Yield every stored file that is not what its manifest says, nota by nota."""
        for key in self:
            yield from self.damage(key)

    def damage(self, key: NotaId, only: str | None = None) -> list[Damage]:
        """Return the files of one nota that are not what its manifest says; of `only` this file, where it is given.

        A record whose replacing was cut off counts as replaced. Where a record was replaced during the look, it is
        looked at again: there was damage only if the manifest stayed the same from before the look until after it.
        """
        home, pending = self._home(key), self._replacing(key)
        while True:
            manifest = that_counts(home, pending)
            found = list(differences(home, pending, manifest, only))
            if not found or that_counts(home, pending) == manifest:
                break
        return [Damage(key, name, what) for name, what in found]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; finish or clear what killed writers left. Raises Busy, CannotWrite.

        The kernel frees the lock when this process ends, however it ends.
        """
        with unwritable(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("ab")
        with lock:
            _take(lock, self.folder)
            for pending in list(self._drafts.glob(f"{REPLACING}*")):
                self._settle(pending.name.removeprefix(REPLACING))
            shutil.rmtree(self._drafts, ignore_errors=True)
            yield

    def write(self, name: str, data: bytes, mode: int = durable.ANYONE) -> None:
        """Write one file of the archive itself, whole or not at all. To be called inside `writing()`.

        With `durable.ONLY_US`, no other user of this machine can read it, not even while it is written.
        Raises CannotWrite.
        """
        with unwritable(self.folder):
            self._drafts.mkdir(exist_ok=True)
            (self._drafts / name).unlink(missing_ok=True)  # what is there already would keep its mode
            durable.write(self._drafts / name, data, mode)
            (self._drafts / name).rename(self.folder / name)
            durable.sync(self.folder)

    def remove(self, name: str) -> None:
        """Remove one file of the archive itself, if it is there. To be called inside `writing()`.

        Raises CannotWrite.
        """
        with unwritable(self.folder):
            (self.folder / name).unlink(missing_ok=True)

    def append(self, key: NotaId, name: str, data: bytes, after: int) -> None:
        """Add to a file of a nota that has no checksum, behind its first `after` bytes; what stood there goes.

        To be called inside `writing()`. Raises UnknownNota, CannotWrite.
        """
        path = self.beside(key, name)
        with unwritable(path.parent):
            with path.open("ab") as file:
                file.truncate(after)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            durable.sync(path.parent)

    def replace(self, nota: Nota) -> None:
        """Put another record in the place of a nota's own, whole or not at all; its other files stay.

        To be called inside `writing()`. The index does not hear of it: see `index.catalogue.rewrite`.
        Raises UnknownNota, DamagedArchive, CannotWrite.
        """
        self._settle(nota.id)  # an earlier one that failed halfway
        try:
            sums = sums_in(self.path(nota.id, MANIFEST).read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedArchive(f"{MANIFEST} of {nota.id} cannot be read ({error}); run `nota check`.") from error
        with self.draft(nota.id) as draft:
            draft.stage(nota, sums, self._replacing(nota.id))
        self._settle(nota.id)

    def renew(self, nota: Nota, draft: "Draft") -> None:
        """Put a nota that was read anew in the place of the old one, whole or not at all; what people said stays.

        `draft` holds all its files but the record. The old one may be damaged. To be called inside `writing()`. The
        index does not hear of it: see `index.stale`. Raises CannotWrite.
        """
        self._settle(nota.id)
        draft.stage(nota, {}, self._replacing(nota.id))
        self._settle(nota.id)

    @contextmanager
    def draft(self, key: NotaId) -> Iterator["Draft"]:
        """Give a place to write a nota in, file by file; without `finish` nothing of it stays."""
        folder = self._drafts / key
        with unwritable(self.folder):
            folder.mkdir(parents=True)
        try:
            yield Draft(folder, self._home(key))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _home(self, key: NotaId) -> Path:
        return self._notas / key[2:4] / key

    def _replacing(self, key: NotaId) -> Path:
        """Return where new files wait for their place, from the moment that they count."""
        return self._drafts / f"{REPLACING}{key}"

    def _settle(self, key: NotaId) -> None:
        """Finish a replacing, however far it came; a nota that was taken away since stays away."""
        pending, home = self._replacing(key), self._home(key)
        if not pending.is_dir():
            return
        with unwritable(home):
            if key in self:
                for name in sorted(superseded(home, pending)):
                    (home / name).unlink()
                for path in sorted(pending.iterdir(), key=_manifest_last):
                    path.replace(home / path.name)
                durable.sync(home)
            shutil.rmtree(pending)


class Draft:
    """A nota being written, out of sight of readers until it is finished."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._home = home
        self._sums: dict[str, str] = {}

    def write(self, name: str, data: bytes) -> None:
        """Write one file. Raises CannotWrite."""
        with unwritable(self._folder):
            durable.write(self._folder / name, data)
        self._sums[name] = hashlib.sha256(data).hexdigest()

    def copy(self, name: str, source: Path) -> str:
        """Copy a file in, byte for byte; return its SHA-256 in hexadecimal. Raises CannotWrite."""
        with unwritable(self._folder):
            shutil.copyfile(source, self._folder / name)
            durable.sync(self._folder / name)
        with (self._folder / name).open("rb") as copy:
            self._sums[name] = hashlib.file_digest(copy, "sha256").hexdigest()
        return self._sums[name]

    def finish(self, nota: Nota) -> None:
        """Add the record and the manifest, and put the whole in its place. Raises CannotWrite."""
        self.stage(nota, {}, self._home)
        with unwritable(self._folder):
            durable.sync(self._home.parent.parent)

    def stage(self, nota: Nota, others: Mapping[str, str], place: Path) -> None:
        """Add the record and a manifest, with the checksums of files that are `others`; rename the whole to `place`."""
        self.write(RECORD, msgspec.json.encode(nota))
        manifest = "".join(f"{sum_}  {name}\n" for name, sum_ in sorted((dict(others) | self._sums).items()))
        with unwritable(self._folder):
            durable.write(self._folder / MANIFEST, manifest.encode())
            durable.sync(self._folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folder.rename(place)
            durable.sync(place.parent)


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Turn a full disk, or one that may not be written, into CannotWrite; leave other errors as they are."""
    try:
        yield
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        raise CannotWrite(
            f"Cannot write in {folder}: {error.strerror}. Make room or give access, and run again."
        ) from error


def _take(lock: BinaryIO, folder: Path) -> None:
    last = time.monotonic() + BUSY_AFTER
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > last:
                raise Busy(f"Another command is writing in {folder}; try again when it has finished.") from error
            time.sleep(RETRY_AFTER)


def _manifest_last(path: Path) -> tuple[bool, bool, str]:
    """Sort the files of a nota in the order in which they go home: a record after what it tells of."""
    return path.name == MANIFEST, path.name == RECORD, path.name
