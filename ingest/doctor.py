"""What this machine needs to read scans, which of it is here, and the line that installs the rest."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from msgspec import Struct

from index.errors import MissingTool
from ingest import lexicon, ocr

NAME = re.compile(r"[\w.-]+")  # how a requirement begins: "click>=8.1"
FOR_DEVELOPERS = "extra =="
A_DUTCH_WORD = "toezegging"


class Finding(Struct, frozen=True):
    """One thing that is needed."""

    name: str
    there: bool
    found: str  # its version, or what is wrong and the line that mends it


def examine() -> list[Finding]:
    """Look for each program, language and library that taking in a scan needs."""
    return [_tesseract(), _dictionary(), *_libraries()]


def _tesseract() -> Finding:
    try:
        return Finding("tesseract", True, ocr.version())
    except MissingTool as error:
        return Finding("tesseract", False, str(error))


def _dictionary() -> Finding:
    try:
        return Finding("hunspell", lexicon.is_word(A_DUTCH_WORD), f"dictionary {lexicon.DICTIONARY}")
    except MissingTool as error:
        return Finding("hunspell", False, str(error))


def _libraries() -> Iterator[Finding]:
    for requirement in requires("nota-archief") or ():
        name = NAME.match(requirement)
        if name and FOR_DEVELOPERS not in requirement:
            yield _library(name[0])


def _library(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, f"The Python library {name} is not installed; type: make setup")
