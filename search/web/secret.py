"""The key that an archive signs with: made once, and read by nobody else."""

import os
import tempfile
from pathlib import Path

from index.archive import Archive, unwritable
from index.errors import DamagedArchive

SECRET = "secret.key"
"""Its name in the archive's folder. Taken away, another is made and everyone has to log in again."""

LENGTH = 32  # bytes


def signing_key(archive: Archive) -> bytes:
    """Return the archive's key, made now if it has none yet; the archive may be busy. Its folder must be there.

    Raises DamagedArchive, CannotWrite.
    """
    path = archive.folder / SECRET
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise DamagedArchive(f"{path} cannot be read ({error.strerror}); give access to it.") from error
    if len(key) != LENGTH:
        raise DamagedArchive(f"{path} is no key; remove it, and everyone has to log in again.")
    return key


def _make(path: Path) -> None:
    """Put a new key there, whole or not at all; where another process just did so, that one stays."""
    with unwritable(path.parent), tempfile.NamedTemporaryFile(prefix=SECRET, dir=path.parent) as draft:  # has mode 0600
        draft.write(os.urandom(LENGTH))
        draft.flush()
        os.fsync(draft.fileno())
        try:
            path.hardlink_to(draft.name)  # unlike a rename, leaves in place what is there
        except FileExistsError:
            return
