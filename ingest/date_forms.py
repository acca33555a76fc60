"""The forms in which a nota writes a date: each a pattern, with the days it means in a given year."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
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
_SHORT = {"jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9}
_SHORT |= {"okt": 10, "nov": 11, "dec": 12}
_SEASONS = {"voor": 3, "lent": 3, "zome": 6, "naja": 9, "herf": 9, "wint": 12}  # its first month
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": 4}
_STUDY_YEARS = {"school": 8, "gebruiks": 11}  # its first month; every other study year begins in September
_STEPS = {"vorig": -1, "afgel": -1, "volge": 1, "komen": 1, "aanst": 1}  # "dit", "deze" and "lopend" stay
_MONTH_PARTS = {"begin": (1, 10), "medio": (11, 20), "eind": (21, 31)}
_YEAR_PARTS = {"begin": (1, 3), "medio": (5, 8), "eind": (10, 12)}
_PARTS = {"b": "begin", "m": "medio", "h": "medio", "e": "eind", "u": "eind"}  # by first letter: half, ultimo, ...

# What OCR makes of a month: "septernber", "0ktober", "ju1i".
_NOISE = {"m": "(?:m|rn)", "i": "[il1|]", "l": "[li1|]", "o": "[o0]"}
_NOISY = tuple("".join(_NOISE.get(letter, letter) for letter in month) for month in MONTHS)

_MONTH = f"(?:{'|'.join(_NOISY)})"
_ANY_MONTH = rf"(?:{_MONTH}(?!\w)|(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?!\w)\.?)"
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19[5-9]\d|20[0-7]\d)(?![\d%]|[.,]\d)"
_WHICH = r"(?:deze|dit|vorige?|afgelopen|volgende?|komende?|aanstaande?|lopende?)"
_OF_YEAR = (
    rf"(?:,? ?(?:van |in |uit )?(?:het (?:jaar )?)?(?:(?P<year>{_YEAR})|'(?P<yy>\d\d)\b"
    rf"|(?P<which>{_WHICH}) (?:kalender)?jaar\b))"
)
_SIDE = r"(?: ?,? ?\(?(?P<side>j\.? ?l\b\.?|l\.l\.|jongstleden|a\.? ?s\b\.?|aanstaande|e\.k\.)(?!\w)\)?)"
_THEN = rf"(?: ?(?:-|/|t/m|tot en met|tot) ?| (?:en|of|op|&) |, )(?:(?:op )?{_WEEKDAY} )?"
_ORDINAL = r"(?:eerste|tweede|derde|vierde|laatste|[1-4](?:e|ste|de))"
_PART = r"(?P<part>begin|medio|midden|half|halverwege|einde?|ultimo)(?: van)?(?: de maand)?"
_APART = r"(?<![\w.,/€$§'-])"
_NO_ARTICLE = r"(?<!artikel )(?<!artikelen )(?<!art\. )(?<!nr )(?<!nr\. )(?<!blz\. )(?<!pagina )(?<!lid )"
_STUDY = r"(?P<study>studie|school|college|cursus|onderwijs|les|academische? |gebruiks)jaar"
# A figure before one of these counts things, even if it could be a year.
_NOT_COUNTING = (
    r"(?! (?:euro|personen|mensen|woningen|plaatsen|plekken|banen|fte|leerlingen|studenten|kinderen|jongeren|uur|uren"
    r"|bedrijven|hectare|inwoners|gemeenten|deelnemers|statushouders|asielzoekers|inburgeraars|stuks|kilo|km|ton|MW"
    r"|aanvragen|dossiers|zaken|meldingen|bezoekers|docenten|medewerkers|gezinnen|huishoudens|arbeidsplaatsen)\b)"
)
_BEFORE_A_MONTH = (
    r"(?:in|sinds|vanaf|per|tot|t/m|tot en met|voor|v[oó][oó]r|na|van|uiterlijk|rond|tussen|tegen|maanden?|uit|over"
    r"|tijdens|vroeg|laat)"
)
_BEFORE_A_YEAR = (
    r"(?:in|van|voor|v[oó][oó]r|na|tot|sinds|vanaf|per|over|uit|tussen|tijdens|rond|tot en met|t/m|tegen|richting"
    rf"|uiterlijk|jaren|periode|(?!vergader|{_STUDY.replace('?P<study>', '?:')})\w*jaar|ten opzichte van)"
)


_LINK = r"(?:(?<= en )|(?<= of )|(?<=, )|(?<=-)|(?<=/)|(?<= tot )|(?<= met )|(?<= t/m ))"
_LINKED_TO_FIGURES = re.compile(r"\b(?:d\.d\.|op|van|vanaf|per|tot|CD|AO|TMD|WGO) (?:\d\d?/\d\d?(?: en |, | t/m )?)+$")
_LINKED_TO_A_MONTH = re.compile(rf"\b{_MONTH}(?: en | of | tot | t/m | tot en met |, | ?[-/] ?)$")
_LINKED_TO_A_YEAR = re.compile(rf"\b{_YEAR}(?: en | of |, )$")


def expressions(text: str, dated: dt.date | None) -> Iterator[Expression]:
    """Yield all that has the form of a date, in no order and overlapping; `dated` settles "vorige maand"."""
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            expression = read(match, dated)
            if expression is not None:
                yield expression


def step(which: str) -> int:
    """Return -1 for "vorig" and "afgelopen", +1 for "volgend" and "komend", 0 for "dit" and "lopend"."""
    return _STEPS.get(which.lower()[:5], 0)


def _month_number(name: str) -> int:
    short = _SHORT.get(name.lower().rstrip("."))
    return short or next(n for n, noisy in enumerate(_NOISY, 1) if re.fullmatch(noisy, name, re.I))


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


# --- readers: one for each form, in the order of the table below ------------------------------------------------------


def _day(match: re.Match[str], dated: dt.date | None) -> Expression:
    month = _month_number(match["month"])
    read = _written(match, dated, _one_day(month, int(match["day"])), "day")
    weekday = (match.groupdict().get("weekday") or "").lower()
    number = WEEKDAYS.index(weekday) if weekday in WEEKDAYS else None
    return Expression(read.start, read.end, read.days, "day", read.year, read.lean, number)


def _figures(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return _written(match, dated, _one_day(month, day), "day")


def _linked_figures(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    return _figures(match, dated) if _follows(_LINKED_TO_FIGURES, match) else None


def _part(match: re.Match[str], dated: dt.date | None) -> Expression:
    month = _month_number(match["month"])
    if match["part"].lower() == "ultimo":
        return _written(match, dated, lambda year: (month_days(year, month)[1],) * 2, "day")
    return _written(match, dated, _part_of_month(_PARTS[match["part"][0].lower()], month), "part-of-month")


def _part_of_this_month(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    if dated is None:
        return None
    first = _month_from(dated, step(match["which"] or ""))
    return _fixed(match, _part_of_month(_PARTS[match["part"][0].lower()], first.month)(first.year), "part-of-month")


def _part_of_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    year = _named_year(match, dated) or (dated.year if dated and match["the"] else None)
    if year is None:
        return None
    if match["part"].lower() == "ultimo":
        return _fixed(match, (year_days(year)[1],) * 2, "day")
    return _fixed(match, month_days(year, *_YEAR_PARTS[_PARTS[match["part"][0].lower()]]), "part-of-year")


def _half_of_month(match: re.Match[str], dated: dt.date | None) -> Expression:
    month, first = _month_number(match["month"]), _ordinal(match["nth"]) == 1

    def days(year: int) -> Interval:
        start, end = month_days(year, month)
        return (start, start.replace(day=15)) if first else (start.replace(day=16), end)

    return _written(match, dated, days, "part-of-month")


def _half_of_year(match: re.Match[str], dated: dt.date | None) -> Expression:
    first = (match["nth"] or match["h"])[0] in "eE1"
    return _written(match, dated, _months(1, 6) if first else _months(7, 12), "part-of-year")


def _week_of_month(match: re.Match[str], dated: dt.date | None) -> Expression:
    last = match["nth"].lower() == "laatste"
    return _written(match, dated, _weeks_of_month(_ordinal(match["nth"]), _month_number(match["month"]), last), "week")


def _quarter(match: re.Match[str], dated: dt.date | None) -> Expression:
    found = match.groupdict()
    number = int(found.get("q") or 0) or _ordinal(match["nth"])
    first = 3 * number - 2
    if found.get("part"):
        at = first + "bme".index(_PARTS[match["part"][0].lower()][0])
        return _written(match, dated, _months(at, at), "part-of-year")
    return _written(match, dated, _months(first, first + 2), "quarter")


def _season(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    which, first = match["before"] or "", _SEASONS[match["season"].lower()[:4]]
    days = _months(first, first + 2)
    if match["year"] or match["yy"] or match["which"]:
        return _written(match, dated, days, "season")
    if match["loose"] or not (which or match["article"] or match["side"]):
        return None  # "voor de zomer" is a deadline with no days of its own, "zomer" alone is weather
    lean = step(which) or _lean(match)
    year = dated.year if which and not lean and dated else None
    return Expression(match.start("date"), match.end("date"), days, "season", year, lean)


def _month(match: re.Match[str], dated: dt.date | None) -> Expression:
    month = _month_number(match["month"])
    read = _written(match, dated, _months(month, month), "month")
    which = match.groupdict().get("before")
    lean = read.lean or step(which or "")
    return Expression(read.start, read.end, read.days, "month", None if which else read.year, lean)


def _linked_month(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    return _month(match, dated) if _follows(_LINKED_TO_A_MONTH, match) else None


def _follows(link: re.Pattern[str], match: re.Match[str]) -> bool:
    return bool(link.search(match.string[max(0, match.start() - 25) : match.start()]))


def _relative(match: re.Match[str], dated: dt.date | None) -> Expression | None:
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


def _weekday(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    if dated is None:
        return None
    found = match.groupdict()
    back = _lean(match) < 0 or step(found.get("which") or "") < 0
    number = WEEKDAYS.index(match["weekday"].lower())
    away = -((dated.weekday() - number - 1) % 7 + 1) if back else (number - dated.weekday() - 1) % 7 + 1
    return _fixed(match, (dated + dt.timedelta(away),) * 2, "day")


def _near_day(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    away = {"gisteren": -1, "eergisteren": -2, "overmorgen": 2}[match[0].lower()]
    return _fixed(match, (dated + dt.timedelta(away),) * 2, "day") if dated else None


def _week_number(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    number = int(match["number"])
    return _written(match, dated, lambda year: _week(year, number), "week") if 1 <= number <= 53 else None


def _study_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
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


def _year(match: re.Match[str], dated: dt.date | None) -> Expression:
    return _written(match, dated, year_days, "year")


def _linked_year(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    return _year(match, dated) if _follows(_LINKED_TO_A_YEAR, match) else None


def _years(match: re.Match[str], dated: dt.date | None) -> Expression | None:
    first, last = int(match["first"]), int(match["last"][-2:]) + int(match["first"][:2]) * 100
    days = dt.date(first, 1, 1), dt.date(last, 12, 31)
    return _fixed(match, days, "range") if first < last else None


def _form(pattern: str, read: Reader, flags: int = re.I) -> tuple[re.Pattern[str], Reader]:
    return re.compile(pattern, flags), read


_DATE_TAIL = rf"{_OF_YEAR}?{_SIDE}?"
_FORMS = (
    # dinsdag 3 oktober 2023, 13 juli jl., vorig jaar op 22 november
    _form(
        rf"(?:\b(?P<before>dit|vorig|volgend|komend|afgelopen) jaar (?:op )?)?"
        rf"(?:\b(?P<weekday>{_WEEKDAY}|ma|di|wo|do|vr)\.?,? )?"
        rf"{_APART}{_NO_ARTICLE}(?P<day>{_DAY})(?:e|ste|de)? ?(?P<month>{_ANY_MONTH}){_DATE_TAIL}",
        _day,
    ),
    # the 12 of "12 t/m 14 maart", the 3 and 4 of "3, 4 en 5 oktober"
    _form(
        rf"(?:\b(?P<weekday>{_WEEKDAY}) )?{_APART}(?P<day>{_DAY})(?:e|ste|de)?"
        rf"(?={_THEN}(?:{_DAY}{_THEN}){{0,4}}{_DAY}(?:e|ste|de)? (?P<month>{_ANY_MONTH}){_DATE_TAIL})",
        _day,
    ),
    # 3-10-2023, 3.10.2023, 3/10/'23, 2023-10-03
    _form(
        rf"{_APART}(?P<day>\d\d?)(?P<bar> ?[-/.] ?)(?P<month>\d\d?)(?P=bar)"
        r"(?:(?P<year>(?:19|20)\d\d)|'(?P<yy>\d\d))(?![\w/-])",
        _figures,
    ),
    _form(rf"{_APART}(?P<day>\d\d?)(?P<bar>[-/])(?P<month>\d\d?)(?P=bar)(?P<yy>\d\d)(?![\w/-]|[.,]\d)", _figures),
    _form(rf"{_APART}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w/-])", _figures),
    # CD d.d. 27/03 en 03/04
    _form(
        r"(?:\bd\.? ?d\.?|\bop|\bvan|\bvanaf|\bper|\btot|\bt/m|\bCD|\bAO|\bTMD|\bWGO)"
        r" (?P<date>(?P<day>\d\d?)/(?P<month>\d\d?))(?![\w/-]|[.,]\d)",
        _figures,
    ),
    _form(
        r"(?<=/\d\d|\d/\d)(?: en |, | t/m )(?P<date>(?P<day>\d\d?)/(?P<month>\d\d?))(?![\w/-]|[.,]\d)", _linked_figures
    ),
    # begin januari 2024, medio november jl., eind volgende maand
    _form(rf"\b{_PART} (?P<month>{_MONTH})(?!\w){_DATE_TAIL}", _part),
    _form(rf"\b{_PART} (?:(?P<which>{_WHICH}) maand)(?!\w)", _part_of_this_month),
    _form(rf"\b{_PART}(?: (?P<the>(?:van )?(?:het|dit) jaar)\b|{_OF_YEAR})", _part_of_year),
    # eerste helft van mei, tweede helft van 2024, tweede halfjaar, H1 2024, laatste week van juni
    _form(rf"\b(?P<nth>{_ORDINAL}) helft (?:van )?(?:de maand )?(?P<month>{_MONTH})(?!\w){_DATE_TAIL}", _half_of_month),
    _form(
        r"\b(?:(?P<nth>eerste|tweede|1e|2e) "
        rf"(?:helft(?: van het (?:kalender)?jaar(?! \d)|(?= (?:van )?(?:{_YEAR}|{_WHICH} jaar)))|half ?jaar)"
        rf"|H(?P<h>[12])(?= ?20)){_OF_YEAR}?",
        _half_of_year,
    ),
    _form(rf"\b(?P<nth>{_ORDINAL}) week (?:van |in )?(?P<month>{_MONTH})(?!\w){_DATE_TAIL}", _week_of_month),
    # Q4 2023, 2023-Q4, derde kwartaal van 2024, the "eerste" of "eerste en tweede kwartaal"
    _form(rf"(?:\b{_PART} )?\bQ(?P<q>[1-4])\b(?:[ -]?{_OF_YEAR})?", _quarter),
    _form(rf"(?<![\w-])(?P<year>{_YEAR})[ -]?Q(?P<q>[1-4])\b", _quarter),
    _form(rf"(?:\b{_PART} (?:het )?)?\b(?P<nth>{_ORDINAL}) kwartaal{_DATE_TAIL}", _quarter),
    _form(rf"\bkwartaal (?P<q>[1-4])\b{_OF_YEAR}?", _quarter),
    _form(
        rf"\b(?P<nth>{_ORDINAL})(?= (?:en|of|t/m|tot en met|tot) (?:het )?{_ORDINAL} kwartaal{_DATE_TAIL})", _quarter
    ),
    # dit najaar, komende zomerseizoen, in het voorjaar van 2022
    _form(
        rf"(?:\b(?P<loose>v[oó][oó]r|na) )?(?P<date>(?:(?P<article>\bde|\bhet) |(?P<before>\b{_WHICH}) )?"
        rf"\b(?P<season>voorjaar|lente|zomer|najaar|herfst|winter)(?:seizoen|periode|maanden)?(?![\w-]){_DATE_TAIL})",
        _season,
    ),
    # juli 2024, nov. 2023, in april, afgelopen september, the april of "april-mei 2024"
    _form(rf"(?<!\w)(?P<month>{_ANY_MONTH}){_OF_YEAR}{_SIDE}?", _month),
    _form(rf"(?<![\w-])(?P<month>{_MONTH})(?=(?: ?(?:-|/|t/m|tot en met|tot) ?| en |, ){_MONTH}(?!\w))", _month, 0),
    _form(rf"(?<![\w-])(?P<month>{_MONTH})(?!\w){_SIDE}", _month),
    _form(rf"(?<![\w-])(?P<date>(?P<before>{_WHICH}) (?:maand )?(?P<month>{_MONTH}))(?![\w-])", _month),
    _form(rf"(?<![\w-])(?i:{_BEFORE_A_MONTH}) ?(?<=[ ,/-])(?P<date>(?P<month>{_MONTH}))(?!\w|-[a-z])", _month, 0),
    _form(rf"{_LINK}(?P<date>(?P<month>{_MONTH}))(?!\w|-[a-z])", _linked_month, 0),
    # vorige maand, komende week, vorige week dinsdag, afgelopen donderdag, vrijdag jl.
    _form(
        rf"(?<![\w-])(?P<which>{_WHICH}) (?P<unit>week|maand|kwartaal|(?:kalender|begrotings|boek)?jaar)(?![\w-])"
        rf"(?: (?:op )?(?P<weekday>{_WEEKDAY})\b)?",
        _relative,
    ),
    _form(
        rf"(?<![\w-])(?P<which>vorige|afgelopen|komende|volgende|aanstaande) (?P<weekday>{_WEEKDAY})(?! \d|\w)",
        _weekday,
    ),
    _form(rf"(?<![\w-])(?P<weekday>{_WEEKDAY}){_SIDE}", _weekday),
    _form(r"(?<![\w-])(?:gisteren|eergisteren|overmorgen)(?![\w-])", _near_day),
    _form(rf"(?<![\w-])week (?P<number>[1-5]?\d)(?![\w.,]\d|\w){_OF_YEAR}?", _week_number),
    # studiejaar 2024-2025, volgend schooljaar, gebruiksjaar 2023
    _form(rf"\b{_STUDY} (?P<year>20\d\d)(?: ?[-/] ?'?(?P<second>(?:20)?\d\d))?(?![\w.])", _study_year),
    _form(rf"(?<![\w-])(?P<before>{_WHICH}) {_STUDY}(?![\w-])", _study_year),
    # 2025 tot en met 2028, de periode 2023-2026, in 2026
    _form(rf"(?<![\w.,/€-])(?P<first>{_YEAR}) ?(?:t/m|tot en met|tot) ?(?P<last>{_YEAR})(?![\w-])", _years),
    _form(
        r"\b(?:periode|jaren|over|van|voor|in|tijdens|vanaf|tussen) "
        rf"(?P<date>(?P<first>{_YEAR}) ?[-/] ?'?(?P<last>(?:20)?\d\d))(?![\w-]|[.,]\d)",
        _years,
    ),
    _form(rf"(?<![\w-]){_BEFORE_A_YEAR} ?(?<=[ ,/-])(?P<date>(?P<year>{_YEAR}))(?![\w/]|-\w){_NOT_COUNTING}", _year),
    _form(rf"{_LINK}(?P<date>(?P<year>{_YEAR}))(?![\w/]|-\w){_NOT_COUNTING}", _linked_year),
)
