import ctypes
import weakref
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from index.errors import UnreadableScan
from ingest.edges import beyond_paper
from ingest.scan import MM_PER_INCH, Mask, Pixels, Raster, Refused, as_png, open_scan
from samples.forge.road import SAMPLES
from tests.conftest import a_scan, a_sheet
from tests.sheets import LOOK, forged, raster
from tests.test_pipeline import LOCKED_PDF

A5_AT_100_DPI = (583, 827)
PLAIN = replace(LOOK, letterhead="plain")  # without a ribbon


def a_picture(size: tuple[int, int] = A5_AT_100_DPI) -> Image.Image:
    """Return a page on which no two corners are alike, in black and white."""
    picture = a_sheet("linksboven", size)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((size[0] - 90, 30, size[0] - 40, 45), fill=0)
    pen.ellipse((30, size[1] - 120, 70, size[1] - 80), fill=0)
    return picture.point(lambda level: 255 * (level > 128))


def pages_of(path: Path) -> list[Raster]:
    return list(open_scan(path))


def a_pdf(path: Path, image: Image.Image, width: float, height: float, text: str = "", hidden: bool = False) -> Path:
    """Write a PDF of one page, sides in points, that the image fills; text is drawn over it, or hidden as OCR's is."""
    pdf = pdfium.PdfDocument.new()
    page = pdf.new_page(width, height)
    picture = pdfium.PdfImage.new(pdf)
    picture.set_bitmap(pdfium.PdfBitmap.from_pil(image))
    picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page.insert_obj(picture)
    if text:
        words = pdfium_c.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica", 20.0)
        letters = np.array([*map(ord, text), 0], np.uint16)
        pdfium_c.FPDFText_SetText(words, letters.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort)))
        if hidden:
            pdfium_c.FPDFTextObj_SetTextRenderMode(words, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)
        pdfium_c.FPDFPageObj_Transform(words, 1, 0, 0, 1, width / 3, height / 2)
        pdfium_c.FPDFPage_InsertObject(page.raw, words)
    page.gen_content()
    pdf.save(path)
    return path


def test_a_scanned_page_of_a_pdf_is_the_image_itself(tmp_path: Path) -> None:
    picture = a_picture()
    picture.convert("1").save(tmp_path / "a.pdf", resolution=100)

    (page,) = pages_of(tmp_path / "a.pdf")

    assert (page.number, page.dpi) == (1, 100)
    assert np.array_equal(page.pixels, np.asarray(picture))


def test_the_hidden_text_of_an_earlier_ocr_run_leaves_the_image_as_it_is(tmp_path: Path) -> None:
    picture = a_picture()

    (page,) = pages_of(a_pdf(tmp_path / "a.pdf", picture, 420, 595, "verborgen", hidden=True))

    assert np.array_equal(page.pixels, np.asarray(picture))


def test_text_typed_over_a_scanned_image_is_on_the_page(tmp_path: Path) -> None:
    bare, typed = (pages_of(a_pdf(tmp_path / "a.pdf", a_picture(), 420, 595, text))[0] for text in ("", "erbij"))

    assert (typed.pixels < 128).sum() > (bare.pixels < 128).sum() + 100


def test_a_pdf_that_never_was_a_scan_is_drawn_at_300_dpi() -> None:
    pages = pages_of(SAMPLES / "scans" / "easy" / "geboren.pdf")

    assert [(page.number, page.dpi) for page in pages] == [(1, 300), (2, 300)]
    assert {page.pixels.shape[:2] for page in pages} <= {
        (3507 + more, 2480 + wide) for more in (0, 1) for wide in (0, 1)
    }
    assert all((page.pixels < 100).mean() > 0.005 for page in pages)


