"""What a GitHub server remembers: people, tokens, repositories, issues and pull requests."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .objects import MergeConflict, Signature
from .repository import GitRepository

if TYPE_CHECKING:
    from .webhooks import Events

_T = TypeVar("_T")

BOT_ID = 41898282
"""The public account id of github-actions[bot]."""
LEVELS = ("none", "read", "write", "admin")
FIRST_COMMENT = 2_400_000_000
"""Ids of real comments have outgrown 32 bits, which GraphQL's `databaseId` can't hold."""

REACTIONS = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "hooray": "HOORAY",
    "confused": "CONFUSED",
    "heart": "HEART",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
"""REST's names of the reactions, with GraphQL's."""


class Refusal(Exception):
    """A request that GitHub refuses. `kind` is the `type` of the error in GraphQL, `status` that of REST."""

    def __init__(self, status: int, message: str, kind: str = "UNPROCESSABLE", errors: Any = None) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.errors = status, message, kind, errors


def not_found(message: str = "Not Found") -> Refusal:
    return Refusal(404, message, "NOT_FOUND")


def forbidden(message: str = "Resource not accessible by integration") -> Refusal:
    return Refusal(403, message, "FORBIDDEN")


def invalid(resource: str, field_name: str, message: str) -> Refusal:
    """A "Validation Failed" with one error in it."""
    error = {"resource": resource, "code": "custom", "field": field_name, "message": message}
    return Refusal(422, message, "UNPROCESSABLE", [error])


@dataclass(slots=True, eq=False)
class User:
    """An account; `login` as REST says it (`github-actions[bot]`)."""

    id: int
    login: str
    name: str
    kind: Literal["User", "Bot", "Mannequin"] = "User"
    """A mannequin is the account that an import made up for somebody."""
    deleted: bool = False

    @property
    def actor_login(self) -> str:
        """What GraphQL's `Actor.login` says: a bot goes without its suffix there."""
        return self.login.removesuffix("[bot]")

    def signature(self, when: str) -> Signature:
        return Signature(self.name, f"{self.id}+{self.login}@users.noreply.github.com", when)


GHOST = User(10137, "ghost", "Deleted user")
"""The account that stands in for deleted ones in REST; GraphQL says null."""


@dataclass(slots=True, eq=False)
class Token:
    """What a client authenticates with.

    `permissions` maps `contents`, `issues`, `pull_requests` to `read` or `write`;
    None means all that the user may do.
    """

    value: str
    user: User
    kind: Literal["job", "app", "person"]
    permissions: Mapping[str, str] | None
    expired: bool = False


@dataclass(slots=True, eq=False)
class Reaction:
    id: int
    user: User
    content: str
    created: str


@dataclass(slots=True, eq=False)
class Label:
    id: int
    name: str
    color: str
    description: str
    repository: Repository


@dataclass(slots=True, eq=False)
class Comment:
    id: int
    issue: Issue
    author: User
    body: str
    created: str
    updated: str
    reactions: list[Reaction] = field(default_factory=list)
    minimized: bool = False
    edited: str | None = None
    editor: User | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """A closing or a reopening in the timeline of a thread."""

    id: int
    kind: Literal["ClosedEvent", "ReopenedEvent"]
    actor: User
    created: str


@dataclass(slots=True, eq=False)
class Issue:
    """An issue; also what a pull request has of one. Times are ISO 8601 in UTC."""

    id: int
    repository: Repository
    number: int
    title: str
    body: str
    author: User
    created: str
    updated: str
    state: Literal["open", "closed"] = "open"
    reason: str | None = None
    closed: str | None = None
    labels: list[Label] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    edited: str | None = None
    """When the text was last changed; a new title is no edit of it."""
    editor: User | None = None
    timeline: list[Happening] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class PullRequest(Issue):
    """A pull request within one repository; `head` and `base` are branch names."""

    head: str = ""
    base: str = ""
    head_oid: str = ""
    base_oid: str = ""
    merged: str | None = None
    merged_by: User | None = None
    merge_commit: str | None = None
    branch_rewritten: bool = False
    """The branch was deleted or forced back after closing: GitHub won't reopen it."""
    fork: bool = False
    """From another repository; what its branch holds lies in this one's git, too."""

    def merged_tree(self) -> str:
        """The tree of the base with this merged in; raises `MergeConflict`."""
        git = self.repository.git
        base = git.branch(self.base) or self.base_oid
        return git.merge_trees(git.merge_base(base, self.head_oid) or base, base, self.head_oid)

    def mergeable(self) -> bool:
        try:
            self.merged_tree()
        except MergeConflict:
            return False
        return True


