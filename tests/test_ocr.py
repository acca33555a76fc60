import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from index.errors import MissingTool
from index.nota import Line
from ingest.ocr import read_lines, version
from ingest.scan import Pixels
from samples.fonts import face

TEXT = ("Het is gebruikelijk dat de Kamer", "op 3 juni een brief ontvangt over", "de financiële regels van Wi2021.")
LEFT, TOP, PITCH = 60, 50, 1.6  # pixels, and type sizes from line to line


def a_page(size: int) -> tuple[Pixels, float]:
    """Return three lines of type of this size in pixels, and the height of its small letters."""
    font = ImageFont.truetype(face("dejavu-sans"), size)
    sheet = Image.new("L", (int(LEFT * 2 + font.getlength(TEXT[1])), int(TOP * 2 + 3 * PITCH * size)), 255)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(TEXT):
        pen.text((LEFT, TOP + number * PITCH * size), line, fill=0, font=font)
    _, top, _, bottom = font.getbbox("x")
    return np.asarray(sheet), bottom - top


def read(size: int) -> list[Line]:
    page, xheight = a_page(size)
    return read_lines(page, xheight, round(size * 72 / 10))


@pytest.mark.parametrize("size", [17, 40, 90])
def test_type_of_any_size_is_read_and_placed_in_pixels_of_the_page(size: int) -> None:
    lines = read(size)

    assert tuple(line.raw for line in lines) == TEXT
    font = ImageFont.truetype(face("dejavu-sans"), size)
    for number, line in enumerate(lines):
        left, top, right, bottom = font.getbbox(TEXT[number])
        down = TOP + number * PITCH * size
        true = (LEFT + left, down + top, LEFT + right, down + bottom)
        assert np.abs(np.subtract(line.box, true)).max() <= max(3, size / 6)  # a glyph has white beside it


def test_words_lie_within_their_line_from_left_to_right_and_are_its_text() -> None:
    for line in read(40):
        assert " ".join(word.text for word in line.words) == line.raw == line.text
        assert [word.box.left for word in line.words] == sorted(word.box.left for word in line.words)
        for word in line.words:
            assert line.box.left <= word.box.left < word.box.right <= line.box.right
            assert line.box.top <= word.box.top < word.box.bottom <= line.box.bottom


def test_confidence_is_a_share_and_a_clear_page_has_much_of_it() -> None:
    lines = read(40)

    assert all(0 <= word.confidence <= 1 for line in lines for word in line.words)
    assert all(0.8 <= line.confidence <= 1 for line in lines)


@pytest.mark.parametrize("xheight", [0.0, 20.0])
def test_white_paper_has_no_lines(xheight: float) -> None:
    assert read_lines(np.full((200, 300), 255, np.uint8), xheight, 300) == []


def test_the_engine_and_its_language_are_named_as_the_record_tells_them() -> None:
    assert re.fullmatch(r"tesseract \d+\.\d+(\.\d+)?\S* nld", version())


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """Forget what was found out about the engine, before the test and after it."""
    version.cache_clear()
    yield
    version.cache_clear()


@pytest.mark.usefixtures("asked_anew")
def test_without_tesseract_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingTool, match=r"apt-get install .*tesseract-ocr"):
        version()
    with pytest.raises(MissingTool, match=r"apt-get install .*tesseract-ocr-nld"):
        read_lines(*a_page(40), 300)


@pytest.mark.usefixtures("asked_anew")
def test_without_its_dutch_the_message_says_how_to_install_it() -> None:
    with pytest.raises(MissingTool, match=r"apt-get install"):
        read_lines(*a_page(40), 300, language="tlh")
