"""Commands by which nota's come into the archive."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from commands.options import archive_option, examples, json_option
from commands.output import answer, progress_bar, say
from index.archive import Archive

if TYPE_CHECKING:
    from ingest.pipeline import Outcome

SOME_REFUSED = 3

again_option = click.option(
    "--again", is_flag=True, help='Make anew what is there already, damaged or not; its outcome is "new".'
)


@click.command(
    "ingest",
    epilog=examples(
        "nota ingest nota.pdf",
        "nota ingest scans/2023 --jobs 4",
        "nota ingest scans --json > log.jsonl",
        "nota ingest --again scans    read anew with this version what an older one read",
    ),
)
@archive_option
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(min=1), help="Pages read at once; else one for each processor.")
@again_option
@json_option
def take_in(archive: Archive, paths: tuple[Path, ...], jobs: int | None, again: bool, as_json: bool) -> None:
    """Take in scans: PDF, TIFF, PNG or JPEG, files or whole folders.

    A scan that is already there is left as it is: a batch that was interrupted can simply be run again. With --again it
    is read anew, and what people said of its tags and marks stays.
    """
    from ingest.files import find_scans
    from ingest.pipeline import ingest

    scans = list(find_scans(paths, archive.folder))
    with progress_bar() as progress:
        bar = progress.add_task("Reading", total=len(scans))

        def page_read(path: Path, number: int) -> None:
            progress.update(bar, description=f"{path.name}, page {number}")

        jobs = jobs or len(os.sched_getaffinity(0))
        outcomes = ingest(scans, archive, jobs, page_read=page_read, again=again)
        refused = _tell(progress.track(outcomes, task_id=bar, total=len(scans)), as_json)
    sys.exit(SOME_REFUSED if refused else 0)


@click.command(
    "import",
    epilog=examples(
        '{"source": "a.docx", "title": "…", "dated": "2023-11-22",',
        ' "pages": [{"body": "…", "metadata": "…"}]}',
        "All but pages may be left out.",
    ),
)
@archive_option
@click.argument("file", type=click.File("rb"), metavar="FILE.jsonl")
@again_option
@json_option
def take_in_text(archive: Archive, file: BinaryIO, again: bool, as_json: bool) -> None:
    """Take in nota's that already have text.

    FILE.jsonl holds one JSON object a line; `-` reads standard input.
    """
    from ingest.imports import import_lines

    with progress_bar() as progress:
        outcomes = import_lines(file, Path(file.name).name, archive, again=again)
        refused = _tell(progress.track(outcomes, description="Importing"), as_json)
    sys.exit(SOME_REFUSED if refused else 0)


def _tell(outcomes: Iterable["Outcome"], as_json: bool) -> int:
    """Print what became of each file, and the sum; return how many were refused."""
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.outcome] += 1
        if as_json:
            answer(msgspec.to_builtins(outcome))
        else:
            said = outcome.message or f"{outcome.id}  {outcome.path}, {outcome.pages} p."
            print(f"{outcome.outcome:8} {said}", flush=True)
    say(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return counts["refused"]
