"""PDFs that are drawn, not scanned, written by hand so that they can also be wrong."""

from pathlib import Path

LINE = "De Kamer vraagt om een nader onderzoek"


def shown(text: str, x: float = 60, y: float = 700, size: float = 12, before: str = "") -> str:
    """Return what shows this text with its foot here, in points; `before` is set between the font and the text."""
    coded = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"q BT /F1 {size} Tf {before} 1 0 0 1 {x} {y} Tm ({coded}) Tj ET Q\n"


def said_to_be(mapped: dict[str, str]) -> str:
    """Return the part of a font that says which letters its glyphs are: these are others than they look like."""
    pairs = "\n".join(f"<{ord(glyph):02x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in mapped.items())
    return f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Own def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
{len(mapped)} beginbfchar
{pairs}
endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""


def a_drawn_pdf(path: Path, content: str, page: str = "", font: str = "", size: tuple[int, int] = (595, 842)) -> Path:
    """Write a PDF of one page, sides in points; `page` is added to what is said of it, `font` names its letters."""
    width, height = size
    helvetica = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R {page} /Resources "
            "<< /Font << /F1 5 0 R >> /ExtGState << /Glass << /ca 0 >> >> >> >>"
        ).encode(),
        _stream(content),
        f"<< {helvetica} {'/ToUnicode 6 0 R' if font else ''} >>".encode(),
        _stream(font),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, made) for number, made in enumerate(objects, start=1))
    path.write_bytes(b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R /Size 7 >>\n%%EOF\n")
    return path


def _stream(content: str) -> bytes:
    coded = content.encode("cp1252")
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(coded), coded)
