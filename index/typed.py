"""What people typed, and names of files, as text that can be kept."""

import re
import unicodedata

NO_UNICODE = re.compile("[\udc80-\udcff]")  # as Python holds a byte of an argument or a name that is none


def as_unicode(text: str) -> str:
    r"""Return the text with every byte that is no Unicode spelled out: `caf\xe9`."""
    spelled = NO_UNICODE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
    return spelled.encode("utf-8", "replace").decode()


def tidied(text: str) -> str:
    """Return the text on one line, its words a space apart, without what cannot be seen: control characters."""
    words = " ".join(as_unicode(text).split())
    return "".join(sign for sign in words if not unicodedata.category(sign).startswith("C")).strip()
