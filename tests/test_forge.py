import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from samples.forge.chance import random_recipe
from samples.forge.corpus import CORPUS, SEED_WISHES
from samples.forge.desk import Wish, find
from samples.forge.lines import Look, breaks
from samples.forge.pen import HANDS
from samples.forge.reader import Reader
from samples.forge.road import SAMPLES, Recipe, forge
from samples.forge.scanner import Glass, Scan
from samples.forge.text import parse, tokens
from samples.forge.truth import save
from samples.forge.typeset import typeset

SMALL = Look(dpi=100)  # as many pixels as a test needs
QUIET = Reader(marks=0, paraphs=False)

NOTA = """ministerie: Ministerie van Proefnemingen
directie: Directie Maat en Getal
soort: TER BESLISSING
titel: Een nota om mee te proberen
dated: 2024-05-14
Datum: 14 mei 2024
Onze referentie: 2024-0001

# Aanleiding

Het is gebruikelijk dat de Kamer op 3 juni 2024 een brief ontvangt.[^1] De uitvoeringsorganisaties
hebben daar aanmerkelijke bezwaren tegen en vragen om een onderzoeksrapport over uitvoeringsbekostiging.

- **Vroege start.** Het kost meer tijd dan verwacht.

| Jaar | Bedrag |
| 2024 | 12,5 |

=== Op deze bladzijde staat de rest, met de motie Jansen.

[^1]: Kamerstuk 32 824, nr. 402.
"""

TAGS = {
    "motions": [{"surface": "motie Jansen", "names": ["Jansen"]}],
    "commitments": [],
    "dates": [{"surface": "3 juni 2024", "value": "2024-06-03", "fuzzy": False}],
    "kamerstukken": [{"surface": "Kamerstuk 32 824, nr. 402", "value": "32824-402"}],
    "laws": [],
    "amounts": [],
    "themes": ["proeven"],
    "optional_dates": ["2024-05-14"],
}


def recipe(folder: Path, **changes: object) -> Recipe:
    text, tags = folder / "nota.txt", folder / "nota.tags.json"
    text.write_text(NOTA, encoding="utf-8")
    tags.write_text(json.dumps(TAGS), encoding="utf-8")
    usual = {"look": SMALL, "reader": QUIET, "scans": (Scan(noise=0, blur=0),)}
    return Recipe("proef", "easy", text, tags, **{**usual, **changes})  # type: ignore[arg-type]


def picture(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


def test_a_bold_lead_ends_where_its_stars_end() -> None:
    assert [(token.text, token.bold) for token in tokens("**Vroege start.** Het kost")] == [
        ("Vroege", True),
        ("start.", True),
        ("Het", False),
        ("kost", False),
    ]


def test_the_head_of_a_text_gives_the_colofon_in_its_order() -> None:
    assert parse(NOTA).colofon == (("Datum", "14 mei 2024"), ("Onze referentie", "2024-0001"))


@given(st.text(alphabet="abcdeghijklmnoprstuvwz", min_size=1, max_size=24))
def test_a_broken_word_leaves_no_stub(word: str) -> None:
    assert all(3 <= place <= len(word) - 3 for place in breaks(word))


def test_words_broken_at_a_line_end_are_whole_in_the_truth() -> None:
    pages = typeset(parse(NOTA), Look(dpi=100, width=70, hyphenated=True))

    assert pages[0].hyphenated
    assert all(word in pages[0].body_text for word in pages[0].hyphenated)
    assert any(line.text.endswith("-") for line in pages[0].body)


def test_the_colofon_stays_out_of_the_body() -> None:
    page = typeset(parse(NOTA), SMALL)[0]

    assert "Onze referentie" not in page.body_text
    assert "2024-0001" in "\n".join(line.text for line in page.metadata)


def test_a_row_of_a_table_is_one_line_and_a_footnote_ends_its_page() -> None:
    lines = typeset(parse(NOTA), SMALL)[0].body_text.split("\n")

    assert "2024 12,5" in lines
    assert lines[-1] == "¹ Kamerstuk 32 824, nr. 402."


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["right", "left", "none"]), st.floats(8, 12), st.floats(1.2, 1.6), st.booleans(), st.integers(1, 2)
)
def test_no_setting_loses_a_word(colofon: str, size: float, leading: float, justified: bool, columns: int) -> None:
    text = parse(NOTA)
    look = Look(100, "arimo", size, leading, colofon=colofon, justified=justified, hyphenated=True, columns=columns)  # type: ignore[arg-type]

    set_words = " ".join(page.running_text for page in typeset(text, look)).split()

    wanted = [token.text for block in text.blocks for cell in block.cells for token in cell]
    assert set_words == f"{text.soort} nota {text.titel}".split() + wanted