def test_a_page_that_the_pdf_shows_turned_is_given_as_it_is_shown(tmp_path: Path) -> None:
    pdf = pdfium.PdfDocument(a_pdf(tmp_path / "a.pdf", a_picture(), 420, 595))
    pdf[0].set_rotation(90)
    pdf.save(tmp_path / "b.pdf")

    (page,) = pages_of(tmp_path / "b.pdf")

    shown = np.asarray(a_picture().rotate(-90, expand=True).resize(page.pixels.shape[1::-1]))
    assert abs(page.pixels.shape[1] / page.pixels.shape[0] - 595 / 420) < 0.02
    assert np.abs(page.pixels.astype(int) - shown).mean() < 8


def test_an_image_of_far_too_many_dpi_is_brought_down_to_600(tmp_path: Path) -> None:
    (page,) = pages_of(a_pdf(tmp_path / "a.pdf", a_picture((1000, 1500)), 50, 75))

    assert page.dpi == 600
    assert page.pixels.shape == (625, 417)


def test_the_pages_of_a_tiff_come_in_order(tmp_path: Path) -> None:
    sheets = [a_picture((400 + number, 594)) for number in range(3)]
    sheets[0].save(tmp_path / "a.tif", save_all=True, append_images=sheets[1:], dpi=(50, 50))

    pages = pages_of(tmp_path / "a.tif")

    assert [page.number for page in pages] == [1, 2, 3]
    assert all(np.array_equal(page.pixels, np.asarray(sheet)) for page, sheet in zip(pages, sheets, strict=True))


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_every_common_compression_of_a_tiff_is_read(tmp_path: Path, compression: str) -> None:
    a_picture().convert("1").save(tmp_path / "a.tif", compression=compression)

    (page,) = pages_of(tmp_path / "a.tif")

    assert np.array_equal(page.pixels, np.asarray(a_picture()))


def test_a_format_is_told_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    picture = a_scan(tmp_path / "a.png", "een").rename(tmp_path / "a.pdf")

    assert len(pages_of(picture)) == 1


def test_a_jpeg_is_near_what_was_scanned(tmp_path: Path) -> None:
    a_picture().save(tmp_path / "a.jpg", quality=90)

    (page,) = pages_of(tmp_path / "a.jpg")

    assert page.pixels.shape == a_picture().size[::-1]
    assert np.abs(page.pixels.astype(int) - np.asarray(a_picture())).mean() < 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_a_page_in_black_and_white_is_the_same_in_every_mode(tmp_path: Path, mode: str) -> None:
    a_picture().convert(mode).save(tmp_path / "a.png")

    (page,) = pages_of(tmp_path / "a.png")

    assert page.pixels.dtype == np.uint8
    assert np.array_equal(page.pixels, np.asarray(a_picture()))


def test_what_is_transparent_is_white_paper(tmp_path: Path) -> None:
    sheet = Image.new("RGBA", (200, 300), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).rectangle((50, 50, 99, 99), fill=(200, 0, 0, 255))
    sheet.save(tmp_path / "a.png")

    (page,) = pages_of(tmp_path / "a.png")

    assert page.pixels[0, 0].tolist() == [255, 255, 255]
    assert page.pixels[60, 60].tolist() == [200, 0, 0]


def test_sixteen_bits_of_grey_become_eight(tmp_path: Path) -> None:
    deep = np.asarray(a_picture()).astype(np.uint16) * 257
    deep[0, 0] = 32896
    Image.fromarray(deep).save(tmp_path / "a.png")

    (page,) = pages_of(tmp_path / "a.png")

    assert page.pixels.dtype == np.uint8
    assert abs(int(page.pixels[0, 0]) - 128) <= 1
    assert np.array_equal(page.pixels[1:], np.asarray(a_picture())[1:])


