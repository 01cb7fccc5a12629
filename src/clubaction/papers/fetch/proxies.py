"""HTTP proxies: which one the environment names (`HTTPS_PROXY`, `NO_PROXY`), and a tunnel through it."""

from __future__ import annotations

import base64
import re
import socket
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from clubaction.papers.fetch.deadline import Deadline
from clubaction.papers.fetch.failure import Failure

_LONGEST_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy that opens tunnels by CONNECT (RFC 9110, 9.3.6)."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)
    """The value of the header Proxy-Authorization; empty without one."""


def from_environment(host: str) -> Proxy | None:
    """The proxy for https connections to `host`; None for a direct connection.

    It is `HTTPS_PROXY` or else `ALL_PROXY`, but none for the hosts in `NO_PROXY`; a variable in lower case counts
    before one in upper case. Raises `Failure` if the variable is no http address.
    """
    named = urllib.request.getproxies_environment()
    address = named.get("https") or named.get("all") or ""
    bypassed = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
    if not address or bypassed(host, named):
        return None
    return parse_proxy(address)


def parse_proxy(address: str) -> Proxy:
    """The proxy at `http://user:word@host:port`, perhaps without the scheme. Raises `Failure` for anything else."""
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


def open_tunnel(raw: socket.socket, proxy: Proxy, host: str, deadline: Deadline) -> None:
    """Asks the proxy at the other end of the socket `raw` to connect it with port 443 of `host`.

    Afterwards all bytes on the socket go to the host and come from it. Raises `OSError`, and `Failure` if the proxy
    refuses; that is not temporary if the proxy forbids the host or does not accept us.

    The standard library can do this too, and urllib3 uses that, but it takes half an answer for a whole one, loses
    bytes that the host sends right after it, and limits the time for each piece but not for all of them.
    """
    lines = [f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    raw.settimeout(deadline.left())
    raw.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    head = _head(raw, deadline)
    match = re.match(rb"HTTP/1\.[01] (\d{3})(?!\d)", head)
    if not match:
        raise Failure("could not be reached: the proxy's answer makes no sense", temporary=True)
    if not match[1].startswith(b"2"):
        forbids = match[1].startswith(b"4")
        raise Failure(f"could not be reached: the proxy answered with HTTP {match[1].decode()}", temporary=not forbids)


def _head(raw: socket.socket, deadline: Deadline) -> bytes:
    """The proxy's answer, read byte by byte, since the bytes after it come from the host and must stay unread."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        raw.settimeout(deadline.left())
        byte = raw.recv(1)
        if not byte or len(head) >= _LONGEST_HEAD:
            raise Failure("could not be reached: the proxy broke off, or talked without end", temporary=True)
        head += byte
    return bytes(head)
