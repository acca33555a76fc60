"""Text without the characters that no page and no XML can hold."""

import unicodedata

NOT_TEXT = ("Cc", "Cs")  # controls, and halves of a character
NEVER = {0xFEFF}  # the byte order mark, which readers take for the beginning of a text


def plain(text: str) -> str:
    """Return a text of one line: a white space for each control, line end, and code that is no character."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _is_text(character) else " " for character in text)


def _is_text(character: str) -> bool:
    code = ord(character)
    no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or code in NEVER
    return not no_character and unicodedata.category(character) not in NOT_TEXT
