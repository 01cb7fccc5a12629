"""Sends GET requests over https to allowed hosts at public addresses, with limits on time and size."""

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

from urllib3 import BaseHTTPResponse, Retry, Timeout, exceptions
from urllib3.util import parse_url

from clubaction.papers.fetch import proxies
from clubaction.papers.fetch.addresses import resolve_host
from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
from clubaction.papers.fetch.connections import make_pools
from clubaction.papers.fetch.deadline import Deadline
from clubaction.papers.fetch.dialling import Dialler
from clubaction.papers.fetch.failure import Failure
from clubaction.papers.fetch.proxies import Proxy
from clubaction.papers.host_names import with_parents
from clubaction.papers.request import Answer, Request

USER_AGENT = "clubaction (+https://github.com/clubaction/clubaction)"
"""Says who asks, and where to complain."""

_BUSY = (429, 503)
"""HTTP statuses with which a host may ask us to wait."""
_THREADS = 4
_LITTLE = 65_536
"""Bytes that are read and dropped to keep a connection open, which costs less than a new one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a run. Times are in seconds, sizes in bytes."""

    run: float = 30.0
    """For all requests together, from the first one on."""
    request: float = 10.0
    """For one request with its redirects."""
    size: int = 2_000_000
    """For the body of one answer."""
    redirects: int = 3
    spacing: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({"export.arxiv.org": 3.0}))
    """Host → the least time between two requests (https://info.arxiv.org/help/api/tou.html)."""


class Fetcher:
    """Sends requests over the network. A run needs one object, as the limit for the run counts from its first request.

    `hosts` are those that may be asked, each with its subdomains. `resolver`, `dial` and `find_proxy` are as in
    `Dialler`, `context` is as in `make_pools`. Through a proxy the same rules hold: the same hosts, certificates,
    redirects, times and sizes.
    """

    def __init__(  # noqa: PLR0913 - tests replace the network, the clock and the environment
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
        self._pools = make_pools(Dialler(resolver, dial, find_proxy), context, side_by_side=_THREADS)
        self._clock, self._sleep = clock, sleep
        self._end: float | None = None
        self._asked: dict[str, float] = {}
        self._closed: dict[str, int] = {}

    def __call__(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers, in the order of the requests. Several hosts are asked at once, each one request at a time."""
        if self._end is None:
            self._end = self._clock() + self._limits.run
        queues: dict[str, list[int]] = {}
        for index, request in enumerate(requests):
            queues.setdefault(_host(request.url), []).append(index)
        answers: dict[int, Answer] = {}

        def work(queue: Sequence[int]) -> None:
            for index in queue:
                answers[index] = self._answer(requests[index])

        if len(queues) == 1:
            work(range(len(requests)))
        elif queues:
            with ThreadPoolExecutor(min(_THREADS, len(queues))) as threads:
                list(threads.map(work, queues.values()))
        return [answers[index] for index in range(len(requests))]

    def _answer(self, request: Request) -> Answer:
        """The answer to one request, which is sent again if the host says after how many seconds and there is time."""
        host = _host(request.url)
        if host in self._closed:
            return Answer(request.url, status=self._closed[host])
        answer, wait = self._try(request)
        if answer.status in _BUSY and wait is not None and wait < (self._end or 0.0) - self._clock():
            self._sleep(wait)
            answer, _ = self._try(request)
        if answer.status in _BUSY:
            self._closed[host] = answer.status
        return answer

    def _try(self, request: Request) -> tuple[Answer, float | None]:
        temporary = False
        try:
            return self._follow(request)
        except Failure as failure:
            problem, temporary = str(failure), failure.temporary
        except (TimeoutError, exceptions.TimeoutError):
            problem, temporary = "took too long", True
        except exceptions.SSLError:
            problem = "could not be reached safely"
        except ValueError:
            problem = "has an address that can't be used"
        except (OSError, exceptions.HTTPError):
            problem, temporary = "could not be reached, or broke off", True
        return Answer(request.url, problem=problem, temporary=temporary), None

    def _follow(self, request: Request) -> tuple[Answer, float | None]:
        """The answer after all redirects, and the seconds that a busy host asks us to wait.

        urllib3 could follow redirects itself, but it would ask any host, allow each the whole time again, and read
        the whole body of a redirect, however large.
        """
        deadline = Deadline(self._clock() + min(self._limits.request, self._left()), self._clock)
        headers = {"User-Agent": USER_AGENT, "Accept": request.accept, "Accept-Encoding": "identity"}
        url = request.url
        for _ in range(self._limits.redirects + 1):
            self._wait_turn(self._checked(url), deadline)
            response = self._pools.urlopen(
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
        """The host of an address. Raises `Failure` if it is not https or the host may not be asked."""
        parts = parse_url(url)  # urllib3's own reading of the address, as urllib3 sends the request
        host = (parts.host or "").strip("[]")
        if parts.scheme != "https" or parts.port not in (None, 443) or parts.auth is not None:
            raise Failure("leads to an address that is not plain https")
        if self._hosts.isdisjoint(with_parents(host)):
            raise Failure(f"leads to {host[:80]}, which is not among the sites that may be asked")
        return host

    def _read(self, request: Request, url: str, response: BaseHTTPResponse) -> Answer:
        """The answer: with its body if the status is 200, else with the status only."""
        if response.status != 200:
            return Answer(url, status=response.status)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and request.media_types and kind not in request.media_types:
            raise Failure(f"sent {re.sub(r'[^a-z0-9/.+-]', '', kind)[:60]} instead of {request.media_types[0]}")
        if (response.headers.get("Content-Encoding") or "identity").strip().lower() != "identity":
            raise Failure("sent a packed answer that was not asked for")
        body = bytearray()
        try:
            while piece := response.read1(65_536):
                body += piece
                if len(body) > self._limits.size:
                    raise Failure(f"sent more than {self._limits.size:,} bytes")
        except exceptions.ProtocolError:
            raise Failure("broke off in the middle of its answer", temporary=True) from None
        return Answer(url, status=200, body=bytes(body))

    def _wait_turn(self, host: str, deadline: Deadline) -> None:
        """Waits until the host may be asked again. Raises `Failure` if that is after the deadline."""
        spacing = self._limits.spacing.get(host, 0.0)
        if spacing and host in self._asked:
            wait = self._asked[host] + spacing - self._clock()
            if wait > deadline.left():
                raise Failure("may not be asked again so soon", temporary=True)
            if wait > 0:
                self._sleep(wait)
        self._asked[host] = self._clock()

    def _left(self) -> float:
        """Seconds until the run's time is over. Raises `Failure` when it is."""
        seconds = (self._end or 0.0) - self._clock()
        if seconds <= 0:
            raise Failure("was not asked, as the time for looking papers up was over", temporary=True)
        return seconds


def _wait_asked_for(response: BaseHTTPResponse) -> float | None:
    """The seconds that a host asks us to wait (RFC 9110, 10.2.3); None if it does not say."""
    try:
        return Retry().parse_retry_after(response.headers.get("Retry-After", ""))
    except (exceptions.InvalidHeader, ValueError, OverflowError):
        return None


def _let_go(response: BaseHTTPResponse) -> None:
    """Keeps the connection for the next request if little is left to read, else closes it."""
    if response.length_remaining is not None and response.length_remaining <= _LITTLE:
        response.drain_conn()
    response.close()


def _host(url: str) -> str:
    """The host of an address; empty for a text that is none."""
    try:
        return parse_url(url).host or ""
    except ValueError:
        return ""
