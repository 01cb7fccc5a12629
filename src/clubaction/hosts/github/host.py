"""A club on GitHub: everything read at once, and a plan carried out in its order."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace

from clubaction import config as configuration
from clubaction.config import Config
from clubaction.errors import Conflict, HostError, PullRequestsForbidden, UsageError
from clubaction.hosts.github.api import Api, Overloaded, refusal
from clubaction.hosts.github.commits import NOWHERE, Commits
from clubaction.hosts.github.files import Places
from clubaction.hosts.github.permissions import Permissions
from clubaction.hosts.github.questions import Repository
from clubaction.hosts.github.reading import Reading
from clubaction.hosts.github.talk import Talk
from clubaction.model import Snapshot
from clubaction.plan import (
    PULL_REQUEST,
    AddComment,
    Applied,
    ClosePullRequest,
    Commit,
    DeleteBranch,
    EditComment,
    EditPullRequest,
    OpenPullRequest,
    Operation,
    Plan,
)

_PULLS_NEED = "pull-requests: write"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class GitHubHost:
    """The host of a repository on GitHub or a GitHub Enterprise Server.

    `repository` is `owner/name`; `api_url`, `graphql_url` and `server_url` are
    what a job finds in `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL` and
    `GITHUB_SERVER_URL`; `config` the path of the club's configuration;
    `event_issue` the issue whose event woke the run, which is read whatever its
    labels and state. `now` (in UTC) and `sleep` (seconds) are the world's.
    """

    def __init__(  # noqa: PLR0913 (the addresses are a server's, and the clock a test's)
        self,
        repository: str,
        token: str,
        *,
        api_url: str = "https://api.github.com",
        graphql_url: str = "https://api.github.com/graphql",
        server_url: str = "https://github.com",
        config: str = configuration.PATH,
        event_issue: int | None = None,
        now: Callable[[], dt.datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        owner, slash, name = repository.partition("/")
        if not slash or not owner or not name or "/" in name:
            raise UsageError(f"the repository must be named as owner/name, not {repository!r}")
        api = Api(token, api_url, graphql_url, sleep, lambda: now().timestamp())
        self._repository = Repository(api, owner, name)
        self._server = server_url.rstrip("/")
        self._places = Places.of(Config(), config)
        self._event = event_issue
        self._now = now
        self._permissions: dict[str, bool] = {}
        self._reading: Reading | None = None

    def snapshot(self) -> Snapshot:
        """The club as it stands. Raises `HostError` if any of it could not be read."""
        try:
            reading = self._read(texts=True)
        except Overloaded:
            reading = self._read(texts=False)
        self._places = reading.places
        self._reading = reading
        return reading.snapshot(self._server)

    def _read(self, *, texts: bool) -> Reading:
        """Reads the club; without `texts`, the files' texts come apart from all else."""
        permissions = Permissions(self._repository, self._permissions)
        reading = Reading(self._repository, self._places, self._event, self._now(), permissions, texts)
        reading.complete()
        return reading

    def apply(self, plan: Plan) -> Applied:
        """Carries the plan out, in its order. Raises as `Host.apply` says."""
        reading = self._reading
        if reading is None:
            raise HostError("a plan can only be carried out after a snapshot")
        return _Work(self._repository, reading, self._server).carry_out(plan)


class _Work:
    """One plan being carried out."""

    def __init__(self, repository: Repository, reading: Reading, server: str) -> None:
        self._repository = repository
        self._page = f"{server}/{repository.full_name}"
        names = reading.names()
        self._talk = Talk(repository.api, names)
        trees = {reading.base["oid"]: reading.base["tree"]}
        self._commits = Commits(repository, names.repository, trees, reading.tree.modes, reading.tree.there)
        pull = reading.pull.pull_request() if reading.pull else None
        self._pull = pull.number if pull and pull.state == "open" else None

    def carry_out(self, plan: Plan) -> Applied:
        operation = ""
        for step in plan.operations:
            done = self._do(step)
            operation = operation if operation == "created" else done or operation
        self._talk.finish()
        if operation == "closed" or self._pull is None:
            return Applied("closed" if operation == "closed" else "none")
        return Applied(operation or "none", self._pull, f"{self._page}/pull/{self._pull}")  # type: ignore[arg-type]

    def _do(self, step: Operation) -> str:
        """Carries one operation out or puts it with those to send; returns what became of the pull request."""
        match step:
            case Commit() | OpenPullRequest() | EditPullRequest() | DeleteBranch():
                if not self._talk.only_labels:
                    self._talk.send()
                return self._change(step)
            case AddComment() | EditComment():
                self._talk.add(replace(step, body=step.body.replace(PULL_REQUEST, str(self._pull or ""))))
                return ""
            case ClosePullRequest():
                self._talk.add(step)
                self._talk.send()
                if step.number != self._pull:
                    return ""
                self._pull = None
                return "closed"
            case _:
                self._talk.add(step)
                return ""

    def _change(self, step: Commit | OpenPullRequest | EditPullRequest | DeleteBranch) -> str:
        match step:
            case Commit():
                self._commits.make(step)
                return "updated"
            case OpenPullRequest():
                self._pull = self._open(step)
                return "created"
            case EditPullRequest():
                self._edit(step)
                return "updated" if step.number == self._pull else ""
            case DeleteBranch():
                self._commits.move(step.branch, step.expected, NOWHERE)
                return ""

    def _edit(self, step: EditPullRequest) -> None:
        body = {"title": step.title, "body": step.body, **({"base": step.base} if step.base else {})}
        path = f"{self._pulls}/{step.number}"
        doing = "edit the pull request"
        self._repository.api.rest("PATCH", path, body, doing=doing, needs=_PULLS_NEED, gives=("number",))

    @property
    def _pulls(self) -> str:
        return f"{self._repository.path}/pulls"

    def _open(self, step: OpenPullRequest) -> int:
        body = {"title": step.title, "body": step.body, "head": step.branch, "base": step.base}
        doing = "open a pull request"
        answer = self._repository.api.rest(
            "POST",
            self._pulls,
            body,
            doing=doing,
            needs=_PULLS_NEED,
            allow=(403, 422),
            gives=("number",),
            repeatable=False,
        )
        message = answer.message
        if answer.status == 403 and "not permitted to create" in message:
            raise PullRequestsForbidden(f"GitHub does not let us open a pull request: {message}")
        if answer.status == 422 and any(word in message for word in _OVERTAKEN):
            self._repository.api.pause(1)
            raise Conflict(f"GitHub refused to {doing}: {message}. Start the run again")
        if answer.status >= 400:
            raise HostError(refusal(answer.status, message, doing, _PULLS_NEED))
        number = answer.body["number"]
        if not isinstance(number, int):
            raise Conflict(f"GitHub did not say which number it gave, when asked to {doing}. Start the run again")
        return number


_OVERTAKEN = ("already exists", "No commits between", "head", "Head")
"""Refusals to open a pull request that come of somebody else having been faster."""
