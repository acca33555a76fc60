"""Tell from the verbs around a date whether it lies behind or ahead of the nota."""

import re

_BEHIND = (
    r"heeft|hebben|hebt|heb|had|hadden|werd|werden|was|waren|deed|deden|gaf|gaven|vond|vonden|kwam|kwamen|ging|gingen"
    r"|nam|namen|bracht|brachten|stond|stonden|zegde|zegden|sprak|spraken|schreef|besloot|besloten|liet|lieten|bleek"
    r"|kreeg|kregen|vroeg|vroegen|verscheen|verzocht|steeg|daalde|startte|stemde|bepaalde|meldde|toegezegd|sinds|sedert"
    r"|eerder|eerdere|d\.d|reeds|inmiddels|laatstelijk"
)
_AHEAD = (
    r"wordt|worden|zal|zullen|zult|gaat|gaan|kan|kunnen|kunt|moet|moeten|wil|wilt|willen|komt|komen|volgt|volgen|verwacht"
    r"|verwachten|verwachting|voorzien|gepland|ingepland|beoogd|beoogde|geagendeerd|streven|streeft|ontvangt|ontvangen"
    r"|informeert|informeren|verstuurt|stuurt|sturen|spreekt|vindt|vinden|start|starten|begint|beginnen|treedt|treden"
    r"|levert|leveren|opent|sluit|sluiten|eindigt|dient|dienen|publiceert|verschijnt|verschijnen|besluit|debatteert|uiterlijk|streefdatum"
    r"|deadline|vanaf|voornemens|toekomst|straks|binnenkort"
)
# "is in juni gestart" lies behind; "is in juni gepland" ahead, and that word is nearer.
_NO_PARTICIPLE = r"(?!ge(?:meen|geven|bied|volg|reed|en\b|sprek|zin|ld|bruik|heel))"
# A participle closes its clause, or has only a phrase behind it.
_AT_THE_END = (
    r"(?= ?(?:[.,;:)\n]|$)| (?:met|door|in|op|aan|van|voor|naar|om|en|dat|bij|over|als|te|vanwege|omdat|met)\b)"
)
_IS_DONE = (
    r"(?:is|zijn|bent|ben)\b(?=[^.,;:]*\b"
    rf"(?:{_NO_PARTICIPLE}\w*ge\w{{2,}}|(?:be|ver|ont|her)\w{{3,}})(?:d|t|en)\b{_AT_THE_END})"
)
_PLANNED = r"(?:is|zijn)\b(?=[^.;:]*\b(?:in)?(?:gepland|voorzien|beoogd|verwacht|verwachten|geagendeerd)\b)"
_CUES = re.compile(rf"\b(?:(?P<planned>{_PLANNED})|(?P<behind>{_BEHIND}|{_IS_DONE})|(?P<ahead>{_AHEAD}))\b", re.I)

# These say it of the date right after them, whatever the verb.
_UNTIL = re.compile(
    r"\b(?:(?P<since>sinds|sedert)|tot|tot en met|t/m|uiterlijk(?: (?:in|op|per|voor))?|v[oó][oó]r) (?:de |het )?$",
    re.I,
)

_COMMA_COUNTS = 40  # characters: a verb beyond a comma mostly belongs to another clause
_BARRIER = re.compile(r"[,;:()]| (?:dat|die|wanneer|zodra|terwijl|maar|omdat|nadat|voordat) ")


def sense(text: str, sentence: tuple[int, int], start: int, end: int) -> int:
    """Return -1 if the verb nearest to `text[start:end]` in its sentence looks back, +1 if ahead, 0 if none tells."""
    if right_before := _UNTIL.search(text[max(0, start - 25) : start]):
        return -1 if right_before["since"] else 1
    nearest, answer = len(text), 0
    for cue in _CUES.finditer(text, *sentence):
        between = text[cue.end() : start] if cue.end() <= start else text[end : cue.start()]
        distance = len(between) + _COMMA_COUNTS * len(_BARRIER.findall(between))
        if distance < nearest:
            nearest, answer = distance, -1 if cue["behind"] else 1
    return answer
