"""The command that learns themes from what people said of them."""

import datetime as dt
from typing import TYPE_CHECKING

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, print_lines, progress_bar, say
from index.archive import Archive
from index.errors import WrongUsage

if TYPE_CHECKING:
    from ingest.lessons import Lessons


@click.command(
    epilog=examples(
        "nota learn --dry-run    what would be learned, and nothing is written",
        "nota learn              learn it, in the place of what was learned before",
        "nota learn --forget     go by the labels of the thesaurus again",
        "The file is learned.json in the archive's folder; after a change: nota retag",
    )
)
@archive_option
@click.option("--dry-run", is_flag=True, help="Show what would be learned, and write nothing.")
@click.option("--forget", is_flag=True, help="Take away what was learned.")
@json_option
def learn(archive: Archive, dry_run: bool, forget: bool, as_json: bool) -> None:
    """Learn themes from what people confirmed and rejected.

    A theme is learned once 30 nota's are confirmed to be on it, 30 are on something else, and its words then tell it
    better than its labels do. F1, from 0 to 1, says how well; what was learned is tried on other nota's than it was
    learned from.
    """
    must_exist(archive)
    if forget and dry_run:
        raise WrongUsage("Give --forget or --dry-run, not both.")
    from index.learned import keep
    from ingest.told import lessons_table, lessons_told

    before = _learned_before(archive)
    if forget:
        with archive.writing():
            keep(archive, None)
        if as_json:
            answer({"dropped": sorted(before)})
        say("Every theme goes by its labels. Type `nota retag` to tag the archive so.")
        return
    documents, lessons = _lessons(archive)
    if not dry_run:
        with archive.writing():
            keep(archive, lessons.learned)
    dropped = sorted(before - {lesson.theme for lesson in lessons.themes if lesson.learned})
    if as_json:
        themes = msgspec.to_builtins(lessons.themes)
        answer({"documents": documents, "written": not dry_run, "themes": themes, "dropped": dropped})
    else:
        print_lines(lessons_table(lessons.themes))
    for sentence in lessons_told(lessons.themes, dropped, dry_run):
        say(sentence)


def _learned_before(archive: Archive) -> set[str]:
    """Return the themes that go by what was learned; none where its file is broken, which is said."""
    from index.learned import learned_by

    try:
        learned = learned_by(archive)
    except WrongUsage as broken:
        say(str(broken))
        return set()
    return {theme.id for theme in learned.themes} if learned else set()


def _lessons(archive: Archive) -> "tuple[int, Lessons]":
    """Return of how many nota's people judged the themes, and what can be learned from those."""
    from index.thesaurus import thesaurus
    from ingest.examples import examples
    from ingest.known import Known
    from ingest.labels import Labels
    from ingest.learn import learn

    own = thesaurus(archive)
    with progress_bar() as progress:
        given = list(examples(archive, progress.track(list(archive), description="Reading")))
    say(f"People judged the themes of {len(given)} nota's.")
    return len(given), learn(given, Known(own, Labels(own)), dt.date.today())