def test_the_inks_of_a_printer_become_light(tmp_path: Path) -> None:
    sheet = Image.new("CMYK", (200, 300), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).rectangle((50, 50, 99, 99), fill=(0, 255, 255, 0))
    sheet.save(tmp_path / "a.tif")

    (page,) = pages_of(tmp_path / "a.tif")

    assert page.pixels[0, 0].min() > 240
    red, green, blue = page.pixels[60, 60].astype(int)
    assert red > green + 100
    assert red > blue + 100


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, -90), (8, 90)])
def test_a_picture_that_says_how_it_was_held_is_turned_so(tmp_path: Path, orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    a_picture().save(tmp_path / "a.png", exif=exif)

    (page,) = pages_of(tmp_path / "a.png")

    assert np.array_equal(page.pixels, np.asarray(a_picture().rotate(turn, expand=True)))


@pytest.mark.parametrize("claimed", [150, 200, 300, 400])
@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_a_likely_claim_of_dpi_is_believed(tmp_path: Path, claimed: int, suffix: str) -> None:
    Image.new("L", (6 * claimed, 9 * claimed), 255).save(tmp_path / f"a.{suffix}", dpi=(claimed, claimed))

    assert pages_of(tmp_path / f"a.{suffix}")[0].dpi == claimed


@pytest.mark.parametrize("claimed", [None, 1, 72, 96, 9999])
@pytest.mark.parametrize("true", [150, 200, 300])
def test_without_a_likely_claim_the_dpi_is_that_of_a_sheet_of_a4(
    tmp_path: Path, claimed: int | None, true: int
) -> None:
    sheet = Image.new("1", (round(8.27 * true), round(11.69 * true)), 1)
    if claimed is None:
        sheet.save(tmp_path / "a.png")
    else:
        sheet.save(tmp_path / "a.png", dpi=(claimed, claimed))

    dpi = pages_of(tmp_path / "a.png")[0].dpi

    likely = claimed is not None and 5 <= 11.69 * true / claimed <= 24
    assert dpi == (claimed if likely else true)


def bad_file(folder: Path, kind: str) -> Path:
    """Write one file that is no scan."""
    path = folder / f"{kind} bestand.pdf"
    if kind == "leeg":
        path.touch()
    elif kind == "tekst":
        path.write_text("Dit is een brief.")
    elif kind == "op slot":
        path.write_bytes(LOCKED_PDF)
    elif kind == "half":
        path.write_bytes(a_scan(folder / "heel.pdf", "een", "twee").read_bytes()[:900])
    elif kind == "afgebroken":
        path = path.with_suffix(".tif")
        path.write_bytes(a_scan(folder / "heel.tif", "een", "twee").read_bytes()[:-2000])
    elif kind == "reusachtig":
        path = path.with_suffix(".png")
        Image.new("1", (12_000, 12_000)).save(path)
    elif kind == "oneindig":
        pdf = pdfium.PdfDocument.new()
        pdf.new_page(14_000, 14_000)
        pdf.save(path)
    elif kind == "map":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("leeg", "scan"),
        ("tekst", "scan"),
        ("op slot", "remove the password"),
        ("half", "again"),
        ("afgebroken", "scan"),
        ("reusachtig", "300 dpi"),
        ("oneindig", "300 dpi"),
        ("map", "folder"),
        ("weg", "path"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, kind: str, advice: str) -> None:
    path = bad_file(tmp_path, kind)

    with pytest.raises(UnreadableScan) as refusal:
        pages_of(path)

    assert path.name in str(refusal.value)
    assert advice in str(refusal.value)
    assert str(tmp_path) not in str(refusal.value)


def test_the_whole_pages_before_a_break_are_given(tmp_path: Path) -> None:
    pages = open_scan(bad_file(tmp_path, "afgebroken"))

    assert next(pages).number == 1
    with pytest.raises(UnreadableScan, match="page 2"):
        next(pages)


@pytest.mark.parametrize("suffix", ["pdf", "tif"])
def test_a_page_is_let_go_when_the_next_is_asked_for(tmp_path: Path, suffix: str) -> None:
    pages = open_scan(a_scan(tmp_path / f"a.{suffix}", "een", "twee", "drie"))
    given_out: list[weakref.ref[Pixels]] = []

    for number in range(1, 4):
        page = next(pages)
        assert page.number == number
        assert all(earlier() is None for earlier in given_out)
        given_out.append(weakref.ref(page.pixels))
        del page


def test_more_pages_than_are_kept_open_at_once_come_in_order(tmp_path: Path) -> None:
    sheets = [a_picture((300 + number, 420)).convert("1") for number in range(45)]
    sheets[0].save(tmp_path / "a.pdf", save_all=True, append_images=sheets[1:], resolution=72)

    pages = pages_of(tmp_path / "a.pdf")

    assert [(page.number, page.pixels.shape[1]) for page in pages] == [(n + 1, 300 + n) for n in range(45)]


@pytest.mark.parametrize("suffix", ["pdf", "tif", "png", "jpg"])
@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.binary(max_size=3), st.booleans())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, place: float, noise: bytes, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("beschadigd")
    whole = a_scan(folder / f"a.{suffix}", "een").read_bytes()
    at = int(place * len(whole))
    path = folder / f"b.{suffix}"
    path.write_bytes(whole[:at] + noise + (b"" if cut else whole[at + len(noise) :]))

    try:
        pages = [page for page, _ in zip(open_scan(path), range(3), strict=False)]
    except UnreadableScan:
        pages = []

    assert all(page.pixels.dtype == np.uint8 and page.pixels.size for page in pages)


