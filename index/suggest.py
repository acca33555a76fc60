"""Bedoelde u …? The question in the archive's own words, where it found nothing."""

from index.alike import garbled, readings
from index.engine import TEXT, Either, Every, Node, Pattern, Phrase, Value, Word
from index.snapshot import Snapshot
from index.terms import sought_words


def suggestion(snapshot: Snapshot, root: Node) -> str:
    """Return the question with every word that stands nowhere replaced by the nearest that does; "" where none is."""
    words = list(_typed(root))
    better = [_better(snapshot, text) for text, _ in words]
    if all(new == text for new, (text, _) in zip(better, words, strict=True)):
        return ""
    return " ".join(f"{before}{new}" for new, (_, before) in zip(better, words, strict=True))


def _typed(node: Node) -> list[tuple[str, str]]:
    """Return the words of a question, each with what stands before it."""
    match node:
        case Every(parts) | Either(parts):
            return [word for part in parts for word in _typed(part)]
        case Word(text, field) | Phrase(text, field):
            return [(word, "" if field == TEXT else f"{field}:") for word in text.split()]
        case Pattern(text, field) | Value(field, text):
            return [(text, f"{field}:" if field != TEXT else "")]
        case _:
            return []


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
