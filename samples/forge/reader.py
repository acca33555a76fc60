"""Decide what a reader will do to a page: which words catch the eye, and with what pen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samples.forge.desk import ILLEGIBLE, Kind, Side, Wish
from samples.forge.lines import Line
from samples.forge.pen import Chance
from samples.forge.typeset import SetPage

# What readers of nota's write, by hand, beside them.
REMARKS = (
    "eens", "akkoord", "graag bespreken", "waarom?", "nee!", "ja, doen", "klopt dit?", "wie betaalt?", "te vaag",
    "dank!", "per wanneer?", "check met FEZ", "hoe zit dit?", "naar de staf", "nog eens bezien", "Kamer?", "zie p. 2",
    "!!", "?", "goed punt", "wat vindt de VNG?", "liever na het reces", "hoeveel?", "bron?", "dit is oud", "mooi zo",
    "kan dit eerder?", "risico!", "terug naar directie", "s.v.p. aanpassen", "met MP bespreken", "is dit nieuw?",
    "uitzoeken voor do.", "politiek gevoelig", "lijn vasthouden", "graag cijfers erbij", "zo niet", "OK", "akk. 3/10",
    "dat wist ik niet", "overleg met OCW", "niet nodig", "eerst IenW bellen", "let op toon", "past dit in budget?",
)  # fmt: skip

INSERTIONS = (
    "niet",
    "wel",
    "graag",
    "ook",
    "circa",
    "eerst",
    "zo snel mogelijk",
    "uiterlijk",
    "alleen",
    "nu nog",
    "mede",
)

STAMPS = (
    ("ONTVANGEN", "22 NOV 2023"), ("VERTROUWELIJK",), ("AFSCHRIFT",), ("INGEKOMEN", "14 MRT 2024", "DMO"), ("SPOED",),
    ("GEZIEN", "STAS"), ("CONCEPT",), ("ARCHIEF", "07 JUN 2022"), ("DEP. VERTROUWELIJK",),
)  # fmt: skip

NAMES = ("J. de Vries", "M. Bakker", "A. van Dam", "P. Smeets", "H. Yilmaz", "C. Terpstra")

# How often a reader reaches for each, against the others.
HABITS: dict[Kind, float] = {
    "margin_note": 10,
    "underline": 6,
    "bracket": 2.5,
    "check": 3,
    "circle": 2,
    "box": 1,
    "strike_through": 2.5,
    "interlinear_note": 3,
    "arrow": 2,
}

ILLEGIBLE_SHARE = 0.2  # of margin notes: nobody can read them
LEFT_SHARE = 0.45  # of what stands in a margin: right-handed readers go right a little more
STRUCK_SHARE = 0.4  # of words between lines: they replace what is struck out under them


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who reads with a pen: how many marks a page, in which hands and pens, and whether a stamp was pressed."""

    marks: int = 9
    hands: tuple[str, ...] = ("anna",)
    pens: tuple[str, ...] = ("blue",)
    paraphs: bool = True
    signs: bool = False
    stamps: bool = False


def wishes(page: SetPage, reader: Reader, last: bool, chance: Chance) -> list[Wish]:
    """Return what this reader wants to do to this page; `last` is the nota's last page, where one signs."""
    lines = [at for at, line in enumerate(page.body) if len(line.words) > 1 and not line.row]
    kinds = list(HABITS)
    weights = [HABITS[kind] / sum(HABITS.values()) for kind in kinds]
    made: list[Wish] = []
    if reader.stamps and page.number == 1:
        words = " / ".join(STAMPS[int(chance.integers(len(STAMPS)))])
        made.append(Wish("stamp", page.number, text=words, pen=str(chance.choice(["red", "blue", "green", "black"]))))
    if reader.paraphs and page.number == 1:
        made.append(Wish("paraph", page.number, pen=_any(reader.pens, chance), hand=reader.hands[0]))
    for _ in range(int(chance.poisson(reader.marks)) if lines and reader.marks else 0):
        kind = kinds[int(chance.choice(len(kinds), p=weights))]
        made += _wish(kind, lines[int(chance.integers(len(lines)))], page, reader, chance)
    if reader.signs and last:
        name = _any(NAMES, chance)
        made.append(Wish("signature", page.number, text=name, pen=_any(reader.pens, chance), hand=reader.hands[0]))
    return made


def _any(choice: Sequence[str], chance: Chance) -> str:
    return choice[int(chance.integers(len(choice)))]


def _wish(kind: Kind, line: int, page: SetPage, reader: Reader, chance: Chance) -> list[Wish]:
    """Return one wish, or the two that go together: words struck out and words written over them."""
    pen, hand = _any(reader.pens, chance), _any(reader.hands, chance)
    side: Side = "left" if chance.random() < LEFT_SHARE else "right"
    wish = Wish(kind, page.number, _some_words(page.body[line], kind, chance), "", side, pen, hand, line)
    if kind == "interlinear_note":
        struck = [replace(wish, kind="strike_through")] if chance.random() < STRUCK_SHARE else []
        return [*struck, replace(wish, text=_any(INSERTIONS, chance))]
    if kind == "margin_note":
        text = ILLEGIBLE if chance.random() < ILLEGIBLE_SHARE else _any(REMARKS, chance)
        return [replace(wish, text=text)]
    return [wish]


def _some_words(line: Line, kind: Kind, chance: Chance) -> str:
    """Return neighbouring words of the line: few for a circle, more for an underline."""
    most = {"underline": 8, "circle": 3, "box": 3, "strike_through": 4, "interlinear_note": 2}.get(kind, 5)
    count = min(len(line.words), 1 + int(chance.integers(most)))
    start = int(chance.integers(len(line.words) - count + 1))
    return " ".join(word.text for word in line.words[start : start + count])
