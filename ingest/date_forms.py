"""The forms in which a nota writes a date: each a pattern, with what reads it."""

import datetime as dt
import re
from collections.abc import Iterator

from index.references import MONTHS
from ingest import date_readers as read
from ingest.date_readers import SHORT_MONTHS, WEEKDAYS, Expression, Reader

_MONTH = f"(?:{'|'.join(MONTHS)})"
_ANY_MONTH = rf"(?:{_MONTH}(?!\w)|(?:{'|'.join(sorted(SHORT_MONTHS, key=len, reverse=True))})(?!\w)\.?)"
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19[5-9]\d|20[0-7]\d)(?![\d%]|[.,]\d)"
_WHICH = r"(?:deze|dit|vorige?|afgelopen|volgende?|komende?|aanstaande?|lopende?)"
_OF_YEAR = (
    rf"(?:,? ?(?:van |in |uit )?(?:het (?:jaar )?)?(?:(?P<year>{_YEAR})|'(?P<yy>\d\d)\b"
    rf"|(?P<which>{_WHICH}) (?:kalender)?jaar\b))"
)
_SIDE = r"(?: ?,? ?\(?(?P<side>j\.? ?l\b\.?|l\.l\.|jongstleden|a\.? ?s\b\.?|aanstaande|e\.k\.)(?!\w)\)?)"
_THEN = rf"(?: ?(?:-|/|t/m|tot en met|tot) ?| (?:en|of|op|naar|&) |, )(?:(?:op )?{_WEEKDAY} )?"
_ORDINAL = r"(?:eerste|tweede|derde|vierde|laatste|[1-4](?:e|ste|de))"
_PART = r"(?P<part>begin|medio|midden|half|halverwege|einde?|ultimo)(?: van)?(?: de maand)?"
_APART = r"(?:(?<![\w.,/€$§'-])|(?<= \d-)|(?<= \d\d-))"
_NO_ARTICLE = r"(?<!artikel )(?<!artikelen )(?<!art\. )(?<!nr )(?<!nr\. )(?<!blz\. )(?<!pagina )(?<!lid )"
_STUDY = r"(?P<study>studie|school|college|cursus|onderwijs|les|academische? |gebruiks)ja(?:ar|ren)"
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


def expressions(text: str, dated: dt.date | None) -> Iterator[Expression]:
    """Yield all that has the form of a date, in no order and overlapping; `dated` settles "vorige maand"."""
    for pattern, reader in _FORMS:
        for match in pattern.finditer(text):
            try:
                expression = reader(match, dated)
            except (ValueError, OverflowError):  # the year before the first that there is, or after the last
                continue
            if expression is not None:
                yield expression


def _form(pattern: str, reader: Reader, flags: int = re.I) -> tuple[re.Pattern[str], Reader]:
    return re.compile(pattern, flags), reader


