"""The names of members of the Kamer, as they stand beside the word motie: one by one, together, with others.

No list of members: the words around "motie" carry a name. A list, where the archive has one, only mends it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from ingest.slips import shape

Movers = tuple[tuple[str, ...], bool]  # of one motie: who moved it, and whether with others ("c.s.")

# What may stand where a name does, and is none.
PARTY = (
    r"(?:VVD|CDA|D66|PvdA|GL|GroenLinks(?:[-/]PvdA)?|GL-PvdA|SP|PVV|CU|ChristenUnie|SGP|DENK|Denk|PvdD|Volt|JA21|BBB|NSC"
    r"|F[vV]D|50PLUS|BIJ1|OSF|OPNL)"
)
# A place moves no motie in the Kamer, nor does a company.
_PLACE = (
    r"(?:Amsterdam|Rotterdam|Utrecht|Eindhoven|Groningen|Tilburg|Almere|Breda|Nijmegen|Apeldoorn|Arnhem|Haarlem|Enschede"
    r"|Amersfoort|Zaanstad|Zwolle|Leiden|Maastricht|Dordrecht|Ede|Emmen|Westland|Delft|Alkmaar|Venlo|Deventer|Helmond"
    r"|Hilversum|Almelo|Lelystad|Leeuwarden|Assen|Gouda|Roermond|Limburg|Friesland|Zeeland|Drenthe|Overijssel|Gelderland)"
)
_NO_NAME = (
    rf"(?!(?:{PARTY}|Kamer\w*|Toezegging\w*|Motie\w*|Tweede|Eerste|Wet|Besluit|Nota|Brief|Zie|Hier\w*|Daar\w*|Deze|Dit"
    r"|Dat|Die|Uw?|Wij|We|Ik|Het|Een|Er|Met|Voor|Over|Bij|Naar|Aan|Ook|Zoals|Indien|Tevens|Op|In|Om|Te|Van|De|Den|Der|Ter"
    r"|Ten|El|Minister\w*|Staat\w*|Raad|Commissie|Europ\w*|Nederland\w*|Rijk\w*|Provincia\w*|Gemeente\w*|Debat|Stemming\w*"
    r"|Aangenomen|Verworpen|Aangehouden|Ingetrokken|Ontraden|Oordeel|Status|Titel|Indiener\w*|Ingediend|Nr|TK|EK|Vreemd"
    r"|Bijlage\w*|Datum|Onderwerp|Reactie|Advies|Appreciatie|Zij|Hij|Na|Sinds|Volgens|Tijdens|Vanaf)(?![\w])"
    rf"|[A-Z\d]{{2,}}(?![\w'])|TZ\d|\w+ (?:B\.?V|N\.?V)\b)"
)
_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽİŞĞ]"
_PREFIX = (
    r"(?:[Vv]an (?:[Dd]e[rn]? |'t |[Hh]et )?|[Dd]e (?:la )?|[Dd]e[rn] |[Tt]e[rn]? |[Ee]l[- ]|[Aa]l[- ]|'[tsS] "
    r"|[Ii]n 't |[Oo]p de[rn]? |[Vv]on (?:der )?|[Dd][iuoa]s? |[Ll][ae] |[Bb][ei]n |[Uu]it de[nr]? )"
)
_WORD = rf"{_NO_NAME}{_UPPER}[\w']*\w(?:-(?:{_PREFIX})?{_UPPER}[\w']*\w)*"
_WHOLE_NAME = rf"(?:(?:{_UPPER}\.)+ ?)?(?:{_PREFIX})?{_WORD}(?: (?:{_PREFIX})?{_WORD})?"
_NAME = rf"(?!{_PLACE}(?![\w/-]))(?:{_WHOLE_NAME}|{_UPPER}(?= c\.s))"
_CS = r" ?(?:[cC]\. ?[sS]\b\.?|cs\b|cum suis|en anderen\b)"
_ITEM = rf"-?{_NAME}(?: [(\[](?:{PARTY}|Groep \w+)[)\]])?(?P<cs>{_CS})?(?:(?<=\.)\d{{1,2}}(?!\d)|[¹²³⁴⁵⁶⁷⁸⁹]+)?"
ITEM = _ITEM.replace("?P<cs>", "?:")
_AND = r"(?: ?/ ?|, (?=-)|,? (?:en|respectievelijk|resp\.) (?:van )?(?:(?:het lid|de leden|mevrouw|de heer) )?| & )"
LIST = rf"{ITEM}(?:(?:, {ITEM}){{1,15}}(?= en {_NAME})|)(?:{_AND}{ITEM}){{0,15}}"
"""Names beside "motie": "X/Y", "X en Y"; divided by a comma only where "en" and a last name follow."""

LONG_LIST = rf"{ITEM}(?:(?:, |{_AND}){ITEM}){{0,15}}"
"""Names behind "de leden": any list."""

MEMBERS = (
    r"(?:[Dd]e leden|[Hh]et lid|leden|lid|(?:de |het )?(?:Tweede |Eerste )?[Kk]amerl(?:id|eden)|mevrouw"
    r"|de heer|de heren|dhr\.?|mw\.?|mevr\.?|[Ss]enator(?:en)?)"
)
_EACH = re.compile(rf"(?P<and>{_AND}|, )?(?P<item>{_ITEM})")

_WORD_OF_NAME = re.compile(r"[^\W_][\w|]{2,}")  # "de", "'t" and initials are left alone
_LETTERS = {"1": "l", "0": "o", "|": "l", "I": "l"}


def movers(names: str, plural: bool) -> list[Movers]:
    """Return for every motie meant who moved it: "X/Y" moved one together; of "moties X en Y" each moved one."""
    items = list(_items(names))
    groups: list[tuple[list[str], bool]] = []
    for name, cs, joint in items:
        if groups and (joint or not plural):
            groups[-1][0].append(name)
            groups[-1] = (groups[-1][0], groups[-1][1] or cs)
        else:
            groups.append(([name], cs))
    return [(tuple(group), cs) for group, cs in groups]


def _items(names: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield every name, whether "c.s." follows it, and whether a stroke joins it to the one before."""
    for match in _EACH.finditer(names):
        name = re.sub(rf"{_CS}.*$| [(\[].*$", "", match["item"]).lstrip("-")
        yield re.sub(r"[\d¹²³⁴⁵⁶⁷⁸⁹]+$", "", name), bool(match["cs"]), "/" in (match["and"] or "")


