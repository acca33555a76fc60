"""How long to wait after wrong passwords: the longer, the more there were, by name and by address."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from search.web.addresses import whose

FREE = 5  # wrong ones before there is a wait: people mistype, and try their other passwords
LONGEST = 60.0  # seconds: a guesser gets some thousand tries a day, and who is guessed at waits a minute at most
FORGIVEN_AFTER = 180  # seconds without a wrong one, after which one of them counts no more
WORST = FREE + 6  # counted: from there on the wait is LONGEST
MOST = 10_000  # names and addresses kept, 2 MB; guessing at so many takes far longer than to be forgiven

_Key = tuple[str, str]


class _Wrong(NamedTuple):
    times: int
    last: float  # seconds on the clock


class Attempts:
    """The wrong passwords of late. Kept in memory: a restart forgives all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[_Key, _Wrong] = OrderedDict()  # the one that was wrong longest ago first
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Return 0 where a password may be tried now, else how many seconds to wait.

        What is tried counts as wrong until `right` says otherwise, so that tries at the same moment count too.
        """
        now = self._clock()
        with self._lock:
            wait = max(self._wait(key, now) for key in _keys(name, address))
            if wait <= 0:
                for key in _keys(name, address):
                    self._count(key, now)
            return max(wait, 0.0)

    def right(self, name: str, address: str) -> None:
        """Say that what was tried was right. The name is forgiven all; the address only this try.

        Else someone with a password of their own could guess at the others' for ever.
        """
        of_name, of_address = _keys(name, address)
        with self._lock:
            self._wrong.pop(of_name, None)
            if (wrong := self._wrong.pop(of_address, None)) and wrong.times > 1:
                self._keep(of_address, wrong._replace(times=wrong.times - 1))

    def _wait(self, key: _Key, now: float) -> float:
        times, last = self._wrong.get(key, (0, now))
        return min(LONGEST, 2.0 ** (times - FREE)) - (now - last) if times >= FREE else 0.0

    def _count(self, key: _Key, now: float) -> None:
        times, last = self._wrong.pop(key, (0, now))
        left = max(0, times - int((now - last) / FORGIVEN_AFTER))
        self._keep(key, _Wrong(min(left + 1, WORST), now))

    def _keep(self, key: _Key, wrong: _Wrong) -> None:
        self._wrong[key] = wrong
        while len(self._wrong) > MOST:
            self._wrong.popitem(last=False)


def _keys(name: str, address: str) -> tuple[_Key, _Key]:
    return ("name", name[:64].casefold()), ("address", whose(address)[:64])
