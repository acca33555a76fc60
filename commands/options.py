"""What the commands have alike on the command line: their archive, JSON, and examples in the help."""

from pathlib import Path

import click

from index.archive import Archive
from index.errors import WrongUsage


def examples(*lines: str) -> str:
    """Return these lines as the end of a command's help."""
    return "\b\n" + "\n".join(lines)  # \b: click leaves the lines as they are


def _archive(context: click.Context, _: click.Parameter, folder: Path | None) -> Archive:
    """Return the archive that is told after the command, else before it."""
    return Archive(folder or context.find_root().params["folder"])


archive_option = click.option(
    "--archive", type=click.Path(path_type=Path), callback=_archive, metavar="DIR", help="The archive's folder."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a line.")


def must_exist(archive: Archive) -> None:
    """Raise WrongUsage where there is no archive: a folder mistyped is not an archive with nothing in it."""
    if not archive.folder.is_dir():
        raise WrongUsage(f"There is no archive at {archive.folder}; make one with `nota ingest`, or give --archive.")
