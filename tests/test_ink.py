from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from _pytest.mark import ParameterSet

from index.nota import Box, Line, Mark, MarkKind, Word
from ingest.ink.erase import letters_alone, printed_page
from ingest.ink.marks import find_marks
from ingest.ink.separate import Ink, separate
from ingest.scan import Mask, Pixels, Raster, as_grey
from ingest.upright import Upright, make_upright
from samples.forge.desk import Wish, find
from samples.forge.lines import Look, Rect
from samples.forge.pen import PENS
from samples.forge.scanner import Scan, glaze
from samples.forge.stamp import COLOURS, stamp
from samples.forge.truth import ForgedPage
from tests.sheets import FLAT, LOOK, forged, on_upright

FINE = replace(LOOK, dpi=200, size=9.5, letterhead="plain")
DARK = 140  # print stays darker, also under a coloured stroke

WISHES = {
    "note": Wish("margin_note", 1, "bezwaren", "eens? - JK", "right"),
    "note on the left": Wish("margin_note", 1, "voortgang", "waarom?", "left"),
    "underline": Wish("underline", 1, "nader onderzoek"),
    "circle": Wish("circle", 1, "wethouders"),
    "strike": Wish("strike_through", 1, "te tekenen"),
    "box": Wish("box", 1, "gemeenten"),
    "tick": Wish("check", 1, "volgende stap", side="left"),
    "bracket": Wish("bracket", 1, "Wij adviseren u", side="left"),
    "word between lines": Wish("interlinear_note", 1, "inspectie", "niet"),
}


Case = tuple[str, str]


def each(wishes: Iterable[str], pens: Iterable[str], amiss: Mapping[Case, str]) -> list[ParameterSet]:
    """Return a case for each wish with each pen; those that are known to go wrong, with what goes wrong."""
    return [
        pytest.param(
            wish, pen, marks=[pytest.mark.xfail(strict=True, reason=amiss[wish, pen])] if (wish, pen) in amiss else []
        )
        for wish in wishes
        for pen in pens
    ]


class Found:
    """A forged page with its truth, and the inks that were told apart on it."""

    def __init__(self, truth: ForgedPage, image: Pixels, dpi: int) -> None:
        self.truth = truth
        self.upright: Upright = make_upright(Raster(image, dpi, 1))
        self.ink: Ink = separate(self.upright)

    @property
    def printed(self) -> Mask:
        """The truly printed pixels, without the soft edges of the letters."""
        return on_upright(self.truth.scanned.printed, self.upright) & (as_grey(self.upright.page.pixels) < DARK)

    @property
    def drawn(self) -> Mask:
        """The pixels on which somebody truly wrote."""
        return on_upright(self.truth.scanned.ids > 0, self.upright)


@cache
def look_at(wishes: tuple[Wish, ...] = (), look: Look = FINE, how: Scan = FLAT) -> Found:
    truth = forged(look=look, wishes=wishes, how=how)[0]
    return Found(truth, truth.scanned.image, look.dpi)


def written(pen: str) -> Found:
    return look_at(tuple(replace(wish, pen=pen) for wish in WISHES.values()))


def share(of: Mask, among: Mask) -> float:
    """Return what share of the one mask is in the other."""
    return float((of & among).sum() / max(1, of.sum()))


def within(box: Rect | Box, mask: Mask) -> Mask:
    kept = np.zeros_like(mask)
    place = slice(round(box.top), round(box.bottom)), slice(round(box.left), round(box.right))
    kept[place] = mask[place]
    return kept


HOUSES = {
    "plain": FINE,
    "ribbon": replace(FINE, letterhead="ribbon"),
    "left": replace(FINE, colofon="left", colofon_left=10, colofon_width=36, left=54, width=130),
    "serif": replace(FINE, face="dejavu-serif", size=11, paging="foot"),
    "small": replace(FINE, size=8.2, bullet="dot", underlined_leads=True),
    "columns": replace(FINE, colofon="none", width=160, left=24, columns=2, justified=True, hyphenated=True),
}


@pytest.mark.parametrize("house", HOUSES)
def test_a_page_never_written_on_has_next_to_no_handwriting(house: str) -> None:
    page = look_at(look=HOUSES[house])

    assert page.ink.handwriting.sum() < 0.002 * page.printed.sum()
    assert not page.ink.stamp.any()


