"""Find what a nota refers to: its moties, toezeggingen, dates, papers, laws, debates, themes, names and sums."""

import datetime as dt
from collections.abc import Sequence

from index.nota import Kamerstuk, Tag
from index.references import find_kamerstukken


def tag(bodies: Sequence[str], dated: dt.date | None) -> tuple[Tag, ...]:
    """Return the tags of a nota whose pages' body texts are `bodies` (page 1 first), sorted by page, start and kind.

    `dated` is the nota's own date, against which "13 juli jl." is read; without it such dates give no tag.
    """
    return tuple(
        Kamerstuk(
            value=number.value,
            quote=body[start:end],
            page=page,
            start=start,
            end=end,
            dossier=number.dossier,
            suffix=number.suffix,
            number=number.number,
        )
        for page, body in enumerate(bodies, 1)
        for start, end, number in find_kamerstukken(body)
    )
