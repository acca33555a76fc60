"""The `nota` command: arguments in, one call, print what came out.

The rooms behind a command are imported inside it: `nota search` answers before cv2 and spaCy would have loaded.
"""

import codecs
import datetime as dt
import io
import json
import os
import signal
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.archive import Archive
from index.errors import CannotWrite, DamagedArchive, MissingTool, NotaError, WrongUsage

if TYPE_CHECKING:
    from index.archive import Damage
    from index.nota import Nota, Tag
    from index.verdicts import Said
    from ingest.lessons import Lessons
    from ingest.pipeline import Outcome

SOME_REFUSED = 3
INTERRUPTED = 130


def _examples(*lines: str) -> str:
    return "\b\n" + "\n".join(lines)  # \b: click leaves the lines as they are


def _archive(context: click.Context, _: click.Parameter, folder: Path | None) -> Archive:
    """Return the archive that is told after the command, else before it."""
    return Archive(folder or context.find_root().params["folder"])


archive_option = click.option(
    "--archive", type=click.Path(path_type=Path), callback=_archive, metavar="DIR", help="The archive's folder."
)
by_option = click.option("--by", "who", metavar="NAME", help="Who says so; else your login name.")
again_option = click.option(
    "--again", is_flag=True, help='Make anew what is there already, damaged or not; its outcome is "new".'
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a line.")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples(
        "nota ingest scans/                     take in every scan in a folder",
        'nota search "prejudiciële vragen"      find the page that treats something',
        "nota show n-7x9k2m4q5t8w               one nota, whole",
        "nota doctor                            is anything missing on this machine?",
    ),
)
@click.version_option(package_name="nota-archief")
@click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path),
    envvar="NOTA_ARCHIVE",
    default="archief",
    metavar="DIR",
    help="The archive's folder; else $NOTA_ARCHIVE, else ./archief.",
)
def command(folder: Path) -> None:
    """Take in hand-annotated scans of nota's, and find them again."""


