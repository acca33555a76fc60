"""A small archive to look at in a browser: nota's of drawn pages, of which every word has its place."""

import datetime as dt
import io
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageFont

from index.archive import Archive, page_file
from index.nota import Box, Line, Mark, Motie, Nota, Page, Tag, Thema, Word
from samples.fonts import FOLDER
from tests.conftest import a_nota

SIZE = (1240, 1754)  # A4 at 150 dpi
LEFT, TOP, PITCH, HEIGHT = 140, 200, 44, 30

LINES = (
    "Uitvoering van de inburgering",
    "De gemeenten vragen om een warme overdracht van",
    "statushouders. De motie Palland/Kathmann verzoekt de",
    "onderwijsroute te verkennen. Over de voorgenomen rege-",
    "ling informeert u de Kamer voor de zomer.",
)
OTHERS = ("Het onderwijs aan inburgeraars blijft achter.", "De Kamer vraagt naar de onderwijsroute.")
BODY = (
    "Uitvoering van de inburgering\n\nDe gemeenten vragen om een warme overdracht van statushouders. De motie "
    "Palland/Kathmann verzoekt de onderwijsroute te verkennen. Over de voorgenomen regeling informeert u de Kamer "
    "voor de zomer."
)
NOTE = Mark("k01", "marginalia", Box(40, 240, 120, 300), "blue", line=1)
UNDERLINE = Mark("k02", "underline", Box(700, 270, 960, 280), "blue", line=1, quote="warme overdracht")


def shown_archive(archive: Archive) -> Nota:
    """Put three nota's in the archive, one of them annotated, of two pages; return that one."""
    nota = annotated()
    _put(archive, nota)
    other = replace(a_nota("Moties in 2021"), dated=dt.date(2021, 3, 1), tags=(_motie("De motie", 0),))
    _put(archive, replace(other, pages=(_page(1, ("De motie Palland/Kathmann is aangenomen.",)),)))
    _put(archive, replace(a_nota("Als tekst"), pages=(Page(number=1, body="Een nota over onderwijs, zonder scan."),)))
    return nota


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    """Serve an archive by the real command; give its address."""
    command = [sys.executable, "-m", "nota", "--archive", str(archive.folder), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        told = (re.search(r"http://\S+(?=/ )", line) for line in serving.stderr or ())
        yield next(found[0] for found in told if found)
        serving.terminate()
        assert serving.wait(20) == 0


def annotated() -> Nota:
    """Return a nota of two pages, with a note in the margin, an underlining, and tags."""
    first = replace(_page(1, LINES), body=BODY, metadata="Datum\n22 november 2023", marks=(NOTE, UNDERLINE))
    headed = (replace(first.lines[0], region="heading"), *first.lines[1:])
    pages = (replace(first, lines=headed, quality=0.99), replace(_page(2, OTHERS), quality=0.9))
    tags = (_motie("motie Palland/Kathmann", BODY.index("motie")), _thema("integratie", "inburgering"))
    nota = replace(a_nota("Uitvoeringsbrief"), dated=dt.date(2023, 11, 22), reference="2023-0000611038")
    return replace(nota, pages=pages, tags=tags, colofon={"van": "Directie S&I", "aan": "Minister"})


def _page(number: int, lines: Sequence[str]) -> Page:
    made = tuple(_line(text, TOP + at * PITCH) for at, text in enumerate(lines))
    return Page(number, *SIZE, dpi=150, body="\n\n".join(lines), lines=made)


def _line(text: str, top: int) -> Line:
    font, left = _font(), LEFT
    words = []
    for word in text.split():
        right = left + int(font.getlength(word))
        words.append(Word(Box(left, top, right, top + HEIGHT), word, 0.97))
        left = right + int(font.getlength(" "))
    return Line(Box(LEFT, top, words[-1].box.right, top + HEIGHT), text, text, 0.97, words=tuple(words))


def _motie(quote: str, start: int) -> Tag:
    names = ("Palland", "Kathmann")
    return Motie(value="motie Palland/Kathmann", quote=quote, page=1, start=start, end=start + len(quote), names=names)


def _thema(theme: str, quote: str) -> Tag:
    start = BODY.index(quote)
    return Thema(value=theme, quote=quote, page=1, start=start, end=start + len(quote), label=theme)


def _put(archive: Archive, nota: Nota) -> None:
    with archive.draft(nota.id) as draft:
        draft.write("scan.pdf", nota.title.encode())
        for page in nota.pages:
            for name, data in _files(page):
                draft.write(page_file(page.number, name), data)
        draft.finish(nota)


def _files(page: Page) -> list[tuple[str, bytes]]:
    if not page.width:
        return []
    printed, pen = Image.new("L", SIZE, 250), Image.new("L", SIZE, 0)
    ink = ImageDraw.Draw(printed)
    for line in page.lines:
        for word in line.words:
            ink.text((word.box.left, word.box.top), word.text, fill=20, font=_font())
    for mark in page.marks:
        ImageDraw.Draw(pen).line([mark.box[:2], mark.box[2:]], fill=255, width=5)
    upright = printed.copy()
    upright.paste(60, mask=pen)
    pictures = {"upright.jpg": upright, "print.jpg": printed, "handwriting.png": pen}
    return [(name, _encoded(picture, name)) for name, picture in pictures.items()]


def _encoded(picture: Image.Image, name: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG" if name.endswith("jpg") else "PNG")
    return out.getvalue()


def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / "dejavu-sans-400.ttf", 26)
