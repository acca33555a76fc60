"""Set the text of a nota on pages: which word stands where, to the pixel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from samples.forge.lines import RAISED, SPACE, Line, Look, Rect, Row, Shape, run_lines, words_of
from samples.forge.text import Block, Text, Token, tokens

A4_MM = (210.0, 297.0)
NOTE_SIZE = 0.8  # a footnote against the body
NOTE_BLOCKS = 1_000_000  # footnotes are numbered as blocks from here, past any block of the body
GAP_ABOVE = {"heading": 1.2, "subheading": 0.7, "paragraph": 0.45, "bullet": 0.3, "row": 0.0}  # in lines


@dataclass(frozen=True, slots=True)
class SetPage:
    """One page, set: body and metadata in reading order, and the rules, rings and emblem around them."""

    number: int
    width: int
    height: int
    body: tuple[Line, ...]
    metadata: tuple[Line, ...]
    rules: tuple[Rect, ...] = ()
    emblem: Rect | None = None

    @property
    def body_text(self) -> str:
        """The body as the truth tells it: words whole again, a block a line."""
        return "\n".join(part for part in (self.running_text, self.notes_text) if part)

    @property
    def running_text(self) -> str:
        """The body without its footnotes: what goes on over the page's end."""
        return _blocks([line for line in self.body if line.block < NOTE_BLOCKS])

    @property
    def notes_text(self) -> str:
        """The footnotes at the page's foot."""
        return _blocks([line for line in self.body if line.block >= NOTE_BLOCKS])

    @property
    def hyphenated(self) -> list[str]:
        """The words that were broken at a line's end."""
        return [line.broken for line in self.body if line.broken]


def _blocks(body: Sequence[Line]) -> str:
    return "\n".join(_joined(list(lines)) for _, lines in groupby(body, key=lambda line: line.block))


