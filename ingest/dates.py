"""Read every date in a nota as days on the calendar: "13 juli jl.", "medio november", "Q4 2023", "van 1 t/m 3 mei"."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.nota import Datum
from index.references import Interval, datum_value
from ingest.date_forms import expressions
from ingest.date_readers import WEEKDAYS, Days, Expression, Precision
from ingest.sentences import Span, sentence_at
from ingest.tense import sense

_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAYS)}) )?"
_RANGE = re.compile(rf" ?(?:-|t/m|tot en met|tot|en met) ?(?:en met )?(?:het )?{_WEEKDAY}")
_PAIR = re.compile(rf",? (?:en|of|&) (?:(?:op|in|het|de) )?{_WEEKDAY}|, (?:op |in )?| ?/ ?")
_BETWEEN = re.compile(r"\btussen (?:de |het )?$", re.I)

_EVERY_YEAR = re.compile(r"\b(?:elk jaar|ieder jaar|jaarlijks)\b[^.;:]{0,25}$", re.I)

_AGAINST_THE_VERB = 3  # a day without a year is the nearest, unless the other one is less than thrice as far
_HALF_A_YEAR = 183  # days; "13 juli en 3 mei 2022" are two dates that have nothing to do with each other
_IMPOSSIBLE = 100_000  # days; more than any distance


def find_dates(
    text: str, sentences: Sequence[Span], dated: dt.date | None, taken: Sequence[Span] = ()
) -> Iterator[Datum]:
    """Yield the dates in `text`, in order; offsets are into `text`.

    `sentences` are its sentences as (start, end), `taken` the stretches that are something else, such as citations.
    `dated` is the nota's own date; without it only dates that name their year are given.
    """
    found = _apart(list(expressions(text, dated)), text, taken)
    for group in _groups(text, _share(text, found)):
        start, end = group[0].start, group[-1].end
        sentence = sentence_at(sentences, start)
        lean = sense(text, sentence, start, end)
        if group[0].year is None and (_EVERY_YEAR.search(text[sentence[0] : start]) or _is_weather(group[0], lean)):
            continue
        days = _together(group, dated, lean)
        if days:
            precision: Precision = group[0].precision if len(group) == 1 else "range"
            yield _datum(text, start, end, days, precision)


def _is_weather(expression: Expression, lean: int) -> bool:
    """Tell whether "de winter" is one of all winters: nothing says whether it lies behind or ahead."""
    return expression.precision == "season" and not (expression.lean or lean)


def _datum(text: str, start: int, end: int, days: Interval, precision: Precision) -> Datum:
    value = datum_value(*days)
    first, last = days
    return Datum(
        value=value,
        quote=text[start:end],
        page=1,
        start=start,
        end=end,
        first=first,
        last=last,
        precision=precision,
    )


def _apart(found: list[Expression], text: str, taken: Sequence[Span]) -> list[Expression]:
    """Return, of expressions that overlap, the longest, in the order of the text; none where something else stands."""
    covered = bytearray(len(text))
    for start, end in taken:
        covered[start:end] = b"\x01" * (end - start)
    kept: list[Expression] = []
    for one in sorted(found, key=lambda e: (e.start - e.end, e.start)):
        if not any(covered[one.start : one.end]):
            covered[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda e: e.start)


def _share(text: str, found: list[Expression]) -> list[Expression]:
    """Give "1 mei" in "1 mei en 3 juni 2024" the year, and "3 mei" in "3 en 5 mei jl." the side, of its neighbour."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        one, after = shared[i], shared[i + 1]
        between = text[one.end : after.start]
        if one.year is None and not one.lean and (_RANGE.fullmatch(between) or _PAIR.fullmatch(between)):
            shared[i] = replace(one, year=_year_before(one, after), lean=after.lean)
    return shared


def _year_before(one: Expression, after: Expression) -> int | None:
    """Return the year of `one` that stands just before `after`: "30 december en 2 januari 2024" spans two."""
    if after.year is None:
        return None
    own, other = _days(one.days, after.year), _days(after.days, after.year)
    if own and other and own[0] > other[1]:
        return after.year - 1 if (own[0] - other[1]).days > _HALF_A_YEAR else None
    return after.year


def _groups(text: str, found: list[Expression]) -> Iterator[list[Expression]]:
    """Yield every expression alone, or together with the one that ends its range."""
    i = 0
    while i < len(found):
        size = 2 if i + 1 < len(found) and _is_range(text, found[i], found[i + 1]) else 1
        yield found[i : i + size]
        i += size


def _is_range(text: str, one: Expression, after: Expression) -> bool:
    between = text[one.end : after.start]
    if _RANGE.fullmatch(between):
        return True
    if between.strip() == "/" and one.precision == after.precision == "month":
        return True
    return between.startswith(" en ") and bool(
        _PAIR.fullmatch(between) and _BETWEEN.search(text[max(0, one.start - 25) : one.start])
    )


def _together(group: list[Expression], dated: dt.date | None, lean: int) -> Interval | None:
    """Return the days from the first of the group to the last, or None if no year can be known."""
    one = group[0]
    if len(group) == 1:
        return _resolve(one, dated, lean)
    if one.year is None and dated is not None:  # "tussen november en maart": the whole of it lies behind or ahead
        years = range(dated.year - 2, dated.year + 3)
        spans = [span for year in years if (span := _span(one, group[1], year))]
        whole = replace(one, lean=one.lean or group[1].lean)
        return min(spans, key=lambda days: _strangeness(days, whole, dated, lean), default=None)
    return _span(one, group[1], one.year) if one.year is not None else None


def _span(one: Expression, end: Expression, year: int) -> Interval | None:
    """Return the days from `one`, in this year, to the `end` that first follows; where none does, `one` alone."""
    first = _days(one.days, year)
    if first is None:
        return None
    years = (year, year + 1) if end.year is None else (end.year,)
    last = next((days for y in years if (days := _days(end.days, y)) and days[1] >= first[1]), None)
    return (first[0], last[1]) if last else first


def _resolve(expression: Expression, dated: dt.date | None, lean: int) -> Interval | None:
    """Return the days an expression means, or None if it needs a year that nothing tells."""
    if expression.year is not None:
        return _days(expression.days, expression.year)
    if dated is None:
        return None
    candidates = [d for year in range(dated.year - 2, dated.year + 3) if (d := _days(expression.days, year))]
    if expression.weekday is not None:
        candidates = [d for d in candidates if d[0].weekday() == expression.weekday] or candidates
    return min(candidates, key=lambda days: _strangeness(days, expression, dated, lean), default=None)


def _days(days: Days, year: int) -> Interval | None:
    try:
        return days(year)
    except (ValueError, OverflowError):  # 29 February in a common year, 31 November misread; beyond the last year
        return None


def _strangeness(days: Interval, expression: Expression, dated: dt.date, lean: int) -> int:
    """Return how far from the nota's date these days are, and much more on the side where they should not be."""
    if expression.lean:
        middle = days[0] + (days[1] - days[0]) // 2
        wrong = middle > dated if expression.lean < 0 else middle <= dated
        return abs((middle - dated).days) + _IMPOSSIBLE * wrong
    begins_now = days[0] == dated < days[1]  # "voor de zomer" runs from now on
    away = max((days[0] - dated).days, (dated - days[1]).days, int(begins_now and lean < 0))
    wrong = days[0] > dated or begins_now if lean < 0 else lean > 0 and days[1] < dated
    # A month or season without a year follows its verb; a day is more often just the nearest.
    return away * _AGAINST_THE_VERB ** (1 if expression.precision == "day" else 9) if wrong else away
