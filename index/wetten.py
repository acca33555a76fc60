"""The citeertitel of a law, by every name that it goes by: one list for the tags and for the questions."""

import json
from pathlib import Path

from index.dutch import fold

_LIST = json.loads((Path(__file__).parent / "data" / "wetten.json").read_text(encoding="utf-8"))

TITLES: dict[str, str] = {name: title for title, names in _LIST.items() for name in (title, *names)}
"""The citeertitel by every name, the titles themselves among them."""

_FOLDED = {fold(name): title for name, title in TITLES.items()}


def citeertitel(name: str) -> str | None:
    """Return the citeertitel of the law with this name, in any case: `Wet open overheid` for `woo`; else None."""
    return _FOLDED.get(fold(name.strip()))
