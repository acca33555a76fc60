"""Which notas have a newer record than the index knows: noted before the record changes, so that no kill hides it."""

from collections.abc import Iterable

from index.archive import Archive
from index.nota import NotaId

STALE = "stale.txt"


def stale(archive: Archive) -> frozenset[NotaId]:
    """Return the notas whose record may have changed since it was indexed; one that has gone may be among them."""
    try:
        return frozenset((archive.folder / STALE).read_text("utf-8", "replace").split())
    except FileNotFoundError:
        return frozenset()


def note_stale(archive: Archive, ids: Iterable[NotaId]) -> None:
    """Note that these records are about to change. To be called inside `archive.writing()`. Raises CannotWrite."""
    known = stale(archive)
    if new := set(ids) - known:
        archive.write(STALE, "".join(f"{key}\n" for key in sorted(known | new)).encode())


def clear_stale(archive: Archive) -> None:
    """Forget what was noted, for the index has it. To be called inside `archive.writing()`. Raises CannotWrite."""
    archive.remove(STALE)
