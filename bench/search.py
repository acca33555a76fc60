"""Measure how fast nota's are indexed and found, ours beside two peers: `python -m bench.search 1000 10000`.

The nota's are forged: words made of Dutch syllables, drawn as often as words are in running text, so that common and
rare words cost what they would in a ministry; some are misread, so that a larger archive knows ever more words.
"""

import datetime as dt
import itertools
import random
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, ParamSpec, TypeVar

import click
import msgspec
from msgspec import Struct

from bench.peers import Answering, Question, build_fts5, build_tantivy, first_and_last, open_fts5, open_tantivy
from index.nota import Motie, Nota, Organisatie, Page, Tag, Thema

WORDS_ON_A_PAGE, PAGES = 300, 3
VOCABULARY = 60_000  # different words, before any is misread
_SYLLABLES = "aan be ge ver in uit op voor ning heid lijk tie aal school huur wet raad zorg taal boer weg brug dijk"
SYLLABLES = _SYLLABLES.split()
TITLE_WORDS, TITLE_VOCABULARY = 6, 5_000
MISREAD = 1 / 50  # of the words
MISREAD_AGAIN = 1 / 4  # of the misread words, at a second place
_CONFUSED = "rn-m m-rn l-i i-l e-c c-e h-b b-h n-u u-n o-c t-f g-q v-y r-n"
CONFUSED = dict(pair.split("-") for pair in _CONFUSED.split())  # letters, and what OCR takes them for
_CONFUSABLE = re.compile("|".join(CONFUSED))
LONGEST = 24  # letters of a word: four syllables of six
THEMES, ORGANISATIONS, MOTIES = 40, 25, 1_000
FIRST_DAY, DAYS = dt.date(2015, 1, 1), 4_000
SEED = 7

QUESTIONS, WARMING = 40, 10  # of each kind
ADDED = 10

P = ParamSpec("P")
R = TypeVar("R")

KINDS: dict[str, Callable[[random.Random, list[str]], Question]] = {
    "one rare word": lambda draw, words: Question((words[draw.randrange(2_000, 20_000)],)),
    "one common word": lambda draw, words: Question((words[draw.randrange(100)],)),
    "two common words": lambda draw, words: Question(tuple(draw.sample(words[:100], 2))),
    "three words": lambda draw, words: Question(tuple(draw.sample(words[:1_000], 3))),
    "phrase of common words": lambda draw, words: Question(tuple(draw.sample(words[:30], 2)), "phrase"),
    "beginning of a word": lambda draw, words: Question((words[draw.randrange(100, 5_000)][:6],), "prefix"),
    "word with a slip": lambda draw, words: Question((slipped(words[draw.randrange(1_000, 20_000)], draw),), "slip"),
    "motie": lambda draw, _: Question((f"36200-{draw.randrange(MOTIES)}",), "motie"),
    "common word in a year": lambda draw, words: Question(
        (words[draw.randrange(100)],), year=draw.randrange(2015, 2025)
    ),
    "all nota's": lambda *_: Question(),
}


class Indexed(Struct, frozen=True):
    """What it took to index the nota's; the forging of them is not counted as time."""

    per_second: float  # nota's in a CPU second
    bytes: float  # on disk, of one nota
    peak: float  # MB of memory
    forge_peak: float  # MB of these, held before the engine began
    forged: float  # CPU seconds


class Spent(Struct, frozen=True):
    """What the questions of one kind took, in CPU milliseconds, and how many nota's each found."""

    p50: float
    p95: float
    hits: float


class Asked(Struct, frozen=True):
    """What it took to answer, in a process that did nothing else."""

    first: float  # CPU milliseconds to open, and to answer a first question
    peak: float  # MB of memory
    kinds: dict[str, Spent | None]  # None: it cannot be asked such a thing


class Measured(Struct, frozen=True):
    """All that was measured of one engine."""

    indexed: Indexed
    asked: Asked
    add: float | None  # CPU milliseconds to add one nota


class Engine(NamedTuple):
    """An engine, and the libraries that must be loaded before its time is taken."""

    build: Callable[[Path, Iterable[Nota]], None]
    open: Callable[[Path], Answering]
    libraries: tuple[str, ...]


def build_ours(folder: Path, notas: Iterable[Nota]) -> None:
    """Index the nota's as `nota reindex` does."""
    from index.embedded import rebuild  # here, so that no other engine's memory holds it

    rebuild(folder, notas)


def open_ours(folder: Path) -> Answering:
    """Open the index as `nota search` does."""
    from index.embedded import EmbeddedEngine
    from search.query import parse

    engine = EmbeddedEngine(folder)

    def answer(question: Question) -> int:
        query = parse(typed(question))
        if question.year:
            first, last = first_and_last(question.year)
            query = msgspec.structs.replace(query, first=first, last=last)
        return engine.search(query).total

    return answer


