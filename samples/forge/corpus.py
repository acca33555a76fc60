"""The samples that are kept in the repository, each with all that decides it."""

from samples.forge.annotate import Wish
from samples.forge.lines import Look
from samples.forge.reader import Reader
from samples.forge.road import SAMPLES, Recipe
from samples.forge.scanner import Scan

# The marks stand where the plain OCR run of the real nota stumbled: words in the margin, strokes under and through.
SEED_WISHES = (
    Wish("paraph", 1, pen="navy"),
    Wish("margin_note", 1, "ervan ten", "niet nu!", "right", "blue", "fokke"),
    Wish("margin_note", 1, "het belangrijk", "waarom wel?", "right", "blue", "fokke"),
    Wish("underline", 1, "het belangrijk is gelijkgestemd te zijn", pen="blue"),
    Wish("margin_note", 1, "ideeën hebben", "hier met VNG over door", "right", "blue", "fokke"),
    Wish("underline", 1, "definitie van een Vroege start", pen="blue"),
    Wish("underline", 1, "eerder starten met het verplichte", pen="blue"),
    Wish("bracket", 1, "financiële en juridische kaders", side="right", pen="blue"),
    Wish("margin_note", 2, "overleg met Toeslagen", "hoe nu?", "right", "blue", "fokke"),
    Wish("check", 2, "nieuwkomersbeleid op artikel", side="right", pen="blue"),
    Wish("margin_note", 2, "voldoende digitale", "prijken!", "left", "blue", "fokke"),
    Wish("circle", 2, "bent", pen="blue"),
    Wish("arrow", 2, "verantwoord benut", side="left", pen="blue"),
    Wish("strike_through", 2, "een onderzoeksbureau", pen="blue"),
    Wish("interlinear_note", 2, "onderzoeksbureau", "wie dan?", pen="blue", hand="fokke"),
    Wish("margin_note", 2, "inburgering, hoe", "wanneer?", "left", "blue", "fokke"),
    Wish("underline", 3, "welke niveaus realistisch", pen="blue"),
    Wish("check", 3, "achterliggende redenen", side="left", pen="blue"),
    Wish("circle", 3, "hierop terug", pen="blue"),
    Wish("strike_through", 3, "de vast", pen="blue"),
)

SEED = Recipe(
    "seed",
    "annotated",
    SAMPLES / "seed" / "corrected.txt",
    SAMPLES / "seed" / "tags.json",
    look=Look(dpi=300, face="dejavu-sans", size=8.5, leading=1.5, left=27, width=122, first=48, top=38),
    scans=(Scan(skew=1.6, shift=(1, -1)), Scan(skew=-1.1, shift=(-1, 0.5)), Scan(skew=1.9)),
    reader=Reader(marks=0, paraphs=False),
    wishes=SEED_WISHES,
    quality=38,
    seed=2023,
)

CORPUS: tuple[Recipe, ...] = (SEED,)
