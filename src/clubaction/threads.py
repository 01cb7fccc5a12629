"""Each issue with what it is to the club: a proposal or a claim, its session, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from clubaction import forms, memory
from clubaction.config import Config
from clubaction.memory import Memory, Position
from clubaction.model import Comment, Issue, Session
from clubaction.sessions import Unreadable

MARK = "<!-- clubaction:status -->"
"""Starts our status comment; only counts in a comment of our own."""

Kind = Literal["paper", "claim", ""]
"""A proposal with its session's thread, a claim on a role, or nothing of ours."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue, and what can be told of it before anybody's words are judged."""

    issue: Issue
    kind: Kind
    session: Session | None = None
    """The session that it belongs to, as the default branch has it."""
    unreadable: Unreadable | None = None
    """The file of its session, where that can't be read."""
    memory: Memory = field(default_factory=Memory)
    status: tuple[Comment, ...] = ()
    """Our status comments, oldest first; there should be one at most."""

    @property
    def newest_status(self) -> list[Comment]:
        """Our status comments, the last written first."""
        return _newest_first(self.status)

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


def read(
    issues: Iterable[Issue], sessions: Mapping[str, Session], unreadable: Iterable[Unreadable], config: Config
) -> dict[int, Thread]:
    """The threads by number, in the order of the issues; `sessions` are those of the default branch by id."""
    named: dict[int, list[Session]] = {}
    for session in sessions.values():
        if session.issue is not None:
            named.setdefault(session.issue, []).append(session)
    broken = list(unreadable)
    return {issue.number: _thread(issue, named.get(issue.number, []), broken, config) for issue in issues}


def _thread(issue: Issue, named: list[Session], unreadable: list[Unreadable], config: Config) -> Thread:
    status = tuple(c for c in issue.comments if c.ours and c.body.lstrip().startswith(MARK))
    kept = memory.joined(memory.read(comment.body) for comment in _newest_first(status))
    known_first = sorted(named, key=lambda one: one.id != kept.session)
    session = next((one for one in known_first if _belongs(issue, one.proposer, one.id, kept, config)), None)
    broken = None
    if session is None:
        broken = next((one for one in unreadable if _is_its_file(issue, one, kept, config)), None)
    kind = _kind(issue, answered=any(c.ours for c in issue.comments), merged=bool(session or broken))
    if kind != "paper":
        return Thread(issue, kind, memory=kept, status=status)
    return Thread(issue, kind, session, broken, kept, status)


def _newest_first(status: Iterable[Comment]) -> list[Comment]:
    return sorted(status, key=lambda comment: (comment.edited or comment.created, comment.id), reverse=True)


def _is_its_file(issue: Issue, broken: Unreadable, kept: Memory, config: Config) -> bool:
    if broken.issue is None:
        return bool(kept.session) and kept.session == broken.id
    return broken.issue == issue.number and _belongs(issue, broken.proposer, broken.id, kept, config)


def _belongs(issue: Issue, proposer: str, session_id: str, kept: Memory, config: Config) -> bool:
    """Whether an issue that a session's file names is its thread.

    In a copied repository the files name issues that other people opened there. A proposer whose account was renamed
    since is known by what our comment keeps. The issue of a deleted account stays the thread of the file that names it:
    nobody can speak as its author any more.
    """
    same = issue.author and config.person(proposer) == config.person(f"@{issue.author}")
    return not proposer or not issue.author or bool(same) or kept.session == session_id


def _kind(issue: Issue, *, answered: bool, merged: bool) -> Kind:
    """By the labels, whatever their case; by our form where the label got lost before we ever answered.

    With both labels it is a paper. The thread of a merged session is one with or without its label.
    """
    labels = {label.casefold() for label in issue.labels}
    if merged or forms.PAPER_LABEL in labels:
        return "paper"
    if forms.CLAIM_LABEL in labels:
        return "claim"
    if answered or issue.state != "open":
        return ""
    if forms.is_claim_form(issue.body):
        return "claim"
    return "paper" if forms.is_paper_form(issue.body) else ""
