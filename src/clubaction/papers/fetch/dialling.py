"""Which socket leads to a host: one to a public address, or one through the proxy that the network wants."""

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
"""Addresses of one host that are tried."""


@dataclass(frozen=True, slots=True)
class Dialler:
    """Connects to port 443 of hosts.

    `resolver` gives a host's numeric addresses within some seconds, `dial` connects to one of them. `dial` gets the
    very address that was found to be public, so what the host's name leads to a moment later doesn't matter.

    `find_proxy` says through which proxy a host is to be reached. The proxy looks the name up then, so it is for
    the proxy to keep out of the network that it guards.
    """

    resolver: Callable[[str, float], Sequence[str]]
    dial: Callable[[tuple[str, int], float], socket.socket]
    find_proxy: Callable[[str], Proxy | None]

    def __call__(self, host: str, seconds: float) -> socket.socket:
        """A connected socket, within some seconds. Raises `Failure` and OSError."""
        deadline = Deadline.after(seconds)
        proxy = self.find_proxy(host)
        raw = self._through(proxy, host, deadline) if proxy else self._directly(host, deadline)
        raw.settimeout(deadline.left())
        return raw

    def _directly(self, host: str, deadline: Deadline) -> socket.socket:
        """A connection to an address of this host that was found to be public."""
        addresses = list(self.resolver(host, deadline.left()))
        public = [address for address in addresses if is_public(address)]
        if not public or len(public) < len(addresses):
            raise Failure("has an address that is not on the public internet" if addresses else "has no address")
        return self._first_reached(public, 443, deadline)

    def _through(self, proxy: Proxy, host: str, deadline: Deadline) -> socket.socket:
        """A way to this host that the proxy has opened."""
        if is_address(host) and not is_public(host):
            raise Failure("has an address that is not on the public internet")
        try:
            raw = self._first_reached(self.resolver(proxy.host, deadline.left()), proxy.port, deadline)
        except TimeoutError:
            raise
        except OSError:
            raise Failure("could not be reached: the proxy does not answer", passing=True) from None
        try:
            proxies.open_way(raw, proxy, host, deadline)
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
