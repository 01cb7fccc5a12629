"""Writes into each session's file up to which command of its issue the file is."""

from __future__ import annotations

from dataclasses import replace

from clubaction.club.state import Club
from clubaction.model.event import Event
from clubaction.model.history import History
from clubaction.model.memory import second
from clubaction.model.statement import Statement
from clubaction.model.thread import Thread


def write(club: Club, history: History) -> None:
    """Writes into each session the newest command that took effect on it."""
    newest: dict[int, tuple[Statement, Thread]] = {}
    for key, outcome in history.outcomes.items():
        event = history.events[key]
        statement = _new(event)
        if statement and outcome.done and outcome.changed:
            best = newest.get(key[0])
            if best is None or (best[0].when, best[0].number) < (statement.when, statement.number):
                newest[key[0]] = statement, event.thread
    for issue, (statement, thread) in newest.items():
        _move(club, issue, statement, thread)


def _new(event: Event) -> Statement | None:
    """The command of an event, where the file does not hold it yet."""
    statement = event.statement
    return None if statement is None or (statement.settled and event.thread.has_file) else statement


def _move(club: Club, issue: int, statement: Statement, thread: Thread) -> None:
    """Writes the command's comment, and its time only where an edit added the command to an older comment."""
    session = club.by_issue(issue)
    if session is None or (thread.session and thread.merged_position.holds(statement.when, statement.number)):
        return
    created = statement.comment.created if statement.comment else thread.issue.created
    written = None if statement.when == second(created) else statement.when
    if statement.number or written:
        club.put(replace(session, seen=statement.number, seen_at=written))
