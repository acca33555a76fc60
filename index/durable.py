"""Files that outlive a power cut: written, and then seen to that they are on disk."""

import os
from pathlib import Path

ANYONE = 0o666  # who may read and write a new file, before the umask of this process
ONLY_US = 0o600


def write(path: Path, data: bytes, mode: int = ANYONE) -> None:
    """Write a file, and see to it that it is on disk. A new one has this mode from its first moment. Raises OSError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, are on disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
