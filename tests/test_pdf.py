import datetime as dt
import io
import itertools
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw

from index.archive import RECORD, Archive, page_file
from index.errors import DamagedArchive, UnknownNota
from index.nota import Box, Line, Nota, Page, Word
from search.pdf import searchable_pdf
from search.sheet import TYPEFACE
from tests.conftest import a_nota, put

DPI = 200
WIDTH, HEIGHT = 1000, 700  # pixels
NEARLY = 3  # pixels
SIZE, LEADING = 28, 44  # pixels
LINES = (
    "Het is gebruikelijk dat de Kamer een brief – met bijlage – krijgt",
    "over de voortgang, de kosten (€ 2.750) en het beëindigen",
    "van ’t overleg: prejudiciële vragen over de Wi2013.",
)

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


def typed(lines: tuple[str, ...] = LINES, drop: int = 0) -> tuple[Page, bytes]:
    """Return a page of print with its picture as a JPEG; each word of a line stands `drop` pixels below the last."""
    face = ImageFont.truetype(TYPEFACE, SIZE)
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(sheet)
    read = []
    for row, text in enumerate(lines):
        at, words = 60.0, []
        for nth, word in enumerate(text.split()):
            place = (at, 60 + row * LEADING + nth * drop)
            draw.text(place, word, fill=0, font=face)
            words.append(Word(Box(*map(round, draw.textbbox(place, word, font=face))), word, 0.9))
            at += draw.textlength(word + " ", font=face)
        read.append(a_line(words))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return Page(number=1, width=WIDTH, height=HEIGHT, dpi=DPI, body=" ".join(lines), lines=tuple(read)), out.getvalue()


def a_line(words: list[Word]) -> Line:
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    text = " ".join(word.text for word in words)
    return Line(box, text, text, 0.9, words=tuple(words))


def kept(archive: Archive, pages: list[tuple[Page, bytes]], title: str = "Voortgang <inburgering> & asiel") -> Nota:
    """Put a nota with these pages in the archive."""
    nota = replace(a_nota(title), dated=dt.date(2023, 11, 22), pages=tuple(page for page, _ in pages))
    put(archive, nota, {page_file(page.number, "upright.jpg"): picture for page, picture in pages})
    return nota


def imported(archive: Archive, *bodies: str, title: str = "Een nota", metadata: str = "") -> Nota:
    pages = [Page(number=number, body=body, metadata=metadata) for number, body in enumerate(bodies, 1)]
    nota = replace(a_nota(title), dated=dt.date(2023, 11, 22), reference="2023-0000611038", pages=tuple(pages))
    put(archive, nota, {"source.json": b"{}"})
    return nota


def opened(archive: Archive, nota: Nota) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(searchable_pdf(archive, nota.id))


def text_of(document: pdfium.PdfDocument) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")


def selected(page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    """Yield every word of a page of a PDF with the box that a reader sees selected, in pixels."""
    text, scale, high = page.get_textpage(), DPI / 72, page.get_height()
    places = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    for blank, letters in itertools.groupby(places, key=lambda place: not place[0].strip()):
        if not blank:
            word = list(letters)
            lefts, bottoms, rights, tops = zip(*(box for _, box in word), strict=True)
            edges = (min(lefts), high - max(tops), max(rights), high - min(bottoms))
            yield "".join(letter for letter, _ in word), Box(*(round(edge * scale) for edge in edges))


def metadata(data: bytes) -> ElementTree.Element:
    packet = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", data, re.DOTALL)
    assert packet
    return ElementTree.fromstring(packet[0].decode())


@pytest.mark.parametrize("drop", [0, 3])
def test_every_word_is_selected_where_it_stands_though_its_line_curls(archive: Archive, drop: int) -> None:
    nota = kept(archive, [typed(drop=drop)])

    (page,) = opened(archive, nota)

    words = [word for line in nota.pages[0].lines for word in line.words]
    found = list(selected(page))
    assert [text for text, _ in found] == [word.text for word in words]
    for word, (text, box) in zip(words, found, strict=True):
        assert abs(box.left - word.box.left) <= NEARLY, text
        assert abs(box.right - word.box.right) <= NEARLY, text
        assert box.top < (word.box.top + word.box.bottom) / 2 < box.bottom, text
        assert box.bottom - box.top > SIZE / 2, text  # a dash can be pointed at as a letter can
        assert box.bottom - box.top < LEADING, text


def test_a_phrase_is_found(archive: Archive) -> None:
    (page,) = opened(archive, kept(archive, [typed()]))

    text = page.get_textpage()
    for phrase in (
        "gebruikelijk dat de Kamer",
        "een brief – met bijlage",
        "(€ 2.750) en het beëindigen",
        "’t overleg:",
    ):
        assert text.search(phrase).get_next(), phrase


def test_lines_are_copied_as_they_stand(archive: Archive) -> None:
    assert text_of(opened(archive, kept(archive, [typed()]))).split("\n") == list(LINES)


def test_what_we_believe_is_found_and_not_what_was_misread(archive: Archive) -> None:
    page, picture = typed(("voortgang",))
    (line,) = page.lines
    line = replace(line, raw="vcortgang", words=(replace(line.words[0], read="vcortgang", why="misread"),))

    document = opened(archive, kept(archive, [(replace(page, lines=(line,)), picture)]))

    assert text_of(document) == "voortgang"


def test_letters_that_no_typeface_has_are_found(archive: Archive) -> None:
    page, picture = typed(("漢字 🎉 ≥ • ☑ ﬁ \ue000",))

    text = text_of(opened(archive, kept(archive, [(page, picture)])))

    assert all(letter in text for letter in "漢字🎉≥•☑\ue000")


def test_a_page_has_the_size_of_its_paper(archive: Archive) -> None:
    (page,) = opened(archive, kept(archive, [typed()]))

    assert page.get_size() == pytest.approx((WIDTH / DPI * 72, HEIGHT / DPI * 72), abs=0.01)


def test_the_picture_is_the_stored_one_byte_for_byte(archive: Archive) -> None:
    shot, picture = typed()

    (page,) = opened(archive, kept(archive, [(shot, picture)]))

    (image,) = page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])
    assert bytes(image.get_data()) == picture


