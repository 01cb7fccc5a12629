"""One request to GitHub: sent through PyGithub, repeated as long as that helps, and its failure in a sentence.

See https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api for the limits and
for how long to wait.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github.patience import within

if TYPE_CHECKING:
    from github.Requester import Requester

Json = dict[str, Any]

DELAYS = (1.0, 3.0, 9.0)
"""Seconds before a request is repeated for the first, second and third time."""

MOST_WAITING = 150.0
"""Seconds that all requests of a run together may wait."""

ANSWER_TIME = 60.0
"""Seconds that one answer may take in all, however slowly it comes."""

RUN_TIME = 600.0
"""Seconds that a run may talk to GitHub in all."""

_TIMEOUT = 30
_LIMIT_PAUSE = 60.0
_LONGEST_MESSAGE = 300
_GOES_ON = "The next run goes on from here"
_PASSING = ("something went wrong", "timeout", "timed out", "temporarily")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `body` is the JSON, None where there was none."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def message(self) -> str:
        """What GitHub says went wrong, on one line."""
        body = self.body if isinstance(self.body, dict) else {}
        parts = [str(body.get("message") or "")]
        errors = body.get("errors")
        for error in errors if isinstance(errors, list) else []:
            said = error.get("message") or error.get("code") if isinstance(error, dict) else error
            parts.append(str(said or ""))
        return one_line(": ".join(filter(None, parts))) or f"status {self.status}"


@dataclass(frozen=True, slots=True)
class GraphError:
    """One of the errors of a GraphQL answer. `path` names the field that failed."""

    kind: str
    path: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """A GraphQL answer: fields that failed are None in `data`, and say why in `errors`."""

    data: Json
    errors: tuple[GraphError, ...] = ()


class Overloaded(HostError):
    """GitHub failed to answer in its time, again and again: less at once may work."""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a request should be repeated. `undone` says that GitHub surely has not acted on it."""

    what: str
    pause: float | None = None
    undone: bool = False
    overload: bool = False


