"""Who is calling."""

from typing import Literal, NamedTuple


class Caller(NamedTuple):
    """Somebody who may come in."""

    name: str
    role: Literal["lezer", "archivaris"]
    groups: frozenset[str] = frozenset()
    how: Literal["open", "session", "token", "proxy"] = "open"