@dataclass(slots=True, eq=False)
class Repository:
    id: int
    owner: User
    name: str
    default_branch: str
    git: GitRepository
    created: str
    private: bool = False
    collaborators: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    threads: dict[int, Issue] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    """Numbers of issues that an administrator deleted."""
    protected: set[str] = field(default_factory=set)
    pull_requests_by_actions: bool = True
    collaborators_visible: bool = True
    archived: bool = False
    disabled: bool = False
    lock: str | None = None
    """Why it is locked: GraphQL's `RepositoryLockReason`."""

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def issues(self) -> list[Issue]:
        return [thread for thread in self.threads.values() if not isinstance(thread, PullRequest)]

    @property
    def pull_requests(self) -> list[PullRequest]:
        return [thread for thread in self.threads.values() if isinstance(thread, PullRequest)]

    @property
    def next_number(self) -> int:
        """Numbers are shared by issues and pull requests, and never given twice."""
        return len(self.threads) + len(self.deleted) + 1

    def permission(self, user: User) -> str:
        """`admin`, `write`, `read` or `none`."""
        if user is self.owner:
            return "admin"
        return self.collaborators.get(user.login.lower(), "none" if self.private else "read")


@dataclass(slots=True)
class Rate:
    """The hourly limit; GitHub gives a job's token 1,000 requests per repository."""

    limit: int = 1000
    remaining: int = 1000


class Store:
    """Everything the server remembers, its clock and its counters."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[str, Repository] = {}
        self.nodes: dict[str, Any] = {}
        self.now = dt.datetime(2024, 9, 2, 8, 0, tzinfo=dt.UTC)
        self.events: Events
        self.rate = Rate()
        self._numbers = {"comment": FIRST_COMMENT, "user": 1000}
        self.bot = self.remember(User(BOT_ID, "github-actions[bot]", "github-actions[bot]", "Bot"))
        self.users[self.bot.login] = self.bot

    def tick(self) -> str:
        """Let a second pass and say the time."""
        self.now += dt.timedelta(seconds=1)
        return self.stamp

    @property
    def stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def number(self, kind: str) -> int:
        """A new id; ids of one kind grow."""
        self._numbers[kind] = self._numbers.get(kind, 100) + 1
        return self._numbers[kind]

    def remember(self, thing: _T) -> _T:
        """Make a thing findable by its node id."""
        self.nodes[node_id(thing)] = thing
        return thing

    def user(self, login: str) -> User:
        """The account of this login, made when there is none."""
        if login.lower() not in self.users:
            user = User(self.number("user"), login, login.replace("-", " ").title())
            self.users[login.lower()] = self.remember(user)
        return self.users[login.lower()]

    def repository(self, full_name: str) -> Repository | None:
        return self.repositories.get(full_name.lower())


_PREFIXES = {
    "User": "U",
    "Bot": "BOT",
    "Repository": "R",
    "Issue": "I",
    "PullRequest": "PR",
    "Comment": "IC",
    "Label": "LA",
    "Reaction": "REA",
    "Mannequin": "M",
    "Happening": "EV",
}


def node_id(thing: Any) -> str:
    """The global id of a user, repository, issue, pull request, comment, label or reaction."""
    kind = thing.kind if isinstance(thing, User) else type(thing).__name__
    return encode_id(_PREFIXES[kind], thing.id)


def encode_id(prefix: str, *parts: object) -> str:
    text = ":".join(map(str, parts))
    return f"{prefix}_" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
