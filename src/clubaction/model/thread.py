"""An issue with what it is to the club: a proposal or a claim, its session, what it asks for, what is remembered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from clubaction.model import session_keys
from clubaction.model.issue import Comment, Issue
from clubaction.model.memory import Memory, Position, digest
from clubaction.model.proposal import Claim, Proposal
from clubaction.model.session import Session
from clubaction.model.statement import Statement
from clubaction.model.unreadable_file import UnreadableFile

STATUS_MARK = "<!-- clubaction:status -->"
"""Starts our status comment; only counts in a comment of our own."""

ThreadKind = Literal["paper", "claim", ""]
"""A proposal with its session's thread, a claim on a role, or nothing of ours."""


@dataclass(frozen=True, slots=True)
class FormRequest:
    """What the form of an issue asks for: a proposal its date and roles, a claim its role."""

    digest: str
    """The same for forms that ask for the same."""
    when: dt.datetime
    """From when it counts."""
    verdict: str = ""
    """What came of it when it was judged last."""
    remembered: bool = False
    """Whether it was judged, just as it is now."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue, and what is known of it before anybody's commands are judged."""

    issue: Issue
    kind: ThreadKind
    session: Session | None = None
    """The session that it belongs to, as the default branch has it."""
    unreadable: UnreadableFile | None = None
    """The file of its session, where that can't be read."""
    memory: Memory = field(default_factory=Memory)
    status: tuple[Comment, ...] = ()
    """Our status comments, oldest first; there should be one at most."""
    proposal: Proposal | None = None
    """What a paper's issue proposes."""
    claim: Claim | None = None
    """What a claim issue asks for, where that can be made out."""
    request: FormRequest | None = None
    """What its form asks for beside the paper, and from when."""
    statements: tuple[Statement, ...] = ()
    """The commands given in a paper's thread, in the order of the comments, where they are listened to."""

    @property
    def is_heard(self) -> bool:
        """Whether what is said in it counts: not in a proposal or a claim that was closed, nor in a bot's issue."""
        is_open = self.issue.state == "open"
        kept = self.kind == "paper" and (self.has_file or self.taken_away)
        return self.kind != "" and not self.issue.bot and (is_open or kept)

    @property
    def newest_status(self) -> list[Comment]:
        """Our status comments, the last written first."""
        return newest_first(self.status)

    @property
    def has_file(self) -> bool:
        """Whether the default branch has a file for its session, one that can't be read included."""
        return self.session is not None or self.unreadable is not None

    @property
    def merged_position(self) -> Position:
        """The newest command whose effect its session's file on the default branch holds."""
        file = self.session or self.unreadable
        if file is None:
            return Position()
        known = next((c.created for c in self.issue.comments if c.id == file.seen), None)
        written = self.session.seen_at if self.session else None
        return Position(written or (known and known.replace(microsecond=0)), file.seen)

    @property
    def position(self) -> Position:
        """The furthest that the file has ever been: what organisers took back stays settled."""
        merged, settled = self.merged_position, self.memory.settled
        if settled.when is None or merged.when is None:
            return merged if merged.comment >= settled.comment else settled
        return max(merged, settled, key=lambda place: (place.when, place.comment))

    @property
    def changed_by_hand(self) -> frozenset[str]:
        """The fields of the session's file that people have changed on the default branch since our last run."""
        kept = self.memory
        if self.session is None or not kept.merged or kept.session != self.session.id:
            return frozenset()
        if self.merged_position != kept.settled:
            return frozenset()
        now = field_digests(self.session)
        return frozenset(name for name in {*now, *kept.fields} if now.get(name) != kept.fields.get(name))

    @property
    def taken_away(self) -> bool:
        """Whether people deleted the session's file, or its line that names this issue, after it was merged."""
        return not self.has_file and self.memory.merged

    def is_somebody_else(self, comment: Comment) -> bool:
        """Whether another account spoke here before under the login that this comment's account has now."""
        known = self.memory.accounts.get(comment.author.lower())
        return bool(known and comment.author_id and known != comment.author_id)


def newest_first(status: Iterable[Comment]) -> list[Comment]:
    """Comments, the one that was written or edited last first."""
    return sorted(status, key=lambda comment: (comment.edited or comment.created, comment.id), reverse=True)


def field_digests(session: Session) -> dict[str, str]:
    """What the fields of a session's file say, as digests; those that say nothing are left out."""
    values = {name: getattr(session, name) for name in session_keys.BY_HAND}
    return {name: digest(str(value)) for name, value in values.items() if value}
