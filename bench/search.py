"""Measure how fast nota's are indexed and found: `python -m bench.search 1000 5000` gives CPU times as a table.

The nota's are forged: words made of Dutch syllables, drawn as often as words are in running text, so that common and
rare words cost what they would in a ministry.
"""

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path

from index.embedded import EmbeddedEngine, rebuild
from index.nota import Motie, Nota, Page, Thema
from search.query import parse

WORDS_ON_A_PAGE, PAGES = 300, 3
VOCABULARY = 60_000  # different words; a ministry's own archive of some thousand nota's has about as many
_SYLLABLES = "aan be ge ver in uit op voor ning heid lijk tie aal school huur wet raad zorg taal boer weg brug dijk"
SYLLABLES = _SYLLABLES.split()
QUERIES = 40  # of each kind

Question = Callable[[random.Random, list[str]], str]

KINDS: dict[str, Question] = {
    "one rare word": lambda draw, words: words[draw.randrange(2_000, 20_000)],
    "one common word": lambda draw, words: words[draw.randrange(0, 50)],
    "two common words": lambda draw, words: " ".join(draw.sample(words[:100], 2)),
    "three words": lambda draw, words: " ".join(draw.sample(words[:1_000], 3)),
    "phrase of common words": lambda draw, words: f'"{" ".join(draw.sample(words[:30], 2))}"',
    "beginning of a word": lambda draw, words: words[draw.randrange(100, 5_000)][:4] + "*",
    "end of a word": lambda draw, words: "*" + words[draw.randrange(100, 5_000)][-6:],
    "word with a slip": lambda draw, words: "x" + words[draw.randrange(1_000, 20_000)] + "x",
    "field": lambda draw, _: f"motie:36200-{draw.randrange(1_000)}",
    "all nota's": lambda *_: "",
}


def main() -> None:
    """Print the table for every number of nota's asked for."""
    for many in map(int, sys.argv[1:] or ["1000"]):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "index", many)


def measure(folder: Path, many: int) -> None:
    """Index so many forged nota's, ask every kind of question, and print the CPU times."""
    draw = random.Random(many)
    words = vocabulary(draw)
    start = time.process_time()
    made = list(forge(draw, words, many))
    forged = time.process_time()
    rebuild(folder, made)
    seconds = time.process_time() - forged
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"\n{many} nota's, forged in {forged - start:.0f} s")
    print(f"  indexed {many / seconds:.0f} nota's a CPU-second, {size / many / 1024:.1f} kB each on disk")
    print(f"  open and first question {milliseconds(lambda: ask(EmbeddedEngine(folder), words[200])):.0f} ms")
    engine = EmbeddedEngine(folder)
    for kind, question in KINDS.items():
        asked = [question(draw, words) for _ in range(QUERIES)]
        for times in ("first", "again"):
            spent = [milliseconds(partial(ask, engine, text)) for text in asked]
            p50, p95 = statistics.median(spent), sorted(spent)[int(0.95 * QUERIES)]
            print(f"  {kind:24} {times:6} p50 {p50:6.1f}  p95 {p95:6.1f} ms")
    print(f"  add one nota             {milliseconds(lambda: engine.add(forge(draw, words, 1))):.0f} ms")


def ask(engine: EmbeddedEngine, text: str) -> None:
    """Search as the command does."""
    engine.search(parse(text))


def milliseconds(step: Callable[[], object]) -> float:
    """Return the CPU time of a step."""
    start = time.process_time()
    step()
    return 1_000 * (time.process_time() - start)


def vocabulary(draw: random.Random) -> list[str]:
    """Return different words, the commonest first."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(draw.choices(SYLLABLES, k=1 + min(3, len(words) // 20 + 1)))] = None
    return list(words)


def forge(draw: random.Random, words: list[str], many: int) -> Iterator[Nota]:
    """Yield nota's of three pages, each with a motie and a theme."""
    # Zipf's law: the second word is half as common as the first, the third a third.
    commonness = list(accumulate(1 / rank for rank in range(2, len(words) + 2)))
    for number in range(many):
        texts = [" ".join(draw.choices(words, cum_weights=commonness, k=WORDS_ON_A_PAGE)) for _ in range(PAGES)]
        motie = f"36200-{draw.randrange(1_000)}"
        theme = f"thema-{draw.randrange(40)}"
        yield Nota(
            id=f"n-{draw.getrandbits(60):012x}",
            sha256="",
            source="forged",
            title=" ".join(draw.choices(words[:5_000], k=6)),
            dated=dt.date(2015, 1, 1) + dt.timedelta(days=draw.randrange(4_000)),
            reference=f"2023-{number:010}",
            made_with=(),
            pages=tuple(Page(number=n, body=text) for n, text in enumerate(texts, 1)),
            tags=(
                Motie(value=motie, quote=motie, page=1, start=0, end=1, dossier="36200", number=motie[6:]),
                Thema(value=theme, quote=theme, page=1, start=0, end=1, label=theme),
            ),
        )


if __name__ == "__main__":
    main()
