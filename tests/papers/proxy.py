"""A proxy on loopback that leads every host to one server: so a program of its own meets the stand-ins.

Its addresses in the environment (`HTTPS_PROXY`), and the stand-ins' authority in `SSL_CERT_FILE`, are all that
a command line or a job of the real runner needs to know.
"""

from __future__ import annotations

import selectors
import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.papers.services import Handler, Reply, Services, serving


@dataclass(slots=True)
class Proxy:
    """What was asked of it, and how it answers."""

    target: tuple[str, int]
    """Where every way leads."""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """`host:port` of each CONNECT."""
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    """What it says to CONNECT; the way is open where that is a 200."""
    pause: float = 0.0
    """Seconds before each byte of its answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def proxying(target: tuple[str, int]) -> Iterator[Proxy]:
    """The proxy, until the block ends."""
    proxy = Proxy(target)

    class Tunnel(socketserver.StreamRequestHandler):
        rbufsize = 0

        def handle(self) -> None:
            method, _, rest = self.rfile.readline(65_537).decode().partition(" ")
            assert method == "CONNECT"
            proxy.asked.append(rest.split(" ")[0])
            lines = [line.decode().partition(":") for line in iter(self.rfile.readline, b"\r\n") if line]
            proxy.headers.append({name.lower(): text.strip() for name, _, text in lines})
            for piece in map(bytes, zip(proxy.answer)) if proxy.pause else [proxy.answer]:
                time.sleep(proxy.pause)
                self.wfile.write(piece)
            if b" 200 " in proxy.answer:
                with socket.create_connection(proxy.target) as far:
                    _carry(self.connection, far)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Tunnel) as server:
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()


def _carry(near: socket.socket, far: socket.socket) -> None:
    """Hands on what either side says, until one of them ends."""
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)
        while True:
            for key, _ in selector.select(timeout=30):
                data = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                if not data:
                    return
                key.data.sendall(data)


@dataclass(frozen=True, slots=True)
class Internet:
    """The stand-ins, the proxy that leads to them, and what a program's environment says of both."""

    services: Services
    proxy: Proxy
    environment: Mapping[str, str]


@contextmanager
def internet(hosts: Mapping[str, Handler | Reply], folder: Path, *, keeps: bool = False) -> Iterator[Internet]:
    """An internet of nothing but these hosts, for programs with its `environment`; `folder` keeps a file of it."""
    with serving(hosts, keeps=keeps) as services, proxying(services.address) as proxy:
        authority = folder / "authority.pem"
        services.authority.cert_pem.write_to_path(str(authority))
        environment = {
            "HTTPS_PROXY": proxy.url,
            "NO_PROXY": "127.0.0.1,localhost",
            "SSL_CERT_FILE": str(authority),
        }
        yield Internet(services, proxy, environment)
