"""Find the promises to the Kamer that a nota speaks of: which, to whom, and whether they are met or still to be met."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Literal, NamedTuple

from msgspec import structs

from index.nota import Toezegging
from index.references import find_toezegging_numbers
from ingest.sentences import Span

Act = Literal["made", "fulfilled", "open"]

_NOUN = r"(?<!\w)[Tt]oezegging(?!\w)"
_PROMISED = r"(?<![\w-])(?:[Tt]oegezegde?|toe te zeggen|toezeg(?:t|de|den)?)(?!\w)"
_SPLIT = r"(?<!\w)[Zz]eg(?:t|de|den|gen)?\b[^.;\n]{0,140}?(?<=[ )])toe(?![\w-])"
_TRIGGER = re.compile(rf"(?P<noun>{_NOUN})|(?P<verb>{_PROMISED}|{_SPLIT})")

# Who promises, or is promised, when it is a toezegging to the Kamer.
_WHO = (
    r"(?:u|ik|wij|we|minister(?:s|-president)?|premier|staatssecretaris(?:sen)?|bewinds(?:persoon|personen|lieden)"
    r"|kabinet|regering|(?:ambts)?voorgang(?:er|ster)|ambtgenoot|MSZW|MP|zoals|conform|eerder)"
)
_SPEAKER = re.compile(rf"\b{_WHO}\b", re.I)
_HEARER = re.compile(
    r"\b(?:(?:Tweede|Eerste) ?Kamer|TK|EK|Kamerl(?:id|eden)|Kamer(?:s|fracties?)?|leden|lid"
    r"|(?:vaste )?(?:Kamer)?commissie|senaat|debat|\w+debat|\w*overleg|vragenuur|[Ss]chriftelijke vragen)\b"
)
_THIRD_PARTY = re.compile(
    r"\b(?:gemeenten?|provincies?|VNG|IPO|COA|UWV|DUO|ACM|EU|NAVO|Commissie|banken|bank|sector|universiteit(?:en)?|bedrijven"
    r"|bedrijf|partijen|werkgevers|vakbonden|instelling(?:en)?|stichting|lidstaten|landen|aannemer|leverancier|Schiphol|NS"
    r"|ProRail|[A-Z]\w+raad)(?: \w+)? (?:heeft|hebben|had|hadden|is|zijn|zegt|zegde|zegden)\b"
)
_MONEY = (
    r"(?:subsidies?|bijdragen?|middelen|financiering|geld(?:en)?|budget(?:ten)?|bedrag(?:en)?|lening|krediet|vergoeding"
    r"|miljoen|miljard|euro|donatie|steunpakket)"
)
_MONEY_PROMISED = re.compile(rf"\b{_MONEY}\b[^.;,]{{0,40}}\btoegezegd|\btoegezegde\b[^.;,]{{0,30}}\b{_MONEY}\b", re.I)
_NO_PROMISE = re.compile(
    r"\b(?:geen|zonder|nooit een|financiële|subsidie-?) ?toezegging\b|\btoe te zeggen\b|\bniets? (?:\w+ ){0,3}toegezegd"
    r"|\bniet toegezegd|\b(?:kunt|kan|zou|wilt|zult|zal|gaat)\b[^.;]{0,60}\b(?:toezeggen|een toezegging (?:te )?doen)",
    re.I,
)

_FULFILLED = re.compile(
    r"\b(?:voldaan|nagekomen|gestand|ingelost|invulling gegeven|tegemoet ?gekomen|uitgevoerd|vervuld|gehoor gegeven"
    r"|afgedaan|afgerond|afgehandeld|geschrapt|afgevoerd|kunt afdoen|kan afdoen|voldoe[nt]?|voldoet"
    r"|kom(?:t|en)? (?:ik|u|wij|we)[^.;]*\b(?:na|tegemoet)"
    r"|geeft? (?:ik|u)[^.;]*(?:invulling|uitvoering)|lost? (?:ik|u)[^.;]*\bin)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:nog niet|openstaa(?:t|nde?)|sta(?:at|an) (?:nog )?open|nog open|moet(?:en)? nog|nog moet(?:en)?|loopt mee"
    r"|meegenomen|betrokken|uitstaande?|in behandeling|in voorbereiding)\b",
    re.I,
)
_TO_SETTLE = re.compile(
    r"\btoezegging(?:en)?\b[^.;]{0,60}"
    r"\b(?:af te (?:doen|handelen)|te voldoen|na te komen|in te lossen|gestand te doen)\b",
    re.I,
)
_HEREBY = re.compile(
    r"\b(?:zoals|conform) (?:\w+ ){0,3}toegezegd\b[^.;]*\b(?:hierbij|hiermee|deze brief|bijgevoegd|bijlage)\b"
    r"|\b(?:hierbij|hiermee|met deze brief)\b[^.;]*\b(?:toegezegde?|toezegging)\b",
    re.I,
)
_MENTIONS_IT_AGAIN = re.compile(r"\btoegezegd\b.*\btoezegging\b", re.S)
_UNMET = re.compile(
    r"\b(?:niet|nog niet|deels|nog) (?:\w+ )?(?:voldaan|nagekomen|ingelost|afgedaan|afgerond|uitgevoerd)"
    r"|\bmoet(?:en)?\b[^.;]*\b(?:voldaan|nagekomen|ingelost|afgedaan)",
    re.I,
)

_NAME = r"(?:(?:[Vv]an (?:de[nr]? |'t )?|[Dd]e[nr]? |[Tt]e[rn]? |[Ee]l |'t )?[A-ZÀ-Ž][\w'À-ž]*(?:-[A-ZÀ-Ž]\w+)*)"
_MEMBER = r"(?:het lid|de leden|lid|Kamerl(?:id|eden)|mevrouw|mw\.|de heer|dhr\.|senator)"
_NAMES = rf"{_NAME}(?:(?:, | en |/){_NAME})*"
_TO_MEMBER = re.compile(rf"\b{_MEMBER} (?P<name>{_NAMES})")
_TO_HOUSE = re.compile(r"\b(?P<house>(?:Tweede|Eerste) Kamer|TK|EK|Kamer|senaat)\b")

# What stands between "toegezegd" and that which was promised.
_ADDRESS = re.compile(
    rf"(?: ?\([^()]*\)| met nummer| TZ[\d-]+|,| aan {_MEMBER} {_NAMES}"
    r"| (?:aan )?(?:de |uw )(?:Tweede |Eerste )?Kamer| dat| om)*(?!\w)"
)
_ALONE = re.compile(
    r"(?:[Uu]w|[Dd]eze|[Dd]ie|[Dd]e|[Mm]ijn) [Tt]oezegging(?! (?:aan|over|dat|om|uit|inzake|tijdens|van|met|te)\b)"
)
_SHORTEST, _LONGEST = 25, 160  # characters of a description; less tells nothing, more is no description
_WHOLE = 600  # characters; a longer "sentence" is a page without full stops, and only what stands around counts

# What of a sentence is quoted: the promise itself, from its subject or verb up to the number.
_OPENS = re.compile(
    rf"(?<!\w)(?:(?:de |het |uw )?{_WHO}|aan(?= {_MEMBER} | (?:de |uw )?(?:Tweede |Eerste )?Kamer)"
    r"|heeft|hebt|heb|hebben|had|hadden|is|zijn|was|waren|werd|werden|wordt|worden)(?!\w)",
    re.I,
)
_CLAUSE_ENDS = re.compile(r"[,;:()]")
_DETERMINER = re.compile(r"(?:\b(?:de|uw|mijn|een|deze|die|haar|zijn|onze|enkele|\w+de|\w+e) ){0,3}$", re.I)
_AFTER_IT = re.compile(
    rf"(?: (?:met nummer|nr\.?|aan {_MEMBER} {_NAMES})| \(?TZ[\d -]+\d\)?"
    r"| (?:af|gestand) te (?:doen|handelen)| na te komen| in te lossen| te voldoen)*"
)


class _Trigger(NamedTuple):
    start: int
    end: int
    noun: bool


def find_toezeggingen(text: str, sentences: Sequence[Span]) -> Iterator[Toezegging]:
    """Yield the toezeggingen in `text`, one for each sentence and number, quoting the sentence.

    Offsets are into `text`. A mention that says nothing of its own, such as "uw toezegging", has the value of the
    one before it in its paragraph.
    """
    numbers = list(find_toezegging_numbers(text))
    earlier: Toezegging | None = None
    for sentence in sentences:
        inside = numbers[bisect_left(numbers, sentence[:1]) : bisect_left(numbers, sentence[1:])]
        trigger = _trigger(text, sentence, inside)
        if trigger is None:
            continue
        for at, number in _each(inside):
            found = _toezegging(text, sentence, trigger, number)
            if at and not found.start <= at[0] < found.end:  # of several numbers, each stands for itself
                found = structs.replace(found, quote=text[slice(*at)], start=at[0], end=at[1])
            if earlier and number is None and _is_the_same(text, trigger, earlier):
                found = structs.replace(found, value=earlier.value, number=earlier.number, to=found.to or earlier.to)
            earlier = found
            yield found


def _each(numbers: Sequence[tuple[int, int, str]]) -> list[tuple[Span | None, str | None]]:
    """Return where each number stands, and the number; nothing, once, where there is none."""
    return [((start, end), value) for start, end, value in numbers] or [(None, None)]


def _trigger(text: str, sentence: Span, numbers: Sequence[tuple[int, int, str]]) -> _Trigger | None:
    """Return the words that make this sentence speak of a toezegging, or None."""
    said = text[slice(*sentence)]
    matches = list(_TRIGGER.finditer(text, *sentence))
    if numbers:
        at = matches[0].span() if matches else numbers[0][:2]
        return _Trigger(*at, noun=not matches or bool(matches[0]["noun"]))
    if not matches or _NO_PROMISE.search(said):
        return None
    verb = next((m for m in matches if m["verb"]), None)
    if verb and _is_to_the_kamer(said):
        return _Trigger(*verb.span(), noun=False)
    noun = next((m for m in matches if m["noun"]), None)
    if noun and len(said.split()) > 3 and not _THIRD_PARTY.search(said):
        return _Trigger(*noun.span(), noun=True)
    return None


def _is_to_the_kamer(said: str) -> bool:
    """Tell whether what a sentence calls "toegezegd" is a matter of minister and Kamer, not of money or others."""
    if _HEARER.search(said):
        return True
    return bool(_SPEAKER.search(said)) and not _MONEY_PROMISED.search(said) and not _THIRD_PARTY.search(said)


def _is_the_same(text: str, trigger: _Trigger, earlier: Toezegging) -> bool:
    mention = _ALONE.match(text, text.rfind(" ", 0, max(0, trigger.start - 1)) + 1)
    return trigger.noun and mention is not None and "\n" not in text[earlier.start : trigger.start].rstrip("\n")


def _toezegging(text: str, sentence: Span, trigger: _Trigger, number: str | None) -> Toezegging:
    start, end = sentence
    if end - start > _WHOLE:
        start, end = max(start, trigger.start - _WHOLE // 2), min(end, trigger.end + _WHOLE // 2)
    said = text[start:end].strip()
    first, last = _quoted(text, start, trigger)
    return Toezegging(
        value=number or _description(text, (start, end), trigger),
        quote=text[first:last],
        page=1,
        start=first,
        end=last,
        number=number,
        act=_act(said, trigger.noun),
        to=_hearer(said),
    )


def _quoted(text: str, start: int, trigger: _Trigger) -> Span:
    """Return where the promise stands in its sentence, which begins at `start`."""
    before = text[start : trigger.start]
    if trigger.noun:
        article = _DETERMINER.search(before)
        first = start + article.start() if article else trigger.start
    else:
        clause = start + max((cut.end() for cut in _CLAUSE_ENDS.finditer(before)), default=0)
        opens = _OPENS.search(text, clause, trigger.start)
        first = opens.start() if opens else trigger.start
    after = _AFTER_IT.match(text, trigger.end)
    return first, after.end() if after else trigger.end


def _description(text: str, sentence: Span, trigger: _Trigger) -> str:
    """Return what was promised, in the nota's words: what follows the promise, or else what stands before it."""
    address = _ADDRESS.match(text, trigger.end)
    after = text[address.end() if address else trigger.end : sentence[1]].strip(" .;,")
    if len(after) >= _SHORTEST:
        return shorten(after, _LONGEST, placeholder=" …")
    return shorten(text[slice(*sentence)].rstrip("."), _LONGEST, placeholder=" …")


def _act(said: str, noun: bool) -> Act:
    if _UNMET.search(said) or (noun and _OPEN.search(said)) or _TO_SETTLE.search(said):
        return "open"
    if _HEREBY.search(said) or (_FULFILLED.search(said) and (noun or _MENTIONS_IT_AGAIN.search(said))):
        return "fulfilled"
    return "made"


def _hearer(said: str) -> str | None:
    member = _TO_MEMBER.search(said)
    if member:
        return member["name"]
    house = _TO_HOUSE.search(said)
    return house["house"] if house else None
