import hashlib
import re
from pathlib import Path

import pytest

from index.archive import nota_id
from nota import command

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md"), *ROOT.glob("training/*.md")])
MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")

ROOM = re.compile(r"`((?:commands|index|ingest|search|samples|training|bench|tests)/[\w/]*(?:\.py|/))`")
NOTA = re.compile(r"(?:^|\$ |`|\.venv/bin/)nota ([a-z]+)", re.MULTILINE)
MAKE = re.compile(r"(?:^|`|\$ )make ([a-z]+)", re.MULTILINE)
MODULE = re.compile(r"python -m ((?:bench|samples|training)[.\w]*)")
ID = re.compile(r"\bn-[0-9a-z]{12}\b")
LINK = re.compile(r"\]\(([^)#:]+)\)")
REGISTRY = re.compile(r"pypi\.|pythonhosted|npmjs|registry\.|deb\.debian|crates\.io", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:work|tmp|home|root|mnt)/")


ROOMS = [
    path.relative_to(ROOT).as_posix()
    for house in ("commands", "index", "ingest", "search")
    for path in sorted((ROOT / house).rglob("*.py"))
    if path.name != "__init__.py"
]


def name(doc: Path) -> str:
    return doc.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", ROOM.findall(MAP))
def test_what_the_map_names_is_there(room: str) -> None:
    assert (ROOT / room).exists()


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_names_every_room(room: str) -> None:
    assert f"`{room}`" in MAP


@pytest.mark.parametrize("doc", DOCS, ids=name)
def test_commands_in_the_docs_exist(doc: Path) -> None:
    text = doc.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(NOTA.findall(text)) <= set(command.commands)
    assert set(MAKE.findall(text)) <= set(targets)
    for module in MODULE.findall(text):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists()


@pytest.mark.parametrize("doc", DOCS, ids=name)
def test_links_in_the_docs_lead_somewhere(doc: Path) -> None:
    for link in LINK.findall(doc.read_text(encoding="utf-8")):
        assert (doc.parent / link).exists(), link


@pytest.mark.parametrize("doc", DOCS, ids=name)
def test_the_docs_hold_no_registry_and_no_path_of_one_machine(doc: Path) -> None:
    text = doc.read_text(encoding="utf-8")

    assert not REGISTRY.search(text)
    assert not MACHINE_PATH.search(text)


def test_the_ids_in_the_tour_are_those_of_the_samples() -> None:
    scans = [path for path in (ROOT / "samples/scans").rglob("*") if path.is_file()]
    ids = {nota_id(hashlib.sha256(path.read_bytes()).digest()) for path in scans}

    assert set(ID.findall((ROOT / "README.md").read_text(encoding="utf-8"))) <= ids


def test_every_decision_has_a_number_of_its_own_in_a_row() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_the_shown_picture_is_small() -> None:
    for picture in (ROOT / "docs/img").iterdir():
        assert picture.stat().st_size <= 300_000, picture.name
