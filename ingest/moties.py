"""Find the moties a nota speaks of: who moved them, under which number, and what became of them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from index.nota import Kamerstuk, Motie, MotieStatus
from index.references import Kamerstuknummer, motie_value
from ingest.sentences import Span, sentence_at, starting_in

_HEAD = r"(?<![\w-])(?:[Kk]amer)?(?:[Mm]|rn)[o0]tie(?P<plural>s)?(?![\w])"  # OCR reads the m as rn

# No list of members: the words around "motie" carry a name. These are what may stand there and is no name.
_PARTY = (
    r"(?:VVD|CDA|D66|PvdA|GL|GroenLinks(?:[-/]PvdA)?|GL-PvdA|SP|PVV|CU|ChristenUnie|SGP|DENK|Denk|PvdD|Volt|JA21|BBB|NSC"
    r"|F[vV]D|50PLUS|BIJ1|OSF|OPNL)"
)
_NO_NAME = (
    rf"(?!(?:{_PARTY}|Kamer\w*|Toezegging\w*|Motie\w*|Tweede|Eerste|Wet|Besluit|Nota|Brief|Zie|Hier\w*|Daar\w*|Deze|Dit"
    r"|Dat|Die|Uw?|Wij|We|Ik|Het|Een|Er|Met|Voor|Over|Bij|Naar|Aan|Ook|Zoals|Indien|Tevens|Op|In|Om|Te|Van|De|Den|Der|Ter"
    r"|Ten|El|Minister\w*|Staat\w*|Raad|Commissie|Europ\w*|Nederland\w*|Rijk\w*|Provincia\w*|Gemeente\w*|Debat|Stemming\w*"
    r"|Aangenomen|Verworpen|Aangehouden|Ingetrokken|Ontraden|Oordeel|Status|Titel|Indiener\w*|Nr|TK|EK|Vreemd)(?![\w])"
    r"|[A-Z\d]{2,}(?![\w'])|TZ\d)"
)
_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽİŞĞ]"
_PREFIX = (
    r"(?:[Vv]an (?:[Dd]e[rn]? |'t |[Hh]et )?|[Dd]e (?:la )?|[Dd]e[rn] |[Tt]e[rn]? |[Ee]l[- ]|[Aa]l[- ]|'[tsS] "
    r"|[Ii]n 't |[Oo]p de[rn]? |[Vv]on (?:der )?|[Dd][iuoa]s? |[Ll][ae] |[Bb][ei]n )"
)
_WORD = rf"{_NO_NAME}{_UPPER}[\w']*\w(?:-(?:{_PREFIX})?{_UPPER}[\w']*\w)*"
_NAME = rf"(?:(?:{_UPPER}\.)+ ?)?(?:{_PREFIX})?{_WORD}(?: (?:{_PREFIX})?{_WORD})?"
_CS = r" ?(?:[cC]\. ?[sS]\b\.?|cs\b|cum suis)"
_ITEM = rf"-?{_NAME}(?: \((?:{_PARTY}|Groep \w+)\))?(?P<cs>{_CS})?(?:(?<=\.)\d{{1,2}}(?!\d)|[¹²³⁴⁵⁶⁷⁸⁹]+)?"
_ITEM_PLAIN = _ITEM.replace("?P<cs>", "?:")
_AND = r"(?: ?/ ?|, (?=-)|,? en (?:van )?(?:(?:het lid|de leden|mevrouw|de heer) )?| & )"
_LIST = rf"{_ITEM_PLAIN}(?:{_AND}{_ITEM_PLAIN})*"
_LONG_LIST = rf"{_ITEM_PLAIN}(?:(?:, |{_AND}){_ITEM_PLAIN})*"
_MEMBERS = (
    r"(?:[Dd]e leden|[Hh]et lid|leden|lid|(?:de |het )?(?:Tweede |Eerste )?[Kk]amerl(?:id|eden)|mevrouw"
    r"|de heer|de heren|dhr\.?|mw\.?|mevr\.?|[Ss]enator(?:en)?)"
)
_EACH = re.compile(rf"(?P<and>{_AND}|, )?(?P<item>{_ITEM})")
_NUMBERED = r"(?:(?:met |op stuk )?(?:nr\.?|nummer|stuk nr\.?) ?(?P<nr>\d{1,4})(?: \((?:[^()]{0,40})\))?)"

_MOTIE = re.compile(
    rf"{_HEAD}(?: {_NUMBERED})?(?:(?:,? (?:van|door|ingediend door))? {_MEMBERS} (?P<members>{_LONG_LIST})"
    rf"| van (?P<movers>{_LIST})|(?: ?- ?| )(?P<names>{_LIST}))?"
)
_MOVED_BY = re.compile(
    rf"(?:\bdoor {_MEMBERS} (?P<members>{_LONG_LIST}) (?:(?:eerder|toen) )?(?:ingediende|aangehouden|ingetrokken) "
    rf"|\b{_MEMBERS} (?P<movers>{_LONG_LIST}) (?:dien(?:t|de|den)|hield|houdt|trok|heeft) (?:[a-z]+ )?(?:de|een) )"
    rf"(?:gewijzigde )?{_HEAD}"
)
_CAPITALS = re.compile(
    r"\bMOTIE VAN (?:HET LID|DE LEDEN) (?P<members>[A-ZÀ-Þ'. ,/-]+?)(?P<cs> C\.S\.)?(?= OVER\b|[^A-ZÀ-Þ'. ,/-]|$)"
)
_AND_OF = re.compile(
    rf"(?:,| en|, en) (?P<of>(?:die )?van {_MEMBERS} (?P<members>{_LONG_LIST})|-(?P<names>{_ITEM_PLAIN}))"
)
_GETS = re.compile(r"\b(?:Zij|zij|Deze|[Mm]otie|Die) krijgt nr\.? ?\d")

_LETTERS = str.maketrans("10|", "lol")

_STATUS: dict[str, MotieStatus] = {
    "aangenomen": "aangenomen",
    "verworpen": "verworpen",
    "aangehouden": "aangehouden",
    "ingetrokken": "ingetrokken",
    "overgenomen": "overgenomen",
    "ingediend": "ingediend",
    "ontraden": "ontraden",
    "ontraadt": "ontraden",
    "oordeel kamer": "oordeel Kamer",
    "oordeel aan de kamer": "oordeel Kamer",
    "oordeel van de kamer": "oordeel Kamer",
    "afgedaan": "afgedaan",
    "afgedane": "afgedaan",
}
_STATUS_WORD = "|".join(sorted(_STATUS, key=len, reverse=True))
_BEFORE = re.compile(rf"\b({_STATUS_WORD})e?,? (?:\(?nader\)? )?(?:gewijzigde |Kamer)?$", re.I)
_AFTER = re.compile(rf"(?<!niet )(?<!nog )(?<!niet te )(?<!niet wordt )\b({_STATUS_WORD})\b", re.I)
# Verbs in two parts, around the motie: "nam … aan", "diende … in".
_IN_TWO_PARTS: tuple[tuple[re.Pattern[str], re.Pattern[str], MotieStatus], ...] = (
    (re.compile(r"\bn(?:am|amen|eemt|emen)\b"), re.compile(r"\baan\b"), "aangenomen"),
    (re.compile(r"\bdien(?:t|de|den)\b"), re.compile(r"\bin\b"), "ingediend"),
    (re.compile(r"\b(?:hield|hielden|houdt)\b"), re.compile(r"\baan\b"), "aangehouden"),
    (re.compile(r"\b(?:trok|trokken|trekt)\b"), re.compile(r"\bin\b"), "ingetrokken"),
)
_ASKS = re.compile(r"\b(?:verzoekt|vraagt|verzoeken|vragen|roept|spreekt uit|draagt)\b")
_OF_IT = re.compile(r"(?:Deze|Die|De) motie(?: is| werd| wordt)|(?:Deze|Zij|Die) (?:is|werd|wordt|heeft)\b")
_JOINED = re.compile(r"(?:[ ,]|en|de|van|het|lid|leden|moties?|over|met|zowel|als)*")
# Between a motie and its number: its subject, a bracket, a word about its fate.
_TO_NUMBER = re.compile(
    rf"(?:[ ,]|[¹²³\d]{{0,2}})*(?:(?:over|inzake|betreffende|om|t\.v\.v\.|ter vervanging van) [^();]{{0,160}})?"
    rf"[ ,]*\(?\[?(?:{_STATUS_WORD})?[,; ]*(?:zie |als |bij |stuk )?"
)
_NUMBER_WITHIN = 200  # characters: a number further on belongs to something else


class _Mention(NamedTuple):
    start: int
    end: int
    movers: list[tuple[tuple[str, ...], bool]]  # for every motie meant, its names and whether "c.s."
    nr: str | None
    plural: bool


def find_moties(text: str, sentences: Sequence[Span], kamerstukken: Sequence[Kamerstuk]) -> Iterator[Motie]:
    """Yield the moties that can be told apart: by a name or by a number; offsets are into `text`.

    `kamerstukken` are the papers cited in `text`: the one that follows a motie is its number.
    """
    mentions = sorted(_mentions(text), key=lambda mention: mention.start)
    moties: list[Motie] = []
    for first in mentions:
        mention: _Mention | None = first
        while mention:
            cited, end = _papers(text, mention, kamerstukken)
            moties += _tags(text, mention, cited, end)
            mention = _another(text, end)
    moties += [
        _numbered(text, k) for k in kamerstukken if _GETS.match(text[max(0, k.start - 14) : k.end].lstrip(" .,;n"))
    ]
    yield from _with_status(text, sentences, sorted(moties, key=lambda motie: motie.start))


def _mentions(text: str) -> Iterator[_Mention]:
    taken = bytearray(len(text))
    for pattern in (_CAPITALS, _MOVED_BY, _MOTIE):
        for match in pattern.finditer(text):
            if any(taken[slice(*match.span())]):
                continue
            taken[slice(*match.span())] = b"\x01" * len(match[0])
            found = match.groupdict()
            names = found.get("members") or found.get("movers") or found.get("names") or ""
            plural = bool(found.get("plural"))
            movers = _movers(_small(names) if pattern is _CAPITALS else names, plural)
            if found.get("cs") and movers:
                movers[-1] = (movers[-1][0], True)
            yield _Mention(match.start(), match.end(), movers, found.get("nr"), plural)


def _another(text: str, end: int) -> _Mention | None:
    """Return the mention that goes on where one ended: "… (32 824, nr. 1) en die van het lid De Wit"."""
    match = _AND_OF.match(text, end)
    return (
        _Mention(*match.span("of"), _movers(match["members"] or match["names"], False), None, False) if match else None
    )


def _movers(names: str, plural: bool) -> list[tuple[tuple[str, ...], bool]]:
    """Return for every motie meant its movers: "X/Y" moved one together; of "moties X en Y" each moved one.

    Where several names have their own "c.s.", each has its own motie too.
    """
    items = [(name, bool(cs), joint) for name, cs, joint in _items(names)]
    each = plural or sum(cs for _, cs, _ in items) > 1
    groups: list[tuple[list[str], bool]] = []
    for name, cs, joint in items:
        if groups and (joint or not each):
            groups[-1][0].append(name)
            groups[-1] = (groups[-1][0], groups[-1][1] or cs)
        else:
            groups.append(([name], cs))
    return [(tuple(group), cs) for group, cs in groups]


def _items(names: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield every name, whether "c.s." follows it, and whether a stroke joins it to the one before."""
    for match in _EACH.finditer(names):
        name = re.sub(rf"{_CS}.*$| \(.*$", "", match["item"]).lstrip("-")
        yield _mended(name), bool(match["cs"]), "/" in (match["and"] or "")


