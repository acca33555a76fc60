"""The manifest of a nota: the checksum of each of its files, and which of them are not what it says.

While files of a nota are being replaced, the new ones wait in a folder `pending` with their own manifest; these count.
"""

import hashlib
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

MANIFEST = "manifest-sha256.txt"
VERDICTS = "verdicts.jsonl"
READINGS = "readings.jsonl"
SAID = frozenset({VERDICTS, READINGS})  # grow with what people say, and so have no checksum; see `index.said`

IS_OURS = re.compile(r"\d{3,}\.|scan\.|source\.json$")  # the record and the manifest are in every manifest

UNREADABLE = b"\xff"  # is no ASCII, which a manifest always is


def sums_in(manifest: bytes) -> dict[str, str]:
    """Return the checksum of each file in a manifest. Raises UnicodeDecodeError."""
    parts = (line.partition("  ") for line in manifest.decode("ascii").splitlines())
    return {name: sum_ for sum_, _, name in parts}


def superseded(home: Path, pending: Path) -> set[str]:
    """Return the files at home that the old manifest names and the new one does not.

    Where the old one cannot be read, these are all that bear the names that a nota's files have.
    """
    there = {path.name for path in home.iterdir()}
    try:
        new = sums_in((pending / MANIFEST).read_bytes())
    except FileNotFoundError:
        return set()  # it is home already, and they went before it
    try:
        old = set(sums_in((home / MANIFEST).read_bytes()))
    except (OSError, UnicodeDecodeError):
        old = {name for name in there if IS_OURS.match(name)}
    return there & old - new.keys() - SAID


def that_counts(home: Path, pending: Path) -> bytes | None:
    """Return the manifest that counts; None where there is none, UNREADABLE where it cannot be read."""
    try:
        with _newest(home, pending, MANIFEST) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError:
        return UNREADABLE


def differences(home: Path, pending: Path, manifest: bytes | None, only: str | None) -> Iterator[tuple[str, str]]:
    """Yield the files that are not what the manifest that counts says, and how; of `only` this file, where it is given.

    `pending` is where new files wait to go home.
    """
    if manifest is None:
        yield MANIFEST, "is missing"
        return
    try:
        sums = sums_in(manifest)
    except UnicodeDecodeError:
        yield MANIFEST, "cannot be read"
        return
    leaving = pending.is_dir()  # what the new manifest does not name is on its way out
    there = set[str]() if leaving else {path.name for path in home.iterdir()} - {MANIFEST} - SAID
    for name in sorted(sums.keys() | there if only is None else {only}):
        if name not in sums:
            yield name, "is not in the manifest"
        elif what := _difference(home, pending, name, sums[name]):
            yield name, what


def _difference(home: Path, pending: Path, name: str, sum_: str) -> str | None:
    try:
        with _newest(home, pending, name) as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sum_
    except FileNotFoundError:
        return "is missing"
    except OSError:
        return "cannot be read"
    return None if same else "has changed"


def _newest(home: Path, pending: Path, name: str) -> BufferedReader:
    """Open the file that counts: the one on its way home, or else, it may just have arrived, the one at home."""
    try:
        return (pending / name).open("rb")
    except FileNotFoundError:
        return (home / name).open("rb")
