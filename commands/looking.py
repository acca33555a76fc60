"""Commands by which a nota is found, seen, and taken along as a file."""

import datetime as dt
import time
from pathlib import Path

import click
import msgspec

from commands.options import archive_option, examples, json_option, must_exist
from commands.output import answer, say, write_file
from index.archive import Archive
from index.errors import WrongUsage


@click.command(
    # A question may begin with -word, and -h… is such a word too.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog=examples(
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
    from rich.console import Console

    from search.ask import as_object, ask
    from search.terminal import show_results

    if unknown := next((word for word in words if word.startswith("--")), None):
        raise WrongUsage(f"There is no option {unknown}; see nota search --help.")
    must_exist(archive)
    query = " ".join(words)
    began = time.perf_counter()
    results = ask(
        archive,
        query,
        say,
        limit=limit,
        offset=offset,
        first=_days(first)[0],
        last=_days(last)[1],
        themes=themes,
        newest_first=sort == "date",
    )
    took_ms = round((time.perf_counter() - began) * 1000, 1)
    if as_json:
        answer(as_object(archive, query, results, took_ms))
    else:
        Console(highlight=False).print(show_results(results, query, offset + 1))
        say(f"{results.total} found in {took_ms} ms.")


@click.command()
@archive_option
@click.argument("key", metavar="ID")
@json_option
def show(archive: Archive, key: str, as_json: bool) -> None:
    """Show one nota, whole."""
    from rich.console import Console

    from search.terminal import show_nota

    nota = archive.get(key)
    if as_json:
        print(msgspec.json.encode(nota).decode())
    else:
        Console(highlight=False).print(show_nota(nota))


@click.command(
    epilog=examples(
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

    write_file(output, layer_png(archive, key, page, layer))


@click.command(epilog=examples("nota export n-7x9k2m4q5t8w -o nota.pdf"))
@archive_option
@click.argument("key", metavar="ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
def export(archive: Archive, key: str, output: Path) -> None:
    """Write a nota as a searchable PDF/A: the scan, straightened, with its text behind it.

    A nota that was imported as text is set in type.
    """
    from search.pdf import searchable_pdf

    write_file(output, searchable_pdf(archive, key))


def _days(text: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a day, month or year as it is typed. Raises WrongUsage."""
    from index.references import interval

    days = interval(text) if text else (None, None)
    if days is None:
        raise WrongUsage(f"{text} is no date; write it as 2023-11-22, 2023-11 or 2023.")
    return days
