"""Compare the tags found in sentences with those that a person gave them: found at all, and right in every part."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from bench.score.counts import Counts
from index.nota import Tag

KINDS = ("motie", "toezegging", "datum", "kamerstuk", "wet", "debat", "organisatie", "bedrag")
"""The kinds that a set may be about; which they are, its tags say."""


class GoldTag(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says stands there. What is unset is not judged."""

    kind: str
    quote: str
    value: str | UnsetType = UNSET
    start: int | UnsetType = UNSET  # where the quote stands more than once
    status: str | UnsetType | None = UNSET
    cs: bool | UnsetType = UNSET
    act: Literal["made", "fulfilled", "open"] | UnsetType = UNSET
    number: str | UnsetType | None = UNSET
    to: str | UnsetType | None = UNSET
    article: str | UnsetType | None = UNSET

    def span(self, text: str) -> tuple[int, int]:
        """Return the stretch of the text that it stands for. Raises ValueError where it is not there."""
        start = text.index(self.quote) if self.start is UNSET else text.index(self.quote, self.start)
        return start, start + len(self.quote)


class GoldText(Struct, frozen=True, forbid_unknown_fields=True):
    """A text, and all that stands in it of the kinds that its set is about."""

    text: str
    dated: dt.date | None
    tags: tuple[GoldTag, ...]


class Mistake(Struct, frozen=True):
    """A tag that was not found, or was found and is not there, or is wrong in a part."""

    text: str
    wanted: GoldTag | None
    found: Tag | None


PARTS = ("value", "status", "cs", "act", "number", "to", "article")


def read_gold(path: Path) -> list[GoldText]:
    """Return the texts of one set, a JSON object a line."""
    return [msgspec.json.decode(line, type=GoldText) for line in path.read_bytes().splitlines() if line.strip()]


def score_texts(gold: Sequence[GoldText], found_in: Iterable[Sequence[Tag]]) -> tuple[Counts, list[Mistake]]:
    """Count for each kind what is there, found, detected (any overlap) and right (and every part that the gold has).

    `found_in` are the tags that were found in each text. A set is judged on the kinds that it has.
    """
    kinds = [kind for kind in KINDS if any(tag.kind == kind for one in gold for tag in one.tags)]
    counts: Counts = {f"{kind} {what}": 0 for kind in kinds for what in ("true", "found", "detected", "right")}
    mistakes: list[Mistake] = []
    for one, tags in zip(gold, found_in, strict=True):
        for kind in kinds:
            wanted = [tag for tag in one.tags if tag.kind == kind]
            found = [tag for tag in tags if tag.kind == kind]
            pairs = list(_paired(one.text, wanted, found))
            wrong = [(want, tag) for want, tag in pairs if not (want and tag and _is_right(want, tag))]
            counts[f"{kind} true"] += len(wanted)
            counts[f"{kind} found"] += len(found)
            counts[f"{kind} detected"] += sum(bool(want and tag) for want, tag in pairs)
            counts[f"{kind} right"] += len(pairs) - len(wrong)
            mistakes += [Mistake(one.text, *pair) for pair in wrong]
    return counts, mistakes


def f1(counts: Counts, kind: str, what: str) -> float:
    """Return the F1 of what was "detected" or "right"; 1 where there was nothing, and nothing was found."""
    total = counts[f"{kind} true"] + counts[f"{kind} found"]
    return 2 * counts[f"{kind} {what}"] / total if total else 1.0


def _paired(text: str, wanted: Sequence[GoldTag], found: Sequence[Tag]) -> Iterator[tuple[GoldTag | None, Tag | None]]:
    """Yield each tag with its like, one to one: those that are right first, then those that overlap; then the rest."""
    wants, tags = list(wanted), list(found)
    for alike in (_is_right, _any):
        for want in list(wants):
            start, end = want.span(text)
            match = next((tag for tag in tags if tag.start < end and start < tag.end and alike(want, tag)), None)
            if match is not None:
                wants.remove(want)
                tags.remove(match)
                yield want, match
    yield from ((want, None) for want in wants)
    yield from ((None, tag) for tag in tags)


def _is_right(want: GoldTag, tag: Tag) -> bool:
    parts = ((getattr(want, part), getattr(tag, part, None)) for part in PARTS)
    return all(told is UNSET or told == given for told, given in parts)


def _any(want: GoldTag, tag: Tag) -> bool:
    return True
