"""The samples that are kept in the repository, each with all that decides it."""

from pathlib import Path

from samples.forge.desk import ILLEGIBLE, Wish
from samples.forge.lines import Look
from samples.forge.reader import Reader
from samples.forge.road import SAMPLES, Recipe
from samples.forge.scanner import Scan

# The marks stand where the plain OCR run of the real nota stumbled: words in the margin, strokes under and through.
SEED_WISHES = (
    Wish("paraph", 1, side="right", pen="navy"),
    Wish("margin_note", 1, "ervan ten", "niet nu!", "right", "blue", "fokke"),
    Wish("margin_note", 1, "het belangrijk", "waarom wel?", "right", "blue", "fokke"),
    Wish("underline", 1, "het belangrijk is gelijkgestemd te zijn", pen="blue"),
    Wish("margin_note", 1, "ideeën hebben", "hier met VNG over door", "right", "blue", "fokke"),
    Wish("margin_note", 1, "samen alvast", ILLEGIBLE, "right", "blue", "fokke"),
    Wish("underline", 1, "definitie van een Vroege start", pen="blue"),
    Wish("underline", 1, "eerder starten met het verplichte", pen="blue"),
    Wish("bracket", 1, "financiële en juridische kaders", side="right", pen="blue"),
    Wish("margin_note", 2, "overleg met Toeslagen", "hoe nu?", "right", "blue", "fokke"),
    Wish("check", 2, "nieuwkomersbeleid op artikel", side="right", pen="blue"),
    Wish("margin_note", 2, "voldoende digitale", "prijken!", "left", "blue", "fokke"),
    Wish("circle", 2, "bent", pen="blue"),
    Wish("margin_note", 2, "Werk om te", ILLEGIBLE, "left", "blue", "fokke"),
    Wish("arrow", 2, "verantwoord benut", side="left", pen="blue"),
    Wish("strike_through", 2, "een onderzoeksbureau", pen="blue"),
    Wish("interlinear_note", 2, "onderzoeksbureau", "wie dan?", pen="blue", hand="fokke"),
    Wish("margin_note", 2, "inburgering, hoe", "wanneer?", "left", "blue", "fokke"),
    Wish("underline", 3, "welke niveaus realistisch", pen="blue"),
    Wish("margin_note", 3, "achterliggende redenen", "eerder!", "left", "blue", "fokke"),
    Wish("check", 3, "nog onbekend", side="left", pen="blue"),
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


def _of(name: str) -> tuple[Path, Path]:
    return SAMPLES / "texts" / f"{name}.txt", SAMPLES / "texts" / f"{name}.tags.json"


UNREAD = Reader(marks=0, paraphs=False)

EASY = (
    Recipe(
        "geboren",
        "easy",
        *_of("zorg"),
        look=Look(face="arimo", size=10, left=25, width=115, colofon_left=148, bullet="dot", paging="foot"),
        scans=(Scan(mode="gray", blur=0, noise=0, tint=(255, 255, 255)),),
        reader=UNREAD,
        format="pdf-text",
    ),
    Recipe(
        "bruggen",
        "easy",
        *_of("infrastructuur"),
        look=Look(face="tinos", size=11, justified=True, hyphenated=True, letterhead="side", bullet="dash"),
        scans=(Scan(mode="bitonal", skew=0.35, speckle=0.1), Scan(mode="bitonal", skew=-0.2, speckle=0.1)),
        reader=UNREAD,
        format="tiff-g4",
        seed=2,
    ),
)

ANNOTATED = (
    Recipe(
        "piekbelasting",
        "annotated",
        *_of("landbouw"),
        look=Look(
            dpi=200,
            face="noto-serif",
            size=9.5,
            colofon="left",
            colofon_left=11,
            colofon_width=38,
            left=56,
            width=130,
            first=60,
            bullet="dot",
            paging="foot",
            letterhead="plain",
        ),
        scans=(
            Scan(mode="gray", skew=2.4, back=0.1, staple=True, levels=16, noise=2.5),
            Scan(mode="gray", skew=-1.3, levels=16, noise=2.5),
        ),
        reader=Reader(marks=11, hands=("dirk", "iris"), pens=("pencil", "black"), signs=True),
        format="png",
        seed=31,
    ),
    Recipe(
        "gevangenis",
        "annotated",
        *_of("justitie"),
        look=Look(
            dpi=200,
            face="source-sans-3",
            size=9.5,
            colofon="none",
            columns=2,
            left=24,
            width=162,
            justified=True,
            hyphenated=True,
            paging="foot",
            letterhead="side",
            ribbon=(60, 60, 64),
        ),
        scans=(
            Scan(skew=-1.8, bed=40, holes=2),
            Scan(skew=0.9, rotation=180, bed=40, holes=2),
            Scan(skew=1.2, bed=40, holes=2),
        ),
        reader=Reader(marks=9, hands=("bram", "els"), pens=("red", "navy")),
        quality=42,
        seed=47,
    ),
    Recipe(
        "woningbouw",
        "annotated",
        *_of("wonen"),
        look=Look(dpi=200, size=8.5, hyphenated=True, underlined_leads=True, left=26, width=120),
        scans=(Scan(skew=1.1, holes=4, tint=(247, 245, 236)), Scan(skew=-0.6, holes=4, tint=(247, 245, 236))),
        reader=Reader(marks=14, hands=("greet", "jaap"), pens=("green", "felt"), stamps=True),
        format="jpg",
        quality=55,
        seed=53,
    ),
)

HARD = (
    Recipe(
        "heide",
        "hard",
        *_of("defensie"),
        look=Look(dpi=150, face="roboto", size=10.5, left=24, width=118, letterhead="ribbon"),
        scans=(Scan(mode="gray", rotation=90, skew=-2.6, bed=14, binding=0.8, fade=0.2, light=0.3, noise=6, blur=0.1),),
        reader=Reader(marks=9, hands=("kees",), pens=("blue", "pencil"), signs=True, stamps=True),
        quality=40,
        seed=61,
    ),
    Recipe(
        "leraren",
        "hard",
        *_of("onderwijs"),
        look=Look(dpi=200, face="open-sans", size=9.5, left=22, width=120, first=62, bullet="dash"),
        scans=(
            Scan(mode="bitonal", skew=2.1, speckle=1.6, noise=14, threshold=160, bed=240),
            Scan(mode="bitonal", skew=-2.7, speckle=1.6, noise=14, threshold=150, bed=30),
        ),
        reader=Reader(marks=12, hands=("lies", "nel"), pens=("blue", "black")),
        format="tiff-g4",
        seed=73,
    ),
    Recipe(
        "wachttijden",
        "hard",
        *_of("zorg"),
        look=Look(dpi=200, face="lato", size=10, justified=True, left=30, width=112),
        scans=(
            Scan(skew=-2.2, perspective=(0.02, -0.015), curl=1.4, light=0.6, stain=True, noise=6, blur=0.09, bed=90),
            Scan(skew=1.7, perspective=(-0.02, 0.01), curl=-1.1, light=0.5, back=0.08, noise=6, blur=0.09, bed=90),
        ),
        reader=Reader(marks=10, hands=("henk", "carla"), pens=("gel", "red")),
        format="jpg",
        quality=35,
        seed=89,
    ),
)

CORPUS: tuple[Recipe, ...] = (SEED, *EASY, *ANNOTATED, *HARD)
