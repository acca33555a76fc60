"""Find the moties a nota speaks of: who moved them, under which number, and what became of them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from index.nota import Kamerstuk, Motie
from index.references import Kamerstuknummer, fold_name, motie_value
from ingest.members import ITEM, LIST, LONG_LIST, MEMBERS, Movers, in_small_letters, mended, movers
from ingest.motie_status import STATUS_WORD, status
from ingest.sentences import Span, sentence_at, starting_in

_HEAD = r"(?:(?<![\w-])|(?<=\b[Dd]e-)|(?<=\bde)(?=motie-[A-Z]))(?:[Kk]amer|[ET]K-)?[Mm]otie(?P<plural>s)?(?!\w)"
_NUMBERED = r"(?:(?:met |op stuk )?(?:nr\.?|nummer|stuk nr\.?) ?(?P<nr>\d{1,4})(?: \((?:[^()]{0,40})\))?)"
_MOTIE = re.compile(
    rf"{_HEAD}(?: {_NUMBERED})?(?: uit (?:19|20)\d\d)?(?:(?:,? (?:van|v/h|v/d|die|die door|door|ingediend door"
    rf"|(?:is|wordt|werd) (?:ingediend|voorgesteld) door))?"
    rf" {MEMBERS} (?P<members>{LONG_LIST})| van (?P<movers>{LIST})"
    rf"|(?: ?- ?|: | \| | | (?P<open>\())(?P<names>{LIST})(?(open)\)))?"
)
_MOVED_BY = re.compile(
    rf"(?:\bdoor {MEMBERS} (?P<members>{LONG_LIST}) (?:[^.;,()]{{0,40}} )?(?:ingediende|aangehouden|ingetrokken) "
    rf"|\b{MEMBERS} (?P<movers>{LONG_LIST}) (?:(?:dien(?:t|de|den)|hield|houdt|trok) (?:samen )?"
    rf"(?:met (?:het lid |de leden )?(?P<others>{LONG_LIST}) )?(?:[^.;,]{{0,60}}? )?(?:de|een|zijn|haar|hun)"
    r"|heeft (?:de|(?:[^;,]{0,60}? )?(?:een|zijn|haar|hun))) "
    rf"|\bdien(?:t|de|den) {MEMBERS} (?P<turned>{LONG_LIST}) (?:[^.;,]{{0,40}}? )?een "
    rf"|\b{MEMBERS} (?P<names>{LONG_LIST}) (?:zijn|haar|hun) )"
    rf"(?:gewijzigde )?{_HEAD}"
)
_CAPITALS = re.compile(
    r"\bMOTIE VAN (?:HET LID|DE LEDEN) (?P<members>[A-ZÀ-Þ'. ,/-]+?)(?P<cs> C\. ?S\.?)?(?![A-Za-zà-þÀ-Þ])"
    r"(?= (?:OVER|T\.V\.V|TER)\b|[^A-ZÀ-Þ'. ,/-]|[ .]+[A-Z]?[a-z\d]|$)"
)
_AND_OF = re.compile(
    rf"(?::|,| en|, en|,? alsmede) (?P<of>(?:die )?van {MEMBERS} (?P<members>{LONG_LIST})|-(?P<names>{ITEM}))"
)
# After "de moties A (32 824, nr. 1)": ", B (…) en C (…)".
_AND_NAME = re.compile(rf"(?:,| en|, en) (?P<of>(?P<names>{LIST}))(?= \()")
# "…; die van het lid De Wit (32 824, nr. 2) is ontraden", where a motie was spoken of before.
_THAT_OF = re.compile(rf"(?<=[;,] )die van {MEMBERS} (?P<members>{LONG_LIST})(?= \()")
_GETS = re.compile(r"\b(?:Zij|zij|Deze|[Mm]otie|Die) krijgt nr\.? ?$")

# The number of the motie that another replaces is not its own.
_INSTEAD = re.compile(r"(?:t\.v\.v\.|ter vervanging van|\bwas) (?:nr\.? ?)?$", re.I)
_REPLACED = re.compile(r"[ ,(]*(?:t\.v\.v\.|ter vervanging van|\bwas) ", re.I)
_ABOUT = r"(?:(?:over |inzake |betreffende |om |: |(?:ingediend )?(?:die|waarin) )(?:(?!motie)[^();]){0,160})"
# Between a motie and its number: its subject, a bracket, a word about its fate.
_TO_NUMBER = re.compile(
    rf"(?:[ ,|\n]|[¹²³\d]{{0,2}})*(?:'[^'()]{{3,80}}' )?(?:d\.d\. [^()]{{4,25}})?{_ABOUT}?"
    rf"[ ,|]*(?:in )?(?:, ?met|en|onder)? ?\(?\[?(?:{STATUS_WORD})?[,; ]*"
    r"(?:zie |als |bij |(?:op )?stuk |gedrukt onder |met )?"
    r"|(?:(?!motie)[^();]){0,80}(?:ingediend als|gedrukt (?:onder|als)|bekend als|opgenomen (?:onder|in)) ",
    re.I,
)
# From a number to the motie that bears it: "nr. 1310 (motie X)", "32 824, nr. 402, is de motie van".
_FROM_NUMBER = re.compile(r"(?:,| \|)? (?:\(|is |staat |bevat |betreft )?(?:de )?(?:\(?(?:nader )?gewijzigde )?")
_LABEL = 25  # characters in which it is said that a number is that of another
_NUMBER_WITHIN = 200  # characters: a number further on belongs to something else


class _Mention(NamedTuple):
    start: int
    end: int
    movers: list[Movers]  # of every motie meant
    nr: str | None
    plural: bool


def find_moties(
    text: str, sentences: Sequence[Span], kamerstukken: Sequence[Kamerstuk], known: frozenset[str] = frozenset()
) -> Iterator[Motie]:
    """Yield the moties that can be told apart: by a name or by a number; offsets are into `text`.

    `kamerstukken` are the papers cited in `text`: the one that goes with a motie is its number, here and wherever the
    motie is named again. `known` are the names that the archive knows, word by word.
    """
    moties: list[Motie] = []
    for first in sorted(_mentions(text), key=lambda mention: mention.start):
        mention: _Mention | None = first
        while mention:
            cited, end = _papers(text, mention, kamerstukken)
            moties += _tags(text, mention, cited, end)
            mention = _another(text, end, first.plural)
    for paper in kamerstukken:
        if _GETS.search(text[max(0, paper.start - 20) : paper.start + len("nr. ")].rstrip("0123456789 (")):
            _number_given(moties, text, paper)
    told = list(_with_status(text, sentences, sorted(moties, key=lambda motie: motie.start)))
    yield from _one_reference(_with_names(told, known))


def _mentions(text: str) -> Iterator[_Mention]:
    taken = bytearray(len(text))
    for pattern in (_CAPITALS, _MOVED_BY, _MOTIE, _THAT_OF):
        for match in pattern.finditer(text):
            if any(taken[slice(*match.span())]):
                continue
            if pattern is _THAT_OF and "motie" not in text[max(0, match.start() - _NUMBER_WITHIN) : match.start()]:
                continue
            taken[slice(*match.span())] = b"\x01" * len(match[0])
            found = match.groupdict()
            named = (found.get(group) for group in ("members", "movers", "turned", "names", "others"))
            names = " en ".join(name for name in named if name)
            plural = bool(found.get("plural"))
            moved = movers(in_small_letters(names) if pattern is _CAPITALS else names, plural)
            if found.get("cs") and moved:
                moved[-1] = (moved[-1][0], True)
            yield _Mention(match.start(), match.end(), moved, found.get("nr"), plural)


def _another(text: str, end: int, plural: bool) -> _Mention | None:
    """Return the mention that goes on where one ended: "… (32 824, nr. 1) en die van het lid De Wit"."""
    match = _AND_OF.match(text, end) or (_AND_NAME.match(text, end) if plural else None)
    if match is None:
        return None
    found = match.groupdict()
    return _Mention(*match.span("of"), movers(found.get("members") or match["names"], plural=False), None, plural=False)


def _papers(text: str, mention: _Mention, kamerstukken: Sequence[Kamerstuk]) -> tuple[list[Kamerstuk], int]:
    """Return the papers cited for this mention, and where that citation and its bracket end."""
    inside = [
        k if k.number else structs.replace(k, number=mention.nr)  # "motie nr. 12 (Kamerstuk 35 830-XV) van …"
        for k in starting_in(kamerstukken, mention.start, mention.end)
        if k.number or mention.nr
    ]
    if inside:
        return _cited(text, inside, mention.end)
    near = [k for k in starting_in(kamerstukken, mention.end, mention.end + _NUMBER_WITHIN) if k.number]
    replaced = [k for k in near if _INSTEAD.search(text[max(0, k.start - _LABEL) : k.start])]
    after = [k for k in near if k not in replaced]
    if after and _TO_NUMBER.fullmatch(_without(text, mention.end, after[0].start, replaced)):
        return _cited(text, after, mention.end)
    before = [k for k in kamerstukken if mention.start - _NUMBER_WITHIN < k.end <= mention.start and k.number]
    if before and mention.movers and _FROM_NUMBER.fullmatch(text[before[-1].end : mention.start]):
        return [k for k in before if k.start == before[-1].start], mention.end
    return [], mention.end


def _without(text: str, start: int, end: int, papers: Sequence[Kamerstuk]) -> str:
    """Return `text[start:end]` without "(t.v.v. 32 824, nr. 389)", for each of these papers."""
    kept = text[start:end]
    for paper in papers:
        if paper.end <= end:
            before = kept[: paper.start - start - (end - start - len(kept))]
            opens = list(_REPLACED.finditer(before))
            kept = (before[: opens[-1].start()] if opens else before) + text[paper.end : end].removeprefix(")")
    return kept


def _cited(text: str, papers: Sequence[Kamerstuk], least: int) -> tuple[list[Kamerstuk], int]:
    cited = [k for k in papers if k.start == papers[0].start]
    if len({k.number for k in cited}) == 1:
        cited = cited[:1]  # one number in two dossiers is one motie
    end = max(least, cited[0].end)
    return cited, end + (text[end : end + 1] in (")", "]"))


def _tags(text: str, mention: _Mention, cited: list[Kamerstuk], end: int) -> Iterator[Motie]:
    moved: list[Movers] = mention.movers or [((), False)]
    if len(moved) == 1 and len(cited) > 1:
        moved = moved * len(cited)
    papers: list[Kamerstuk | None] = [*cited] if len(cited) == len(moved) else [None] * len(moved)
    for (names, cs), paper in zip(moved, papers, strict=True):
        if names or paper:
            number = Kamerstuknummer(paper.dossier, paper.suffix, paper.number) if paper else None
            yield _motie(text, mention.start, end, names, cs, number, mention.nr)


def _number_given(moties: list[Motie], text: str, paper: Kamerstuk) -> None:
    """Give the number in "Zij krijgt nr. 266 (32824)" to the motie just before it, else to one of its own."""
    number = Kamerstuknummer(paper.dossier, paper.suffix, paper.number)
    before = [motie for motie in moties if motie.end <= paper.start <= motie.end + _NUMBER_WITHIN]
    if before and before[-1].dossier is None:
        moties[moties.index(before[-1])] = _numbered(before[-1], number)
    else:
        moties.append(_motie(text, paper.start, paper.end, (), False, number, None))


def _motie(
    text: str, start: int, end: int, names: tuple[str, ...], cs: bool, number: Kamerstuknummer | None, nr: str | None
) -> Motie:
    quote = text[start:end]
    plain = Motie(
        value=motie_value(names, None), quote=quote, page=1, start=start, end=end, names=names, cs=cs, number=nr
    )
    return _numbered(plain, number) if number else plain


def _numbered(motie: Motie, number: Kamerstuknummer) -> Motie:
    value = motie_value(motie.names, number)
    return structs.replace(
        motie, value=value, dossier=number.dossier, suffix=number.suffix, number=number.number or motie.number
    )


def _with_status(text: str, sentences: Sequence[Span], moties: list[Motie]) -> Iterator[Motie]:
    for motie in moties:
        sentence = sentence_at(sentences, motie.start)
        following = sentence_at(sentences, max(sentence[1], motie.end))
        later = starting_in(moties, motie.end, sentence[1])
        first = not starting_in(moties, sentence[0], motie.start)
        yield structs.replace(motie, status=status(text, sentence, following, motie, later, first))


def _with_names(moties: list[Motie], known: frozenset[str]) -> Iterator[Motie]:
    better = mended({name for motie in moties for name in motie.names}, known)
    for motie in moties:
        names = tuple(better.get(name, name) for name in motie.names)
        value = motie.value if motie.dossier else motie_value(names, None)
        yield motie if names == motie.names else structs.replace(motie, names=names, value=value)


def _one_reference(moties: Iterator[Motie]) -> Iterator[Motie]:
    """Give a motie that is only named the number that it has elsewhere in the nota, if that is one number."""
    told = list(moties)
    numbers: dict[tuple[str, ...], set[Kamerstuknummer]] = {}
    for motie in told:
        if motie.dossier and motie.names:
            number = Kamerstuknummer(motie.dossier, motie.suffix, motie.number)
            whole = _key(motie.names)
            for key in {whole, (*whole[:1], "c.s.")} if motie.cs or len(whole) > 1 else {whole}:
                numbers.setdefault(key, set()).add(number)
    for motie in told:
        whole = _key(motie.names)
        meant = numbers.get(whole) or (numbers.get((*whole, "c.s.")) if motie.cs else None) or set()
        yield _numbered(motie, next(iter(meant))) if motie.dossier is None and len(meant) == 1 else motie


def _key(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold_name(name) for name in names)