def in_small_letters(capitals: str) -> str:
    """Return names set in capitals as print has them: "VAN DER LEE EN BECKER" is "Van der Lee en Becker"."""
    return re.sub(r"(?<= )En(?= )|(?<=[Nn] )De[rn]?(?= )|'T\b", lambda word: word[0].lower(), capitals.title())


def mended(names: Iterable[str], known: frozenset[str]) -> Mapping[str, str]:
    """Return what each of these names is believed to be: "Pa11and" is "Palland"; those that stay are not in it.

    `names` are all that a nota has; `known` are the words of names that the archive knows. A word that is known stays,
    and so does one that is like two others. What no letters make is mended even where nothing like it is known.
    """
    words = {word for name in names for word in _words(name)}
    known_shapes, shapes = _by_shape(known), _by_shape(word for word in words if not _looks_misread(word))
    better: dict[str, str] = {}
    for word in words - known:
        like = known_shapes.get(shape(word), set()) or (_looks_misread(word) and shapes.get(shape(word))) or set()
        if len(like) == 1:
            better[word] = next(iter(like))
        elif _looks_misread(word):
            better[word] = word[0] + re.sub("[10|I]", lambda sign: _LETTERS[sign[0]], word[1:])
    if not better:
        return {}
    return {name: _WORD_OF_NAME.sub(lambda word: better.get(word[0], word[0]), name) for name in names}


def _words(name: str) -> Iterator[str]:
    return (match[0] for match in _WORD_OF_NAME.finditer(name))


def _by_shape(words: Iterable[str]) -> dict[str, set[str]]:
    shapes: dict[str, set[str]] = {}
    for word in words:
        shapes.setdefault(shape(word), set()).add(word)
    return shapes


def _looks_misread(word: str) -> bool:
    """Tell whether a word of a name has a figure in it, or a capital I where only a small l can be."""
    return bool(re.search(r"[a-zà-ÿ][\d|]|[\d|][a-zà-ÿ]|[a-zà-ÿ]I", word))
