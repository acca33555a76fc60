"""What the PDF of a nota says of itself: whose it is, what it was made of, and that it is PDF/A-2b."""

import datetime as dt
from xml.sax.saxutils import escape

from index.nota import Nota
from search.plain import plain

PRODUCER = "nota-archief"
LANGUAGE = "nl"

PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <pdf:Producer>{producer}</pdf:Producer>
   <dc:format>application/pdf</dc:format>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:identifier>{id}</dc:identifier>
   <dc:source>sha256:{sha256}</dc:source>{dates}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>"""

DATES = """
   <dc:date><rdf:Seq><rdf:li>{day}</rdf:li></rdf:Seq></dc:date>
   <xmp:CreateDate>{day}</xmp:CreateDate>
   <xmp:ModifyDate>{day}</xmp:ModifyDate>
   <xmp:MetadataDate>{day}</xmp:MetadataDate>"""


def xmp(nota: Nota) -> str:
    """Return the XMP metadata: title, id, the checksum of the file as it came, and the nota's own date.

    That date stands for the PDF's too: made again, tomorrow or on another machine, it is to have the same bytes. One
    without a date has none.
    """
    return PACKET.format(
        producer=PRODUCER,
        language=LANGUAGE,
        title=escape(plain(nota.title)),
        id=escape(nota.id),
        sha256=escape(nota.sha256),
        dates=_dates(nota.dated),
    )


def _dates(day: dt.date | None) -> str:
    return DATES.format(day=day.isoformat()) if day else ""
