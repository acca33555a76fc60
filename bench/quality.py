"""How well scans are read, for a folder of them whose truth is known: `python -m bench.quality [FOLDER] [--plain]`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.plain import read_with_tesseract
from bench.product import read_with_nota, tagged
from bench.reading import Reading, ReadPage
from bench.results import keep
from bench.score.counts import Counts, total
from bench.score.ink import score_ink, score_marks
from bench.score.measures import measures
from bench.score.quality import Estimate, estimates, score_estimates
from bench.score.sentences import KINDS, f1, read_gold, score_texts
from bench.score.tags import score_tags
from bench.score.text import score_text, score_turn
from bench.truth import TruePage, Truth, read_corpus, read_marks, read_print

SAMPLES = Path(__file__).parent.parent / "samples"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SAMPLES)
@click.option("--plain", is_flag=True, help="Score plain Tesseract on the page as scanned, to compare with.")
@click.option("--split", help="Score the scans of this split alone, and keep no result.")
@click.option("--tags", is_flag=True, help="Score the tags in sentences alone (tags/*.jsonl), and show every mistake.")
@click.option("--archive", type=click.Path(path_type=Path), help="Keep the archive here; else it is thrown away.")
def main(folder: Path, plain: bool, split: str | None, tags: bool, archive: Path | None) -> None:
    """Score the scans of FOLDER (default: the samples), print a table, and add a line to results.jsonl."""
    if tags:
        print(table(score_tags_of_sentences(folder, show=True)))
        return
    truths = list(read_corpus(folder, split))
    if not truths:
        raise click.UsageError(f"{folder} holds no truth: nothing in gold/<split>/*.json.")
    with _archive(archive) as place:
        readings = read_with_tesseract(folder, truths) if plain else read_with_nota(folder, truths, place)
        scores = score(folder, truths, readings)
    print(table(scores))
    if split is None:
        sentences = {} if plain else score_tags_of_sentences(folder)
        if sentences:
            print(table(sentences))
        reader = "plain tesseract" if plain else "nota"
        keep("quality", folder.resolve().name, {"reader": reader, "scores": scores, "sentences": sentences})


def score_tags_of_sentences(folder: Path, *, show: bool = False) -> dict[str, dict[str, float]]:
    """Return for each set of sentences in `tags/` the F1 of every kind, detected and strict (right in every part)."""
    scores: dict[str, dict[str, float]] = {}
    for path in sorted((folder / "tags").glob("*.jsonl")):
        gold = read_gold(path)
        counts, mistakes = score_texts(gold, tagged([(one.text, one.dated) for one in gold]))
        kinds = [kind for kind in KINDS if f"{kind} true" in counts]
        scores[path.stem] = {
            f"{kind} {told}": round(f1(counts, kind, what), 3)
            for kind in kinds
            for told, what in (("detected", "detected"), ("strict", "right"))
        }
        for mistake in mistakes if show else ():
            print(f"{mistake.text!r}\n  wanted {mistake.wanted}\n  found  {mistake.found}")
    return scores


@contextmanager
def _archive(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory() as temporary:
        yield Path(temporary)


def score(corpus: Path, truths: Sequence[Truth], readings: Iterable[Reading]) -> dict[str, dict[str, float]]:
    """Return the measures of each split, and of all of them together, for readings in the order of the truths."""
    by_split: dict[str, list[Counts]] = {}
    made: dict[str, list[Estimate]] = {}
    for truth, reading in zip(truths, readings, strict=True):
        counts = score_file(corpus, truth, reading)
        print(f"{truth.split}/{truth.stem}: CER {measures(counts)['CER %']} %", file=sys.stderr)
        by_split.setdefault(truth.split, []).append(counts)
        made.setdefault(truth.split, []).extend(estimates(read_pages(truth, reading)))
    if len(by_split) > 1:
        by_split["all"] = [counts for split in by_split.values() for counts in split]
        made["all"] = [estimate for split in made.values() for estimate in split]
    return {split: measures(total(counts)) | score_estimates(made[split]) for split, counts in by_split.items()}


def score_file(corpus: Path, truth: Truth, reading: Reading) -> Counts:
    """Count what is right and wrong in the reading of one file; a page that was not read counts as empty."""
    counts = [score_tags(reading.tags, truth.tags)]
    for page, true in read_pages(truth, reading):
        counts += [score_text(page, true), score_turn(page, true)]
        if page.marks is not None or page.ink is not None:
            ids, printed = read_marks(corpus, truth, true), read_print(corpus, truth, true)
            counts += [score_marks(page, true, ids), score_ink(page, ids, printed)]
    return total(counts)


def read_pages(truth: Truth, reading: Reading) -> list[tuple[ReadPage, TruePage]]:
    """Return every page of a file as it was read and as it is; one that was not read is empty."""
    return [(reading.pages.get(true.number, ReadPage()), true) for true in truth.pages]


def table(scores: dict[str, dict[str, float]]) -> str:
    """Set the measures in lines and the splits in columns."""
    names = dict.fromkeys(name for split in scores.values() for name in split)
    width, column = max(map(len, names)), max(11, *(len(split) + 2 for split in scores))
    rows = [" " * width + "".join(f"{split:>{column}}" for split in scores)]
    for name in names:
        cells = (f"{split[name]:{column}.2f}" if name in split else f"{'-':>{column}}" for split in scores.values())
        rows.append(f"{name:{width}}" + "".join(cells))
    return "\n".join(rows)


if __name__ == "__main__":
    main()
