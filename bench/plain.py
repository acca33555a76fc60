"""Read scans with plain Tesseract, one run on each page as it was scanned: what the product has to beat."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.reading import Reading, ReadPage
from bench.truth import Truth
from ingest.scan import as_png, open_scan

# Without the limit Tesseract's threads wait on each other: three times the CPU for the same text.
ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}


def read_with_tesseract(corpus: Path, truths: Sequence[Truth]) -> Iterator[Reading]:
    """Give the reading of each scan, in order."""
    for truth in truths:
        with TemporaryDirectory() as folder:
            picture = Path(folder) / "page.png"
            pages = {}
            for raster in open_scan(corpus / truth.source):
                picture.write_bytes(as_png(raster))
                pages[raster.number] = ReadPage(body=plain_text(picture))
        yield Reading(pages)


def plain_text(picture: Path) -> str:
    """Return what Tesseract, left to itself, reads on the picture of a page."""
    command = ["tesseract", str(picture), "-", "-l", "nld", "--psm", "1"]
    run = subprocess.run(command, env=ONE_THREAD, capture_output=True, text=True, check=True)
    return run.stdout


def tesseract_version() -> str:
    """Return the version of Tesseract that is installed, such as `tesseract 5.3.0`."""
    run = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[0]