@pytest.mark.parametrize(
    "how",
    [
        replace(FLAT, mode="bitonal"),
        replace(FLAT, mode="gray", levels=16, noise=4, blur=0.07),
        replace(FLAT, skew=2.2),
        Scan(tint=(238, 234, 220), light=0.4, noise=4, back=0.1),
        Scan(bed=12, skew=-1.5, holes=2),
    ],
    ids=["1-bit", "16 shades", "skew", "uneven light", "black bed"],
)
def test_what_the_scanner_adds_is_no_handwriting(how: Scan) -> None:
    page = look_at(how=how)

    assert page.ink.handwriting.sum() < 0.005 * page.printed.sum()
    assert share(page.printed, page.ink.print) > 0.97


@pytest.mark.parametrize("house", HOUSES)
def test_the_print_of_a_page_is_found_whole(house: str) -> None:
    page = look_at(look=HOUSES[house])

    assert share(page.printed, page.ink.print) > 0.98


def test_the_rules_of_a_table_are_rules_and_no_strokes() -> None:
    page = look_at(look=replace(FINE, ruled_tables=True))

    assert page.truth.set.rules
    for rule in page.truth.set.rules:
        around = Rect(rule.left, rule.top - 3, rule.right, rule.bottom + 3)
        ruled = within(around, page.printed)
        assert share(ruled, page.ink.rule) > 0.6
        assert not within(around, page.ink.handwriting).any()


@pytest.mark.parametrize(
    ("kind", "pen"),
    each(
        WISHES,
        ["blue", "red", "green", "black", "pencil"],
        {("strike", "pencil"): "pale, and under the letters that it runs through"},
    ),
)
def test_at_least_half_of_what_was_written_is_found(kind: str, pen: str) -> None:
    page = written(pen)
    number = 1 + list(WISHES).index(kind)

    own = on_upright(page.truth.scanned.ids == number, page.upright)

    assert share(own, page.ink.handwriting) >= 0.5


@pytest.mark.parametrize("pen", ["blue", "red", "green", "black", "pencil"])
def test_a_page_written_on_keeps_its_print(pen: str) -> None:
    page = written(pen)

    assert share(page.printed, page.ink.print) >= 0.95
    assert share(page.printed & ~page.drawn, page.ink.handwriting) <= 0.03


@pytest.mark.parametrize("kind", ["underline", "circle", "box", "strike"])
@pytest.mark.parametrize("pen", ["blue", "red", "black"])
def test_printed_words_stay_readable_under_a_stroke(kind: str, pen: str) -> None:
    page = written(pen)
    (span,) = find(page.truth.set, WISHES[kind].at)

    assert share(within(span.box, page.printed), page.ink.print) >= 0.95


@pytest.mark.parametrize("pen", ["blue", "red"])
def test_where_a_coloured_pen_crosses_print_the_pixel_is_in_both(pen: str) -> None:
    page = written(pen)
    crossing = page.printed & on_upright(page.truth.scanned.ids == 1 + list(WISHES).index("strike"), page.upright)

    assert share(crossing, page.ink.print) >= 0.9
    assert share(crossing, page.ink.handwriting) >= 0.5


def test_every_mask_is_as_large_as_the_page_and_no_stamp_is_handwriting() -> None:
    page = written("blue")
    ink = page.ink

    shape = page.upright.page.pixels.shape[:2]
    assert {mask.shape for mask in (ink.print, ink.handwriting, ink.stamp, ink.rule)} == {shape}
    assert not (ink.stamp & ink.handwriting).any()
    assert not (ink.rule & ~ink.print).any()


def scribbled() -> Pixels:
    """Return a sheet on which words were written by hand, and nothing printed."""
    sheet = np.full((1170, 827, 3), 255, np.uint8)
    chance = np.random.default_rng(3)
    for y in range(120, 1100, 70):
        x = np.arange(80, 700, 6)
        points = np.stack([x + chance.normal(0, 5, len(x)), y + chance.normal(0, 14, len(x))], axis=1)
        cv2.polylines(sheet, [np.rint(points).astype(np.int32)], False, (20, 20, 24), 3, cv2.LINE_AA)
    return sheet


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((1170, 827), 255, np.uint8),
        np.zeros((1170, 827), np.uint8),
        np.full((1170, 827, 3), (200, 30, 40), np.uint8),
        np.random.default_rng(1).integers(0, 256, (600, 400, 3), np.uint8),
        scribbled(),
        np.full((40, 30), 255, np.uint8),
    ],
    ids=["blank", "black", "red", "noise", "handwriting", "tiny"],
)
def test_a_page_without_print_is_no_trouble(pixels: Pixels) -> None:
    upright = make_upright(Raster(pixels, 100, 1))

    ink = separate(upright)

    assert ink.print.shape == pixels.shape[:2]
    assert find_marks(ink, upright.page.pixels, []) is not None
    assert letters_alone(ink).shape == pixels.shape[:2]
    assert printed_page(upright.page.pixels, ink).shape == pixels.shape


