"""What is said on the issues: status comments, reactions and reminders."""

from __future__ import annotations

from collections.abc import Collection

from clubaction.club import session_ids
from clubaction.issues import claim_status, memory_update, reactions, reminders, session_status, status_comment
from clubaction.issues.closings import is_over
from clubaction.issues.run_state import RunState
from clubaction.issues.unmerged import Unmerged
from clubaction.model.plan import Operation
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.text.markdown import Markdown
from clubaction.text.messages import Message, say


def answers(state: RunState, unmerged: Unmerged, closing: Collection[int]) -> list[Operation]:
    """All that is said on the issues; `closing` are those that are about to be closed."""
    threads = (thread for thread in state.threads.values() if not thread.issue.bot)
    return [step for thread in threads for step in _answer(state, thread, unmerged, closing)]


def _answer(state: RunState, thread: Thread, unmerged: Unmerged, closing: Collection[int]) -> list[Operation]:
    number, history = thread.issue.number, state.history
    session = state.club.by_issue(number)
    is_open = thread.issue.state == "open"
    closed = session is not None and is_over(state.club, session) and (number in closing or not is_open)
    kept = memory_update.updated(state.club, thread, history, closed=closed)
    text = _status(state, thread, session, unmerged, ends=number in closing)
    found = status_comment.status(thread, text, kept) if text is not None else []
    if thread.kind == "paper":
        found += reminders.due(state.club, thread.issue, session) if session and is_open else []
        found += reactions.reactions(thread, history, kept)
    return [*found, *reminders.moved_up(thread.issue, history.on(number))]


def _status(
    state: RunState, thread: Thread, session: Session | None, unmerged: Unmerged, *, ends: bool
) -> Markdown | None:
    """The status of an issue, which may be about to be closed; None where nothing is to be said, or never was."""
    if thread.kind == "claim":
        return _claim_status(state, thread, unmerged, ends=ends or thread.issue.state != "open")
    if thread.kind == "paper":
        return _paper_status(state, thread, session, unmerged)
    if not thread.status:
        return None
    gone = thread.memory.gone is not None
    return session_status.out_text(thread.issue, _gone(state, thread) if gone else say("state-unlabelled"))


def _paper_status(state: RunState, thread: Thread, session: Session | None, unmerged: Unmerged) -> Markdown | None:
    issue, events = thread.issue, state.history.on(thread.issue.number)
    alive = issue.state == "open" or bool(thread.status)
    if thread.unreadable:
        return session_status.unreadable_text(thread, thread.unreadable, events) if alive else None
    if session:
        shown = alive or bool(events)
        return session_status.session_text(state.club, issue, session, state.history, unmerged) if shown else None
    out = _out(state, thread, unmerged)
    return session_status.out_text(issue, out) if out else None


def _out(state: RunState, thread: Thread, unmerged: Unmerged) -> Message | None:
    """Why a proposal is not in the plan; None where nothing is to be said."""
    is_open = thread.issue.state == "open"
    if thread.taken_away and (is_open or thread.status):
        return _gone(state, thread)
    if thread.session and thread.status:
        return say("state-out-of-pool", pending=unmerged.pending)
    answered = any(comment.ours for comment in thread.issue.comments)
    return say("state-withdrawn") if answered and not is_open else None


def _gone(state: RunState, thread: Thread) -> Message:
    return say("state-gone", path=session_ids.new_path(thread.memory.session, state.config.sessions))


def _claim_status(state: RunState, thread: Thread, unmerged: Unmerged, *, ends: bool) -> Markdown | None:
    number = thread.issue.number
    events = state.history.on(number)
    if not thread.issue.author:
        return claim_status.nobodys_text() if thread.status and not ends else None
    if not ends:
        session = state.club.sessions.get(state.history.claims.get(number, ""))
        return claim_status.open_text(state.club, session, events[0][1], unmerged) if events else None
    return claim_status.ended_text(state.club, thread) if thread.status or events else None
