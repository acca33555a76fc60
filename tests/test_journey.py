"""The whole road by the real command: a scan goes in, and the right page comes out."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from index.archive import Archive
from index.nota import Box, Mark, Nota, Page
from tests.conftest import a_nota, a_scan, put

SAMPLES = Path(__file__).parents[1] / "samples" / "scans"
SEED = SAMPLES / "annotated" / "seed.pdf"
NOTA = (sys.executable, "-m", "nota")


def nota(archive: Path, *arguments: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    words: Sequence[str] = [*NOTA, "--archive", str(archive), *map(str, arguments)]
    return subprocess.run(words, input=given, capture_output=True, check=False)


def answer(archive: Path, *arguments: object) -> Any:
    done = nota(archive, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive that holds the seed nota: three pages, annotated by hand."""
    folder = tmp_path_factory.mktemp("archief")
    outcome = answer(folder, "ingest", SEED, "--jobs", 2)
    assert (outcome["outcome"], outcome["pages"]) == ("new", 3)
    return folder


@pytest.fixture(scope="session")
def key(seeded: Path) -> str:
    (only,) = Archive(seeded)
    return only


def test_the_question_is_answered_with_the_right_page(seeded: Path, key: str) -> None:
    found = answer(seeded, "search", "prejudiciële vragen Wi2013")

    hit = found["hits"][0]
    assert (hit["id"], hit["page"], hit["dated"]) == (key, 3, "2023-11-22")
    assert "<mark>Wi2013</mark>" in hit["snippet"]
    assert hit["url"].startswith(f"/id/{key}/p3?q=prejudici")
    assert (found["total"], found["pages"]) == (1, 3)
    assert found["took_ms"] >= 0
    assert ["2023", 1] in found["facets"]["jaar"]


def test_the_boxes_of_a_hit_are_those_of_its_words(seeded: Path, key: str) -> None:
    (hit,) = answer(seeded, "search", "prejudiciële vragen")["hits"]

    page = Archive(seeded).get(key).pages[hit["page"] - 1]
    words = {word.box: word.text for line in page.lines for word in line.words}
    marked = [words[tuple(box)].lower() for box in hit["boxes"]]
    assert {"prejudiciële", "vragen"} <= {word.strip(".,:") for word in marked}
    assert all("vra" in word or "prejudicie" in word.replace("ë", "e") for word in marked)


def test_a_question_that_is_half_right_is_helped_along(seeded: Path, key: str) -> None:
    slipped = answer(seeded, "search", '"prejudiceile"')
    assert (slipped["total"], slipped["suggestion"]) == (0, '"prejudiciele"')
    half = answer(seeded, "search", "prejudiciële xylofoons")
    assert (half["total"], [hit["id"] for hit in half["nearly"]]) == (0, [key])
    assert answer(seeded, "search", "veld:prejudiciële")["hints"]


def test_synonyms_are_those_of_a_file_that_may_be_edited(tmp_path: Path) -> None:
    line = {"pages": [{"body": "De Tweede Kamer wil een zwembad."}]}
    assert nota(tmp_path, "import", "-", given=json.dumps(line).encode()).returncode == 0
    assert answer(tmp_path, "search", "tk zwembad")["total"] == 1
    assert answer(tmp_path, "search", "badhuis")["total"] == 0

    assert nota(tmp_path, "synonyms", "--write").returncode == 0
    path = tmp_path / "synoniemen.txt"
    path.write_text(path.read_text("utf-8") + "badhuis = zwembad\n", "utf-8")
    assert answer(tmp_path, "search", "badhuis")["total"] == 1
    assert nota(tmp_path, "synonyms", "--write").returncode == 2
    assert b"badhuis = zwembad" in nota(tmp_path, "synonyms").stdout

    path.write_text("een regel die niets zegt\n", "utf-8")
    done = nota(tmp_path, "search", "zwembad", "--json")
    assert (done.returncode, json.loads(done.stdout)["total"]) == (0, 1)
    assert b"synoniemen.txt" in done.stderr


def test_a_question_without_an_answer_is_no_error(seeded: Path) -> None:
    assert answer(seeded, "search", "tijgerhaai")["hits"] == []


