"""The text that a page of a PDF visibly shows, as words with their places."""

import ctypes
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from index.nota import Box

MOST_LETTERS = 50_000  # a page full of the smallest print has 15,000; with more, its text is left alone
MOST_OBJECTS = 50_000
LOOKED_AT = 0.5  # of the picture's size: enough to see whether a letter is there
GLANCE = 1000  # pixels of the longest side: enough to see whether there is any text at all
LEAST_CHANGE = 16  # grey levels: a letter that differs less from what lies under it cannot be read
GAP = 0.1  # of the type size: letters further apart belong to two words; a space takes 0.2, squeezed half of that
JUMP = 0.6  # of the type size, across the line: letters further off belong to two lines
RAISED, SMALLER = 0.15, 0.8  # of the type size of the word before it: a figure that is a footnote's
SOFT_HYPHEN, UNKNOWN = "\N{SOFT HYPHEN}", "\N{REPLACEMENT CHARACTER}"

_RAISED_FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOT_DRAWN = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)

Shown = npt.NDArray[np.bool_]
Bounds = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word as the PDF itself spells it, with its box in pixels of the picture of its page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Letter:
    """One letter: what is seen of it in pixels, and where it stands on the page in points from its foot."""

    text: str  # UNKNOWN where the font does not say which letter it is
    ink: Box
    room: Bounds  # what it takes of the line: up to where the next letter begins
    size: float  # of the type
    foot: float  # how high its line lies, across the way in which it runs


def printed_words(page: pdfium.PdfPage, scale: float) -> tuple[PrintedWord, ...]:
    """Return the words that are seen on the page when it is drawn at this scale, in pixels per point.

    Left out is what is invisible, as an earlier OCR run's text is, white on white, clipped, or hidden under a picture;
    and a word with a letter that its font does not name. A page with far too much text has none.
    """
    try:
        words = [_word(letters) for letters in _divided(_seen_letters(page, scale))]
    except pdfium.PdfiumError:  # the page can be drawn, and is read as any other
        return ()
    return tuple(word for word in words if _is_readable(word.text))


def shows_text(page: pdfium.PdfPage) -> bool:
    """Return whether any text is seen on the page; the invisible text of an earlier OCR run is not."""
    texts = _texts(page)
    return bool(texts and _shown(page, texts, min(1.0, GLANCE / max(page.get_size()))).any())


def _seen_letters(page: pdfium.PdfPage, scale: float) -> Iterator[_Letter]:
    """Give the letters that are seen, and the spaces, in the order of the file."""
    texts, layer = _texts(page), page.get_textpage()
    count = layer.count_chars()
    if not texts or count > MOST_LETTERS:
        return
    width, height = (math.ceil(side * scale) for side in page.get_size())
    place = pdfium.PdfPosConv(page, (0, 0, width, height, 0))
    shown = _shown(page, texts, scale * LOOKED_AT)
    for at in range(count):
        if pdfium_c.FPDFText_IsGenerated(layer, at) == 1 or not _is_drawn(pdfium_c.FPDFText_GetTextObject(layer, at)):
            continue
        letter = _letter(layer, at, place)
        if letter.text.isspace() or _is_seen(letter, shown):
            yield letter


def _texts(page: pdfium.PdfPage) -> list[pdfium.PdfObject]:
    """Return the pieces of text that the page draws; none where there are far too many."""
    every = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT])
    texts = [text for text in islice(every, MOST_OBJECTS + 1) if _is_drawn(text.raw)]
    return texts if len(texts) <= MOST_OBJECTS else []


