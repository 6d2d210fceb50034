"""Numeric addresses: which of them belong to the internet, and which to somebody's own network."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from spamdetect.audit.address import split

# Addresses of the old internet as a translator on the way writes them.
NAT64 = ip_network("64:ff9b::/96")


def is_public(number: str) -> bool:
    """Tell whether a numeric address belongs to the internet; what is mapped or tunnelled counts as what it leads to."""
    address: IPv4Address | IPv6Address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if address in NAT64:
            return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


def private_hosts(sites: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts of a site if the first of them, which the user named, has a private address; else none.

    Raises:
        OSError: the host has no address at all.
    """
    hosts = tuple(host_of_site(site) for site in sites)
    found = socket.getaddrinfo(hosts[0], None, type=socket.SOCK_STREAM)
    return () if all(is_public(str(entry[4][0])) for entry in found) else hosts


def host_of_site(site: str) -> str:
    """Return the host of a host with a port."""
    parts = split(f"http://{site}/")
    return (parts.hostname or "") if parts else ""


def is_public_or_name(host: str) -> bool:
    """Tell whether a host is a public number, or a name, for which the resolver answers."""
    try:
        return is_public(host)
    except ValueError:
        return True
