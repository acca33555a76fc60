"""The forge's command: `python -m samples.forge` makes the repository's samples anew; with `--count`, new ones."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from samples.forge.chance import SPLITS, random_recipe
from samples.forge.corpus import CORPUS
from samples.forge.pen import HANDS, PENS
from samples.forge.road import SAMPLES, forge
from samples.forge.truth import save


def main() -> int:
    """Read the arguments, forge, and print the path of every scan made."""
    asked = _arguments()
    if asked.count:
        recipes = [random_recipe(asked.split, asked.seed, at, asked.hands, asked.pens) for at in range(asked.count)]
    else:
        recipes = [recipe for recipe in CORPUS if not asked.only or recipe.stem in asked.only.split(",")]
    for recipe in recipes:
        for path in save(forge(recipe), asked.out):
            print(path, flush=True)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m samples.forge", description=__doc__)
    parser.add_argument("--out", type=Path, default=SAMPLES, help="corpus folder to write into")
    parser.add_argument("--only", default="", help="stems of the repository's samples, divided by commas")
    parser.add_argument("--count", type=int, default=0, help="forge so many random nota's instead")
    parser.add_argument("--seed", type=int, default=1, help="first number of their chances")
    parser.add_argument("--split", choices=SPLITS, default="annotated", help="how much they went through")
    parser.add_argument("--hands", type=_some_of(HANDS), default=tuple(HANDS), help=f"of {', '.join(HANDS)}")
    parser.add_argument("--pens", type=_some_of(PENS), default=tuple(PENS), help=f"of {', '.join(PENS)}")
    return parser.parse_args()


def _some_of(known: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """Make a reader of names divided by commas, each of which must be known."""

    def names(given: str) -> tuple[str, ...]:
        unknown = set(given.split(",")) - set(known)
        if unknown:
            raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
        return tuple(given.split(","))

    return names


if __name__ == "__main__":
    sys.exit(main())
