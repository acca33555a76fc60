"""What a file says, kept until the file changes: for a server, which asks at every request."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Told = TypeVar("Told")
_Mark = tuple[int, int, int] | None


class Kept(Generic[Told]):
    """Reads a file by `read` when it is first asked, and again when another file stands in its place.

    A file that cannot be read raises each time what `read` raises. Many threads may share one.
    """

    def __init__(self, path: Path, read: Callable[[], Told]) -> None:
        self._path = path
        self._read = read
        self._known: tuple[_Mark, Told] | None = None

    def __call__(self) -> Told:
        """Return what the file says now."""
        known, mark = self._known, self._mark()
        if known is None or known[0] != mark:
            known = self._known = mark, self._read()
        return known[1]

    def _mark(self) -> _Mark:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
