"""How fast nota's are tagged, and a whole archive retagged: `python -m bench.tags [--notas N]`."""

import datetime as dt
import itertools
import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.product import NOTA, nota
from bench.results import keep
from ingest.tag import tag

TEXTS = Path(__file__).parent.parent / "samples" / "texts"
WORDS = 900  # of a nota
SEED = 5


@click.command()
@click.option("--notas", default=1000, show_default=True, help="Nota's of 900 words, shuffled from the samples' texts.")
def main(notas: int) -> None:
    """Tag forged nota's of 900 words, and retag an archive of them; print CPU seconds, and keep them."""
    bodies = list(itertools.islice(forged(), notas))
    tag([bodies[0]], None)  # what is made once
    began = time.process_time()
    for body in bodies:
        tag([body], dt.date(2023, 11, 22))
    took = time.process_time() - began
    retagged = retag_seconds(bodies)
    numbers = {"notas": notas, "words": WORDS, "tag CPU seconds": round(took, 1), "retag seconds": round(retagged, 1)}
    print(json.dumps(numbers))
    keep("tags", "samples/texts", numbers)


def forged() -> Iterator[str]:
    """Yield bodies of some 900 words, each the paragraphs of the samples' texts in another order."""
    paragraphs = [part for path in sorted(TEXTS.glob("*.txt")) for part in path.read_text("utf-8").split("\n\n")]
    order = random.Random(SEED)
    while True:
        order.shuffle(paragraphs)
        lengths = itertools.accumulate(len(part.split()) for part in paragraphs)
        yield "\n\n".join(part for part, length in zip(paragraphs, lengths, strict=True) if length <= WORDS)


def retag_seconds(bodies: list[str]) -> float:
    """Return the seconds in which `nota retag` goes through an archive of these nota's, none of which changes."""
    with TemporaryDirectory() as folder:
        lines = "".join(json.dumps({"pages": [{"body": body}], "dated": "2023-11-22"}) + "\n" for body in bodies)
        subprocess.run(
            [NOTA, "--archive", folder, "import", "-"], input=lines.encode(), capture_output=True, check=True
        )
        began = time.perf_counter()
        nota(Path(folder), "retag")
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
