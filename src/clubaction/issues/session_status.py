"""What the status comment of a paper's issue says: when, who, what is to be known, and what was not done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clubaction.club.state import Club
from clubaction.issues import paper_memo_line
from clubaction.issues.reasons import MOST_SHOWN, reason
from clubaction.issues.role_rows import role_rows
from clubaction.issues.unmerged import Unmerged
from clubaction.model import session_keys
from clubaction.model.event import Event
from clubaction.model.history import History
from clubaction.model.issue import Issue
from clubaction.model.outcome import OnWaitingList, Outcome, Shown
from clubaction.model.sentence import Sentence
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.model.unreadable_file import UnreadableFile
from clubaction.text.markdown import Markdown
from clubaction.text.messages import Message, say

_LONGEST_TEXT = 30_000


def session_text(club: Club, issue: Issue, session: Session, history: History, unmerged: Unmerged) -> Markdown:
    """The status of a paper's issue."""
    events = history.on(issue.number)
    merged = unmerged.pending if session.id in unmerged.sessions else say("merged")
    text = say(
        "status",
        title=session.heading,
        state=_state(club, session),
        roles=[] if session.cancelled else role_rows(club, session),
        notes=[
            *_stays(club, issue, session),
            *(note.message for note in club.notes.get(issue.number, []) if note.counts(session.date)),
            *_overrides(club, session),
        ],
        refusals=_refusals(events),
        waiting=_waiting(club, session, events),
        answer=_answer(events),
        footer=Markdown(f"{merged.markdown()} {say('status-help').markdown()}"),
    ).markdown()
    mark = paper_memo_line.memo_line(club.papers.get(issue.number), session)
    return Markdown(f"{text[:_LONGEST_TEXT]}\n\n{mark}") if mark else text


def out_text(issue: Issue, state: Message) -> Markdown:
    """The status of a proposal that is not in the plan, and why."""
    return _bare_text(issue.title, state)


def unreadable_text(thread: Thread, file: UnreadableFile, events: Iterable[tuple[Event, Outcome]]) -> Markdown:
    """The status of an issue whose session's file can't be read: what is wrong, and that nothing is lost."""
    problem = file.problems[0]
    state = say("state-unreadable", path=problem.path, line=problem.line, why=problem.message)
    return _bare_text(thread.issue.title, state, _refusals(events))


def _bare_text(title: str, state: Message, refusals: Sequence[dict[str, object]] = ()) -> Markdown:
    return say(
        "status", title=title, state=state, roles=[], notes=[], refusals=refusals, waiting=[], answer="", footer=""
    ).markdown()


def _state(club: Club, session: Session) -> Message:
    if session.cancelled:
        return say("state-cancelled")
    if session.date is None:
        return say("state-open-date")
    if club.held(session):
        return say("state-held", date=club.config.day(session.date))
    time = session.time or club.config.cadence.time
    at = f"{time:%H:%M}" if time else ""
    return say("state-planned", date=club.config.day(session.date), weekday=f"{session.date:%A}", time=at)


def _stays(club: Club, issue: Issue, session: Session) -> list[Message]:
    """That a session stays in the plan whose issue somebody closed who may not cancel it."""
    closed = issue.state == "closed" and issue.reason == "not_planned" and session.id in club.base
    return [say("closed-stays")] if closed and not session.cancelled and not club.held(session) else []


def _overrides(club: Club, session: Session) -> list[Message]:
    """Where a newer command goes against what the merged file says, which somebody may have written by hand."""
    before = club.base.get(session.id)
    if before is None:
        return []
    values = ((field, getattr(before, field), getattr(session, field)) for field in ("date", *session_keys.TOLD))
    return [
        say("overrides", field=field, before=str(old), after=str(new))
        for field, old, new in values
        if old and new not in ("", None, old)
    ]


def _refusals(events: Iterable[tuple[Event, Outcome]]) -> list[dict[str, object]]:
    found = [(event, outcome) for event, outcome in events if not outcome.done and event.call]
    return [_line(event, outcome) for event, outcome in found[-MOST_SHOWN:]]


def _waiting(club: Club, session: Session, events: Iterable[tuple[Event, Outcome]]) -> list[dict[str, object]]:
    """The claims on roles that are taken, the newest; not those of people who have left the list since."""
    listed = {
        (role.key, club.person(waiting.holder))
        for role in club.config.roles
        for waiting in club.waiting.get((session.id, role.key), ())
    }
    found = [
        (event, outcome)
        for event, outcome in events
        if isinstance(outcome, OnWaitingList) and event.call and (outcome.role, club.person(outcome.holder)) in listed
    ]
    return [_line(event, outcome) for event, outcome in found[-MOST_SHOWN:]]


def _line(event: Event, outcome: Outcome) -> dict[str, object]:
    text = event.call.text[:200] if event.call else ""
    return {"text": text, "person": event.speaker, "why": reason(outcome)}


def _answer(events: Sequence[tuple[Event, Outcome]]) -> Sentence | str:
    """The help that was asked for, while nobody has given a command after it."""
    outcome = events[-1][1] if events else None
    return outcome.message if isinstance(outcome, Shown) else ""
