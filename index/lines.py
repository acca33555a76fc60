"""Lines of JSON, as the files that people and servers add to are made of."""

from typing import TypeVar

import msgspec

Record = TypeVar("Record")


def read_line(line: bytes, kind: type[Record]) -> Record | None:
    """Return what a line holds; None where it is cut off, or no such record."""
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
