"""Measure how fast the pages are served, to one reader and to a hundred: `python -m bench.serving ARCHIVE`.

A reader asks a page, looks at it for a while, and asks the next; so a hundred readers do not ask all at once. The
server is the real command, on loopback; what the engine itself takes for the same questions is measured beside it.
"""

import asyncio
import random
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import httpx2 as httpx

from bench.results import keep
from index.archive import Archive
from index.dutch import tokens
from index.embedded import EmbeddedEngine
from index.synonyms import built_in
from search.ask import question

READERS = 100
LOOKS = 5.0  # seconds that a reader looks at a page, on average
LASTS = 120.0  # seconds of the load
PARTS = 4  # after each of which it is looked at how much memory the server has
ALONE = 100  # requests of each kind by one reader
SEED = 7
KINDS = ("home", "results", "page", "nota", "thumbnail", "scan", "line")

PICTURES = {"page", "thumbnail", "scan", "line"}

Choose = Callable[[str, random.Random], str]
Times = dict[str, list[float]]  # milliseconds by kind


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--readers", default=READERS, show_default=True)
@click.option("--seconds", default=LASTS, show_default=True)
def main(folder: Path, readers: int, seconds: float) -> None:
    """Serve this archive, ask it pages, and print how long each kind took: ms, half of them within, 95 % within."""
    archive, draw = Archive(folder), random.Random(SEED)
    words, keys, scanned = _words(archive, draw), list(archive), _scanned(archive)
    choose = partial(_address, words=words, keys=keys, scanned=scanned)
    engine = _engine_times(archive, words)
    with _server(folder) as (address, process):
        one = asyncio.run(_alone(address, choose))
        memory = [_memory(process)]
        many: Times = defaultdict(list)
        errors = 0
        for _ in range(PARTS):
            times, wrong = asyncio.run(_together(address, choose, readers, seconds / PARTS))
            for kind in KINDS:
                many[kind] += times[kind]
            errors += wrong
            memory.append(_memory(process))
    print(f"{'':12}{'alone':>16}{f'{readers} readers':>18}{'p95 ratio':>12}")
    for kind in KINDS:
        if one[kind] and many[kind]:
            (half, most), (half_many, most_many) = _within(one[kind]), _within(many[kind])
            print(f"{kind:12}{half:8.1f}{most:8.1f}{half_many:10.1f}{most_many:8.1f}{most_many / most:12.1f}")
    print(f"the engine alone, per question: {_within(engine)[0]:.1f} {_within(engine)[1]:.1f}")
    print(f"{sum(map(len, many.values()))} pages, {errors} errors; memory before, and as it went on: {memory} MB")
    numbers = {kind: {"alone": _within(one[kind]), "together": _within(many[kind])} for kind in KINDS if many[kind]}
    told = {"readers": readers, "errors": errors, "memory_mb": memory, "engine": _within(engine)}
    keep("serving", folder.name, numbers | told)


def _words(archive: Archive, draw: random.Random) -> list[str]:
    """Return words that stand in the archive, as often as they do."""
    some = draw.sample(list(archive), min(50, len(list(archive))))
    pages = [page for key in some for page in archive.get(key).pages]
    found = [token.joined for page in pages for token in tokens(page.body) if len(token.joined) > 4]
    return draw.sample(found, min(len(found), 500))


def _scanned(archive: Archive) -> list[str]:
    """Return the nota's that have a scan, where there are few: those that were imported as text have no pictures."""
    return sorted(path.parent.name for path in archive.folder.glob("notas/*/*/001.upright.jpg"))


def _engine_times(archive: Archive, words: Sequence[str]) -> list[float]:
    engine, times = EmbeddedEngine(archive.index), []
    for word in words[:ALONE]:
        query = question(word, built_in())
        began = time.perf_counter()
        engine.search(query)
        times.append((time.perf_counter() - began) * 1000)
    return times


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "nota", "--archive", str(folder), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        told = (re.search(r"http://\S+(?=/ )", line) for line in serving.stderr or ())
        yield next(found[0] for found in told if found), serving.pid
        serving.terminate()


async def _alone(address: str, choose: Choose) -> Times:
    times: Times = defaultdict(list)
    async with httpx.AsyncClient(base_url=address) as client:
        draw = random.Random(SEED)
        for kind in KINDS:
            for number in range(ALONE):
                took, status = await _asked(client, choose(kind, draw))
                if status == 200 and number >= ALONE // 10:  # the first warm up
                    times[kind].append(took)
    return times


async def _together(address: str, choose: Choose, readers: int, seconds: float) -> tuple[Times, int]:
    times: Times = defaultdict(list)
    errors = 0
    until = time.monotonic() + seconds

    async def reader(draw: random.Random) -> None:
        nonlocal errors
        while time.monotonic() < until:
            await asyncio.sleep(draw.expovariate(1 / LOOKS))
            kind = draw.choices(KINDS, (1, 6, 4, 1, 2, 2, 2))[0]
            try:
                took, status = await _asked(client, choose(kind, draw))
            except httpx.HTTPError:
                status = 0
            if status == 200:
                times[kind].append(took)
            else:
                errors += status != 404  # where there are no scans there are no pictures

    limits = httpx.Limits(max_connections=readers, max_keepalive_connections=readers)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as client:
        await asyncio.gather(*(reader(random.Random(SEED + number)) for number in range(readers)))
    return times, errors


async def _asked(client: httpx.AsyncClient, address: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await client.get(address, headers={"Accept": "text/html,image/jpeg"})
    return (time.perf_counter() - began) * 1000, answer.status_code


def _address(
    kind: str, draw: random.Random, *, words: Sequence[str], keys: Sequence[str], scanned: Sequence[str]
) -> str:
    word, key = draw.choice(words), draw.choice(scanned if scanned and kind in PICTURES else keys)
    return {
        "home": "/",
        "results": f"/zoek?q={word}",
        "page": f"/id/{key}/p1?q={word}",
        "nota": f"/id/{key}",
        "thumbnail": f"/id/{key}/p1.klein.jpg",
        "scan": f"/id/{key}/p1.jpg",
        "line": f"/id/{key}/p1/r{draw.randrange(15)}.jpg",
    }[kind]


def _within(times: Sequence[float]) -> tuple[float, float]:
    """Return within how many ms half of them were answered, and 95 % of them."""
    ordered = sorted(times)
    return round(statistics.median(ordered), 1), round(ordered[int(0.95 * (len(ordered) - 1))], 1)


def _memory(process: int) -> int:
    """Return the megabytes that a process has of its own: without the files that it looks at where they lie."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]  # every process has one


if __name__ == "__main__":
    main()
