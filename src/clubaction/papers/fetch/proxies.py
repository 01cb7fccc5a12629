"""The proxy that a network wants asked instead: `HTTPS_PROXY` and `NO_PROXY`, as other programs read them."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_LONGEST_HEAD = 16_384


class Unusable(ValueError):
    """The environment names a proxy that we can't ask."""


class Refusal(Exception):
    """The proxy did not open a way; its text says why, in words that fit after the service's name.

    `passing` says whether it may open one soon: not where it forbids this host, or us.
    """

    def __init__(self, words: str, *, passing: bool = True) -> None:
        super().__init__(words)
        self.passing = passing


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
    Raises `Unusable` where the variable holds no http address.
    """
    import urllib.request  # lazily: most runs need no paper, and it takes 20 ms

    named = urllib.request.getproxies_environment()
    address = named.get("https") or named.get("all") or ""
    bypassed = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
    if not address or bypassed(host, named):
        return None
    return read(address)


def read(address: str) -> Proxy:
    """The proxy at `http://user:word@host:port`; the scheme may be missing. Raises `Unusable`."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or 80
    except ValueError:
        raise Unusable from None
    if parts.scheme != "http" or not parts.hostname:
        raise Unusable
    login = ""
    if parts.username is not None:
        words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = f"Basic {base64.b64encode(words.encode()).decode()}"
    return Proxy(parts.hostname, port, login)


def open_way(raw: socket.socket, proxy: Proxy, host: str, left: Callable[[], float]) -> None:
    """Has the proxy behind `raw` connect it with port 443 of `host`; what is sent from then on reaches the host.

    `left` gives the seconds that are left, and raises when there are none. Raises `Refusal` and OSError.
    """
    lines = [f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    raw.settimeout(left())
    raw.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    head = _head(raw, left)
    match = re.match(rb"HTTP/1\.[01] (\d{3})(?!\d)", head)
    if not match:
        raise Refusal("could not be reached: the proxy's answer makes no sense")
    if not match[1].startswith(b"2"):
        forbids = match[1].startswith(b"4")
        raise Refusal(f"could not be reached: the proxy answered with HTTP {match[1].decode()}", passing=not forbids)


def _head(raw: socket.socket, left: Callable[[], float]) -> bytes:
    """The proxy's answer, and not a byte of what comes after it: that is the host's."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        raw.settimeout(left())
        byte = raw.recv(1)
        if not byte or len(head) >= _LONGEST_HEAD:
            raise Refusal("could not be reached: the proxy broke off, or talked without end")
        head += byte
    return bytes(head)