_DATE_TAIL = rf"{_OF_YEAR}?{_SIDE}?"
_FORMS = (
    # dinsdag 3 oktober 2023, 13 juli jl., vorig jaar op 22 november
    _form(
        rf"(?:\b(?P<before>dit|vorig|volgend|komend|afgelopen) jaar (?:op )?)?"
        rf"(?:\b(?P<weekday>{_WEEKDAY}|ma|di|wo|do|vr)\.?,? )?"
        rf"{_APART}{_NO_ARTICLE}(?P<day>{_DAY})(?:e|ste|de)? ?(?P<month>{_ANY_MONTH}){_DATE_TAIL}",
        read.day,
    ),
    # the 12 of "12 t/m 14 maart", the 3 and 4 of "3, 4 en 5 oktober"
    _form(
        rf"(?:\b(?P<weekday>{_WEEKDAY}) )?{_APART}(?P<day>{_DAY})(?:e|ste|de)?"
        rf"(?={_THEN}(?:{_DAY}{_THEN}){{0,4}}{_DAY}(?:e|ste|de)? (?P<month>{_ANY_MONTH}){_DATE_TAIL})",
        read.day,
    ),
    # 3-10-2023, 3.10.2023, 3/10/'23, 2023-10-03
    _form(
        rf"{_APART}(?P<day>\d\d?)(?P<bar> ?[-/.] ?)(?P<month>\d\d?)(?P=bar)"
        r"(?:(?P<year>(?:19|20)\d\d)|'(?P<yy>\d\d))(?![\w/-])",
        read.figures,
    ),
    _form(rf"{_APART}(?P<day>\d\d?)(?P<bar>[-/])(?P<month>\d\d?)(?P=bar)(?P<yy>\d\d)(?![\w/-]|[.,]\d)", read.figures),
    _form(rf"{_APART}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w/-])", read.figures),
    # CD d.d. 27/03 en 03/04
    _form(
        r"(?:\bd\.? ?d\.?|\bop|\bvan|\bvanaf|\bper|\btot|\bt/m|\bCD|\bAO|\bTMD|\bWGO)"
        r" (?P<date>(?P<day>\d\d?)/(?P<month>\d\d?))(?![\w/-]|[.,]\d)",
        read.figures,
    ),
    # 27/03 en 03/04; 15/9 - 30/9; uiterlijk 31/10
    _form(r"(?<![\w/.,-])(?P<date>(?P<day>\d\d?)/(?P<month>\d\d?))(?![\w/]|-[a-z]|[.,]\d)", read.linked_figures),
    # the begin of "begin tot eind oktober"
    _form(
        r"\b(?P<part>begin|medio|midden|half)(?= (?:en|tot|t/m|tot en met) (?:begin|medio|half|eind)"
        rf" (?P<month>{_MONTH})(?!\w){_OF_YEAR}?{_SIDE}?)",
        read.part,
    ),
    _form(
        r"\b(?:op|d\.d\.|uiterlijk|per) (?P<date>(?P<day>\d\d)-(?P<month>0\d|1[0-2]))(?![\w-]|[.,]\d)",
        read.figures,
    ),
    # begin januari 2024, medio november jl., eind volgende maand
    _form(rf"\b{_PART} (?P<month>{_ANY_MONTH}){_DATE_TAIL}", read.part),
    _form(rf"\b{_PART} (?:(?P<which>{_WHICH}) maand)(?!\w)", read.part_of_this_month),
    _form(rf"\b{_PART}(?: (?P<the>(?:van )?(?:het|dit) jaar)\b|{_OF_YEAR})", read.part_of_year),
    # eerste helft van mei, tweede helft van 2024, tweede halfjaar, H1 2024, laatste week van juni
    _form(
        rf"\b(?P<nth>{_ORDINAL}) helft (?:van )?(?:de maand )?(?P<month>{_MONTH})(?!\w){_DATE_TAIL}", read.half_of_month
    ),
    _form(
        r"\b(?:(?P<nth>eerste|tweede|1e|2e) "
        rf"(?:helft(?: van het (?:kalender)?jaar(?! \d)|(?= (?:van )?(?:{_YEAR}|{_WHICH} jaar)))|half ?jaar)"
        rf"|H(?P<h>[12])(?= ?20)){_OF_YEAR}?",
        read.half_of_year,
    ),
    _form(rf"\b(?P<nth>{_ORDINAL}) week (?:van |in )?(?P<month>{_MONTH})(?!\w){_DATE_TAIL}", read.week_of_month),
    # Q4 2023, 2023-Q4, derde kwartaal van 2024, the "eerste" of "eerste en tweede kwartaal"
    _form(rf"(?:\b{_PART} )?\bQ(?P<q>[1-4])\b(?:[ -]?{_OF_YEAR})?", read.quarter),
    _form(rf"(?<![\w-])(?P<year>{_YEAR})[ -]?Q(?P<q>[1-4])\b", read.quarter),
    _form(rf"(?:\b{_PART} (?:het )?)?\b(?P<nth>{_ORDINAL}) kwartaal{_DATE_TAIL}", read.quarter),
    _form(rf"\bkwartaal (?P<q>[1-4])\b{_OF_YEAR}?", read.quarter),
    _form(
        rf"\b(?P<nth>{_ORDINAL})(?= (?:en|of|t/m|tot en met|tot) (?:het )?{_ORDINAL} kwartaal{_DATE_TAIL})",
        read.quarter,
    ),
    # dit najaar, komende zomerseizoen, in het voorjaar van 2022
    _form(
        rf"(?P<date>(?:(?P<article>\bde|\bhet) |(?P<before>\b{_WHICH}) )?"
        rf"\b(?P<season>voorjaar|lente|zomer|najaar|herfst|winter)(?:seizoen|periode|maanden)?(?![\w-]){_DATE_TAIL})",
        read.season,
    ),
    # voor de zomer, na het kerstreces
    _form(
        r"\b(?P<where>v[oó][oó]r|na) (?:de (?P<season>zomer|kerst)(?:vakantie)?|(?:het )?"
        rf"(?P<recess>kerst|krokus|winter|voorjaars|mei|zomer|herfst)reces)(?![\w-]){_OF_YEAR}?",
        read.before_or_after,
    ),
    # juli 2024, nov. 2023, in april, afgelopen september, the april of "april-mei 2024"
    _form(rf"(?<!\w)(?P<month>{_ANY_MONTH}){_OF_YEAR}{_SIDE}?", read.month),
    _form(rf"(?<![\w-])(?P<month>{_MONTH})(?=(?: ?(?:-|/|t/m|tot en met|tot) ?| en |, ){_MONTH}(?!\w))", read.month, 0),
    _form(rf"(?<![\w-])(?P<month>{_MONTH})(?!\w){_SIDE}", read.month),
    _form(rf"(?<![\w-])(?P<date>(?P<before>{_WHICH}) (?:maand )?(?P<month>{_MONTH}))(?![\w-])", read.month),
    _form(rf"(?<![\w-])(?i:{_BEFORE_A_MONTH}) ?(?<=[ ,/-])(?P<date>(?P<month>{_MONTH}))(?!\w|-[a-z])", read.month, 0),
    _form(rf"{_LINK}(?P<date>(?P<month>{_MONTH}))(?!\w|-[a-z])", read.linked_month, 0),
    _form(
        rf"(?:(?<=\n)|(?<=\. )|^)(?P<month>(?i:{_MONTH}))(?= (?:was|is|wordt|werd|bleef|blijft|telde|kende)\b)",
        read.month,
        0,
    ),
    # vorige maand, komende week, vorige week dinsdag, afgelopen donderdag, vrijdag jl.
    _form(
        rf"(?<![\w-])(?P<which>{_WHICH}) (?P<unit>week|maand|kwartaal|(?:kalender|begrotings|boek)?jaar)(?![\w-])"
        rf"(?: (?:op )?(?P<weekday>{_WEEKDAY})\b)?",
        read.relative,
    ),
    _form(
        rf"(?<![\w-])(?P<which>vorige|afgelopen|komende|volgende|aanstaande) (?P<weekday>{_WEEKDAY})(?! \d|\w)",
        read.weekday,
    ),
    _form(rf"(?<![\w-])(?P<weekday>{_WEEKDAY}){_SIDE}", read.weekday),
    _form(r"(?<![\w-])(?:gisteren|eergisteren|overmorgen)(?![\w-])", read.near_day),
    # week 48, wk 3 van 2025, week 36 t/m 38, de week van 10 juni
    _form(
        r"(?<![\w-])(?:week|weken|wk\.?) (?P<number>[1-5]?\d)(?: (?:t/m|tot en met|tot) |-)(?P<last>[1-5]?\d)(?!\w)"
        rf"{_OF_YEAR}?",
        read.weeks,
    ),
    _form(rf"(?<![\w-])(?:week|wk\.?) (?P<number>[1-5]?\d)(?![\w.,]\d|\w){_OF_YEAR}?", read.week_number),
    _form(
        rf"(?<![\w-])week van (?:{_WEEKDAY} )?(?P<day>{_DAY}) (?P<month>{_ANY_MONTH}){_DATE_TAIL}(?! (?:t/m|tot))",
        read.week_of_day,
    ),
    # studiejaar 2024-2025, volgend schooljaar, gebruiksjaar 2023
    _form(
        rf"\b{_STUDY} (?P<year>20\d\d)(?: ?[-/] ?'?(?P<second>(?:20)?\d\d)(?!\d))?(?![\w/]|-\d|\.\d)", read.study_year
    ),
    _form(r"(?P<year>20\d\d) ?[-/] ?'?(?:20)?\d\d(?![\w/-])", read.linked_study_year),
    _form(rf"(?<![\w-])(?P<before>{_WHICH}) {_STUDY}(?![\w-])", read.study_year),
    # 2025 tot en met 2028, de periode 2023-2026, in 2026
    _form(rf"(?<![\w.,/€-])(?P<first>{_YEAR}) ?(?:t/m|tot en met|tot) ?(?P<last>{_YEAR})(?![\w-])", read.years),
    _form(
        r"\b(?:periode|jaren|reeks|jaarreeks|tijdvak|budget|raming|middelen|begroting|begrotingen"
        r"|over|van|voor|in|tijdens|vanaf|tussen) "
        rf"(?P<date>(?P<first>{_YEAR}) ?[-/] ?'?(?P<last>(?:20)?\d\d))(?![\w-]|[.,]\d)",
        read.years,
    ),
    _form(
        rf"(?<![\w-]){_BEFORE_A_YEAR} ?(?<=[ ,/-])(?P<date>(?P<year>{_YEAR}))(?![\w/]|-\w){_NOT_COUNTING}", read.year
    ),
    _form(rf"{_LINK}(?P<date>(?P<year>{_YEAR}))(?![\w/]|-\w){_NOT_COUNTING}", read.linked_year),
)
