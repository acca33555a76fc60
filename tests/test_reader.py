import io
import re
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache

import numpy as np
import pytest
from PIL import Image

from index.nota import Page
from ingest.reader import PageReading, read_page
from ingest.scan import Mask, Raster, open_scan
from samples.forge.desk import Wish
from samples.forge.lines import Look
from samples.forge.road import SAMPLES
from samples.forge.scanner import Scan
from samples.forge.truth import ForgedPage
from tests.sheets import FLAT, LOOK, NOTA, forged, raster

MARGIN = replace(LOOK, dpi=200, size=9.5, letterhead="plain")
WISHES = (
    Wish("margin_note", 1, "verloopt goed", "eens? - JK", "left", "red", "anna"),
    Wish("underline", 1, "nader onderzoek", pen="red"),
    Wish("circle", 1, "wethouders", pen="blue"),
)
TWO_COLUMNS = NOTA.split("| Jaar")[0] + "\n" + NOTA.split("27 |")[1] * 3  # enough to fill one and a half


@cache
def read(
    look: Look = LOOK, wishes: tuple[Wish, ...] = (), how: Scan = FLAT, text: str = NOTA
) -> tuple[ForgedPage, PageReading]:
    truth = forged(text, look, wishes, how)[0]
    return truth, read_page(raster(truth, look.dpi))


def words(text: str) -> list[str]:
    """Return the words without bullets, for a bullet is no word of the truth."""
    return re.findall(r"[^\s•○o*–-][^\s•○]*|o\w+", text)


def colofon_words(truth: ForgedPage) -> set[str]:
    """Return the words that stand in the colofon and nowhere in the body."""
    return set(words(truth_metadata(truth))) - set(words(truth.set.body_text))


def truth_metadata(truth: ForgedPage) -> str:
    return "\n".join(line.text for line in truth.set.metadata)


HOUSES = {
    "right": LOOK,
    "left": replace(LOOK, colofon="left", colofon_left=10, colofon_width=36, left=54, width=130),
    "turned": LOOK,
    "written on": MARGIN,
}


def house(name: str) -> tuple[ForgedPage, Page]:
    how = replace(FLAT, skew=1.7, rotation=180) if name == "turned" else FLAT
    truth, reading = read(HOUSES[name], WISHES if name == "written on" else (), how)
    return truth, reading.page


@pytest.mark.parametrize("name", HOUSES)
def test_the_body_is_what_was_printed(name: str) -> None:
    truth, page = house(name)

    assert words(page.body) == words(truth.set.body_text)


@pytest.mark.parametrize("name", HOUSES)
def test_the_colofon_stands_in_the_metadata_and_never_in_the_body(name: str) -> None:
    truth, page = house(name)

    assert not colofon_words(truth) & set(words(page.body))
    for word in ("14 mei 2024", "2024-0001", "J. de Vries", "Directie Maat en Getal"):
        assert word in " ".join(page.metadata.split())


@pytest.mark.parametrize("name", HOUSES)
def test_a_page_number_and_a_letterhead_are_in_neither(name: str) -> None:
    truth, page = house(name)
    text = page.body + page.metadata

    assert "Pagina 1 van 1" in truth_metadata(truth)
    assert "Pagina" not in text
    assert "Ministerie van Proefnemingen" not in text
    assert "page-number" in {line.region for line in page.lines}


@pytest.mark.parametrize("name", HOUSES)
def test_paragraphs_are_parted_by_one_blank_line(name: str) -> None:
    _, page = house(name)

    parts = page.body.split("\n\n")
    assert all(part.strip() == part and part for part in parts)
    assert any(part.startswith("Het is gebruikelijk") and part.endswith("jaar klaar.") for part in parts)


@pytest.mark.parametrize("name", HOUSES)
def test_a_row_of_a_table_is_one_line(name: str) -> None:
    _, page = house(name)

    rows = [line.strip() for line in page.body.splitlines()]
    assert {"Jaar Bedrag Scholen", "2024 125 14", "2025 310 27"} <= set(rows)


@pytest.mark.parametrize("name", HOUSES)
def test_words_lie_on_the_page_and_within_their_line(name: str) -> None:
    _, page = house(name)

    assert page.lines
    for line in page.lines:
        assert " ".join(word.text for word in line.words)
        for word in line.words:
            assert 0 <= line.box.left <= word.box.left < word.box.right <= line.box.right <= page.width
            assert 0 <= line.box.top <= word.box.top < word.box.bottom <= line.box.bottom <= page.height


def test_the_record_tells_how_the_page_was_turned() -> None:
    _, page = house("turned")

    assert page.rotation == 180
    assert page.skew == pytest.approx(-1.7, abs=0.1)
    assert page.dpi == LOOK.dpi


