"""An issue with what it is to the club: a proposal or a claim, its session, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from clubaction.model import memory
from clubaction.model.issue import Comment, Issue
from clubaction.model.memory import Memory, Position
from clubaction.model.session import Session
from clubaction.model.session_problem import UnreadableFile

ThreadKind = Literal["paper", "claim", ""]
"""A proposal with its session's thread, a claim on a role, or nothing of ours."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue, and what can be told of it before anybody's words are judged."""

    issue: Issue
    kind: ThreadKind
    session: Session | None = None
    """The session that it belongs to, as the default branch has it."""
    unreadable: UnreadableFile | None = None
    """The file of its session, where that can't be read."""
    memory: Memory = field(default_factory=Memory)
    status: tuple[Comment, ...] = ()
    """Our status comments, oldest first; there should be one at most."""

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
        """How far the thread is in its session's file on the default branch."""
        file = self.session or self.unreadable
        if file is None:
            return Position()
        known = next((c.created for c in self.issue.comments if c.id == file.seen), None)
        written = self.session.seen_at if self.session else None
        return Position(written or (known and known.replace(microsecond=0)), file.seen)

    @property
    def position(self) -> Position:
        """The furthest that it has been there: what organisers took back stays settled."""
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
        now = memory.fields_of(self.session)
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