OURS = "ours"
ENGINES = {
    OURS: Engine(build_ours, open_ours, ("index.embedded", "search.query")),
    "tantivy": Engine(build_tantivy, open_tantivy, ("tantivy",)),
    "FTS5": Engine(build_fts5, open_fts5, ("sqlite3",)),
}


def typed(question: Question) -> str:
    """Return what a reader would type."""
    words = " ".join(question.words)
    return {"phrase": f'"{words}"', "prefix": f"{words}*", "motie": f"motie:{words}"}.get(question.form, words)


# ── what is measured ──


@click.command()
@click.argument("sizes", nargs=-1, type=click.IntRange(min=1))
@click.option("--peers/--no-peers", default=True, show_default=True, help="Measure tantivy and FTS5 too.")
@click.option("--keep", "results", type=click.Path(path_type=Path), help="Add the numbers to this file.")
def main(sizes: tuple[int, ...], peers: bool, results: Path | None) -> None:
    """Print a table for every number of nota's asked for."""
    for many in sizes or (1_000,):
        measured = {name: measure(name, many) for name in (ENGINES if peers else [OURS])}
        print(table(many, measured), flush=True)
        if results:
            from bench.results import keep  # here: it loads OpenCV

            keep("search", "forged", {"notas": many, "engines": msgspec.to_builtins(measured)}, results)


def measure(name: str, many: int) -> Measured:
    """Measure one engine, each phase in a process of its own, so that memory and caches do not mix."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "index"
        indexed = apart(index, name, folder, many)
        asked = apart(ask, name, folder, questions())
        return Measured(indexed, asked, apart(add, folder) if name == OURS else None)


def apart(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Take the step in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(step, *args, **kwargs).result()


def index(name: str, folder: Path, many: int) -> Indexed:
    """Index so many nota's."""
    prepare(name)
    notas = Metered(forge(many, SEED))
    forge_peak = peak()
    start = cpu_seconds()
    ENGINES[name].build(folder, notas.each())
    seconds = cpu_seconds() - start - notas.seconds
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Indexed(many / seconds, size / many, peak(), forge_peak, notas.seconds)


def ask(name: str, folder: Path, asked: dict[str, list[Question]]) -> Asked:
    """Open the index and ask all questions, the first of each kind to warm it."""
    prepare(name)
    start = cpu_seconds()
    answer = ENGINES[name].open(folder)
    answer(asked["two common words"][0])
    first = milliseconds_since(start)
    kinds = {kind: spent(answer, alike) for kind, alike in asked.items()}
    return Asked(first, peak(), kinds)


def spent(answer: Answering, alike: list[Question]) -> Spent | None:
    """Ask questions of one kind, warmed by the first few, and return what the others took."""
    times, hits = [], []
    for question in alike:
        start = cpu_seconds()
        found = answer(question)
        if found is None:
            return None
        times.append(milliseconds_since(start))
        hits.append(found)
    warm = sorted(times[WARMING:])
    return Spent(statistics.median(warm), warm[int(0.95 * len(warm))], statistics.median(hits[WARMING:]))


def add(folder: Path) -> float:
    """Add nota's to our index one by one, and return what half of them took at most, in CPU milliseconds."""
    from index.embedded import EmbeddedEngine

    engine = EmbeddedEngine(folder)
    times = []
    for nota in forge(ADDED, SEED + 1):
        start = cpu_seconds()
        engine.add([nota])
        times.append(milliseconds_since(start))
    return statistics.median(times)


def prepare(name: str) -> None:
    """Load what the engine needs."""
    for library in ENGINES[name].libraries:
        import_module(library)


def cpu_seconds() -> float:
    """Return the CPU time of this process, all its threads, and its ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def milliseconds_since(start: float) -> float:
    """Return the CPU time since then."""
    return 1_000 * (cpu_seconds() - start)


def peak() -> float:
    """Return the most memory that this process has held, in MB, files that it looks at in place included."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1_024


# ── what is asked, and of which nota's ──


def questions() -> dict[str, list[Question]]:
    """Return questions of every kind, those of one kind all different where there are so many."""
    draw, words = random.Random(SEED), vocabulary()
    asked = {kind: dict.fromkeys(question(draw, words) for _ in range(500)) for kind, question in KINDS.items()}
    return {kind: list(itertools.islice(itertools.cycle(some), WARMING + QUESTIONS)) for kind, some in asked.items()}


def slipped(word: str, draw: random.Random) -> str:
    """Return the word with one letter misread as one other; the word itself where OCR takes none of it for another."""
    start = draw.randrange(LONGEST)
    readings = (misread(word, place) for place in range(start, start + len(word)))
    return next((read for read in readings if read != word and len(read) == len(word)), word)


