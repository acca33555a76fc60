"""Keep an index open, and abreast of the archive, without letting a reader wait for it."""

import threading
from collections.abc import Callable

from index.archive import Archive
from index.catalogue import rebuild_index, up_to_date
from index.embedded import EmbeddedEngine
from index.engine import NeedsRebuild
from index.errors import NotaError

EVERY = 2.0  # seconds between two looks at what changed in the archive

Say = Callable[[str], None]


class Abreast:
    """The engine of an archive. While it is entered, a thread lets its index follow the archive.

    What cannot be mended now, for another command is writing, is mended by that command or at a later look.
    """

    def __init__(self, archive: Archive, say: Say) -> None:
        self._archive = archive
        self._say = say
        self._said: list[str] = []
        self._damaged = False
        self._stop = threading.Event()
        self._wake = threading.Event()
        self.engine: EmbeddedEngine = up_to_date(archive, say)
        self._thread = threading.Thread(target=self._follow, name="abreast", daemon=True)

    def __enter__(self) -> "Abreast":
        """Begin to follow the archive."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End following, and wait until that is so."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def mend(self) -> None:
        """Make the index anew, soon: it proved damaged."""
        self._damaged = True
        self._wake.set()

    def _follow(self) -> None:
        while not self._stop.is_set():
            told: list[str] = []
            try:
                self._look(told.append)
            except (NeedsRebuild, FileNotFoundError):  # it is gone, or was taken away while it was looked at
                self._damaged = True
            except NotaError as error:
                told.append(str(error))
            except Exception as error:  # whatever it is, who reads must not be left with an old index for good
                told.append(f"The index could not be looked at ({type(error).__name__}: {error}).")
            self._say_news(told)
            self._wake.wait(EVERY)
            self._wake.clear()

    def _look(self, say: Say) -> None:
        if self._damaged:
            with self._archive.writing():
                rebuild_index(self._archive)
            self._damaged = False
            self.engine = EmbeddedEngine(self._archive.index)
        self.engine = up_to_date(self._archive, say, self.engine)

    def _say_news(self, told: list[str]) -> None:
        """Say what a look told, unless the look before told the same: a night's batch keeps the archive busy."""
        if told != self._said:
            for sentence in told:
                self._say(sentence)
        self._said = told
