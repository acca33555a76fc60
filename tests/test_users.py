"""Users are kept unseen, read anew when they change, and let in by the right password or token only."""

import datetime as dt
import hashlib
import json
import os
import pty
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from index import durable
from index.archive import Archive
from index.errors import Busy, DamagedArchive, WrongUsage
from search.web import passwords
from search.web.attempts import LONGEST, MOST, Attempts
from search.web.passwords import hashed, matches
from search.web.users import User, Users, checked, keep, kept_users, new_token, users, without_tokens
from tests.test_journey import NOTA, nota

PASSWORD = "een lange zin met één é"
TODAY = dt.date(2026, 11, 24)
LONG_AGO = time.time() - 3600


@pytest.fixture(scope="module")
def kept() -> str:
    return hashed(PASSWORD)


def put_users(archive: Archive, *all_of_them: User) -> None:
    with archive.writing():
        keep(archive, Users(all_of_them))


# The file


def test_what_is_kept_is_read_back(archive: Archive, kept: str) -> None:
    anna, _ = new_token(User("anna@minbzk.nl", "archivaris", ("wonen", "asiel"), kept), "tracker", TODAY)

    put_users(archive, anna, User("bram"))

    assert users(archive).users == (anna, User("bram"))


def test_an_archive_where_nobody_was_named_has_no_users(archive: Archive) -> None:
    assert users(archive) == Users(())
    assert not archive.folder.exists()


