"""What a club is: its sessions and papers, and the snapshot a run decides on.

Values only; nothing here reads or writes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting, or a proposal that waits for a date in the pool.

    Empty strings, empty tuples and `None` mean that the file does not say.
    `roles` maps a configured role to its holders in order; a holder with a
    leading `@` is a GitHub login, any other is a plain name.
    """

    id: str
    """The stem of the session's file; made once and never changed."""
    title: str = ""
    date: dt.date | None = None
    time: dt.time | None = None
    """The club's local time, where it differs from the configured one."""
    theme: str = ""
    part: str = ""
    section: str = ""
    """The heading of the session's section, where it is not the title."""
    link: str = ""
    authors: tuple[str, ...] = ()
    paper: str = ""
    """The normalised identifier, such as `arxiv:2206.00364`."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = ""
    """Empty or `cancelled`."""
    slides: str = ""
    recording: str = ""
    code: str = ""
    proposer: str = ""
    """Who proposed the paper, written as a role's holder is."""
    proposed: dt.date | None = None
    """The day of the proposal, in UTC."""
    votes: int = 0
    """👍 on the issue of a proposal in the pool."""
    issue: int | None = None
    seen: int = 0
    """The id of the newest comment of the issue whose commands this file holds; 0: none, or the issue's own text."""
    seen_at: dt.datetime | None = None
    """When those commands were written into that comment, in UTC, where it was edited."""
    body: str = ""
    """The Markdown after the front matter."""

    @property
    def is_open(self) -> bool:
        """Whether this is an open slot: a date (or a theme) that still needs a paper."""
        said = self.title or self.paper or self.link or self.issue or self.slides or self.recording
        return not said and not self.cancelled

    @property
    def cancelled(self) -> bool:
        """Whether the session does not take place."""
        return self.status == CANCELLED

    @property
    def heading(self) -> str:
        """What the session is called where one name is needed."""
        return self.section or self.title or self.theme or self.id


@dataclass(frozen=True, slots=True)
class Paper:
    """What a metadata service knows of a paper. Every field but `identifier` may be empty."""

    identifier: str
    """Normalised: `arxiv:2206.00364`, `doi:10.1038/…`, `url:https://…`."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """Each as "Given Family"."""
    abstract: str = ""
    """Markdown text; LaTeX stands as the source had it."""
    published: str = ""
    """ISO 8601, as exact as the source knows: `2022-06-01`, `2022-06` or `2022`."""
    link: str = ""
    """The canonical address for a reader."""
    venue: str = ""
    names: tuple[str, ...] = ()
    """Other normalised identifiers of the same paper, such as the DOI under which a preprint has appeared."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A paper that could not be looked up this time, with the reason in a few words."""

    identifier: str
    reason: str
    gone: bool = False
    """Whether the service that gives such identifiers says that there is no such paper: asking again won't help."""
    passing: bool = False
    """Whether a service that may know it did not answer: asking again soon may help."""


IssueState = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of an issue. Times are UTC."""

    id: int
    """Grows with time within a repository."""
    author: str
    """The login; empty for a deleted account and for one that was only imported (a mannequin): nobody speaks then."""
    body: str
    created: dt.datetime
    ours: bool = False
    """Written by this program: by the account it acts as, and with its mark."""
    bot: bool = False
    edited: dt.datetime | None = None
    """When its text was last changed."""
    editor: str = ""
    """The login of who last changed it, where that was somebody else than the author."""
    minimised: bool = False
    """Whether people have hidden it."""
    author_id: int = 0
    """The account's number on the host, where it has one."""
    reactions: frozenset[str] = frozenset()
    """Our own reactions, by GitHub's REST names (`+1`, `confused`)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with all its comments, oldest first. Times are UTC."""

    number: int
    title: str
    body: str
    author: str
    """The login; empty for a deleted or imported account."""
    created: dt.datetime
    labels: frozenset[str] = frozenset()
    state: IssueState = "open"
    reason: Literal["completed", "not_planned", ""] = ""
    comments: tuple[Comment, ...] = ()
    votes: int = 0
    """How many people gave the issue a 👍, ourselves not counted."""
    bot: bool = False
    author_id: int = 0
    """The account's number on the host, where it has one."""
    edited: dt.datetime | None = None
    """When its text was last changed."""
    editor: str = ""
    """The login of who last changed it, where that was somebody else than the author."""
    closed: dt.datetime | None = None
    """When it was last closed, where the host says so."""
    closer: str = ""
    """The login of who closed it last (`name[bot]` for an app); empty where the host does not say."""
    reopened: dt.datetime | None = None
    """When it was last reopened, where the host says so."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The rolling pull request's branch as it stands on the host."""

    head: str
    """Commit id."""
    parent: str
    """The commit that its head was built on."""
    ours: bool
    """Whether nobody's work is lost with it: the head is a commit of ours as we made it, known by its tree and parent,
    or such a commit with the default branch merged into it and nothing else."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Those of the club's files that differ from `Snapshot.files`; a file the branch deletes is in `deleted`."""
    deleted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The newest pull request from our branch, whatever its state."""

    number: int
    state: Literal["open", "closed", "merged"]
    title: str
    body: str
    comments: tuple[Comment, ...] = ()
    """At least our own."""
    base: str = ""
    """The name of the branch that it goes into; empty where the host does not say."""
    branch: str = ""
    """The name of the branch that it comes from; empty where the host does not say."""


Obstacle = Literal["link", "submodule", "folder", "file"]
"""What stands at a path where something else is needed. No host follows a link or replaces one of these."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run decides on, read once and consistent.

    A host that could not read all of it raises `HostError` instead.
    """

    base: str
    """The commit at the head of the default branch that `files` was read from."""
    default_branch: str
    files: Mapping[str, bytes]
    """Path → content of the README, the configuration, template overrides and session files."""
    issues: tuple[Issue, ...] = ()
    """All open `paper` and `claim` issues, and closed ones that a session still to be held names."""
    organisers: frozenset[str] = frozenset()
    """Logins, lower case, that the host knows to have write access, among those who matter here."""
    branch: Branch | None = None
    pull_request: PullRequest | None = None
    pull_requests_allowed: bool = True
    """False once the host has refused to open one."""
    repository: str = ""
    """`owner/name`; empty on a folder."""
    server: str = "https://github.com"
    """Where people look at the repository, without a final slash."""
    labels: frozenset[str] = frozenset()
    """The labels the repository has."""
    config: str = ".github/clubaction.yml"
    """Where the club's configuration is."""
    committed: dt.datetime | None = None
    """When `base` was committed, in UTC; None where the host does not say."""
    left_behind: tuple[PullRequest, ...] = ()
    """Other open pull requests with our mark in their text: from a branch that an earlier configuration named."""
    left_heads: Mapping[str, str] = field(default_factory=dict)
    """Branch of such a pull request → its head, where that is a commit of ours with nothing on top."""
    branches_in_use: frozenset[str] = frozenset()
    """Branches from which people have opened pull requests of their own, which would be closed with the branch."""
    obstacles: Mapping[str, Obstacle] = field(default_factory=dict)
    """Path of the configuration, the README, the folder of sessions or that of templates → what is there instead."""
    names_at_root: frozenset[str] = frozenset()
    """The names of the files and folders at the top of the repository."""
    unknown: frozenset[str] = frozenset()
    """Logins, lower case, of whom the host would not say what they may do."""
