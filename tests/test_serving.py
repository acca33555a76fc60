"""The server itself, over a real connection: what is too much, too slow or too odd keeps nobody else out."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from index.archive import Archive
from search.web import patience
from search.web.serve import serve
from search.web.site import Site
from tests.shown import shown_archive

ARRIVES = 0.5  # seconds


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve an archive from a thread of this process, with little patience; give the port."""
    archive = Archive(tmp_path_factory.mktemp("bediend") / "archief")
    shown_archive(archive)
    told: list[str] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(patience, "ARRIVES", ARRIVES)
    site = Site(archive, told.append, "anna")
    arguments = (site, "127.0.0.1", 0, frozenset[str](), "{address}")
    threading.Thread(target=serve, args=arguments, daemon=True).start()
    until = time.monotonic() + 10
    while not (found := [line for line in told if line.startswith("http")]):
        assert time.monotonic() < until
        time.sleep(0.02)
    yield int(found[0].rstrip("/").rpartition(":")[2])
    patch.undo()


def said(port: int, data: bytes) -> bytes:
    """Send these bytes; return all that comes back until the connection is closed."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "begun",
    [
        *(b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
        b"POST /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nnaam=",
    ],
)
def test_who_does_not_say_what_they_want_is_hung_up_on(port: int, begun: bytes) -> None:
    began = time.monotonic()
    said(port, begun)

    assert time.monotonic() - began < ARRIVES + 3


def test_who_asks_in_time_is_answered_again_and_again(port: int) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        for _ in range(4):
            connection.sendall(asked)
            answer = b""
            while not answer.endswith(b"ok\n"):
                more = connection.recv(65536)
                assert more
                answer += more
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(ARRIVES * 0.6)


def test_a_form_that_comes_in_pieces_has_no_other_length_than_it_says(port: int) -> None:
    head = b"POST /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"

    for length in (b"", b"Content-Length: 5\r\n"):
        assert said(port, head + length + b"\r\n5\r\nnaam=\r\n0\r\n\r\n").startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize(
    "host", [b"kwaad.example", b"", b"localhost/x", b'a"b@localhost', b"localhost:99999999", b"::1"]
)
def test_it_answers_to_its_own_names_alone(port: int, host: bytes) -> None:
    answer = said(port, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")

    assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))
