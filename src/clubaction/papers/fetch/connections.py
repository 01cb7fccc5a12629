"""urllib3's connections, with our own sockets and with one time limit for a whole answer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable

from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection

from clubaction.papers.fetch.deadline import Deadline


class DeadlineSocket(ssl.SSLSocket):
    """A TLS socket whose timeout limits all reading together, until another timeout is set.

    A usual socket's timeout limits each piece, so that a host which sends a byte now and then could keep us for ever.
    """

    _deadline: Deadline | None = None

    def settimeout(self, value: float | None, /) -> None:
        """Limits all reading from now on to so many seconds; None: no limit."""
        self._deadline = None if value is None else Deadline.after(value)
        super().settimeout(value)

    def recv_into(self, buffer: bytearray | memoryview, nbytes: int | None = None, flags: int = 0) -> int:  # type: ignore[override]
        """Reads as the parent class does. Raises `TimeoutError` when the time is over."""
        if self._deadline:
            super().settimeout(self._deadline.left())
        return super().recv_into(buffer, nbytes, flags)


def make_pools(
    open_socket: Callable[[str, float], socket.socket], context: ssl.SSLContext | None, *, side_by_side: int
) -> PoolManager:
    """Pools of https connections, which are reused for further requests to a host, `side_by_side` at a time.

    `open_socket` gets a host and a number of seconds, and returns a connected socket; no other socket is ever used.
    `context` has the trusted certificates; by default they are the system's, or those in the file `SSL_CERT_FILE`.
    """

    class Connection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return open_socket(self.host, self.timeout or 0.0)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    context = context or ssl.create_default_context()
    context.sslsocket_class = DeadlineSocket
    pools = PoolManager(maxsize=side_by_side, ssl_context=context)
    pools.pool_classes_by_scheme = {"https": Pool}
    return pools
