"""Who is calling: decided from where a request comes from and what it carries."""

import re
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_network
from typing import Literal

from msgspec import Struct

from index.errors import WrongUsage
from search.web.addresses import Network, address, is_this_machine
from search.web.sessions import holder
from search.web.users import NAME, Role, User, Users

COOKIE = "nota-sessie"
PROXY_HEADER = "X-Remote-User"

POSTED_TO_BY_PROGRAMS = ("/api", "/reconcile")  # elsewhere a post is a form, and a form is a person's

_NAME = re.compile(NAME)
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_PORT = re.compile(r":[0-9]*\Z")
_PASSED_ON = {"forwarded", "x-forwarded-for", "x-real-ip"}  # what a reverse proxy adds

How = Literal["session", "token", "proxy", "open"]


class Caller(Struct, frozen=True):
    """Who is calling, what they may do, and how they showed who they are."""

    name: str
    role: Role
    groups: tuple[str, ...]
    how: How


class Proxy(Struct, frozen=True):
    """A reverse proxy that lets people log in, and tells us who they are."""

    peers: tuple[Network, ...]  # the addresses that it calls from
    header: str  # in small letters; holds the name


class Door(Struct, frozen=True):
    """How people come in, settled when the server starts."""

    owner: str | None  # who started the server, where whoever works on this machine may come in as that person
    proxy: Proxy | None


class Knock(Struct, frozen=True):
    """What of a request tells who is calling."""

    method: str
    path: str
    peer: str | None  # the address that it came from, at the other end of the connection itself
    headers: Sequence[tuple[str, str]]  # as they came: a name may be there more than once


def door(users: Users, proxy: Proxy | None, login: str) -> Door:
    """Return how people come in. Only where there is neither user nor proxy, all on this machine are `login`.

    A server that had users when it started never becomes open to all, whatever happens to their file.
    """
    return Door(None if users.users or proxy else login, proxy)


def may_bind(host: str, users: Users, proxy: Proxy | None) -> None:
    """Raise WrongUsage where other machines could reach this host while nobody could show who they are."""
    enter = any(user.password or user.tokens for user in users.users)
    if not (is_this_machine(host) or enter or proxy):
        raise WrongUsage(
            f"Other machines can reach {host or 'every address'}, and nobody is known to this archive: first type "
            "`nota user add NAME`, or name a reverse proxy with --proxy ADDRESS; or leave out --host."
        )


def proxy(peers: Iterable[str], header: str = PROXY_HEADER) -> Proxy:
    """Return the reverse proxy that calls from these addresses or networks: `10.0.0.7`, `10.0.0.0/28`.

    Raises WrongUsage.
    """
    if not _HEADER.fullmatch(header) or header.lower() in {"authorization", "cookie", "host"}:
        raise WrongUsage(f"'{header}' is no header that a proxy can give a name in; {PROXY_HEADER} is one.")
    return Proxy(tuple(_network(peer) for peer in peers), header.lower())


def caller(door: Door, users: Users, key: bytes, request: Knock, now: float) -> Caller | None:
    """Return who is calling; None for nobody, who must log in. `users` as they are now; `now`: Unix seconds.

    Never raises. A post counts as a form of ours only with a token from `search.web.forms`, unless `how` is "token".
    """
    headers = _by_name(request.headers)
    if door.proxy and (names := headers.get(door.proxy.header)):
        return _proxied(door.proxy, users, request.peer, names)
    if (tokens := _bearer(headers)) and _for_programs(request):
        return _as_caller(users.holding(tokens[0]), "token") if len(tokens) == 1 else None
    if door.proxy:
        return None
    if door.owner and not users.users:
        return Caller(door.owner, "archivaris", (), "open") if _at_this_machine(request.peer, headers) else None
    cookie = session_cookie(headers.get("cookie", []))
    return _as_caller(holder(cookie, users, key, now), "session") if cookie else None


def _as_caller(user: User | None, how: How) -> Caller | None:
    return Caller(user.name, user.role, user.groups, how) if user else None


def _proxied(proxy: Proxy, users: Users, peer: str | None, names: Sequence[str]) -> Caller | None:
    """Return who the proxy says it is; nobody where another than the proxy says so, or what it says is no one name."""
    came_from = address(peer)
    if not came_from or not any(came_from in network for network in proxy.peers):
        return None
    if len(names) != 1 or not _NAME.fullmatch(name := names[0].strip(" \t")):
        return None
    return _as_caller(users.named(name) or User(name), "proxy")


def _at_this_machine(peer: str | None, headers: Mapping[str, Sequence[str]]) -> bool:
    """Whether a program on this machine calls us by a name of this machine, for nobody else.

    A page from elsewhere can let a browser on this machine call us, but by that page's own name (DNS rebinding). A
    reverse proxy that we were not told of calls from this machine too, for whoever it may be.
    """
    hosts = headers.get("host", [])
    names_us = len(hosts) == 1 and is_this_machine(_PORT.sub("", hosts[0]).strip("[]"))
    from_us = address(peer) is not None and is_this_machine(peer)
    return from_us and names_us and not _PASSED_ON & headers.keys()


def _bearer(headers: Mapping[str, Sequence[str]]) -> list[str]:
    shown = (value.strip().partition(" ") for value in headers.get("authorization", []))
    return [token.strip() for scheme, _, token in shown if scheme.lower() == "bearer"]


def _for_programs(request: Knock) -> bool:
    """Whether this is a request that a token is enough for."""
    under = any(request.path == path or request.path.startswith(f"{path}/") for path in POSTED_TO_BY_PROGRAMS)
    return request.method in {"GET", "HEAD"} or (request.method == "POST" and under)


def session_cookie(sent: Iterable[str]) -> str | None:
    """Return the value of our cookie in these headers, the first: browsers send the one of the narrowest path first."""
    pairs = (pair.strip().partition("=") for value in sent for pair in value.split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), None)


def _by_name(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value)
    return values


def _network(text: str) -> Network:
    try:
        network = ip_network(text.strip())
    except ValueError as error:
        raise WrongUsage(f"'{text}' is no address and no network ({error}); write 10.0.0.7 or 10.0.0.0/28.") from error
    if not network.prefixlen:
        raise WrongUsage(f"'{text}' is every address there is: anyone could say who they are. Name the proxy's own.")
    return network
