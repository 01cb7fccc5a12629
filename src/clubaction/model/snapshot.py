"""The state of a club when a run starts: everything that the run's decisions depend on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clubaction.model.issue import Comment, Issue

CONFIG_PATH = ".github/clubaction.yml"
"""Where a club's configuration is, unless the Action's input `config` names another file."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch of our pull request, as it is on the host."""

    head: str
    """The id of the commit at its head."""
    parent: str
    """The id of the commit on the default branch that the head is based on."""
    ours: bool
    """Whether the branch can be overwritten without losing anybody's work: its head is a commit of ours that nobody
    has changed (its tree and parent show that), or only merges the default branch into such a commit."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Path → content of the club's files that differ from `Snapshot.files`."""
    deleted: frozenset[str] = frozenset()
    """The paths of the club's files that the branch deletes."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request from one of the branches that this program writes to."""

    number: int
    state: Literal["open", "closed", "merged"]
    title: str
    body: str
    comments: tuple[Comment, ...] = ()
    """Perhaps not all of them, but all that this program wrote."""
    base: str = ""
    """The name of the branch that it is to be merged into; empty where the host has none."""
    branch: str = ""
    """The name of the branch that it comes from; empty where the host has none."""


Obstacle = Literal["link", "submodule", "folder", "file"]
"""The kinds of things that may exist at a path. One of another kind than needed is never followed or replaced."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a run's decisions depend on, read once at its start.

    A host that could not read all of it raises `HostError` instead of giving a part.
    """

    base: str
    """The id of the commit at the head of the default branch; `files` are as of this commit."""
    default_branch: str
    files: Mapping[str, bytes]
    """Path → content of the README, the configuration, template overrides and session files."""
    issues: tuple[Issue, ...] = ()
    """All open issues with the label `paper` or `claim`, and closed ones that a session still to be held names."""
    organisers: frozenset[str] = frozenset()
    """The logins, in lower case, that have write access, of the people whose commands the run must judge."""
    branch: Branch | None = None
    """Our branch; None if it does not exist."""
    pull_request: PullRequest | None = None
    """The newest pull request from our branch, open or not; None if there never was one."""
    pull_requests_allowed: bool = True
    """False after the host has refused to open one."""
    repository: str = ""
    """`owner/name`; empty for a club in a folder."""
    server: str = "https://github.com"
    """The address of the server's website, without a final slash."""
    labels: frozenset[str] = frozenset()
    """The names, in lower case, of those of our labels that the repository has."""
    config: str = CONFIG_PATH
    """The path of the club's configuration."""
    committed: dt.datetime | None = None
    """When `base` was committed, in UTC; None where the host has no time for it."""
    left_behind: tuple[PullRequest, ...] = ()
    """Other open pull requests with our mark in their text: from a branch that an earlier configuration named."""
    left_heads: Mapping[str, str] = field(default_factory=dict)
    """Branch of such a pull request → the commit at its head, if that is one of ours that nobody has changed."""
    branches_in_use: frozenset[str] = frozenset()
    """Branches of people's own pull requests, which GitHub would close if the branch were deleted."""
    obstacles: Mapping[str, Obstacle] = field(default_factory=dict)
    """Path of a file or folder of the club that can't be used → what exists there, or above it, instead."""
    names_at_root: frozenset[str] = frozenset()
    """The names of the files and folders at the top of the repository."""
    unknown: frozenset[str] = frozenset()
    """The logins, in lower case, for which the host did not say whether they have write access."""