def test_printed_words_are_found_over_the_end_of_a_line() -> None:
    page = typeset(parse(NOTA), Look(dpi=100, width=60))[0]

    assert len(find(page, "Kamer op 3 juni 2024 een brief ontvangt")) > 1
    assert find(page, "dit staat er niet") == []


def test_the_same_recipe_makes_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("een", "twee"):
        folder = tmp_path / name
        folder.mkdir()
        save(forge(recipe(folder, reader=Reader(marks=5), seed=3)), folder)
        made.append({path.relative_to(folder): path.read_bytes() for path in sorted(folder.glob("*/*/*"))})

    assert made[0] == made[1]
    assert len(made[0]) == 6


def test_the_ids_of_marks_lie_on_their_ink(tmp_path: Path) -> None:
    wishes = (
        Wish("margin_note", 1, "gebruikelijk", "eens? - JK", "right", "red", "anna"),
        Wish("underline", 1, "meer tijd", pen="red"),
        Wish("circle", 1, "Kamer", pen="red"),
    )
    for rotation in (0, 90, 180, 270):
        turned = Scan(rotation=rotation, skew=2.5, noise=0, blur=0, tint=(255, 255, 255))
        forged = forge(recipe(tmp_path, wishes=wishes, scans=(turned,)))
        page = forged.pages[0].scanned
        red = page.image[..., 0].astype(int) - page.image[..., 1] > 60

        assert [mark.kind for mark in forged.pages[0].marks] == ["margin_note", "underline", "circle"]
        assert (red & (page.ids > 0)).sum() > 0.8 * (page.ids > 0).sum()
        assert (red & (page.ids == 0)).sum() < 0.2 * red.sum()
        for number, (left, top, right, bottom) in enumerate(page.boxes, start=1):
            rows, columns = np.nonzero(page.ids == number)
            assert left <= columns.min() < columns.max() < right
            assert top <= rows.min() < rows.max() < bottom


def test_the_print_of_the_truth_is_the_dark_of_the_scan(tmp_path: Path) -> None:
    scan = Scan(mode="gray", skew=-2.1, rotation=90, curl=1.5, perspective=(0.02, 0.01), noise=0, blur=0, bed=255)

    page = forge(recipe(tmp_path, scans=(scan,))).pages[0].scanned

    dark = page.image < 140
    assert (dark & page.printed).sum() > 0.9 * page.printed.sum()
    assert (dark & page.printed).sum() > 0.9 * dark.sum()


@given(st.floats(-3, 3), st.floats(-0.03, 0.03), st.floats(-2, 2), st.floats(0, 800), st.floats(0, 1100))
def test_a_pixel_goes_to_the_scan_and_back(skew: float, far: float, curl: float, x: float, y: float) -> None:
    glass = Glass(827, 1169, Scan(skew=skew, perspective=(far, far), curl=curl), 100)

    there = glass.to_scan(np.array([x]), np.array([y]))
    back_x, back_y = glass.to_sheet(*there)

    assert abs(back_x[0] - x) < 0.1
    assert abs(back_y[0] - y) < 0.1


@given(st.floats(-3, 3))
def test_skew_is_counted_clockwise(skew: float) -> None:
    assert Glass(827, 1169, Scan(skew=skew), 100).slope() == pytest.approx(skew, abs=0.01)