def test_a_blank_page_has_no_ink_at_all() -> None:
    upright = make_upright(Raster(np.full((1170, 827, 3), (244, 241, 230), np.uint8), 100, 1))

    ink = separate(upright)

    assert not (ink.print | ink.handwriting | ink.stamp | ink.rule).any()
    assert find_marks(ink, upright.page.pixels, []) == []


# --- taking the pen off ---


def test_the_page_with_the_pen_taken_off_shows_no_colour_and_all_its_print() -> None:
    page = written("red")

    clean = printed_page(page.upright.page.pixels, page.ink)

    assert clean.shape == page.upright.page.pixels.shape
    reddish = clean[..., 0].astype(int) - clean[..., 1] > 60
    assert (reddish & page.drawn).sum() < 0.1 * page.drawn.sum()
    assert share(page.printed & ~page.drawn, as_grey(clean) < DARK) > 0.98


def test_a_page_never_written_on_is_given_back_as_it_was() -> None:
    page = look_at()

    assert np.array_equal(printed_page(page.upright.page.pixels, page.ink), page.upright.page.pixels)


def test_what_is_read_holds_letters_and_no_pen() -> None:
    page = written("red")

    letters = letters_alone(page.ink) < 128

    assert share(page.printed & ~page.drawn, letters | page.ink.rule) > 0.95
    assert (letters & page.drawn & ~page.printed).sum() < 0.1 * page.drawn.sum()


# --- stamps ---


def stamped(words: Sequence[str], round_: bool, left: float, top: float, colour: str, seed: int) -> Found:
    """Press a stamp on a page at this place, in mm."""
    truth = forged(look=FINE)[0]
    image = truth.scanned.image.copy()
    pressed = stamp(words, round_, FINE.dpi, np.random.default_rng(seed))
    glaze(image, round(FINE.px(left)), round(FINE.px(top)), pressed.cover, COLOURS[colour])
    cover = np.zeros(image.shape[:2], np.uint8)
    glaze(cover_of := np.dstack([255 - cover] * 3), round(FINE.px(left)), round(FINE.px(top)), pressed.cover, (0, 0, 0))
    marks = (cover_of[..., 0] < 165).astype(np.uint8)
    scanned = truth.scanned._replace(image=image, ids=marks)
    return Found(replace(truth, scanned=scanned), image, FINE.dpi)


RECEIVED = ("ONTVANGEN", "22 NOV 2023")


@pytest.mark.parametrize(
    ("round_", "colour", "seed"),
    [
        (False, "red", 1),
        (True, "red", 2),
        (False, "blue", 1),
        (True, "black", 1),
        (False, "black", 2),
    ],
)
def test_a_stamp_on_clean_paper_is_a_stamp(round_: bool, colour: str, seed: int) -> None:
    page = stamped(RECEIVED, round_, 60, 236, colour, seed)

    assert share(page.drawn & ~page.printed, page.ink.stamp) >= 0.5
    assert share(page.printed & ~page.drawn, page.ink.stamp) < 0.002


@pytest.mark.parametrize(("round_", "colour"), [(False, "red"), (True, "red"), (False, "black")])
def test_a_stamp_over_print_is_a_stamp_and_leaves_the_print(round_: bool, colour: str) -> None:
    page = stamped(RECEIVED, round_, 60, 90, colour, 1)

    assert share(page.drawn & ~page.printed, page.ink.stamp) >= 0.5
    assert share(page.printed & ~page.drawn, page.ink.print) >= 0.95


def test_a_box_drawn_around_a_word_is_handwriting() -> None:
    for pen in ("blue", "black"):
        assert not look_at((replace(WISHES["box"], pen=pen),)).ink.stamp.any()


# --- marks ---