def _small(capitals: str) -> str:
    """Return names set in capitals as print has them: "VAN DER LEE EN BECKER" is "Van der Lee en Becker"."""
    return re.sub(r"(?<= )En(?= )|(?<=[Nn] )De[rn]?(?= )|'T\b", lambda word: word[0].lower(), capitals.title())


def _mended(name: str) -> str:
    """Return the name without a footnote's figures, its letters that OCR took for figures put back."""
    name = re.sub(r"[\d¹²³⁴⁵⁶⁷⁸⁹]+$", "", name)
    return re.sub(r"(?<=[a-z])[10|]+(?=[a-z])", lambda figures: figures[0].translate(_LETTERS), name)


def _papers(text: str, mention: _Mention, kamerstukken: Sequence[Kamerstuk]) -> tuple[list[Kamerstuk], int]:
    """Return the papers cited for this mention, and where that citation and its bracket end."""
    after = [k for k in starting_in(kamerstukken, mention.end, mention.end + _NUMBER_WITHIN) if k.number]
    inside = [
        k if k.number else structs.replace(k, number=mention.nr)  # "motie nr. 12 (Kamerstuk 35 830-XV) van …"
        for k in starting_in(kamerstukken, mention.start, mention.end)
        if k.number or mention.nr
    ]
    for group in (inside, after):
        if group and (group is inside or _TO_NUMBER.fullmatch(text[mention.end : group[0].start])):
            cited = [k for k in group if k.start == group[0].start]
            end = cited[0].end
            return cited, end + (text[end : end + 1] in (")", "]"))
    return [], mention.end


