"""Who is calling: the person at this machine, a user, a program with a token, who the proxy says, or nobody."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import WrongUsage
from search.web.callers import COOKIE, Caller, Door, Knock, caller, door, may_bind, proxy
from search.web.sessions import LIFETIME, issue
from search.web.users import User, Users, new_token

KEY = bytes(range(32))
NOW = 1_795_500_000.0
ANNA, TOKEN = new_token(
    User("anna", "archivaris", ("wonen",), password="scrypt$15$8$3$one"), "tracker", dt.date(2026, 11, 24)
)
KNOWN = Users((ANNA, User("bram@minbzk.nl", groups=("asiel",))))
NOBODY = Users(())

OPEN = door(NOBODY, None, "jan")
LOGIN = door(KNOWN, None, "jan")
PROXIED = door(KNOWN, proxy(["10.0.0.7", "2001:db8::/64"]), "jan")

BY_SESSION = Caller("anna", "archivaris", ("wonen",), "session")
BY_TOKEN = Caller("anna", "archivaris", ("wonen",), "token")
BY_PROXY = Caller("anna", "archivaris", ("wonen",), "proxy")
JAN = Caller("jan", "archivaris", (), "open")


def calls(
    through: Door,
    users: Users,
    *headers: tuple[str, str],
    peer: str | None = "127.0.0.1",
    method: str = "GET",
    path: str = "/",
    now: float = NOW,
) -> Caller | None:
    return caller(through, users, KEY, Knock(method, path, peer, headers), now)


def session() -> tuple[str, str]:
    return ("Cookie", f"theme=dark; {COOKIE}={issue(ANNA, KEY, NOW)}; x")


def bearer(token: str = TOKEN) -> tuple[str, str]:
    return ("Authorization", f"Bearer {token}")


# Open to this machine

HERE = ("Host", "127.0.0.1:8080")


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:9", "[::1]:8080", "[::1]"])
def test_without_users_whoever_is_at_this_machine_is_who_started_the_server(peer: str, host: str) -> None:
    assert calls(OPEN, NOBODY, ("Host", host), peer=peer) == JAN


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.1", "::2", "::ffff:10.0.0.1", "", None, "localhost", "x"])
def test_without_users_nobody_comes_in_from_elsewhere(peer: str | None) -> None:
    assert calls(OPEN, NOBODY, HERE, peer=peer) is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.x", ""])
def test_a_page_from_elsewhere_cannot_call_by_its_own_name(host: str) -> None:
    assert calls(OPEN, NOBODY, ("Host", host)) is None
    assert calls(OPEN, NOBODY) is None
    assert calls(OPEN, NOBODY, HERE, ("Host", host)) is None


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "x-real-ip"])
def test_a_proxy_that_we_were_not_told_of_opens_to_nobody(name: str) -> None:
    assert calls(OPEN, NOBODY, HERE, (name, "127.0.0.1")) is None


def test_the_first_user_closes_an_open_server() -> None:
    assert calls(OPEN, KNOWN, HERE) is None
    assert calls(OPEN, KNOWN, HERE, session()) == BY_SESSION


def test_a_server_that_had_users_never_opens() -> None:
    assert calls(LOGIN, NOBODY, HERE) is None
    assert calls(LOGIN, NOBODY, HERE, session()) is None


# Sessions


def test_who_logged_in_is_known_by_the_cookie_from_anywhere() -> None:
    assert calls(LOGIN, KNOWN, session(), peer="10.0.0.1") == BY_SESSION
    assert calls(LOGIN, KNOWN, session(), method="POST", path="/id/n-7x9k2m4q5t8w") == BY_SESSION
    assert calls(LOGIN, KNOWN, session(), peer=None) == BY_SESSION


def test_who_did_not_log_in_is_nobody() -> None:
    assert calls(LOGIN, KNOWN) is None
    assert calls(LOGIN, KNOWN, ("Cookie", f"{COOKIE}=x.1.y")) is None
    assert calls(LOGIN, KNOWN, ("Cookie", f"other{COOKIE}={issue(ANNA, KEY, NOW)}")) is None
    assert calls(LOGIN, KNOWN, session(), now=NOW + LIFETIME) is None


def test_a_header_of_a_proxy_says_nothing_where_none_was_named() -> None:
    assert calls(LOGIN, KNOWN, ("X-Remote-User", "anna")) is None


# Tokens


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/zoek"),
        ("HEAD", "/api"),
        ("GET", "/id/n-7x9k2m4q5t8w.json"),
        ("GET", "/feed.atom"),
        ("POST", "/api/v1/link"),
        ("POST", "/reconcile"),
    ],
)
def test_a_program_reads_and_asks_with_a_token(method: str, path: str) -> None:
    assert calls(LOGIN, KNOWN, bearer(), method=method, path=path) == BY_TOKEN
    assert calls(LOGIN, KNOWN, ("authorization", f"bearer  {TOKEN} "), method=method, path=path) == BY_TOKEN


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/id/x"), ("POST", "/apix"), ("POST", "/"), ("PUT", "/api/v1/x"), ("DELETE", "/api"), ("get", "/")],
)
def test_a_token_changes_nothing_outside_the_api(method: str, path: str) -> None:
    assert calls(LOGIN, KNOWN, bearer(), method=method, path=path) is None
    assert calls(LOGIN, KNOWN, bearer(), session(), method=method, path=path) == BY_SESSION


@pytest.mark.parametrize(
    "headers", [[bearer("x")], [bearer("")], [bearer(), bearer()], [bearer(), bearer("x")], [bearer("x"), session()]]
)
def test_a_wrong_token_is_nobody_whatever_else_is_shown(headers: list[tuple[str, str]]) -> None:
    assert calls(LOGIN, KNOWN, *headers) is None


def test_a_password_in_a_header_is_no_token_and_hinders_nobody() -> None:
    assert calls(LOGIN, KNOWN, ("Authorization", f"Basic {TOKEN}")) is None
    assert calls(LOGIN, KNOWN, ("Authorization", f"Basic {TOKEN}"), session()) == BY_SESSION


# Behind a proxy


@pytest.mark.parametrize("peer", ["10.0.0.7", "::ffff:10.0.0.7", "2001:db8::9"])
def test_the_named_proxy_says_who_it_is(peer: str) -> None:
    assert calls(PROXIED, KNOWN, ("x-remote-USER", " ANNA"), peer=peer) == BY_PROXY
    assert calls(PROXIED, KNOWN, ("X-Remote-User", "bram@minbzk.nl"), peer=peer) == Caller(
        "bram@minbzk.nl", "lezer", ("asiel",), "proxy"
    )


def test_whom_only_the_proxy_knows_may_read_and_is_in_no_group() -> None:
    assert calls(PROXIED, KNOWN, ("X-Remote-User", "Carla"), peer="10.0.0.7") == Caller("Carla", "lezer", (), "proxy")
    assert calls(PROXIED, NOBODY, ("X-Remote-User", "anna"), peer="10.0.0.7") == Caller("anna", "lezer", (), "proxy")


@pytest.mark.parametrize("peer", ["10.0.0.8", "127.0.0.1", "2001:db8:0:1::9", None, "10.0.0.7.evil.example"])
def test_nobody_else_may_say_who_it_is(peer: str | None) -> None:
    said = ("X-Remote-User", "anna")

    assert calls(PROXIED, KNOWN, said, HERE, peer=peer) is None
    assert calls(PROXIED, KNOWN, said, session(), bearer(), peer=peer) is None


@pytest.mark.parametrize("values", [[""], ["  "], ["anna", "anna"], ["", "anna"], ["anna, bram"], ["an\nna"], ["joël"]])
def test_what_is_not_one_name_is_nobody(values: list[str]) -> None:
    said = [("X-Remote-User", value) for value in values]

    assert calls(PROXIED, KNOWN, *said, bearer(), peer="10.0.0.7") is None


def test_behind_a_proxy_there_are_no_sessions_and_nothing_is_open() -> None:
    assert calls(PROXIED, KNOWN, session(), peer="10.0.0.7") is None
    assert calls(door(NOBODY, PROXIED.proxy, "jan"), NOBODY, HERE) is None
    assert calls(PROXIED, KNOWN, bearer(), peer="10.0.0.7") == BY_TOKEN
    assert calls(PROXIED, KNOWN, bearer()) == BY_TOKEN


hostile = st.tuples(
    st.sampled_from(["cookie", "authorization", "x-remote-user", "host", "x-forwarded-for"]) | st.text(max_size=9),
    st.text() | st.text().map(lambda text: f"Bearer {text}") | st.text().map(lambda text: f"{COOKIE}={text}"),
)


@given(
    st.sampled_from([LOGIN, PROXIED]),
    st.lists(hostile, max_size=5),
    st.text() | st.sampled_from(["127.0.0.1", "::1", "fe80::1%eth0"]),
    st.sampled_from(["GET", "POST"]),
    st.text(),
)
def test_no_made_up_request_is_let_in(
    through: Door, headers: list[tuple[str, str]], peer: str, method: str, path: str
) -> None:
    assert calls(through, KNOWN, *headers, peer=peer, method=method, path=path) is None


# What the server is told at its start


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"])
def test_this_machine_may_always_be_served(host: str) -> None:
    may_bind(host, NOBODY, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.1", "archief.minbzk.nl", "localhost.nl", "127.0.0.1.nl"])
def test_other_machines_are_served_only_where_someone_can_log_in(host: str) -> None:
    for without in (NOBODY, Users((User("bram"),))):
        with pytest.raises(WrongUsage, match=r"nota user add NAME"):
            may_bind(host, without, None)

    may_bind(host, Users((User("anna", password="scrypt"),)), None)
    may_bind(host, Users((new_token(User("anna"), "", dt.date(2026, 11, 24))[0],)), None)
    may_bind(host, NOBODY, proxy(["10.0.0.7"]))


@pytest.mark.parametrize(
    "arguments",
    [
        {"peers": ["proxy.minbzk.nl"]},
        {"peers": ["10.0.0.7/24"]},
        {"peers": ["0.0.0.0/0"]},
        {"peers": ["::/0"]},
        {"peers": [""]},
        {"peers": ["10.0.0.7"], "header": ""},
        {"peers": ["10.0.0.7"], "header": "X Remote"},
        {"peers": ["10.0.0.7"], "header": "Cookie"},
    ],
)
def test_a_proxy_that_cannot_be_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        proxy(**arguments)
