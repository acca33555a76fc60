"""The `nota` command: what can be typed after it, and the exit code that it ends with."""

import io
import os
import signal
import sys
import warnings
from pathlib import Path

import click

from commands import keeping, knowing, learning, looking, saying, serving, tagging, taking_in, users
from commands.options import examples
from commands.output import say
from index.errors import MissingTool, NotaError

INTERRUPTED = 130

COMMANDS = [
    taking_in.take_in,
    taking_in.take_in_text,
    looking.search,
    looking.show,
    looking.layer,
    looking.export,
    tagging.tag_lines,
    tagging.retag,
    saying.confirm,
    saying.reject,
    saying.withdraw,
    saying.read,
    saying.restrict,
    knowing.words,
    knowing.themes,
    knowing.synonyms,
    learning.learn,
    keeping.reindex,
    keeping.check,
    keeping.audit,
    keeping.doctor,
    users.user_group,
    serving.serve,
]


@click.group(
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
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


def _fail(message: str, code: int) -> int:
    say(f"nota: {message}")
    return code


if __name__ == "__main__":
    main()
