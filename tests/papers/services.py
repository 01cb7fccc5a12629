"""Stand-ins for the metadata services: one TLS server on loopback that answers for every host."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme

from clubaction.papers.fetch.fetcher import Fetcher, Limits

PUBLIC = "8.8.8.8"
"""The address every host has by our resolver: public, so that it may be dialled; in truth it never is."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host answers; `stream` makes the body piece by piece, for ever if it likes."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Callable[[], Iterator[bytes]] | None = None
    raw: bool = False
    """The stream is all there is: no status line, no headers."""


Handler = Callable[[str], Reply]
"""Path with query → answer."""


class Services:
    """The server, what it was asked, and whom the fetcher dialled."""

    def __init__(self, hosts: Mapping[str, Handler | Reply], *, keeps: bool = False) -> None:
        self.hosts = dict(hosts)
        self.keeps = keeps
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.dialled: list[str] = []
        self.addresses: dict[str, list[str]] = {}
        self.sent = 0
        self.authority = authority = trustme.CA()
        self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        authority.configure_trust(self.trust)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*(hosts or ["nobody.example"])).configure_cert(context)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.stopping = threading.Event()

    def fetcher(self, **more: Any) -> Fetcher:
        """A fetcher that reaches this server under all its hosts' names, and nothing else."""
        more.setdefault("limits", Limits(run=8, request=4, spacing={"export.arxiv.org": 0.1}))
        more.setdefault("hosts", tuple(self.hosts))
        more.setdefault("find_proxy", lambda host: None)
        return Fetcher(resolver=self._resolve, dial=self.dial, context=self.trust, **more)

    @property
    def address(self) -> tuple[str, int]:
        """Where the server listens."""
        return "127.0.0.1", self._server.server_address[1]

    def _resolve(self, host: str, seconds: float) -> Sequence[str]:
        return self.addresses.get(host, [PUBLIC])

    def dial(self, address: tuple[str, int], seconds: float) -> socket.socket:
        """Connect to the server, whatever the address, and remember that."""
        self.dialled.append(address[0])
        return socket.create_connection(self.address, seconds)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1" if services.keeps else "HTTP/1.0"

            def do_GET(self) -> None:
                services.asked.append(f"{self.headers['Host']}{self.path}")
                services.headers.append(dict(self.headers))
                handler = services.hosts[self.headers["Host"]]
                services._reply(self, handler if isinstance(handler, Reply) else handler(self.path))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler

    def _reply(self, to: BaseHTTPRequestHandler, reply: Reply) -> None:
        if not reply.raw:
            to.send_response(reply.status)
            if reply.kind:
                to.send_header("Content-Type", reply.kind)
            if self.keeps and not reply.stream:
                to.send_header("Content-Length", str(len(reply.body)))
            for name, text in reply.headers.items():
                to.send_header(name, text)
            to.end_headers()
        for piece in reply.stream() if reply.stream else [reply.body]:
            if self.stopping.is_set():
                return
            to.wfile.write(piece)
            self.sent += len(piece)


@contextmanager
def serving(hosts: Mapping[str, Handler | Reply], *, keeps: bool = False) -> Iterator[Services]:
    """The stand-ins, answering until the block ends; `keeps` says whether they keep connections open."""
    services = Services(hosts, keeps=keeps)
    server = services._server  # noqa: SLF001
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        services.stopping.set()
        server.shutdown()
        server.server_close()
