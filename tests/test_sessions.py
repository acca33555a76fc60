"""A session is whose it was signed for, until it ends; a form is ours, or it is not taken."""

import base64
import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from index.archive import Archive
from index.errors import CannotWrite, DamagedArchive
from search.web.forms import anonymous, form_ok, form_token
from search.web.secret import signing_key
from search.web.sessions import LIFETIME, LONGEST, holder, issue
from search.web.users import User, Users
from tests.conftest import killed_at_every_step

KEY = bytes(range(32))
NOW = 1_795_500_000.7  # Unix seconds
ANNA = User("Anna@minbzk.nl", "archivaris", password="scrypt$15$8$3$one")
BRAM = User("bram", password="scrypt$15$8$3$two")
KNOWN = Users((ANNA, BRAM))

names = st.from_regex(r"\A[A-Za-z0-9._@-]{1,64}\Z")


# Sessions


@given(names, st.floats(0, 4e9), st.floats(0, LIFETIME - 1))
def test_a_session_is_its_users_for_twelve_hours(name: str, began: float, later: float) -> None:
    user = User(name, password="scrypt")

    cookie = issue(user, KEY, began)

    assert holder(cookie, Users((user,)), KEY, began + later) == user
    assert holder(cookie, Users((user,)), KEY, began + LIFETIME) is None
    assert len(cookie) <= LONGEST
    assert set(cookie) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_session_from_the_future_is_none() -> None:
    assert holder(issue(ANNA, KEY, NOW + 60), KNOWN, KEY, NOW) is None


def test_another_password_no_password_and_removal_end_a_session() -> None:
    cookie = issue(ANNA, KEY, NOW)

    for changed in (
        KNOWN.with_user(replace(ANNA, password="scrypt$15$8$3$three")),
        KNOWN.with_user(replace(ANNA, password=None)),
        KNOWN.without(ANNA),
        Users(()),
    ):
        assert holder(cookie, changed, KEY, NOW) is None


def test_another_role_counts_in_the_session_that_is_going_on() -> None:
    lezer = replace(ANNA, role="lezer")

    assert holder(issue(ANNA, KEY, NOW), KNOWN.with_user(lezer), KEY, NOW) == lezer


def test_who_has_no_password_has_no_session() -> None:
    proxied = User("carla")

    assert holder(issue(proxied, KEY, NOW), Users((proxied,)), KEY, NOW) is None


def test_another_key_ends_all_sessions() -> None:
    assert holder(issue(ANNA, KEY, NOW), KNOWN, bytes(32), NOW) is None


def test_the_session_of_one_is_not_turned_into_that_of_another() -> None:
    mine = issue(BRAM, KEY, NOW)
    name, issued, signature = mine.split(".")
    theirs = base64.urlsafe_b64encode(ANNA.name.encode()).rstrip(b"=").decode()

    assert holder(f"{theirs}.{issued}.{signature}", KNOWN, KEY, NOW) is None
    assert holder(f"{name}.{int(issued) + 1}.{signature}", KNOWN, KEY, NOW + 2) is None


@given(st.data())
def test_a_session_with_one_character_changed_is_none(data: st.DataObject) -> None:
    cookie = issue(ANNA, KEY, NOW)
    at = data.draw(st.integers(0, len(cookie) - 1))
    other = data.draw(st.characters().filter(lambda sign: sign != cookie[at]))

    assert holder(cookie[:at] + other + cookie[at + 1 :], KNOWN, KEY, NOW) is None


@given(
    st.one_of(st.text(), st.from_regex(r"[\w=+/-]*\.[\w+-]*\.[\w=-]*"), st.binary().map(lambda b: b.decode("latin-1")))
)
@example("")
@example("..")
@example("A.1.é")
@example("=.1.x")
@example(f"YnJhbQ.{'9' * 150}.x")
@example("YnJhbQ.٣.x")
@example("YnJhbQ.²." + "A" * 43)
@example("_w.1.x")
@example("\ud800.1.x")
def test_what_is_not_ours_is_nobodys_session(cookie: str) -> None:
    assert holder(cookie, KNOWN, KEY, NOW) is None


