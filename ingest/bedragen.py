"""Read the sums of money in a nota: "€ 25,6 miljoen" is EUR 25600000."""

import re
from collections.abc import Iterator
from decimal import Decimal

from index.nota import Bedrag
from index.references import bedrag_value

_FIGURE = r"(?:\d{1,3}(?:[. ]\d{3}){1,5}|\d+)(?:,\d{1,4}|,-(?!\d))?"
_SCALE = r"(?: ?(?:duizend|mln\b\.?|miljoen|mio|mld\b\.?|miljard)(?!\w))"
_SUM = re.compile(
    rf"(?<!\w)(?:€|EUR|euro) ?(?P<after>{_FIGURE})(?!\d)(?P<scale_after>{_SCALE})?"
    rf"|(?<![\w.,/€-])(?<!€ )(?P<before>{_FIGURE})(?P<scale_before>{_SCALE})? ?(?:euro|EUR)\b",
    re.I,
)
_MILLION, _MILLIARD = 10**6, 10**9
_SCALES = {
    "duizend": 1000,
    "mln": _MILLION,
    "mio": _MILLION,
    "miljoen": _MILLION,
    "mld": _MILLIARD,
    "miljard": _MILLIARD,
}


def find_bedragen(text: str) -> Iterator[Bedrag]:
    """Yield the sums in `text`, in euro; offsets are into it."""
    for match in _SUM.finditer(text):
        figure = match["after"] or match["before"]
        scale = (match["scale_after"] or match["scale_before"] or "").lower().strip(" .")
        euros = Decimal(re.sub(r"[. ]", "", figure.removesuffix(",-")).replace(",", ".")) * _SCALES.get(scale, 1)
        yield Bedrag(value=bedrag_value(euros), quote=match[0], page=1, start=match.start(), end=match.end())
