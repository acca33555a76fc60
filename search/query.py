"""Understand what a reader typed. It is always taken for something: half a question is answered as well as it can be.

question = all of it, OF between          tweeminutendebat OF "schriftelijk overleg"
all      = parts side by side             toegezegd aan Palland
part     = NIET part · -part · (question) · field:part · "a phrase" · wo*rd · word
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from index import references
from index.dutch import STOP_WORDS, fold, tokens
from index.engine import (
    ANY,
    TEXT,
    VALUE_FIELDS,
    WORD_FIELDS,
    Between,
    Either,
    Every,
    Node,
    Pattern,
    Phrase,
    Query,
    Value,
    Without,
    Word,
)
from index.wetten import citeertitel

LONGEST_QUESTION = 10_000  # characters; what is pasted beyond it is left out
MOST_PARTS = 100  # words and phrases; a whole page pasted in is still answered in a blink
MOST_JOINED = 8  # words that stand together without a space
MOST_PATTERNS = 4  # each may stand for thousands of words
SHORTEST_PATTERN = 2  # letters beside the star; `a*` is half the dictionary
DEEPEST = 20  # brackets within brackets
MOST_YEARS = 50  # in jaar:1990..2023

TOO_MANY = f"Alleen de eerste {MOST_PARTS} woorden van de vraag zijn gezocht."

OPERATORS = {"OF": "or", "OR": "or", "EN": "and", "AND": "and", "NIET": "not", "NOT": "not"}  # in capitals only
FIELDS = VALUE_FIELDS | WORD_FIELDS | {"datum"}

_LEXEME = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<minus>-)(?=[^\s()-])
    | (?P<field>[^\W\d_]+):
    | ["“”„«»](?P<quoted>[^"“”„«»]*)["“”„«»]?
    | (?P<number>[0-9]{1,3}(?:[ .][0-9]{3})+(?![0-9]))      # 36 410, as a dossier is typed
    | (?P<word>[^\s()"“”„«»]+)
    )""",
    re.VERBOSE,
)

_FIELD_BEFORE = re.compile(r"[^\W\d_]+:\s*")


class Lexeme(NamedTuple):
    """One piece of what was typed."""

    kind: str  # open, close, or, and, not, field, quoted, word, reference
    text: str
    node: Node | None = None  # of a reference


def parse(text: str) -> Query:
    """Return the question in what was typed. Never fails; typed nothing asks for every nota, signs alone for none."""
    typed = readable(text[:LONGEST_QUESTION]).strip()
    reading = _Reading(list(_lexemes(typed)))
    root = reading.question(TEXT)
    hints = dict.fromkeys(reading.hints)
    if len(text) > LONGEST_QUESTION:
        hints[f"Alleen de eerste {LONGEST_QUESTION} tekens van de vraag zijn gelezen."] = None
    if typed and not root:
        hints["In de vraag staat geen woord om op te zoeken."] = None
    return Query(root or (Either() if typed else Every()), hints=tuple(hints))


def readable(text: str) -> str:
    """Return the text without the halves of letters that a terminal may hand over, which no index can hold."""
    return text.encode("utf-8", "replace").decode()


# ── pieces ──