@pytest.mark.parametrize(("filters", "hits"), [(["--from", "2023-11"], 1), (["--to", "2023-11-21"], 0)])
def test_a_filter_by_date_keeps_the_notas_of_those_days(seeded: Path, filters: list[str], hits: int) -> None:
    assert answer(seeded, "search", "inburgering", *filters)["total"] == hits


def test_show_gives_the_record_that_is_stored(seeded: Path, key: str) -> None:
    shown = nota(seeded, "show", key, "--json").stdout

    record = msgspec.json.decode(shown, type=Nota)
    assert record == Archive(seeded).get(key)
    assert str(record.dated) == "2023-11-22"
    assert record.sha256 == hashlib.sha256(SEED.read_bytes()).hexdigest()
    for tag in record.tags:
        assert record.pages[tag.page - 1].body[tag.start : tag.end] == tag.quote
    assert "2023-07-13" in {tag.value for tag in record.tags}


def test_each_page_says_how_well_it_was_read(seeded: Path, key: str) -> None:
    shown = nota(seeded, "show", key).stdout.decode()

    for page in Archive(seeded).get(key).pages:
        assert page.quality is not None
        assert 0.9 < page.quality < 1
        assert f"pagina {page.number} · kwaliteit 9" in shown
        assert f"% ({page.band})" in shown
    assert answer(seeded, "search", "kwaliteit:ja")["total"] == 1
    assert answer(seeded, "search", "kwaliteit:onzin")["total"] == 0


def test_notes_that_nobody_has_read_are_told_from_those_that_were(archive: Archive) -> None:
    noted, read = (a_nota(f"blad {name}") for name in ("ongezien", "gezien"))
    for record, text in ((noted, None), (read, "eens")):
        note = Mark("k01", "marginalia", Box(0, 0, 9, 9), "blue", text=text)
        put(archive, replace(record, pages=(replace(record.pages[0], marks=(note,)),)))

    found = answer(archive.folder, "search", "ongelezen:ja")
    assert [hit["id"] for hit in found["hits"]] == [noted.id]
    assert answer(archive.folder, "search", "kantlijn:ja")["facets"]["ongelezen"] == [["ja", 1]]


def test_what_was_read_worst_is_reviewed_first(archive: Archive) -> None:
    worn, worse, good = (a_nota(f"blad {name}") for name in ("bleek", "bleker", "helder"))
    for record, quality in ((worn, 0.8), (worse, 0.31), (good, 0.99)):
        put(archive, replace(record, pages=(Page(number=1, body="blad", quality=quality),)))

    found = answer(archive.folder, "search", "kwaliteit:laag")
    assert [hit["id"] for hit in found["hits"]] == [worse.id, worn.id]
    assert found["facets"]["kwaliteit"] == [["laag", 2]]
    assert b"pagina 1 \xc2\xb7 kwaliteit 31 % (laag)" in nota(archive.folder, "show", worse.id).stdout


def test_the_colofon_stays_out_of_the_body(seeded: Path, key: str) -> None:
    for page in Archive(seeded).get(key).pages:
        assert "Onze referentie" not in page.body
        assert "22 november 2023" in page.metadata


def test_every_layer_is_a_picture_of_its_size(seeded: Path, key: str, tmp_path: Path) -> None:
    page = Archive(seeded).get(key).pages[0]
    out = tmp_path / "layer.png"
    for layer in ("upright", "print", "handwriting", "stamp"):
        assert nota(seeded, "layer", key, 1, layer, "-o", out).returncode == 0
        with Image.open(out) as picture:
            assert (picture.format, picture.size) == ("PNG", (page.width, page.height))
            if layer in ("handwriting", "stamp"):
                assert picture.mode == "L"
                assert set(np.unique(np.asarray(picture)).tolist()) <= {0, 255}
    assert nota(seeded, "layer", key, 1, "scan", "-o", out).returncode == 0


def test_every_mark_is_a_picture_that_holds_it(seeded: Path, key: str, tmp_path: Path) -> None:
    page = Archive(seeded).get(key).pages[0]
    out = tmp_path / "mark.png"

    assert page.marks
    for mark in page.marks:
        assert nota(seeded, "layer", key, 1, mark.id, "-o", out).returncode == 0
        with Image.open(out) as picture:
            assert mark.box.right - mark.box.left <= picture.width <= page.width
            assert mark.box.bottom - mark.box.top <= picture.height <= page.height
    assert nota(seeded, "layer", key, 1, "k999", "-o", out).returncode == 2