def _tags(text: str, mention: _Mention, cited: list[Kamerstuk], end: int) -> Iterator[Motie]:
    movers: list[tuple[tuple[str, ...], bool]] = mention.movers or [((), False)]
    if len(movers) == 1 and len(cited) > 1:
        movers = movers * len(cited)
    papers: list[Kamerstuk | None] = [*cited] if len(cited) == len(movers) else [None] * len(movers)
    for (names, cs), paper in zip(movers, papers, strict=True):
        if names or paper:
            number = Kamerstuknummer(paper.dossier, paper.suffix, paper.number) if paper else None
            yield _motie(text, mention.start, end, names, cs, number, mention.nr)


def _numbered(text: str, paper: Kamerstuk) -> Motie:
    number = Kamerstuknummer(paper.dossier, paper.suffix, paper.number)
    return _motie(text, paper.start, paper.end, (), False, number, None)


def _motie(
    text: str, start: int, end: int, names: tuple[str, ...], cs: bool, number: Kamerstuknummer | None, nr: str | None
) -> Motie:
    return Motie(
        value=motie_value(names, number),
        quote=text[start:end],
        page=1,
        start=start,
        end=end,
        names=names,
        cs=cs,
        dossier=number.dossier if number else None,
        suffix=number.suffix if number else None,
        number=number.number if number else nr,
    )


