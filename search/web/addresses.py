"""The addresses that requests come from, as they are compared."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HOME = 64  # bits of an IPv6 address that tell one household or office from another; the rest it chooses itself


def address(text: str | None) -> Address | None:
    """Return the address that is written so; None where it is none, as of a socket in a folder."""
    try:
        found = ip_address(text or "")
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped  # what a server that listens to both kinds calls an IPv4 address
    return found


def is_this_machine(text: str | None) -> bool:
    """Whether this is an address or name that only this machine itself can be reached by, or comes from."""
    found = address(text)
    return found.is_loopback if found else (text or "").lower() == "localhost"


def whose(text: str) -> str:
    """Return the address, or for IPv6 the network, that one party holds: what is counted when that party guesses."""
    found = address(text)
    return str(ip_network((found, HOME), strict=False)) if isinstance(found, IPv6Address) else str(found or text)
