"""What several tests stand on: an empty archive, small records, and small real scans."""

import hashlib
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from index.archive import Archive, nota_id
from index.nota import Nota, Page


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archief")


def a_nota(text: str, pages: int = 1) -> Nota:
    """Return a small record whose id comes from its text."""
    digest = hashlib.sha256(text.encode())
    return Nota(
        id=nota_id(digest.digest()),
        sha256=digest.hexdigest(),
        source="nota.pdf",
        title=text,
        dated=None,
        reference=None,
        made_with=("a test",),
        pages=tuple(Page(number=number, body=text) for number in range(1, pages + 1)),
    )


def put(archive: Archive, nota: Nota, files: dict[str, bytes] | None = None) -> None:
    """Write a nota with these files; the caller holds the lock or is alone."""
    with archive.draft(nota.id) as draft:
        for name, data in (files or {"scan.pdf": nota.title.encode()}).items():
            draft.write(name, data)
        draft.finish(nota)


def a_sheet(text: str, size: tuple[int, int] = (420, 594)) -> Image.Image:
    """Return a small page with a word on it."""
    sheet = Image.new("L", size, 255)
    ImageDraw.Draw(sheet).text((40, 60), text, fill=0)
    return sheet


def a_scan(path: Path, *pages: str) -> Path:
    """Write a scan with one word a page, in the format that the name tells."""
    first, *others = [a_sheet(text) for text in pages]
    if others:
        first.save(path, dpi=(50, 50), save_all=True, append_images=others)
    else:
        first.save(path, dpi=(50, 50))
    return path


def killed_at_every_step(work: Callable[[], object]) -> Iterator[int]:
    """Do the work in a child that is killed before its first step on disk, then before its second, and so on.

    Yields the number of steps that were done, after each child; ends when one has finished.
    """
    for steps in count():
        child = multiprocessing.get_context("fork").Process(target=_die_after, args=(steps, work))
        child.start()
        child.join()
        yield steps
        if child.exitcode != -signal.SIGKILL:
            assert child.exitcode == 0
            return


def _die_after(steps: int, work: Callable[[], object]) -> None:
    left = iter(range(steps))
    for owner, name in (
        (os, "fsync"),
        (Path, "rename"),
        (Path, "replace"),
        (Path, "unlink"),
        (Path, "mkdir"),
        (shutil, "rmtree"),
    ):
        setattr(owner, name, _counted(getattr(owner, name), left))
    work()


def _counted(step: Callable[..., object], left: Iterator[int]) -> Callable[..., object]:
    def counted(*arguments: object, **options: object) -> object:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **options)

    return counted
