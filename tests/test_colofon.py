import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nota import Box, Line, Page, Region, Word
from index.references import MONTHS
from ingest.colofon import read_colofon
from ingest.values import read_day, read_reference

COLUMN = """Directie Samenleving
Datum
22 november 2023
Onze referentie
2023-0000611038
Van
S&I / Inburgering
Aan
Minister van SZW
Bijlagen
2"""


def head(*rows: tuple[str, float], region: Region = "paragraph") -> tuple[Line, ...]:
    """Make the lines of a page's head, each with the row it stands on."""
    boxes = [Box(200, int(60 * row), 1000, int(60 * row) + 40) for _, row in rows]
    return tuple(Line(box, text, text, 0.95, region) for box, (text, _) in zip(boxes, rows, strict=True))


def test_the_column_gives_the_date_the_reference_and_who_wrote_to_whom() -> None:
    colofon = read_colofon([Page(1, metadata=COLUMN)], "scan.pdf")

    assert colofon.dated == dt.date(2023, 11, 22)
    assert colofon.reference == "2023-0000611038"
    assert colofon.fields["van"] == "S&I / Inburgering"
    assert colofon.fields["aan"] == "Minister van SZW"
    assert colofon.fields["bijlagen"] == "2"


def test_labels_are_known_though_a_letter_was_misread() -> None:
    column = "Daturn\n22 novernber 2023\n0nze reterentie\n2023- 0000611038"
    colofon = read_colofon([Page(1, metadata=column)], "scan.pdf")

    assert colofon.dated == dt.date(2023, 11, 22)
    assert colofon.reference == "2023-0000611038"


def test_a_day_that_one_page_misread_is_outvoted() -> None:
    pages = [Page(n, metadata=f"Datum\n{day} november 2023") for n, day in enumerate((23, 22, 22), start=1)]

    assert read_colofon(pages, "scan.pdf").dated == dt.date(2023, 11, 22)


def read_with(text: str, confidence: float) -> Page:
    """Make a page whose column the engine read with this confidence."""
    box = Box(0, 0, 9, 9)
    words = tuple(Word(box, word, confidence) for word in text.split())
    label = Line(box, "Datum", "Datum", 0.95, "metadata")
    return Page(1, lines=(label, Line(box, text, text, confidence, "metadata", words)))


def test_a_day_in_doubt_counts_only_when_another_page_bears_it_out() -> None:
    page = read_with("22 november 2023", 0.3)

    assert read_colofon([page], "scan.pdf").dated is None
    assert read_colofon([page, page], "scan.pdf").dated == dt.date(2023, 11, 22)


def test_a_reference_that_one_page_cut_short_is_given_whole() -> None:
    pages = [Page(1, metadata=f"Ons kenmerk\n{text}") for text in ("4031187-1078822-)", "4031187-1078822-J")]

    assert read_colofon(pages, "scan.pdf").reference == "4031187-1078822-J"


def test_a_scribble_beside_the_word_nota_is_not_its_title() -> None:
    beside = Line(Box(1200, 10, 1300, 40), "amen", "amen", 0.5, "heading")
    first, *rest = head(("nota", 0), ("Uitgangspunten nieuwe cultuursubsidies", 2), ("Aanleiding", 5))

    assert (
        read_colofon([Page(1, lines=(first, beside, *rest))], "a.pdf").title == "Uitgangspunten nieuwe cultuursubsidies"
    )


def test_the_reference_and_date_of_another_letter_are_not_ours() -> None:
    column = "Uw kenmerk\n2019-0000000001\nUiterlijk bij\n1 december 2023\nOns kenmerk\n2023-0000611038"
    colofon = read_colofon([Page(1, metadata=column)], "scan.pdf")

    assert colofon.reference == "2023-0000611038"
    assert colofon.dated is None


@pytest.mark.parametrize("line", ["Datum: 22 november 2023", "Datum 22-11-2023", "DATUM   22 nov. 2023"])
def test_a_nota_without_a_column_is_dated_by_its_head(line: str) -> None:
    assert read_colofon([Page(1, lines=head((line, 0), ("Aanleiding", 3)))], "scan.pdf").dated == dt.date(2023, 11, 22)


