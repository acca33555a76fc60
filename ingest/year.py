"""The year of a nota, borne out by the weekdays that its text names: "vrijdag 23 juni" was in 2023, not in 2024."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from index.references import MONTHS
from ingest.date_readers import WEEKDAYS
from ingest.reading import running_text

_NAMED = re.compile(
    rf"\b({'|'.join(WEEKDAYS)}) (3[01]|[12]?\d) ({'|'.join(MONTHS)})\b"
    r"(?!,? (?:van |in )?(?:(?:19|20)\d\d|vorig|volgend|dit))"
)
_AWAY = 2  # years that a misread figure may be off, and still be told from another nota's day
_SURE = 2  # days with their weekday that must agree, where the colofon itself has no doubt


def surer_year(bodies: Sequence[str], dated: dt.date, doubtful: bool) -> dt.date:
    """Return the nota's date, in another year if all days that the text names with their weekday are of that year.

    `doubtful`: the colofon was read as different days on different pages; then one such day tells, else two.
    """
    days = {match.groups() for match in _NAMED.finditer(running_text(bodies).text.lower())}
    if len(days) < (1 if doubtful else _SURE) or any(_fits(day, dated) for day in days):
        return dated
    moved = _days(dated.day, dated.month, range(dated.year - _AWAY, dated.year + _AWAY + 1))
    borne_out = [day for day in moved if all(_fits(one, day) for one in days)]
    return borne_out[0] if len(borne_out) == 1 else dated


def _fits(named: tuple[str, ...], dated: dt.date) -> bool:
    """Tell whether the day nearest to a nota's date has the weekday that is named with it."""
    weekday, number, month = named
    days = _days(int(number), MONTHS.index(month) + 1, range(dated.year - 1, dated.year + 2))
    nearest = min(days, key=lambda one: abs((one - dated).days), default=None)
    return nearest is not None and nearest.weekday() == WEEKDAYS.index(weekday)


def _days(number: int, month: int, years: range) -> Iterator[dt.date]:
    """Yield this day of each of the years that has it."""
    for year in years:
        with suppress(ValueError):
            yield dt.date(year, month, number)