def _with_status(text: str, sentences: Sequence[Span], moties: list[Motie]) -> Iterator[Motie]:
    for motie in moties:
        sentence = sentence_at(sentences, motie.start)
        following = sentence_at(sentences, sentence[1])
        later = starting_in(moties, motie.end, sentence[1])
        yield structs.replace(motie, status=_status(text, sentence, following, motie, later))


def _status(text: str, sentence: Span, following: Span, motie: Motie, later: Sequence[Motie]) -> MotieStatus | None:
    before, stop, end = text[sentence[0] : motie.start], sentence[1], motie.end
    for other in later:  # "A en B zijn verworpen" says it of both; "A is verworpen en B" of A alone
        if end <= other.start:
            if not _JOINED.fullmatch(text[end : other.start]):
                stop = other.start
                break
            end = other.end
    after = _ASKS.split(_BEFORE.sub("", text[end:stop]), maxsplit=1)[0]
    if adjective := _BEFORE.search(before):
        return _STATUS[adjective[1].lower()]
    for verb, rest, status in _IN_TWO_PARTS:
        if verb.search(before + motie.quote) and rest.search(motie.quote + after):
            return status
    found = _AFTER.search(motie.quote[-40:] if "(" in motie.quote else "") or _AFTER.search(after)
    if found is None and _OF_IT.match(text, following[0]):
        found = _AFTER.search(text, *following)
    return _STATUS[found[1].lower()] if found else None
