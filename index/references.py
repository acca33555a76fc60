"""One canonical spelling for each motie, toezegging, kamerstuk, debate, sum and date: tags, queries, trackers agree."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

Interval = tuple[dt.date, dt.date]  # first and last day, both included

MONTHS: tuple[str, ...] = ("januari", "februari", "maart", "april", "mei", "juni", "juli")
MONTHS += ("augustus", "september", "oktober", "november", "december")


class Kamerstuknummer(NamedTuple):
    """The number of a parliamentary paper; `number` is None for a whole dossier, capitals for the Eerste Kamer."""

    dossier: str
    suffix: str | None = None
    number: str | None = None

    @property
    def value(self) -> str:
        """The canonical spelling: `32824-402`, `36410-XV-12`, `35483-G`."""
        return "-".join(part for part in self if part)


# A dossier has five figures; the oldest cited ones begin with 1, and 4 is decades away. OCR reads 0 as O and 1 as l.
_DOSSIER = r"[123][\dO][ .]?[\dO]{3}"
# Budget chapters are Roman (some with a letter), budget funds one capital, standing dossiers two figures (21501-31).
_SUFFIX = (
    r"(?:[ -]{1,2}(?:(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})[A-E]?(?!\w|\.\w)"
    r"|[A-M](?=,? ?(?:nrs?|[a-z]r)\b|-\d)|\d\d(?=, ?nrs?\b|-\d)))"
)
_FIGURES = r"\d[\dOIl]{0,3}"
_CUE = (
    r"(?:kamerstuk(?:ken|nummers?|dossiers?)?|dossiers?(?:nummers?)?|kst|TK|EK)[ .:-]{0,2}(?:nrs?\.? ?|nummers? )?"
    r"(?:\(?I{1,2}\)?\b,? ?)?(?:\d{4} ?[/-] ?(?:\d{4}|\d\d)\b,? ?)?"
)
_MISREAD_NR = r"(?<=, )(?:[a-z]r|n[a-z]|m|rir)"  # what the engine makes of "nr", behind a dossier's comma
_CITATION = re.compile(
    rf"(?:(?<![\w.,/-])|(?<=/)(?=kst))(?:(?P<cue>(?i:{_CUE})))?"
    rf"(?P<more>(?:{_DOSSIER}{_SUFFIX}?(?:, | en | ?/ ?)){{0,4}})"
    rf"(?P<dossier>{_DOSSIER})(?P<suffix>{_SUFFIX})?(?: ?\(R ?\d+\))?"
    rf"(?:,? ?\(?(?:nr|Nr|NR|{_MISREAD_NR}(?=[.,]))[.,]{{0,2}} ?"
    rf"(?P<one>{_FIGURES}(?:(?:, {_FIGURES})+ en {_FIGURES}|(?: en nr\.? ?{_FIGURES})*))"
    rf"|,? ?\(?(?:nrs|Nrs|NRS|nummers)\.? ?(?P<many>{_FIGURES}(?:(?:, ?| en | t/m | tot en met |-){_FIGURES})*)"
    rf"|,? ?nummer (?P<word>{_FIGURES})"
    rf"|-(?P<dash>{_FIGURES}(?: t/m -?\d{{1,4}})?)"
    r"|, ?(?:letter )?(?P<letters>[A-Z]{1,2}))?(?![\w-])(?! ?\d{3}\b)(?!\.\d)"
)
_REVERSED = re.compile(
    rf"\bnrs?\.? ?(?P<one>{_FIGURES}(?:(?:, | en | t/m ){_FIGURES})*)"
    r"(?:(?P<open> ?\()|,? (?:op|van|in|onder|bij) (?:het )?(?:dossier|[Kk]amerstuk) |, (?=[^()]*\)))"
    rf"(?P<dossier>{_DOSSIER})(?P<suffix>{_SUFFIX})?(?!\w|,? ?nr)(?(open)\))"
)
_SAME_DOSSIER = re.compile(rf"\bnr\.? ?(?P<one>{_FIGURES}) (?:van|in|op|uit) (?:hetzelfde|dit|dat) dossier\b")
# "nr. 34 … en nr. 37, beide 36 410 XVI": of each number just before it.
_BOTH = re.compile(rf"\b(?:beide|alle(?:n| \w+)?) \(?(?P<dossier>{_DOSSIER})(?P<suffix>{_SUFFIX})?(?!\w|,? ?nr)")
_ANY_NUMBER = re.compile(rf"\bnr\.? ?(?P<one>{_FIGURES})(?!\w)")
_BOTH_WITHIN = 150  # characters
# Before figures that are no paper: "factuurnummer 36410-12".
_OTHER_NUMBER = re.compile(r"(?<!stuk)(?<!dossier)(?:nummer|kenmerk|code|rekening|tel\.?|telefoon)s?:? $", re.I)
_TOEZEGGING = re.compile(
    r"(?<!\w)T ?[Z2] ?-?([12O][\dOlI]{3}[01OlI][\dOlI]) ?[-‐‑–] ?([\dOlI]{3,4})(?![\w-])|(?<!\w)T(0\d{4})(?!\w)", re.I
)

# The dossier of the Council meetings is the one that is cited by its figure suffix alone: 21501-31 is no 31st paper.
_SUFFIXED_BY_FIGURES = frozenset({"21501"})
_LABEL = 20  # characters in which another kind of number says so
_MOST_NUMBERS = 30  # "nrs. 3 t/m 9" is written out; a longer run is a misreading

_LOOKALIKE = str.maketrans("OoIl", "0011")
_SAME = str.maketrans({"–": "-", "‐": "-", "‑": "-", "—": "-", "\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " "})


def find_kamerstukken(text: str) -> Iterator[tuple[int, int, Kamerstuknummer]]:
    """Yield start, end and number of every parliamentary paper that is cited in `text`, in order.

    One citation yields several where it names several: "35 341 en 32 175, nr. 18".
    """
    plain = text.translate(_SAME)
    found: list[tuple[int, int, Kamerstuknummer]] = []
    taken: set[int] = set()  # where a dossier stands that is cited already
    for pattern in (_REVERSED, _CITATION):
        for match in pattern.finditer(plain):
            before = plain[max(0, match.start() - _LABEL) : match.start()]
            if match.start("dossier") not in taken and not _OTHER_NUMBER.search(before):
                taken.add(match.start("dossier"))
                found += [(match.start(), match.end(), number) for number in _numbers(match)]
    found.sort(key=lambda place: place[:2])
    for match in _SAME_DOSSIER.finditer(plain):
        earlier = [number for _, end, number in found if end <= match.start()]
        if earlier:
            found.append((match.start(), match.end(), earlier[-1]._replace(number=_written_out(match["one"])[0])))
    for both in _BOTH.finditer(plain):
        for match in _ANY_NUMBER.finditer(plain, max(0, both.start() - _BOTH_WITHIN), both.start()):
            number = _number(both["dossier"], both["suffix"], _written_out(match["one"])[0])
            found.append((match.start(), match.end(), number))
    yield from sorted(found, key=lambda place: place[:2])


def kamerstuk(text: str) -> Kamerstuknummer | None:
    """Return the first parliamentary paper in `text`, or None: a dossier that stands alone counts too."""
    cited = next(find_kamerstukken(text), None)
    if cited:
        return cited[2]
    alone = re.fullmatch(rf"({_DOSSIER})({_SUFFIX})?", text.translate(_SAME).strip())
    return _number(alone[1], alone[2], None) if alone else None


def _numbers(match: re.Match[str]) -> list[Kamerstuknummer]:
    part = match.groupdict()
    figures = _written_out(part.get("one") or part.get("many") or part.get("word") or part.get("dash") or "")
    numbers: list[str | None] = [*figures] or [part.get("letters")]
    if not part.get("cue") and not figures and not (part.get("letters") and " " in part["dossier"]):
        return []
    dossiers = [(d[1], d[2]) for d in re.finditer(rf"({_DOSSIER})({_SUFFIX})?", part.get("more") or "")]
    dossiers.append((part["dossier"], part["suffix"]))
    return [_number(dossier, suffix, number) for dossier, suffix in dossiers for number in numbers]


def _number(dossier: str, suffix: str | None, number: str | None) -> Kamerstuknummer:
    digits = re.sub(r"\D", "", dossier.translate(_LOOKALIKE))
    if digits in _SUFFIXED_BY_FIGURES and number and not suffix and len(number) == 2:
        return Kamerstuknummer(digits, number)
    return Kamerstuknummer(digits, suffix.strip(" -") if suffix else None, number)


def _written_out(figures: str) -> list[str]:
    """Return every number in "100, 101 en 105 t/m 107"."""
    numbers: list[str] = []
    for part in re.finditer(rf"({_FIGURES})(?: ?(?:t/m|tot en met|-) ?-?({_FIGURES}))?", figures):
        first, last = int(part[1].translate(_LOOKALIKE)), int((part[2] or part[1]).translate(_LOOKALIKE))
        numbers += [str(n) for n in range(first, min(last, first + _MOST_NUMBERS) + 1)] or [str(first)]
    return numbers


def motie_value(names: Sequence[str], number: Kamerstuknummer | None) -> str:
    """Return the canonical spelling of a motie: its paper's number where that is known, else its movers."""
    return number.value if number and number.number else "motie " + "/".join(names)


