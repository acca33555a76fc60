"""Which files a batch takes in, in which order, and what each of them is by its content."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.scan import Refused

SUFFIXES = {".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"}

# A file is stored under the suffix of what it is, so that the same bytes under another name make the same archive.
FIRST_BYTES = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"II*\0": ".tif",
    b"MM\0*": ".tif",
    b"II+\0": ".tif",
    b"MM\0+": ".tif",
}


def find_scans(paths: Iterable[Path], archive: Path) -> Iterator[Path]:
    """Yield the files named, and the scans in the folders named, each folder's in the order of their paths.

    A named file is taken whatever its name is. A folder in which there are no scans is itself yielded, and so is one
    that may not be looked into: `checksum` then says why it is refused. The archive's own folder is left out.
    """
    for path in paths:
        yield from sorted(_scans_in(path, archive.resolve())) or [path] if path.is_dir() else [path]


def checksum(path: Path) -> bytes:
    """Return the SHA-256 digest of the file. Raises Refused where that is no file that can be read."""
    try:
        if path.is_dir():
            raise Refused("not-a-scan", _nothing_in(path))
        if path.exists() and not path.is_file():
            raise Refused("not-a-scan", f"{path.name} is no ordinary file; give a PDF, TIFF, PNG or JPEG.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        raise Refused("missing", f"{path} is not there; check the path.") from None
    except OSError as error:
        message = f"{path.name} cannot be read ({error.strerror}); give this user the right to read it."
        raise Refused("no-access", message) from None


def suffix(path: Path) -> str:
    """Return the suffix of the scan's format, told by its first bytes."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((suffix for first, suffix in FIRST_BYTES.items() if start.startswith(first)), ".pdf")


def _scans_in(folder: Path, archive: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if (Path(place) / name).resolve() != archive]
        # Hidden files are the leavings of other programs ("._nota.pdf" of a Mac), not scans.
        yield from (Path(place) / name for name in names if _is_scan(name))
    yield from closed


def _is_scan(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES


def _nothing_in(folder: Path) -> str:
    if not os.access(folder, os.R_OK | os.X_OK):
        return f"The folder {folder} may not be looked into; give this user the right to read it."
    return f"The folder {folder} holds no scans; they end in {', '.join(sorted(SUFFIXES))}."
