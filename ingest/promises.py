"""Tell whether words of promise speak of a toezegging: a promise of the government to the Kamer."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.sentences import Span

_NOUN = r"(?<!\w)(?<!\d )[Tt]oez(?:egging(?!\w)|\.(?= aan))"
_PROMISED = r"(?<![\w-])(?:[Tt]oegezegde?|toe te zeggen|toezeg(?:t|de|den)?)(?!\w)"
_SPLIT = r"(?<!\w)[Zz]eg(?:t|de|den|gen)?\b(?:[^.;\n]|\.(?! [A-Z])){0,140}?(?<=[ )])toe(?![\w-])"
_TRIGGER = re.compile(rf"(?P<noun>{_NOUN})|(?P<verb>{_PROMISED}|{_SPLIT})")

WHO = (
    r"(?:u|ik|wij|we|minister(?:s|-president)?|premier|staatssecretaris(?:sen)?|bewinds(?:persoon|personen|lieden)"
    r"|kabinet|regering|(?:ambts)?voorgang(?:er|ster)|ambtgenoot|MSZW|MP|zoals|conform|eerder)"
)
"""Who promises, when it is a toezegging."""

_SPEAKER = re.compile(rf"\b{WHO}\b|^[Tt]oegezegd (?:is|werd|was)\b|\b(?:is|werd) toegezegd (?:dat|om)\b", re.I)
_HEARER = re.compile(
    r"\b(?:(?:Tweede|Eerste) ?Kamer|TK|EK|Kamerl(?:id|eden)|Kamer(?:s|fracties?)?"
    r"|(?<!haar )(?<!zijn )(?<!hun )(?:leden|lid)|(?:vaste )?(?:Kamer)?commissie|senaat|debat|\w+debat"
    r"|\w*overleg|vragenuur|[Ss]chriftelijke vragen|(?:de heer|mevrouw) [A-Z]\w+)\b"
)
_OTHERS = (
    r"(?:gemeenten?|provincies?|VNG|IPO|COA|UWV|DUO|ACM|EU|NAVO|Commissie|banken|bank|sector|universiteit(?:en)?|bedrijven"
    r"|bedrijf|partijen|werkgevers|vakbonden|instelling(?:en)?|stichting|lidstaten|landen|aannemer|leverancier|Schiphol|NS"
    r"|ProRail|[A-Z]\w+raad|\w+bedrijf|\w+organisaties?|\w+instelling(?:en)?|brancheverenigingen?|koepels?)"
)
_THIRD_PARTY = re.compile(
    rf"\b{_OTHERS}(?: \w+)? (?:heeft|hebben|had|hadden|is|zijn|zegt|zegde|zegden)\b"
    rf"|\b(?:heeft|hebben|had|hadden|zegt|zegde|zegden) (?:de |het |een )?{_OTHERS}\b"
)
# "de toezegging van de bank"; one "van het kabinet" is, and so is one "van 3 mei".
_OF_OTHERS = re.compile(
    rf"\btoezegging(?:en)? van (?!TZ|{WHO}\b)(?:de|het|een|zijn|haar) (?!(?:\w+ )?{WHO}\b|zijde)(?![A-Z]\w+ Kamer)\w",
    re.I,
)
_MONEY = (
    r"(?:subsidies?|bijdragen?|middelen|financiering|geld(?:en)?|budget(?:ten)?|bedrag(?:en)?|lening|krediet|vergoeding"
    r"|miljoen|miljard|euro|donatie|steunpakket)"
)
_MONEY_PROMISED = re.compile(rf"\b{_MONEY}\b[^.;,]{{0,40}}\btoegezegd|\btoegezegde\b[^.;,]{{0,30}}\b{_MONEY}\b", re.I)
_NO_PROMISE = re.compile(
    r"\b(?:geen|zonder|nooit een|financiële|subsidie-?) ?toezegging\b|\btoe te zeggen\b|\bniets? (?:\w+ ){0,3}toegezegd"
    r"|\bniet toegezegd|\b(?:kunt|kan|zou|wilt|zult|zal|gaat)\b[^.;]{0,60}\b(?:toezeggen|een toezegging (?:te )?doen)"
    r"|\been toezegging (?:is )?(?:niet )?(?:mogelijk|denkbaar|wenselijk)|\b(?:mocht|indien)\b[^.;]*\been toezegging\b",
    re.I,
)


# "Een toezegging" is mostly one that could be made.
_A_PROMISE = re.compile(r"\been (?:nieuwe )?toezegging\b", re.I)
_OF_A_PROMISE = re.compile(r"\bgedaan\b|\been toezegging (?:aan|uit|van)\b|\b(?:na|in|af)ge\w+\b|voldaan", re.I)


class Promise(NamedTuple):
    """The words that make a text speak of a toezegging."""

    start: int
    end: int
    noun: bool  # it is called so: "de toezegging"


def find_promise(text: str, stretch: Span, numbers: Sequence[tuple[int, int, str]]) -> Promise | None:
    """Return the words of promise in a stretch of text, or None. `numbers` are those of toezeggingen in it."""
    said = text[slice(*stretch)]
    matches = list(_TRIGGER.finditer(text, *stretch))
    if numbers:
        at = matches[0].span() if matches else numbers[0][:2]
        return Promise(*at, noun=not matches or bool(matches[0]["noun"]))
    if not matches or _NO_PROMISE.search(said):
        return None
    verb = next((match for match in matches if match["verb"]), None)
    if verb and _is_to_the_kamer(said):
        return Promise(*verb.span(), noun=False)
    noun = next((match for match in matches if match["noun"]), None)
    if noun and _A_PROMISE.search(said) and not _OF_A_PROMISE.search(said):
        return None
    if noun and len(said.split()) > 3 and not _THIRD_PARTY.search(said) and not _OF_OTHERS.search(said):
        return Promise(*noun.span(), noun=True)
    return None


_BETWEEN = re.compile(rf"; |, (?:en|maar) (?={WHO}\b|(?:de|het) {WHO}\b|zegde|zegt|hee?ft?|hebt)")
_OF_ITS_OWN = re.compile(rf"{_PROMISED}|{_SPLIT}|TZ ?\d|[Tt]oezegging (?:aan|over|om|dat)\b")

_OF_ANY = re.compile(rf"{_NOUN}|{_OF_ITS_OWN.pattern}")
_LONGEST_PROMISE = 200  # characters; "zegt" and its "toe" are no further apart


def parts(text: str, sentence: Span) -> list[Span]:
    """Return the sentence in parts that each have a promise of their own; mostly it is one."""
    found: list[Span] = []
    start, end = sentence
    looked = start
    own: re.Match[str] | None = None
    for cut in _BETWEEN.finditer(text, start, end):
        if own is None or own.start() < cut.end():
            own = _OF_ITS_OWN.search(text, cut.end(), end)
        if own is None:
            break
        if _OF_ANY.search(text, max(start, looked - _LONGEST_PROMISE), cut.end()):
            found.append((start, cut.end()))
            start = cut.end()
        looked = cut.end()
    return [*found, (start, sentence[1])]


def _is_to_the_kamer(said: str) -> bool:
    """Tell whether what is called "toegezegd" is a matter of minister and Kamer, not of money or others."""
    spoken, other = bool(_SPEAKER.search(said)), bool(_THIRD_PARTY.search(said))
    if _HEARER.search(said):
        return spoken or not other
    return spoken and not other and not _MONEY_PROMISED.search(said)
