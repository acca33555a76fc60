"""Files that outlive a power cut: written, and then seen to that they are on disk."""

import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file, and see to it that it is on disk. Raises OSError."""
    with path.open("wb") as file:
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
