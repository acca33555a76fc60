"""Serve the archive to browsers until it is stopped."""

import resource
import socket
import sys
from contextlib import suppress

import uvicorn

from index.errors import WrongUsage
from search.web.app import application
from search.web.patience import PatientProtocol
from search.web.site import Site

LONGEST_HEAD = 16 * 1024  # bytes of a request before its body
IDLE = 15  # seconds that a connection stays open with nothing on it
AT_ONCE = 500  # connections; more are told to come back
SWITCH = 0.001  # seconds after which a thread makes room for another: a small picture waits for no long question
BACKLOG = 100  # connections that wait to be taken
FAREWELL = 5  # seconds in which what is being answered may be finished

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def serve(site: Site, host: str, port: int, names: frozenset[str], ready: str = "") -> None:
    """Answer at this host and port, for browsers that call it by one of these names or by an address of this machine.

    `ready` is said when it does. Raises WrongUsage where the port cannot be had.
    """
    listening = _listen(host, port)
    app = application(site, THIS_MACHINE | names | {host.lower()})
    _allow_open_files()
    sys.setswitchinterval(SWITCH)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        backlog=BACKLOG,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who a proxy speaks for is decided in `search.web.callers`
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=FAREWELL,
    )
    shown = f"[{host}]" if ":" in host else host
    site.say(ready.format(address=f"http://{shown}:{listening.getsockname()[1]}/"))
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _allow_open_files() -> None:
    """Let this process have as many connections and files open as it may at all."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
        # What is written in two pieces waits for nobody: 40 ms at each request on an open connection.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except (OSError, UnicodeError) as error:
        raise WrongUsage(f"Cannot serve at {host}, port {port} ({error}); give another --host or --port.") from error
