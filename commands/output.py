"""How it comes out: answers on standard output, messages and progress on standard error, files where -o says."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CannotWrite

if TYPE_CHECKING:
    from rich.progress import Progress


def answer(data: object) -> None:
    """Print one object as a line of JSON, at once, so that a program can read along."""
    print(json.dumps(data, ensure_ascii=False), flush=True)


def print_lines(lines: Iterable[str]) -> None:
    """Print an answer of lines; nothing, where there are none."""
    for line in lines:
        print(line)


def say(message: str) -> None:
    """Print a message to who typed the command."""
    print(message, file=sys.stderr)


def progress_bar() -> "Progress":
    """Return a bar on standard error where that is a terminal; answers on the same terminal stand above it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    both = sys.stdout.isatty()
    return Progress(*columns, console=console, transient=True, redirect_stdout=both, disable=not console.is_terminal)


def write_file(output: Path, data: bytes) -> None:
    """Write a file where -o says. Raises CannotWrite."""
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CannotWrite(f"Cannot write {output}: {error.strerror}. Give another place with -o.") from error
