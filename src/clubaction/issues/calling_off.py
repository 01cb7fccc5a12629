"""What closing an issue as not planned does to its merged session: it cancels it, or takes it out of the pool."""

from __future__ import annotations

from dataclasses import replace

from clubaction.club import people
from clubaction.club.configuration import Config
from clubaction.club.organisers import is_organiser
from clubaction.club.state import Club
from clubaction.model.session import CANCELLED, Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread


def may_count(config: Config, snapshot: Snapshot, thread: Thread) -> bool:
    """Whether a closing takes effect on a merged session, or the reopening after it.

    A closing that was merged once does not count again, whatever became of the session since.
    """
    issue, session, kept = thread.issue, thread.session, thread.memory
    if session is None:
        return False
    if issue.state == "open":
        return bool(kept.called_off) and session.cancelled
    if issue.reason != "not_planned" or (kept.called_off == issue.closing and kept.called_off_merged):
        return False
    return _may_close(config, snapshot, thread, session)


def _may_close(config: Config, snapshot: Snapshot, thread: Thread, session: Session) -> bool:
    """Whether the one who closed the issue may: organisers may cancel, the proposer may take out of the pool.

    A folder does not say who closed an issue: there it was the club's own people.
    """
    closer = thread.issue.closer
    if not closer or is_organiser(config, snapshot, closer):
        return True
    return session.date is None and people.same(closer, thread.issue.author)


def call_off(club: Club, thread: Thread) -> bool:
    """Does what the closing, or the reopening after it, does to the session; returns whether it cancelled it."""
    issue = thread.issue
    session = club.by_issue(issue.number)
    if session is None:
        return False
    if issue.state == "open":
        if session.cancelled:
            club.put(replace(session, status=""))
        return False
    if session.date is None:
        club.drop(session.id)
        return False
    if session.cancelled or club.held(session):
        return False
    club.put(replace(session, status=CANCELLED))
    return True
