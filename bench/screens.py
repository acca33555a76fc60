"""Take the pictures of the pages that the docs show: `python -m bench.screens ARCHIVE`, of the samples."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image
from playwright.sync_api import sync_playwright

from index.archive import Archive
from search.ask import ask
from tests.shown import served

IMAGES = Path(__file__).parents[1] / "docs/img"
SIZE = {"width": 1200, "height": 800}
COLOURS = 128  # enough for a page of print, and small
CHROMIUM = "/usr/bin/chromium"

QUESTION = "onderwijs motie"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def main(folder: Path) -> None:
    """Serve the archive, and photograph a search, a page, a nota and the kantlijn."""
    archive = Archive(folder)
    hit = _best(archive)
    pages = {
        "zoeken": f"/zoek?q={QUESTION}",
        "pagina": f"/id/{hit}/p2?q={QUESTION}",
        "nota": f"/id/{hit}",
        "kantlijn": "/kantlijn",
    }
    with served(archive) as address, sync_playwright() as playwright, TemporaryDirectory() as drafts:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, locale="nl-NL")  # type: ignore[arg-type]  # a dict is a viewport
        for name, path in pages.items():
            page.goto(address + path, wait_until="networkidle")
            draft = Path(drafts) / f"{name}.png"
            page.screenshot(path=draft)
            with Image.open(draft) as picture:
                picture.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)
        browser.close()


def _best(archive: Archive) -> str:
    """Return the id of the nota that the README asks for."""
    return ask(archive, "prejudiciële vragen Wi2013", print).hits[0].id


if __name__ == "__main__":
    main()