def test_a_line_with_a_place_and_a_day_dates_a_letter() -> None:
    page = Page(1, lines=head(("Den Haag, 22 november 2023", 0), ("Aanleiding", 3)))

    assert read_colofon([page], "scan.pdf").dated == dt.date(2023, 11, 22)


def test_a_cited_day_never_dates_the_nota() -> None:
    body = "Dit is met nota 'Herziening' d.d. 31 oktober 2023 aan u voorgelegd.\n\nOp 3 juli 2023 volgt een debat."

    assert read_colofon([Page(1, body=body)], "scan.pdf").dated is None


def test_the_title_stands_below_what_kind_of_nota_it_is() -> None:
    rows = (
        ("TER BESLUITVORMING", 0),
        ("nota", 1),
        ("Uitgangspunten nieuwe cultuursubsidies", 3),
        ("en eerlijke betaling", 4),
    )
    page = Page(1, lines=head(*rows, ("Aanleiding", 6), ("Eens in de vier jaar stelt", 7)))

    assert read_colofon([page], "a.pdf").title == "Uitgangspunten nieuwe cultuursubsidies en eerlijke betaling"


def test_a_title_may_begin_with_van_and_stands_below_whom_it_is_for() -> None:
    rows = (("TER INFORMATIE", 0), ("Aan de minister van SZW", 1), ("Van wijk tot wereld", 3), ("Aanleiding", 6))

    assert read_colofon([Page(1, lines=head(*rows))], "a.pdf").title == "Van wijk tot wereld"


def test_the_subject_field_is_the_title() -> None:
    page = Page(
        1, lines=head(("Aan: de minister", 0), ("Betreft: Uitvoeringsbrief", 1), ("inburgering", 2), ("Kern", 5))
    )

    assert read_colofon([page], "a.pdf").title == "Uitvoeringsbrief inburgering"


def test_a_nota_that_shows_no_title_is_called_by_its_file() -> None:
    page = Page(1, lines=head(("Aanleiding", 0), ("Het is gebruikelijk", 1), region="heading"))

    assert read_colofon([page], "inburgering 2023.pdf").title == "inburgering 2023"
    assert read_colofon([], "leeg.pdf").title == "leeg"


@pytest.mark.parametrize(
    "text",
    [
        "22 november 2023",
        "22november 2023",
        "22 novernber 2023",
        "2Z november 2O23",
        "22-11-2023",
        "22.11.'23",
        "2023-11-22",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == dt.date(2023, 11, 22)


@pytest.mark.parametrize(
    "text", ["31 februari 2023", "2023-0000611038", "22 nergens 2023", "november 2023", "22 maand 2023"]
)
def test_what_is_no_day_is_not_made_one(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize("text", ["IENW/BSK-2024/151906", "IENW/BSK- 2024/151906", "IENW/ BSK-2024 /151906"])
def test_a_reference_is_closed_where_it_was_broken(text: str) -> None:
    assert read_reference(text) == "IENW/BSK-2024/151906"


def test_a_reference_ends_where_the_next_value_begins() -> None:
    assert read_reference("38720416 4") == "38720416"
    assert read_reference("geen") is None


days = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))


@given(days)
def test_every_day_written_in_words_is_read_back(day: dt.date) -> None:
    assert read_day(f"{day.day} {MONTHS[day.month - 1]} {day.year}") == day


@given(st.lists(st.text(max_size=60), max_size=5), st.text(max_size=60))
def test_no_text_is_too_odd_to_read(texts: list[str], metadata: str) -> None:
    assert read_colofon([Page(1, body="\n\n".join(texts), metadata=metadata)], "scan.pdf").title


def test_the_letters_that_a_reference_begins_with_are_no_misread_figures() -> None:
    assert read_reference("BS2022013377") == "BS2022013377"
    assert read_reference("IENW/BSK-2O23/17O442") == "IENW/BSK-2023/170442"


def test_a_label_and_its_value_may_have_nothing_but_white_between_them() -> None:
    words = tuple(
        Word(Box(left, 60, left + 80, 90), text, 0.9)
        for left, text in ((200, "Van"), (500, "DGB"), (600, "/"), (690, "Ruimte"))
    )
    line = Line(Box(200, 60, 770, 90), "Van DGB / Ruimte", "Van DGB / Ruimte", 0.9, "metadata", words)

    assert read_colofon([Page(1, lines=(line,))], "scan.pdf").fields["van"] == "DGB / Ruimte"
