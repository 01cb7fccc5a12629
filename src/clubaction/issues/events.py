"""Which events of a thread are not in the files of the default branch yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from clubaction.club.configuration import Config
from clubaction.club.organisers import is_organiser
from clubaction.issues import calling_off
from clubaction.model.event import Event
from clubaction.model.memory import second
from clubaction.model.snapshot import Snapshot
from clubaction.model.statement import Statement
from clubaction.model.thread import FormRequest, Thread


def events_of(thread: Thread, config: Config, snapshot: Snapshot) -> Iterator[Event]:
    """What happened in a thread and is to be judged, in no order."""
    if not thread.is_heard or thread.request is None:
        return
    if thread.kind == "claim":
        if thread.issue.author:
            yield Event.of("claim", thread.request.when, thread)
    elif thread.taken_away:
        yield from _of_deleted(thread, thread.request, config, snapshot)
    else:
        yield from () if thread.has_file else _of_proposal(thread, thread.request)
        yield from _of_commands(thread)
        if thread.session and calling_off.may_count(config, snapshot, thread):
            yield Event.of("closed", _closed_at(thread), thread)


def _of_proposal(thread: Thread, request: FormRequest) -> Iterator[Event]:
    yield Event.of("proposed", second(thread.issue.created), thread)
    yield Event.of("asked", request.when, thread)


def _of_commands(thread: Thread) -> Iterator[Event]:
    """The commands that the session's file does not hold; those judged before it became unreadable stay as they are."""
    for statement in thread.statements:
        if not (statement.settled or (thread.unreadable and statement.is_judged)):
            yield Event.command(statement, thread)


def _of_deleted(thread: Thread, request: FormRequest, config: Config, snapshot: Snapshot) -> Iterator[Event]:
    """The events of a session whose file people deleted: new commands, or everything once an organiser restores it."""
    restored = any(_brings_back(thread, statement, config, snapshot) for statement in thread.statements)
    if restored:
        yield from _of_proposal(thread, request)
    for statement in thread.statements:
        if restored or not statement.settled:
            yield Event.command(statement, thread)


def _brings_back(thread: Thread, statement: Statement, config: Config, snapshot: Snapshot) -> bool:
    """Whether an organiser asks for a session whose file people had deleted, after that."""
    if statement.call.name != "restore" or statement.call.meant:
        return False
    gone = thread.memory.gone
    late = not statement.remembered or (gone is not None and statement.when > gone)
    speaker = statement.comment.author if statement.comment else ""
    return late and is_organiser(config, snapshot, speaker)


def _closed_at(thread: Thread) -> dt.datetime:
    """When the issue was closed or reopened; where the host does not tell, the time of the newest command."""
    issue = thread.issue
    known = issue.closed if issue.state == "closed" else issue.reopened
    return second(known or max((one.when for one in thread.statements), default=issue.created))
