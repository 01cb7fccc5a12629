"""Opens sockets to hosts: to a public address of the host, or through the proxy that the environment names."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clubaction.papers.fetch import proxies
from clubaction.papers.fetch.addresses import is_address, is_public
from clubaction.papers.fetch.deadline import Deadline
from clubaction.papers.fetch.failure import Failure
from clubaction.papers.fetch.proxies import Proxy

_MOST_ADDRESSES = 8
"""Addresses of one host that are tried, one after the other."""


@dataclass(frozen=True, slots=True)
class Dialler:
    """Connects to port 443 of hosts."""

    resolver: Callable[[str, float], Sequence[str]]
    """(host, seconds) → the host's numeric addresses."""
    dial: Callable[[tuple[str, int], float], socket.socket]
    """((address, port), seconds) → a connected socket.

    It gets the address that was found to be public, not the host's name, which might lead elsewhere a moment later.
    """
    find_proxy: Callable[[str], Proxy | None]
    """Host → the proxy for it, or None.

    A proxy resolves the host's name itself, so it is the proxy that must refuse private addresses then.
    """

    def __call__(self, host: str, seconds: float) -> socket.socket:
        """A socket that is connected within so many seconds. Raises `Failure` and `OSError`."""
        deadline = Deadline.after(seconds)
        proxy = self.find_proxy(host)
        raw = self._through(proxy, host, deadline) if proxy else self._directly(host, deadline)
        raw.settimeout(deadline.left())
        return raw

    def _directly(self, host: str, deadline: Deadline) -> socket.socket:
        """A socket to a public address of the host. Raises `Failure` if any of its addresses is not public."""
        addresses = list(self.resolver(host, deadline.left()))
        public = [address for address in addresses if is_public(address)]
        if not public or len(public) < len(addresses):
            raise Failure("has an address that is not on the public internet" if addresses else "has no address")
        return self._first_reached(public, 443, deadline)

    def _through(self, proxy: Proxy, host: str, deadline: Deadline) -> socket.socket:
        """A socket to the proxy, which has opened a tunnel to the host."""
        if is_address(host) and not is_public(host):
            raise Failure("has an address that is not on the public internet")
        try:
            raw = self._first_reached(self.resolver(proxy.host, deadline.left()), proxy.port, deadline)
        except TimeoutError:
            raise
        except OSError:
            raise Failure("could not be reached: the proxy does not answer", temporary=True) from None
        try:
            proxies.open_tunnel(raw, proxy, host, deadline)
        except BaseException:
            raw.close()
            raise
        return raw

    def _first_reached(self, addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                return self.dial((address, port), deadline.left())
            except TimeoutError:
                raise
            except OSError as error:
                failure = error
        raise failure
