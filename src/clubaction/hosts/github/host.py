"""The host for a club on GitHub: reads everything into a snapshot and carries out a plan."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace

from github.GithubObject import NotSet, Opt
from github.PullRequest import PullRequest

from clubaction.club import configuration
from clubaction.club.configuration import Config
from clubaction.errors import Conflict, HostError, PullRequestsForbidden, UsageError
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.commits import NOWHERE, Commits
from clubaction.hosts.github.files import Places
from clubaction.hosts.github.issue_changes import IssueChanges
from clubaction.hosts.github.permissions import Permissions
from clubaction.hosts.github.refusals import Refused
from clubaction.hosts.github.retries import Overloaded
from clubaction.hosts.github.snapshot_reader import SnapshotReader
from clubaction.model.plan import (
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
from clubaction.model.snapshot import Snapshot

_PULLS_NEED = "pull-requests: write"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class GitHubHost:
    """The host for one repository on GitHub or on a GitHub Enterprise Server.

    `repository` is `owner/name`, else `UsageError` is raised. `api_url` and
    `server_url` are what a job finds in `GITHUB_API_URL` and `GITHUB_SERVER_URL`,
    `config` is the path of the club's configuration. `event_issue` is the issue
    whose event started the run; it is read whatever its labels and state. `now`
    (in UTC) and `sleep` (seconds) are replaced in tests.
    """

    def __init__(  # noqa: PLR0913 (the addresses are a server's, and the clock a test's)
        self,
        repository: str,
        token: str,
        *,
        api_url: str = "https://api.github.com",
        server_url: str = "https://github.com",
        config: str = configuration.PATH,
        event_issue: int | None = None,
        now: Callable[[], dt.datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        owner, slash, name = repository.partition("/")
        if not slash or not owner or not name or "/" in name:
            raise UsageError(f"the repository must be named as owner/name, not {repository!r}")
        self._client = Client(token, api_url, repository, sleep)
        self._server = server_url.rstrip("/")
        self._places = Places.of(Config(), config)
        self._event = event_issue
        self._now = now
        self._permissions: dict[str, bool] = {}
        self._reading: SnapshotReader | None = None

    def snapshot(self) -> Snapshot:
        """The club as it is now. Raises `HostError` if any of it could not be read."""
        try:
            reading = self._read(texts=True)
        except Overloaded:
            reading = self._read(texts=False)
        self._places = reading.files.places
        self._reading = reading
        return reading.snapshot(self._server)

    def _read(self, *, texts: bool) -> SnapshotReader:
        """Reads the club; without `texts`, the files' contents are asked for in smaller requests of their own."""
        permissions = Permissions(self._client, self._permissions)
        reading = SnapshotReader(self._client, self._places, self._now(), permissions, texts=texts)
        reading.complete(self._event)
        return reading

    def apply(self, plan: Plan) -> Applied:
        """Carries out the operations of the plan in order. Raises what `Host.apply` names."""
        reading = self._reading
        if reading is None:
            raise HostError("a plan can only be carried out after a snapshot")
        return _PlanRun(self._client, reading, self._server).carry_out(plan)


class _PlanRun:
    """Carries out one plan, and remembers the pull request's number on the way."""

    def __init__(self, client: Client, reading: SnapshotReader, server: str) -> None:
        self._client = client
        self._page = f"{server}/{client.full_name}"
        ids = reading.ids()
        self._changes = IssueChanges(client, ids)
        files = reading.files
        trees = {files.base.oid: files.base.tree}
        self._commits = Commits(client, ids.repository, trees, files.tree.modes, files.tree.kinds)
        pull = reading.pulls.pull_request()
        self._pull = pull.number if pull and pull.state == "open" else None

    def carry_out(self, plan: Plan) -> Applied:
        operation = ""
        for step in plan.operations:
            done = self._do(step)
            operation = operation if operation == "created" else done or operation
        self._changes.finish()
        if operation == "closed" or self._pull is None:
            return Applied("closed" if operation == "closed" else "none")
        return Applied(operation or "none", self._pull, f"{self._page}/pull/{self._pull}")  # type: ignore[arg-type]

    def _do(self, step: Operation) -> str:
        """Carries out one operation, or adds it to those sent later; returns what it did to the pull request."""
        match step:
            case Commit() | OpenPullRequest() | EditPullRequest() | DeleteBranch():
                if not self._changes.only_labels:
                    self._changes.send()
                return self._change(step)
            case AddComment() | EditComment():
                self._changes.add(replace(step, body=step.body.replace(PULL_REQUEST, str(self._pull or ""))))
                return ""
            case ClosePullRequest():
                self._changes.add(step)
                self._changes.send()
                if step.number != self._pull:
                    return ""
                self._pull = None
                return "closed"
            case _:
                self._changes.add(step)
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
        base = step.base or NotSet
        self._client.call(
            "edit the pull request",
            lambda repository: _edited(repository.get_pull(step.number), step.title, step.body, base),
            needs=_PULLS_NEED,
        )

    def _open(self, step: OpenPullRequest) -> int:
        doing = "open a pull request"
        try:
            return self._client.call(
                doing,
                lambda repository: (
                    repository.create_pull(step.base, step.branch, title=step.title, body=step.body).number
                ),
                needs=_PULLS_NEED,
                repeatable=False,
            )
        except Refused as refused:
            message = refused.message
            if refused.status == 403 and "not permitted to create" in message:
                raise PullRequestsForbidden(f"GitHub does not let us open a pull request: {message}") from None
            if refused.status == 422 and any(word in message for word in _OVERTAKEN):
                self._client.run_time.pause(1)
                raise Conflict(f"GitHub refused to {doing}: {message}. Start the run again") from None
            raise


def _edited(pull: PullRequest, title: str, body: str, base: Opt[str]) -> str | None:
    """The state of a pull request after it was edited; None if GitHub's answer is incomplete."""
    pull.edit(title=title, body=body, base=base)
    return pull.state


_OVERTAKEN = ("already exists", "No commits between", "head", "Head")
"""Words in GitHub's refusal to open a pull request that mean that the branches were changed meanwhile."""