@command.command(
    "ingest",
    epilog=_examples(
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
    with _progress() as progress:
        bar = progress.add_task("Reading", total=len(scans))

        def page_read(path: Path, number: int) -> None:
            progress.update(bar, description=f"{path.name}, page {number}")

        jobs = jobs or len(os.sched_getaffinity(0))
        outcomes = ingest(scans, archive, jobs, page_read=page_read, again=again)
        refused = _tell(progress.track(outcomes, task_id=bar, total=len(scans)), as_json)
    sys.exit(SOME_REFUSED if refused else 0)


@command.command(
    "import",
    epilog=_examples(
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

    with _progress() as progress:
        outcomes = import_lines(file, Path(file.name).name, archive, again=again)
        refused = _tell(progress.track(outcomes, description="Importing"), as_json)
    sys.exit(SOME_REFUSED if refused else 0)


@command.command()
@archive_option
@click.argument("key", metavar="ID")
@json_option
def show(archive: Archive, key: str, as_json: bool) -> None:
    """Show one nota, whole."""
    from search.terminal import show_nota

    nota = archive.get(key)
    if as_json:
        print(msgspec.json.encode(nota).decode())
    else:
        Console(highlight=False).print(show_nota(nota))


@command.command(
    epilog=_examples(
        "scan         as it came, at its own size",
        "upright      straightened",
        "print        straightened, with all that was added by hand or stamp taken off",
        "handwriting  255 where pen or pencil is, else 0",
        "stamp        255 where a stamp is, else 0",
        "k03          one mark, by its id, cut out of the page",
    )
)
@archive_option
@click.argument("key", metavar="ID")
@click.argument("page", type=int)
@click.argument("layer")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.png")
def layer(archive: Archive, key: str, page: int, layer: str, output: Path) -> None:
    """Write one layer of a page as a PNG."""
    from ingest.layer import layer_png

    _write(output, layer_png(archive, key, page, layer))


@command.command(epilog=_examples("nota export n-7x9k2m4q5t8w -o nota.pdf"))
@archive_option
@click.argument("key", metavar="ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
def export(archive: Archive, key: str, output: Path) -> None:
    """Write a nota as a searchable PDF/A: the scan, straightened, with its text behind it.

    A nota that was imported as text is set in type.
    """
    from search.pdf import searchable_pdf

    _write(output, searchable_pdf(archive, key))


@command.command(
    # A question may begin with -word, and -h… is such a word too.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog=_examples(
        "nota search 'prejudiciële vragen Wi2013'        all of these words, in any Dutch form",
        "nota search '\"warme overdracht\" OF inburger*'   a phrase; or words that begin so",
        "nota search 'kamerstuk:32824-402 NIET COA'      what treats this paper, without a word",
        "nota search 'motie:Palland datum:2023-07..2023-09'",
        "nota search 'gemarkeerd:overdracht'             what someone underlined or circled",
        "nota search 'kantlijn:ja' --from 2023           pages with notes in the margin",
        "nota search 'ongelezen:ja'                      pages with a note there that nobody has read yet",
        "nota search 'kwaliteit:laag'                    pages that were read badly, the worst first",
    ),
)
@archive_option
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Most hits to show.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Skip this many of the best hits.")
@click.option("--from", "first", metavar="DATE", help="Nota's of this day or later: 2023-11-22, 2023-11 or 2023.")
@click.option("--to", "last", metavar="DATE", help="Nota's of this day or earlier.")
@click.option("--theme", "themes", metavar="ID", multiple=True, help="Nota's on this theme; may be repeated.")
@click.option(
    "--sort", type=click.Choice(["best", "date"]), default="best", show_default=True, help="date: newest first."
)
@json_option
def search(
    archive: Archive,
    words: tuple[str, ...],
    limit: int,
    offset: int,
    first: str | None,
    last: str | None,
    themes: tuple[str, ...],
    sort: str,
    as_json: bool,
) -> None:
    """Find nota's, best first, each by the page that answers best."""
    from search.ask import as_object, ask
    from search.terminal import show_results

    if unknown := next((word for word in words if word.startswith("--")), None):
        raise WrongUsage(f"There is no option {unknown}; see nota search --help.")
    _must_exist(archive)
    query = " ".join(words)
    began = time.perf_counter()
    results = ask(
        archive,
        query,
        _say,
        limit=limit,
        offset=offset,
        first=_days(first)[0],
        last=_days(last)[1],
        themes=themes,
        newest_first=sort == "date",
    )
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    if as_json:
        _answer(as_object(archive, query, results, took_ms))
    else:
        Console(highlight=False).print(show_results(results, query, offset + 1))
        _say(f"{results.total} found in {took_ms} ms.")


@command.command("tag", epilog=_examples('{"text": "Zie de motie Palland c.s.", "dated": "2023-11-22"}'))
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
            _answer({"tags": msgspec.to_builtins(tag([given.text], given.dated, known))})


class _Text(msgspec.Struct, frozen=True):
    text: str
    dated: dt.date | None = None


@command.command()
@archive_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at once; else one for each processor.")
def reindex(archive: Archive, jobs: int | None) -> None:
    """Rebuild the index from the records, without OCR.

    Until the new index is whole, the old one answers. Interrupted, it goes on where it was when it is run again.
    """
    from index.catalogue import rebuild_index

    _must_exist(archive)
    with archive.writing(), _progress() as progress:
        total = len(list(archive))
        bar = progress.add_task("Indexing", total=total)
        damaged = rebuild_index(archive, jobs, lambda notas: progress.advance(bar, notas))
    _say(f"{total - len(damaged)} nota's can be found.")
    if damaged:
        raise DamagedArchive(f"Left out, for their record is damaged: {', '.join(damaged)}; run `nota check`.")


@command.command(
    epilog=_examples(
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
    _must_exist(archive)
    from ingest.known import known_to
    from ingest.retag import LeftOut, retag
    from ingest.tag import tag
    from ingest.told import retagged_lines

    known = known_to(archive)

    def tagger(nota: "Nota") -> "tuple[Tag, ...]":
        return tag([page.body for page in nota.pages], nota.dated, known)

    total, changed, new, gone, moved = len(list(archive)), 0, 0, 0, 0
    left_out = []
    with _progress() as progress:
        for outcome in progress.track(retag(archive, tagger, dry_run=dry_run), total=total, description="Tagging"):
            if isinstance(outcome, LeftOut):
                left_out.append(outcome.id)
                _say(outcome.message)
            elif outcome.changed:
                changed += 1
                new, gone, moved = new + len(outcome.new), gone + len(outcome.gone), moved + outcome.moved
                _answer(msgspec.to_builtins(outcome)) if as_json else print(*retagged_lines(outcome), sep="\n")
    also = f", {moved} moved" if moved else ""
    would = "would change" if dry_run else "changed"
    _say(f"{changed} of {total} nota's {would}: {new} tags new, {gone} gone{also}.")
    if left_out:
        raise DamagedArchive(f"Left out, for a file of theirs is damaged: {', '.join(left_out)}; run `nota check`.")


@command.command(epilog=_examples("nota confirm n-7x9k2m4q5t8w onderwijsroute motie:32824-402 --by Anna"))
@archive_option
@click.argument("key", metavar="ID")
@click.argument("tags", nargs=-1, required=True, metavar="TAG…")
@by_option
@json_option
def confirm(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Say that these tags of a nota are right.

    A TAG is a theme, whether it was found or not, or another tag of the nota as kind:value. What is said is kept beside
    the record, whatever is tagged anew. The answer names all that stands of the nota's tags.
    """
    _judge(archive, key, tags, "confirmed", who, as_json)


@command.command(epilog=_examples("nota reject n-7x9k2m4q5t8w wonen 'wet:Wet inburgering 2013'"))
@archive_option
@click.argument("key", metavar="ID")
@click.argument("tags", nargs=-1, required=True, metavar="TAG…")
@by_option
@json_option
def reject(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Say that these tags of a nota are wrong: it is no longer found by them.

    A TAG is a theme, or another tag of the nota as kind:value. What is filed under a narrower theme is still found by
    the broader one. What is said is kept beside the record, whatever is tagged anew. The answer names all that stands
    of the nota's tags.
    """
    _judge(archive, key, tags, "rejected", who, as_json)


@command.command(epilog=_examples("nota withdraw n-7x9k2m4q5t8w wonen"))
@archive_option
@click.argument("key", metavar="ID")
@click.argument("tags", nargs=-1, required=True, metavar="TAG…")
@by_option
@json_option
def withdraw(archive: Archive, key: str, tags: tuple[str, ...], who: str | None, as_json: bool) -> None:
    """Take back what was said of these tags: they are again what they were found to be.

    The answer names all that still stands of the nota's tags.
    """
    _judge(archive, key, tags, "withdrawn", who, as_json)


@command.command(
    # A note may begin with a dash, and -h… may be one too.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog=_examples('nota read n-7x9k2m4q5t8w 1 k03 "eens, graag bespreken"', 'nota read n-7x9k2m4q5t8w 1 k03 ""'),
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

    _must_exist(archive)
    kept = read_mark(archive, key, page, mark, text, who or login())
    if as_json:
        _answer({"id": key} | msgspec.to_builtins(kept))
    else:
        print(f"{mark}: {kept.text}" if kept.text else f"{mark}: not read")


@command.command(
    epilog=_examples(
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

    _must_exist(archive)
    if lift and (groups or not key):
        raise WrongUsage("Give --lift with the id of one nota, and no group.")
    if key:
        with archive.writing():
            limits.lift(archive, key) if lift else limits.restrict(archive, key, groups)
    limited = limits.limits(archive).groups
    for one in [key] if key else limited:
        allowed = limited.get(one, ())
        _answer({"id": one, "groups": allowed}) if as_json else print(f"{one}  {', '.join(allowed) or 'everybody'}")


@command.command()
@archive_option
@json_option
def check(archive: Archive, as_json: bool) -> None:
    """Verify every stored file against its checksum, and that all that people said and limited can be read."""
    _must_exist(archive)
    keys, found = list(archive), 0
    with _progress() as progress:
        for damage in _damage(archive, progress.track(keys, description="Checking")):
            found += 1
            _answer(damage._asdict()) if as_json else print(f"{damage.id}  {damage.name} {damage.what}".lstrip())
    if found:
        raise DamagedArchive(
            f"{found} damaged in {archive.folder}. Put back a copy; or take the scan in again by `nota ingest --again` "
            "(what came as text: `nota import --again`): what people said of the nota stays."
        )
    _say(f"{len(keys)} nota's, every file as it was written.")


@command.command(
    epilog=_examples(
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
        _must_exist(archive)
        known = in_order(own_words(archive))
        _answer({"words": known}) if as_json else print(*known, sep="\n", end="\n" if known else "")
        return
    found: set[str] = set()
    if names:
        from ingest.names import names_in

        found |= names_in(names.read(), Path(names.name).name)
    if learn:
        from ingest.often import often_used

        _must_exist(archive)
        with _progress() as progress:
            keys = progress.track(list(archive), description="Learning")
            found |= often_used((archive.get(key) for key in keys), least)
    with archive.writing():
        added = add_words(archive, found)
        total = len(own_words(archive))
    if as_json:
        _answer({"added": added, "total": total})
    else:
        print(*added, sep="\n", end="\n" if added else "")
    _say(f"{len(added)} added, {total} in all.")


@command.command(
    epilog=_examples(
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
            _answer(msgspec.to_builtins(concept) | {"uri": uri})
        else:
            above = ", ".join(known.above(concept))
            print(f"{concept.id:<45} {concept.label}{f'  (in: {above})' if above else ''}")


@command.command(
    epilog=_examples(
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
        _must_exist(archive)
        _write_out(archive, SYNONYMS, first_file(), "it counts from the next search on.")
        return
    path = archive.folder / SYNONYMS
    print(path.read_text("utf-8") if path.exists() else first_file().decode(), end="")


@command.command(
    epilog=_examples(
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
    _must_exist(archive)
    if forget and dry_run:
        raise WrongUsage("Give --forget or --dry-run, not both.")
    from index.learned import keep
    from ingest.told import lessons_table, lessons_told

    before = _learned_before(archive)
    if forget:
        with archive.writing():
            keep(archive, None)
        if as_json:
            _answer({"dropped": sorted(before)})
        _say("Every theme goes by its labels. Type `nota retag` to tag the archive so.")
        return
    documents, lessons = _lessons(archive)
    if not dry_run:
        with archive.writing():
            keep(archive, lessons.learned)
    dropped = sorted(before - {lesson.theme for lesson in lessons.themes if lesson.learned})
    if as_json:
        themes = msgspec.to_builtins(lessons.themes)
        _answer({"documents": documents, "written": not dry_run, "themes": themes, "dropped": dropped})
    else:
        print(*lessons_table(lessons.themes), sep="\n", end="\n" if lessons.themes else "")
    for sentence in lessons_told(lessons.themes, dropped, dry_run):
        _say(sentence)


@command.group("user")
def user_group() -> None:
    """Say who may see the archive in a browser, other than you on this machine."""


@user_group.command(
    "add",
    epilog=_examples(
        "nota user add anna                                  may read; asks for a password",
        "nota user add anna --role archivaris                may change too; the password stays",
        "nota user add bram@minbzk.nl --group wonen --no-password",
        "pass show nota | nota user add anna --password-stdin",
    ),
)
@archive_option
@click.argument("name")
@click.option("--role", type=click.Choice(["lezer", "archivaris"]), help="What they may do: read, or change as well.")
@click.option("--group", "groups", metavar="GROUP", multiple=True, help="A group they are in; may be repeated.")
@click.option("--no-groups", is_flag=True, help="They are in no group any more.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--no-password", is_flag=True, help="They come by a reverse proxy or with a token only.")
def add_user(
    archive: Archive,
    name: str,
    role: str | None,
    groups: tuple[str, ...],
    no_groups: bool,
    password_stdin: bool,
    no_password: bool,
) -> None:
    """Add a user, or change one: what is not told stays as it was.

    The password is asked for twice, except where a role or groups are given to a user that is there already. Whoever
    gets another password has to log in again.
    """
    from search.web.passwords import hashed
    from search.web.users import User, checked, keep, users

    _must_exist(archive)
    if (password_stdin and no_password) or (groups and no_groups):
        raise WrongUsage("Give a password or --no-password, and groups or --no-groups.")
    changes: dict[str, Any] = {"role": role} if role else {}
    changes |= {"groups": groups} if groups or no_groups else {}
    checked(User(name, **changes))  # before anyone has typed a password
    if no_password:
        changes["password"] = None
    elif password_stdin or not changes or not users(archive).named(name):
        changes["password"] = hashed(_password(password_stdin))
    with archive.writing():
        known = users(archive)
        user = msgspec.structs.replace(known.named(name) or User(name), **changes)
        keep(archive, known.with_user(user))
    _say(f"{user.name} is {', '.join((user.role, *(f'in {group}' for group in user.groups)))}.")


@user_group.command("remove")
@archive_option
@click.argument("name")
def remove_user(archive: Archive, name: str) -> None:
    """Take a user away; their sessions and tokens end at once."""
    from search.web.users import keep, users

    _must_exist(archive)
    with archive.writing():
        known = users(archive)
        left = known.without(known.one(name))
        keep(archive, left)
    last = "" if left.users else " Nobody is left: the next `nota serve` is open to whoever works on this machine."
    _say(f"{name} is no user any more.{last}")


@user_group.command("list")
@archive_option
@json_option
def list_users(archive: Archive, as_json: bool) -> None:
    """Show the users, and what their tokens are for."""
    from search.web.users import users

    _must_exist(archive)
    for user in users(archive).users:
        tokens = [{"note": token.note, "day": str(token.day)} for token in user.tokens]
        if as_json:
            told = {"name": user.name, "role": user.role, "groups": user.groups, "password": bool(user.password)}
            _answer(told | {"tokens": tokens})
        else:
            has = [*(["password"] if user.password else []), *(f"token '{t['note']}' of {t['day']}" for t in tokens)]
            print(f"{user.name:24} {user.role:10} {', '.join(user.groups) or '-':24} {', '.join(has) or '-'}")


note_option = click.option("--note", default="token", show_default=True, metavar="TEXT", help="What it is for.")


@user_group.command("token", epilog=_examples("nota user token anna --note tracker"))
@archive_option
@click.argument("name")
@note_option
def give_token(archive: Archive, name: str, note: str) -> None:
    """Print a new token, with which a program may ask what this user may ask.

    It is shown this once: only its hash is kept. A program sends it as `Authorization: Bearer TOKEN`.
    """
    from search.web.users import keep, new_token, users

    _must_exist(archive)
    with archive.writing():
        known = users(archive)
        user, token = new_token(known.one(name), note, dt.date.today())
        keep(archive, known.with_user(user))
    print(token)
    _say(f"Keep it now; it is not shown again. `nota user untoken {user.name} --note '{note}'` ends it.")


@user_group.command("untoken", epilog=_examples("nota user untoken anna --note tracker"))
@archive_option
@click.argument("name")
@note_option
def take_token(archive: Archive, name: str, note: str) -> None:
    """End the tokens of a user that have this note."""
    from search.web.users import keep, users, without_tokens

    _must_exist(archive)
    with archive.writing():
        known = users(archive)
        keep(archive, known.with_user(without_tokens(known.one(name), note)))
    _say("A program that shows such a token is let in no more.")


@command.command(
    epilog=_examples(
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

    _must_exist(archive)
    asked, empty = month or f"{dt.datetime.now(dt.UTC):%Y-%m}", True
    for entry in entries(archive, asked):
        empty = False
        _answer(msgspec.to_builtins(entry)) if as_json else print(told(entry))
    if empty:
        _say(f"Nothing was recorded in {asked}; there is something of: {', '.join(months(archive)) or 'no month yet'}.")


@command.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what is missing on this machine, and how to install it."""
    from ingest.doctor import examine

    findings = examine()
    if as_json:
        _answer({"findings": msgspec.to_builtins(findings)})
    else:
        for finding in findings:
            print(f"{'✓' if finding.there else '✗'} {finding.name}: {finding.found}")
    if missing := [finding.name for finding in findings if not finding.there]:
        raise MissingTool(f"Missing: {', '.join(missing)}.")


@command.command(
    epilog=_examples(
        "nota serve                                          for this machine, at http://127.0.0.1:8080/",
        "nota user add anna --role archivaris                then people log in",
        "nota serve --host 0.0.0.0 --name archief.intern     for others, who log in",
        "nota serve --proxy 127.0.0.1 --name archief.intern  behind a proxy that says who they are",
    )
)
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any that is free.")
@click.option("--name", "names", metavar="HOST", multiple=True, help="A name by which browsers call; may be repeated.")
@click.option("--proxy", "peers", metavar="ADDRESS", multiple=True, help="A proxy that logs people in.")
@click.option("--proxy-header", default="X-Remote-User", show_default=True, help="In which it gives their name.")
def serve(
    archive: Archive, host: str, port: int, names: tuple[str, ...], peers: tuple[str, ...], proxy_header: str
) -> None:
    """Show the archive in a browser, and answer programs, until stopped.

    Without users everybody on this machine may see and change all. With users they log in. Other machines are answered
    only where there are users, or a proxy that says who is calling.
    """
    from index.judge import login
    from search.web.callers import may_bind, proxy
    from search.web.serve import serve
    from search.web.site import Site
    from search.web.users import users

    _must_exist(archive)
    trusted = proxy(peers, proxy_header) if peers else None
    may_bind(host, users(archive), trusted)
    site = Site(archive, _say, login(), trusted)
    if site.door.owner and (limited := len(site.limits().groups)):
        _say(f"Limited to groups, and so shown to nobody until there are users: {limited}; see `nota user add`.")
    serve(site, host, port, frozenset(name.lower() for name in names), "Open {address} in a browser; Ctrl-C ends this.")


def main() -> None:
    """Run the command, and end with the exit code that the contract gives for what happened."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what a library says of a damaged picture, the refusal says to the archivist
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped service leaves nothing half, as ^C does
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name that is no Unicode comes out as an escape, which in JSON is the right one.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = command(standalone_mode=False)
        sys.stdout.flush()
    except NotaError as error:
        code = _fail(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ModuleNotFoundError as error:
        code = _fail(f"The Python library {error.name} is not installed; type: make setup", MissingTool.exit_code)
    except (KeyboardInterrupt, click.Abort):
        code = _fail("Interrupted; run it again to go on.", INTERRUPTED)
    except BrokenPipeError:  # who read our answers has gone: what is still unwritten has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = INTERRUPTED
    sys.exit(code)


def _tell(outcomes: Iterable["Outcome"], as_json: bool) -> int:
    """Print what became of each file, and the sum; return how many were refused."""
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.outcome] += 1
        if as_json:
            _answer(msgspec.to_builtins(outcome))
        else:
            said = outcome.message or f"{outcome.id}  {outcome.path}, {outcome.pages} p."
            print(f"{outcome.outcome:8} {said}", flush=True)
    _say(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return counts["refused"]


def _damage(archive: Archive, keys: Iterable[str]) -> Iterator["Damage"]:
    from index import limits, readings, verdicts
    from index.said import unreadable

    yield from limits.unreadable(archive)
    for key in keys:
        yield from archive.damage(key)
        yield from unreadable(archive, key, verdicts.SAYINGS)
        yield from unreadable(archive, key, readings.SAYINGS)


def _judge(archive: Archive, key: str, tags: tuple[str, ...], said: "Said", who: str | None, as_json: bool) -> None:
    from index.judge import judge, login

    _must_exist(archive)
    stands = judge(archive, key, tags, said, who or login())
    if as_json:
        _answer({"id": key} | stands)
    else:
        for word, values in stands.items():
            if values:
                print(f"{word}: {', '.join(values)}")


def _learned_before(archive: Archive) -> set[str]:
    """Return the themes that go by what was learned; none where its file is broken, which is said."""
    from index.learned import learned_by

    try:
        learned = learned_by(archive)
    except WrongUsage as broken:
        _say(str(broken))
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
    with _progress() as progress:
        given = list(examples(archive, progress.track(list(archive), description="Reading")))
    _say(f"People judged the themes of {len(given)} nota's.")
    return len(given), learn(given, Known(own, Labels(own)), dt.date.today())


def _write_out(archive: Archive, name: str, data: bytes, then: str) -> None:
    """Put a file that comes with the product into the archive, for the archivist to edit, where there is none yet."""
    path = archive.folder / name
    if path.exists():
        raise WrongUsage(f"{path} is there already; edit it, or move it away first.")
    with archive.writing():
        archive.write(name, data)
    _say(f"Edit {path}; {then}")


def _write(output: Path, data: bytes) -> None:
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CannotWrite(f"Cannot write {output}: {error.strerror}. Give another place with -o.") from error


def _answer(data: object) -> None:
    """Print one object as a line of JSON, at once, so that a program can read along."""
    print(json.dumps(data, ensure_ascii=False), flush=True)


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _fail(message: str, code: int) -> int:
    _say(f"nota: {message}")
    return code


def _password(from_stdin: bool) -> str:
    """Return a password: the first line of standard input, or what is typed twice, unseen, on a terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUsage("There is no terminal to ask the password on; give --password-stdin or --no-password.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _must_exist(archive: Archive) -> None:
    if not archive.folder.is_dir():
        raise WrongUsage(f"There is no archive at {archive.folder}; make one with `nota ingest`, or give --archive.")


def _progress() -> Progress:
    """Return a bar on standard error where that is a terminal; answers on the same terminal stand above it."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    both = sys.stdout.isatty()
    return Progress(*columns, console=console, transient=True, redirect_stdout=both, disable=not console.is_terminal)


def _days(text: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a day, month or year as it is typed. Raises WrongUsage."""
    from index.references import interval

    days = interval(text) if text else (None, None)
    if days is None:
        raise WrongUsage(f"{text} is no date; write it as 2023-11-22, 2023-11 or 2023.")
    return days


if __name__ == "__main__":
    main()
