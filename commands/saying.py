"""Commands by which people say what they know of a nota: its tags, its handwriting, who may see it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer
from index.archive import Archive
from index.errors import WrongUsage

if TYPE_CHECKING:
    from index.verdicts import Said

by_option = click.option("--by", "who", metavar="NAME", help="Who says so; else your login name.")


def _of_tags(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take a nota, tags of it, and who says something of these."""
    tags = click.argument("tags", nargs=-1, required=True, metavar="TAG…")
    return archive_option(click.argument("key", metavar="ID")(tags(by_option(json_option(command)))))


@click.command(epilog=examples("nota confirm n-7x9k2m4q5t8w onderwijsroute motie:32824-402 --by Anna"))
@_of_tags
def confirm(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Say that these tags of a nota are right.

    A TAG is a theme, whether it was found or not, or another tag of the nota as kind:value. What is said is kept beside
    the record, whatever is tagged anew. The answer names all that stands of the nota's tags.
    """
    _judge(archive, key, tags, "confirmed", who, as_json)


@click.command(epilog=examples("nota reject n-7x9k2m4q5t8w wonen 'wet:Wet inburgering 2013'"))
@_of_tags
def reject(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Say that these tags of a nota are wrong: it is no longer found by them.

    A TAG is a theme, or another tag of the nota as kind:value. What is filed under a narrower theme is still found by
    the broader one. What is said is kept beside the record, whatever is tagged anew. The answer names all that stands
    of the nota's tags.
    """
    _judge(archive, key, tags, "rejected", who, as_json)


@click.command(epilog=examples("nota withdraw n-7x9k2m4q5t8w wonen"))
@_of_tags
def withdraw(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Take back what was said of these tags: they are again what they were found to be.

    The answer names all that still stands of the nota's tags.
    """
    _judge(archive, key, tags, "withdrawn", who, as_json)


@click.command(
    # A note may begin with a dash, and -h… may be one too.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog=examples('nota read n-7x9k2m4q5t8w 1 k03 "eens, graag bespreken"', 'nota read n-7x9k2m4q5t8w 1 k03 ""'),
)
@archive_option
@click.argument("key", metavar="ID")
@click.argument("page", type=int)
@click.argument("mark")
@click.argument("text")
@by_option
@json_option
def read(archive: Archive, key: str, page: int, mark: str, text: str, who: str | None, as_json: bool) -> None:
    """Say what a mark says that was written by hand: nota show gives the ids of the marks.

    It is found from then on, and stays with its place on the page, whatever is read anew. An empty TEXT takes it back.
    """
    from index.judge import login
    from index.transcribe import read_mark

    must_exist(archive)
    kept = read_mark(archive, key, page, mark, text, who or login())
    if as_json:
        answer({"id": key} | msgspec.to_builtins(kept))
    else:
        print(f"{mark}: {kept.text}" if kept.text else f"{mark}: not read")


@click.command(
    epilog=examples(
        "nota restrict n-7x9k2m4q5t8w bestuur kabinet    only who is in one of these groups sees it",
        "nota restrict n-7x9k2m4q5t8w --lift             everybody sees it",
        "nota restrict                                   which are limited, and to whom",
        "The file is beperkt.json in the archive's folder; it may be edited.",
    )
)
@archive_option
@click.argument("key", metavar="[ID]", required=False)
@click.argument("groups", nargs=-1, metavar="[GROUP…]")
@click.option("--lift", is_flag=True, help="Let everybody see it again.")
@json_option
def restrict(archive: Archive, key: str | None, groups: tuple[str, ...], lift: bool, as_json: bool) -> None:
    """Limit a nota to groups of readers, in the place of what it was limited to; or say which nota's are limited.

    For all others it is then as if the archive did not hold it. That goes for the web pages: who can read the
    archive's folder sees everything, by this command too. The limit stays, whatever becomes of the nota.
    """
    from index import limits

    must_exist(archive)
    if lift and (groups or not key):
        raise WrongUsage("Give --lift with the id of one nota, and no group.")
    if key:
        with archive.writing():
            limits.lift(archive, key) if lift else limits.restrict(archive, key, groups)
    limited = limits.limits(archive).groups
    for one in [key] if key else limited:
        allowed = limited.get(one, ())
        answer({"id": one, "groups": allowed}) if as_json else print(f"{one}  {', '.join(allowed) or 'everybody'}")


def _judge(archive: Archive, key: str, tags: tuple[str, ...], said: "Said", who: str | None, as_json: bool) -> None:
    from index.judge import judge, login

    must_exist(archive)
    stands = judge(archive, key, tags, said, who or login())
    if as_json:
        answer({"id": key} | stands)
    else:
        for word, values in stands.items():
            if values:
                print(f"{word}: {', '.join(values)}")