def test_nobody_else_can_read_the_file_not_even_while_it_is_written(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    fsync = os.fsync

    def seen(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        fsync(handle)

    archive.folder.mkdir()
    (archive.folder / "users.json").write_text('{"users": []}')
    before = os.umask(0)
    try:
        monkeypatch.setattr(os, "fsync", seen)
        put_users(archive, User("anna"))
    finally:
        os.umask(before)

    assert modes[0] == 0o600
    assert stat.S_IMODE((archive.folder / "users.json").stat().st_mode) == 0o600


def test_a_draft_that_others_could_read_is_not_written_into(archive: Archive) -> None:
    with archive.writing():
        (archive.folder / "tmp").mkdir()
        (archive.folder / "tmp" / "users.json").write_text("left")
        (archive.folder / "tmp" / "users.json").chmod(0o644)
        archive.write("users.json", b"new", durable.ONLY_US)

    assert stat.S_IMODE((archive.folder / "users.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"users": [{"name": "anna"}, {"name": "ANNA"}]}',
        '{"users": [{"name": ""}]}',
        '{"users": [{"name": "anna\\n"}]}',
        '{"users": [{"name": "anna", "role": "baas"}]}',
        '{"users": [{"name": "anna", "grups": ["wonen"]}]}',
        '{"users": [{"name": "anna", "password": "geheim"}]}',
        '{"users": [{"name": "anna", "tokens": [{"sha256": "x", "note": "", "day": "2026-11-24"}]}]}',
        "\udcff",
    ],
)
def test_a_broken_file_lets_nobody_in(archive: Archive, text: str) -> None:
    archive.folder.mkdir()
    (archive.folder / "users.json").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(DamagedArchive, match=r"users\.json"):
        users(archive)


def test_what_cannot_be_read_is_no_absence_of_users(archive: Archive) -> None:
    (archive.folder / "users.json").mkdir(parents=True)

    with pytest.raises(DamagedArchive):
        users(archive)


def test_a_file_that_did_not_change_is_not_read_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    put_users(archive, User("anna"))
    file = kept_users(archive)
    later = time.time_ns() + 10 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)

    first = file()

    assert file() is first


def test_a_change_counts_at_the_next_request(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept_users(archive)
    assert file() == Users(())
    for change in range(20):  # faster after each other than the clock of a disk ticks
        put_users(archive, User(f"anna{change}"))
        assert file().users == (User(f"anna{change}"),)

    later = time.time_ns() + 10 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert file().named("anna19")
    put_users(archive, User("bram"))
    assert file().users == (User("bram"),)


def test_a_file_that_breaks_is_not_answered_from_memory(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    put_users(archive, User("anna"))
    file = kept_users(archive)
    later = time.time_ns() + 10 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    file()

    (archive.folder / "users.json").write_text("{")

    for _ in range(2):
        with pytest.raises(DamagedArchive):
            file()


# Who they are


def test_names_are_the_same_in_capitals() -> None:
    known = Users((User("Anna"),))

    assert known.named("aNNA") == User("Anna")
    assert known.with_user(User("ANNA", "archivaris")).users == (User("ANNA", "archivaris"),)
    with pytest.raises(WrongUsage, match="nota user list"):
        known.one("bram")


@pytest.mark.parametrize("name", ["", "x" * 65, "an na", "anna\n", "anna/", "joël", "a,b", "\x00"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage, match="letters"):
        checked(User(name))
    with pytest.raises(WrongUsage, match="letters"):
        checked(User("anna", groups=(name,)))


def test_only_the_hash_of_a_token_is_kept() -> None:
    anna, token = new_token(User("anna"), "tracker", TODAY)

    assert token not in msgspec.json.encode(anna).decode()
    assert len(token) >= 43
    assert Users((User("bram"), anna)).holding(token) == anna
    assert Users((User("bram"), anna)).holding(token + "x") is None


@given(st.text())
def test_what_was_never_given_out_is_no_token(text: str) -> None:
    anna, _ = new_token(User("anna"), "tracker", TODAY)

    assert Users((anna,)).holding(text) is None


def test_a_token_ends_by_its_note() -> None:
    anna, one = new_token(User("anna"), "tracker", TODAY)
    anna, other = new_token(anna, "feed", TODAY)

    left = Users((without_tokens(anna, "tracker"),))

    assert (left.holding(one), left.holding(other)) == (None, left.named("anna"))
    with pytest.raises(WrongUsage, match="tracker"):
        without_tokens(left.users[0], "tracker")
    with pytest.raises(WrongUsage):
        new_token(anna, "two\nlines", TODAY)


# Passwords


def test_the_right_password_matches_and_another_does_not(kept: str) -> None:
    assert matches(PASSWORD, kept)
    assert matches(PASSWORD.replace("é", "e\u0301"), kept)  # as another keyboard sends it
    assert not matches(PASSWORD + " ", kept)
    assert not matches("", kept)
    assert not matches("\udc80", kept)


def test_the_same_password_is_never_kept_the_same(kept: str) -> None:
    assert hashed(PASSWORD) != kept


def test_a_short_password_is_refused_and_nothing_else_is() -> None:
    with pytest.raises(WrongUsage, match="12"):
        hashed("elf tekens.")
    assert matches("aaaaaaaaaaaa", hashed("aaaaaaaaaaaa"))


def test_a_password_that_was_kept_at_another_cost_still_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 14)
    monkeypatch.setattr(passwords, "PASSES", 5)
    old = hashed(PASSWORD)
    monkeypatch.undo()

    assert old.startswith("scrypt$14$8$5$")
    assert matches(PASSWORD, old)


def test_a_kept_password_that_asks_for_much_memory_is_refused(kept: str) -> None:
    with pytest.raises(DamagedArchive, match="another"):
        matches(PASSWORD, kept.replace("$15$", "$24$"))


def test_a_wrong_name_costs_what_a_wrong_password_costs(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Users((User("anna", password=kept), User("proxy-only")))
    asked = counted(monkeypatch, lambda: None)

    assert known.knowing("anna", "een verkeerd wachtwoord") is None
    assert known.knowing("nobody", PASSWORD) is None
    assert known.knowing("proxy-only", PASSWORD) is None
    assert known.knowing("ANNA", PASSWORD) == known.users[0]

    assert len(asked) == 4
    assert all(one == asked[0] for one in asked)


def test_two_passwords_are_checked_at_once_and_no_more(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = [0], [0]
    lock = threading.Lock()

    def busy() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1

    counted(monkeypatch, busy)
    threads = [threading.Thread(target=matches, args=("een gok", kept)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [2]


def test_who_waits_too_long_for_others_is_told(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    monkeypatch.setattr(passwords, "_checking", threading.BoundedSemaphore(1))
    assert passwords._checking.acquire()

    with pytest.raises(Busy):
        matches(PASSWORD, kept)


def counted(monkeypatch: pytest.MonkeyPatch, also: Callable[[], None]) -> list[dict[str, Any]]:
    """Return a list that grows with the cost of each hash that is asked for; the hash is not that of scrypt."""
    asked: list[dict[str, Any]] = []
    real = hashlib.scrypt

    def scrypt(secret: bytes, **options: Any) -> bytes:
        also()
        asked.append({name: value for name, value in options.items() if name != "salt"})
        return real(secret, **options)

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    return asked


# Guessing


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_five_wrong_ones_the_wait_grows_to_a_minute() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []

    for _ in range(14):
        wait = attempts.begin("anna", "10.0.0.1")
        waits.append(wait)
        clock.now += wait
        if wait:
            assert attempts.begin("anna", "10.0.0.1") == 0

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_name_is_guarded_from_every_address_and_an_address_for_every_name() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for number in range(5):
        assert attempts.begin("anna", f"10.0.0.{number}") == 0
        assert attempts.begin(f"bram{number}", "192.0.2.1") == 0

    assert attempts.begin("ANNA", "10.9.9.9") == 1
    assert attempts.begin("carla", "192.0.2.1") == 1
    assert attempts.begin("carla", "::ffff:192.0.2.1") == 1
    assert attempts.begin("carla", "10.9.9.9") == 0


def test_an_office_with_many_ipv6_addresses_is_one_guesser() -> None:
    attempts = Attempts(Clock())
    for number in range(5):
        assert attempts.begin(f"bram{number}", f"2001:db8::{number}") == 0

    assert attempts.begin("carla", "2001:db8::ffff") == 1
    assert attempts.begin("carla", "2001:db8:0:1::ffff") == 0


def test_the_right_password_forgives_the_name_and_one_try_of_the_address() -> None:
    attempts = Attempts(Clock())
    for _ in range(4):
        attempts.begin("anna", "10.0.0.1")
    attempts.begin("anna", "10.0.0.1")
    attempts.right("anna", "10.0.0.1")

    assert attempts.begin("anna", "10.0.0.2") == 0
    assert attempts.begin("bram", "10.0.0.1") == 0
    assert attempts.begin("carla", "10.0.0.1") == 1


def test_a_password_of_ones_own_gives_no_guesses_at_others() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for number in range(20):
        if attempts.begin(f"victim{number}", "10.0.0.1") > 0:
            return
        if attempts.begin("mine", "10.0.0.1") == 0:
            attempts.right("mine", "10.0.0.1")
    pytest.fail("never had to wait")


def test_wrong_ones_are_forgiven_with_time() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(5):
        attempts.begin("anna", "10.0.0.1")
    clock.now += 5 * 180

    for _ in range(5):
        assert attempts.begin("anna", "10.0.0.1") == 0
    assert attempts.begin("anna", "10.0.0.1") == 1


@given(st.lists(st.tuples(st.sampled_from(["anna", "bram", ""]), st.floats(0, 100)), max_size=60))
def test_nobody_ever_waits_more_than_a_minute(tries: list[tuple[str, float]]) -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for name, pause in tries:
        clock.now += pause
        assert 0 <= attempts.begin(name, "") <= LONGEST


def test_guessing_at_many_names_takes_no_more_memory() -> None:
    attempts = Attempts(Clock())
    for number in range(MOST):
        attempts.begin("x" * 1000 + str(number), f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    assert len(attempts._wrong) <= MOST


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "archief").mkdir()
    return tmp_path / "archief"


def add(folder: Path, *arguments: str, password: str = PASSWORD) -> subprocess.CompletedProcess[bytes]:
    return nota(folder, "user", "add", *arguments, "--password-stdin", given=f"{password}\n".encode())


def test_a_user_is_added_changed_listed_and_removed(folder: Path) -> None:
    assert add(folder, "anna", "--group", "wonen").returncode == 0
    assert nota(folder, "user", "add", "Bram@minbzk.nl", "--no-password").returncode == 0
    assert nota(folder, "user", "add", "ANNA", "--role", "archivaris").returncode == 0  # asks for nothing
    token = nota(folder, "user", "token", "anna", "--note", "tracker").stdout.decode().strip()

    listed = [json.loads(line) for line in nota(folder, "user", "list", "--json").stdout.splitlines()]

    today = dt.date.today().isoformat()
    assert listed == [
        {
            "name": "anna",
            "role": "archivaris",
            "groups": ["wonen"],
            "password": True,
            "tokens": [{"note": "tracker", "day": today}],
        },
        {"name": "Bram@minbzk.nl", "role": "lezer", "groups": [], "password": False, "tokens": []},
    ]
    shown = nota(folder, "user", "list").stdout.decode()
    assert "tracker" in shown
    assert "scrypt" not in shown + json.dumps(listed)
    known = users(Archive(folder))
    assert known.holding(token) == known.knowing("anna", PASSWORD) == known.named("anna")

    assert nota(folder, "user", "untoken", "anna", "--note", "tracker").returncode == 0
    assert nota(folder, "user", "remove", "anna").returncode == 0
    assert users(Archive(folder)).holding(token) is None
    assert b"Nobody is left" in nota(folder, "user", "remove", "bram@minbzk.nl").stderr
    assert stat.S_IMODE((folder / "users.json").stat().st_mode) == 0o600


def test_another_password_takes_the_place_of_the_first(folder: Path) -> None:
    add(folder, "anna", "--role", "archivaris")
    add(folder, "anna", password="een andere lange zin")

    anna = users(Archive(folder)).knowing("anna", "een andere lange zin")

    assert anna
    assert anna.role == "archivaris"
    assert users(Archive(folder)).knowing("anna", PASSWORD) is None
    assert nota(folder, "user", "add", "anna", "--no-password").returncode == 0
    assert users(Archive(folder)).users == (replace(anna, password=None),)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "anna"],
        ["add", "an na", "--no-password"],
        ["add", "anna", "--no-password", "--password-stdin"],
        ["add", "anna", "--role", "baas"],
        ["remove", "anna"],
        ["token", "anna"],
        ["untoken", "anna"],
    ],
)
def test_a_wrong_command_about_users_is_refused_and_writes_nothing(folder: Path, arguments: list[str]) -> None:
    assert nota(folder, "user", *arguments).returncode == 2
    assert not (folder / "users.json").exists()


def test_a_short_password_on_standard_input_is_refused(folder: Path) -> None:
    done = add(folder, "anna", password="kort")

    assert done.returncode == 2
    assert b"12" in done.stderr


def test_no_archive_is_made_for_a_user(tmp_path: Path) -> None:
    assert nota(tmp_path / "elders", "user", "add", "anna", "--no-password").returncode == 2
    assert not (tmp_path / "elders").exists()


def test_a_password_is_asked_twice_on_a_terminal_and_not_shown(folder: Path) -> None:
    words = [*NOTA, "--archive", str(folder), "user", "add", "anna"]
    child, terminal = pty.fork()
    if not child:
        os.execv(words[0], words)
    said = until(terminal, b"Password: ")
    os.write(terminal, f"{PASSWORD}\n".encode())
    said += until(terminal, b": ")
    os.write(terminal, f"{PASSWORD}\n".encode())
    said += until(terminal, b"lezer")
    _, status = os.waitpid(child, 0)
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 0
    assert PASSWORD.encode() not in said
    assert users(Archive(folder)).knowing("anna", PASSWORD)


def until(terminal: int, text: bytes) -> bytes:
    said = b""
    while text not in said:
        said += os.read(terminal, 1000)
    return said
