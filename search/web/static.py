"""The style, the script and the picture of the pages: the only files that are served as they are."""

from pathlib import Path

from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"


def static_files() -> StaticFiles:
    """Return what serves them."""
    return StaticFiles(directory=FOLDER)
