"""Tell what became of a motie, or is advised of it, as the text around it says."""

import re
from collections.abc import Sequence

from index.nota import Motie, MotieStatus
from ingest.sentences import Span

_STATUS: dict[str, MotieStatus] = {
    "aangenomen": "aangenomen",
    "verworpen": "verworpen",
    "weggestemd": "verworpen",
    "aangehouden": "aangehouden",
    "aanhield": "aangehouden",
    "ingetrokken": "ingetrokken",
    "introk": "ingetrokken",
    "overgenomen": "overgenomen",
    "ingediend": "ingediend",
    "voorgesteld": "ingediend",
    "indiende": "ingediend",
    "ontraden": "ontraden",
    "ontraadt": "ontraden",
    "oordeel kamer": "oordeel Kamer",
    "oordeel aan de kamer": "oordeel Kamer",
    "oordeel van de kamer": "oordeel Kamer",
    "afgedaan": "afgedaan",
    "afgedane": "afgedaan",
}
STATUS_WORD = "|".join(sorted(_STATUS, key=len, reverse=True))
_ADJECTIVE_TO = r"(?:voorstel, de |gewijzigde |Kamer|\(nader\) gewijzigde )?"
_BEFORE = re.compile(
    rf"\b({STATUS_WORD})(?:e?|, (?=gewijzigde)) (?:\(?(?:nader|eerder|reeds)\)? )?{_ADJECTIVE_TO}$",
    re.I,
)
_AFTER = re.compile(rf"(?<!niet )(?<! nog )(?<!niet te )(?<!niet wordt )(?<!niet langer )\b({STATUS_WORD})\b", re.I)
_NO_VOTE = {"ingediend", "ontraden", "oordeel Kamer"}
# What comes before the motie: "het kabinet ontraadt de motie", "heeft ingestemd met de motie".
_VERB_BEFORE: tuple[tuple[re.Pattern[str], MotieStatus], ...] = (
    (re.compile(r"\b(?:ontraadt|ontraad)\b[^.;:]*$|\bontraden,? (?:de )?$"), "ontraden"),
    (re.compile(r"\b(?:verwierp|verwierpen|verwerpt)\b[^.;:]*$"), "verworpen"),
    (re.compile(r"\bingestemd met\b[^.;:]*$"), "aangenomen"),
)
# Verbs in two parts, around the motie or with the motie first: "nam … aan", "diende … in", "de motie trok zij in".
_IN_TWO_PARTS: tuple[tuple[re.Pattern[str], MotieStatus], ...] = (
    (re.compile(r"\b(?:nam|namen|neemt|neem|nemen)\b[^;]*\baan\b(?! het| de)"), "aangenomen"),
    (re.compile(r"\b(?:nam|namen|neemt|neem|nemen)\b[^;]*\bover\b(?= ?(?:[.,;()]|$| omdat| en ))"), "overgenomen"),
    (re.compile(r"\bdien(?:t|de|den)\b[^;]*\bin\b"), "ingediend"),
    (re.compile(r"\b(?:hield|hielden|houdt|houden)\b[^;]*\baan\b"), "aangehouden"),
    (re.compile(r"\b(?:trok|trokken|trekt)\b[^;]*\bin\b"), "ingetrokken"),
    (re.compile(r"\b(?:doe|doet|deed|doen)\b(?= (?:ik|u|wij|we|de|uw|het|hiermee))[^;]*\baf\b"), "afgedaan"),
)
_ASKS = re.compile(r"\b(?:verzoekt|vraagt|verzoeken|vragen|roept|spreekt uit|draagt)\b")
_NAMED = re.compile(rf"\b({STATUS_WORD}), (?:namelijk |te weten )?de $", re.I)  # "één is er aangenomen, de motie-"
_LISTED = re.compile(rf"\b(?:is|zijn|wordt|worden) ({STATUS_WORD})\b[^.:]*:", re.I)  # "worden afgedaan: a) motie X; b)"
_AND_IS = re.compile(rf"\ben (?:is|werd|wordt) (?:{STATUS_WORD})\b", re.I)  # "verzoekt … en is ontraden"
_ADVICE = re.compile(
    r"(?:(?:Het|Ons|Mijn) )?(?:advies|appreciatie|oordeel|Advies|Appreciatie|Oordeel)(?: is| luidt)?:? ?"
)
_OF_IT = re.compile(
    r"(?:Deze|Die|De) motie(?: is| werd| wordt)|(?:Deze|Zij|Die) (?:is|werd|wordt|heeft)\b"
    r"|[^.;]{0,60}\b(?:deze|die) motie\b|Ingediend\b|Voorgesteld\b|Daarmee (?:is|zijn) (?:beide|deze|zij)\b"
)
_JOINED = re.compile(r"(?:[ ,]|en|de|van|het|lid|leden|moties?|over|met|zowel|als)*")
_IF = re.compile(
    r"\b(?:mocht|mochten|indien|als(?= (?:de|het|een|deze|die|u|zij|er)\b)|wanneer|zodra|of)\b[^.;]*$"
    r"|\bzou(?:den)?\b[^.;]*$",
    re.I,
)


