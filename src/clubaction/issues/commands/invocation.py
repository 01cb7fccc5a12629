"""The invocation of a command: who gives it, where and when, and what is written after its name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.club import people
from clubaction.club.state import Club
from clubaction.model.issue import Issue
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.proposal import Proposal
from clubaction.model.session import Session


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a command gets to know."""

    club: Club
    session: Session
    """The session of the issue, as it stands when the command is carried out."""
    issue: Issue
    proposal: Proposal
    """What the issue proposes, as it is written now."""
    actor: str
    """The login of the commenter."""
    organiser: bool
    argument: str
    event: object
    """Tells this command from all others of the run."""
    when: dt.datetime
    """When it was given; the run may come later."""
    comment: int = 0
    """The id of the comment that the command is in; 0 for the text of the issue."""
    actor_id: int = 0
    """The number of the commenter's account, where the host has one."""
    paper: Paper | Unresolved | None = None
    """What is known of the paper that the issue names now."""

    @property
    def day(self) -> dt.date:
        """The club's day on which it was given."""
        return self.club.day_of(self.when)

    @property
    def proposer(self) -> bool:
        """Whether the commenter opened the issue: the same account, whatever it was called then."""
        if self.actor_id and self.issue.author_id:
            return self.actor_id == self.issue.author_id
        return people.same(self.actor, self.issue.author)

    @property
    def me(self) -> str:
        """The commenter as a role's holder."""
        return people.holder(self.actor)

    def is_allowed(self, who: str) -> bool:
        """Whether the commenter may use a command that is for these people."""
        return self.organiser or who == "anyone" or (who == "proposer" and self.proposer)
