"""Find the laws that a nota cites, each by its citeertitel, with the article where one is named."""

import re
from collections.abc import Iterator

from index.nota import Wet
from index.wetten import TITLES
from ingest.slips import shape

_ACCENTS = str.maketrans("éèëêïíöóüÉË", "eeeeiioouEE")  # sign for sign, so that places stay
_PLAIN = {spelling.translate(_ACCENTS): title for spelling, title in TITLES.items()}
_KNOWN = "|".join(re.escape(spelling) for spelling in sorted(_PLAIN, key=len, reverse=True))
_FOLDED = {spelling.lower(): title for spelling, title in _PLAIN.items() if len(spelling) > len("Vw 2000")}
_SHAPES = {shape(spelling): title for spelling, title in _PLAIN.items() if len(spelling) > len("Vw 2000")}

# A title that is on no list runs on in small letters until a word that no title holds.
_STOP = (
    r"(?:is|zijn|was|wordt|worden|werd|werden|heeft|hebben|had|te|die|dat|deze|moet|moeten|kan|kunnen|zal|zullen|gaat|treedt"
    r"|geldt|regelt|biedt|vergt|naar|niet|als|er|ook|nog|wil|maakt|geeft|krijgt|blijft|zou|om|waarin|waarmee|per|vanaf|sinds|aangevraagd|besproken"
    r"|tot|want|maar|dan|bij|aan|u|uw|wij|we|hier|hierop|daarop|daarmee|volgt|ligt|staat|stelt|vereist|bepaalt|ingediend"
    r"|laat|laten|bevat|bevatten|schrijft|kent|kennen|verplicht|vervalt|hoeft|hoeven|voorziet|komt|komen|sluit|mag|mogen"
    r"|wijzigen|aanpassen|evalueren|aangepast|gewijzigd|en (?:de|het|een|andere|dat|is)|voor (?:de|het) (?:zomer|Kamer)"
    r"|door (?:de|het) (?:Kamer|Raad)|in (?:werking|consultatie|de|het|\d+)|van (?:kracht|\d+)"
    r"|op (?:\d+|dit|termijn|grond))"
)
_WORD = rf"(?!{_STOP}\b)[a-z][\w-]*"
_YEAR = r"(?:(?<= )(?:19|20)\d\d)?"
_UNLISTED = rf"Wet (?:{_WORD}(?:, (?=[a-z]+ en )| )?){{1,9}}{_YEAR}"
_COMPOUND = r"[A-Z][a-z]{{2,}}{ending}(?: (?:19|20)\d\d)?"
_LAW = rf"(?!Voorwet|Noodwet\b|Grondwet\w){_COMPOUND.format(ending='wet')}"
_RULE = (
    r"(?!Kabinets|Raads|College|Concept|Ontwerp|Principe|Wijzigings|Besluit|Ministerraads|Bestuurs|Verkeersbesluit)"
    + _COMPOUND.format(ending="(?:besluit|richtlijn|verordening)")
)
# A decree has a title where "het" stands before its capital: "het Besluit kwaliteit kinderopvang".
_DECREE = (
    rf"(?:(?<=[Hh]et )Besluit|(?<=[Dd]e )Regeling|(?<=[Dd]e )Tijdelijke wet)"
    rf" (?!(?:van|tot|over|om|in|op|voor|met|door|inzake)\b)(?:{_WORD} ?){{1,4}}{_YEAR}"
)

_NUMBER = r"\d+[a-z]{0,2}(?:[.:]\d+[a-z]?)*"
_LIST = rf"{_NUMBER}(?:(?:, | en | of | t/m | tot en met ){_NUMBER})*"
_PART = r"(?:,? (?:(?:\w+(?:,| en) )?\w+ lid|lid \d+|(?:aanhef en )?onder(?:deel|delen)? \w(?: en \w)?),?){0,3}"
_ARTICLES = rf"\b[Aa]rt(?:ikel(?:en)?|t?\.|) (?P<articles>{_LIST}){_PART}(?:,? (?:van|in|uit) (?:de|het))? "
_AFTER = (
    rf"(?: \(|[,:] )(?:(?:in het bijzonder|met name) )?(?:van )?art(?:ikel(?:en)?|t?\.) (?P<after>{_LIST})"
    r"(?! [A-Z]|\w|[.:]\d)\)?"
)
_WET = re.compile(
    rf"(?:{_ARTICLES})?(?:(?<![\w-])|(?<=\b[Dd]e-))(?P<title>{_KNOWN}|{_UNLISTED}|{_LAW}|{_RULE}|{_DECREE})(?!\w|-[a-z])(?:{_AFTER})?"
)
# These are benefits as often as laws: "de hoogte van de AOW".
_BENEFITS = {"AOW", "WW", "WIA", "ZW", "Anw", "AKW", "WAO", "Wajong", "IOW"}
_AS_A_LAW = re.compile(r"(?:op grond van|krachtens|wijziging van|op basis van|volgens|in) de $")
_EACH = re.compile(rf"({_NUMBER})(?: (?:t/m|tot en met) (\d+)(?![\w.:]))?")
_MOST_ARTICLES = 30  # "artikelen 10 t/m 12" is written out; a longer run is a misreading

_TRAILING = re.compile(r"(?:,? (?:van|op|de|het|een|en|of|in|voor|met|inzake|door|onder|,))*[ ,]*$")


def find_wetten(text: str) -> Iterator[Wet]:
    """Yield every law cited in `text`, once for each of its articles that is named.

    Offsets are into `text`, and begin at the article, if there is one.
    """
    for match in _WET.finditer(text.translate(_ACCENTS)):
        plain = _TRAILING.sub("", match["title"])
        articles, start, end = match["articles"] or match["after"], match.start(), match.start("title") + len(plain)
        title = text[match.start("title") : end]
        if plain == "Wet" or (
            plain in _BENEFITS and not (articles or _AS_A_LAW.search(text[max(0, start - 25) : start]))
        ):
            continue
        if match["after"]:
            end = match.end()
        value = _PLAIN.get(plain) or _FOLDED.get(plain.lower()) or _SHAPES.get(shape(plain), title)
        for article in _written_out(articles):
            yield Wet(value=value, quote=text[start:end], page=1, start=start, end=end, article=article)


def _written_out(articles: str | None) -> list[str | None]:
    """Return every article in "10, 11a en 13 t/m 15"; None, once, where none is named."""
    if not articles:
        return [None]
    numbers: list[str | None] = []
    for first, last in _EACH.findall(articles):
        run = range(int(first), min(int(last), int(first) + _MOST_ARTICLES) + 1) if last and first.isdigit() else ()
        numbers += [str(number) for number in run] or [first]
    return numbers
