"""PyGithub's client for one repository, with a time limit for each request and a readable sentence for each failure."""

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
"""Seconds within which the next bytes of an answer must arrive."""

_UNEXPECTED = (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError, BadAttributeException)
"""What PyGithub raises for an answer, or a header, that does not have GitHub's format."""

_TEMPORARY = ("something went wrong", "timeout", "timed out", "temporarily")
"""Words in GraphQL errors without a type that mean that GitHub was overloaded."""


@dataclass(frozen=True, slots=True)
class Result:
    """A GraphQL answer. A field that failed is None in `data` and has its reason in `errors`."""

    data: Json
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Connection:
    repository: Repository
    retries: Retries


class Client:
    """Sends REST and GraphQL requests about one repository (`full_name`: owner/name) with one token.

    Raises `HostError` if `api_url` is no http(s) address. `sleep` waits a number of seconds.
    """

    def __init__(self, token: str, api_url: str, full_name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise HostError(f"{api_url!r} is no address of a GitHub API: it should start with https://")
        self.full_name = full_name
        self.run_time = RunTime(sleep)
        self._auth = Auth.Token(token)
        self._api_url = api_url.rstrip("/")
        self._server = parts.netloc
        self._connection: _Connection | None = None

    def call(
        self, doing: str, work: Callable[[Repository], _T | None], *, needs: str = "", repeatable: bool = True
    ) -> _T:
        """The result of `work`, which sends one request through PyGithub's repository and is repeated on failure.

        `work` returns None for an incomplete answer. `doing` completes "GitHub
        refused to …"; `needs` is the permission that the request takes.
        Raises `Refused` with GitHub's reason, and `HostError` if GitHub can't be
        reached. Where a request that must not happen twice (`repeatable=False`)
        may have been carried out already, raises `Conflict`: the caller then reads
        everything again.
        """
        attempt = Attempt(self.run_time, self._server, doing, repeatable)
        attempt.start()
        retry = Retries(attempt)
        while True:
            try:
                return self._once(replace(attempt), work, needs)
            except Trouble as trouble:
                retry = retry.increment(error=trouble)
                retry.sleep()

    def graphql(  # noqa: PLR0913 (each is one fact about a request)
        self, query: str, variables: Json, doing: str, *, needs: str, fields: Collection[str], repeatable: bool = True
    ) -> Result:
        """The result of a GraphQL request, which must have these fields; errors of single fields are in it.

        The other parameters and the errors raised are those of `call`.
        """
        return self.call(
            doing,
            lambda repository: _result(repository.requester, query, variables, fields),
            needs=needs,
            repeatable=repeatable,
        )

    def _once(self, attempt: Attempt, work: Callable[[Repository], _T | None], needs: str) -> _T:
        connection = self._connected(attempt)
        try:
            found = within(attempt.left, lambda: work(connection.repository))
        except TimeoutError:
            # The thread that is left behind still reads this answer from the connection.
            self._connection = None
            raise Trouble(
                f"{self._server} took more than {attempt.allowed:.0f} seconds to answer", overload=True
            ) from None
        except GithubException as error:
            pause = connection.retries.limit_pause(error.headers or {})
            raise _failure(error, attempt.doing, needs, pause) from None
        except RequestException as error:
            raise Trouble(f"the connection to {self._server} failed ({type(error).__name__})") from None
        except _UNEXPECTED as error:
            raise Trouble(f"{self._server} answered with something odd ({type(error).__name__})") from None
        except RuntimeError as error:
            raise HostError(f"{self._server} sends us elsewhere: {one_line(str(error))}") from None
        if found is None:
            raise Trouble("GitHub left out a part of its answer")
        return found

    def _connected(self, attempt: Attempt) -> _Connection:
        if self._connection is None:
            retries = Retries(attempt)
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
        self._connection.retries.attempt = attempt
        return self._connection


def _result(requester: Requester, query: str, variables: Json, wanted: Collection[str]) -> Result | None:
    """A GraphQL answer; None if one of the wanted fields is missing without an error that explains it."""
    try:
        _, body = requester.graphql_query(query, variables)
    except GithubException as error:
        # PyGithub raises even if only a single field failed, and keeps the whole answer in the exception.
        body = error.data
        if not field_errors(body) or not isinstance(body.get("data"), dict):
            raise
    result = Result(body["data"], field_errors(body))
    failed = {error.path[0] for error in result.errors if error.path}
    if any(not error.path for error in result.errors):
        return result
    return None if any(result.data.get(name) is None and name not in failed for name in wanted) else result


def _failure(error: GithubException, doing: str, needs: str, pause: float) -> Exception:
    """The exception for a failed request; `pause` is the number of seconds that GitHub's headers ask us to wait."""
    errors = field_errors(error.data)
    if not errors:
        return refused(error.status, error.data, doing, needs)
    first = errors[0]
    if isinstance(error.data.get("data"), dict):
        return refused_field(first, doing, needs)
    for one in errors:
        if one.kind == "RATE_LIMITED":
            return Trouble(f"GitHub's limit is used up ({one.message})", pause=pause, undone=True)
        if not one.kind and any(word in one.message.lower() for word in _TEMPORARY):
            return Trouble(f"GitHub failed ({one.message})", overload=True)
    return refused_field(first, doing, needs)