def vocabulary() -> list[str]:
    """Return different words, the commonest first; the commonest are short."""
    draw = random.Random(SEED)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(draw.choices(SYLLABLES, k=2 + min(2, len(words) // 20)))] = None
    return list(words)


class Metered:
    """Nota's handed on as they are forged, and the CPU seconds that forging them took."""

    def __init__(self, notas: Iterator[Nota]) -> None:
        self.seconds = 0.0
        self._notas = notas

    def each(self) -> Iterator[Nota]:
        """Yield them."""
        while True:
            start = time.thread_time()  # of this thread alone: an engine may be at work in others
            nota = next(self._notas, None)
            self.seconds += time.thread_time() - start
            if nota is None:
                return
            yield nota


def forge(many: int, seed: int) -> Iterator[Nota]:
    """Return nota's one by one, the same for the same seed."""
    import numpy as np  # here: a peer that searches does without

    draw = np.random.default_rng(seed)
    words = np.array(vocabulary(), dtype=object)
    # Zipf's law: the second word is half as common as the first, the third a third.
    commonness = np.cumsum(1 / np.arange(2, len(words) + 2))
    commonness /= commonness[-1]

    def text() -> str:
        printed = words[np.searchsorted(commonness, draw.random(WORDS_ON_A_PAGE))]
        for at in np.flatnonzero(draw.random(WORDS_ON_A_PAGE) < MISREAD):
            first, second = draw.integers(LONGEST, size=2).tolist()
            printed[at] = misread(printed[at], first)
            if draw.random() < MISREAD_AGAIN:
                printed[at] = misread(printed[at], second)
        return " ".join(printed.tolist())

    def nota(number: int) -> Nota:
        day, *drawn = draw.integers((DAYS, MOTIES, ORGANISATIONS, THEMES, THEMES)).tolist()
        return Nota(
            id=f"n-{seed:02}{number:010}",
            sha256="",
            source="forged",
            title=" ".join(words[draw.integers(TITLE_VOCABULARY, size=TITLE_WORDS)].tolist()),
            dated=FIRST_DAY + dt.timedelta(days=day),
            reference=f"2023-{number:010}",
            made_with=(),
            pages=tuple(Page(number=page, body=text()) for page in range(1, PAGES + 1)),
            tags=tuple(tags(*drawn[: 3 + number % 2])),
        )

    return map(nota, range(many))


def tags(motie: int, organisation: int, *themes: int) -> Iterator[Tag]:
    """Yield the tags of a nota, all on its first page."""
    paper, ministry = f"36200-{motie}", f"organisatie-{organisation}"
    yield Motie(value=paper, quote=paper, page=1, start=0, end=1, dossier="36200", number=str(motie))
    yield Organisatie(value=ministry, quote=ministry, page=1, start=0, end=1)
    for name in dict.fromkeys(f"thema-{theme}" for theme in themes):
        yield Thema(value=name, quote=name, page=1, start=0, end=1, label=name)


def misread(word: str, place: int) -> str:
    """Return the word with the first letters from this place on that OCR confuses, confused."""
    place %= len(word)
    found = _CONFUSABLE.search(word, place) or _CONFUSABLE.search(word)
    return f"{word[: found.start()]}{CONFUSED[found.group()]}{word[found.end() :]}" if found else word


# ── how it looks ──


def table(many: int, measured: dict[str, Measured]) -> str:
    """Set the engines side by side; at the end of a line stands how many times as long as a peer ours takes."""
    ours, *peers = measured
    first, all_ = measured[ours].indexed, measured.values()
    lines = [
        f"\n{many} nota's, forged in {first.forged:.1f} CPU seconds; the forge holds {first.forge_peak:.0f} MB",
        row("", measured),
        row("indexed in a CPU second", [f"{one.indexed.per_second:.0f}" for one in all_]),
        row("kB on disk, a nota", [f"{one.indexed.bytes / 1_024:.1f}" for one in all_]),
        row("MB to index", [f"{one.indexed.peak:.0f}" for one in all_]),
        row("MB to answer", [f"{one.asked.peak:.0f}" for one in all_]),
        row("ms to open and answer", [f"{one.asked.first:.1f}" for one in all_]),
        row("ms to add a nota", [f"{one.add:.1f}" if one.add else "-" for one in all_]),
        row("ms: p50, p95; found", measured, (f"p95 : {peer}" for peer in peers)),
    ]
    for kind in KINDS:
        taken, *others = (one.asked.kinds[kind] for one in all_)
        lines.append(row(kind, map(told, (taken, *others)), (ratio(taken, other) for other in others)))
    return "\n".join(lines)


def row(head: str, cells: Iterable[str], ratios: Iterable[str] = ()) -> str:
    """Set one line."""
    return f"{head:23}" + "".join(f"{cell:>25}" for cell in cells) + "".join(f"{cell:>15}" for cell in ratios)


def told(taken: Spent | None) -> str:
    """Return the times and the number of nota's found, in words of equal breadth."""
    return f"{taken.p50:8.2f}{taken.p95:9.2f}{taken.hits:8.0f}" if taken else "-"


def ratio(ours: Spent | None, peer: Spent | None) -> str:
    """Return how many times as long ours takes, 95 times in 100."""
    return f"{ours.p95 / peer.p95:.2f}" if ours and peer else "-"


if __name__ == "__main__":
    main()
