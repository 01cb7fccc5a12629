"""One command's turn: who says it, where, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clubaction.club.state import Club
from clubaction.model.issue import Issue
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.session import Session
from clubaction.text.messages import Message, say


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a command gets to know."""

    club: Club
    session: Session
    """The session of the issue, as it stands when the command is heard."""
    issue: Issue
    actor: str
    """The login of the commenter."""
    organiser: bool
    argument: str
    event: object
    """Tells this command from all others of the run."""
    when: dt.datetime
    """When it was said; the run may come later."""
    comment: int = 0
    """The id of the comment that the command is in; 0 for the text of the issue."""
    actor_id: int = 0
    """The number of the commenter's account, where the host has one."""
    paper: Paper | Unresolved | None = None
    """What is known of the paper that the issue names now."""

    @property
    def day(self) -> dt.date:
        """The club's day on which it was said."""
        return self.club.day_of(self.when)

    @property
    def proposer(self) -> bool:
        """Whether the commenter opened the issue: the same account, whatever it was called then."""
        if self.actor_id and self.issue.author_id:
            return self.actor_id == self.issue.author_id
        return self.actor.lower() == self.issue.author.lower()

    @property
    def me(self) -> str:
        """The commenter as a role's holder."""
        return f"@{self.actor}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command or a claim, with what to say about it."""

    done: bool
    message: Message
    changed: bool = True
    """Whether the session is another than before."""
    waits: bool = False
    """Whether somebody is on a waiting list now: a success, but nothing that is theirs yet."""
    deferred: bool = False
    """Whether it could not be judged this time and will be again, such as for a file that can't be read."""
    person: str = ""
    """Who has moved up from a waiting list, as a role's holder is written."""
    role: str = ""
    """The role that this person has moved up to."""


def done(name: str, **values: Any) -> Outcome:
    """It took effect."""
    return Outcome(done=True, message=say(name, **values))


def nothing(name: str, **values: Any) -> Outcome:
    """It is as wanted already: a success that changes nothing."""
    return Outcome(done=True, message=say(name, **values), changed=False)


def refused(name: str, **values: Any) -> Outcome:
    """It did not take effect, and why."""
    return Outcome(done=False, message=say(name, **_short(values)), changed=False)


def deferred(name: str, **values: Any) -> Outcome:
    """It can't be judged this time; it is looked at again in the next run."""
    return Outcome(done=False, message=say(name, **_short(values)), changed=False, deferred=True)


_LONGEST_VALUE = 120


def _short(values: Mapping[str, Any]) -> dict[str, Any]:
    """People's words as far as an answer repeats them."""
    return {
        key: f"{value[:_LONGEST_VALUE]}…" if isinstance(value, str) and len(value) > _LONGEST_VALUE else value
        for key, value in values.items()
    }
