"""GET over https, from allowed hosts at public addresses, in bounded time and size."""

from __future__ import annotations

import email.utils
import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

from clubaction.papers.exchange import Answer, Request
from clubaction.papers.fetch import proxies
from clubaction.papers.fetch.addresses import is_address, is_public, resolve_host
from clubaction.papers.fetch.hosts import HOSTS
from clubaction.papers.fetch.proxies import Proxy

USER_AGENT = "clubaction (+https://github.com/clubaction/clubaction)"
"""Says who asks, and where to complain."""

_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
_THREADS = 4


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


class _Failure(Exception):
    """Why a request came to nothing, in words that fit after the service's name; `passing` as in `Answer`."""

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing


class _Socket(ssl.SSLSocket):
    """A TLS socket with one deadline for all that is read, so that a slow drip can't go on for ever."""

    left: Callable[[], float]

    def recv_into(self, buffer: bytearray | memoryview, nbytes: int | None = None, flags: int = 0) -> int:  # type: ignore[override]
        self.settimeout(self.left())
        return super().recv_into(buffer, nbytes, flags)


class Fetcher:
    """Asks over the network; one object for one run, as the time for all its requests counts from the first.

    `hosts` may be asked, each with the hosts below it. `resolver` gives a host's numeric addresses within
    some seconds, `dial` connects to one of them; it is only ever given one that was found to be public, so
    what the name says the second time doesn't matter. `context` says which certificates are believed; Python's
    own are those of the system, or of the file that `SSL_CERT_FILE` names.

    `find_proxy` says through which proxy a host is to be reached. The proxy looks the name up then, so it is for
    the proxy to keep out of the network that it guards; everything else holds as without one: which hosts, whose
    certificate, how many redirects, how long and how much.
    """

    def __init__(  # noqa: PLR0913 - every piece of the world that it touches can be put in place of the real one
        self,
        *,
        hosts: Collection[str] = HOSTS,
        limits: Limits | None = None,
        resolver: Callable[[str, float], Sequence[str]] = resolve_host,
        dial: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection,
        context: ssl.SSLContext | None = None,
        find_proxy: Callable[[str], Proxy | None] = proxies.from_environment,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._hosts = frozenset(host.lower().strip(".") for host in hosts)
        self._limits = limits or Limits()
        self._resolver, self._dial = resolver, dial
        self._context, self._find_proxy = context, find_proxy
        self._clock, self._sleep, self._now = clock, sleep, now
        self._end: float | None = None
        self._asked: dict[str, float] = {}
        self._closed: dict[str, int] = {}

    def __call__(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers in the same order. Hosts are asked side by side, each one request after the other."""
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
            with ThreadPoolExecutor(min(_THREADS, len(queues))) as pool:
                list(pool.map(work, queues.values()))
        return [answers[index] for index in range(len(requests))]

    def _answer(self, request: Request) -> Answer:
        """One answer; asked a second time when the host says when, and there is time for it."""
        host = _host(request.url)
        if host in self._closed:
            return Answer(request.url, status=self._closed[host])
        answer, wait = self._try(request)
        if answer.status in _BUSY and wait is not None and self._clock() + wait < (self._end or 0.0):
            self._sleep(wait)
            answer, _ = self._try(request)
        if answer.status in _BUSY:
            self._closed[host] = answer.status
        return answer

    def _try(self, request: Request) -> tuple[Answer, float | None]:
        passing = False
        try:
            return self._follow(request)
        except (_Failure, proxies.Refusal) as failure:
            problem, passing = str(failure), failure.passing
        except TimeoutError:
            problem, passing = "took too long", True
        except ssl.SSLError:
            problem = "could not be reached safely"
        except proxies.Unusable:
            problem = "could not be reached: the proxy that the environment names is no http address"
        except (OSError, http.client.HTTPException):
            problem, passing = "could not be reached, or broke off", True
        except ValueError:
            problem = "has an address that can't be used"
        return Answer(request.url, problem=problem, passing=passing), None

    def _follow(self, request: Request) -> tuple[Answer, float | None]:
        """The answer at the end of the redirects, and how long it asks us to wait, in seconds."""
        end = self._clock() + min(self._limits.request, self._left())

        def left() -> float:
            seconds = end - self._clock()
            if seconds <= 0:
                raise TimeoutError
            return seconds

        url = request.url
        for _ in range(self._limits.redirects + 1):
            host = self._checked(url)
            self._wait_turn(host, left)
            response = self._get(host, url, request.accept, left)
            try:
                location = response.getheader("Location")
                if response.status not in _REDIRECTS or not location:
                    return self._read(request, url, response), self._retry_after(response)
            finally:
                response.close()
            url = urljoin(url, location)
        raise _Failure(f"redirected more than {self._limits.redirects} times")

    def _checked(self, url: str) -> str:
        """The host of an address that may be asked."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme != "https" or parts.port not in (None, 443) or parts.username is not None:
            raise _Failure("leads to an address that is not plain https")
        names = host.split(".")
        if not any(".".join(names[start:]) in self._hosts for start in range(len(names))):
            raise _Failure(f"leads to {host[:80]}, which is not among the sites that may be asked")
        return host

    def _get(self, host: str, url: str, accept: str, left: Callable[[], float]) -> http.client.HTTPResponse:
        tls = self._connect(host, left)
        connection = http.client.HTTPConnection(host)
        connection.sock = tls
        parts = urlsplit(url)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
            "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?") if parts.query else ""
        )
        headers = {
            "Host": host,
            "User-Agent": USER_AGENT,
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        try:
            connection.request("GET", target, headers=headers)
            return connection.getresponse()
        finally:
            tls.close()  # the response holds it open until it is closed itself

    def _connect(self, host: str, left: Callable[[], float]) -> ssl.SSLSocket:
        """A TLS connection to this host, whose certificate has its name."""
        proxy = self._find_proxy(host)
        raw = self._through(proxy, host, left) if proxy else self._directly(host, left)
        try:
            raw.settimeout(left())
            tls = self._tls().wrap_socket(raw, server_hostname=host)
        except BaseException:
            raw.close()
            raise
        if isinstance(tls, _Socket):
            tls.left = left
        return tls

    def _directly(self, host: str, left: Callable[[], float]) -> socket.socket:
        """A connection to an address of this host that was found to be public."""
        addresses = list(self._resolver(host, left()))
        public = [address for address in addresses if is_public(address)]
        if not public or len(public) < len(addresses):
            raise _Failure("has an address that is not on the public internet" if addresses else "has no address")
        return self._first_reached(public, 443, left)

    def _through(self, proxy: Proxy, host: str, left: Callable[[], float]) -> socket.socket:
        """A way to this host that the proxy has opened."""
        if is_address(host) and not is_public(host):
            raise _Failure("has an address that is not on the public internet")
        try:
            raw = self._first_reached(self._resolver(proxy.host, left()), proxy.port, left)
        except TimeoutError:
            raise
        except OSError:
            raise _Failure("could not be reached: the proxy does not answer", passing=True) from None
        try:
            proxies.open_way(raw, proxy, host, left)
        except BaseException:
            raw.close()
            raise
        return raw

    def _first_reached(self, addresses: Sequence[str], port: int, left: Callable[[], float]) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in addresses[:8]:
            try:
                return self._dial((address, port), left())
            except TimeoutError:
                raise
            except OSError as error:
                failure = error
        raise failure

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context()
        self._context.sslsocket_class = _Socket
        return self._context

    def _read(self, request: Request, url: str, response: http.client.HTTPResponse) -> Answer:
        """A good answer with its body, any other with its status alone."""
        if response.status != 200:
            return Answer(url, status=response.status)
        kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if kind and request.media_types and kind not in request.media_types:
            raise _Failure(f"sent {re.sub(r'[^a-z0-9/.+-]', '', kind)[:60]} instead of {request.media_types[0]}")
        if (response.getheader("Content-Encoding") or "identity").strip().lower() != "identity":
            raise _Failure("sent a packed answer that was not asked for")
        body = bytearray()
        while chunk := response.read1(65_536):
            body += chunk
            if len(body) > self._limits.size:
                raise _Failure(f"sent more than {self._limits.size:,} bytes")
        if response.length:
            raise _Failure("broke off in the middle of its answer", passing=True)
        return Answer(url, status=200, body=bytes(body))

    def _retry_after(self, response: http.client.HTTPResponse) -> float | None:
        """The seconds a busy host asks us to wait (RFC 9110, 10.2.3); None when it doesn't say."""
        text = (response.getheader("Retry-After") or "").strip()
        if re.fullmatch(r"[0-9]{1,6}", text):
            return float(text)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - self._now())
        except (ValueError, TypeError, OverflowError):
            return None

    def _wait_turn(self, host: str, left: Callable[[], float]) -> None:
        spacing = self._limits.spacing.get(host, 0.0)
        if spacing and host in self._asked:
            wait = self._asked[host] + spacing - self._clock()
            if wait > left():
                raise _Failure("may not be asked again so soon", passing=True)
            if wait > 0:
                self._sleep(wait)
        self._asked[host] = self._clock()

    def _left(self) -> float:
        """Seconds until the run's time is up; raises when it is."""
        seconds = (self._end or 0.0) - self._clock()
        if seconds <= 0:
            raise _Failure("was not asked, as the time for looking papers up was over", passing=True)
        return seconds


def _host(url: str) -> str:
    """The host an address names; empty for what is no address."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
