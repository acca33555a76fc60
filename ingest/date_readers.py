"""From the words of a date to the days they mean: a reader for each form in `date_forms`."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.references import MONTHS, Interval, month_days, year_days

Precision = Literal["day", "range", "week", "part-of-month", "month", "quarter", "season", "part-of-year", "year"]
Days = Callable[[int], Interval]  # the days meant, were it in this year; ValueError where that year has no such day


@dataclass(frozen=True, slots=True)
class Expression:
    """A date as it stands in the text; `year` None means that the reader must work it out."""

    start: int
    end: int
    days: Days
    precision: Precision
    year: int | None = None
    lean: int = 0  # -1: "jl.", the last one; +1: "a.s.", the next one
    weekday: int | None = None  # Monday is 0


Reader = Callable[[re.Match[str], dt.date | None], Expression | None]

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SHORT_MONTHS = {"jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9}
SHORT_MONTHS |= {"okt": 10, "nov": 11, "dec": 12}
_SEASONS = {"voor": 3, "lent": 3, "zome": 6, "naja": 9, "herf": 9, "wint": 12}  # its first month
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": 4}
_STUDY_YEARS = {"school": 8, "gebruiks": 11}  # its first month; every other study year begins in September
_STEPS = {"vorig": -1, "afgel": -1, "volge": 1, "komen": 1, "aanst": 1}  # "dit", "deze" and "lopend" stay
_MONTH_PARTS = {"begin": (1, 10), "medio": (11, 20), "eind": (21, 31)}
_YEAR_PARTS = {"begin": (1, 3), "medio": (5, 8), "eind": (10, 12)}
_PARTS = {"b": "begin", "m": "medio", "h": "medio", "e": "eind", "u": "eind"}  # by first letter: half, ultimo, ...
# Month and day on which the Kamer's recess begins and ends, to a week: they move with the school holidays.
_RECESSES = {"kerst": ((12, 20), (1, 14)), "voorjaar": ((2, 10), (3, 3)), "krokus": ((2, 10), (3, 3))}
_RECESSES |= {"mei": ((4, 20), (5, 5)), "zomer": ((7, 6), (8, 31)), "herfst": ((10, 12), (10, 26))}
_SOON_AFTER = 28  # days: what comes "after the recess" comes within a month

_LINKED_TO_FIGURES = re.compile(
    r"\b(?:d\.d\.|op|van|vanaf|per|tot|CD|AO|TMD|WGO|uiterlijk|v[oó][oó]r) (?:\d\d?/\d\d?(?: en |, | t/m )?)*$"
    r"|\b(?:CD|AO|TMD|WGO|VAO)(?: [\w'-]+){1,3} $"
)
_FIGURES_LISTED = re.compile(r"(?:\d\d?/\d\d?(?: en | - |, | t/m | tot |-))+\d\d?/\d\d?")
_SURELY_A_DAY = re.compile(r"\b0\d/|/0\d|\b(?:1[3-9]|2\d|3[01])/")
_LINKED_TO_A_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})(?: en | of | tot | t/m | tot en met |, | ?[-/] ?)$", re.I)
_LINKED_TO_A_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-7]\d)(?: en | of |, )$")
_LINKED_TO_STUDY = re.compile(r"jaren (?:\d{4} ?[-/] ?'?(?:\d\d)?\d\d(?: en |, | t/m | tot en met ))+$")
_CONTEXT = 40  # characters in which what a figure is linked to is looked for


def step(which: str) -> int:
    """Return -1 for "vorig" and "afgelopen", +1 for "volgend" and "komend", 0 for "dit" and "lopend"."""
    return _STEPS.get(which.lower()[:5], 0)


def _month_number(name: str) -> int:
    return SHORT_MONTHS.get(name.lower().rstrip(".")) or MONTHS.index(name.lower()) + 1


def _ordinal(word: str) -> int:
    return int(word[0]) if word[0].isdigit() else _ORDINALS[word.lower()]


def _named_year(match: re.Match[str], dated: dt.date | None) -> int | None:
    """Return the year that the match names, as figures or as "vorig jaar"."""
    found = match.groupdict()
    if found.get("year"):
        return int(found["year"])
    if found.get("yy"):
        return 2000 + int(found["yy"])
    which = found.get("which") or found.get("before")
    return dated.year + step(which) if which and dated else None


def _lean(match: re.Match[str]) -> int:
    side = match.groupdict().get("side")
    return 0 if not side else -1 if side[0] in "jlJL" else 1


def _written(match: re.Match[str], dated: dt.date | None, days: Days, precision: Precision) -> Expression:
    """Return the expression of a match, whose group `date`, if it has one, is the date itself."""
    group = "date" if "date" in match.re.groupindex else 0
    year, lean = _named_year(match, dated), _lean(match)
    return Expression(match.start(group), match.end(group), days, precision, year, lean)


def _fixed(match: re.Match[str], days: Interval, precision: Precision) -> Expression:
    """Return an expression that means the same days in whatever year it is read."""
    group = "date" if "date" in match.re.groupindex else 0
    return Expression(match.start(group), match.end(group), lambda _: days, precision, days[0].year)


def _one_day(month: int, day: int) -> Days:
    return lambda year: (dt.date(year, month, day),) * 2


def _months(first: int, last: int) -> Days:
    """Return a run of months; one that goes on into the next year ends there: 12 to 14 is December to February."""
    if last <= 12:
        return lambda year: month_days(year, first, last)
    return lambda year: (dt.date(year, first, 1), month_days(year + 1, last - 12)[1])


def _part_of_month(part: str, month: int) -> Days:
    first, last = _MONTH_PARTS[part]
    return lambda year: (dt.date(year, month, first), min(month_days(year, month)[1], _clamped(year, month, last)))


def _clamped(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, month_days(year, month)[1].day))


def _weeks_of_month(nth: int, month: int, last: bool) -> Days:
    def days(year: int) -> Interval:
        end = month_days(year, month)[1]
        if last:
            return end - dt.timedelta(6), end
        return dt.date(year, month, 7 * nth - 6), min(end, _clamped(year, month, 7 * nth))

    return days


def _week(year: int, number: int) -> Interval:
    monday = dt.date.fromisocalendar(year, number, 1)
    return monday, monday + dt.timedelta(6)


# --- readers: one for each form, in the order of the table -----------------------------------------------------


def day(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read 3 oktober 2023, and the 12 of "12 t/m 14 maart"."""
    month = _month_number(match["month"])
    read = _written(match, dated, _one_day(month, int(match["day"])), "day")
    weekday = (match.groupdict().get("weekday") or "").lower()
    number = WEEKDAYS.index(weekday) if weekday in WEEKDAYS else None
    return Expression(read.start, read.end, read.days, "day", read.year, read.lean, number)


