"""A typeface in which every character is a box: for text that is to be found, and not to be seen.

No printed face has every character; this one is made for the characters that it is asked for. A box is as wide as such
a letter is in most faces, near enough that a part of a word is selected where it stands.
"""

from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

EM = 1000
ASCENT, DESCENT = 0.8, 0.2  # of an em, above and below the baseline; a box fills both
LINE = 40  # thickness of the box's outline, in thousandths of an em

MADE = 3_029_529_600  # the first day of 2000, in the seconds since 1904 of TrueType: always the same

MAY_BE_EMBEDDED = 0  # by anyone, for any use, says OS/2

NARROW, MIDDLING, WIDE = 300, 550, 850  # thousandths of an em
WIDTHS = dict.fromkeys("fijlrtI.,:;'’‘!|()[]/ ", NARROW) | dict.fromkeys("mwMW—%@€", WIDE)
NAMES = {NARROW: "narrow", MIDDLING: "middling", WIDE: "wide"}


def width(text: str) -> float:
    """Return how wide a text is in this typeface, in ems."""
    return sum(_width(character) for character in text) / EM


def write_typeface(characters: Iterable[str], path: Path) -> None:
    """Write the typeface, with these characters and the space, as a TrueType file; the same give the same bytes."""
    names = [".notdef", "space", *NAMES.values()]
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): NAMES[_width(one)] for one in characters} | {ord(" "): "space"})
    boxes = {name: _box(advance) for advance, name in NAMES.items()}
    builder.setupGlyf({".notdef": _box(MIDDLING), "space": TTGlyphPen(None).glyph()} | boxes)
    advances = {".notdef": MIDDLING, "space": NARROW} | {name: advance for advance, name in NAMES.items()}
    builder.setupHorizontalMetrics({name: (advance, 0) for name, advance in advances.items()})
    ascent, descent = round(ASCENT * EM), round(DESCENT * EM)
    builder.setupHorizontalHeader(ascent=ascent, descent=-descent)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular", "psName": "Boxes"})
    builder.setupOS2(
        sTypoAscender=ascent, sTypoDescender=-descent, usWinAscent=ascent, usWinDescent=descent, fsType=MAY_BE_EMBEDDED
    )
    builder.setupPost()
    builder.updateHead(created=MADE, modified=MADE)
    builder.font.recalcTimestamp = False
    builder.save(path)


def _width(character: str) -> int:
    return WIDTHS.get(character, MIDDLING)


def _box(advance: int) -> Glyph:
    """Return an open box, as wide as its advance and as high as a line."""
    bottom, top = -round(DESCENT * EM), round(ASCENT * EM)
    pen = TTGlyphPen(None)
    corners = [(0, bottom), (0, top), (advance, top), (advance, bottom)]
    inner = [
        (LINE, bottom + LINE),
        (advance - LINE, bottom + LINE),
        (advance - LINE, top - LINE),
        (LINE, top - LINE),
    ]
    for first, *others in (corners, inner):  # the inner one runs the other way round: it is a hole
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
