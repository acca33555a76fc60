"""Commands that tag: text from elsewhere, or every nota anew."""

import codecs
import datetime as dt
import sys
from typing import TYPE_CHECKING

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, print_lines, progress_bar, say
from index.archive import Archive
from index.errors import DamagedArchive, WrongUsage

if TYPE_CHECKING:
    from index.nota import Nota, Tag


@click.command("tag", epilog=examples('{"text": "Zie de motie Palland c.s.", "dated": "2023-11-22"}'))
@archive_option
@click.option("--json", is_flag=True, expose_value=False, help="The answer is always JSON.")
def tag_lines(archive: Archive) -> None:
    """Tag text that comes from elsewhere, with the themes and names of the archive where there is one.

    A line {"text", "dated"} on standard input gives a line {"tags"} on standard output.
    """
    from ingest.known import known_to
    from ingest.tag import tag

    known = known_to(archive)

    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            try:
                given = msgspec.json.decode(line.removeprefix(codecs.BOM_UTF8), type=_Text)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise WrongUsage(f'Line {number} is no object with "text" and "dated" ({error}).') from error
            answer({"tags": msgspec.to_builtins(tag([given.text], given.dated, known))})


class _Text(msgspec.Struct, frozen=True):
    text: str
    dated: dt.date | None = None


@click.command(
    epilog=examples(
        "nota retag --dry-run                what would change, and nothing does",
        "nota retag --json > changes.jsonl   what changed, one nota a line",
    )
)
@archive_option
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@json_option
def retag(archive: Archive, dry_run: bool, as_json: bool) -> None:
    """Tag every nota anew from its record, without OCR, and show what changed.

    What people confirmed and rejected stays so. Tags that are gone stand behind a -, new ones behind a +.
    """
    must_exist(archive)
    from ingest.known import known_to
    from ingest.retag import LeftOut, retag
    from ingest.tag import tag
    from ingest.told import retagged_lines

    known = known_to(archive)

    def tagger(nota: "Nota") -> "tuple[Tag, ...]":
        return tag([page.body for page in nota.pages], nota.dated, known)

    total, changed, new, gone, moved = len(list(archive)), 0, 0, 0, 0
    left_out = []
    with progress_bar() as progress:
        for outcome in progress.track(retag(archive, tagger, dry_run=dry_run), total=total, description="Tagging"):
            if isinstance(outcome, LeftOut):
                left_out.append(outcome.id)
                say(outcome.message)
            elif outcome.changed:
                changed += 1
                new, gone, moved = new + len(outcome.new), gone + len(outcome.gone), moved + outcome.moved
                answer(msgspec.to_builtins(outcome)) if as_json else print_lines(retagged_lines(outcome))
    also = f", {moved} moved" if moved else ""
    would = "would change" if dry_run else "changed"
    say(f"{changed} of {total} nota's {would}: {new} tags new, {gone} gone{also}.")
    if left_out:
        raise DamagedArchive(f"Left out, for a file of theirs is damaged: {', '.join(left_out)}; run `nota check`.")
