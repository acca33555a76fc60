"""What a file says, kept until the file changes: for a server, which asks at every request."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from index.archive import SETTLED_AFTER

Told = TypeVar("Told")
_State = tuple[int, ...]


class Kept(Generic[Told]):
    """Reads a file by `read` when it is first asked, and again once the file is another.

    A file that cannot be read raises at every call what `read` raises: nothing is told from memory. Many threads may
    share one.
    """

    def __init__(self, path: Path, read: Callable[[], Told]) -> None:
        self._path = path
        self._read = read
        self._last: tuple[_State, Told] | None = None  # one value, so that threads see both or neither

    def __call__(self) -> Told:
        """Return what the file says now."""
        state = self._state()
        if state and self._last and self._last[0] == state:
            return self._last[1]
        self._last = None
        told = self._read()
        self._last = (state, told) if state else None
        return told

    def _state(self) -> _State:
        """Return what changes with the file; nothing where it changed just now and may change again unseen."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return (-1,)
        except OSError:
            return ()
        just_now = time.time_ns() - stat.st_ctime_ns < SETTLED_AFTER
        return () if just_now else (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
