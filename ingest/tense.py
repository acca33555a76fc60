"""Tell from the verbs around a date whether it lies behind or ahead of the nota."""

import re

_BEHIND = (
    r"heeft|hebben|hebt|heb|had|hadden|werd|werden|was|waren|deed|deden|gaf|gaven|vond|vonden|kwam|kwamen|ging|gingen"
    r"|nam|namen|bracht|brachten|stond|stonden|zegde|zegden|sprak|spraken|schreef|schreven|besloot|besloten|liet|lieten"
    r"|bleek|bleken|kreeg|kregen|vroeg|vroegen|verscheen|verschenen|verzocht|steeg|stegen|liep|liepen|verliep|viel|vielen"
    r"|hield|hielden|bleef|bleven|koos|kozen|verloor|trok|trokken|vertrok|zag|zagen|las|bood|boden|begon|begonnen|ontving"
    r"|ontvingen|trad|traden|gold|golden|bedroeg|bedroegen|sloot|sloten|zei|zeiden|kon|konden|moest|moesten|mocht|mochten"
    r"|wilde|wilden|zou|zouden|daalde|daalden|startte|startten|stemde|stemden|bepaalde|meldde|meldden|telde|telden|duurde"
    r"|werkte|werkten|maakte|maakten|stelde|stelden|leverde|leverden|vergaderde|besprak|bespraken|bezocht|bezochten|eindigde"
    r"|kondigde|opende|toonde|bereikte|behaalde|kostte|groeide|stuurde|stuurden|verstuurde|(?!ge)\w+eerden?"
    r"|(?:uit|aan|op|in|af|toe|door|over|voor|mee|terug|vast)(?:bracht|kwam|gaf|nam|ging|deed|stond|trad|sprak|hield|stelde|trok"
    r"|liep|viel|kondigde|zette|riep)(?:en)?|toegezegd|sinds|sedert|eerder|eerdere|d\.d|reeds|inmiddels|laatstelijk|destijds|toen"
)
_AHEAD = (
    r"wordt|worden|loopt|lopen|duurt|duren|zal|zullen|zult|gaat|gaan|kan|kunnen|kunt|moet|moeten|wil|wilt|willen|komt|komen|volgt|volgen|verwacht"
    r"|verwachten|verwachting|voorzien|gepland|ingepland|beoogd|beoogde|geagendeerd|streven|streeft|ontvangt|ontvangen"
    r"|informeert|informeren|verstuurt|stuurt|sturen|spreekt|vindt|vinden|start|starten|begint|beginnen|treedt|treden"
    r"|levert|leveren|terugkomt|terugkomen|opent|sluit|sluiten|eindigt|dient|dienen|publiceert|verschijnt|verschijnen|besluit|debatteert|uiterlijk|streefdatum"
    r"|deadline|vanaf|met ingang van|(?<!toe )te [a-z]{3,}en|voornemens|toekomst|straks|binnenkort"
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

_IS_OR_ARE = re.compile(r"(?:is|zijn)\b", re.I)
_MODAL = re.compile(r"\b(?:zal|zullen|moet|moeten|kan|kunnen|dient|dienen)\b[^,;:]*$")
# "de in december aangenomen motie"; "het in mei geplande overleg" is still to come.
_DONE_THEN = re.compile(
    r" (?!geplande|gehouden te)(?:aan|in|op|uit|af|toe|over|vast|door|voor)?ge\w{3,}(?:en|de|te) [a-z]"
)
_WOULD = re.compile(r"\bzou(?:den)?\b(?!.*\bkunnen\b)[^,;:]*$")  # "zou in oktober worden verstuurd" did not come true

_COMMA_COUNTS = 40  # characters: a verb beyond a comma mostly belongs to another clause
_BARRIER = re.compile(r"[,;:()]| (?:dat|die|wanneer|zodra|terwijl|maar|omdat|nadat|voordat) ")


def sense(text: str, sentence: tuple[int, int], start: int, end: int) -> int:
    """Return -1 if the verb nearest to `text[start:end]` in its sentence looks back, +1 if ahead, 0 if none tells."""
    if right_before := _UNTIL.search(text[max(0, start - 25) : start]):
        return -1 if right_before["since"] else 1
    if _DONE_THEN.match(text, end):
        return -1
    nearest, answer = len(text), 0
    for cue in _CUES.finditer(text, *sentence):
        between = text[cue.end() : start] if cue.end() <= start else text[end : cue.start()]
        if cue["behind"] and _IS_OR_ARE.match(cue[0]) and _MODAL.search(text, sentence[0], cue.start()):
            continue  # "zal in maart zijn afgerond"
        behind = bool(cue["behind"]) or bool(_WOULD.search(text, sentence[0], cue.start()))
        # What follows "toegezegd" is what was promised; what stands before it, when.
        promised = cue.end() <= start and cue[0].lower() == "toegezegd"
        distance = len(between) + _COMMA_COUNTS * len(_BARRIER.findall(between))
        if distance < nearest:
            nearest, answer = distance, -1 if behind and not promised else 1
    return answer
