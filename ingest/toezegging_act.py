"""Tell what a sentence says of a promise: that it was made, that it is met, or that it is still open."""

import re
from typing import Literal

Act = Literal["made", "fulfilled", "open"]

_MET = r"(?:voldaan|nagekomen|ingelost|afgedaan|afgerond|afgehandeld|uitgevoerd|ingevuld|vervuld)"
_FULFILLED = re.compile(
    rf"\b(?:{_MET}|gestand|invulling gegeven|tegemoet ?gekomen|gehoor gegeven|geschrapt|afgevoerd"
    r"|voldoe[nt]?|voldoet"
    r"|kom(?:t|en)? (?:ik|u|wij|we)[^;]*\b(?:na|tegemoet)"
    r"|geeft? (?:ik|u|wij|we)[^;]*(?:invulling|uitvoering)|lost? (?:ik|u|wij|we)[^;]*\bin)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:nog niet|openstaa(?:t|nd?|nde)|sta(?:at|an) (?:nog )?open|nog open|moet(?:en)? nog|nog moet(?:en)?"
    r"|loopt(?= mee|[.,;|]|$)|meegenomen|betrokken|uitstaande?|in behandeling|in voorbereiding"
    r"|volgt (?:nog|later|in|voor|na|bij|zodra)|volgt$)\b",
    re.I,
)
_TO_DO = r"(?:willen |kunnen |zullen |moeten )?"
_TO_SETTLE = re.compile(
    r"\btoezegging(?:en)?\b[^;]{0,120}\b(?:af te (?:doen|handelen|ronden)|na te komen|in te (?:lossen|vullen)"
    rf"|te {_TO_DO}(?:voldoen|nakomen|inlossen|vervullen|afdoen)|gestand te {_TO_DO}doen)\b"
    r"|\b(?:na te komen|af te doen|in te lossen) toezegging|\b(?:kunt|kan)\b[^;]*\bafdoen\b",
    re.I,
)
_UNMET = re.compile(
    rf"\b(?:niet|nooit|nog niet|deels|gedeeltelijk|nog) (?:\w+ )?{_MET}|\b(?:moet(?:en)?|dient|zal)\b[^;]*\b{_MET}"
    rf"|\bword(?:t|en) (?:nog|dit|eind|begin|medio|voor|uiterlijk|volgend\w*|komend\w*)\b[^;]*\b{_MET}"
    r"|\bniet (?:\w+ ){0,3}(?:nakomen|voldoen|inlossen|afdoen)\b",
    re.I,
)
_HEREBY = re.compile(
    r"\b(?:zoals|conform) (?:\w+ ){0,3}toegezegd\b[^.;]*\b(?:hierbij|hiermee|deze brief|bijgevoegd|bijlage)\b"
    r"|\b(?:hierbij|hiermee|met deze brief)\b[^.;]*\b(?:toegezegde?|toezegging)\b"
    r"|\b(?:conform|overeenkomstig|ter uitvoering van|ter voldoening aan|in lijn met)"
    r" (?:(?:de|uw|mijn|deze|eerdere) ){0,2}toezegging\b",
    re.I,
)
_AGAIN = re.compile(r"\btoegezegd\b.*\btoezegging\b", re.S)


def act(said: str, noun: bool) -> Act:
    """Return what is said of a promise. `noun`: it is called a toezegging, and does not itself say "toegezegd"."""
    if _UNMET.search(said) or (noun and _OPEN.search(said)) or _TO_SETTLE.search(said):
        return "open"
    if _HEREBY.search(said) or (_FULFILLED.search(said) and (noun or _AGAIN.search(said))):
        return "fulfilled"
    return "made"
