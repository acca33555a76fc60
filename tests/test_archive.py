"""The archive keeps what it is given, whole, and sees when it is no longer so."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import index.archive
from index.archive import Archive, nota_id, page_file, unwritable
from index.errors import Busy, CannotWrite, DamagedArchive, UnknownNota
from index.manifest import MANIFEST
from index.nota import Nota
from tests.conftest import a_nota, killed_at_every_step, put


@given(st.binary())
def test_an_id_is_the_first_sixty_bits_of_the_checksum(content: bytes) -> None:
    digest = hashlib.sha256(content).digest()

    name = nota_id(digest)

    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    bits = "".join(f"{letters.index(letter):05b}" for letter in name.removeprefix("n-"))
    assert bits == f"{int.from_bytes(digest):0256b}"[:60]


@given(st.binary(), st.binary())
def test_other_content_has_another_id(one: bytes, other: bytes) -> None:
    ids = {nota_id(hashlib.sha256(content).digest()) for content in (one, other)}

    assert len(ids) == len({one, other})


def test_what_is_put_in_comes_out(archive: Archive) -> None:
    nota = a_nota("Prejudiciële vragen", pages=2)

    put(archive, nota, {"scan.pdf": b"%PDF-", page_file(1, "upright.jpg"): b"pixels"})

    assert archive.get(nota.id) == nota
    assert list(archive) == [nota.id]
    assert nota.id in archive
    assert archive.path(nota.id, "001.upright.jpg").read_bytes() == b"pixels"
    assert archive.original(nota.id).read_bytes() == b"%PDF-"
    assert not list(archive.verify())


def test_the_manifest_is_read_by_sha256sum(archive: Archive) -> None:
    nota = a_nota("Wi2013")
    put(archive, nota)

    folder = archive.path(nota.id, "nota.json").parent
    check = subprocess.run(["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=folder, check=False)

    assert check.returncode == 0


def test_a_file_is_copied_byte_for_byte(archive: Archive, tmp_path: Path) -> None:
    nota, scan = a_nota("kopie"), tmp_path / "scan"
    scan.write_bytes(bytes(range(256)) * 999)

    with archive.draft(nota.id) as draft:
        sha256 = draft.copy("scan.tif", scan)
        draft.finish(nota)

    assert archive.original(nota.id).read_bytes() == scan.read_bytes()
    assert sha256 == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert not list(archive.verify())


def test_an_unfinished_nota_leaves_nothing(archive: Archive) -> None:
    nota = a_nota("half")

    with archive.draft(nota.id) as draft:
        draft.write("scan.pdf", b"%PDF-")

    assert nota.id not in archive
    assert not [path for path in archive.folder.rglob("*") if path.is_file()]


def test_what_a_killed_writer_left_is_swept(archive: Archive) -> None:
    left = archive.folder / "tmp" / "n-000000000000"
    left.mkdir(parents=True)
    (left / "001.upright.jpg").write_bytes(b"half a pag")

    with archive.writing():
        assert not left.exists()
    assert not list(archive)


def test_an_unknown_nota_is_named(archive: Archive) -> None:
    for wrong in ("n-000000000000", "n-../../../etc", "", "/"):
        with pytest.raises(UnknownNota):
            archive.get(wrong)
        assert wrong not in archive


def test_looking_makes_nothing(archive: Archive) -> None:
    assert list(archive) == []
    assert list(archive.verify()) == []
    assert not archive.folder.exists()


@pytest.mark.parametrize("name", ["scan.pdf", "nota.json"])
def test_one_flipped_bit_is_found(archive: Archive, name: str) -> None:
    sound, hurt = a_nota("gaaf"), a_nota("geschonden")
    put(archive, sound)
    put(archive, hurt)
    path = archive.path(hurt.id, name)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    assert list(archive.verify()) == [(hurt.id, name, "has changed")]


def test_a_missing_and_a_foreign_file_are_found(archive: Archive) -> None:
    nota = a_nota("compleet")
    put(archive, nota, {"scan.pdf": b"%PDF-", "001.print.jpg": b"print"})
    archive.path(nota.id, "001.print.jpg").rename(archive.path(nota.id, "scan.pdf").with_name("002.print.jpg"))

    assert list(archive.verify()) == [
        (nota.id, "001.print.jpg", "is missing"),
        (nota.id, "002.print.jpg", "is not in the manifest"),
    ]


def test_a_lost_manifest_is_damage(archive: Archive) -> None:
    nota = a_nota("lijst")
    put(archive, nota)
    archive.path(nota.id, "manifest-sha256.txt").unlink()

    assert list(archive.verify()) == [(nota.id, "manifest-sha256.txt", "is missing")]


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"id": 7}', b"\xff"])
def test_a_broken_record_is_damage_and_not_an_unknown_nota(archive: Archive, content: bytes | None) -> None:
    nota = a_nota("record")
    put(archive, nota)
    record = archive.path(nota.id, "nota.json")
    record.unlink() if content is None else record.write_bytes(content)

    with pytest.raises(DamagedArchive, match=nota.id):
        archive.get(nota.id)


def test_a_second_writer_is_told_to_wait(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.archive, "BUSY_AFTER", 0.1)

    with archive.writing(), pytest.raises(Busy), Archive(archive.folder).writing():
        pass
    with Archive(archive.folder).writing():
        pass


def test_the_lock_of_a_killed_writer_is_free(archive: Archive) -> None:
    hold = (
        "import pathlib, sys, time; from index.archive import Archive\n"
        "with Archive(pathlib.Path(sys.argv[1])).writing(): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, archive.folder], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"held\n"
        writer.kill()

    with archive.writing():
        pass


def rewritten(archive: Archive, nota: Nota) -> None:
    with archive.writing():
        archive.replace(nota)


def agrees(archive: Archive, key: str) -> bool:
    """Whether sha256sum finds every file of a nota as its manifest says."""
    folder = archive.path(key, "nota.json").parent
    done = subprocess.run(["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=folder, capture_output=True)
    return done.returncode == 0


def test_a_record_is_replaced_and_the_rest_of_the_nota_stays(archive: Archive) -> None:
    old = a_nota("oud")
    put(archive, old, {"scan.pdf": b"%PDF-", "001.print.jpg": b"print"})
    manifest = archive.path(old.id, "manifest-sha256.txt")
    before = manifest.read_text().splitlines()
    new = replace(old, title="nieuw")

    rewritten(archive, new)

    assert archive.get(old.id) == archive.intact(old.id) == new
    assert [line for line in manifest.read_text().splitlines() if "nota.json" not in line] == [
        line for line in before if "nota.json" not in line
    ]
    assert archive.original(old.id).read_bytes() == b"%PDF-"
    assert agrees(archive, old.id)
    assert not list(archive.verify())
    assert not list((archive.folder / "tmp").iterdir())


def test_killed_at_any_step_a_nota_has_its_old_record_or_its_new_one(archive: Archive) -> None:
    old = a_nota("oud")
    new = replace(old, title="nieuw")
    put(archive, old)
    seen = []

    for _ in killed_at_every_step(lambda: rewritten(archive, new)):
        assert archive.get(old.id) in (old, new)
        assert not list(archive.verify())
        with archive.writing():
            seen.append(archive.intact(old.id).title)
        assert agrees(archive, old.id)
        assert not list((archive.folder / "tmp").glob("*"))
        rewritten(archive, old)

    assert seen == sorted(seen, reverse=True)  # first the old one, from some step on the new one
    assert set(seen) == {"oud", "nieuw"}


def test_what_a_kill_left_to_finish_is_finished_though_the_finishing_is_killed_too(archive: Archive) -> None:
    old = a_nota("oud")
    new = replace(old, title="nieuw")
    put(archive, old)
    for _ in killed_at_every_step(lambda: rewritten(archive, new)):
        if list(archive.folder.glob("tmp/replace-*")):
            break

    for _ in killed_at_every_step(archive.writing().__enter__):
        assert not list(archive.verify())

    assert archive.intact(old.id) == new
    assert agrees(archive, old.id)


def test_a_nota_that_was_taken_away_does_not_come_back_by_its_new_record(archive: Archive) -> None:
    old = a_nota("oud")
    put(archive, old)
    for _ in killed_at_every_step(lambda: rewritten(archive, replace(old, title="nieuw"))):
        if list(archive.folder.glob("tmp/replace-*")):
            break
    shutil.rmtree(archive.path(old.id, "nota.json").parent)

    with archive.writing():
        assert list(archive) == []
    assert not list(archive.folder.glob("tmp/*"))


def test_a_disk_that_fills_up_while_a_record_is_replaced_leaves_the_old_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = a_nota("oud")
    put(archive, old)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with archive.writing():
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(CannotWrite):
            archive.replace(replace(old, title="nieuw"))

    assert archive.intact(old.id) == old
    assert not list((archive.folder / "tmp").iterdir())


def test_one_who_checks_while_records_are_replaced_sees_no_damage(archive: Archive) -> None:
    old = a_nota("oud")
    put(archive, old)
    write = (
        "import pathlib, sys; from index.archive import Archive; from msgspec.structs import replace\n"
        "archive = Archive(pathlib.Path(sys.argv[1])); nota = archive.get(sys.argv[2])\n"
        "with archive.writing():\n"
        "    for at in range(300): archive.replace(replace(nota, title=f'nieuw {at}'))"
    )
    looks = 0
    with subprocess.Popen([sys.executable, "-c", write, archive.folder, old.id]) as writer:
        while writer.poll() is None:
            assert not archive.damage(old.id)
            assert archive.get(old.id).sha256 == old.sha256
            looks += 1

    assert writer.returncode == 0
    assert looks > 10


@pytest.mark.parametrize("hurt", ["nota.json", "manifest-sha256.txt"])
def test_of_a_damaged_record_no_new_one_is_made(archive: Archive, hurt: str) -> None:
    nota = a_nota("gaaf")
    put(archive, nota)
    path = archive.path(nota.id, hurt)
    path.write_bytes(path.read_bytes().replace(b"gaaf", b"gaap").replace(b"nota.json", b"\xff.json"))

    with pytest.raises(DamagedArchive, match=f"{hurt} of {nota.id}"):
        archive.intact(nota.id)


def test_a_record_of_a_nota_that_is_not_there_replaces_nothing(archive: Archive) -> None:
    with archive.writing(), pytest.raises(UnknownNota):
        archive.replace(a_nota("nergens"))
    assert list(archive) == []


OLD_FILES = {"scan.pdf": b"%PDF-", "001.print.jpg": b"oud", "001.k01.jpg": b"eens", "001.k02.jpg": b"vlek"}
NEW_FILES = {"scan.pdf": b"%PDF-", "001.print.jpg": b"nieuw", "001.k01.jpg": b"eens", "001.k03.jpg": b"haal"}
SAID = {"verdicts.jsonl": b"{}\n", "readings.jsonl": b"{}\n"}


def renewed(archive: Archive, nota: Nota, files: dict[str, bytes]) -> None:
    with archive.writing(), archive.draft(nota.id) as draft:
        for name, data in files.items():
            draft.write(name, data)
        archive.renew(nota, draft)


def stored(archive: Archive, key: str) -> dict[str, bytes]:
    """Return all files of a nota but its record and manifest."""
    folder = archive.beside(key, "nota.json").parent
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("nota.json", MANIFEST)}


@pytest.fixture
def old(archive: Archive) -> Nota:
    """Return a nota with marks cut out, of which people said something."""
    nota = a_nota("oud")
    put(archive, nota, OLD_FILES)
    for name, said in SAID.items():
        archive.beside(nota.id, name).write_bytes(said)
    return nota


def test_a_nota_is_renewed_with_all_its_files_and_what_people_said_stays(archive: Archive, old: Nota) -> None:
    new = replace(old, title="nieuw")

    renewed(archive, new, NEW_FILES)

    assert archive.intact(old.id) == new
    assert stored(archive, old.id) == NEW_FILES | SAID
    assert not list(archive.verify())
    assert agrees(archive, old.id)
    assert not list((archive.folder / "tmp").iterdir())


def test_killed_at_any_step_a_nota_is_the_old_one_or_the_new_one_whole(archive: Archive, old: Nota) -> None:
    new = replace(old, title="nieuw")
    seen = []

    for _ in killed_at_every_step(lambda: renewed(archive, new, NEW_FILES)):
        assert archive.get(old.id) in (old, new)
        assert not list(archive.verify())
        for _ in killed_at_every_step(archive.writing().__enter__):  # the finishing is killed too
            assert not list(archive.verify())
        nota = archive.intact(old.id)
        assert stored(archive, old.id) == (OLD_FILES if nota == old else NEW_FILES) | SAID
        assert agrees(archive, old.id)
        assert not list((archive.folder / "tmp").glob("*"))
        seen.append(nota.title)
        renewed(archive, old, OLD_FILES)

    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"oud", "nieuw"}


def test_a_disk_that_fills_up_while_a_nota_is_renewed_leaves_the_old_one(
    archive: Archive, old: Nota, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite):
        renewed(archive, replace(old, title="nieuw"), NEW_FILES)

    assert archive.intact(old.id) == old
    assert stored(archive, old.id) == OLD_FILES | SAID


def test_one_who_checks_while_a_nota_is_renewed_sees_no_damage(archive: Archive, old: Nota) -> None:
    write = (
        "import pathlib, sys; from index.archive import Archive; from tests.test_archive import *\n"
        "archive = Archive(pathlib.Path(sys.argv[1])); nota = archive.get(sys.argv[2])\n"
        "for at in range(100): renewed(archive, replace(nota, title=str(at)), (OLD_FILES, NEW_FILES)[at % 2])"
    )
    looks = 0
    with subprocess.Popen([sys.executable, "-c", write, archive.folder, old.id]) as writer:
        while writer.poll() is None:
            assert not archive.damage(old.id)
            looks += 1

    assert writer.returncode == 0
    assert looks > 10


@pytest.mark.parametrize("kept", [frozenset(SAID), {*SAID, "001.k02.jpg"}, {*SAID, *OLD_FILES, "nota.json"}])
def test_a_damaged_nota_is_whole_again_when_it_is_renewed(archive: Archive, old: Nota, kept: set[str]) -> None:
    for path in archive.beside(old.id, MANIFEST).parent.iterdir():
        if path.name not in kept:
            path.unlink()

    renewed(archive, old, NEW_FILES)

    assert stored(archive, old.id) == NEW_FILES | SAID
    assert not list(archive.verify())


def test_a_file_that_is_not_the_archives_is_never_removed(archive: Archive, old: Nota) -> None:
    archive.beside(old.id, "002.k01.jpg").write_bytes(b"van een ander")

    renewed(archive, old, NEW_FILES)

    assert list(archive.verify()) == [(old.id, "002.k01.jpg", "is not in the manifest")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_full_or_closed_disk_is_said_in_one_sentence(number: int, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=os.strerror(number)), unwritable(tmp_path):
        raise OSError(number, os.strerror(number))


def test_a_disk_that_fills_up_leaves_the_archive_as_it_was(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    put(archive, a_nota("eerst"))
    before = sorted(archive.folder.rglob("*"))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite):
        put(archive, a_nota("te veel"))

    assert sorted(archive.folder.rglob("*")) == before


def test_an_archive_can_be_moved(archive: Archive, tmp_path: Path) -> None:
    nota = a_nota("verhuisd")
    put(archive, nota)

    moved = Archive(Path(shutil.move(archive.folder, tmp_path / "elders")))

    assert moved.get(nota.id) == nota
    assert not list(moved.verify())
