"""An issue that is closed as not planned: before the merge it only takes the proposal out, after it it may cancel."""

from __future__ import annotations

from dataclasses import replace

from clubaction.club.state import Club
from clubaction.model.issue import Issue
from clubaction.model.session import CANCELLED
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread


def stamp(issue: Issue) -> str:
    """What tells one closing of an issue from another."""
    return str(int(issue.closed.timestamp())) if issue.closed else "-"


def may_count(club: Club, snapshot: Snapshot, thread: Thread) -> bool:
    """Whether a closing takes effect on a merged session: organisers may cancel, the proposer may take out of the pool.

    A folder does not say who closed an issue: there it was the club's own people. A closing that was merged once is
    not told again, whatever became of the session since.
    """
    issue, session, kept = thread.issue, thread.session, thread.memory
    if session is None:
        return False
    if issue.state == "open":
        return bool(kept.called_off) and session.cancelled
    if issue.reason != "not_planned" or (kept.called_off == stamp(issue) and kept.called_off_merged):
        return False
    closer = issue.closer.lower()
    if not closer or closer in club.config.organisers or closer in snapshot.organisers:
        return True
    return session.date is None and closer == issue.author.lower()


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
