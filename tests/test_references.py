import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.references import (
    Kamerstuknummer,
    datum_value,
    find_kamerstukken,
    fold_name,
    interval,
    kamerstuk,
    month_days,
    motie_value,
    toezegging_number,
    year_days,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2079, 12, 31))
NUMBERS = st.builds(
    Kamerstuknummer,
    st.integers(16_000, 39_999).filter(lambda n: n != 21_501).map(str),
    st.sampled_from([None, "XV", "VIII", "IIA", "A"]),
    st.integers(1, 9_999).map(str),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("32 824, nr. 402", "32824-402"),
        ("32824, nr.402", "32824-402"),
        ("32824-402", "32824-402"),
        ("kst-32824-402", "32824-402"),
        ("Kamerstukken II 2023/24, 36 410 XV, nr. 12", "36410-XV-12"),
        ("Kamerstukken II, 2022-2023, 36200-XV, nr. 5", "36200-XV-5"),
        ("Kamerstukken II 2008–2009 31 268, nr. 14", "31268-14"),
        ("36410-XV-12", "36410-XV-12"),
        ("36 410 B, nr. 5", "36410-B-5"),
        ("21 501-31, nr. 700", "21501-31-700"),
        ("21 501-31", "21501-31"),
        ("35 483, G", "35483-G"),
        ("32 415 (R1915), nr. 5", "32415-5"),
        ("32 824, nr. 4O2", "32824-402"),
        ("Kamerstuk\n32 824,\nnr. 402", "32824-402"),
        ("36410-XV", "36410-XV"),
        ("32824", "32824"),
    ],
)
def test_every_way_to_write_a_paper_has_one_spelling(text: str, value: str) -> None:
    found = kamerstuk(text)

    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    ["", "2023-0000611038", "38720416", "nr. 66, item 6", "32 824 mensen", "10 000-12 000", "070-12345", "artikel 13"],
)
def test_other_figures_are_no_paper(text: str) -> None:
    assert kamerstuk(text) is None


def test_one_number_may_belong_to_two_dossiers() -> None:
    found = find_kamerstukken("Zie Kamerstukken 35 341 en 32 175, nr. 18.")

    assert [number.value for _, _, number in found] == ["35341-18", "32175-18"]


def test_a_list_of_numbers_is_written_out() -> None:
    found = find_kamerstukken("moties 30420, nrs 100, 101 en 105 t/m 107")

    assert [number.number for _, _, number in found] == ["100", "101", "105", "106", "107"]


def test_a_paper_stands_where_it_is_said_to_stand() -> None:
    text = "De motie (Kamerstuk 32 824, nr. 402) is aangenomen."
    ((start, end, _),) = find_kamerstukken(text)

    assert text[start:end] == "Kamerstuk 32 824, nr. 402"


@given(NUMBERS)
def test_a_canonical_spelling_reads_as_itself(number: Kamerstuknummer) -> None:
    assert kamerstuk(number.value) == number


@given(NUMBERS)
def test_a_spaced_citation_reads_as_its_number(number: Kamerstuknummer) -> None:
    dossier = f"{number.dossier[:2]} {number.dossier[2:]}" + (f" {number.suffix}" if number.suffix else "")

    assert kamerstuk(f"Kamerstuk {dossier}, nr. {number.number}") == number


def test_a_motie_is_known_by_its_number_and_else_by_its_movers() -> None:
    assert motie_value(["Palland"], Kamerstuknummer("32824", None, "402")) == "32824-402"
    assert motie_value(["Palland", "Kathmann"], None) == "motie Palland/Kathmann"
    assert motie_value(["Palland"], Kamerstuknummer("32824")) == "motie Palland"


@pytest.mark.parametrize("text", ["TZ202311-089", "tz202311-089", "toezegging TZ 202311 - 089.", "TZ2O2311-089"])
def test_a_number_of_a_toezegging_has_one_spelling(text: str) -> None:
    assert toezegging_number(text) == "TZ202311-089"


@pytest.mark.parametrize("text", ["TZ202313-089", "TZ2023-089", "XTZ202311-089", "TZ"])
def test_what_only_looks_like_a_toezegging_has_no_number(text: str) -> None:
    assert toezegging_number(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-Q3", "2023-07-01", "2023-09-30"),
        ("2023-07-13", "2023-07-13", "2023-07-13"),
        ("13-7-2023", "2023-07-13", "2023-07-13"),
        ("13 juli 2023", "2023-07-13", "2023-07-13"),
        ("Februari 2024", "2024-02-01", "2024-02-29"),
        ("juli 2023..2023-09", "2023-07-01", "2023-09-30"),
        ("2023-07..2023-09", "2023-07-01", "2023-09-30"),
        ("2023-11-11/2023-11-20", "2023-11-11", "2023-11-20"),
        ("2023-07..", "2023-07-01", "9999-12-31"),
        ("..2023", "0001-01-01", "2023-12-31"),
    ],
)
def test_a_typed_date_means_days(text: str, first: str, last: str) -> None:
    assert interval(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "..", "juli", "2023-13", "2023-02-30", "31-2-2023", "31 februari 2023", "2023..juli", "0000"]
)
def test_what_is_no_date_means_nothing(text: str) -> None:
    assert interval(text) is None


@given(DAYS, DAYS)
def test_the_spelling_of_days_reads_as_those_days(one: dt.date, other: dt.date) -> None:
    first, last = min(one, other), max(one, other)

    assert interval(datum_value(first, last)) == (first, last)


@given(DAYS)
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: dt.date) -> None:
    month, year = month_days(day.year, day.month), year_days(day.year)

    assert year[0] <= month[0] <= day <= month[1] <= year[1]


@given(st.text())
def test_no_text_makes_reading_a_reference_fail(text: str) -> None:
    kamerstuk(text)
    interval(text)
    toezegging_number(text)


@pytest.mark.parametrize(("one", "other"), [("El Yassini", "el-yassini"), ("Kröger", "KROGER"), ("'t Hart", "’t hart")])
def test_spellings_of_a_name_fold_to_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@given(st.text())
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)
