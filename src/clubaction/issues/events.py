"""What happens on the issues: proposals, claims, commands and closings, each with its time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from clubaction.issues.commands.parse import Call
from clubaction.issues.statements import Statement
from clubaction.model.issue import Issue
from clubaction.model.thread import Thread

Key = tuple[int, int, int]
"""Issue, comment (0: the issue itself), place in the comment; `_PROPOSED`, `_ASKED` and `_CLOSED` are places, too."""

EventKind = Literal["proposed", "asked", "command", "claim", "closed"]
PROPOSED, ASKED, CLAIMED, CLOSED = -3, -2, -1, 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """A proposal, what it asks for, a claim issue, one command of somebody's words, or the closing of an issue."""

    when: dt.datetime
    thread: Thread
    kind: EventKind
    place: int
    words: Statement | None = None
    call: Call | None = None

    @property
    def issue(self) -> Issue:
        """Where it happened."""
        return self.thread.issue

    @property
    def key(self) -> Key:
        """What tells the event from all others."""
        return self.issue.number, self.words.number if self.words else 0, self.place

    @property
    def speaker(self) -> str:
        """The login of who said it."""
        return self.words.comment.author if self.words and self.words.comment else self.issue.author
