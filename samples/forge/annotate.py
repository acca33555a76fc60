"""Put a reader's wishes on a page, with the pen they were wished in."""

from collections.abc import Iterator, Mapping, Sequence

from samples.forge.desk import Desk, Kind, Mark, Span, Wish, find
from samples.forge.gestures import GESTURES, bracket
from samples.forge.lines import Look
from samples.forge.margin import beside
from samples.forge.pen import HANDS, PENS, Chance, Hand, Inked, Pen, write
from samples.forge.press import Sheet
from samples.forge.stamp import COLOURS, stamp
from samples.forge.typeset import SetPage

INTERLINEAR_SIZE = 0.62  # of a hand's own: there is little white between printed lines

MARKING: tuple[Kind, ...] = ("underline", "strike_through", "circle", "box")  # the words at which they are drawn


def annotate(
    page: SetPage,
    sheet: Sheet,
    look: Look,
    wishes: Sequence[Wish],
    chance: Chance,
    pens: Mapping[str, Pen] = PENS,
    hands: Mapping[str, Hand] = HANDS,
) -> list[Mark]:
    """Put these wishes on the page, those that find a place, in order; `pens` and `hands` are those they name."""
    desk = Desk(page, look, sheet.printed.copy(), chance, pens, hands)
    marks: list[Mark] = []
    for wish in wishes:
        for mark in _granted(wish, desk):
            _take(desk, mark.inked)
            marks.append(mark)
    return marks


def _take(desk: Desk, inked: Inked) -> None:
    left, top, right, bottom = inked.box
    tall, wide = desk.taken.shape
    x0, y0, x1, y1 = max(0, left), max(0, top), min(wide, right), min(tall, bottom)
    desk.taken[y0:y1, x0:x1] |= inked.cover[y0 - top : y1 - top, x0 - left : x1 - left] > 60


def _granted(wish: Wish, desk: Desk) -> Iterator[Mark]:
    """Draw the ink of one wish: none where there is no room or no such words, one mark for every line it spans."""
    pen, hand, chance, dpi = desk.pens[wish.pen], desk.hands[wish.hand], desk.chance, desk.look.dpi
    spans = find(desk.page, wish.at, wish.line) if wish.at else []
    if wish.at and not spans:
        return
    if wish.kind == "stamp":
        yield from _stamped(wish, desk)
    elif wish.kind in ("margin_note", "paraph", "signature"):
        yield from beside(wish, spans, desk)
    elif wish.kind == "interlinear_note":
        note = write([wish.text], hand, pen, dpi, chance, INTERLINEAR_SIZE)
        yield Mark(wish.kind, wish.text, pen.ink, pen.colour, _over(note, spans[0], desk))
    elif wish.kind == "bracket":
        inked = bracket(spans, wish.side, pen, desk)
        yield Mark(wish.kind, "", pen.ink, pen.colour, inked, _beside(inked, spans[0], desk))
    else:
        for span in spans if wish.kind in ("underline", "strike_through") else spans[:1]:
            inked = GESTURES[wish.kind](span.box, wish.side, pen, hand, desk)
            marked = span.text if wish.kind in MARKING else ""
            yield Mark(wish.kind, "", pen.ink, pen.colour, inked, marked)


def _beside(bar: Inked, span: Span, desk: Desk) -> str:
    """Return the words of the lines of this column whose middle is between the ends of the bar."""
    _, top, _, bottom = bar.box
    column = [line for line in desk.page.body if line.box.left < span.box.right and line.box.right > span.box.left]
    return " ".join(line.text for line in column if top <= (line.box.top + line.box.bottom) / 2 <= bottom)


def _over(note: Inked, span: Span, desk: Desk) -> Inked:
    """Move a word into the white above the printed line."""
    left, top, right, _ = span.box
    tall, wide = note.cover.shape
    x = (left + right - wide) / 2 + desk.mm(float(desk.chance.uniform(-2, 2)))
    return note.at(max(0, x), top - 0.72 * tall)


def _stamped(wish: Wish, desk: Desk) -> Iterator[Mark]:
    words = wish.text.split(" / ")
    colour = wish.pen if wish.pen in COLOURS else "blue"
    inked = stamp(words, bool(desk.chance.random() < 0.3 and len(words) > 1), desk.look.dpi, desk.chance)
    tall, wide = inked.cover.shape
    right = desk.page.width - desk.mm(6) - wide
    x = desk.chance.uniform(min(desk.mm(100), right), right)
    y = desk.chance.uniform(desk.mm(28), desk.page.height - tall - desk.mm(30)) if desk.page.number > 1 else desk.mm(30)
    yield Mark("stamp", wish.text, colour, COLOURS[colour], inked.at(x, y))
