"""Find the laws that a nota cites, each by its citeertitel, with the article where one is named."""

import re
from collections.abc import Iterator

from index.nota import Wet
from index.wetten import TITLES

_KNOWN = "|".join(re.escape(spelling) for spelling in sorted(TITLES, key=len, reverse=True))
_FOLDED = {spelling.lower(): title for spelling, title in TITLES.items() if len(spelling) > len("Vw 2000")}

# A title that is on no list runs on in small letters until a word that no title holds.
_STOP = (
    r"(?:is|zijn|was|wordt|worden|werd|werden|heeft|hebben|had|te|die|dat|deze|moet|moeten|kan|kunnen|zal|zullen|gaat|treedt"
    r"|geldt|regelt|biedt|vergt|naar|niet|als|er|ook|nog|wil|maakt|geeft|krijgt|blijft|zou|om|waarin|waarmee|per|vanaf|sinds"
    r"|tot|want|maar|dan|bij|aan|is|u|uw|wij|we|hier|hierop|daarop|daarmee|volgt|ligt|staat|stelt|vereist|bepaalt|ingediend"
    r"|wijzigen|aanpassen|evalueren|aangepast|gewijzigd|en (?:de|het|een|andere|dat|is)|voor (?:de|het) (?:zomer|Kamer)"
    r"|door (?:de|het) (?:Kamer|Raad)|in (?:werking|consultatie|de|het|\d+)|van (?:kracht|\d+)"
    r"|op (?:\d+|dit|termijn|grond))"
)
_WORD = rf"(?!{_STOP}\b)[a-zé][\w-]*"
_UNLISTED = rf"Wet (?:{_WORD}(?:, (?=[a-z]+ en )| )?){{1,9}}(?:(?<= )(?:19|20)\d\d)?"
_COMPOUND = r"[A-Z][a-zéë]{{2,}}{ending}(?: (?:19|20)\d\d)?"
_LAW = rf"(?!Voorwet|Noodwet\b){_COMPOUND.format(ending='wet')}"
_RULE = (
    r"(?!Kabinets|Raads|College|Concept|Ontwerp|Principe|Wijzigings|Besluit|Ministerraads|Bestuurs|Verkeersbesluit)"
    + _COMPOUND.format(ending="(?:besluit|richtlijn|verordening)")
)
_DECREE = r"(?:Besluit|Regeling) (?:inburgering|maatschappelijke ondersteuning|langdurige zorg)(?: 20\d\d)?"
_ARTICLE = (
    r"\b[Aa]rt(?:ikel(?:en)?|\.) (?P<article>\d+[a-z]{0,2}(?:[.:]\d+[a-z]?)?)"
    r"(?:,? (?:\w+ lid|lid \d+|onder(?:deel)? \w),?){0,3}(?:,? (?:van|in) (?:de|het))? "
)
_WET = re.compile(
    rf"(?:{_ARTICLE})?(?<![\w-])(?P<title>{_KNOWN}|{_UNLISTED}|{_LAW}|{_RULE}"
    rf"|{_DECREE})(?![\w]|-[a-z])"
)

_TRAILING = re.compile(r"(?:,? (?:van|op|de|het|een|en|of|in|voor|met|inzake|door|onder|,))*[ ,]*$")


def find_wetten(text: str) -> Iterator[Wet]:
    """Yield every law cited in `text`; offsets are into it and begin at the article, if one is named."""
    for match in _WET.finditer(text):
        title = _TRAILING.sub("", match["title"])
        if title == "Wet":
            continue
        end = match.start("title") + len(title)
        yield Wet(
            value=TITLES.get(title) or _FOLDED.get(title.lower(), title),
            quote=text[match.start() : end],
            page=1,
            start=match.start(),
            end=end,
            article=match["article"],
        )
