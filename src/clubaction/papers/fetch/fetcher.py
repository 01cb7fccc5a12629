"""GET over https, from allowed hosts at public addresses, in bounded time and size."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout, exceptions
from urllib3.util import parse_url

from clubaction.papers.fetch import proxies
from clubaction.papers.fetch.addresses import resolve_host
from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
from clubaction.papers.fetch.connections import make_pools
from clubaction.papers.fetch.deadline import Deadline
from clubaction.papers.fetch.dialling import Dialler
from clubaction.papers.fetch.failure import Failure
from clubaction.papers.fetch.proxies import Proxy
from clubaction.papers.request import Answer, Request

USER_AGENT = "clubaction (+https://github.com/clubaction/clubaction)"
"""Says who asks, and where to complain."""

_BUSY = (429, 503)
_THREADS = 4
_LITTLE = 65_536
"""Bytes that are read and thrown away to keep a connection, which costs less than another one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a run goes. Times in seconds, sizes in bytes."""

    run: float = 30.0
    """For everything, from the first request on."""
    request: float = 10.0
    """For one request with its redirects."""
    size: int = 2_000_000
    """Of one body."""
    redirects: int = 3
    spacing: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({"export.arxiv.org": 3.0}))
    """Host → the least time between two requests (https://info.arxiv.org/help/api/tou.html)."""


class Fetcher:
    """Asks over the network; one object for one run, as the time for all its requests counts from the first.

    `hosts` may be asked, each with the hosts below it. `resolver`, `dial` and `find_proxy` are as in `Dialler`,
    `context` is as in `make_pools`. Through a proxy everything holds as without one: which hosts, whose
    certificate, how many redirects, how long and how much.
    """

    def __init__(  # noqa: PLR0913 - every piece of the world that it touches can be put in place of the real one
        self,
        *,
        hosts: Collection[str] = ALLOWED_HOSTS,
        limits: Limits | None = None,
        resolver: Callable[[str, float], Sequence[str]] = resolve_host,
        dial: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection,
        context: ssl.SSLContext | None = None,
        find_proxy: Callable[[str], Proxy | None] = proxies.from_environment,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hosts = frozenset(host.lower().strip(".") for host in hosts)
        self._limits = limits or Limits()
        self._open_socket, self._context = Dialler(resolver, dial, find_proxy), context
        self._clock, self._sleep = clock, sleep
        self._end = 0.0
        self._pools: PoolManager | None = None
        self._asked: dict[str, float] = {}
        self._closed: dict[str, int] = {}

    def __call__(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers in the same order. Hosts are asked side by side, each one request after the other."""
        if self._pools is None:
            self._end = self._clock() + self._limits.run
            self._pools = make_pools(self._open_socket, self._context, side_by_side=_THREADS)
        pools = self._pools
        queues: dict[str, list[int]] = {}
        for index, request in enumerate(requests):
            queues.setdefault(_host(request.url), []).append(index)
        answers: dict[int, Answer] = {}

        def work(queue: Sequence[int]) -> None:
            for index in queue:
                answers[index] = self._answer(requests[index], pools)

        if len(queues) == 1:
            work(range(len(requests)))
        elif queues:
            with ThreadPoolExecutor(min(_THREADS, len(queues))) as threads:
                list(threads.map(work, queues.values()))
        return [answers[index] for index in range(len(requests))]

    def _answer(self, request: Request, pools: PoolManager) -> Answer:
        """One answer; asked a second time when the host says when, and there is time for it."""
        host = _host(request.url)
        if host in self._closed:
            return Answer(request.url, status=self._closed[host])
        answer, wait = self._try(request, pools)
        if answer.status in _BUSY and wait is not None and self._clock() + wait < self._end:
            self._sleep(wait)
            answer, _ = self._try(request, pools)
        if answer.status in _BUSY:
            self._closed[host] = answer.status
        return answer

    def _try(self, request: Request, pools: PoolManager) -> tuple[Answer, float | None]:
        passing = False
        try:
            return self._follow(request, pools)
        except Failure as failure:
            problem, passing = str(failure), failure.passing
        except (TimeoutError, exceptions.TimeoutError):
            problem, passing = "took too long", True
        except (ssl.SSLError, exceptions.SSLError):
            problem = "could not be reached safely"
        except ValueError:
            problem = "has an address that can't be used"
        except (OSError, exceptions.HTTPError):
            problem, passing = "could not be reached, or broke off", True
        return Answer(request.url, problem=problem, passing=passing), None

    def _follow(self, request: Request, pools: PoolManager) -> tuple[Answer, float | None]:
        """The answer at the end of the redirects, and how long it asks us to wait, in seconds.

        urllib3 follows redirects too, but it looks at no host before it asks, gives each the whole time anew, and
        reads what comes with them to the end, however much it is.
        """
        deadline = Deadline(self._clock() + min(self._limits.request, self._left()), self._clock)
        headers = {"User-Agent": USER_AGENT, "Accept": request.accept, "Accept-Encoding": "identity"}
        url = request.url
        for _ in range(self._limits.redirects + 1):
            self._wait_turn(self._checked(url), deadline)
            response = pools.urlopen(
                "GET",
                url,
                headers=headers,
                timeout=Timeout(total=deadline.left()),
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                location = response.get_redirect_location()
                if not location:
                    return self._read(request, url, response), _wait_asked_for(response)
            finally:
                _let_go(response)
            url = urljoin(url, location)
        raise Failure(f"redirected more than {self._limits.redirects} times")

    def _checked(self, url: str) -> str:
        """The host of an address that may be asked."""
        parts = parse_url(url)  # as urllib3 reads it, which is the one that asks
        host = (parts.host or "").strip("[]")
        if parts.scheme != "https" or parts.port not in (None, 443) or parts.auth is not None:
            raise Failure("leads to an address that is not plain https")
        names = host.split(".")
        if not any(".".join(names[start:]) in self._hosts for start in range(len(names))):
            raise Failure(f"leads to {host[:80]}, which is not among the sites that may be asked")
        return host

    def _read(self, request: Request, url: str, response: BaseHTTPResponse) -> Answer:
        """A good answer with its body, any other with its status alone."""
        if response.status != 200:
            return Answer(url, status=response.status)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and request.media_types and kind not in request.media_types:
            raise Failure(f"sent {re.sub(r'[^a-z0-9/.+-]', '', kind)[:60]} instead of {request.media_types[0]}")
        if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise Failure("sent a packed answer that was not asked for")
        body = bytearray()
        try:
            while piece := response.read1(65_536):
                body += piece
                if len(body) > self._limits.size:
                    raise Failure(f"sent more than {self._limits.size:,} bytes")
        except exceptions.ProtocolError:
            raise Failure("broke off in the middle of its answer", passing=True) from None
        return Answer(url, status=200, body=bytes(body))

    def _wait_turn(self, host: str, deadline: Deadline) -> None:
        spacing = self._limits.spacing.get(host, 0.0)
        if spacing and host in self._asked:
            wait = self._asked[host] + spacing - self._clock()
            if wait > deadline.left():
                raise Failure("may not be asked again so soon", passing=True)
            if wait > 0:
                self._sleep(wait)
        self._asked[host] = self._clock()

    def _left(self) -> float:
        """Seconds until the run's time is up; raises when it is."""
        seconds = self._end - self._clock()
        if seconds <= 0:
            raise Failure("was not asked, as the time for looking papers up was over", passing=True)
        return seconds


def _wait_asked_for(response: BaseHTTPResponse) -> float | None:
    """The seconds that a busy host asks us to wait (RFC 9110, 10.2.3); None when it doesn't say."""
    try:
        return Retry().parse_retry_after(response.headers.get("Retry-After", ""))
    except (exceptions.InvalidHeader, ValueError, OverflowError):
        return None


def _let_go(response: BaseHTTPResponse) -> None:
    """Keeps the connection for the next request where little is left to read; closes it elsewhere."""
    if response.length_remaining is not None and response.length_remaining <= _LITTLE:
        response.drain_conn()
    response.close()


def _host(url: str) -> str:
    """The host an address names; empty for what is no address."""
    try:
        return parse_url(url).host or ""
    except ValueError:
        return ""
