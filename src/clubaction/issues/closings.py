"""The issues that are done: claims that are merged or came too late, and threads of sessions long held."""

from __future__ import annotations

from clubaction.club.state import Club
from clubaction.issues.run_state import RunState
from clubaction.issues.unmerged import Unmerged
from clubaction.model.outcome import GivenBack, OnWaitingList
from clubaction.model.plan import CloseIssue
from clubaction.model.session import Session
from clubaction.model.thread import Thread


def closings(state: RunState, unmerged: Unmerged) -> list[CloseIssue]:
    """The issues that are to be closed."""
    found: list[CloseIssue] = []
    for number, thread in state.threads.items():
        if thread.issue.state != "open" or thread.issue.bot:
            continue
        session = state.club.by_issue(number)
        if thread.kind == "claim":
            found += _of_claim(state, number, unmerged)
        elif session and session.id not in unmerged.sessions and _is_to_close(state.club, thread, session):
            found.append(CloseIssue(number, "not_planned" if session.cancelled else "completed"))
    return found


def _of_claim(state: RunState, number: int, unmerged: Unmerged) -> list[CloseIssue]:
    claimed = state.history.claims.get(number, "")
    session = state.club.sessions.get(claimed)
    if session is None or claimed in unmerged.sessions:
        return []
    if is_fulfilled(state, number):
        if _has_unmerged_loss(state, session):
            return []  # a closed claim is not judged again, and the next run would take the role from its author
        return [CloseIssue(number, "completed")]
    merged = session.id in state.club.base
    return [CloseIssue(number, "not_planned")] if merged and state.club.held(session) else []


def _has_unmerged_loss(state: RunState, session: Session) -> bool:
    """Whether somebody lost a role of the session by a command that is not merged yet.

    The file may be right all the same, where the same person has the role again.
    """
    events = state.history.on(session.issue) if session.issue else ()
    return any(isinstance(outcome, GivenBack) for _, outcome in events)


def _is_to_close(club: Club, thread: Thread, session: Session) -> bool:
    """Whether the session is over and its thread was not closed by us before: one that people reopen stays open."""
    day = session.date.isoformat() if session.date else ""
    return is_over(club, session) and thread.memory.closed != day


def is_over(club: Club, session: Session) -> bool:
    """Whether the day of a merged session is over, with the week in which it can still be moved or cancelled."""
    return session.id in club.base and club.long_held(session, club.today)


def is_fulfilled(state: RunState, claim: int) -> bool:
    """Whether a claim issue has got its author the role."""
    outcomes = (outcome for _, outcome in state.history.on(claim))
    return all(outcome.done and not isinstance(outcome, OnWaitingList) for outcome in outcomes)
