"""The index is kept abreast of the archive beside the readers, and says no more than there is to say."""

import time
from collections.abc import Callable

from index.archive import Archive
from search.query import parse
from search.web import abreast
from search.web.abreast import Abreast
from tests.conftest import a_nota, put


def wait_for(done: Callable[[], object], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_is_taken_in_is_found_without_asking(archive: Archive) -> None:
    put(archive, a_nota("eerste"))
    with Abreast(archive, print) as kept:
        put(archive, a_nota("tweede"))
        wait_for(lambda: kept.engine.search(parse("tweede")).total)


def test_a_batch_that_lasts_the_night_is_told_of_once(archive: Archive) -> None:
    put(archive, a_nota("eerste"))
    told: list[str] = []
    with Abreast(archive, told.append) as kept:
        before = len(told)
        with archive.writing():
            put(archive, a_nota("tweede"))
            wait_for(lambda: len(told) > before)
            said = list(told)
            time.sleep(2.5 * (abreast.EVERY + 3))  # two more looks, each with its patience
            assert told == said
        wait_for(lambda: kept.engine.search(parse("tweede")).total)
