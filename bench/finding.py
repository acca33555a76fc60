"""Measure whether what is sought is found: `python -m bench.finding [--archive DIR] [--clean]`.

The judged set of `samples/questions/`: nota's, questions as staff type them, and how well each nota answers them. The
nota's are printed, written on and scanned, taken in once into DIR, and asked for; so are the words that were misread.
"""

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import msgspec
from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from index.archive import Archive
from index.catalogue import up_to_date
from index.dutch import STOP_WORDS, fold
from index.engine import Engine
from index.nota import Nota, NotaId
from index.synonyms import built_in
from ingest.imports import import_lines
from ingest.pipeline import Outcome, ingest
from samples.questions.written import HERE, Written, as_line, read_written, scanned
from search.query import parse
from search.synonyms import expand

BEST = 10  # hits that a reader looks at
WORST = 10  # questions shown
SHOWN = 5  # hits of each
JOBS = 2
TELL_EVERY = 25  # nota's taken in

SHORTEST = 6  # letters of a word that is asked for where it was misread
RARE = 6  # nota's that may have such a word, so that all of them fit among the best hits
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"[-‐¬]\s+")  # a word that the reading left in two


class Question(Struct, frozen=True):
    """What someone typed, what kind of question it is, and the nota's that answer it: 3 sought, 2 useful, 1 touched."""

    question: str
    kind: str
    judged: dict[str, int]


class Misread(NamedTuple):
    """A word, the nota's in which it was printed, and those of them in which it cannot be read."""

    word: str
    printed: set[str]
    lost: set[str]


@click.command()
@click.option("--archive", type=click.Path(path_type=Path), default=Path("build/finding"), show_default=True)
@click.option("--clean", is_flag=True, help="Take the texts in as they are, without a scan: the upper bound.")
def main(archive: Path, clean: bool) -> None:
    """Ask every question of the judged set, and print how well the answers are ordered and what misreading costs."""
    notas = read_written()
    filled = take_in(notas, archive, clean)
    records = [filled.get(key) for key in filled]
    keys = {record.id: stem(record) for record in records}
    engine = up_to_date(filled, print)
    report_questions(engine, keys, read_questions())
    report_misread(engine, keys, misread(notas, {stem(record): read_words(record) for record in records}))


