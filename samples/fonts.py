"""The typefaces that the forge draws with, all in `samples/fonts/`.

The folder comes with the repository: nothing needs fetching to forge or to test. Who adds a name below fetches its
face with `python -m samples.fonts`. Printed faces and handwriting faces come from npm by package name; all are under
the SIL Open Font Licence or the Apache Licence. DejaVu, whose width is that of the ministries' own letter, comes from
the Debian package fonts-dejavu-core, under the Bitstream Vera licence. Each licence is kept beside its faces.
"""

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"

# What a ministry prints with: sans and serif, narrow and wide. Regular and bold are fetched of each.
PRINT_FACES = (
    "open-sans",
    "source-sans-3",
    "fira-sans",
    "lato",
    "arimo",
    "tinos",
    "noto-serif",
    "pt-serif",
    "ibm-plex-sans",
    "roboto",
)

DEBIAN_FACES = {
    "dejavu-sans-400.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "dejavu-sans-700.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "dejavu-serif-400.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "dejavu-serif-700.ttf": "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "dejavu.LICENSE": "/usr/share/doc/fonts-dejavu-core/copyright",
}

# Hands that write fast, neatly, round, narrow, with a ballpoint or with a felt tip.
HAND_FACES = (
    "caveat",
    "homemade-apple",
    "reenie-beanie",
    "nothing-you-could-do",
    "cedarville-cursive",
    "la-belle-aurore",
    "over-the-rainbow",
    "shadows-into-light",
    "dawning-of-a-new-day",
    "mrs-saint-delafield",
    "herr-von-muellerhoff",
    "covered-by-your-grace",
    "just-me-again-down-here",
    "zeyada",
    "rock-salt",
    "waiting-for-the-sunrise",
)

# What the eye for ink is trained on, besides: no hand that a sample or a test is written in.
TRAINING_PRINT_FACES = (
    "carlito",
    "source-serif-4",
    "eb-garamond",
    "courier-prime",
    "merriweather",
    "nunito-sans",
    "libre-baskerville",
    "inter",
    "gelasio",
    "caladea",
)

TRAINING_HAND_FACES = (
    "patrick-hand",
    "indie-flower",
    "kalam",
    "gochi-hand",
    "handlee",
    "architects-daughter",
    "coming-soon",
    "sue-ellen-francisco",
    "loved-by-the-king",
    "give-you-glory",
    "gloria-hallelujah",
    "annie-use-your-telescope",
    "the-girl-next-door",
    "bad-script",
    "marck-script",
    "mr-de-haviland",
    "square-peg",
    "gaegu",
    "just-another-hand",
    "sedgwick-ave",
    "kristi",
    "league-script",
    "stalemate",
    "mansalva",
    "permanent-marker",
    "playwrite-nl",
)

ALL_FACES = (*PRINT_FACES, *HAND_FACES, *TRAINING_PRINT_FACES, *TRAINING_HAND_FACES)


def main() -> int:
    """Fetch every face that is not there yet; 0 when all are, 5 when a program or package is missing."""
    FOLDER.mkdir(exist_ok=True)
    families = [family for family in ALL_FACES if not (FOLDER / f"{family}-400.woff").exists()]
    copies = {name: Path(original) for name, original in DEBIAN_FACES.items() if not (FOLDER / name).exists()}
    if families and not shutil.which("npm"):
        return missing("npm", "npm")
    if not all(original.exists() for original in copies.values()):
        return missing("DejaVu", "fonts-dejavu-core")
    for family in families:
        print(f"fetching {family}", file=sys.stderr)
        fetch(family)
    for name, original in copies.items():
        shutil.copyfile(original, FOLDER / name)
    return 0


def missing(what: str, package: str) -> int:
    """Say how to install what is missing; return the exit code for that."""
    print(f"{what} is missing: sudo apt-get install {package}", file=sys.stderr)
    return 5


def face(family: str, weight: int = 400) -> Path:
    """Where this face lies; a family without a bold gives its regular.

    Raises:
        FileNotFoundError: the face is not in the folder.

    """
    for heavy in (weight, 400):
        for path in (FOLDER / f"{family}-{heavy}.woff", FOLDER / f"{family}-{heavy}.ttf"):
            if path.exists():
                return path
    raise FileNotFoundError(f"typeface {family} is not in {FOLDER}; fetch it with: python -m samples.fonts")


def fetch(family: str) -> None:
    """Take the Latin regular, the bold where there is one, and the licence of one family out of its npm package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"@fontsource/{family}@5"]
        subprocess.run(command, check=True, capture_output=True)
        package = next(Path(folder).glob("*.tgz")).read_bytes()
    wanted = {f"package/files/{family}-latin-{weight}-normal.woff": f"{family}-{weight}.woff" for weight in (400, 700)}
    wanted["package/LICENSE"] = f"{family}.LICENSE"
    with tarfile.open(fileobj=io.BytesIO(package)) as tar:
        for member in tar.getmembers():
            content = tar.extractfile(member) if member.name in wanted else None
            if content is not None:
                (FOLDER / wanted[member.name]).write_bytes(content.read())


if __name__ == "__main__":
    sys.exit(main())