def test_every_format_opens_with_as_many_pages_as_it_should(tmp_path: Path) -> None:
    grey, black = Scan(mode="gray"), Scan(mode="bitonal")
    paths = {
        kind: save(forge(recipe(tmp_path, format=kind, scans=(black if kind == "tiff-g4" else grey,))), tmp_path)
        for kind in ("pdf", "tiff-g4", "png", "jpg")
    }

    assert [path.name for path in paths["png"]] == ["proef_p1.png", "proef_p2.png"]
    assert [path.name for path in paths["jpg"]] == ["proef_p1.jpg", "proef_p2.jpg"]
    assert len(list(ImageSequence.Iterator(Image.open(paths["tiff-g4"][0])))) == 2
    assert len(pypdfium2.PdfDocument(paths["pdf"][0])) == 2


def test_a_tag_knows_its_page_and_a_page_of_its_own_keeps_its_own(tmp_path: Path) -> None:
    save(forge(recipe(tmp_path, format="png")), tmp_path)

    first, second = (json.loads((tmp_path / f"gold/easy/proef_p{n}.json").read_text())["tags"] for n in (1, 2))

    assert [tag["surface"] for tag in first["dates"]] == ["3 juni 2024"]
    assert first["kamerstukken"][0]["page"] == 1
    assert first["motions"] == []
    assert [tag["page"] for tag in second["motions"]] == [1]


def test_a_born_pdf_holds_its_words_where_the_truth_has_ink(tmp_path: Path) -> None:
    path = save(forge(recipe(tmp_path, look=Look(dpi=100, face="arimo"), format="pdf-text")), tmp_path)[0]
    page = pypdfium2.PdfDocument(path)[0]

    text = page.get_textpage().get_text_range()
    drawn = page.render(scale=100 / 72).to_numpy().min(axis=2) < 140
    truth = picture(tmp_path / "gold/easy/proef_p1.print.png")

    assert "gebruikelijk" in text
    beside = np.pad(truth, 2)
    near = np.max(
        [beside[2 + y :, 2 + x :][: drawn.shape[0], : drawn.shape[1]] for y in (-1, 0, 1) for x in (-1, 0, 1)], axis=0
    )
    assert (drawn[:1160] & near[:1160]).sum() > 0.9 * drawn.sum()


def test_hands_are_kept_apart() -> None:
    some = ("anna", "bram")

    recipes = [random_recipe("hard", 5, number, some) for number in range(20)]

    assert {hand for made in recipes for hand in made.reader.hands} <= set(some)
    assert set(some) < set(HANDS)


@pytest.mark.parametrize("recipe", CORPUS, ids=[made.stem for made in CORPUS])
def test_the_samples_in_the_repository_are_whole(recipe: Recipe) -> None:
    golds = sorted((SAMPLES / "gold" / recipe.split).glob(f"{recipe.stem}*.json"))

    assert golds
    for gold in golds:
        truth = json.loads(gold.read_text(encoding="utf-8"))
        assert (SAMPLES / truth["source"]).stat().st_size > 1000
        for page in truth["pages"]:
            ids = picture(gold.parent / page["marks_png"])
            assert ids.shape == (page["height"], page["width"])
            assert set(np.unique(ids)) - {0} <= {mark["id"] for mark in page["marks"]}


def test_the_seed_was_kept_as_it_was_delivered() -> None:
    delivered = (SAMPLES / "seed" / "delivered.txt").read_text(encoding="utf-8")

    assert "inburgeraarsonder" in delivered
    assert "prejudiciéle" in delivered


def test_the_seed_as_corrected_holds_what_a_reader_would_look_for() -> None:
    pages = json.loads((SAMPLES / "gold/annotated/seed.json").read_text(encoding="utf-8"))["pages"]

    assert len(pages) == 3
    assert "Prejudiciële vragen." in pages[2]["body_text"]
    assert "22 november 2023" in pages[1]["metadata_text"]
    assert "22 november 2023" not in pages[1]["body_text"]


def test_every_mark_meant_for_the_seed_came_on_its_pages() -> None:
    pages = json.loads((SAMPLES / "gold/annotated/seed.json").read_text(encoding="utf-8"))["pages"]
    found = {(page["number"], mark["type"], mark["text"]) for page in pages for mark in page["marks"]}

    assert {(wish.page, wish.kind, wish.text) for wish in SEED_WISHES} == found
