"""Everything that a run decides on, read once.

Values only; nothing here reads or writes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clubaction.model.issue import Comment, Issue


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
