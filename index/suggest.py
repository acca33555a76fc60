"""Bedoelde u …? The question in the archive's own words, where it found nothing."""

from collections.abc import Callable

from index.alike import garbled, readings
from index.engine import TEXT, Between, Either, Every, Node, Pattern, Phrase, Value, Without, Word
from index.snapshot import Snapshot
from index.terms import sought_words


def suggestion(snapshot: Snapshot, root: Node) -> str:
    """Return the question with every word that stands nowhere replaced by the nearest that does; "" where none is."""
    better = _written(root, lambda text: _better(snapshot, text))
    return "" if better == _written(root, str) else better


def _written(node: Node, word: Callable[[str], str]) -> str:
    """Return a question as it is typed, every word of it as `word` has it; of synonyms the one that was typed."""
    match node:
        case Every(parts):
            return " ".join(_written(part, word) for part in parts)
        case Either(parts):
            return _written(parts[0], word) if parts else ""
        case Without(part):
            return f"NIET {_written(part, word)}"
        case Between(first, last):
            return f"datum:{first}..{last}"
        case Phrase(text, field):
            return f'{_before(field)}"{" ".join(map(word, text.split()))}"'
        case Word(text, field):
            return _before(field) + word(text)
        case Pattern(text, field) | Value(field, text):
            return _before(field) + text


def _before(field: str) -> str:
    return "" if field == TEXT else f"{field}:"


def _better(snapshot: Snapshot, text: str) -> str:
    found = sought_words(text)
    if len(found) != 1:
        return text
    word = max(found[0].words, key=len)
    if snapshot.count(TEXT, word) or snapshot.standing(TEXT, snapshot.with_stems(TEXT, found[0].stems)).any():
        return text
    near = snapshot.counts(TEXT, snapshot.among(TEXT, readings(word, slips=True)))
    near = near or snapshot.counts(TEXT, garbled(snapshot, TEXT, word))
    return max(near, key=lambda other: (near[other], other)).decode() if near else text