def _is_drawn(text: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    return pdfium_c.FPDFTextObj_GetTextRenderMode(text) not in _NOT_DRAWN


def _shown(page: pdfium.PdfPage, texts: Iterable[pdfium.PdfObject], scale: float) -> Shown:
    """Return where these texts are seen: where the picture of the page changes when they are taken away."""
    whole = _picture(page, scale)
    try:
        for text in texts:
            pdfium_c.FPDFPageObj_SetIsActive(text.raw, False)
        bare = _picture(page, scale)
    finally:
        for text in texts:
            pdfium_c.FPDFPageObj_SetIsActive(text.raw, True)
    return np.asarray(np.maximum(whole, bare) - np.minimum(whole, bare) >= LEAST_CHANGE)


def _picture(page: pdfium.PdfPage, scale: float) -> npt.NDArray[np.uint8]:
    grey = page.render(scale=scale, grayscale=True).to_numpy()
    return np.array(grey.reshape(grey.shape[:2]), np.uint8)


def _is_seen(letter: _Letter, shown: Shown) -> bool:
    left, top, right, bottom = (max(0, int(side * LOOKED_AT)) for side in letter.ink)
    return bool(shown[top : bottom + 1, left : right + 1].any())


def _letter(layer: pdfium.PdfTextPage, at: int, place: pdfium.PdfPosConv) -> _Letter:
    matrix, x, y = pdfium_c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetMatrix(layer, at, matrix)
    pdfium_c.FPDFText_GetCharOrigin(layer, at, x, y)
    angle = pdfium_c.FPDFText_GetCharAngle(layer, at)  # in radians, clockwise
    room = layer.get_charbox(at, loose=True)
    ink = _placed(layer.get_charbox(at), place)
    return _Letter(
        _named(layer, at),
        ink if ink.left < ink.right and ink.top < ink.bottom else _placed(room, place),
        room,
        pdfium_c.FPDFText_GetFontSize(layer, at) * math.hypot(matrix.c, matrix.d),
        x.value * math.sin(angle) + y.value * math.cos(angle),
    )


def _named(layer: pdfium.PdfTextPage, at: int) -> str:
    """Return which letter this is: a hyphen at a line end is one, whatever PDFium makes of it."""
    if pdfium_c.FPDFText_IsHyphen(layer, at) == 1:
        return "-"
    if pdfium_c.FPDFText_HasUnicodeMapError(layer, at) == 1:
        return UNKNOWN
    return chr(min(pdfium_c.FPDFText_GetUnicode(layer, at), ord(UNKNOWN)))


def _placed(bounds: Bounds, place: pdfium.PdfPosConv) -> Box:
    """Return in pixels of the picture what lies here on the page."""
    left, bottom, right, top = bounds
    (x, y), (across, down) = place.to_bitmap(left, bottom), place.to_bitmap(right, top)
    return Box(min(x, across), min(y, down), max(x, across), max(y, down))


def _divided(letters: Iterable[_Letter]) -> Iterator[list[_Letter]]:
    """Give the letters word by word."""
    word: list[_Letter] = []
    for letter in letters:
        if word and (letter.text.isspace() or _is_apart(word[-1], letter)):
            yield word
            word = []
        if not letter.text.isspace():
            word.append(letter)
    if word:
        yield word


def _is_apart(letter: _Letter, following: _Letter) -> bool:
    """Return whether white or another line stands between two letters, whichever way the line runs."""
    (left, bottom, right, top), size = letter.room, max(letter.size, following.size)
    next_left, next_bottom, next_right, next_top = following.room
    across = max(left, next_left) - min(right, next_right)
    up = max(bottom, next_bottom) - min(top, next_top)
    return max(across, up) > GAP * size or abs(letter.foot - following.foot) > JUMP * size


def _word(letters: list[_Letter]) -> PrintedWord:
    """Return the letters as one word, its footnote's figures raised."""
    first = letters[0]
    text = "".join(
        letter.text.translate(_RAISED_FIGURES) if _is_raised(letter, first) else letter.text for letter in letters
    )
    lefts, tops, rights, bottoms = zip(*(letter.ink for letter in letters), strict=True)
    return PrintedWord(_plain(text), Box(min(lefts), min(tops), max(rights), max(bottoms)))


def _is_raised(letter: _Letter, first: _Letter) -> bool:
    return letter.size < SMALLER * first.size and letter.foot - first.foot > RAISED * first.size


def _plain(text: str) -> str:
    """Return the word without signs that have no shape; a hyphen that shows only at a line end is an ordinary one."""
    if text.endswith(SOFT_HYPHEN):
        text = text[:-1] + "-"
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", text)


def _is_readable(text: str) -> bool:
    """Return whether the font names every letter of the word, and all in one script."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()}
    named = all(unicodedata.category(letter)[0] not in "CZ" and letter != UNKNOWN for letter in text)
    return bool(text) and named and len(scripts) <= 1