def test_a_page_as_png_is_the_page_as_it_came() -> None:
    page = Raster(np.asarray(a_picture()), 100, 1)

    picture = as_png(page)

    assert picture.startswith(b"\x89PNG")


# --- what is no paper ---


def on_a_dark_bed(width: int, turn: float = 0.0) -> tuple[Raster, Mask]:
    """Return a page scanned with so much black around it, and where the paper is."""
    page = raster(forged(look=PLAIN)[0])
    height, wide = page.pixels.shape[:2]
    paper = Image.new("L", (wide + 2 * width, height + 2 * width), 0)
    paper.paste(255, (width, width, width + wide, height + width))
    sheet = Image.new("RGB", paper.size, (20, 20, 20))
    sheet.paste(Image.fromarray(page.pixels), (width, width))
    turned = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=(20, 20, 20))
    return Raster(np.asarray(turned), page.dpi, 1), np.asarray(paper.rotate(turn)) > 128


def inner(paper: Mask, dpi: int) -> Mask:
    """Return the paper without the three millimetres at its rim, where nobody writes."""
    reach = 2 * round(3 * dpi / MM_PER_INCH) + 1
    return np.asarray(cv2.erode(np.pad(paper, 1).astype(np.uint8), np.ones((reach, reach)))[1:-1, 1:-1] > 0)


@pytest.mark.parametrize(("width", "turn"), [(20, 0.0), (60, 0.0), (60, 2.0), (40, -1.5)])
def test_the_black_around_the_sheet_is_no_paper(width: int, turn: float) -> None:
    page, paper = on_a_dark_bed(width, turn)

    beyond = beyond_paper(page)

    assert (beyond & ~paper).sum() > 0.97 * (~paper).sum()
    assert not (beyond & inner(paper, page.dpi)).any()


def test_a_sheet_without_black_around_it_is_all_paper_with_its_ribbon() -> None:
    page = raster(forged()[0])

    assert not (beyond_paper(page) & inner(np.ones(page.pixels.shape[:2], bool), page.dpi)).any()


def test_a_blank_sheet_is_all_paper() -> None:
    assert not beyond_paper(Raster(np.full((600, 400), 240, np.uint8), 50, 1)).any()


@pytest.mark.parametrize("kept", [10, 200, 5000])
def test_a_tiff_cut_off_anywhere_is_said_to_be_damaged(kept: int, tmp_path: Path) -> None:
    whole = tmp_path / "heel.tif"
    Image.fromarray(np.full((400, 300), 200, np.uint8)).save(whole, compression="tiff_lzw", save_all=True)
    cut = tmp_path / "kort.tif"
    cut.write_bytes(whole.read_bytes()[: min(kept, whole.stat().st_size - 20)])

    with pytest.raises(Refused, match=r"kort\.tif .*(damaged|incomplete).*scan it again") as refusal:
        list(open_scan(cut))

    assert refusal.value.reason == "broken"
