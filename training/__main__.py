"""Make the model: `python -m training`. Forge pages, cut pieces out of them, learn, write the model down."""

import argparse
from pathlib import Path

from ingest.ink.eye import MODEL
from training.crops import forge_crops
from training.learn import learn

WORK = Path("build/training")
PAGES, STEPS = 1000, 5500


def main() -> None:
    """Read the arguments and go the whole road; pages that were forged before are not forged again."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="to forge")
    parser.add_argument("--steps", type=int, default=STEPS, help="of learning")
    parser.add_argument("--jobs", type=int, default=2, help="pages forged at once")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for what is forged")
    parser.add_argument("--out", type=Path, default=MODEL, help="the model to write")
    asked = parser.parse_args()
    forge_crops(asked.work, asked.pages, asked.jobs)
    learn(asked.work, asked.out, asked.steps)


if __name__ == "__main__":
    main()