def test_nothing_of_the_text_is_seen(archive: Archive) -> None:
    shot, picture = typed()

    (page,) = opened(archive, kept(archive, [(shot, picture)]))

    seen = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil(), np.int16)
    stored = np.asarray(Image.open(io.BytesIO(picture)), np.int16)
    assert seen.shape == stored.shape
    assert np.abs(seen - stored).mean() < 1


def test_pages_keep_their_order(archive: Archive) -> None:
    pages = []
    for number in range(1, 13):
        page, picture = typed((f"pagina {number}",))
        pages.append((replace(page, number=number), picture))

    document = opened(archive, kept(archive, pages))

    assert text_of(document).split("\n") == [f"pagina {number}" for number in range(1, 13)]


def test_the_same_record_gives_the_same_bytes(archive: Archive) -> None:
    scanned, text = kept(archive, [typed()]), imported(archive, "De Kamer vroeg daarom. 漢")

    for nota in (scanned, text):
        assert searchable_pdf(archive, nota.id) == searchable_pdf(archive, nota.id)


def test_the_pdf_says_whose_it_is_and_what_it_was_made_of(archive: Archive) -> None:
    nota = kept(archive, [typed()])

    said = metadata(searchable_pdf(archive, nota.id))

    assert said.findtext(f".//{DC}title/{RDF}Alt/{RDF}li") == nota.title
    assert said.findtext(f".//{DC}identifier") == nota.id
    assert said.findtext(f".//{DC}source") == f"sha256:{nota.sha256}"
    assert said.findtext(f".//{DC}language/{RDF}Bag/{RDF}li") == "nl"
    assert said.findtext(f".//{XMP}CreateDate") == "2023-11-22"


def test_a_nota_without_a_date_says_none(archive: Archive) -> None:
    nota = a_nota("Een nota")
    put(archive, nota)

    assert metadata(searchable_pdf(archive, nota.id)).find(f".//{XMP}CreateDate") is None


def test_the_pdf_is_what_pdf_a_2b_asks(archive: Archive) -> None:
    for nota in (kept(archive, [typed()]), imported(archive, "De Kamer vroeg daarom. 漢")):
        data = searchable_pdf(archive, nota.id)
        said = metadata(data)

        assert data.startswith(b"%PDF-1.7\n%")
        assert min(data.split(b"\n")[1][1:5]) > 127  # says that it is binary
        assert (said.findtext(f".//{PDFA}part"), said.findtext(f".//{PDFA}conformance")) == ("2", "B")
        assert b"/S /GTS_PDFA1" in data
        assert b"/DestOutputProfile" in data
        assert re.search(rb"/ID \[<\w+><\w+>\]", data)
        # What an archive cannot keep: secrets, programs, things elsewhere; and no second, other account of itself.
        for key in (b"Encrypt", b"JavaScript", b"Launch", b"URI", b"EmbeddedFile", b"LZWDecode", b"Info "):
            assert not re.search(rb"\n/?<*/" + key + rb"\b", data), key
        for page in pdfium.PdfDocument(data):
            texts = list(page.get_objects([raw.FPDF_PAGEOBJ_TEXT]))
            assert texts
            assert all(text.get_font().is_embedded for text in texts)


