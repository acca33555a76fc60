"""Ask for a thing by its other names too: who types TK also finds the Tweede Kamer."""

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeGuard

from msgspec.structs import replace

from index.dutch import tokens
from index.engine import TEXT, Either, Every, Node, Phrase, Query, Word
from index.synonyms import Synonyms

MOST_OTHERS = 8  # names beside the one that was typed
MOST_ADDED = 40  # names in a whole question; each is looked up like a word that was typed


def expand(query: Query, synonyms: Synonyms) -> Query:
    """Return the question with every name in its text answered by its other names as well.

    What was typed stays, and goes first. Phrases, patterns, values, words of other fields and all that is not wanted
    stay as they are. A name whose others do not all fit in `MOST_ADDED` stays alone. Expanding twice is as once.
    """
    return replace(query, root=_Expansion(synonyms).of(query.root))


class _Expansion:
    """A walk through a question, once from left to right."""

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._left = MOST_ADDED

    def of(self, node: Node) -> Node:
        match node:
            case Word() if _plain(node):
                return self._named((node,)) or node
            case Every(parts):
                return self._every(parts)
            case Either(parts) if self._is_expanded(parts):
                self._left -= len(parts) - 1
                return node
            case Either(parts):
                return Either(tuple(map(self.of, parts)))
            case _:
                return node

    def _every(self, parts: Sequence[Node]) -> Node:
        """Return all the parts, with words side by side that spell a name taken together, the longest name first."""
        done: list[Node] = []
        at = 0
        while at < len(parts):
            row = _row(parts[at : at + self._synonyms.longest])
            names = ((size, self._named(row[:size])) for size in range(len(row), 0, -1))
            size, node = next(((size, name) for size, name in names if name), (1, None))
            done.append(node or (parts[at] if row else self.of(parts[at])))
            at += size
        return done[0] if len(done) == 1 < len(parts) else Every(tuple(done))

    def _named(self, words: tuple[Word, ...]) -> Node | None:
        """Return what asks for these words or their other names; None for no name, or with too many others."""
        others = self._others(words)
        if not others or len(others) > self._left:
            return None
        self._left -= len(others)
        return Either((words[0] if len(words) == 1 else Every(words), *others))

    def _others(self, words: Sequence[Word]) -> tuple[Node, ...]:
        names = self._synonyms.others(*(word.text for word in words))
        return tuple(_asked(name) for name in names[:MOST_OTHERS])

    def _is_expanded(self, parts: Sequence[Node]) -> bool:
        """Tell whether this is a name with all its others: nothing is to be added, to these neither."""
        typed = parts[0].parts if parts and isinstance(parts[0], Every) else parts[:1]
        words = _row(typed)
        return len(words) == len(typed) > 0 and len(parts) > 1 and self._others(words) == tuple(parts[1:])


def _plain(node: Node) -> TypeGuard[Word]:
    return isinstance(node, Word) and node.field == TEXT


def _row(parts: Sequence[Node]) -> tuple[Word, ...]:
    """Return the words that these parts begin with."""
    return tuple(word for word in takewhile(_plain, parts) if _plain(word))


def _asked(name: str) -> Node:
    return Word(name) if len(list(tokens(name))) == 1 else Phrase(name)
