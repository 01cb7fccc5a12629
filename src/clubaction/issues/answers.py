"""What is said and done on the issues: labels, status comments, reactions, reminders, and closings."""

from __future__ import annotations

from collections.abc import Collection

from clubaction.club import session_ids
from clubaction.issues import forms, memory_update, reactions, reminders, status_comment
from clubaction.issues.status_comment import Standing
from clubaction.issues.work import Work
from clubaction.model.plan import AddLabel, CloseIssue, CreateLabel, Operation
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.text.gfm import Markdown
from clubaction.text.messages import Message, say

LABELS = {
    forms.PAPER_LABEL: ("1d76db", "A paper proposed to the club"),
    forms.CLAIM_LABEL: ("0e8a16", "A role that somebody takes"),
}
"""Label → colour and description, made on first use."""


def labels(work: Work) -> list[Operation]:
    """The labels that the repository lacks, and those that issues lack: of a form, or of a merged session's thread."""
    missing = [name for name in LABELS if name not in work.snapshot.labels]
    made: list[Operation] = [CreateLabel(name, *LABELS[name]) for name in missing]
    for number, thread in work.threads.items():
        issue, kind = thread.issue, thread.kind
        if issue.state == "open" and not issue.bot and kind and kind not in map(str.casefold, issue.labels):
            made.append(AddLabel(number, kind))
    return made


def answers(work: Work, standing: Standing, closing: Collection[int]) -> list[Operation]:
    """Status comments, reactions and reminders."""
    found: list[Operation] = []
    for number, thread in work.threads.items():
        if thread.issue.bot:
            continue
        session = work.club.by_issue(number)
        over = session is not None and _is_over(work, session)
        closed = over and (number in closing or thread.issue.state == "closed")
        kept = memory_update.kept(work.club, thread, work.story, closed=closed)
        text = _status(work, thread, session, standing, ends=number in closing)
        if text is not None:
            found += status_comment.status(thread, text, kept)
        if thread.kind == "paper":
            if session and thread.issue.state == "open":
                found += reminders.due(work.club, thread.issue, session)
            found += reactions.reactions(thread, work.story, kept)
        found += reminders.moved_up(thread.issue, work.story.on(number))
    return found


def _status(work: Work, thread: Thread, session: Session | None, standing: Standing, *, ends: bool) -> Markdown | None:
    """The status of an issue, which may be about to be closed; None where nothing is to be said, or never was."""
    issue, events = thread.issue, work.story.on(thread.issue.number)
    answered, is_open = bool(thread.status), issue.state == "open"
    if thread.kind == "claim":
        return _claim_status(work, thread, standing, ends=ends or not is_open)
    if thread.kind != "paper":
        if not answered:
            return None
        gone = thread.memory.gone is not None
        return status_comment.out_text(issue, _state_gone(work, thread) if gone else say("state-unlabelled"))
    if thread.unreadable:
        return status_comment.unreadable_text(thread, thread.unreadable, events) if is_open or answered else None
    if session:
        shown = is_open or events or answered
        return status_comment.session_text(work.club, issue, session, work.story, standing) if shown else None
    if thread.taken_away and (is_open or answered):
        return status_comment.out_text(issue, _state_gone(work, thread))
    if thread.session and answered:
        return status_comment.out_text(issue, say("state-out-of-pool", pending=standing.pending))
    if not is_open and any(comment.ours for comment in issue.comments):
        return status_comment.out_text(issue, say("state-withdrawn"))
    return None


def _state_gone(work: Work, thread: Thread) -> Message:
    return say("state-gone", path=session_ids.path_of(thread.memory.session, work.config.sessions))


def _claim_status(work: Work, thread: Thread, standing: Standing, *, ends: bool) -> Markdown | None:
    events = work.story.on(thread.issue.number)
    target = work.club.sessions.get(work.story.claims.get(thread.issue.number, ""))
    if not thread.issue.author:
        text = say("status-claim", result=say("claim-nobody"), footer="").markdown()
        return text if thread.status and not ends else None
    if not ends:
        return status_comment.claim_text(work.club, target, events[0][1], standing) if events else None
    if not thread.status and not events:
        return None
    claim = forms.read_claim(thread.issue.body)
    role = work.config.role(claim.role) if claim else None
    session = work.club.find(claim.session) if claim else None
    person = (claim.name if claim else "") or f"@{thread.issue.author}"
    return status_comment.ended_claim_text(work.club, session, role.key if role else "", person)


def closings(work: Work, standing: Standing) -> list[CloseIssue]:
    """Issues that are done: claims that are merged or came too late, and threads of sessions whose day is long over."""
    found: list[CloseIssue] = []
    for number, thread in work.threads.items():
        if thread.issue.state != "open" or thread.issue.bot:
            continue
        session = work.club.by_issue(number)
        if thread.kind == "claim":
            found += _claim_closing(work, number, standing)
        elif session and session.id not in standing.changed and _is_to_close(work, thread, session):
            found.append(CloseIssue(number, "not_planned" if session.cancelled else "completed"))
    return found


def _claim_closing(work: Work, number: int, standing: Standing) -> list[CloseIssue]:
    claimed = work.story.claims.get(number, "")
    session = work.club.sessions.get(claimed)
    if session is None or claimed in standing.changed:
        return []
    if fulfilled(work, number):
        return [CloseIssue(number, "completed")]
    merged = session.id in work.club.base
    return [CloseIssue(number, "not_planned")] if merged and work.club.held(session) else []


def _is_to_close(work: Work, thread: Thread, session: Session) -> bool:
    """Whether the session is over and its thread was not closed by us before: one that people reopen stays open."""
    day = session.date.isoformat() if session.date else ""
    return _is_over(work, session) and thread.memory.closed != day


def _is_over(work: Work, session: Session) -> bool:
    """Whether the day of a merged session is over, with the week in which it can still be moved or cancelled."""
    return session.id in work.club.base and work.club.long_held(session, work.club.today)


def fulfilled(work: Work, claim: int) -> bool:
    """Whether a claim issue has got its author the role."""
    return all(outcome.done and not outcome.waits for _, outcome in work.story.on(claim))