def test_a_nota_without_a_scan_is_set_in_type(archive: Archive) -> None:
    body = "De Kamer vroeg om een brief.\n\nDie komt: € 2.750 ≥ beëindigen, • ’t overleg."
    nota = imported(archive, body, "De tweede bladzijde.", title="Over het overleg", metadata="Van\nDG Migratie")

    first, second = document = opened(archive, nota)

    text = text_of(document)
    order = ["Over het overleg", "22 november 2023 · 2023-0000611038", "DG Migratie", *body.split("\n\n"), "De tweede"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert first.get_size() == second.get_size() == pytest.approx((595.28, 841.89), abs=0.01)
    assert np.asarray(first.render(grayscale=True).to_pil()).min() < 50  # it can be read


def test_a_long_text_goes_on_overleaf(archive: Archive) -> None:
    words = [f"woord{number}" for number in range(4000)]

    document = opened(archive, imported(archive, " ".join(words)))

    assert len(document) > 5
    assert re.findall(r"woord\d+", text_of(document)) == words


def test_a_sign_that_the_typeface_lacks_is_shown_as_a_box_and_found(archive: Archive) -> None:
    document = opened(archive, imported(archive, "漢字 en 🎉"))

    assert "漢字 en 🎉" in text_of(document)


def test_a_nota_of_which_some_pages_have_no_scan_has_all_its_pages(archive: Archive) -> None:
    scan, picture = typed()
    nota = replace(a_nota("Een nota"), pages=(scan, Page(number=2, body="Alleen tekst.")))
    put(archive, nota, {page_file(1, "upright.jpg"): picture})

    first, second = opened(archive, nota)

    assert "gebruikelijk" in first.get_textpage().get_text_range()
    assert "Alleen tekst." in second.get_textpage().get_text_range()


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text(max_size=400), st.lists(st.text(max_size=30), max_size=20))
def test_no_text_is_too_odd(title: str, body: str, words: list[str]) -> None:
    scan, picture = typed(("woord",))
    line = a_line([Word(Box(60, 60, 60, 60), "", 0), *(Word(Box(70, 60, 90, 80), word, 0) for word in words)])
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        nota = replace(a_nota("x"), title=title, pages=(replace(scan, lines=(line,)), Page(number=2, body=body)))
        put(archive, nota, {page_file(1, "upright.jpg"): picture, "scan.pdf": b""})

        data = searchable_pdf(archive, nota.id)

    assert len(pdfium.PdfDocument(data)) >= 2
    assert metadata(data).findtext(f".//{DC}identifier") == nota.id


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(string.ascii_letters + string.digits + "ëïéüçñžłşЖλ€§½²“”…", min_size=1, max_size=12),
        min_size=1,
        max_size=75,
    )
)
def test_what_is_written_is_read_back(words: list[str]) -> None:
    scan, picture = typed(("woord",))
    boxes = [
        Box(10 + 60 * (at % 15), 20 + 40 * (at // 15), 60 + 60 * (at % 15), 50 + 40 * (at // 15)) for at in range(75)
    ]
    placed = [Word(box, word, 1.0) for box, word in zip(boxes, words, strict=False)]
    lines = [a_line(placed[at : at + 15]) for at in range(0, len(placed), 15)]
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))

        document = opened(archive, kept(archive, [(replace(scan, lines=tuple(lines)), picture)]))

        assert text_of(document).split() == words


def test_a_missing_or_changed_picture_is_damage(archive: Archive) -> None:
    nota = kept(archive, [typed()])
    picture = archive.path(nota.id, "001.upright.jpg")
    picture.write_bytes(picture.read_bytes()[:-100])

    with pytest.raises(DamagedArchive, match=r"001\.upright\.jpg of n-\w+ has changed; run `nota check`"):
        searchable_pdf(archive, nota.id)

    picture.unlink()
    with pytest.raises(DamagedArchive, match="missing"):
        searchable_pdf(archive, nota.id)


def test_a_changed_record_is_damage(archive: Archive) -> None:
    nota = kept(archive, [typed()])
    record = archive.path(nota.id, RECORD)
    record.write_bytes(record.read_bytes().replace(b"gebruikelijk", b"ongebruikelijk"))

    with pytest.raises(DamagedArchive):
        searchable_pdf(archive, nota.id)


def test_there_is_no_pdf_of_an_unknown_nota(archive: Archive) -> None:
    with pytest.raises(UnknownNota):
        searchable_pdf(archive, "n-000000000000")


def exported(archive: Archive, *arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "nota", "--archive", archive.folder, "export", *arguments]
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)


def test_the_command_writes_the_pdf_where_it_is_told(archive: Archive, tmp_path: Path) -> None:
    nota = kept(archive, [typed()])
    out = tmp_path / "nota.pdf"

    done = exported(archive, nota.id, "-o", out)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_bytes() == searchable_pdf(archive, nota.id)
    assert exported(archive, nota.id).returncode == 2
    nowhere = exported(archive, nota.id, "-o", tmp_path / "nowhere" / "nota.pdf")
    assert nowhere.returncode == 74
    assert "Give another place with -o." in nowhere.stderr
