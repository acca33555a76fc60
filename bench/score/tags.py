"""Compare what a text was found to refer to with what it does refer to.

A tag is compared as a reader would write it down: the value of a motie, the words around a toezegging.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from bench.score.counts import Counts
from bench.score.text import plain
from bench.truth import TrueDatum, TrueMotie, TrueQuote, TrueTags, TrueToezegging

T = TypeVar("T", bound=Hashable)
Interval = tuple[dt.date, dt.date]

# Percent alike from which two spellings mean the same. Names survive an OCR error or two; of a sentence a part will do.
SAME_NAMES, SAME_SENTENCE, SAME_WORDS = 82, 75, 85
SHORTEST_SENTENCE = 25  # characters; less is in every sentence
SENTENCE = 400  # characters compared
SAME_DAYS = 0.9  # shared days of all days from which two intervals are the same
LOOSE_SHARE, LOOSE_LENGTHS = 0.5, 4  # a fuzzy date: half of the shorter inside, and no more than four times as long

LONG_NUMBER = re.compile(
    r"(?P<dossier>\d{2}\s?\d{3})(?:[\s-]+(?:[IVXLC]{1,5}|[A-M]|\d{2}))?\s*[,;]?\s*nr\.?\s*(?P<number>\d+)"
)
SHORT_NUMBER = re.compile(r"\b(?P<dossier>\d{5})(?:-(?:[IVXLC]{1,5}|[A-M]|\d{2}))?-(?P<number>\d+)\b")
TOEZEGGING_NUMBER = re.compile(r"TZ\s?\d{6}-\s?\d{3}")
NOT_A_NAME = re.compile(  # of the words that stand around "motie", in lower case
    r"moties?|de|het|van|lid|leden|c\.?s\.?|kamerstuk(ken)?|nr\.?|aangehouden|gewijzigde|verworpen|en|ii|over|deze"
)
THEME_KIN = (  # words for one theme: a clerk would file under either
    {"jeugdzorg", "jeugdhulp", "jeugd"},
    {"luchtvaart", "schiphol", "vliegverkeer"},
    {"geluid", "geluidhinder", "geluidsoverlast"},
    {"arbeidsmigratie", "arbeidsmigranten"},
    {"arbeidsmarkt", "werk", "werkgelegenheid"},
    {"wonen", "huisvesting", "volkshuisvesting"},
    {"cultuur", "kunst", "cultuursubsidies"},
    {"erfgoed", "monumenten"},
    {"subsidies", "subsidie"},
    {"gemeenten", "decentralisatie"},
    {"klimaat", "milieu"},
)


def score_tags(found: Mapping[str, tuple[str, ...]] | None, truth: TrueTags) -> Counts:
    """Count right and wrong tags of one file by kind; nothing where the reader does not tag at all."""
    if found is None:
        return {}
    of_a_motie = {f"{motie.kamerstuk}" for motie in truth.motions}
    papers = [words for words in _once(found.get("kamerstuk", ())) if not of_a_motie & set(words.split())]
    days = [words for words in _once(found.get("datum", ())) if not _is_optional(words, truth)]
    return {
        **_count("motie", found.get("motie", ()), _once(truth.motions), same_motie),
        **_count("toezegging", found.get("toezegging", ()), truth.commitments, same_toezegging),
        **_count("datum", days, _once(truth.dates), same_datum),
        **_count_themes(_once(found.get("thema", ())), truth.themes),
        **_count("kamerstuk", papers, _once(truth.kamerstukken), same_kamerstuk),
        **_count("wet", found.get("wet", ()), _once(truth.laws), same_wet),
        **_count("bedrag", found.get("bedrag", ()), _once(truth.amounts), same_bedrag),
    }


def _once(items: Iterable[T]) -> list[T]:
    """Return the items without their repetitions, in order."""
    return list(dict.fromkeys(items))


def _is_optional(words: str, truth: TrueTags) -> bool:
    """Whether this date need not be found, and is no other date that must."""
    named = any(same_datum(words, true) for true in truth.dates)
    return not named and any(same_datum(words, TrueDatum(day)) for day in truth.optional_dates)


def _count(kind: str, found: Iterable[str], true: Sequence[T], same: Callable[[str, T], bool]) -> Counts:
    """Pair what was found with what is there, one to one; saying a true thing once more is not wrong."""
    free = list(true)
    right = wrong = 0
    for words in _once(found):
        match = next((item for item in free if same(words, item)), None)
        if match is not None:
            free.remove(match)
            right += 1
        elif not any(same(words, item) for item in true):
            wrong += 1
    return {f"{kind} right": right, f"{kind} found": right + wrong, f"{kind} true": len(true)}


def _count_themes(found: Sequence[str], true: Sequence[str]) -> Counts:
    return {
        "thema right": sum(any(same_thema(words, theme) for theme in true) for words in found),
        "thema found": len(found),
        "thema recalled": sum(any(same_thema(words, theme) for words in found) for theme in true),
        "thema true": len(true),
    }


def same_motie(words: str, true: TrueMotie) -> bool:
    """Whether the words name this motie: by the number of its kamerstuk, else by who brought it in."""
    if true.kamerstuk is not None:
        parts = true.kamerstuk.split("-")
        if (parts[0], parts[-1]) in _paper_numbers(words):
            return True
    named = _names(words)
    return bool(named) and fuzz.ratio(_names(" / ".join(true.names)), named) >= SAME_NAMES


def _paper_numbers(words: str) -> set[tuple[str, str]]:
    """Return the dossier and the number of each kamerstuk that is named in full."""
    matches = (*LONG_NUMBER.finditer(words), *SHORT_NUMBER.finditer(words))
    return {("".join(match["dossier"].split()), match["number"]) for match in matches}


def _names(words: str) -> str:
    """Return the capitalised words that may be names, in lower case and in order of the alphabet."""
    words = re.sub(r"\([^)]*\)", " ", words)
    words = re.sub("motie[- ]", " motie ", words, flags=re.IGNORECASE)
    capitals = (word.lower().strip(".-") for word in re.split(r"[\s/,;:]+", words) if word[:1].isupper())
    return " ".join(sorted(name for name in capitals if not NOT_A_NAME.fullmatch(name)))


def same_toezegging(words: str, true: TrueToezegging) -> bool:
    """Whether the words hold this toezegging: by its number where both have one, else by its sentence."""
    numbers = ["".join(number.split()) for number in TOEZEGGING_NUMBER.findall(words)]
    if true.id and numbers:
        return true.id in numbers
    read, sentence = plain(words), plain(true.sentence)
    if len(read) < SHORTEST_SENTENCE:
        return False
    by_sentence = fuzz.partial_ratio(read[:SENTENCE], sentence[:SENTENCE]) >= SAME_SENTENCE
    return by_sentence or fuzz.partial_ratio(plain(true.surface), read) >= SAME_WORDS


def same_datum(words: str, true: TrueDatum) -> bool:
    """Whether both mean the same days; for a date with fuzzy bounds, nearly the same."""
    one, other = interval(words), interval(true.value)
    if one is None or other is None:
        return False
    shared = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    shorter, longer = sorted(((one[1] - one[0]).days + 1, (other[1] - other[0]).days + 1))
    if shared <= 0:
        return False
    if shared / (shorter + longer - shared) >= SAME_DAYS:
        return True
    loose = true.fuzzy or "/" in true.value
    return loose and shared / shorter >= LOOSE_SHARE and longer / shorter <= LOOSE_LENGTHS


def interval(value: str) -> Interval | None:
    """Return the first and last day of an ISO day, month, year, quarter `2023-Q4` or `first/last`; None for others."""
    if "/" in value:
        first, last = (interval(part) for part in value.split("/", 1))
        return (first[0], last[1]) if first and last else None
    try:
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
            return _months(int(match[1]), int(match[2]) * 3 - 2, int(match[2]) * 3)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
            return _months(int(match[1]), int(match[2]), int(match[2]))
        if re.fullmatch(r"\d{4}", value):
            return _months(int(value), 1, 12)
        day = dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day, day


def _months(year: int, first: int, last: int) -> Interval:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def same_thema(words: str, theme: str) -> bool:
    """Whether both name one theme, in singular or plural, or by a word of the same kin."""
    one, other = words.lower().strip(), theme.lower()
    return one.rstrip("en") == other.rstrip("en") or any(one in kin and other in kin for kin in THEME_KIN)


def same_kamerstuk(words: str, true: TrueQuote) -> bool:
    """Whether the words hold this kamerstuk, by its canonical value or by its numbers."""
    return true.value in words.split() or bool(_paper_numbers(words) & _paper_numbers(true.surface))


def same_wet(words: str, true: TrueQuote) -> bool:
    """Whether the words name this law as the text does."""
    return true.surface in words or fuzz.ratio(words.lower(), true.surface.lower()) >= SAME_WORDS


def same_bedrag(words: str, true: TrueQuote) -> bool:
    """Whether the words are this amount as the text has it."""
    return plain(words) == plain(true.surface)
