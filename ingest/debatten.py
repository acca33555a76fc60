"""Find the debates a nota speaks of: what kind of debate, and on which day."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.nota import Datum, Debat
from index.references import debat_value
from ingest.sentences import Span, sentence_at, starting_in

# Each way to write it, with the kind it is. Capitals stand for themselves: "ao" is no debate.
_KINDS = {
    "commissiedebat": r"[Cc]ommissiedebat(?:ten)?",
    "tweeminutendebat": r"(?:[Tt]wee|2)-?minutendebat(?:ten)?",
    "plenair debat": r"[Pp]lenaire? debat(?:ten)?|[Pp]lenaire (?:behandeling|vergadering)",
    "hoofdlijnendebat": r"[Hh]oofdlijnendebat",
    "begrotingsbehandeling": r"[Bb]egrotings(?:behandeling|debat)|behandeling van de (?:SZW-|OCW-|VWS-)?[Bb]egroting",
    "dertigledendebat": r"[Dd]ertigledendebat|30-ledendebat",
    "interpellatiedebat": r"[Ii]nterpellatie(?:debat)?",
    "spoeddebat": r"[Ss]poeddebat",
    "vao": r"[Vv]oortgezet [Aa]lgemeen [Oo]verleg|VAO",
    "vso": r"[Vv]erslag [Ss]chriftelijk [Oo]verleg|VSO",
    "algemeen overleg": r"[Aa]lgemeen [Oo]verleg|[Aa]lgemene [Oo]verleggen",
    "wetgevingsoverleg": r"[Ww]etgevingsoverleg(?:gen)?|WGO",
    "notaoverleg": r"[Nn]otaoverleg(?:gen)?",
    "schriftelijk overleg": r"[Ss]chriftelijk [Oo]verleg",
    "vragenuur": r"[Vv]ragenuur(?:tje)?",
    "rondetafelgesprek": r"[Rr]ondetafelgesprek",
    "debat": r"[Dd]ebat",
}
# A debate with a name only where its day is known.
_NEEDS_DAY = re.compile(r"(?:[Dd]ebat|[Pp]lenaire (?:behandeling|vergadering))$")
# These stand for other things too, and are a debate only where a date or subject follows.
_SHORT = {"commissiedebat": "CD", "tweeminutendebat": "TMD", "algemeen overleg": "AO", "schriftelijk overleg": "SO"}
_DAY = r"(?:d\.d\.|dd\.?|(?:van|op) (?:\d|(?:maan|dins|woens|donder|vrij)dag))"
_SUBJECT = rf"(?= (?:{_DAY}|over |inzake |[A-ZÀ-Þ][a-zà-þ]{{3}}|(?:[\w'&-]+,? ){{1,6}}{_DAY})| ?\d\d?[-/])"
_PARTS = [rf"(?P<k{i}>{pattern})" for i, pattern in enumerate(_KINDS.values())]
_AT = r"(?<=bij het {0})|(?<=tijdens het {0})|(?<=na het {0})"
_ON = r"(?<=het {0})(?= [A-Z])"  # "het AO MBO"; "het SO" is special education too
_PARTS += [
    rf"(?P<s{i}>{short}(?:{_SUBJECT}|{_AT.format(short)}|{_ON.format(short) if short != 'SO' else '(?!)'}))"
    for i, short in enumerate(_SHORT.values())
]
_DEBATE = re.compile(rf"(?<![\w-])(?:{'|'.join(_PARTS)})(?!\w)")
_NAMES = [*_KINDS, *_SHORT]

_AFTER_WITHIN = 90  # characters: "commissiedebat over de uitvoering van de inburgering van 27 september"
_BEFORE_WITHIN = 70  # characters: "op 3 oktober vond het tweeminutendebat plaats"
_LEADS_TO_DAY = re.compile(
    r"(?:[^.;:()\n]*?[ (])?(?:van|(?<!zijn )(?<!worden )op|d\.d\.|dd\.?|is|was|vindt|vond|plaats op|gepland op|\("
    r"|(?:verplaatst|uitgesteld|verzet|verschoven)(?: van .*)? naar|dat (?:voor|op))[ (]*$| ?$|, ?$"
    r"|[^.;:()\n]* \((?:gehouden |gepland |van |op |d\.d\. )*$|[^.;()\n]*: (?:eerste termijn )?(?:op )?$"
    r"| [A-Z][\w/-]*(?:,? [\w/-]+){0,6}, $| [A-Z][\w/-]*(?: (?!(?:en|heeft|is|zijn|op|worden)\b)[\w/-]+){0,3} $"
)
_STEPS_BACK = re.compile(
    r"(?!.*\b(?:over|voor|na|van|inzake) (?:het|de|een|dit|dat|uw) ?(?:\w+ )?$)[^;\n]*"
    r"\b(?:vond|vindt|is|was|volgt|volgde|bij|tijdens|in|staat|houdt|hield|heeft)\b[^;\n]*| | ?\(?(?:het|een) "
    r"|: (?:het )?| (?:gehouden|geplande|gevoerde) "
)
_ITS_SHORT_NAME = re.compile(r"(?<=[a-z]) \((?:AO|CD|TMD|WGO|SO|VAO)\)")  # behind the whole name
_ONE_MORE = re.compile(r",? en (?:van |op )?|, ")


def find_debatten(text: str, sentences: Sequence[Span], datums: Sequence[Datum]) -> Iterator[Debat]:
    """Yield the debates in `text`, each with the day it is or was held where the sentence tells; offsets are into it.

    A bare "debat" counts only where its day is known.
    """
    days = [datum for datum in datums if datum.precision == "day"]
    matches = [match for match in _DEBATE.finditer(text) if not _ITS_SHORT_NAME.match(text, match.start() - 2)]
    told = 0  # up to here the days belong to debates already found
    for match, later in zip_longest(matches, matches[1:]):
        kind = _NAMES[(match.lastindex or 1) - 1]
        sentence = sentence_at(sentences, match.start())
        ceiling = min(sentence[1], later.start() if later else len(text))
        day = _day(text, match, [d for d in starting_in(days, max(sentence[0], told), ceiling) if d.end <= ceiling])
        if day or not _NEEDS_DAY.match(match[0]):
            for held in _days(text, match, day, days, ceiling):
                debat = _debat(text, match, kind, held)
                told = max(debat.end, held.end if held else 0)
                yield debat


def _day(text: str, match: re.Match[str], days: Sequence[Datum]) -> Datum | None:
    """Return the day that follows the debate nearest, else the one just before it."""
    after = [d for d in days if match.end() <= d.start <= match.end() + _AFTER_WITHIN]
    if after and _LEADS_TO_DAY.match(_ITS_SHORT_NAME.sub("", text[match.end() : after[0].start])):
        return _moved_to(text, after)
    before = [d for d in days if match.start() - _BEFORE_WITHIN <= d.end <= match.start()]
    return before[-1] if before and _STEPS_BACK.fullmatch(text[before[-1].end : match.start()]) else None


def _moved_to(text: str, days: Sequence[Datum]) -> Datum:
    """Return the first day, or the one that took its place: "verplaatst van 20 naar 27 november"."""
    moved = len(days) > 1 and text[days[0].end : days[1].start] == " naar "
    return days[1] if moved else days[0]


def _days(
    text: str, match: re.Match[str], day: Datum | None, days: Sequence[Datum], ceiling: int
) -> Iterator[Datum | None]:
    """Yield the day of the debate, and those that are named with it: "CD d.d. 27/03 en 03/04" were two."""
    yield day
    if day is None or day.start < match.start():
        return
    end = day.end
    for more in starting_in(days, day.end, ceiling):
        if not _ONE_MORE.fullmatch(text[end : more.start]):
            return
        yield more
        end = more.end


def _debat(text: str, match: re.Match[str], kind: str, day: Datum | None) -> Debat:
    start, end = match.start(), match.end()
    if day and day.start > start:
        end = day.end
    return Debat(
        value=debat_value(kind, day.first if day else None),
        quote=text[start:end],
        page=1,
        start=start,
        end=end,
        type=kind,
        held=day.first if day else None,
    )
