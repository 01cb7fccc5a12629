"""When a request to GitHub is sent again, and after which pause.

PyGithub's retry knows which refusals are rate limits. What is added here: a run waits only so long in all, and what
must not happen twice is sent again only where GitHub has surely not done it.
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
from urllib3.response import BaseHTTPResponse

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github import time_limits
from clubaction.hosts.github.time_limits import RunTime

DELAYS = (1.0, 3.0, 9.0)
"""Seconds before a request is repeated for the first, second and third time."""

_GOES_ON = "The next run goes on from here"


class Overloaded(HostError):
    """GitHub failed to answer in its time, again and again: less at once may work."""


class Trouble(Exception):
    """Why a request should be sent again.

    `pause` is how long GitHub wants us to wait; `undone` says that it surely has
    not acted on the request, `overload` that it may have been too much at once.
    """

    def __init__(self, what: str, *, pause: float = 0.0, undone: bool = False, overload: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.pause = pause
        self.undone = undone
        self.overload = overload


@dataclass
class Attempt:
    """A request on its way, to be answered within a time. `doing` completes "could not …"."""

    run_time: RunTime
    place: str
    """The server's name."""
    doing: str
    repeatable: bool
    """Whether it does no harm to do it twice."""
    time: float = 0.0
    """Seconds that the answer may take."""
    _end: float = 0.0

    def start(self) -> None:
        """Gives it the time that an answer may take. Raises `HostError` if the run has none left."""
        left = self.run_time.left()
        if left <= 0:
            minutes = f"{time_limits.RUN_TIME / 60:.0f} minutes"
            raise HostError(
                f"could not {self.doing}: a run may talk to GitHub for {minutes}, and they are over. {_GOES_ON}"
            )
        self.time = min(left, time_limits.ANSWER_TIME)
        self._end = time.monotonic() + self.time

    def left(self) -> float:
        """Seconds until the answer must be here."""
        return self._end - time.monotonic()

    def may_repeat(self, trouble: Trouble, wait: float) -> bool:
        """Whether it may be sent again after a wait. Raises `Conflict` if it may have been done already."""
        if not self.repeatable and not trouble.undone:
            self.run_time.pause(DELAYS[0])
            asked = f"GitHub may or may not have done what we asked, to {self.doing}"
            raise Conflict(f"{asked}: {trouble.what}. {_GOES_ON}")
        return wait <= self.run_time.pauses

    def pause(self, seconds: float) -> None:
        """Waits, and starts again."""
        self._end += seconds
        self.run_time.pause(seconds)
        self.start()


class Retries(GithubRetry):
    """PyGithub's retry, for one attempt after the other. `attempt` is the request on its way."""

    def __init__(self, attempt: Attempt | None = None, **rules: Any) -> None:
        rules = {"total": len(DELAYS), "status_forcelist": [429, *range(500, 600)], "allowed_methods": None, **rules}
        super().__init__(**rules)
        self.attempt = attempt
        self.pause = 0.0

    def new(self, **rules: Any) -> Self:
        """A copy with other rules."""
        return super().new(attempt=self.attempt, **rules)

    def get_backoff_time(self) -> float:
        """Seconds to wait where GitHub does not say how long."""
        return DELAYS[min(len(self.history), len(DELAYS)) - 1] if self.history else 0.0

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """The retry for the next time. Raises `Conflict`, `HostError` or GitHub's refusal where there is none."""
        attempt = self.attempt
        if attempt is None or (method and attempt.left() <= 0):
            raise TimeoutError("nobody waits for this answer any more")
        try:
            again: Self | None = cast("Self", super().increment(method, url, response, error, _pool, _stacktrace))  # type: ignore[arg-type]
        except MaxRetryError:
            again = None
        if response is not None:
            # Its connection is free for the next request, whether or not this one is sent again.
            response.drain_conn()
        trouble = error if isinstance(error, Trouble) else self._trouble(attempt.place, response, error)
        wait = max(trouble.pause, again.get_backoff_time() if again else 0.0)
        if not attempt.may_repeat(trouble, wait) or again is None:
            raise (Overloaded if trouble.overload else HostError)(_given_up(trouble, attempt.doing, wait))
        again.pause = wait
        return again

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Waits before the next time, as `increment` has found out."""
        del response
        if self.attempt:
            self.attempt.pause(self.pause)

    def _trouble(self, place: str, response: BaseHTTPResponse | None, error: Exception | None) -> Trouble:
        if response is None:
            return Trouble(f"the connection to {place} failed ({type(error).__name__})")
        if response.status >= 500:
            return Trouble(f"GitHub answered {response.status}", overload=True)
        return Trouble("GitHub asks us to slow down", pause=self.limit_pause(response.headers), undone=True)

    def limit_pause(self, headers: Mapping[str, str]) -> float:
        """Seconds that a rate limit wants us to wait: as it says, else until it is renewed, else a minute."""
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
