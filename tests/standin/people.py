"""The stand-in as a test sees it: what people do on GitHub, as methods, and the server they do it on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from . import pulls, references, threads, webhooks
from .faults import FaultPlan
from .log import Entry, Log
from .objects import Signature
from .pulls import Method
from .references import HEADS, Move
from .repository import GitRepository
from .server import Server
from .state import Comment, Issue, PullRequest, Refusal, Repository, Store, Token, User, not_found
from .webhooks import Event

Permission = Literal["admin", "write", "read", "none"]
LABELS = ("paper", "claim")
WRITE: Mapping[str, str] = {"contents": "write", "issues": "write", "pull_requests": "write"}
"""What the shipped workflow gives its token."""


class GitHub:
    """A GitHub of its own on loopback, with one repository in it (more on request).

    People act through the methods, by login. A program talks to `api_url` and
    `graphql_url` with a token of `job_token`. Nothing here depends on the time
    of day: the clock starts in September 2024 and moves a second an action.
    """

    def __init__(self, folder: Path, *, port: int = 0, enterprise: bool = False, server_url: str = "") -> None:
        self._folder = folder
        self.store = Store()
        self.server = Server(self.store, port=port, enterprise=enterprise, server_url=server_url)
        self._main: Repository | None = None

    def close(self) -> None:
        """Stop the server. Raises `AssertionError` if anything said broke GitHub's own descriptions."""
        self.server.close()
        found = list(dict.fromkeys(self.server.violations))
        if found:
            raise AssertionError("not as GitHub describes it:\n" + "\n".join(found))

    # -- the server ----------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        return self.server.api_url

    @property
    def graphql_url(self) -> str:
        return self.server.graphql_url

    @property
    def server_url(self) -> str:
        return self.server.server_url

    @property
    def log(self) -> Log:
        """The requests that arrived."""
        return self.server.log

    @property
    def faults(self) -> FaultPlan:
        return self.server.faults

    @property
    def events(self) -> list[Event]:
        """What happened and would start a workflow: nothing that a job's own token did."""
        return self.store.events

    def after_request(self, hook: Callable[[Entry], None]) -> None:
        """Call `hook` after each request was answered (or cut), in the server's thread."""
        self.server.after_request = hook

    def environment(self, token: Token, repository: Repository | None = None) -> dict[str, str]:
        """The variables by which a runner tells a job where it is."""
        return {
            "GITHUB_API_URL": self.api_url,
            "GITHUB_GRAPHQL_URL": self.graphql_url,
            "GITHUB_SERVER_URL": self.server_url,
            "GITHUB_REPOSITORY": self._repository(repository).full_name,
            "GITHUB_TOKEN": token.value,
        }

    # -- repositories, people and tokens -------------------------------------------------------------------

    def create_repository(
        self,
        full_name: str = "club/papers",
        *,
        files: Mapping[str, str | bytes] | None = None,
        default_branch: str = "main",
        labels: Iterable[str] = LABELS,
        private: bool = False,
        empty: bool = False,
    ) -> Repository:
        """Make a repository with one commit on its default branch (`empty`: with none).

        Methods that name no repository mean the first one made.
        """
        owner, _, name = full_name.partition("/")
        with self.server.lock:
            git = GitRepository(self._folder / f"{owner}-{name}.git", default_branch)
            number = self.store.number("repository")
            new = Repository(number, self.store.user(owner), name, default_branch, git, self.store.tick(), private)
            self.store.repositories[full_name.lower()] = self.store.remember(new)
            self._main = self._main or new
            if not empty:
                content = {path: _bytes(text) for path, text in (files or {"README.md": "# A club\n"}).items()}
                self._commit(new, owner, default_branch, "Begin", content, None)
            for label in labels:
                threads.create_label(self.store, new, self._as(owner), label)
            self.events.clear()
        return new

    @property
    def repository(self) -> Repository:
        """The first repository made."""
        return self._repository(None)

    def _repository(self, given: Repository | None) -> Repository:
        found = given or self._main
        if found is None:
            raise LookupError("create a repository first")
        return found

    def add_user(self, login: str, permission: Permission = "read") -> User:
        """Give an account (made when there is none) this permission in the repository."""
        user = self.store.user(login)
        self.repository.collaborators[login.lower()] = permission
        return user

    def job_token(self, permissions: Mapping[str, str] = WRITE) -> Token:
        """The token a job gets: it acts as github-actions[bot], and starts no workflow."""
        return self._token("ghs_job", self.store.bot, "job", permissions)

    def app_token(self, app: str = "our-app", permissions: Mapping[str, str] = WRITE) -> Token:
        """The token of an App's installation: it acts as the App's bot, and does start workflows."""
        login = f"{app}[bot]"
        if login not in self.store.users:
            user = User(self.store.number("user"), login, login, "Bot")
            self.store.users[login] = self.store.remember(user)
        return self._token("ghs_app", self.store.users[login], "app", permissions)

    def personal_token(self, login: str) -> Token:
        """A classic token of a person, who may do with it what the person may."""
        return self._token("ghp", self.store.user(login), "person", None)

    def _token(
        self,
        prefix: str,
        user: User,
        kind: Literal["job", "app", "person"],
        permissions: Mapping[str, str] | None,
    ) -> Token:
        token = Token(f"{prefix}_{self.store.number('token')}", user, kind, permissions)
        self.store.tokens[token.value] = token
        return token

    def expire(self, token: Token) -> None:
        """From now on this token is answered with 401."""
        token.expired = True

    def _as(self, login: str) -> Token:
        return Token("", self.store.user(login), "person", None)

    # -- settings ------------------------------------------------------------------------------------------

    def forbid_pull_requests_by_actions(self) -> None:
        """Switch "Allow GitHub Actions to create and approve pull requests" off."""
        self.repository.pull_requests_by_actions = False

    def allow_pull_requests_by_actions(self) -> None:
        """Switch it on again, as it is at first."""
        self.repository.pull_requests_by_actions = True

    def change_default_branch(self, branch: str) -> None:
        """Another branch, which must be there, is the default one from now on."""
        self.repository.default_branch = branch

    def protect(self, branch: str) -> None:
        """From now on the branch changes through pull requests only; administrators may still push."""
        self.repository.protected.add(branch)

    def hide_collaborators(self) -> None:
        """From now on GraphQL refuses the list of collaborators, as it does to some tokens."""
        self.repository.collaborators_visible = False

    def delete_label(self, name: str) -> None:
        label = self.repository.labels.pop(name.lower())
        for thread in self.repository.threads.values():
            thread.labels = [one for one in thread.labels if one is not label]

    def archive(self) -> None:
        """From now on the repository can only be read."""
        self.repository.archived = True

    def disable(self) -> None:
        """As GitHub itself does to a repository that breaks its terms."""
        self.repository.disabled = True

    def lock(self, reason: str = "MIGRATING") -> None:
        """From now on nothing can be changed, for one of GraphQL's `RepositoryLockReason`s."""
        self.repository.lock = reason

    def sleep(self, seconds: float = 0, *, days: float = 0) -> None:
        """Let time pass on the server."""
        self.store.now += dt.timedelta(days=days, seconds=seconds)

    # -- issues and comments -------------------------------------------------------------------------------

    def open_issue(self, by: str, title: str, body: str = "", labels: Iterable[str] = ()) -> Issue:
        """As through an issue form: labels that the repository has not got are left out."""
        with self.server.lock:
            return threads.open_issue(self.store, self.repository, self._as(by), title, body, labels)

    def edit_issue(self, number: int, by: str, *, title: str | None = None, body: str | None = None) -> None:
        with self.server.lock:
            threads.edit(self.store, self.thread(number), self._as(by), title=title, body=body)

    def close_issue(
        self, number: int, by: str, reason: Literal["completed", "not_planned", "duplicate"] = "completed"
    ) -> None:
        with self.server.lock:
            threads.close(self.store, self.thread(number), self._as(by), reason)

    def reopen_issue(self, number: int, by: str) -> None:
        with self.server.lock:
            threads.reopen(self.store, self.thread(number), self._as(by))

    def delete_issue(self, number: int, by: str) -> None:
        """As an administrator may: the number is never given again."""
        with self.server.lock:
            if self.repository.permission(self.store.user(by)) != "admin":
                raise Refusal(403, "Must have admin rights to Repository.", "FORBIDDEN")
            gone = self.thread(number)
            webhooks.emit_issue(self.store, self._as(by), gone, "deleted")
            del self.repository.threads[number]
            self.repository.deleted.add(number)
            self.store.nodes = {key: one for key, one in self.store.nodes.items() if one is not gone}

    def mannequin(self, login: str) -> User:
        """Make an account what an import from elsewhere leaves of a person."""
        user = self.store.user(login)
        user.kind = "Mannequin"
        return self.store.remember(user)

    def delete_account(self, login: str) -> None:
        """What the person wrote stays, without an author."""
        self.store.user(login).deleted = True

    def label(self, number: int, by: str, *names: str) -> None:
        with self.server.lock:
            threads.add_labels(self.store, self.thread(number), self._as(by), names)

    def unlabel(self, number: int, by: str, name: str) -> None:
        with self.server.lock:
            threads.remove_label(self.store, self.thread(number), self._as(by), name)

    def comment(self, number: int, by: str, body: str) -> Comment:
        """Comment on an issue or a pull request."""
        with self.server.lock:
            return threads.comment(self.store, self.thread(number), self._as(by), body)

    def edit_comment(self, comment: Comment, by: str, body: str) -> None:
        with self.server.lock:
            threads.edit_comment(self.store, comment, self._as(by), body)

    def delete_comment(self, comment: Comment, by: str) -> None:
        with self.server.lock:
            threads.delete_comment(self.store, comment, self._as(by))

    def minimize(self, comment: Comment) -> None:
        """Hide a comment, as spam or outdated."""
        comment.minimized = True

    def react(self, subject: Issue | Comment, by: str, content: str = "+1") -> None:
        """React to an issue or a comment, with REST's name of the reaction."""
        with self.server.lock:
            threads.react(self.store, subject, self._as(by), content)

    def unreact(self, subject: Issue | Comment, by: str, content: str = "+1") -> None:
        with self.server.lock:
            threads.unreact(self.store, subject, self._as(by), content)

    # -- pull requests and branches ------------------------------------------------------------------------

    def merge(self, number: int, by: str, method: Method = "merge", *, delete_branch: bool = False) -> str:
        """Merge a pull request with the button; the new commit of its base."""
        with self.server.lock:
            pull = self.pull_request(number)
            oid = pulls.merge(self.store, pull, self._as(by), method)
            if delete_branch:
                self.delete_branch(pull.head, by)
            return oid

    def open_pull_request(self, by: str, title: str, *, head: str, base: str, body: str = "") -> PullRequest:
        with self.server.lock:
            there, token = self.repository, self._as(by)
            return pulls.create(self.store, there, token, title=title, body=body, head=head, base=base)

    def open_from_fork(self, by: str, title: str, *, head: str, body: str = "") -> PullRequest:
        """A pull request from a branch of a fork, with one commit on top of the default branch."""
        with self.server.lock:
            there, user = self.repository, self.store.user(by)
            tip, when = self.head() or "", self.store.tick()
            who = user.signature(when)
            oid = there.git.write_commit(there.git.write_files(tip, {"fork": b""}), [tip], "A fork", who, who)
            number = there.next_number
            pull = PullRequest(self.store.number("pull"), there, number, title, body, user, when, when, fork=True)
            pull.head, pull.base, pull.head_oid, pull.base_oid = head, there.default_branch, oid, tip
            there.threads[number] = self.store.remember(pull)
            return pull

    def edit_pull_request(
        self, number: int, by: str, *, title: str | None = None, body: str | None = None, base: str | None = None
    ) -> None:
        with self.server.lock:
            pull = self.pull_request(number)
            threads.edit(self.store, pull, self._as(by), title=title, body=body)
            if base is not None:
                pulls.change_base(self.store, pull, self._as(by), base)

    def update_branch(self, number: int, by: str) -> str:
        """The button "Update branch" of a pull request; the new commit of its branch."""
        with self.server.lock:
            return pulls.update_branch(self.store, self.pull_request(number), self._as(by))

    def close_pull_request(self, number: int, by: str) -> None:
        with self.server.lock:
            pulls.close(self.store, self.pull_request(number), self._as(by))

    def reopen_pull_request(self, number: int, by: str) -> None:
        with self.server.lock:
            pulls.reopen(self.store, self.pull_request(number), self._as(by))

    def push(
        self,
        by: str,
        files: Mapping[str, str | bytes | None],
        *,
        message: str = "Edit by hand",
        branch: str | None = None,
        onto: str | None = None,
    ) -> str:
        """Push one commit of these files (None deletes) to a branch, the default one if none is named.

        A branch that is not there is made, from `onto` or the default branch. With `onto` a branch that
        is there is forced to the new commit.
        """
        with self.server.lock:
            there = self.repository
            name = branch or there.default_branch
            content = {path: None if text is None else _bytes(text) for path, text in files.items()}
            return self._commit(there, by, name, message, content, onto)

    def _commit(
        self,
        there: Repository,
        by: str,
        branch: str,
        message: str,
        files: Mapping[str, bytes | None],
        onto: str | None,
    ) -> str:
        git, user = there.git, self.store.user(by)
        parent = onto or git.branch(branch) or git.branch(there.default_branch)
        who = Signature(user.name, user.signature("").email, self.store.tick())
        oid = git.write_commit(git.write_files(parent, files), [parent] if parent else [], message, who, who)
        moves = [Move(HEADS + branch, oid, force=onto is not None)]
        references.move(self.store, there, self._as(by), moves)
        return oid

    def push_entries(self, by: str, entries: Mapping[str, tuple[str, str]]) -> str:
        """Push one commit with links or submodules: path → mode and what it points at (`120000`, `160000`)."""
        with self.server.lock:
            there, user = self.repository, self.store.user(by)
            git, tip = there.git, self.head() or ""
            oids = {path: git.write_blobs([to.encode()])[0] for path, (mode, to) in entries.items() if mode == "120000"}
            rows = [(mode, oids.get(path, to), path) for path, (mode, to) in entries.items()]
            who = user.signature(self.store.tick())
            oid = git.write_commit(git.write_tree(tip, rows), [tip], "Link", who, who)
            references.move(self.store, there, self._as(by), [Move(HEADS + there.default_branch, oid)])
            return oid

    def force(self, branch: str, oid: str, by: str) -> None:
        """Force a branch (made if need be) to a commit that is there."""
        with self.server.lock:
            references.move(self.store, self.repository, self._as(by), [Move(HEADS + branch, oid, force=True)])

    def delete_branch(self, branch: str, by: str) -> None:
        with self.server.lock:
            references.move(self.store, self.repository, self._as(by), [Move(HEADS + branch, None)])

    # -- events that no person causes ----------------------------------------------------------------------

    def schedule(self, cron: str = "17 5 * * *") -> Event:
        return webhooks.schedule(self.store, self.repository, cron)

    def dispatch(self, by: str, **inputs: str) -> Event:
        return webhooks.dispatch(self.store, self.repository, self.store.user(by), inputs)

    # -- reading -------------------------------------------------------------------------------------------

    def thread(self, number: int) -> Issue:
        """An issue or a pull request."""
        if number not in self.repository.threads:
            raise not_found(f"there is no #{number}")
        return self.repository.threads[number]

    def pull_request(self, number: int) -> PullRequest:
        found = self.thread(number)
        if not isinstance(found, PullRequest):
            raise Refusal(404, f"#{number} is no pull request")
        return found

    @property
    def issues(self) -> list[Issue]:
        return self.repository.issues

    @property
    def pull_requests(self) -> list[PullRequest]:
        return self.repository.pull_requests

    def head(self, branch: str | None = None) -> str | None:
        """The commit that a branch (by default the default one) points at."""
        return self.repository.git.branch(branch or self.repository.default_branch)

    def files(self, branch: str | None = None) -> dict[str, bytes]:
        """All files at the head of a branch."""
        return self.repository.git.files(self.head(branch) or "HEAD")

    def commits(self, branch: str | None = None) -> list[str]:
        """The commits of a branch that the default branch lacks (or, of that, all), newest first."""
        if branch is None:
            return self.repository.git.log(self.head() or "HEAD")
        return self.repository.git.log(self.head(branch) or "HEAD", f"^{self.head()}")


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
