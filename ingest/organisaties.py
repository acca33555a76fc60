"""Find the organisations that a nota names, each by the name it goes by in The Hague."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from index.nota import Organisatie

_LIST = json.loads((Path(__file__).parent / "data" / "organisaties.json").read_text(encoding="utf-8"))
_NAMES = {spelling: name for name, spellings in _LIST.items() for spelling in (name, *spellings)}
# Longest first, and "SZW-begroting" and "DUO's" speak of the organisation too; "DUOl" does not.
_ANY = re.compile(
    rf"(?<![\w/&-])(?:{'|'.join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))})(?!\w)"
    r"|(?<![\w-])[Mm]inisterie van (?P<short>[A-Z]{2,4}|[JI]en[VW])(?!\w)"
)


def find_organisaties(text: str) -> Iterator[Organisatie]:
    """Yield every mention of a known organisation in `text`; offsets are into it."""
    for match in _ANY.finditer(text):
        value = match["short"] or _NAMES[match[0]]
        yield Organisatie(value=value, quote=match[0], page=1, start=match.start(), end=match.end())
