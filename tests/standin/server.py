"""The HTTP side: one threading server on loopback that answers REST and GraphQL."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import conformance, queries, rest, rest_git, rest_issues, rest_pulls, rest_repository
from .exchange import Request, Response
from .faults import Fault, FaultPlan
from .log import Entry, Log
from .state import Refusal, Store, Token, User
from .views import Views
from .webhooks import Events

HANDLERS = (rest_git, rest_issues, rest_pulls, rest_repository)
"""Importing these modules is what registers REST's handlers."""
PREFIX = "/api/v3"
"""Where GitHub Enterprise Server has its REST; answered beside the bare root."""


class Server:
    """The stand-in's HTTP server. `lock` is held while a request, or a person, changes the store."""

    def __init__(self, store: Store, *, port: int = 0, enterprise: bool = False, server_url: str = "") -> None:
        self.store, self.lock = store, threading.RLock()
        self.faults, self.log = FaultPlan(), Log()
        self.violations: list[str] = []
        self.after_request: Callable[[Entry], None] = lambda entry: None
        self._http = _Listener(self, port)
        root = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.api_url = root + (PREFIX if enterprise else "")
        self.graphql_url = root + ("/api/graphql" if enterprise else "/graphql")
        self.server_url = server_url or (root if enterprise else "https://github.com")
        self.views = Views(self.api_url, self.server_url)
        store.events = Events(self.views)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        for repository in self.store.repositories.values():
            repository.git.close()

    def exchange(self, request: Request) -> tuple[Response | None, Fault | None, Entry]:
        """Answer a request, as far as the ordered faults let it; None is a cut connection."""
        with self.lock:
            fault = self.faults.strike(request)
            response = self._answer(request) if fault is None or fault.effect else Response(500)
            if fault is not None and fault.reset:
                return None, fault, self._note(request, 0)
            if fault is not None and fault.response is not None:
                response = fault.response
            if fault is not None and fault.change is not None:
                response = Response(response.status, fault.change(response.body), response.headers)
            headers = self._rate_headers(request) | response.headers
            response = Response(response.status, response.body, headers)
            return response, fault, self._note(request, response.status)

    def _note(self, request: Request, status: int) -> Entry:
        entry = Entry(request.method, request.path, request.operation, status, request.writes, request.body)
        self.log.append(entry)
        return entry

    def _answer(self, request: Request) -> Response:
        try:
            token = self._token(request)
        except Refusal as refusal:
            return rest.refused(refusal)
        request.token = token
        if request.path == "/rate_limit":
            response = Response(200, self._rate())
        elif self.store.rate.remaining <= 0:
            return rest.refused(Refusal(403, f"API rate limit exceeded for user ID {token.user.id}.", "RATE_LIMITED"))
        elif request.is_graphql:
            response, strange = queries.answer(self.store, self.views, request, token)
            self.violations += strange
        else:
            response = rest.answer(self.store, self.views, request, token)
            self._check(request, response)
        if response.status != 304 and request.path != "/rate_limit":
            self.store.rate.remaining -= 1
        return response

    def _check(self, request: Request, response: Response) -> None:
        described = conformance.description()
        if described is not None and not request.path.startswith("/_"):
            self.violations += described.violations(request, response)

    def _token(self, request: Request) -> Token:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if not value and request.path.startswith("/_codeload/"):
            # The real redirect carries a token of its own in the address.
            return Token("", User(0, "ghost", "ghost"), "app", {"contents": "read"})
        if not value:
            raise Refusal(401, "Requires authentication")
        token = self.store.tokens.get(value.strip()) if scheme.lower() in ("token", "bearer") else None
        if token is None or token.expired:
            raise Refusal(401, "Bad credentials")
        return token

    def _rate(self) -> dict[str, Any]:
        rate = self.store.rate
        now = {"limit": rate.limit, "remaining": rate.remaining, "used": rate.limit - rate.remaining}
        now["reset"] = int(self.store.now.timestamp()) + 3600
        return {"resources": dict.fromkeys(["core", "search", "graphql"], now), "rate": now}

    def _rate_headers(self, request: Request) -> dict[str, str]:
        shown = {f"X-RateLimit-{name.title()}": str(value) for name, value in self._rate()["rate"].items()}
        return shown | {"X-RateLimit-Resource": "graphql" if request.is_graphql else "core"}


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, standin: Server, port: int) -> None:
        self.standin = standin
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to report; anything else must fail the test."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            self.standin.violations.append(f"the stand-in failed: {error!r}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener
    disable_nagle_algorithm = True

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Stay silent: the log is the record."""

    def _serve(self) -> None:
        standin = self.server.standin
        request = self._request()
        response, fault, entry = standin.exchange(request)
        if fault is not None and fault.delay:
            time.sleep(fault.delay)
        if response is None:
            self._cut()
        else:
            self._send(response, fault.drip if fault is not None else 0.0)
        standin.after_request(entry)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """`http.server` looks up `do_GET` and its like."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _request(self) -> Request:
        parts = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(parts.path)
        path = "/graphql" if path == "/api/graphql" else path.removeprefix(PREFIX)
        length = int(self.headers.get("Content-Length") or 0)
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, query, headers, self.rfile.read(length))

    def _send(self, response: Response, drip: float) -> None:
        body = response.encoded()
        self.send_response(response.status)
        headers = {"Content-Type": "application/json; charset=utf-8"} | response.headers
        if response.status in (204, 304):
            headers.pop("Content-Type")
        else:
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._write(body, drip)
        self.wfile.flush()

    def _write(self, body: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(body)
            return
        for place in range(len(body)):
            time.sleep(drip)
            self.wfile.write(body[place : place + 1])
            self.wfile.flush()

    def _cut(self) -> None:
        """Reset the connection, so that the client sees neither an answer nor an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
