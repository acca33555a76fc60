"""How fast scans are read, step by step: `python -m bench.speed [FOLDER]`, in CPU time held against bare Tesseract.

The product's own road is watched while it runs, so that what is timed is what is done.
"""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

import click

import ingest.reader as road
from bench.plain import ONE_THREAD
from bench.quality import SAMPLES
from bench.results import keep
from bench.score.counts import Counts
from bench.truth import read_corpus
from ingest.scan import Raster, as_png, open_scan
from ingest.tag import tag

P = ParamSpec("P")
R = TypeVar("R")

# The functions that the road calls, by step; the pictures it makes, and joining it all, are its "rest".
STEPS = {
    "upright": ("make_upright",),
    "ink": ("separate", "letters_alone", "printed_page"),
    "flat": ("find_bend", "find_specks"),
    "layout": ("find_zones", "in_reading_order", "label_body", "label_aside"),
    "ocr": ("read_lines",),
    "ocr again": ("read_again", "divided_at_gaps", "with_footnote_signs"),
    "clean": ("believed", "clean"),
    "marks": ("find_marks", "_crops"),
}
BARE, PAGE = "bare tesseract", "page"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SAMPLES)
def main(folder: Path) -> None:
    """Time the reading of the scans of FOLDER (default: the samples), and add a line to results.jsonl."""
    scans = [folder / truth.source for truth in read_corpus(folder)]
    if not scans:
        raise click.UsageError(f"{folder} names no scans: nothing in gold/<split>/*.json.")
    warm_up(scans[0])
    spent: Counts = {}
    with watched(spent):
        pages = sum(time_scan(scan, spent) for scan in scans)
    steps = rates(spent, pages)
    print(table(steps))
    keep("speed", folder.resolve().name, {"pages": pages, "steps": steps})


def warm_up(scan: Path) -> None:
    """Read one page, so that what loads once (dictionaries, thesaurus, language) is not counted as a page's time."""
    tag([road.read_page(next(open_scan(scan))).page.body], None)


@contextmanager
def watched(spent: Counts) -> Iterator[None]:
    """Have each function of `STEPS` add its CPU seconds to `spent`, for as long as this lasts."""
    functions = {name: (step, getattr(road, name)) for step, names in STEPS.items() for name in names}
    try:
        for name, (step, function) in functions.items():
            setattr(road, name, _watched(function, step, spent))
        yield
    finally:
        for name, (_, function) in functions.items():
            setattr(road, name, function)


def _watched(function: Callable[P, R], step: str, spent: Counts) -> Callable[P, R]:
    @wraps(function)
    def watching(*args: P.args, **kwargs: P.kwargs) -> R:
        with timed(step, spent):
            return function(*args, **kwargs)

    return watching


@contextmanager
def timed(step: str, spent: Counts) -> Iterator[None]:
    """Add the CPU seconds of what happens inside, child processes too, to `spent`."""
    before = cpu_seconds()
    yield
    spent[step] = spent.get(step, 0) + cpu_seconds() - before


def cpu_seconds() -> float:
    """Return the CPU time that this process and its ended children have taken."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def time_scan(scan: Path, spent: Counts) -> int:
    """Read one scan, adding to `spent` what each step takes, and return the number of its pages."""
    print(scan.name, file=sys.stderr)
    bodies: list[str] = []
    for raster in _opened(scan, spent):
        time_bare(raster, spent)
        with timed(PAGE, spent):
            bodies.append(road.read_page(raster).page.body)
    with timed("tag", spent):
        tag(bodies, None)
    return len(bodies)


def _opened(scan: Path, spent: Counts) -> Iterator[Raster]:
    pages = open_scan(scan)
    while True:
        with timed("scan", spent):
            page = next(pages, None)
        if page is None:
            return
        yield page


def time_bare(raster: Raster, spent: Counts) -> None:
    """Let Tesseract read the page as it was scanned, as one would who types its name and nothing more."""
    with TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        picture.write_bytes(as_png(raster))
        with timed(BARE, spent):
            command = ["tesseract", str(picture), "-", "-l", "nld"]
            subprocess.run(command, env=ONE_THREAD, capture_output=True, check=True)


def rates(spent: Mapping[str, float], pages: int) -> dict[str, dict[str, float]]:
    """Return of each step the pages it does in a CPU second, and its CPU time as a share of bare Tesseract's."""
    steps = {step: spent.get(step, 0) for step in ("scan", *STEPS)}
    steps |= {"rest": spent[PAGE] - sum(spent.get(step, 0) for step in STEPS), "tag": spent["tag"]}
    seconds = {**steps, "all": sum(steps.values()), BARE: spent[BARE]}
    return {
        step: {"pages per CPU second": round(pages / max(taken, 1e-9), 2), "of bare": round(taken / spent[BARE], 4)}
        for step, taken in seconds.items()
    }


def table(steps: Mapping[str, Mapping[str, float]]) -> str:
    """Set the steps in lines."""
    head = f"{'':16}{'pages per CPU second':>22}{'of bare Tesseract':>20}"
    rows = [f"{step:16}{rate['pages per CPU second']:>22.2f}{rate['of bare']:>20.3f}" for step, rate in steps.items()]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    main()