@dataclass
class Api:
    """GitHub's REST and GraphQL for one token.

    `sleep` and `clock` (seconds since 1970) are the world's, and tests give others.
    """

    token: str = field(repr=False)
    api_url: str
    graphql_url: str
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    _waited: float = 0.0
    _end: float | None = None
    """When the run's time is over, by the clock that only goes forward."""
    _requesters: dict[str, Requester] = field(default_factory=dict)

    def rest(  # noqa: PLR0913 (each is one fact about a request)
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        doing: str,
        needs: str = "",
        allow: Collection[int] = (),
        gives: Collection[str] = (),
        repeatable: bool = True,
    ) -> Answer:
        """One REST request; `path` counts from the API's root.

        `doing` completes "GitHub refused to …", `needs` is the permission it
        takes. Statuses from 400 on raise `HostError` unless in `allow`; an answer
        without what it `gives` is none. A request that must not happen twice is
        not `repeatable`: where nobody knows whether it was carried out, that
        raises `Conflict`, so that everything is read again.
        """
        url = self.api_url.rstrip("/") + path
        answer = self._send(
            method, url, body, repeatable=repeatable, doing=doing, lacks=lambda said: _lacks(said, gives)
        )
        if answer.status >= 400 and answer.status not in allow:
            raise HostError(refusal(answer.status, answer.message, doing, needs))
        return answer

    def graphql(  # noqa: PLR0913 (as above)
        self,
        query: str,
        variables: Json,
        *,
        doing: str,
        needs: str = "",
        gives: Collection[str] = (),
        repeatable: bool = True,
    ) -> Result:
        """One GraphQL request, as `rest`. Errors of single fields come back in the result."""
        asked = {"query": query, "variables": variables}
        answer = self._send(
            "POST",
            self.graphql_url,
            asked,
            repeatable=repeatable,
            doing=doing,
            lacks=lambda said: _lacks_data(said, gives),
        )
        if answer.status >= 400:
            raise HostError(refusal(answer.status, answer.message, doing, needs))
        body = answer.body if isinstance(answer.body, dict) else {}
        errors = tuple(_graph_errors(body))
        if not isinstance(body.get("data"), dict):
            reason = errors[0] if errors else GraphError("", (), "an answer without data")
            raise HostError(refused_field(reason, doing, needs))
        return Result(body["data"], errors)

    def pause(self, seconds: float) -> None:
        """Waits, as far as this run may still wait."""
        allowed = min(seconds, max(0.0, MOST_WAITING - self._waited))
        self._waited += allowed
        if allowed:
            self.sleep(allowed)

    # --- sending and repeating -----------------------------------------------------------------

    def _send(  # noqa: PLR0913 (as above)
        self, method: str, url: str, body: Json | None, *, repeatable: bool, doing: str, lacks: Callable[[Any], bool]
    ) -> Answer:
        for delay in (*DELAYS, None):
            left = self._time_left()
            if left <= 0:
                raise HostError(_out_of_time(doing))
            outcome = self._once(method, url, body, min(left, ANSWER_TIME))
            if isinstance(outcome, Answer) and outcome.status < 400 and lacks(outcome.body):
                outcome = _Trouble("GitHub left out a part of its answer")
            if isinstance(outcome, Answer):
                return outcome
            if not repeatable and not outcome.undone:
                self.pause(DELAYS[0])
                raise Conflict(f"GitHub may or may not have done what we asked, to {doing}: {outcome.what}. {_GOES_ON}")
            wait = max(outcome.pause or 0.0, delay or 0.0)
            if delay is None or self._waited + wait > MOST_WAITING:
                raise (Overloaded if outcome.overload else HostError)(_given_up(outcome, doing, wait))
            self.pause(wait)
        raise AssertionError("unreachable")

    def _time_left(self) -> float:
        """Seconds that this run may still talk; they count from its first request."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + RUN_TIME
        return self._end - now

    def _once(self, method: str, url: str, body: Json | None, seconds: float) -> Answer | _Trouble:
        from requests.exceptions import RequestException

        place = urlsplit(url).netloc
        requester = self._requester(url)
        try:
            status, headers, text = within(seconds, lambda: requester.requestJson(method, url, input=body))
        except TimeoutError:
            # Its connection still waits for the rest.
            self._requesters.pop(place, None)
            return _Trouble(f"{place} took more than {seconds:.0f} seconds to answer", overload=True)
        except RequestException as error:
            return _Trouble(f"the connection to {place} failed ({type(error).__name__})")
        except RuntimeError as error:
            raise HostError(f"{place} sends us elsewhere: {one_line(str(error))}") from None
        except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
            # PyGithub reads some headers itself, and expects numbers in them.
            return _Trouble(f"{place} answered with something odd ({type(error).__name__})")
        try:
            content = json.loads(text) if text else None
        except (ValueError, RecursionError):
            content = None
            if status < 400:
                return _Trouble(f"{place} answered with something that is no JSON")
        answer = Answer(status, headers, content)
        return self._trouble(answer) or answer

    def _trouble(self, answer: Answer) -> _Trouble | None:
        if answer.status >= 500:
            return _Trouble(f"GitHub answered {answer.status}", overload=True)
        if answer.status == 429 or (answer.status == 403 and self._is_limit(answer)):
            return _Trouble(f"GitHub asks us to slow down ({answer.message})", self._wanted_pause(answer), undone=True)
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.status < 400 and not isinstance(body.get("data"), dict):
            for error in _graph_errors(body):
                if error.kind == "RATE_LIMITED":
                    return _Trouble(
                        f"GitHub's limit is used up ({error.message})", self._wanted_pause(answer), undone=True
                    )
                if not error.kind and any(word in error.message.lower() for word in _PASSING):
                    return _Trouble(f"GitHub failed ({error.message})", overload=True)
        return None

    def _is_limit(self, answer: Answer) -> bool:
        remaining = answer.headers.get("x-ratelimit-remaining")
        return "retry-after" in answer.headers or remaining == "0" or "rate limit" in answer.message.lower()

    def _wanted_pause(self, answer: Answer) -> float:
        """How long GitHub wants us to wait: `Retry-After`, else until the hour's limit is renewed, else a minute."""
        after = _seconds(answer.headers.get("retry-after"))
        if after is not None:
            return after
        reset = _seconds(answer.headers.get("x-ratelimit-reset"))
        if reset is not None and answer.headers.get("x-ratelimit-remaining") == "0":
            return max(0.0, reset - self.clock())
        return _LIMIT_PAUSE

    def _requester(self, url: str) -> Requester:
        """PyGithub's connection to the host of an address; its own repetitions are off, ours know more."""
        place = urlsplit(url).netloc
        if place not in self._requesters:
            from github import Auth
            from github.Requester import Requester

            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise HostError(f"{url!r} is no address of a GitHub API: it should start with https://")
            path = parts.path if url.startswith(self.api_url) else ""
            base = self.api_url.rstrip("/") if path else f"{parts.scheme}://{place}"
            self._requesters[place] = Requester(
                auth=Auth.Token(self.token),
                base_url=base,
                timeout=_TIMEOUT,
                user_agent="clubaction",
                per_page=100,
                verify=True,
                retry=0,
                pool_size=None,
            )
        return self._requesters[place]


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None


