"""Take in nota's that already have text: one JSON object a line, tagged and found like any other."""

import codecs
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from index.archive import Archive, nota_id
from index.errors import DamagedArchive
from index.nota import Page
from ingest.known import Known, known_to
from ingest.pipeline import Outcome, compose, finish, followed


class _Page(Struct, frozen=True):
    body: str | None = None
    metadata: str | None = None


class _Text(Struct, frozen=True):
    """One line. Fields beyond these are kept in the stored line, and not read."""

    pages: Annotated[tuple[_Page, ...], Meta(min_length=1)]
    source: str | None = None
    title: str | None = None
    dated: dt.date | None = None


def import_lines(lines: Iterable[bytes], name: str, archive: Archive, *, again: bool = False) -> Iterator[Outcome]:
    """Take in each line that is not blank, and yield what became of it; `path` is then `name:line`.

    The id comes from the line's bytes, white space around them left off. A wrong line never stops the others. A nota
    that is there already is left as it is; `again`, it is made anew, its outcome is "new", and what people said of it
    stays.
    Raises Busy, CannotWrite, and WrongUsage where the archive's file of words or of themes cannot be read.
    """
    with archive.writing():
        known = known_to(archive)
        numbered = enumerate((line.removeprefix(codecs.BOM_UTF8).strip() for line in lines), 1)
        outcomes = (_outcome(line, f"{name}:{number}", archive, known, again) for number, line in numbered if line)
        yield from followed(outcomes, archive)


def _outcome(line: bytes, place: str, archive: Archive, known: Known, again: bool) -> Outcome:
    digest = hashlib.sha256(line).digest()
    key = nota_id(digest)
    try:
        if key in archive and not again:
            outcome = Outcome(place, "present", key, len(archive.get(key).pages))
        else:
            outcome = Outcome(place, "new", key, _take_in(line, digest, place, archive, known))
    except DamagedArchive as damage:
        outcome = Outcome(place, "refused", key, reason="damaged", message=str(damage))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{place} is no nota ({error}); it must be an object with pages, each with a body."
        outcome = Outcome(place, "refused", reason="not-a-nota", message=message)
    return msgspec.structs.replace(outcome, sha256=digest.hex())


def _take_in(line: bytes, digest: bytes, place: str, archive: Archive, known: Known) -> int:
    """Take one line in; return the number of its pages. Raises DecodeError, UnicodeDecodeError, DamagedArchive."""
    text = msgspec.json.decode(line, type=_Text)
    pages = [
        Page(number=number, body=page.body or "", metadata=page.metadata or "")
        for number, page in enumerate(text.pages, 1)
    ]
    nota = compose(digest, text.source or place, pages, known, title=text.title, dated=text.dated)
    with archive.draft(nota.id) as draft:
        draft.write("source.json", line)
        finish(draft, nota, archive, known)
    return len(pages)