def _lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the pieces of a text. A number of a paper or toezegging is one piece, however it is spaced."""
    cited = _references(text)
    at = 0
    while match := _LEXEME.match(text, at):
        start, at = match.start(match.lastgroup or 0), match.end()
        kind, piece = match.lastgroup or "", match[match.lastgroup or 0]
        if start in cited and kind in {"word", "number"}:
            at, node = cited[start]
            yield Lexeme("reference", text[start:at], node)
        elif kind == "field" and fold(piece) not in FIELDS:
            yield Lexeme("unknown", piece)
        else:
            yield Lexeme(OPERATORS.get(piece, "word") if kind == "word" else _KINDS.get(kind, kind), piece)


_KINDS = {"minus": "not", "number": "word"}


def _references(text: str) -> dict[int, tuple[int, Node]]:
    """Return by its start where each number of a paper or toezegging ends, and what it asks for."""
    found: dict[int, tuple[int, Node]] = {}
    for (start, end), cited in groupby(references.find_kamerstukken(text), key=lambda one: one[:2]):
        papers = [number.value for _, _, number in cited]
        field = _FIELD_BEFORE.match(text, start, end)  # "kamerstuk:" is a cue to a reader of prose
        found[field.end() if field else start] = (
            end,
            Either(tuple(asked for paper in papers for asked in _asked("kamerstuk", paper))),
        )
    for start, end, number in references.find_toezegging_numbers(text):
        found[start] = end, Either(_asked("toezegging", number))
    return found


def _asked(field: str, value: str) -> tuple[Node, Node]:
    """Return both ways in which a number may stand on a page: as a tag, and as it is written."""
    return Value(field, value), Phrase(value)


# ── sentence ──


class _Reading:
    """A walk along the pieces, once from left to right."""

    def __init__(self, lexemes: Sequence[Lexeme]) -> None:
        self._lexemes = lexemes
        self._at = self._depth = self._parts = self._patterns = 0
        self.hints: list[str] = []  # what was left out, and why

    def question(self, field: str) -> Node | None:
        """Return the pieces up to a closing bracket or the end, OF between; None when there is nothing in them."""
        choices = [self._all(field)]
        while self._takes("or"):
            choices.append(self._all(field))
        return _one_or(Either, [choice for choice in choices if choice])

    def _all(self, field: str) -> Node | None:
        parts = []
        while (kind := self._kind()) and kind != "or" and not (kind == "close" and self._depth):
            part = self._part(field)
            if part and self._parts < MOST_PARTS:
                self._parts += 1
                parts.append(part)
            elif part:
                self.hints.append(TOO_MANY)
        return _one_or(Every, _telling(parts))

    def _part(self, field: str) -> Node | None:
        lexeme = self._next()
        match lexeme.kind:
            case "not":
                return self._without(field)
            case "open":
                return self._bracketed(field)
            case "field":
                return self._fielded(fold(lexeme.text))
            case "reference" if field == TEXT:
                return lexeme.node
            case "word" | "quoted" | "reference":
                return self._leaf(field, lexeme)
            case "unknown":
                self.hints.append(
                    f"{lexeme.text}: is geen veld en is als woord gezocht. Velden: {', '.join(sorted(FIELDS))}."
                )
                return self._leaf(field, lexeme)
            case _:  # a stray bracket, an EN
                return None

    def _without(self, field: str) -> Node | None:
        odd = True
        while self._takes("not"):
            odd = not odd
        if self._kind() in {"", "or", "close"}:
            return None
        part = self._part(field)
        return Without(part) if part and odd else part

    def _bracketed(self, field: str) -> Node | None:
        if self._depth == DEEPEST:
            return None
        self._depth += 1
        inside = self.question(field)
        self._depth -= 1
        self._takes("close")
        return inside

    def _fielded(self, field: str) -> Node | None:
        """Return what a field asks; a kind of tag with nothing behind it asks for any."""
        if self._kind() in {"word", "quoted", "reference", "open"}:
            return self._part(field)
        return _leaf_of_value(field, ANY) if field in VALUE_FIELDS - {"jaar"} else None

    def _leaf(self, field: str, lexeme: Lexeme) -> Node | None:
        if field not in WORD_FIELDS:
            return _leaf_of_value(field, lexeme.text)
        if not any(tokens(lexeme.text)):
            return None
        if lexeme.kind == "quoted":
            return Phrase(lexeme.text, field)
        if "*" in lexeme.text:
            return self._pattern(field, lexeme.text)
        return Word(lexeme.text, field) if _is_one(lexeme.text) else self._many(field, lexeme.text)

    def _many(self, field: str, text: str) -> Node:
        """Return the words of what has no space in it, and is yet no word."""
        words = [text[token.start : token.end] for token in tokens(text)]
        if len(words) > MOST_PARTS:
            self.hints.append(TOO_MANY)
        return Every(tuple(Word(word, field) for word in dict.fromkeys(words[:MOST_PARTS])))

    def _pattern(self, field: str, text: str) -> Node:
        if _letters(text) < SHORTEST_PATTERN:
            self.hints.append(f"{text}: naast een * horen ten minste {SHORTEST_PATTERN} letters.")
        elif self._patterns == MOST_PATTERNS:
            self.hints.append(f"Alleen de eerste {MOST_PATTERNS} woorden met een * zijn als zodanig gezocht.")
        else:
            self._patterns += 1
            return Pattern(text, field)
        return Word(text, field)

    def _kind(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _next(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _takes(self, kind: str) -> bool:
        taken = self._kind() == kind
        self._at += taken
        return taken


def _one_or(group: Callable[[tuple[Node, ...]], Node], parts: Iterable[Node]) -> Node | None:
    different = tuple(dict.fromkeys(parts))
    if len(different) > 1:
        return group(different)
    return different[0] if different else None


def _telling(parts: Sequence[Node]) -> list[Node]:
    """Return the parts without words like "de" and "van", unless there is nothing else."""
    return [part for part in parts if not _says_nothing(part)] or list(parts)


def _says_nothing(part: Node) -> bool:
    # OM and IS in capitals are names.
    return isinstance(part, Word) and not part.text.isupper() and part.field == TEXT and fold(part.text) in STOP_WORDS


def _is_one(text: str) -> bool:
    """Tell whether it is a word, or a few with signs between: motie/moties."""
    return sum(1 for _ in islice(tokens(text), MOST_JOINED + 1)) <= MOST_JOINED


def _letters(pattern: str) -> int:
    return sum(len(token.joined) for token in tokens(pattern))


# ── values ──


def _leaf_of_value(field: str, text: str) -> Node | None:
    """Return what asks for a value in the one spelling that the archive gives it."""
    if not any(tokens(text)):
        return None
    if field == "datum":
        days = references.interval(text)
        return Between(*days) if days else Phrase(text)
    if field == "jaar" and (years := references.interval(text)):
        first, last = (day.year for day in years)
        return _one_or(Either, [Value("jaar", str(year)) for year in range(first, min(last, first + MOST_YEARS) + 1)])
    return Value(field, _canonical(field, text))


def _canonical(field: str, text: str) -> str:
    if field == "wet":
        return citeertitel(text) or text
    paper = references.kamerstuk(text) if field in {"motie", "kamerstuk"} else None
    if paper:
        return paper.value
    return (references.toezegging_number(text) if field == "toezegging" else None) or text.rstrip("*")