def test_a_word_is_found_back_on_the_scan_by_its_box() -> None:
    truth, page = house("turned")
    (line,) = [line for line in page.lines if line.text == "Toelichting"]
    a, b, c, d, e, f = page.to_scan

    corners = [(x, y) for x in (line.box.left, line.box.right) for y in (line.box.top, line.box.bottom)]
    x, y = zip(*((a * x + b * y + c, d * x + e * y + f) for x, y in corners), strict=True)

    rows = slice(round(min(y)), round(max(y)))
    assert truth.scanned.printed[rows, round(min(x)) : round(max(x))].mean() > 0.1
    for beside in (slice(round(min(x)) - 40, round(min(x)) - 3), slice(round(max(x)) + 3, round(max(x)) + 40)):
        assert not truth.scanned.printed[rows, beside].any()


def test_what_was_written_is_in_the_marks_and_not_in_the_body() -> None:
    _, page = house("written on")

    assert "eens" not in page.body
    kinds = {mark.kind: mark for mark in page.marks}
    assert {"marginalia", "underline", "encircle"} <= set(kinds)
    assert (kinds["underline"].quote or "").strip(".") == "nader onderzoek"
    assert kinds["encircle"].quote == "wethouders"
    line = kinds["marginalia"].line
    assert line is not None
    assert "overleg" in page.lines[line].text + page.lines[line - 1].text + page.lines[line + 1].text


def test_a_colofon_set_as_a_block_stays_out_of_the_body() -> None:
    truth, reading = read(replace(LOOK, colofon="none", width=150))

    assert not colofon_words(truth) & set(words(reading.page.body))
    assert "2024-0001" in reading.page.metadata


def test_two_columns_are_read_one_after_the_other() -> None:
    look = replace(LOOK, colofon="none", width=160, left=24, columns=2, size=8.5, dpi=200, justified=True)

    truth, reading = read(look, text=TWO_COLUMNS)

    read_on = SequenceMatcher(None, words(truth.set.running_text), words(reading.page.body), autojunk=False)
    assert sum(run.size for run in read_on.get_matching_blocks()) >= 0.98 * len(words(truth.set.running_text))


def test_a_page_number_under_two_columns_is_not_in_the_body() -> None:
    look = replace(LOOK, colofon="none", width=160, left=24, columns=2, size=8.5, dpi=200, justified=True)

    _, reading = read(look, text=TWO_COLUMNS)

    assert "Pagina" not in reading.page.body


@pytest.mark.parametrize("paper", [255, 240, 0])
def test_a_page_without_anything_on_it_has_an_empty_body_and_no_marks(paper: int) -> None:
    page = read_page(Raster(np.full((1170, 827), paper, np.uint8), 100, 3)).page

    assert (page.number, page.width, page.height) == (3, 827, 1170)
    assert (page.body, page.metadata, page.lines, page.marks) == ("", "", (), ())


def opened(picture: bytes) -> Mask:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L")) > 128


def test_the_pictures_of_a_page_are_as_large_as_the_upright_page() -> None:
    _, reading = read(MARGIN, WISHES, FLAT)

    layers = {name: data for name, data in reading.files.items() if not name.startswith("k")}
    assert set(layers) == {"upright.jpg", "print.jpg", "handwriting.png", "stamp.png"}
    for name, data in layers.items():
        assert opened(data).shape == (reading.page.height, reading.page.width), name
    assert opened(reading.files["handwriting.png"]).any()
    assert not opened(reading.files["stamp.png"]).any()


def test_of_every_mark_a_crop_is_kept_that_holds_it() -> None:
    _, reading = read(MARGIN, WISHES, FLAT)

    assert reading.page.marks
    for mark in reading.page.marks:
        height, width = opened(reading.files[f"{mark.id}.jpg"]).shape
        assert mark.box.bottom - mark.box.top <= height <= reading.page.height
        assert mark.box.right - mark.box.left <= width <= reading.page.width


def test_a_page_read_twice_gives_the_same_record_and_the_same_bytes() -> None:
    truth, reading = read(LOOK, (), FLAT)

    assert read_page(raster(truth)) == reading


# --- the seed nota ---


@cache
def seed() -> tuple[Page, ...]:
    return tuple(read_page(page).page for page in open_scan(SAMPLES / "scans" / "annotated" / "seed.pdf"))


COLOFON_OF_THE_SEED = ("Onze referentie", "2023-0000611038", "22 november 2023", "Bijlagen", "Pagina")


@pytest.mark.slow
def test_the_body_of_the_seed_holds_nothing_of_its_colofon() -> None:
    for page in seed():
        assert not [words for words in COLOFON_OF_THE_SEED if words in " ".join(page.body.split())]
        assert "22 november 2023" in " ".join(page.metadata.split())
        assert "2023-0000611038" in " ".join(page.metadata.split())


@pytest.mark.slow
def test_the_third_page_of_the_seed_has_its_prejudicial_questions() -> None:
    assert "Prejudiciële vragen" in seed()[2].body
    assert "Wi2013" in seed()[2].body


@pytest.mark.slow
def test_every_page_of_the_seed_has_marks_in_blue() -> None:
    for page in seed():
        assert len(page.marks) >= 2
        inks = [mark.ink for mark in page.marks]
        assert inks.count("blue") >= 0.8 * len(inks)
