"""What a host has to find out beside what it reads anyway: threads that nobody opens, and who may do what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from clubaction.club import people, session_file, session_ids
from clubaction.club.configuration import Config
from clubaction.club.state import GRACE
from clubaction.errors import ClubFileError
from clubaction.issues import threads
from clubaction.model.issue import Issue
from clubaction.model.memory import REFUSED
from clubaction.model.session import Session
from clubaction.model.statement import Call, Statement
from clubaction.model.thread import Thread

_ISSUE = re.compile(rb"""^["']?issue["']?[ \t]*:[ \t]*["']?#?(\d{1,9})\b""", re.MULTILINE)
_DATE = re.compile(rb"""^["']?date["']?[ \t]*:[ \t]*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE)


def threads_to_come(files: Mapping[str, bytes], config: Config, today: dt.date, known: Collection[int]) -> list[int]:
    """The issues, beside the `known`, of merged sessions that may still be held, moved or cancelled."""
    first = today - GRACE

    def matters(number: int, data: bytes) -> bool:
        date = _DATE.search(data)
        return number not in known and (date is None or date[1].decode() >= first.isoformat())

    found = _merged(files, config, matters)
    return sorted(number for number, session in found if not session.cancelled)


def people_to_ask(issues: Iterable[Issue], files: Mapping[str, bytes], config: Config, today: dt.date) -> list[str]:
    """Logins, lower case, of those whose permission decides what comes of something they said or did.

    Those whom the configuration names as organisers need no asking, nor does
    who only takes a role.
    """
    read = [issue for issue in issues if not issue.bot]
    numbers = {issue.number for issue in read}
    merged = {session.id: session for _, session in _merged(files, config, lambda number, _: number in numbers)}
    found: set[str] = set()
    for thread in threads.read_threads(read, merged, (), config).values():
        found |= _to_ask(thread, config, today)
    return sorted(login for login in found - config.organisers if people.is_login(login))


def _to_ask(thread: Thread, config: Config, today: dt.date) -> set[str]:
    """The logins, lower case, of those on a thread whose permission matters."""
    if thread.kind == "claim":
        return {thread.issue.author.lower()} if _is_open_claim(thread) else set()
    if thread.kind != "paper" or not (thread.issue.state == "open" or thread.session or thread.taken_away):
        return set()
    speakers = {
        (statement.comment or thread.issue).author.lower()
        for statement in thread.statements
        if _is_in_doubt(thread, statement, config, today)
    }
    return speakers | _closer(thread)


def _is_open_claim(thread: Thread) -> bool:
    """Whether a claim issue is still to be judged."""
    refused = thread.request is not None and thread.request.verdict == REFUSED
    return thread.issue.state == "open" and not refused


def _closer(thread: Thread) -> set[str]:
    """Who has closed the thread of a merged session as not planned, which may cancel the session."""
    issue = thread.issue
    calls_off = thread.session and issue.state == "closed" and issue.reason == "not_planned"
    return {issue.closer.lower()} if calls_off and issue.closer and not thread.memory.called_off_merged else set()


def _is_in_doubt(thread: Thread, statement: Statement, config: Config, today: dt.date) -> bool:
    """Whether it depends on the speaker's permission what comes of a command."""
    call = statement.call
    if statement.is_final:
        return False
    if thread.taken_away and call.name == "restore":
        return True
    if statement.settled or not call.is_command or call.name == "notme":
        return False
    return call.name != "claim" or _is_doubtful_claim(thread, call, config, today)


def _is_doubtful_claim(thread: Thread, call: Call, config: Config, today: dt.date) -> bool:
    """Whether a claim is one that organisers alone may make: on a held session, above the limit, or for others."""
    session = thread.session
    held = session is not None and session.date is not None and session.date < today
    return held or config.most_claims > 0 or config.role(call.argument.rstrip(".,;:!")) is None


def _merged(
    files: Mapping[str, bytes], config: Config, matters: Callable[[int, bytes], bool]
) -> Iterator[tuple[int, Session]]:
    """Issue and session of those session files that matter; only they are parsed, for there may be thousands."""
    for path, data in files.items():
        number = _ISSUE.search(data) if session_ids.is_session_path(path, config.sessions) else None
        if number and matters(int(number[1]), data):
            try:
                session = session_file.read_session(path, data)
            except ClubFileError:
                continue
            if session.issue is not None:
                yield session.issue, session
