"""Read a day or a reference as it was printed, through what the OCR engine made of it."""

import datetime as dt
import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

EXACT_UP_TO = 4  # letters: in a shorter word one misread letter makes another word
MONTHS = {
    "januari": 1, "jan": 1, "februari": 2, "feb": 2, "febr": 2, "maart": 3, "mrt": 3, "april": 4,
    "apr": 4, "mei": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "augustus": 8, "aug": 8, "september": 9, "sep": 9,
    "sept": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
MONTH_ALIKE = 78  # of 100, and only for names of more than four letters
MAY_MISREAD = re.compile("m.[lt]|m[ec].")  # between a day and a year no other word begins so
FEWEST_FIGURES = 5  # in a reference: less is a number of annexes
FIRST_YEAR, LAST_YEAR = 1945, 2100  # outside, a figure was misread
CENTURY = 2000
FIGURES = str.maketrans("OoQIl|iZzSsB", "000111122558")
LETTERS = str.maketrans("01|!", "olll")

_FIGURE = r"[\dOoQIl|iZzSsB]"
_DAY, _MONTH, _YEAR = rf"(\d{_FIGURE}?|[OIl|Zi]\d)", r"([^\W\d_][\w!|]{2,11})", rf"([\dIlZ]{_FIGURE}{{3}})"
_WORDED = re.compile(rf"(?<![\w-]){_DAY}(?:e|ste|de)?[ .]*{_MONTH}[ .,']*{_YEAR}(?!\w)")
_FIGURED = re.compile(r"(?<![\d/-])(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?'?(\d{4}|\d{2})(?![\d/-])")
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")


def read_day(text: str) -> dt.date | None:
    """Return the first whole day in the text, also where a letter or figure of it was misread; else None."""
    found = sorted((match.start(), day) for match in day_matches(text) if (day := as_day(match)))
    return found[0][1] if found else None


def read_reference(text: str) -> str | None:
    """Return the reference at the start of a labelled value, closed up where it was broken or spaced; else None."""
    pieces = text.split()
    start = next((at for at, piece in enumerate(pieces) if re.search(r"\d", piece)), None)
    if start is None:
        return None
    while start and re.fullmatch(r"[A-Z&]+[-/]?|.*[-/]", pieces[start - 1]):
        start -= 1
    reference = pieces[start]
    for piece in pieces[start + 1 :]:
        if not _belongs(reference, piece):
            break
        reference += piece
    reference = _figures_mended(re.sub(r"[^\w]+$|^[^\w]+", "", reference))
    return reference if len(re.findall(r"\d", reference)) >= FEWEST_FIGURES else None


def _belongs(reference: str, piece: str) -> bool:
    """Say whether this piece is the rest of a reference that was broken in two."""
    if not re.search(r"\d", reference + piece) or not re.fullmatch(r"[\w/.&-]+", piece):
        return False
    broken = reference[-1] in "-/" or piece[0] in "-/" or not re.search(r"\d", reference)
    return broken or ("-" in reference and re.fullmatch(r"\d{3,}", piece) is not None)


def _figures_mended(reference: str) -> str:
    """Read capitals O and the like as figures, in the parts that are figures for the rest.

    The letters that a part begins with are a ministry's or a system's: "BS2022013377".
    """
    parts = (re.fullmatch(r"([A-Za-z]{2,}(?=\d))?(.*)", part) for part in re.split(r"([-/.])", reference))
    return "".join((part[1] or "") + _as_figures(part[2]) for part in parts if part)


def _as_figures(part: str) -> str:
    return part.translate(FIGURES) if len(re.findall(r"\d", part)) > len(part) / 2 else part


def day_matches(text: str) -> Iterable[re.Match[str]]:
    """Give what looks like a day, pattern by pattern; not every match is a day on the calendar, see `as_day`."""
    return (match for pattern in (_WORDED, _FIGURED, _ISO) for match in pattern.finditer(text))


def as_day(match: re.Match[str]) -> dt.date | None:
    """Return the day that was matched, or None where no calendar has it."""
    if match.re is _ISO:
        year, month, day = (int(part) for part in match.groups())
    elif match.re is _FIGURED:
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    else:
        day, year = int(match[1].translate(FIGURES)), int(match[3].translate(FIGURES))
        month = _month(match[2]) or 0
    year += CENTURY if year < 100 else 0
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """Return the number of the month, also where its name was misread but can be no other."""
    folded = fold(name)
    names = {fold(month): number for month, number in MONTHS.items()}
    if folded in names or len(folded) <= EXACT_UP_TO:
        return names.get(folded) or (MONTHS["mei"] if MAY_MISREAD.fullmatch(folded) else None)
    long_names = [month for month in names if len(month) > EXACT_UP_TO]
    best = process.extractOne(folded, long_names, scorer=fuzz.ratio, score_cutoff=MONTH_ALIKE)
    return names[best[0]] if best else None


def fold(text: str) -> str:
    """Return the letters in the one shape that misreading leaves them: small, rn as m, l and 1 and I as l."""
    small = " ".join(re.findall(r"[^\W_]+|\(n\)", text.lower().translate(LETTERS)))
    return small.replace("rn", "m").replace("i", "l")