def test_a_scan_that_is_there_is_present(seeded: Path, key: str) -> None:
    outcome = answer(seeded, "ingest", SEED)

    assert (outcome["outcome"], outcome["id"], outcome["pages"]) == ("present", key, 3)


def test_one_job_and_two_make_the_same_archive(seeded: Path, tmp_path: Path) -> None:
    answer(tmp_path, "ingest", SEED, "--jobs", 1)

    assert stored(tmp_path) == stored(seeded)


def stored(archive: Path) -> dict[str, bytes]:
    return {str(path.relative_to(archive)): path.read_bytes() for path in (archive / "notas").glob("*/*/*")}


def test_the_index_can_be_lost_without_loss(seeded: Path) -> None:
    before = answer(seeded, "search", "vroege start")["hits"]
    for path in sorted((seeded / "index").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    found = nota(seeded, "search", "vroege start", "--json")

    assert json.loads(found.stdout)["hits"] == before
    assert b"index" in found.stderr
    assert nota(seeded, "reindex").returncode == 0
    assert answer(seeded, "search", "vroege start")["hits"] == before


def test_text_can_be_imported_found_checked_and_its_damage_seen(tmp_path: Path) -> None:
    line = json.dumps({"title": "Brief", "pages": [{"body": "Over warme overdracht.", "metadata": ""}]})
    imported = nota(tmp_path, "import", "-", "--json", given=line.encode())
    key = json.loads(imported.stdout)["id"]

    assert answer(tmp_path, "search", '"warme overdracht"')["hits"][0]["id"] == key
    assert nota(tmp_path, "check").returncode == 0
    record = Archive(tmp_path).path(key, "nota.json")
    record.write_bytes(record.read_bytes().replace(b"warme", b"koude"))
    checked = nota(tmp_path, "check", "--json")
    assert checked.returncode == 4
    assert json.loads(checked.stdout) == {"id": key, "name": "nota.json", "what": "has changed"}
    record.unlink()
    assert nota(tmp_path, "show", key).returncode == 4
    assert nota(tmp_path, "layer", key, 1, "scan", "-o", tmp_path / "x.png").returncode == 4


@pytest.mark.parametrize(("question", "total"), [(["-huis"], 1), (["brief", "-overdracht"], 0), (["-", "brief"], 1)])
def test_a_question_may_begin_with_a_minus(tmp_path: Path, question: list[str], total: int) -> None:
    nota(tmp_path, "import", "-", given=b'{"title": "Brief", "pages": [{"body": "Over warme overdracht."}]}')

    assert answer(tmp_path, "search", *question)["total"] == total


def test_a_byte_order_mark_before_the_text_is_passed_over(tmp_path: Path) -> None:
    done = nota(tmp_path, "tag", given=b'\xef\xbb\xbf{"text": "Niets bijzonders.", "dated": null}\r\n')

    assert json.loads(done.stdout) == {"tags": []}


def test_text_from_elsewhere_is_tagged_line_by_line(tmp_path: Path) -> None:
    texts = ["Zie Kamerstuk 32 824, nr. 402.", "Op 13 juli jl. was dit zo."]
    lines = "".join(json.dumps({"text": text, "dated": "2023-11-22"}) + "\n" for text in texts)

    done = nota(tmp_path, "tag", "--json", given=lines.encode())

    answers = [json.loads(line)["tags"] for line in done.stdout.splitlines()]
    assert [{tag["value"] for tag in tags} for tags in answers] == [{"32824-402"}, {"2023-07-13"}]
    for text, tags in zip(texts, answers, strict=True):
        assert all(text[tag["start"] : tag["end"]] == tag["quote"] for tag in tags)


def test_a_refused_file_gives_exit_code_3_and_its_odd_name_survives(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(bytes(tmp_path) + b'/leeg\xe9\n".pdf'))
    odd.touch()

    done = nota(tmp_path / "archief", "ingest", odd, "--json")

    assert done.returncode == 3
    outcome = json.loads(done.stdout)
    assert (outcome["path"], outcome["outcome"], outcome["reason"]) == (str(odd), "refused", "empty")


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "n-000000000000"),
        ("layer", "n-000000000000", "1", "scan", "-o", "x.png"),
        ("search", "x", "--from", "gisteren"),
        ("search", "x", "--limti", "5"),
        ("ingest",),
        ("weet niet",),
    ],
)
def test_wrong_usage_gives_exit_code_2_and_a_sentence(seeded: Path, arguments: tuple[str, ...]) -> None:
    done = nota(seeded, *arguments)

    assert done.returncode == 2
    assert done.stderr
    assert b"Traceback" not in done.stderr
    assert not done.stdout


