"""urllib3's connections, over sockets of our choice and with one deadline for all that is read."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable

from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection

from clubaction.papers.fetch.deadline import Deadline


class DeadlineSocket(ssl.SSLSocket):
    """A TLS socket whose time-out is for all that is read until another is set.

    Elsewhere it is for each piece, so that a host which sends a byte now and then could go on for ever.
    """

    _deadline: Deadline | None = None

    def settimeout(self, value: float | None, /) -> None:
        """Gives what is read from now on so many seconds in all; None: as long as it takes."""
        self._deadline = None if value is None else Deadline.after(value)
        super().settimeout(value)

    def recv_into(self, buffer: bytearray | memoryview, nbytes: int | None = None, flags: int = 0) -> int:  # type: ignore[override]
        """As in the parent, within what is left of the time."""
        if self._deadline:
            super().settimeout(self._deadline.left())
        return super().recv_into(buffer, nbytes, flags)


def make_pools(
    open_socket: Callable[[str, float], socket.socket], context: ssl.SSLContext | None, *, side_by_side: int
) -> PoolManager:
    """Pools of https connections, each kept for the next request to its host.

    `open_socket` gives the socket to a host within some seconds; nothing else is ever connected to. `context` says
    which certificates are believed; Python's own are those of the system, or of the file that `SSL_CERT_FILE` names.
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