def _graph_errors(body: Json) -> list[GraphError]:
    errors = body.get("errors")
    return [
        GraphError(str(error.get("type") or ""), _path(error.get("path")), one_line(str(error.get("message") or "")))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    ]


def _path(given: Any) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else ()


def _lacks(body: Any, wanted: Collection[str]) -> bool:
    """Whether an answer of REST is without something that it should have."""
    return not isinstance(body, dict) or any(body.get(name) is None for name in wanted)


def _lacks_data(body: Any, wanted: Collection[str]) -> bool:
    """Whether an answer of GraphQL is without a field that was asked for, and does not say why."""
    if not isinstance(body, dict):
        return True
    errors = _graph_errors(body)
    data = body.get("data")
    if not isinstance(data, dict):
        return not errors
    failed = {error.path[0] for error in errors if error.path}
    explained = any(not error.path for error in errors)
    return not explained and any(data.get(name) is None and name not in failed for name in wanted)


# --- what is said --------------------------------------------------------------------------------


def one_line(text: str) -> str:
    """Text of a server as one line of bounded length."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def refusal(status: int, message: str, doing: str, needs: str) -> str:
    """What a refused request means and what to do about it, in one line."""
    if status == 401:
        return (
            f"GitHub does not accept the token ({message}): it has expired or was revoked. "
            "Give the action a valid one as its input `token`"
        )
    if status == 403 and needs:
        return f"the token may not {doing}: it needs `{needs}`. GitHub said: {message}"
    if status == 404:
        wants = f" with `{needs}`" if needs else ""
        return f"GitHub could not {doing}: there is no such thing, or the token{wants} does not reach it ({message})"
    return f"GitHub refused to {doing} ({status}): {message}"


def refused_field(error: GraphError, doing: str, needs: str) -> str:
    """The same for an error of GraphQL."""
    status = {"FORBIDDEN": 403, "NOT_FOUND": 404, "INSUFFICIENT_SCOPES": 403}.get(error.kind, 422)
    if status == 422:
        return f"GitHub refused to {doing}: {error.message}"
    return refusal(status, error.message, doing, needs)


def _given_up(trouble: _Trouble, doing: str, wait: float) -> str:
    if trouble.undone and wait > max(DELAYS):
        when = f"for {wait / 60:.0f} minutes" if wait >= 90 else f"for {wait:.0f} seconds"
        return f"could not {doing}: {trouble.what}, {when}. {_GOES_ON}"
    return f"could not {doing}: {trouble.what}, also when asked again. {_GOES_ON}"


def _out_of_time(doing: str) -> str:
    return f"could not {doing}: a run may talk to GitHub for {RUN_TIME / 60:.0f} minutes, and they are over. {_GOES_ON}"