def _joined(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        text += line.text.removesuffix("-") if line.broken else line.text + " "
    return text.strip()


def galley(text: Text, look: Look, width: float) -> list[Line]:
    """Set every line of the body in order, its left side at 0."""
    size = look.type_px(look.size)
    lines: list[Line] = []
    for number, (kind, group) in enumerate(_groups(text.blocks)):
        if kind == "row":
            lines += [_row_line(row, group, look, width, 100 * number + at) for at, row in enumerate(group)]
        else:
            lines += _block_lines(group[0], look, size, width, 100 * number)
    return lines


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Gather the rows that follow each other: they are one table; every other block stands alone."""
    for (kind, _), group in groupby(enumerate(blocks), key=lambda b: (b[1].kind, b[1].kind != "row" and b[0])):
        yield kind, [block for _, block in group]


def _block_lines(block: Block, look: Look, size: float, width: float, number: int) -> list[Line]:
    indent = 1.8 * size if block.kind == "bullet" else 0.0
    heading = block.kind in ("heading", "subheading")
    shape = Shape(look, size, width - indent, heading, look.hyphenated and not heading, look.justified)
    run = tuple(map(_underlined_lead, block.cells[0])) if look.underlined_leads else block.cells[0]
    lines = run_lines(run, shape, indent, number, GAP_ABOVE[block.kind] * size * look.leading)
    lines[0] = replace(lines[0], bullet=block.kind == "bullet")
    return [replace(line, heading=heading) for line in lines]


def _underlined_lead(token: Token) -> Token:
    return replace(token, bold=False, underlined=True) if token.bold else token


def _row_line(block: Block, table: Sequence[Block], look: Look, width: float, number: int) -> Line:
    """Set a row of a table: the first cell to the left, the others against the right side of their columns."""
    first = block is table[0]
    size = look.type_px(look.size) * 0.92
    shape = Shape(look, size, width, bold=first)
    wide = Shape(look, size, width, bold=True)
    column_wide = max(_run_wide(cell, wide) for row in table for cell in row.cells[1:]) + 1.2 * size
    words = list(words_of(Row(block.cells[0]), shape, 0.0, last=True))
    first_wide = max(_run_wide(row.cells[0], wide) for row in table) + 1.2 * size
    for at, cell in enumerate(block.cells[1:], start=1):
        right = min(first_wide + at * column_wide, width - (len(block.cells) - 1 - at) * column_wide)
        words += words_of(Row(cell), shape, right - _run_wide(cell, shape), last=True)
    height = size * look.leading * 1.15
    return Line(tuple(words), number, height, 0.6 * height if first else 0.0, row=True, heading=first)


def _run_wide(run: Sequence[Token], shape: Shape) -> float:
    return sum(shape.wide(token) for token in run) + SPACE * shape.size * (len(run) - 1)


@dataclass(slots=True)
class _Frame:
    """A column of the page while it is filled."""

    left: float
    top: float
    bottom: float
    page: int
    y: float = 0.0
    lines: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()

    def room(self) -> float:
        noted = sum(line.height + line.gap for line in self.notes)
        return self.bottom - self.y - noted


def moved(line: Line, x: float, baseline: float) -> Line:
    """Return the line with its left side and its foot moved here."""
    return replace(line, words=tuple(replace(w, x=w.x + x, baseline=w.baseline + baseline) for w in line.words))


def _frames(look: Look, start: float, width: float) -> Iterator[_Frame]:
    """Give the columns to fill, page after page; the first page begins lower, under its title."""
    page = 1
    while True:
        top = start if page == 1 else look.px(look.top)
        for column in range(look.columns):
            left = look.px(look.left) + column * (width + look.px(7))
            yield _Frame(left, top, look.px(look.bottom), page, top)
        page += 1


def _fill(lines: Sequence[Line], notes: dict[str, list[Line]], frames: Iterator[_Frame]) -> list[_Frame]:
    """Pour the galley into the frames; a heading goes with what follows, a broken word never ends a frame."""
    filled = [next(frames)]
    queue = list(lines)
    while queue:
        frame, unit = filled[-1], _unit(queue)
        own = [note for line in unit for note in _called(line, notes)]
        need = sum(line.height + line.gap for line in (*unit, *own))
        forced = unit[0].new_page and bool(frame.lines)
        if frame.lines and (need > frame.room() or forced):
            following = next(frames)
            while forced and following.page == frame.page:
                following = next(frames)
            filled.append(following)
            queue[0] = replace(queue[0], new_page=False)
            continue
        for line in unit:
            frame.y += (line.gap if frame.lines else 0.0) + line.height
            frame.lines += (moved(line, frame.left, frame.y - 0.25 * line.height),)
        frame.notes += tuple(own)
        del queue[: len(unit)]
    return filled


def _unit(queue: Sequence[Line]) -> list[Line]:
    """Return the lines at the head of the queue that may not be parted."""
    count = 1
    while count < len(queue) and (queue[count - 1].heading or queue[count - 1].broken):
        count += 1
    return list(queue[:count])


def _called(line: Line, notes: dict[str, list[Line]]) -> list[Line]:
    figures = "".join(word.text[len(word.text.rstrip(RAISED)) :] for word in line.words)
    return [note for figure in figures for note in notes.get(figure, [])]


def _note_lines(text: Text, look: Look, width: float) -> dict[str, list[Line]]:
    size = look.type_px(look.size) * NOTE_SIZE
    shape = Shape(look, size, width)
    made = {}
    for at, (figure, words) in enumerate(text.notes.items()):
        run = (Token(figure), *tokens(words))
        made[figure] = run_lines(run, shape, 0.0, NOTE_BLOCKS + at, 0.3 * size)
    return made


def typeset(text: Text, look: Look) -> list[SetPage]:
    """Set the pages of a nota as this ministry sets them, with at least one line on every page."""
    width = (look.px(look.width) - (look.columns - 1) * look.px(7)) / look.columns
    title, start = _title(text, look)
    frames = _fill(galley(text, look, width), _note_lines(text, look, width), _frames(look, start, width))
    numbers = sorted({frame.page for frame in frames})
    return [
        _page(text, look, number, len(numbers), [f for f in frames if f.page == number], title if number == 1 else [])
        for number in numbers
    ]


def _title(text: Text, look: Look) -> tuple[list[Line], float]:
    """Set the title block over the first page's body; also return the y where the body begins."""
    size = look.type_px(look.size)
    lines: list[Line] = []
    y = look.px(look.first)
    for block, (words, scale, gap) in enumerate([(text.soort, 0.85, 0.0), ("nota", 1.7, 0.4), (text.titel, 1.05, 0.6)]):
        shape = Shape(look, size * scale, look.px(look.width), bold=True)
        for line in run_lines(tokens(words), shape, 0.0, block - 3, gap * size):
            y += line.gap + line.height
            lines.append(moved(line, look.px(look.left), y))
    if look.colofon == "none":
        y += (len(text.colofon) + 1.5) * size * look.leading
    return lines, y + 1.6 * size


def _page(text: Text, look: Look, number: int, total: int, frames: list[_Frame], title: list[Line]) -> SetPage:
    body, notes, rules = list(title), [], []
    for frame in frames:
        body += frame.lines
        y = frame.bottom - sum(line.height + line.gap for line in frame.notes)
        if frame.notes:
            rules.append(Rect(frame.left, y - 4, frame.left + look.px(35), y - 4 + look.px(0.15)))
        for line in frame.notes:
            y += line.height + line.gap
            notes.append(moved(line, frame.left, y - 0.25 * line.height))
        rules += _table_rules(frame, look)
    emblem, head = _letterhead(text, look) if number == 1 else (None, [])
    metadata = [*head, *_colofon(text, look, number, title), *_paging(look, number, total)]
    width, height = (round(look.px(mm)) for mm in A4_MM)
    return SetPage(number, width, height, (*body, *notes), tuple(metadata), tuple(rules), emblem)


def _table_rules(frame: _Frame, look: Look) -> list[Rect]:
    if not look.ruled_tables:
        return []
    rows = [line.box for line in frame.lines if line.row]
    thick = look.px(0.12)
    return [Rect(frame.left, box.bottom + thick, box.right, box.bottom + 2 * thick) for box in rows]


def _letterhead(text: Text, look: Look) -> tuple[Rect | None, list[Line]]:
    """Place the ribbon with its emblem, and the ministry's name beside it."""
    size = look.type_px(look.size * 1.05)
    centre = look.px(A4_MM[0] / 2)
    half = look.px(7.5)
    if look.letterhead == "plain":
        emblem, x, y = None, look.px(look.left), look.px(20)
    elif look.letterhead == "side":
        left = look.px(look.left)
        emblem, x, y = Rect(left, 0, left + look.px(11), look.px(24)), left + look.px(15), look.px(14)
    else:
        emblem, x, y = Rect(centre - half, 0, centre + half, look.px(27)), centre + half + look.px(3), look.px(15)
    shape = Shape(look, size, look.px(A4_MM[0] - 12) - x)
    lines = run_lines(tokens(text.ministerie), shape, x, -100)
    return emblem, [moved(line, 0, y + at * line.height) for at, line in enumerate(lines)]


def _colofon(text: Text, look: Look, number: int, title: list[Line]) -> list[Line]:
    """Set the metadata: a column beside the body, or a list under the title; on later pages date and reference only."""
    size = look.type_px(look.size * 0.78)
    left, y = look.px(look.colofon_left), look.px(look.first if number == 1 else look.top)
    fields = text.colofon if number == 1 else tuple(f for f in text.colofon if f[0] in ("Datum", "Onze referentie"))
    if look.colofon == "none":
        return _list_colofon(look, fields, title[-1].box.bottom + size) if number == 1 else []
    runs = [(text.directie, True)] if number == 1 else []
    runs += [run for key, value in fields for run in ((key, True), (value, False))]
    lines: list[Line] = []
    for at, (words, bold) in enumerate(runs):
        gap = 0.7 * size if bold else 0.0
        shape = Shape(look, size, look.px(look.colofon_width), bold)
        for line in run_lines(tokens(words), shape, left, at, gap):
            y += line.gap + line.height
            lines.append(moved(line, 0, y))
    return lines


def _list_colofon(look: Look, fields: Sequence[tuple[str, str]], y: float) -> list[Line]:
    """Set each field on a line of its own: key and value beside each other."""
    size = look.type_px(look.size)
    shape = Shape(look, size, look.px(look.width))
    lines = []
    for at, (key, value) in enumerate(fields):
        y += size * look.leading
        words = words_of(Row(tokens(key)), shape, look.px(look.left), last=True)
        words += words_of(Row(tokens(value)), shape, look.px(look.left) + 9 * size, last=True)
        lines.append(moved(Line(words, at, size * look.leading), 0, y))
    return lines


def _paging(look: Look, number: int, total: int) -> list[Line]:
    if look.paging == "none":
        return []
    size = look.type_px(look.size * 0.78)
    left = look.px(look.colofon_left if look.paging == "colofon" else A4_MM[0] / 2 - 10)
    run = tokens(f"Pagina {number} van {total}")
    return [moved(line, 0, look.px(284)) for line in run_lines(run, Shape(look, size, look.px(60)), left, 200)]