def toezegging_number(text: str) -> str | None:
    """Return the first number of a toezegging in `text` as `TZ202311-089`, or None."""
    return next((number for _, _, number in find_toezegging_numbers(text)), None)


def find_toezegging_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and canonical spelling of every number of a toezegging in `text`, of either Kamer."""
    for match in _TOEZEGGING.finditer(text):
        if match[3]:  # of the Eerste Kamer: T03456
            yield match.start(), match.end(), f"T{match[3]}"
            continue
        month, serial = (match[n].translate(_LOOKALIKE) for n in (1, 2))
        if 1 <= int(month[4:]) <= 12:
            yield match.start(), match.end(), f"TZ{month}-{serial}"


def debat_value(kind: str, held: dt.date | None) -> str:
    """Return the canonical spelling of a debate: `commissiedebat 2023-09-27`, or its kind if the day is not known."""
    return f"{kind} {held.isoformat()}" if held else kind


def bedrag_value(euros: Decimal) -> str:
    """Return the canonical spelling of a sum of money: `EUR 100000`, with cents only where there are any."""
    return f"EUR {euros:.0f}" if euros == euros.to_integral_value() else f"EUR {euros:.2f}"


def fold_name(name: str) -> str:
    """Return a name so that two spellings of it are equal: no case, accents, hyphens, spaces or initials' points."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(c for c in apart if c.isalnum())


