"""Run calls on several threads, a few ahead of where their answers are wanted, and give the answers in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")

Answers = Generator[tuple[Key, Future[Answer]], None, None]

# Calls begun for each thread: one that runs, and some waiting while the oldest answer is awaited. More would fill
# memory with pages of pixels, 26 MB each in colour at 300 dpi.
BEGUN_PER_THREAD = 3


def run_ahead(calls: Iterable[tuple[Key, Callable[[], Answer]]], threads: int) -> Answers[Key, Answer]:
    """Yield each key with the answer to its call, in the order of the calls.

    The calls are drawn in the caller's thread, and never more than a few that are not yet yielded. Closing the
    iterator drops the calls that wait, and returns when those that run have ended.
    """
    begun: deque[tuple[Key, Future[Answer]]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
    try:
        for key, call in calls:
            begun.append((key, pool.submit(call)))
            if len(begun) >= BEGUN_PER_THREAD * threads:
                yield begun.popleft()
        while begun:
            yield begun.popleft()
    finally:
        pool.shutdown(cancel_futures=True)
