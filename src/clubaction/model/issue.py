"""Issues and their comments, as the host has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

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
