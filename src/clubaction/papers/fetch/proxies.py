"""The proxy that a network wants asked instead: `HTTPS_PROXY` and `NO_PROXY`, as other programs read them."""

from __future__ import annotations

import base64
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from clubaction.papers.fetch.deadline import Deadline
from clubaction.papers.fetch.failure import Failure

_LONGEST_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that is asked by CONNECT (RFC 9110, 9.3.6)."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)
    """The value of the header Proxy-Authorization; empty for none."""


def from_environment(host: str) -> Proxy | None:
    """The proxy through which `host` is to be reached over https; None where it is reached directly.

    `HTTPS_PROXY`, else `ALL_PROXY`, but not for the hosts in `NO_PROXY`; small letters go before capitals.
    Raises `Failure` where the variable holds no http address.
    """
    import urllib.request  # lazily: most runs need no paper, and it takes 20 ms

    named = urllib.request.getproxies_environment()
    address = named.get("https") or named.get("all") or ""
    bypassed = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
    if not address or bypassed(host, named):
        return None
    return read(address)


def read(address: str) -> Proxy:
    """The proxy at `http://user:word@host:port`; the scheme may be missing. Raises `Failure` for any other."""
    unusable = "could not be reached: the proxy that the environment names is no http address"
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or 80
    except ValueError:
        raise Failure(unusable) from None
    if parts.scheme != "http" or not parts.hostname:
        raise Failure(unusable)
    login = ""
    if parts.username is not None:
        words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = f"Basic {base64.b64encode(words.encode()).decode()}"
    return Proxy(parts.hostname, port, login)


def open_way(raw: socket.socket, proxy: Proxy, host: str, deadline: Deadline) -> None:
    """Has the proxy behind `raw` connect it with port 443 of `host`; what is sent from then on reaches the host.

    Raises `Failure`, which won't pass where the proxy forbids this host, or us; and OSError.
    """
    lines = [f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    raw.settimeout(deadline.left())
    raw.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    head = _head(raw, deadline)
    match = re.match(rb"HTTP/1\.[01] (\d{3})(?!\d)", head)
    if not match:
        raise Failure("could not be reached: the proxy's answer makes no sense", passing=True)
    if not match[1].startswith(b"2"):
        forbids = match[1].startswith(b"4")
        raise Failure(f"could not be reached: the proxy answered with HTTP {match[1].decode()}", passing=not forbids)


def _head(raw: socket.socket, deadline: Deadline) -> bytes:
    """The proxy's answer, and not a byte of what comes after it: that is the host's."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        raw.settimeout(deadline.left())
        byte = raw.recv(1)
        if not byte or len(head) >= _LONGEST_HEAD:
            raise Failure("could not be reached: the proxy broke off, or talked without end", passing=True)
        head += byte
    return bytes(head)