def read_questions() -> list[Question]:
    """Return all questions of the set."""
    lines = (HERE / "questions.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Question) for line in lines]


def stem(record: Nota) -> str:
    """Return the key that a nota has in the judged set."""
    return Path(record.source).stem


# ── taking in ──


def take_in(notas: Sequence[Written], folder: Path, clean: bool) -> Archive:
    """Return the archive of these nota's; those that are not in it yet are taken in first."""
    archive = Archive(folder / ("clean" if clean else "scanned"))
    there = {stem(archive.get(key)) for key in archive}
    missing = [nota for nota in notas if nota.key not in there]
    if missing and clean:
        tell(import_lines(map(as_line, missing), "notas.jsonl", archive))
    elif missing:
        tell(ingest([scanned(nota, folder / "corpus") for nota in missing], archive, JOBS))
    return archive


def tell(outcomes: Iterable[Outcome]) -> None:
    """Go through a batch, and say what was refused and how far it is."""
    for number, outcome in enumerate(outcomes, 1):
        if outcome.outcome == "refused" or number % TELL_EVERY == 0:
            print(outcome.message or f"{number} nota's taken in", file=sys.stderr)


# ── questions ──


def report_questions(engine: Engine, keys: Mapping[NotaId, str], questions: Sequence[Question]) -> None:
    """Print nDCG over all questions and by kind, and the worst of them with their first hits."""
    answers = [(question, ask(engine, keys, question.question)) for question in questions]
    scored = [(ndcg(hits, question.judged), question, hits) for question, hits in answers]
    empty = sum(not hits for _, hits in answers)
    print(
        f"nDCG@{BEST} {mean([score for score, _, _ in scored]):.3f} over {len(scored)} questions, {empty} without a hit"
    )
    for kind in dict.fromkeys(question.kind for question in questions):
        scores = [score for score, question, _ in scored if question.kind == kind]
        print(f"  {kind:14} {mean(scores):.3f} over {len(scores)}")
    for score, question, hits in sorted(scored, key=lambda one: one[0])[:WORST]:
        wanted = sorted(question.judged.items(), key=lambda one: -one[1])[:BEST]
        first = [(key, question.judged.get(key, 0)) for key in hits[:SHOWN]]
        print(f"{score:.2f} {question.question}\n     hits   {graded(first)}\n     wanted {graded(wanted)}")


def graded(answers: Iterable[tuple[str, int]]) -> str:
    """Return keys with their grades, as they are printed."""
    return " ".join(f"{key}={grade}" for key, grade in answers) or "none"


def ask(engine: Engine, keys: Mapping[NotaId, str], question: str) -> list[str]:
    """Return the keys of the best nota's, the best first."""
    answer = engine.search(expand(parse(question), built_in()), BEST)
    return [keys[hit.id] for hit in (*answer.hits, *answer.nearly)]


def ndcg(hits: Sequence[str], judged: Mapping[str, int]) -> float:
    """Return how near this order is to the best possible, 0..1."""
    best = sorted(judged.values(), reverse=True)[:BEST]
    return gain([judged.get(key, 0) for key in hits]) / gain(best)


def gain(grades: Sequence[int]) -> float:
    """Return what a list of grades is worth: the lower on the list, the less."""
    return sum(float(2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def mean(scores: Sequence[float]) -> float:
    """Return the mean, and 0 of nothing."""
    return sum(scores) / len(scores) if scores else 0.0


# ── misread words ──


def folded(*texts: str) -> set[str]:
    """Return the words of texts, folded; one that is broken at a line end also whole."""
    running = fold(" ".join(texts))
    return set(_WORD.findall(running)) | set(_WORD.findall(_BROKEN.sub("", running)))


def read_words(record: Nota) -> set[str]:
    """Return the words that were read in a nota."""
    return folded(record.title, *(text for page in record.pages for text in (page.body, page.metadata)))


def misread(notas: Sequence[Written], read: Mapping[str, set[str]]) -> list[Misread]:
    """Return the rare words that were misread in some nota, in alphabetical order; what was not read at all is lost."""
    printed: dict[str, set[str]] = defaultdict(set)
    for nota in notas:
        for word in folded(nota.title, nota.onderwerp, nota.text):
            if len(word) >= SHORTEST and word not in STOP_WORDS:
                printed[word].add(nota.key)
    rare = [word for word in sorted(printed) if len(printed[word]) <= RARE]
    texts = {nota.key: folded(nota.title, nota.onderwerp, nota.text) for nota in notas}
    wrong = {key: sorted(read[key] - texts[key]) for key in read}
    words = [
        Misread(word, printed[word], {key for key in printed[word] if _stands(word, read[key], wrong[key])})
        for word in rare
    ]
    return [word for word in words if word.lost]


def _stands(word: str, read: set[str], wrong: Sequence[str]) -> bool:
    """Tell whether a word was misread, not lost: some word that was never printed is more like it than not."""
    most = max(2, len(word) // 3)
    return word not in read and bool(process.extractOne(word, wrong, scorer=Levenshtein.distance, score_cutoff=most))


def report_misread(engine: Engine, keys: Mapping[NotaId, str], words: Sequence[Misread]) -> None:
    """Print how many words were misread, and how often their nota's are found by them all the same."""
    print(f"{len(words)} words misread, in {sum(len(word.lost) for word in words)} places")
    for name, form in (("as a word", "{}"), ("exactly", '"{}"')) if words else ():
        found = [set(ask(engine, keys, form.format(word.word))) for word in words]
        lost = recall([word.lost for word in words], found)
        printed = recall([word.printed for word in words], found)
        print(f"  asked {name:10} recall@{BEST} where misread {lost:.3f}, of all that have it {printed:.3f}")


def recall(wanted: Sequence[set[str]], found: Sequence[set[str]]) -> float:
    """Return what part of all that was wanted was found, 0..1."""
    return sum(len(one & other) for one, other in zip(wanted, found, strict=True)) / max(1, sum(map(len, wanted)))


if __name__ == "__main__":
    main()