def test_the_command_is_there_before_any_room_has_loaded() -> None:
    code = "import sys, nota; print({'ingest', 'search', 'numpy', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_busy_archive_gives_exit_code_75(tmp_path: Path) -> None:
    with Archive(tmp_path).writing():
        assert nota(tmp_path, "import", "-").returncode == 75


def test_a_folder_that_cannot_be_made_gives_exit_code_74(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()

    done = nota(tmp_path / "bestand", "import", "-", given=b'{"pages": [{}]}')

    assert done.returncode == 74


def test_a_layer_that_cannot_be_written_gives_exit_code_74(seeded: Path, key: str, tmp_path: Path) -> None:
    for place in (tmp_path / "nergens" / "x.png", tmp_path):
        done = nota(seeded, "layer", key, 1, "print", "-o", place)

        assert (done.returncode, b"Traceback" in done.stderr) == (74, False)


def test_a_file_in_the_place_of_the_index_gives_exit_code_74(tmp_path: Path) -> None:
    nota(tmp_path, "import", "-", given=b'{"pages": [{}]}')
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "index").touch()

    assert nota(tmp_path, "search", "x").returncode == 74


def test_what_is_null_in_an_imported_line_is_left_out(tmp_path: Path) -> None:
    line = {"source": None, "title": None, "dated": None, "pages": [{"body": "Tekst.", "metadata": None}]}

    assert answer(tmp_path, "import", write_line(tmp_path, line))["outcome"] == "new"


def write_line(folder: Path, line: dict[str, Any]) -> Path:
    path = folder / "een.jsonl"
    path.write_text(json.dumps(line), "utf-8")
    return path


def test_a_damaged_picture_is_told_by_its_refusal_alone(tmp_path: Path) -> None:
    cut = tmp_path / "kort.tif"
    cut.write_bytes((SAMPLES / "easy" / "bruggen.tif").read_bytes()[:3000])

    said = nota(tmp_path / "archief", "ingest", cut).stderr

    assert said == b"0 new, 0 present, 1 refused.\n"


def test_a_missing_program_gives_exit_code_5_and_the_line_that_installs_it(tmp_path: Path) -> None:
    scan = a_scan(tmp_path / "een.png", "Woorden op een bladzijde")
    bare = {name: value for name, value in os.environ.items() if name != "PATH"} | {"PATH": str(tmp_path)}

    for arguments in (("doctor",), ("--archive", str(tmp_path / "archief"), "ingest", str(scan))):
        done = subprocess.run([*NOTA, *arguments], env=bare, capture_output=True, check=False)
        assert done.returncode == 5
        assert b"apt-get install tesseract-ocr" in done.stdout + done.stderr


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_leaves_nothing_half_and_gives_exit_code_130(tmp_path: Path, stop: signal.Signals) -> None:
    archive = tmp_path / "archief"
    scan = a_scan(tmp_path / "lang.tif", *(f"Bladzijde {number}" for number in range(200)))
    with subprocess.Popen([*NOTA, "--archive", archive, "ingest", scan], stderr=subprocess.PIPE) as batch:
        while not list(archive.glob("tmp/*/*.jpg")):
            assert batch.poll() is None
            time.sleep(0.02)
        batch.send_signal(stop)
        _, said = batch.communicate(timeout=60)

    assert batch.returncode == 130
    assert b"Traceback" not in said
    assert not [path for part in ("notas", "tmp") for path in (archive / part).rglob("*")]


def test_a_reader_that_goes_away_is_left_in_peace(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*NOTA, "tag"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as tags:
        assert tags.stdout is not None
        tags.stdout.close()
        _, said = tags.communicate(b'{"text": "13 juli 2023"}\n' * 50) if tags.stdin else (b"", b"")

    assert said == b""
