"""Write set pages as a PDF that never saw a scanner: words as text, in the reader program's own Helvetica."""

from collections.abc import Sequence

from samples.forge.lines import POINTS_PER_INCH, RAISED, Line
from samples.forge.typeset import SetPage

# Arimo is as wide as Helvetica, letter for letter, so a page set in it keeps its line ends.
FACE = "arimo"


def born_pdf(pages: Sequence[SetPage], dpi: int) -> bytes:
    """Return a PDF of these pages, set in Arimo at this resolution. Emblems are left out."""
    count = len(pages)
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
            for name in ("Helvetica", "Helvetica-Bold")
        ),
    ]
    for at, page in enumerate(pages):
        scale = POINTS_PER_INCH / dpi
        size = f"[0 0 {page.width * scale:.2f} {page.height * scale:.2f}]"
        fonts = "<< /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {size} /Resources {fonts} /Contents {6 + 2 * at} 0 R >>".encode()
        )
        content = _content(page, scale)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _file(objects)


def _content(page: SetPage, scale: float) -> bytes:
    parts = [
        f"{r.left * scale:.2f} {(page.height - r.bottom) * scale:.2f} "
        f"{(r.right - r.left) * scale:.2f} {max(0.4, (r.bottom - r.top) * scale):.2f} re f".encode()
        for r in page.rules
    ]
    for line in (*page.body, *page.metadata):
        parts += _shown(line, page, scale)
    return b"\n".join(parts)


def _shown(line: Line, page: SetPage, scale: float) -> list[bytes]:
    """Show each word of a line at its place, its raised figures smaller and higher."""
    shown = []
    for word in line.words:
        letters = word.text.rstrip(RAISED)
        figures = "".join(str(RAISED.index(figure)) for figure in word.text[len(letters) :])
        x, y, size = word.x * scale, (page.height - word.baseline) * scale, word.size * scale
        font = "/F2" if word.bold else "/F1"
        end = x + word.width * scale - 0.4 * size * len(figures)
        shown.append(_text(font, size, x, y, letters))
        if figures:
            shown.append(_text(font, 0.62 * size, end, y + 0.35 * size, figures))
    if line.bullet:
        first = line.words[0]
        shown.append(_text("/F1", first.size * scale, (first.x - 1.3 * first.size) * scale, y, "•"))
    return shown


def _text(font: str, size: float, x: float, y: float, words: str) -> bytes:
    coded = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"BT {font} {size:.2f} Tf {x:.2f} {y:.2f} Td (".encode() + coded + b") Tj ET"


def _file(objects: Sequence[bytes]) -> bytes:
    """Join the objects, numbered, and write the table that says where each begins."""
    made, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
