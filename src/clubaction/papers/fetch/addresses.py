"""Numeric addresses of hosts, and which of them are public, as only these may be connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading


def is_public(text: str) -> bool:
    """Whether this text is a numeric address on the public internet.

    Private, loopback, link-local, multicast and reserved addresses are not (the IANA special-purpose registries,
    RFC 6890), nor are IPv6 addresses that contain an IPv4 address, which may be a private one.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return isinstance(address, ipaddress.IPv4Address) or not (
        address.ipv4_mapped or address.sixtofour or address.teredo or address.is_site_local
    )


def is_address(host: str) -> bool:
    """Whether the name of a host is a numeric address."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def resolve_host(host: str, seconds: float) -> list[str]:
    """The numeric addresses of a host, in the system's order of preference.

    Raises `OSError` if it has none, and `TimeoutError` after `seconds`: the system's own limit can be much longer.
    """
    found: list[str] = []
    failures: list[OSError] = []

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
            found.extend(str(entry[4][0]) for entry in entries)
        except OSError as error:
            failures.append(error)
        except UnicodeError:
            failures.append(OSError("not a host name"))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise TimeoutError(f"no address for {host} in time")
    if failures:
        raise failures[0]
    return found
