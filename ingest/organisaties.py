"""Find the organisations that a nota names, each by the name it goes by in The Hague."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from index.nota import Organisatie
from ingest.slips import shape

_LIST = json.loads((Path(__file__).parent / "data" / "organisaties.json").read_text(encoding="utf-8"))
_NAMES = {spelling: name for name, spellings in _LIST.items() for spelling in (name, *spellings)}
_PLAIN = str.maketrans("éèëêïíöóü", "eeeeiioou")  # sign for sign, so that places stay
_BY_PLAIN = {spelling.translate(_PLAIN): name for spelling, name in _NAMES.items()}
_BY_SHAPE = {shape(name): value for name, value in _NAMES.items() if name.isupper() and len(name) >= 3}
# Longest first, and "SZW-begroting" and "DUO's" speak of the organisation too; "DUOl" does not.
_ANY = re.compile(
    rf"(?<![\w/&-])(?:{'|'.join(re.escape(name) for name in sorted(_BY_PLAIN, key=len, reverse=True))})(?!\w)"
    r"|(?<![\w-])[Mm]inisterie van (?P<short>[A-Z]{2,4}|[JI]en[VW])(?!\w)"
    r"|(?<![\w.,-])(?P<misread>(?=[\w|]{0,4}[A-Z])(?=[A-Z]*[l1|0])[A-Zl1|0]{3,5})(?![\w.,]*\d)(?!\w)"
)


def find_organisaties(text: str) -> Iterator[Organisatie]:
    """Yield every mention of a known organisation in `text`; offsets are into it."""
    for match in _ANY.finditer(text.translate(_PLAIN)):
        misread = match["misread"]
        value = match["short"] or (_BY_SHAPE.get(shape(misread)) if misread else _BY_PLAIN[match[0]])
        if value:
            start, end = match.span()
            yield Organisatie(value=value, quote=text[start:end], page=1, start=start, end=end)
