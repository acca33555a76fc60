"""Commands that keep the archive in order, and the machine that it is on."""

import datetime as dt
from collections.abc import Iterable, Iterator

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, progress_bar, say
from index.archive import Archive, Damage
from index.errors import DamagedArchive, MissingTool


@click.command()
@archive_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at once; else one for each processor.")
def reindex(archive: Archive, jobs: int | None) -> None:
    """Rebuild the index from the records, without OCR.

    Until the new index is whole, the old one answers. Interrupted, it goes on where it was when it is run again.
    """
    from index.catalogue import rebuild_index

    must_exist(archive)
    with archive.writing(), progress_bar() as progress:
        total = len(list(archive))
        bar = progress.add_task("Indexing", total=total)
        damaged = rebuild_index(archive, jobs, lambda notas: progress.advance(bar, notas))
    say(f"{total - len(damaged)} nota's can be found.")
    if damaged:
        raise DamagedArchive(f"Left out, for their record is damaged: {', '.join(damaged)}; run `nota check`.")


@click.command()
@archive_option
@json_option
def check(archive: Archive, as_json: bool) -> None:
    """Verify every stored file against its checksum, and that all that people said and limited can be read."""
    must_exist(archive)
    keys, found = list(archive), 0
    with progress_bar() as progress:
        for damage in _damage(archive, progress.track(keys, description="Checking")):
            found += 1
            answer(damage._asdict()) if as_json else print(f"{damage.id}  {damage.name} {damage.what}".lstrip())
    if found:
        raise DamagedArchive(
            f"{found} damaged in {archive.folder}. Put back a copy; or take the scan in again by `nota ingest --again` "
            "(what came as text: `nota import --again`): what people said of the nota stays."
        )
    say(f"{len(keys)} nota's, every file as it was written.")


@click.command(
    epilog=examples(
        "nota audit                        what was done this month",
        "nota audit --month 2026-10 --json > october.jsonl",
        "Its files are in the folder audit of the archive's, one a month; days and hours are in UTC.",
    )
)
@archive_option
@click.option("--month", metavar="MONTH", help="What was done in this month, as 2026-11; else in the current one.")
@json_option
def audit(archive: Archive, month: str | None, as_json: bool) -> None:
    """Show who saw, sought and changed what in a browser, the oldest first."""
    from index.audit import entries, months, told

    must_exist(archive)
    asked, empty = month or f"{dt.datetime.now(dt.UTC):%Y-%m}", True
    for entry in entries(archive, asked):
        empty = False
        answer(msgspec.to_builtins(entry)) if as_json else print(told(entry))
    if empty:
        say(f"Nothing was recorded in {asked}; there is something of: {', '.join(months(archive)) or 'no month yet'}.")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is missing on this machine, and how to install it."""
    from ingest.doctor import examine

    findings = examine()
    if as_json:
        answer({"findings": msgspec.to_builtins(findings)})
    else:
        for finding in findings:
            print(f"{'✓' if finding.there else '✗'} {finding.name}: {finding.found}")
    if missing := [finding.name for finding in findings if not finding.there]:
        raise MissingTool(f"Missing: {', '.join(missing)}.")


def _damage(archive: Archive, keys: Iterable[str]) -> Iterator[Damage]:
    from index import limits, readings, verdicts
    from index.said import unreadable

    yield from limits.unreadable(archive)
    for key in keys:
        yield from archive.damage(key)
        yield from unreadable(archive, key, verdicts.SAYINGS)
        yield from unreadable(archive, key, readings.SAYINGS)
