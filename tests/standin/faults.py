"""Faults to order: which request fails, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from .exchange import Request, Response

_DOCUMENTATION = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
Matches = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a request.

    `response` is given instead of the true answer; `reset` cuts the connection instead; `delay` holds the
    answer back, in seconds; `drip` are the seconds between two bytes of it; `change` makes another body of the
    true one. `effect` says whether what was asked for is done all the same.
    """

    response: Response | None = None
    reset: bool = False
    delay: float = 0.0
    drip: float = 0.0
    change: Callable[[Any], Any] | None = None
    effect: bool = False


def status(code: int, message: str = "", *, effect: bool = False, headers: dict[str, str] | None = None) -> Fault:
    """An answer with this status, as GitHub words it; 5xx come from a proxy and are no JSON."""
    if code >= 500:
        page = b"<html><title>Unicorn!</title><body>This page is taking too long to load.</body></html>"
        return Fault(Response(code, page, {"Content-Type": "text/html", **(headers or {})}), effect=effect)
    body = {"message": message or _MESSAGES.get(code, "Error"), "documentation_url": _DOCUMENTATION}
    return Fault(Response(code, body | {"status": str(code)}, dict(headers or {})), effect=effect)


_MESSAGES = {
    403: "Resource not accessible by integration",
    409: "Git Repository is empty.",
    422: "Validation Failed",
    429: "Too Many Requests",
}


def secondary_limit(retry_after: int = 0, code: Literal[403, 429] = 403) -> Fault:
    """The limit on bursts: 403 or 429 with Retry-After, in seconds."""
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return status(code, message, headers={"Retry-After": str(retry_after)})


def primary_limit(reset_at: int = 0) -> Fault:
    """The hourly limit is used up until `reset_at` (seconds since 1970)."""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset_at)}
    return status(403, "API rate limit exceeded for installation.", headers=headers)


def graphql_error(kind: str, message: str, *, effect: bool = False) -> Fault:
    """GraphQL's own way to fail: 200 with an error of this `type` in it and no data."""
    return Fault(Response(200, {"data": None, "errors": [{"type": kind, "message": message}]}), effect=effect)


RESET_BEFORE = Fault(reset=True)
"""The connection breaks before anything was done."""
RESET_AFTER = Fault(reset=True, effect=True)
"""What was asked for is done; the answer never arrives."""


def slow(seconds: float) -> Fault:
    return Fault(delay=seconds, effect=True)


def dripping(seconds: float) -> Fault:
    """The answer comes byte by byte, with a pause before each."""
    return Fault(drip=seconds, effect=True)


def body(value: Any, *, effect: bool = False) -> Fault:
    """A status of 200 with just this: JSON, or bytes as they are."""
    return Fault(Response(200, b"null" if value is None else value), effect=effect)


def changed(change: Callable[[Any], Any]) -> Fault:
    """The true answer, with its body made into another one."""
    return Fault(change=change, effect=True)


@dataclass(slots=True)
class _Order:
    fault: Fault
    nth: int
    times: int
    where: Matches
    seen: int = 0

    def strikes(self, request: Request) -> bool:
        if not self.where(request):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


@dataclass(slots=True)
class FaultPlan:
    """The faults ordered so far; each counts the requests that match it since it was ordered."""

    orders: list[_Order] = field(default_factory=list)

    def add(self, fault: Fault, *, nth: int = 1, times: int = 1, where: Matches | None = None) -> None:
        """Let the `nth` request, of those that match `where`, and `times - 1` after it meet this fault."""
        self.orders.append(_Order(fault, nth, times, where or (lambda request: True)))

    def unreachable(self, *, after: int = 0) -> None:
        """Answer `after` more requests, then none: what a client that was killed there would have done."""
        self.add(RESET_BEFORE, nth=after + 1, times=10**9)

    def clear(self) -> None:
        self.orders.clear()

    def strike(self, request: Request) -> Fault | None:
        """The fault that this request meets, if any. Every order counts it."""
        struck = [order.fault for order in self.orders if order.strikes(request)]
        return struck[0] if struck else None
