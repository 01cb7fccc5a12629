"""What happens on the issues: proposals, claims, commands and closings, each with its time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from clubaction.model.issue import Issue
from clubaction.model.statement import Call, Statement
from clubaction.model.thread import Thread

EventKind = Literal["proposed", "asked", "claim", "command", "closed"]
"""A paper is proposed; a proposal asks for a date and roles; a claim issue asks for a role; a command; a closing."""

Key = tuple[int, int, int]
"""Identifies an event: its issue, its comment (0: the issue itself), and its place there."""

_PLACES = {"proposed": -3, "asked": -2, "claim": -1, "closed": 1_000}
"""The places of events that are no commands; commands are numbered from 0."""

ASKED_ROLES = -10
"""The place of the first role that a proposal asks for; each further role has the next lower number."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on an issue."""

    kind: EventKind
    when: dt.datetime
    thread: Thread
    place: int
    statement: Statement | None = None
    """The command, where it is one."""

    @classmethod
    def of(cls, kind: EventKind, when: dt.datetime, thread: Thread) -> Event:
        """An event that is no command."""
        return cls(kind, when, thread, _PLACES[kind])

    @classmethod
    def command(cls, statement: Statement, thread: Thread) -> Event:
        """A command that was given in a thread."""
        return cls("command", statement.when, thread, statement.place, statement)

    @property
    def issue(self) -> Issue:
        """Where it happened."""
        return self.thread.issue

    @property
    def call(self) -> Call | None:
        """The command as written, where it is one."""
        return self.statement.call if self.statement else None

    @property
    def key(self) -> Key:
        """Identifies the event."""
        return self.issue.number, self.statement.number if self.statement else 0, self.place

    @property
    def speaker(self) -> str:
        """The login of who asked for it."""
        comment = self.statement.comment if self.statement else None
        return comment.author if comment else self.issue.author
