"""Put right, for finding references alone, what the OCR engine makes of the words and figures they are known by.

The text of a nota stays as it was read; only the text that is searched has "motie" for "rnotie" and 2024 for "2O24".
"""

import re
from collections.abc import Iterator

from index.references import MONTHS

# What each letter is also read as.
_READ_AS = {
    "m": "(?:m|rn)",
    "i": "[il1|Iíì]",
    "l": "[li1|I]",
    "o": "[o0]",
    "g": "[gq]",
    "e": "[ec]",
    "n": "(?:n|ri)",
    "d": "(?:d|cl)",
}
_PLAIN = {"i": "[i1|íì]", "l": "[l1|]", "o": "[o0]", "m": "(?:m|rn)"}  # for short words, which have neighbours
_WORDS_OF_REFERENCES = (
    "kwartaal zomer voorjaar najaar toegezegd toezegging toezeggingen kamerstuk kamerstukken artikel artikelen algemeen"
    " algemene gegevensbescherming bestuursrecht plenair overleg commissiedebat tweeminutendebat rondetafelgesprek"
)
_KNOWN = (*(month for month in MONTHS if month != "mei"), *_WORDS_OF_REFERENCES.split())
_SHORT = ("motie", "moties", "mei", "kamer")


def _noisy(word: str, letters: dict[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in word)


_WORDS = "|".join(
    [f"(?P<w{n}>{_noisy(word, _READ_AS)})" for n, word in enumerate(_KNOWN)]
    + [f"(?P<w{len(_KNOWN) + n}>{_noisy(word, _PLAIN)})" for n, word in enumerate(_SHORT)]
)
_ALL = (*_KNOWN, *_SHORT)
_WORD = re.compile(rf"(?<![\w-])(?:{_WORDS})(?!\w)", re.I)
_MONTH = "|".join(
    [
        *(_noisy(month, _READ_AS) for month in MONTHS),
        *["jan", "feb", "mrt", "apr", "jun", "jul", "aug", "sept?", "okt", "nov", "dec"],
    ]
)
# Figures with a letter among them that looks like one. Of two signs, a day: 1l is a litre, O2 is oxygen.
_FIGURES = re.compile(
    r"(?<![\w.,€])(?=[OolI|]*\d)(?=\d*[OolI|])[\dOolI|]{3,5}(?!\w)"
    r"|(?<=Kamerstukken )l{1,2}(?= )|(?<=\d{3}[ -])(?=\w*l)[XVIl]{2,6}(?=,? n)"
    r"|(?<=\d[.:])[lI](?=[ ,)])|(?<=Wi)2O\d\d|(?<=artike[l1] )[lI|]\d{1,2}(?=[a-z]?\b)"
    rf"|(?<![\w.,])[\dOlI|]{{1,2}}(?= (?:{_MONTH})\b| \d[\dOlI]{{2}}(?:-\d\d)?,? nr)"
)
_SAYINGS = {"jl.": r"j[I1|]\.", "a.s.": r"a\.5\.", "t/m": "t/rn", "MOTIE": "MOTlE", "MOTIES": "MOTlES", "LID": "LlD"}
_SAYING = re.compile("|".join(f"(?<!\\S){noisy}(?=\\s|$)" for noisy in _SAYINGS.values()))
_SIGNS = str.maketrans("OolI|", "00111")
# Signs that the engine takes for one another: two names that are alike but for these may be one.
_ALIKE = str.maketrans("1i|ïí0oöóéèëêc5u8qt6ü", "lllllooooeeeeesnbgfbn")


def slips(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and what was meant, of every slip in the running text, in order."""
    found = [(match.start(), match.end(), _meant(match)) for match in _WORD.finditer(text)]
    found += [(match.start(), match.end(), _figures(match)) for match in _FIGURES.finditer(text)]
    found += [(match.start(), match.end(), _said(match[0])) for match in _SAYING.finditer(text)]
    yield from sorted(slip for slip in found if text[slip[0] : slip[1]] != slip[2])


def shape(word: str) -> str:
    """Return what is left of a word when signs that the engine takes for one another are taken for the same."""
    return word.lower().replace("rn", "m").replace("vv", "w").translate(_ALIKE)


def _meant(match: re.Match[str]) -> str:
    word = _ALL[int((match.lastgroup or "w0")[1:])]
    if match[0].isupper() and len(match[0]) > 1:
        return word.upper()
    return word.capitalize() if match[0][0].isupper() and match[0][0] not in "I|" else word


def _figures(match: re.Match[str]) -> str:
    """Return the figures that were meant; of a Roman one, and of which Kamer a paper is, the letters."""
    roman = len(match[0]) > 1 and not any(sign.isdigit() or sign in "Oo|" for sign in match[0])
    of_a_kamer = match.string.endswith("Kamerstukken ", 0, match.start())
    return match[0].replace("l", "I") if roman or of_a_kamer else match[0].translate(_SIGNS)


def _said(read: str) -> str:
    return next(saying for saying, noisy in _SAYINGS.items() if re.fullmatch(noisy, read))
