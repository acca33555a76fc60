"""Fill `samples/fonts/` with the typefaces the forge draws with: `python -m samples.fonts`.

Printed faces and handwriting faces come from npm by package name; all are under the SIL Open Font Licence or
the Apache Licence, and each package's own licence is kept beside its faces. DejaVu, whose width is that of the
ministries' own letter, comes from the Debian package fonts-dejavu-core. The folder is not in the repository.
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

DEBIAN_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
DEBIAN_FACES = {
    "dejavu-sans-400.ttf": "DejaVuSans.ttf",
    "dejavu-sans-700.ttf": "DejaVuSans-Bold.ttf",
    "dejavu-serif-400.ttf": "DejaVuSerif.ttf",
    "dejavu-serif-700.ttf": "DejaVuSerif-Bold.ttf",
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


def main() -> int:
    """Fetch every face that is not there yet; 0 when all are, 5 when a program or package is missing."""
    if not shutil.which("npm"):
        print("npm is missing: sudo apt-get install npm", file=sys.stderr)
        return 5
    FOLDER.mkdir(exist_ok=True)
    for family in (*PRINT_FACES, *HAND_FACES):
        if not (FOLDER / f"{family}-400.woff").exists():
            print(f"fetching {family}", file=sys.stderr)
            fetch(family)
    for name, original in DEBIAN_FACES.items():
        if not (DEBIAN_FOLDER / original).exists():
            print("DejaVu is missing: sudo apt-get install fonts-dejavu-core", file=sys.stderr)
            return 5
        shutil.copyfile(DEBIAN_FOLDER / original, FOLDER / name)
    return 0


def face(family: str, weight: int = 400) -> Path:
    """Where this face lies; a family without a bold gives its regular.

    Raises:
        FileNotFoundError: the face was never fetched.

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
