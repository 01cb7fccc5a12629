"""What a host has to find out beside what it reads anyway: threads that nobody opens, and who may do what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from clubaction.club import session_file, session_ids
from clubaction.club.configuration import Config
from clubaction.club.state import GRACE
from clubaction.errors import ClubFileError
from clubaction.issues import claims, statements, threads
from clubaction.issues.commands.parse import Call
from clubaction.issues.statements import Statement
from clubaction.model.issue import Issue
from clubaction.model.memory import REFUSED
from clubaction.model.session import Session
from clubaction.model.thread import Thread

_ISSUE = re.compile(rb"""^["']?issue["']?[ \t]*:[ \t]*["']?#?(\d{1,9})\b""", re.MULTILINE)
_DATE = re.compile(rb"""^["']?date["']?[ \t]*:[ \t]*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE)
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}\Z")


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
    return sorted(login for login in found - config.organisers if _LOGIN.match(login))


def _to_ask(thread: Thread, config: Config, today: dt.date) -> set[str]:
    issue = thread.issue
    if thread.kind == "claim":
        entry = claims.remembered(thread)
        return {issue.author.lower()} if issue.state == "open" and not (entry and entry.verdicts == REFUSED) else set()
    if thread.kind != "paper" or not (issue.state == "open" or thread.session or thread.taken_away):
        return set()
    found = {
        (said.comment or issue).author.lower()
        for said in statements.said(thread, config)
        if any(_is_in_doubt(thread, said, place, call, config, today) for place, call in enumerate(said.calls))
    }
    closed = thread.session and issue.state == "closed" and issue.reason == "not_planned"
    if closed and issue.closer and not thread.memory.called_off_merged:
        found.add(issue.closer.lower())
    return found


def _is_in_doubt(  # noqa: PLR0913, PLR0917 (what a verdict depends on)
    thread: Thread, said: Statement, place: int, call: Call, config: Config, today: dt.date
) -> bool:
    """Whether it depends on the speaker's permission what comes of a command."""
    if thread.taken_away and call.name == "restore":
        return not statements.is_final(call, said.verdict(place))
    if (
        said.settled
        or call.meant
        or call.beyond
        or call.name == "notme"
        or statements.is_final(call, said.verdict(place))
    ):
        return False
    if call.name != "claim":
        return True
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