def test_every_signature_is_of_one_kind() -> None:
    cookie = issue(ANNA, KEY, NOW)

    assert not form_ok(cookie, cookie, KEY)
    assert holder(form_token(cookie, KEY), KNOWN, KEY, NOW) is None


# Forms


@given(st.text(min_size=1), st.text())
def test_a_form_is_ours_where_it_was_made_and_nowhere_else(bound_to: str, other: str) -> None:
    token = form_token(bound_to, KEY)

    assert form_ok(token, bound_to, KEY)
    assert form_ok(token, other, KEY) == (other == bound_to)
    assert not form_ok(token, bound_to, bytes(32))
    assert not form_ok(token[:-1], bound_to, KEY)


@given(st.text(), st.text())
@example("", "")
@example("é", "x")
@example("\ud800", "\ud800")
def test_what_is_not_ours_is_no_form_of_ours(token: str, bound_to: str) -> None:
    assert not form_ok(token, bound_to, KEY)


def test_each_form_has_another_token_so_that_none_can_be_read_off_by_its_size() -> None:
    cookie = issue(ANNA, KEY, NOW)

    assert form_token(cookie, KEY) != form_token(cookie, KEY)


def test_the_form_of_one_session_is_none_in_the_next() -> None:
    token = form_token(issue(ANNA, KEY, NOW), KEY)

    assert not form_ok(token, issue(ANNA, KEY, NOW + 1), KEY)
    assert not form_ok(token, "", KEY)
    assert not form_ok(form_token("", KEY), "", KEY)


def test_a_login_form_is_bound_to_its_browser() -> None:
    mine, theirs = anonymous(), anonymous()

    assert form_ok(form_token(mine, KEY), mine, KEY)
    assert not form_ok(form_token(theirs, KEY), mine, KEY)


# The key


def test_the_key_is_made_once_and_nobody_else_can_read_it(archive: Archive) -> None:
    archive.folder.mkdir()
    before = os.umask(0)
    try:
        key = signing_key(archive)
    finally:
        os.umask(before)

    assert len(key) == 32
    assert signing_key(archive) == signing_key(Archive(archive.folder)) == key
    assert stat.S_IMODE((archive.folder / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in archive.folder.iterdir()] == ["secret.key"]


def test_the_key_waits_for_no_writer(archive: Archive) -> None:
    with archive.writing():
        assert signing_key(archive)


def _key_of(folder: Path) -> bytes:
    return signing_key(Archive(folder))


def test_servers_that_start_at_once_have_one_key(archive: Archive) -> None:
    archive.folder.mkdir()
    with multiprocessing.get_context("fork").Pool(4) as pool:
        keys = pool.map(_key_of, [archive.folder] * 16, chunksize=1)

    assert len(set(keys)) == 1


def test_a_killed_server_leaves_a_whole_key_or_none(archive: Archive) -> None:
    archive.folder.mkdir()
    path = archive.folder / "secret.key"

    for _ in killed_at_every_step(lambda: signing_key(archive)):
        assert not path.exists() or len(path.read_bytes()) == 32
        path.unlink(missing_ok=True)


@pytest.mark.parametrize("data", [b"", b"short", bytes(33)])
def test_what_is_no_key_signs_nothing(archive: Archive, data: bytes) -> None:
    archive.folder.mkdir()
    (archive.folder / "secret.key").write_bytes(data)

    with pytest.raises(DamagedArchive, match="log in again"):
        signing_key(archive)


def test_a_key_that_cannot_be_made_or_read_is_told(archive: Archive) -> None:
    archive.folder.parent.mkdir(exist_ok=True)
    archive.folder.write_text("a file where the folder should be")
    with pytest.raises((CannotWrite, DamagedArchive)):
        signing_key(archive)

    archive.folder.unlink()
    (archive.folder / "secret.key").mkdir(parents=True)
    with pytest.raises(DamagedArchive, match="access"):
        signing_key(archive)