def lines_of(page: Found) -> list[Line]:
    """Return the lines of the body as a faultless engine would read them."""
    return [
        Line(
            _box(line.box),
            line.text,
            line.text,
            1.0,
            "heading" if line.heading else "paragraph",
            tuple(Word(_box(word.box, 0.1), word.text, 1.0) for word in line.words),
        )
        for line in page.truth.set.body
    ]


def _box(rect: Rect, trimmed: float = 0.0) -> Box:
    """Return the box in whole pixels, its foot raised by this share to where most letters stand."""
    height = rect.bottom - rect.top
    return Box(round(rect.left), round(rect.top), round(rect.right), round(rect.bottom - 2 * trimmed * height))


def marks_of(page: Found) -> list[Mark]:
    return find_marks(page.ink, page.upright.page.pixels, lines_of(page))


def one(kind: str, pen: str = "red") -> tuple[Found, list[Mark]]:
    page = look_at((replace(WISHES[kind], pen=pen),))
    return page, marks_of(page)


KINDS: dict[str, MarkKind] = {
    "note": "marginalia",
    "note on the left": "marginalia",
    "underline": "underline",
    "strike": "strike",
    "circle": "encircle",
    "box": "encircle",
    "bracket": "bracket",
    "tick": "tick",
    "word between lines": "interlinear",
}


@pytest.mark.parametrize("wish", KINDS)
@pytest.mark.parametrize("pen", ["red", "black"])
def test_what_a_reader_did_is_one_mark_of_its_kind(wish: str, pen: str) -> None:
    _, marks = one(wish, pen)

    assert [mark.kind for mark in marks] == [KINDS[wish]]


@pytest.mark.parametrize("wish", ["underline", "strike", "circle", "box"])
@pytest.mark.parametrize("pen", ["red", "black"])
def test_a_mark_quotes_the_words_it_marks(wish: str, pen: str) -> None:
    _, marks = one(wish, pen)

    quotes = " ".join(mark.quote for mark in marks if mark.quote)
    assert quotes.strip(".,") == WISHES[wish].at


@pytest.mark.parametrize("wish", WISHES)
def test_a_mark_knows_its_printed_line(wish: str) -> None:
    page, marks = one(wish)
    lines = lines_of(page)
    (span,) = find(page.truth.set, WISHES[wish].at)
    own = next(number for number, line in enumerate(lines) if line.text == span.line.text)

    assert marks
    assert all(mark.line is not None and abs(mark.line - own) <= 1 for mark in marks)


def all_marks() -> Iterator[tuple[Found, list[Mark]]]:
    for pen in ("blue", "black"):
        page = written(pen)
        yield page, marks_of(page)


def test_the_ids_of_a_page_are_unique_and_its_boxes_lie_on_it() -> None:
    for page, marks in all_marks():
        height, width = page.ink.print.shape
        assert len({mark.id for mark in marks}) == len(marks) > 0
        for mark in marks:
            assert 0 <= mark.box.left < mark.box.right <= width
            assert 0 <= mark.box.top < mark.box.bottom <= height
            assert within(mark.box, page.ink.handwriting).any()


def test_all_handwriting_of_any_size_lies_in_some_mark() -> None:
    for page, marks in all_marks():
        rest = page.ink.handwriting.copy()
        for mark in marks:
            rest[mark.box.top : mark.box.bottom, mark.box.left : mark.box.right] = False
        assert rest.sum() < 0.05 * page.ink.handwriting.sum()


@pytest.mark.parametrize("pen", ["blue", "red", "green", "black"])
def test_the_ink_is_called_by_its_colour(pen: str) -> None:
    inks = [mark.ink for mark in marks_of(written(pen))]

    assert inks.count(PENS[pen].ink) >= 0.8 * len(inks)


@pytest.mark.parametrize(("pen", "ink"), [("navy", "blue"), ("felt", "blue"), ("gel", "black"), ("pencil", "grey")])
def test_dark_and_pale_inks_are_called_by_their_colour(pen: str, ink: str) -> None:
    _, marks = one("bracket", pen)

    assert {mark.ink for mark in marks} == {ink}


def test_a_stamp_is_one_mark_with_the_colour_of_its_ink() -> None:
    page = stamped(RECEIVED, False, 60, 236, "red", 1)

    marks = marks_of(page)

    assert [(mark.kind, mark.ink, mark.quote) for mark in marks] == [("stamp", "red", None)]
