"""PyGithub's client for one repository: each request held to a time, and each failure in a sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlsplit

from github import Auth, Github
from github.GithubException import BadAttributeException, GithubException
from github.Repository import Repository
from github.Requester import Requester
from requests.exceptions import RequestException

from clubaction.errors import HostError
from clubaction.hosts.github.json_fields import Json
from clubaction.hosts.github.refusals import FieldError, field_errors, one_line, refused, refused_field
from clubaction.hosts.github.retries import Attempt, Retries, Trouble
from clubaction.hosts.github.time_limits import RunTime, within

_T = TypeVar("_T")

_TIMEOUT = 30
"""Seconds between two signs of life of a server."""

_ODD = (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError, BadAttributeException)
"""What PyGithub raises over an answer, or a header, of another shape than GitHub's."""

_PASSING = ("something went wrong", "timeout", "timed out", "temporarily")


@dataclass(frozen=True, slots=True)
class Result:
    """A GraphQL answer: fields that failed are None in `data`, and say why in `errors`."""

    data: Json
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Connection:
    repository: Repository
    retries: Retries


class Client:
    """GitHub's REST and GraphQL for one repository (`full_name`: owner/name) and one token."""

    def __init__(self, token: str, api_url: str, full_name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise HostError(f"{api_url!r} is no address of a GitHub API: it should start with https://")
        self.full_name = full_name
        self.run_time = RunTime(sleep)
        self._auth = Auth.Token(token)
        self._api_url = api_url.rstrip("/")
        self._place = parts.netloc
        self._connection: _Connection | None = None

    def call(
        self, doing: str, work: Callable[[Repository], _T | None], *, needs: str = "", repeatable: bool = True
    ) -> _T:
        """What one request through PyGithub's repository gives; None is an answer that is not whole.

        `doing` completes "GitHub refused to …", `needs` is the permission it takes.
        Raises `Refused` with GitHub's reason. A request that must not happen twice
        is not `repeatable`: where nobody knows whether it was carried out, that
        raises `Conflict`, so that everything is read again.
        """
        attempt = Attempt(self.run_time, self._place, doing, repeatable)
        attempt.start()
        retry = Retries(attempt)
        while True:
            try:
                return self._once(replace(attempt), work, needs)
            except Trouble as trouble:
                retry = retry.increment(error=trouble)
                retry.sleep()

    def graphql(  # noqa: PLR0913 (each is one fact about a request)
        self, query: str, variables: Json, doing: str, *, needs: str, gives: Collection[str], repeatable: bool = True
    ) -> Result:
        """The result of a GraphQL request, which `gives` these fields. Errors of single fields come back in it."""
        return self.call(
            doing,
            lambda repository: _result(repository.requester, query, variables, gives),
            needs=needs,
            repeatable=repeatable,
        )

    def _once(self, attempt: Attempt, work: Callable[[Repository], _T | None], needs: str) -> _T:
        connection = self._connected()
        connection.retries.attempt = attempt
        try:
            found = within(attempt.left, lambda: work(connection.repository))
        except TimeoutError:
            # The connection still waits for the rest of this answer.
            self._connection = None
            raise Trouble(f"{self._place} took more than {attempt.time:.0f} seconds to answer", overload=True) from None
        except GithubException as error:
            pause = connection.retries.limit_pause(error.headers or {})
            raise _failure(error, attempt.doing, needs, pause) from None
        except RequestException as error:
            raise Trouble(f"the connection to {self._place} failed ({type(error).__name__})") from None
        except _ODD as error:
            raise Trouble(f"{self._place} answered with something odd ({type(error).__name__})") from None
        except RuntimeError as error:
            raise HostError(f"{self._place} sends us elsewhere: {one_line(str(error))}") from None
        if found is None:
            raise Trouble("GitHub left out a part of its answer")
        return found

    def _connected(self) -> _Connection:
        if self._connection is None:
            retries = Retries()
            github = Github(
                auth=self._auth,
                base_url=self._api_url,
                timeout=_TIMEOUT,
                user_agent="clubaction",
                retry=retries,
                lazy=True,
                # A run makes few requests; it pauses between those that write much.
                seconds_between_requests=None,
                seconds_between_writes=None,
            )
            self._connection = _Connection(github.get_repo(self.full_name), retries)
        return self._connection


def _result(requester: Requester, query: str, variables: Json, wanted: Collection[str]) -> Result | None:
    """A GraphQL answer as far as it came; None where a field is missing that is not explained by an error."""
    try:
        _, body = requester.graphql_query(query, variables)
    except GithubException as error:
        # A single field that failed is an exception to PyGithub, which keeps all that came in it.
        body = error.data
        if not field_errors(body) or not isinstance(body.get("data"), dict):
            raise
    result = Result(body["data"], field_errors(body))
    failed = {error.path[0] for error in result.errors if error.path}
    if any(not error.path for error in result.errors):
        return result
    return None if any(result.data.get(name) is None and name not in failed for name in wanted) else result


def _failure(error: GithubException, doing: str, needs: str, pause: float) -> Exception:
    """What became of a request that PyGithub says has failed; `pause` is what a rate limit would want."""
    errors = field_errors(error.data)
    if not errors:
        return refused(error.status, error.data, doing, needs)
    first = errors[0]
    if isinstance(error.data.get("data"), dict):
        return refused_field(first, doing, needs)
    for one in errors:
        if one.kind == "RATE_LIMITED":
            return Trouble(f"GitHub's limit is used up ({one.message})", pause=pause, undone=True)
        if not one.kind and any(word in one.message.lower() for word in _PASSING):
            return Trouble(f"GitHub failed ({one.message})", overload=True)
    return refused_field(first, doing, needs)