def status(
    text: str, sentence: Span, following: Span, motie: Motie, later: Sequence[Motie], first: bool
) -> MotieStatus | None:
    """Return what the sentence of a motie, or the one that follows it, says of its fate; None where neither does.

    `later` are the moties further on in the sentence: what is said after them is said of them. `first`: there is none
    before it.
    """
    before = text[sentence[0] : motie.start]
    stop = _stop(text, sentence, motie, later)
    if adjective := _BEFORE.search(before):
        return _STATUS[adjective[1].lower()]
    if _IF.search(before):
        return None
    if before_it := next((told for verb, told in _VERB_BEFORE if verb.search(before)), None):
        return before_it
    after, *asked = _ASKS.split(text[motie.end : stop], maxsplit=1)
    after += "".join(found[0] for rest in asked for found in _AND_IS.finditer(rest))
    inside = motie.quote[-60:] if "(" in motie.quote or motie.number else motie.quote
    for said in (inside, after):
        if words := _AFTER.findall(said):
            return _last_word([_STATUS[word.lower()] for word in words])
    if told := _in_two_parts(text, (sentence[0], stop), motie, later):
        return told
    if first and (named := _NAMED.search(before)):
        return _STATUS[named[1].lower()]
    if listed := _LISTED.search(before):
        return _STATUS[listed[1].lower()]
    return (_said_next(text, following) if following[0] >= sentence[1] else None) or (
        "ingediend" if re.search("ingediende|motie ingediend", motie.quote) else None
    )


def _in_two_parts(text: str, stretch: Span, motie: Motie, later: Sequence[Motie]) -> MotieStatus | None:
    for verb, told in _IN_TWO_PARTS:
        for match in verb.finditer(text, *stretch):
            if match.end() > motie.start and not any(match.start() >= other.start for other in later):
                return told
    return None


def _last_word(told: list[MotieStatus]) -> MotieStatus:
    """Return the first that is said, but a vote rather than the advice that came before it."""
    return next((one for one in told if told[0] in _NO_VOTE and one not in _NO_VOTE), told[0])


def _said_next(text: str, following: Span) -> MotieStatus | None:
    said = text[slice(*following)]
    if not (_OF_IT.match(said) or _ADVICE.match(said)):
        return None
    if words := _AFTER.findall(said):
        return _last_word([_STATUS[word.lower()] for word in words])
    return next((told for verb, told in _IN_TWO_PARTS if verb.search(said)), None)


def _stop(text: str, sentence: Span, motie: Motie, later: Sequence[Motie]) -> int:
    """Return where the sentence stops speaking of this motie: "A en B zijn verworpen" says it of both."""
    end = motie.end
    for other in later:
        if end <= other.start:
            if not _JOINED.fullmatch(text[end : other.start]):
                return other.start
            end = other.end
    return sentence[1]
