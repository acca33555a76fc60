"""Note on a word what became of it: what the engine read there, and why another word stands there now."""

from msgspec.structs import replace

from index.nota import Why, Word


def respelled(word: Word, text: str, why: Why) -> Word:
    """Return the word as it is believed to have been printed, with what the engine read and why that was changed."""
    return (
        word
        if text == word.text
        else replace(word, text=text, read=word.text if word.read is None else word.read, why=why)
    )