def year_days(year: int) -> Interval:
    """Return the first and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def month_days(year: int, first: int, last: int | None = None) -> Interval:
    """Return the first and last day of a month (1..12), or of a run of months within one year."""
    last = last or first
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def datum_value(first: dt.date, last: dt.date) -> str:
    """Return the canonical spelling of a date: `2023-07-13`, or `2023-11-11/2023-11-20` for more days than one."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def interval(text: str) -> Interval | None:
    """Return the days meant by `2023`, `2023-07`, `2023-Q3`, `2023-07-13`, `13-7-2023`, `juli 2023`, `13 juli 2023`.

    Or by two of them with .. or / between.

    An open end (`2023-07..`) runs to the first or last day there is. None if it is no date.
    """
    parts = re.split(r"\.\.|/(?=\d{4})", text.strip(), maxsplit=1)
    spans = [_span(part.strip()) for part in parts]
    if len(spans) == 1 or not any(parts):
        return spans[0]
    first = spans[0] if parts[0].strip() else (dt.date.min, dt.date.min)
    last = spans[1] if parts[1].strip() else (dt.date.max, dt.date.max)
    return (min(first[0], last[0]), max(first[1], last[1])) if first and last else None


def _span(text: str) -> Interval | None:
    try:
        if match := re.fullmatch(r"(\d{4})(?:-(?:(\d\d?)|Q([1-4])))?", text, re.I):
            year, quarter = int(match[1]), int(match[3] or 0)
            if quarter:
                return month_days(year, 3 * quarter - 2, 3 * quarter)
            return month_days(year, int(match[2])) if match[2] else year_days(year)
        if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text):
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        elif match := re.fullmatch(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})", text):
            day = dt.date(int(match[3]), int(match[2]), int(match[1]))
        elif match := re.fullmatch(rf"(?:(\d\d?) )?({'|'.join(MONTHS)}) (\d{{4}})", text, re.I):
            month, year = MONTHS.index(match[2].lower()) + 1, int(match[3])
            if not match[1]:
                return month_days(year, month)
            day = dt.date(year, month, int(match[1]))
        else:
            return None
    except ValueError:  # a thirteenth month, a thirtieth of February; calendar's own error is one of these
        return None
    return day, day
