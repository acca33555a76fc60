"""Keep the numbers of every run, one JSON line each, so that a change can be held against what was."""

import datetime as dt
import json
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from bench.plain import tesseract_version

RESULTS = Path(__file__).with_name("results.jsonl")


def keep(bench: str, corpus: str, numbers: Mapping[str, object], results: Path = RESULTS) -> None:
    """Add one line: what was measured on which corpus, when, and with which versions."""
    line = {
        "bench": bench,
        "corpus": corpus,
        "day": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": _commit(),
        "made_with": [f"nota-archief {version('nota-archief')}", tesseract_version()],
        **numbers,
    }
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _commit() -> str:
    """Return the commit that was measured, with `-dirty` where files other than the results had changed since."""
    commit = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!bench/{RESULTS.name}")
    return (commit or "unknown") + ("-dirty" if changed else "")


def _git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=RESULTS.parent.parent, capture_output=True, text=True, check=False)
    return run.stdout.strip()
