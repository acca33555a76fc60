"""Forged pages of which all is known, small enough to read many of them in a test."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ingest.scan import Mask, Raster
from ingest.upright import Upright
from samples.forge.annotate import annotate
from samples.forge.desk import Wish
from samples.forge.lines import Look
from samples.forge.press import press
from samples.forge.scanner import Scan, scan
from samples.forge.text import parse
from samples.forge.truth import ForgedPage
from samples.forge.typeset import typeset

LOOK = Look(dpi=150, size=10.5)  # as few pixels as can be read
FLAT = Scan(tint=(255, 255, 255), bed=255, blur=0.04, noise=1.0)

NOTA = """ministerie: Ministerie van Proefnemingen
directie: Directie Maat en Getal
soort: TER BESLISSING
titel: Een nota om mee te proberen
dated: 2024-05-14
Datum: 14 mei 2024
Onze referentie: 2024-0001
Van: J. de Vries
Aan: De minister

# Aanleiding

Het is gebruikelijk dat de Kamer op 3 juni een brief ontvangt over de voortgang van het programma. De gemeenten
hebben daar bezwaren tegen en vragen om een nader onderzoek. Dat onderzoek begint in de zomer en is voor het
einde van het jaar klaar.

# Geadviseerd besluit

Wij adviseren u de brief te tekenen en in te stemmen met de start van het onderzoek bij vier gemeenten.

- **Vroege start.** Het kost meer tijd dan verwacht om de scholen te vinden.
- **Kosten.** De kosten blijven binnen de begroting van het ministerie.

| Jaar | Bedrag | Scholen |
| 2024 | 125 | 14 |
| 2025 | 310 | 27 |

# Toelichting

De wethouders hebben laten weten dat zij de nieuwe regels graag willen toepassen, mits er genoeg geld is. Het
overleg met hen verloopt goed. Over de verdeling van het budget valt nog te praten, maar een oplossing ligt
binnen bereik. De volgende stap is een gesprek met de inspectie.
"""


def forged(
    text: str = NOTA, look: Look = LOOK, wishes: Sequence[Wish] = (), how: Scan = FLAT, seed: int = 1
) -> list[ForgedPage]:
    """Return the pages of this text, set, written on and scanned."""
    chance = np.random.default_rng(seed)
    made = []
    for page in typeset(parse(text), look):
        sheet = press(page, look)
        marks = annotate(page, sheet, look, [wish for wish in wishes if wish.page == page.number], chance)
        scanned, _ = scan(sheet, marks, None, how, look.dpi, chance)
        made.append(ForgedPage(page, how, scanned, tuple(marks)))
    return made


def raster(page: ForgedPage, dpi: int = LOOK.dpi) -> Raster:
    """Return the page as it comes from the scanner."""
    return Raster(page.scanned.image, dpi, page.set.number)


def on_upright(mask: npt.NDArray[np.bool_], page: Upright) -> Mask:
    """Return a mask of the scan as it lies on the upright page."""
    height, width = page.page.pixels.shape[:2]
    matrix = np.array(page.to_scan).reshape(2, 3)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(mask.astype(np.uint8), matrix, (width, height), flags=flags) > 0)
