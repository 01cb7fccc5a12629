"""Issues and their comments, as they are on the host. All times are in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

IssueState = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on an issue or a pull request."""

    id: int
    """Of two comments in one repository, the later one has the larger id."""
    author: str
    """The login; empty for a deleted account, and for the stand-in of an imported author (a "mannequin")."""
    body: str
    created: dt.datetime
    ours: bool = False
    """Whether this program wrote it: it is by the account that the program uses, and has the program's mark."""
    bot: bool = False
    """Whether the author is a bot."""
    edited: dt.datetime | None = None
    """When its text was last changed; None if it never was."""
    editor: str = ""
    """The login of the person who last changed the text; empty if that was the author."""
    minimised: bool = False
    """Whether people have hidden it."""
    author_id: int = 0
    """The author's number on the host; 0 without one."""
    reactions: frozenset[str] = frozenset()
    """The reactions that this program added, by GitHub's REST names (`+1`, `confused`, `eyes`)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with all its comments."""

    number: int
    title: str
    body: str
    author: str
    """The login; empty for a deleted or imported account."""
    created: dt.datetime
    labels: frozenset[str] = frozenset()
    """The names of its labels, as the host spells them."""
    state: IssueState = "open"
    reason: Literal["completed", "not_planned", ""] = ""
    """Why it was closed; empty for an open issue, and where the host has no reason."""
    comments: tuple[Comment, ...] = ()
    """Oldest first."""
    votes: int = 0
    """How many people gave the issue a 👍; that of this program does not count."""
    bot: bool = False
    """Whether the author is a bot."""
    author_id: int = 0
    """The author's number on the host; 0 without one."""
    edited: dt.datetime | None = None
    """When its text was last changed; None if it never was."""
    editor: str = ""
    """The login of the person who last changed the text; empty if that was the author."""
    closed: dt.datetime | None = None
    """When it was last closed; None if it never was, or the host has no time for it."""
    closer: str = ""
    """The login of the account that last closed it (`name[bot]` for an app); empty where the host has none."""
    reopened: dt.datetime | None = None
    """When it was last reopened; None if it never was, or the host has no time for it."""

    @property
    def closing(self) -> str:
        """Identifies one closing of the issue among several."""
        return str(int(self.closed.timestamp())) if self.closed else "-"
