"""When a request to GitHub is sent again, and after which pause.

PyGithub's retry knows which refusals are rate limits. Added here: a limit to all waiting of one run, and that a
request which must not happen twice is sent again only where GitHub has certainly not carried it out.
See https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api for the limits.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

from github.GithubRetry import GithubRetry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import InvalidHeader, MaxRetryError
from urllib3.response import BaseHTTPResponse, HTTPResponse

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github import time_limits
from clubaction.hosts.github.time_limits import RunTime

DELAYS = (1.0, 3.0, 9.0)
"""Seconds before a request is repeated for the first, second and third time."""

_GOES_ON = "The next run goes on from here"
"""The last sentence of each message, for nothing is lost when a run stops."""


class Overloaded(HostError):
    """GitHub failed to answer in time, repeatedly: a smaller request may work."""


@dataclass(eq=False)
class Trouble(Exception):
    """A failure after which a request may be sent again."""

    what: str
    """What happened, as a clause."""
    pause: float = 0.0
    """Seconds that GitHub asks us to wait."""
    undone: bool = False
    """Whether GitHub has certainly not carried out the request."""
    overload: bool = False
    """Whether the request may have asked for too much at once."""


@dataclass
class Attempt:
    """One request and the time it may take."""

    run_time: RunTime
    server: str
    """The server's host name."""
    doing: str
    """Completes "could not …"."""
    repeatable: bool
    """Whether it does no harm to send it twice."""
    allowed: float = 0.0
    """Seconds that the answer may take."""
    _end: float = 0.0

    def start(self) -> None:
        """Starts the time limit for the answer. Raises `HostError` if the run has no time left."""
        left = self.run_time.left()
        if left <= 0:
            minutes = f"{time_limits.RUN_TIME / 60:.0f} minutes"
            raise HostError(
                f"could not {self.doing}: a run may talk to GitHub for {minutes}, and they are over. {_GOES_ON}"
            )
        self.allowed = min(left, time_limits.ANSWER_TIME)
        self._end = time.monotonic() + self.allowed

    def left(self) -> float:
        """Seconds until the answer must be complete."""
        return self._end - time.monotonic()

    def may_repeat(self, trouble: Trouble, wait: float) -> bool:
        """Whether there is time to wait so many seconds and send the request again.

        Raises `Conflict` if it must not happen twice and may have been carried out.
        """
        if not self.repeatable and not trouble.undone:
            self.run_time.pause(DELAYS[0])
            asked = f"GitHub may or may not have done what we asked, to {self.doing}"
            raise Conflict(f"{asked}: {trouble.what}. {_GOES_ON}")
        return wait <= self.run_time.pauses

    def pause(self, seconds: float) -> None:
        """Waits and starts a new time limit. Raises `HostError` if the run has no time left."""
        self._end += seconds
        self.run_time.pause(seconds)
        self.start()


class Retries(GithubRetry):
    """PyGithub's retry policy for the request `attempt`; PyGithub shares one policy among all requests."""

    def __init__(self, attempt: Attempt, **rules: Any) -> None:
        rules = {"total": len(DELAYS), "status_forcelist": [429, *range(500, 600)], "allowed_methods": None, **rules}
        super().__init__(**rules)
        self.attempt = attempt
        self.pause = 0.0

    def new(self, **rules: Any) -> Self:
        """A copy of the policy with other rules, as urllib3 asks for after each failure."""
        return super().new(attempt=self.attempt, **rules)

    def get_backoff_time(self) -> float:
        """Seconds to wait where GitHub does not say how many."""
        return DELAYS[min(len(self.history), len(DELAYS)) - 1] if self.history else 0.0

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: HTTPResponse | None = None,  # type: ignore[override]  # as PyGithub narrows it
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """The policy for the next try.

        Raises `Conflict` or `HostError` if there must be none, and PyGithub's exception if GitHub refused the request.
        """
        attempt = self.attempt
        try:
            if method and attempt.left() <= 0:
                raise TimeoutError("the time for this answer is over")
            again: Self | None = cast("Self", super().increment(method, url, response, error, _pool, _stacktrace))
        except MaxRetryError:
            again = None
        finally:
            if response is not None:
                # Frees its connection for the next request, whether or not this one is sent again.
                response.drain_conn()
        trouble = error if isinstance(error, Trouble) else self._trouble(attempt.server, response, error)
        wait = max(trouble.pause, again.get_backoff_time() if again else 0.0)
        if not attempt.may_repeat(trouble, wait) or again is None:
            raise (Overloaded if trouble.overload else HostError)(_given_up(trouble, attempt.doing, wait))
        again.pause = wait
        return again

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Waits before the next try, as long as `increment` has decided."""
        del response
        self.attempt.pause(self.pause)

    def _trouble(self, server: str, response: BaseHTTPResponse | None, error: Exception | None) -> Trouble:
        if response is None:
            return Trouble(f"the connection to {server} failed ({type(error).__name__})")
        if response.status >= 500:
            return Trouble(f"GitHub answered {response.status}", overload=True)
        return Trouble("GitHub asks us to slow down", pause=self.limit_pause(response.headers), undone=True)

    def limit_pause(self, headers: Mapping[str, str]) -> float:
        """Seconds to wait at a rate limit: what the headers say, else until the limit is renewed, else a minute."""
        try:
            return self.parse_retry_after(headers["retry-after"])
        except (KeyError, InvalidHeader):
            pass
        reset = headers.get("x-ratelimit-reset", "")
        if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
            return max(0.0, int(reset) - time.time())
        return self.secondary_rate_wait


def _given_up(trouble: Trouble, doing: str, wait: float) -> str:
    if trouble.undone and wait > max(DELAYS):
        when = f"for {wait / 60:.0f} minutes" if wait >= 90 else f"for {wait:.0f} seconds"
        return f"could not {doing}: {trouble.what}, {when}. {_GOES_ON}"
    return f"could not {doing}: {trouble.what}, also when asked again. {_GOES_ON}"
