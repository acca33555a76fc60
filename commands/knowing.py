"""Commands for what the archive knows beside its nota's: words, themes, synonyms."""

from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, print_lines, progress_bar, say
from index.archive import Archive
from index.errors import WrongUsage


@click.command(
    epilog=examples(
        "nota words                          the words, one a line",
        "nota words --learn                  add what five nota's or more use",
        "nota words --names indieners.csv    add the names in a tracker's list",
        "The file is words.txt in the archive's folder; it may be edited.",
    )
)
@archive_option
@click.option("--learn", is_flag=True, help="Add the words that the archive's nota's use often.")
@click.option("--least", type=click.IntRange(min=1), default=5, show_default=True, help="In so many nota's at least.")
@click.option("--names", type=click.File("rb"), metavar="FILE", help="Add the names in a tracker's list, CSV or text.")
@json_option
def words(archive: Archive, learn: bool, least: int, names: BinaryIO | None, as_json: bool) -> None:
    """Show, or add to, the words that the archive knows beside the dictionary.

    The clean-up takes them for words, in scans that are taken in from then on.
    """
    from index.words import add_words, in_order, own_words

    if not (learn or names):
        must_exist(archive)
        known = in_order(own_words(archive))
        answer({"words": known}) if as_json else print_lines(known)
        return
    found: set[str] = set()
    if names:
        from ingest.names import names_in

        found |= names_in(names.read(), Path(names.name).name)
    if learn:
        from ingest.often import often_used

        must_exist(archive)
        with progress_bar() as progress:
            keys = progress.track(list(archive), description="Learning")
            found |= often_used((archive.get(key) for key in keys), least)
    with archive.writing():
        added = add_words(archive, found)
        total = len(own_words(archive))
    answer({"added": added, "total": total}) if as_json else print_lines(added)
    say(f"{len(added)} added, {total} in all.")


@click.command(
    epilog=examples(
        "nota themes            the concepts, one a line: id, label and the TOP-lijst concept above it",
        "nota themes --write    write the thesaurus into the archive, to be edited",
        "Its file is themas.json in the archive's folder; after a change: nota retag",
    )
)
@archive_option
@click.option("--write", is_flag=True, help="Write the thesaurus that comes with the product into the archive.")
@json_option
def themes(archive: Archive, write: bool, as_json: bool) -> None:
    """Show the thesaurus that nota's are filed under, or write it out to be edited."""
    from index.thesaurus import THEMES, first_file, thesaurus

    if write:
        _write_out(archive, THEMES, first_file(), "then type: nota retag")
        return
    known = thesaurus(archive)
    for concept in known.concepts.values():
        uri = known.uri(concept)
        if as_json:
            answer(msgspec.to_builtins(concept) | {"uri": uri})
        else:
            above = ", ".join(known.above(concept))
            print(f"{concept.id:<45} {concept.label}{f'  (in: {above})' if above else ''}")


@click.command(
    epilog=examples(
        "nota synonyms            the groups of names, one a line",
        "nota synonyms --write    write them into the archive, to be edited",
        "The file is synoniemen.txt in the archive's folder; a change counts from the next search on.",
    )
)
@archive_option
@click.option("--write", is_flag=True, help="Write the synonyms that come with the product into the archive.")
def synonyms(archive: Archive, write: bool) -> None:
    """Show the synonyms and abbreviations that a search goes by, or write them out to be edited."""
    from index.synonyms import SYNONYMS, first_file

    if write:
        must_exist(archive)
        _write_out(archive, SYNONYMS, first_file(), "it counts from the next search on.")
        return
    path = archive.folder / SYNONYMS
    print(path.read_text("utf-8") if path.exists() else first_file().decode(), end="")


def _write_out(archive: Archive, name: str, data: bytes, then: str) -> None:
    """Put a file that comes with the product into the archive, for the archivist to edit, where there is none yet."""
    path = archive.folder / name
    if path.exists():
        raise WrongUsage(f"{path} is there already; edit it, or move it away first.")
    with archive.writing():
        archive.write(name, data)
    say(f"Edit {path}; {then}")
