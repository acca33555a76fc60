"""Note on a word what became of it: what the engine read there, and why another word stands there now."""

from collections.abc import Iterable

from msgspec.structs import replace

from index.nota import Line, Why, Word


def respelled(word: Word, text: str, why: Why) -> Word:
    """Return the word as it is believed to have been printed, with what the engine read and why that was changed."""
    if text == word.text:
        return word
    return replace(word, text=text, read=word.text if word.read is None else word.read, why=why)


def with_words(line: Line, words: Iterable[Word]) -> Line:
    """Return the line with these words, and their text as its own."""
    words = tuple(words)
    return replace(line, words=words, text=" ".join(word.text for word in words))