def figures(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read 3-10-2023."""
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return _written(match, dated, _one_day(month, day), "day")


def linked_figures(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read 27/03, where something says that it is a day."""
    text, start, end = match.string, *match.span("date")
    around = text[max(0, start - _CONTEXT) : end + _CONTEXT]
    listed = any(
        _SURELY_A_DAY.search(found[0]) and match["date"] in found[0] for found in _FIGURES_LISTED.finditer(around)
    )
    alone = f"({match['date']})" in around and bool(_SURELY_A_DAY.search(match["date"]))
    return figures(match, dated) if listed or alone or _follows(_LINKED_TO_FIGURES, match) else None


def part(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read medio november."""
    month = _month_number(match["month"])
    if match["part"].lower() == "ultimo":
        return _written(match, dated, lambda year: (month_days(year, month)[1],) * 2, "day")
    return _written(match, dated, _part_of_month(_PARTS[match["part"][0].lower()], month), "part-of-month")


def part_of_this_month(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read eind volgende maand."""
    if dated is None:
        return None
    first = _month_from(dated, step(match["which"] or ""))
    return _fixed(match, _part_of_month(_PARTS[match["part"][0].lower()], first.month)(first.year), "part-of-month")


def part_of_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read begin 2024; ultimo is the last day."""
    year = _named_year(match, dated) or (dated.year if dated and match["the"] else None)
    if year is None:
        return None
    if match["part"].lower() == "ultimo":
        return _fixed(match, (year_days(year)[1],) * 2, "day")
    return _fixed(match, month_days(year, *_YEAR_PARTS[_PARTS[match["part"][0].lower()]]), "part-of-year")


def half_of_month(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read eerste helft van mei: to the 15th."""
    month, first = _month_number(match["month"]), _ordinal(match["nth"]) == 1

    def days(year: int) -> Interval:
        start, end = month_days(year, month)
        return (start, start.replace(day=15)) if first else (start.replace(day=16), end)

    return _written(match, dated, days, "part-of-month")


def half_of_year(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read tweede helft van 2024, H1 2024."""
    first = (match["nth"] or match["h"])[0] in "eE1"
    return _written(match, dated, _months(1, 6) if first else _months(7, 12), "part-of-year")


def week_of_month(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read laatste week van juni."""
    last = match["nth"].lower() == "laatste"
    return _written(match, dated, _weeks_of_month(_ordinal(match["nth"]), _month_number(match["month"]), last), "week")


def quarter(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read derde kwartaal van 2024, begin Q3."""
    found = match.groupdict()
    number = int(found.get("q") or 0) or _ordinal(match["nth"])
    first = 3 * number - 2
    if found.get("part"):
        at = first + "bme".index(_PARTS[match["part"][0].lower()][0])
        return _written(match, dated, _months(at, at), "part-of-year")
    return _written(match, dated, _months(first, first + 2), "quarter")


def season(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read dit najaar; "zomer" alone is weather."""
    which, first = match["before"] or "", _SEASONS[match["season"].lower()[:4]]
    days = _months(first, first + 2)
    if match["year"] or match["yy"] or match["which"]:
        return _written(match, dated, days, "season")
    if not (which or match["article"] or match["side"]):
        return None  # "zomer" alone is weather
    lean = step(which) or _lean(match)
    year = dated.year if which and not lean and dated else None
    if year and dated and first == 12 and dated.month < 3:
        year -= 1  # "deze winter", said in January, began last December
    return Expression(match.start("date"), match.end("date"), days, "season", year, lean)


def before_or_after(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read "voor de zomer" as from the nota's date until then, and "na het reces" as the weeks that follow it."""
    what = (match["season"] or match["recess"]).lower().removesuffix("s")
    begins, ends = _RECESSES["voorjaar" if what == "winter" else what]

    def before(year: int) -> Interval:
        last = dt.date(year, 6, 30) if match["season"] else dt.date(year, *begins) - dt.timedelta(1)
        return (dated if dated and dated < last else dt.date(year, 1, 1)), last

    def after(year: int) -> Interval:
        if match["season"] and what == "zomer":
            return month_days(year, 9, 11)
        first = dt.date(year, *ends) + dt.timedelta(1)
        return first, first + dt.timedelta(_SOON_AFTER - 1)

    return _written(match, dated, after if match["where"].lower() == "na" else before, "part-of-year")


def month(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read juli 2024, afgelopen september."""
    month = _month_number(match["month"])
    read = _written(match, dated, _months(month, month), "month")
    which = match.groupdict().get("before")
    lean = read.lean or step(which or "")
    return Expression(read.start, read.end, read.days, "month", None if which else read.year, lean)


def linked_month(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read the "juni" of "in mei en juni"."""
    return month(match, dated) if _follows(_LINKED_TO_A_MONTH, match) else None


def _follows(link: re.Pattern[str], match: re.Match[str]) -> bool:
    return bool(link.search(match.string[max(0, match.start() - _CONTEXT) : match.start()]))


def relative(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read vorige maand, volgende week dinsdag."""
    if dated is None:
        return None
    away, unit = step(match["which"]), match["unit"].lower()
    if unit.startswith("week"):
        monday = dated - dt.timedelta(dated.weekday() - 7 * away)
        if match["weekday"]:
            day = monday + dt.timedelta(WEEKDAYS.index(match["weekday"].lower()))
            return _fixed(match, (day, day), "day")
        return _fixed(match, (monday, monday + dt.timedelta(6)), "week")
    if unit == "maand":
        first = _month_from(dated, away)
        return _fixed(match, month_days(first.year, first.month), "month")
    if unit == "kwartaal":
        first = _month_from(dated.replace(month=(dated.month - 1) // 3 * 3 + 1, day=1), 3 * away)
        return _fixed(match, month_days(first.year, first.month, first.month + 2), "quarter")
    return _fixed(match, year_days(dated.year + away), "year")


def _month_from(dated: dt.date, away: int) -> dt.date:
    months = dated.year * 12 + dated.month - 1 + away
    return dt.date(months // 12, months % 12 + 1, 1)


def weekday(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read afgelopen donderdag, vrijdag a.s.."""
    if dated is None:
        return None
    found = match.groupdict()
    back = _lean(match) < 0 or step(found.get("which") or "") < 0
    number = WEEKDAYS.index(match["weekday"].lower())
    away = -((dated.weekday() - number - 1) % 7 + 1) if back else (number - dated.weekday() - 1) % 7 + 1
    return _fixed(match, (dated + dt.timedelta(away),) * 2, "day")


def near_day(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read gisteren."""
    away = {"gisteren": -1, "eergisteren": -2, "overmorgen": 2}[match[0].lower()]
    return _fixed(match, (dated + dt.timedelta(away),) * 2, "day") if dated else None


def week_of_day(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read week van 10 juni."""
    month, number = _month_number(match["month"]), int(match["day"])

    def days(year: int) -> Interval:
        return _week(*dt.date(year, month, number).isocalendar()[:2])

    return _written(match, dated, days, "week")


def weeks(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read week 36 t/m 38."""
    first, last = int(match["number"]), int(match["last"])
    if not 1 <= first < last <= 53:
        return None
    return _written(match, dated, lambda year: (_week(year, first)[0], _week(year, last)[1]), "range")


def week_number(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read week 48, as ISO counts them."""
    number = int(match["number"])
    return _written(match, dated, lambda year: _week(year, number), "week") if 1 <= number <= 53 else None


def study_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read studiejaar 2024-2025, volgend schooljaar."""
    first = _STUDY_YEARS.get(match["study"].lower(), 9)
    found = match.groupdict()
    if found.get("year"):
        # A "gebruiksjaar 2023" of an airport is named after the year in which it ends.
        year = int(match["year"]) - (first == 11 and not found.get("second"))
    elif dated and found.get("before"):
        year = dated.year - (dated.month < first) + step(match["before"])
    else:
        return None
    return _fixed(match, _months(first, first + 11)(year), "year")


def linked_study_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read the second of "schooljaren 2021-2022 en 2022-2023"."""
    before = match.string[: match.start()]
    if not _follows(_LINKED_TO_STUDY, match):
        return None
    first = (
        8 if before.rfind("schooljaren") > max(before.rfind("studiejaren"), before.rfind("academische jaren")) else 9
    )
    return _fixed(match, _months(first, first + 11)(int(match["year"])), "year")


def year(match: re.Match[str], dated: dt.date | None) -> Expression:
    """Read 2024."""
    return _written(match, dated, year_days, "year")


def linked_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read the second of "in 2021 en 2022"."""
    return year(match, dated) if _follows(_LINKED_TO_A_YEAR, match) else None


def years(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    """Read 2025 t/m 2028."""
    first, last = int(match["first"]), int(match["last"][-2:]) + int(match["first"][:2]) * 100
    days = dt.date(first, 1, 1), dt.date(last, 12, 31)
    return _fixed(match, days, "range") if first < last else None
