import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.references import MONTHS
from ingest.date_readers import WEEKDAYS
from ingest.year import surer_year

DAY = dt.date(2023, 6, 15)
ONE = "U informeert de Kamer vrijdag 23 juni over de uitgangspunten."
TWO = f"{ONE} Het debat is op donderdag 29 juni."


def in_year(year: int) -> dt.date:
    return DAY.replace(year=year)


@pytest.mark.parametrize("read", [2021, 2022, 2024, 2025])
def test_a_year_in_doubt_is_the_one_in_which_a_day_has_the_weekday_that_is_named(read: int) -> None:
    assert surer_year([ONE], in_year(read), doubtful=True) == DAY


def test_a_year_without_doubt_gives_way_to_two_days_and_not_to_one() -> None:
    assert surer_year([ONE], in_year(2024), doubtful=False) == in_year(2024)
    assert surer_year([TWO], in_year(2024), doubtful=False) == DAY


def test_days_that_contradict_each_other_tell_nothing() -> None:
    text = f"{ONE} Het debat is op maandag 29 juni."

    assert surer_year([text], in_year(2024), doubtful=True) == in_year(2024)


def test_a_day_that_names_its_year_tells_nothing_of_the_nota() -> None:
    assert surer_year(["Op vrijdag 23 juni 2023 is besloten."], in_year(2024), doubtful=True) == in_year(2024)


def test_a_day_around_the_turn_of_the_year_is_the_nearest() -> None:
    text = "Het debat was op dinsdag 19 december."

    assert surer_year([text], dt.date(2024, 1, 8), doubtful=True) == dt.date(2024, 1, 8)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)), st.integers(-170, 170), st.booleans())
def test_a_date_that_the_text_bears_out_stays(dated: dt.date, away: int, doubtful: bool) -> None:
    day = dated + dt.timedelta(away)
    text = f"Dit was op {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}."

    assert surer_year([text], dated, doubtful) == dated
