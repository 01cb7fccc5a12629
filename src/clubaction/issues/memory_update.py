"""What is to be remembered of each thread once everything that happened there has been judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clubaction.club.state import Club
from clubaction.issues.accounts import known_accounts
from clubaction.issues.reasons import MOST_SHOWN, reason
from clubaction.issues.role_assignment import same_person
from clubaction.issues.waiting_lists import person_named, settled_verdict, still_asked_for
from clubaction.model.event import Event
from clubaction.model.history import History
from clubaction.model.memory import (
    DONE,
    FORM,
    NOTHING,
    OPEN,
    REFUSED,
    WAITS,
    Entry,
    Judged,
    Memory,
    Position,
    second,
)
from clubaction.model.outcome import Deferred, Done, GivenBack, NothingToDo, OnWaitingList, Outcome, Refused, Shown
from clubaction.model.session import Session
from clubaction.model.statement import Statement
from clubaction.model.thread import Thread, field_digests


def updated(club: Club, thread: Thread, history: History, *, closed: bool) -> Memory:
    """The memory of a thread after this run; `closed`: its session is over and its issue was or will be closed."""
    issue, session, old = thread.issue, club.by_issue(thread.issue.number), thread.memory
    number = issue.number
    found = replace(
        old,
        there=True,
        session=session.id if session else thread.unreadable.id if thread.unreadable else old.session,
        entries=_entries(club, thread, history),
        refusals=_refusals(history.on(number)) if thread.is_heard else old.refusals,
        accounts=known_accounts(thread),
    )
    if thread.kind == "claim":
        return replace(found, session="")
    found = replace(found, closed=_closed_for(session, old, closed=closed), awaited_roles=_awaited_roles(club, thread))
    if thread.session:
        return _of_merged(thread, thread.session, found, history, there=session is not None)
    if thread.unreadable:
        return replace(found, merged=True, settled=thread.position)
    if thread.taken_away:
        return replace(found, gone=old.gone or _newest(old.entries.values(), issue.created))
    return replace(found, merged=False, gone=None, settled=Position(), fields={})


def _awaited_roles(club: Club, thread: Thread) -> tuple[str, ...]:
    if thread.unreadable or thread.taken_away:
        return thread.memory.awaited_roles
    return still_asked_for(club, thread)


def _of_merged(thread: Thread, base: Session, found: Memory, history: History, *, there: bool) -> Memory:
    """`there` says whether the session stays: one whose paper is taken out of the pool does not."""
    off = _called_off(thread, base, history)
    return replace(
        found,
        merged=there,
        gone=None,
        settled=thread.position if there else Position(),
        fields=field_digests(base) if there else {},
        called_off=off,
        called_off_merged=bool(off) and (base.cancelled or thread.memory.called_off_merged),
    )


def _called_off(thread: Thread, base: Session, history: History) -> str:
    """The closing that cancels the session, as long as it counts."""
    issue, old = thread.issue, thread.memory
    if issue.state == "open":
        return old.called_off if base.cancelled else ""
    counts = issue.number in history.called_off or old.called_off == issue.closing
    return issue.closing if counts else ""


def _closed_for(session: Session | None, old: Memory, *, closed: bool) -> str:
    return session.date.isoformat() if closed and session and session.date else old.closed


def _newest(entries: Iterable[Entry], otherwise: dt.datetime) -> dt.datetime:
    return max((entry.when for entry in entries), default=second(otherwise))


def _entries(club: Club, thread: Thread, history: History) -> Mapping[int, Entry]:
    old = thread.memory.entries
    if thread.kind == "claim":
        return _of_claim(thread, history) or old
    if not thread.is_heard or thread.request is None:
        return old
    judged: dict[int, list[Judged]] = {}
    for statement in thread.statements:
        verdict = _verdict(club, thread, statement, history)
        taken_from = _taken_from(club, thread, statement, history)
        judged.setdefault(statement.number, []).append(Judged(statement.digest, statement.when, verdict, taken_from))
    found = {number: Entry(tuple(commands)) for number, commands in judged.items()}
    if not (thread.has_file or thread.taken_away):
        found[FORM] = Entry((Judged(thread.request.digest, thread.request.when),))
    elif FORM in old and _awaited_roles(club, thread):
        found[FORM] = old[FORM]
    return found


def _of_claim(thread: Thread, history: History) -> Mapping[int, Entry]:
    outcomes, request = history.on(thread.issue.number), thread.request
    if not outcomes or request is None:
        return {}
    return {0: Entry((Judged(request.digest, request.when, _letter(outcomes[0][1], on_base=False)),))}


def _verdict(club: Club, thread: Thread, statement: Statement, history: History) -> str:
    """What is kept of a command, by what came of it in this run or was kept before."""
    if statement.settled and thread.has_file:
        return settled_verdict(club, thread, statement)
    key = thread.issue.number, statement.number, statement.place
    outcome = history.outcomes.get(key)
    if outcome is None:
        return statement.verdict or OPEN
    kept_before = _stays(statement.verdict, outcome)
    return statement.verdict if kept_before else _letter(outcome, on_base=key in history.on_base)


def _taken_from(club: Club, thread: Thread, statement: Statement, history: History) -> str:
    """Who lost a role by a command that does not name them, such as an organiser's `/unclaim ROLE`."""
    if statement.settled and thread.has_file:
        return statement.taken_from
    outcome = history.outcomes.get((thread.issue.number, statement.number, statement.place))
    if not isinstance(outcome, GivenBack):
        return ""
    named = person_named(club.config, thread, statement)
    return "" if same_person(club, outcome.holder, named) else outcome.holder


def _stays(verdict: str, outcome: Outcome) -> bool:
    """Whether a verdict is the one that was kept already."""
    if verdict == NOTHING:
        return isinstance(outcome, NothingToDo | Shown)
    return verdict == REFUSED and isinstance(outcome, Refused)


def _letter(outcome: Outcome, *, on_base: bool) -> str:
    """A command that changed nothing is settled where it found all as the default branch has it (`on_base`)."""
    letters = {Deferred: OPEN, OnWaitingList: WAITS, Refused: REFUSED, Done: DONE}
    found = next((letter for kind, letter in letters.items() if isinstance(outcome, kind)), "")
    return found or (NOTHING if on_base else OPEN)


def _refusals(events: Iterable[tuple[Event, Outcome]]) -> dict[tuple[int, int], str]:
    refused = [(event.key[1:], outcome) for event, outcome in events if isinstance(outcome, Refused)]
    return {key: reason(outcome) for key, outcome in refused[-MOST_SHOWN:]}
