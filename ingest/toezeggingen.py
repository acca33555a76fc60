"""Find the promises to the Kamer that a nota speaks of: which, to whom, and whether they are met or still to be met."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import shorten

from msgspec import structs

from index.nota import Toezegging
from index.references import find_toezegging_numbers
from ingest.members import LONG_LIST, MEMBERS, PARTY, movers
from ingest.promises import WHO, Promise, find_promise, parts
from ingest.sentences import Span
from ingest.toezegging_act import act

_TO_MEMBER = re.compile(rf"\b(?:{MEMBERS}|lid|leden) (?P<names>{LONG_LIST})(?!-fractie)")
_TO_PARTY = re.compile(rf"\bfracties? van (?:de |het )?(?P<of>{PARTY})(?!\w)|\b(?P<own>{PARTY})-?(?:kamer)?fractie\b")
_TO_HOUSE = re.compile(r"\b(?P<house>(?:Tweede|Eerste) Kamer|TK|EK|Kamer|senaat)\b")

# What stands between "toegezegd" and that which was promised.
_ADDRESS = re.compile(
    rf"(?: ?\([^()]*\)| met nummer| TZ[\d-]+|,| aan {MEMBERS} {LONG_LIST}"
    r"| (?:aan )?(?:de |uw )(?:Tweede |Eerste )?Kamer| dat| om)*(?!\w)"
)
_ALONE = re.compile(
    r"(?:[Uu]w|[Dd]eze|[Dd]ie|[Dd]e|[Mm]ijn) [Tt]oezegging(?! (?:aan|over|dat|om|uit|inzake|tijdens|van|met|te)\b)"
)
_SHORTEST, _LONGEST = 25, 160  # characters of a description; less tells nothing, more is no description
_WHOLE = 600  # characters; a longer "sentence" is a page without full stops, and only what stands around counts

# What of a sentence is quoted: the promise itself, from its subject or verb up to the number.
_OPENS = re.compile(
    rf"(?<!\w)(?:(?:de |het |uw )?{WHO}|aan(?= {MEMBERS} | (?:de |uw )?(?:Tweede |Eerste )?Kamer)"
    r"|heeft|hebt|heb|hebben|had|hadden|is|zijn|was|waren|werd|werden|wordt|worden)(?!\w)",
    re.I,
)
_ABOUT_IT = re.compile(
    r"(?:Zij|Deze|Die|Dit|Dat|Daarmee|Hiermee|Hieraan|Daaraan) (?:is|wordt|werd|kan|moet|blijft|staat)\b"
)
_CLAUSE_ENDS = re.compile(r"[,;:()]")
_DETERMINER = re.compile(r"(?:\b(?:de|uw|mijn|een|deze|die|haar|zijn|onze|enkele|\w+de|\w+e) ){0,3}$", re.I)
_AFTER_IT = re.compile(
    rf"(?: (?:met nummer|nr\.?|aan {MEMBERS} {LONG_LIST})| \(?TZ[\d -]+\d\)?"
    r"| (?:af|gestand) te (?:doen|handelen)| na te komen| in te lossen| te voldoen)*"
)


def find_toezeggingen(text: str, sentences: Sequence[Span]) -> Iterator[Toezegging]:
    """Yield the toezeggingen in `text`, one for each promise and number, quoting the words of promise.

    Offsets are into `text`. A mention that says nothing of its own, such as "uw toezegging", has the value of the
    one before it in its paragraph.
    """
    numbers = list(find_toezegging_numbers(text))
    earlier: Toezegging | None = None
    for sentence, following in zip_longest(sentences, sentences[1:], fillvalue=(len(text), len(text))):
        for part in parts(text, sentence):
            inside = numbers[bisect_left(numbers, part[:1]) : bisect_left(numbers, part[1:])]
            promise = find_promise(text, part, inside)
            for found in _each(text, part, following, promise, inside) if promise else ():
                again = earlier and promise and found.number is None and _is_the_same(text, promise, earlier)
                earlier = _as(earlier, found) if earlier and again else found
                yield earlier


def _each(
    text: str, part: Span, following: Span, promise: Promise, numbers: Sequence[tuple[int, int, str]]
) -> Iterator[Toezegging]:
    """Yield the toezegging of a promise, or one for each of its numbers, of which each stands for itself."""
    if not numbers:
        yield _toezegging(text, part, following, promise, None)
    for start, end, number in numbers:
        found = _toezegging(text, part, following, promise, number)
        outside = len(numbers) > 1 and not found.start <= start < found.end
        yield structs.replace(found, quote=text[start:end], start=start, end=end) if outside else found


def _as(earlier: Toezegging, found: Toezegging) -> Toezegging:
    """Return what was found as another mention of an earlier one."""
    return structs.replace(found, value=earlier.value, number=earlier.number, to=found.to or earlier.to)


def _is_the_same(text: str, promise: Promise, earlier: Toezegging) -> bool:
    mention = _ALONE.match(text, text.rfind(" ", 0, max(0, promise.start - 1)) + 1)
    return promise.noun and mention is not None and "\n" not in text[earlier.start : promise.start].rstrip("\n")


def _toezegging(text: str, sentence: Span, following: Span, promise: Promise, number: str | None) -> Toezegging:
    start, end = sentence
    if end - start > _WHOLE:
        start, end = max(start, promise.start - _WHOLE // 2), min(end, promise.end + _WHOLE // 2)
    said = text[start:end].strip()
    first, last = _quoted(text, start, promise)
    return Toezegging(
        value=number or _description(text, (start, end), promise),
        quote=text[first:last],
        page=1,
        start=first,
        end=last,
        number=number,
        act=act(said + _goes_on(text, following), promise.noun),
        to=_hearer(said),
    )


def _quoted(text: str, start: int, promise: Promise) -> Span:
    """Return where the promise stands in its sentence, which begins at `start`."""
    before = text[start : promise.start]
    if promise.noun:
        article = _DETERMINER.search(before)
        first = start + article.start() if article else promise.start
    else:
        clause = start + max((cut.end() for cut in _CLAUSE_ENDS.finditer(before)), default=0)
        opens = _OPENS.search(text, clause, promise.start)
        first = opens.start() if opens else promise.start
    after = _AFTER_IT.match(text, promise.end)
    return first, after.end() if after else promise.end


def _description(text: str, sentence: Span, promise: Promise) -> str:
    """Return what was promised, in the nota's words: what follows the promise, or else what stands before it."""
    address = _ADDRESS.match(text, promise.end)
    after = text[address.end() if address else promise.end : sentence[1]].strip(" .;,")
    if len(after) >= _SHORTEST:
        return shorten(after, _LONGEST, placeholder=" …")
    return shorten(text[slice(*sentence)].rstrip(" .\n"), _LONGEST, placeholder=" …")


def _hearer(said: str) -> str | None:
    """Return to whom it was promised: members, "Kröger/Paternotte", a party, or a Kamer; None if it is not told."""
    if member := _TO_MEMBER.search(said):
        return "/".join(name for names, _ in movers(member["names"], plural=False) for name in names)
    if party := _TO_PARTY.search(said):
        return party["of"] or party["own"]
    house = _TO_HOUSE.search(said)
    return house["house"] if house else None


def _goes_on(text: str, following: Span) -> str:
    """Return the sentence that follows, where it goes on about the promise: "Zij is nog niet nagekomen."."""
    said = text[slice(*following)]
    return f" {said}" if _ABOUT_IT.match(said) and "toezegging" not in said else ""
