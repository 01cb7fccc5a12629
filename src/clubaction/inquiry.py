"""What a host has to find out beside what it reads anyway: threads that nobody opens, and who may do what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from clubaction import sessions, timeline
from clubaction.commands import table
from clubaction.commands.parse import Call
from clubaction.config import Config
from clubaction.errors import ClubFileError
from clubaction.model import Issue, Session

_ISSUE = re.compile(rb"""^["']?issue["']?[ \t]*:[ \t]*["']?#?(\d{1,9})\b""", re.MULTILINE)
_DATE = re.compile(rb"""^["']?date["']?[ \t]*:[ \t]*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE)
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}\Z")


def threads_to_come(files: Mapping[str, bytes], config: Config, today: dt.date, known: Collection[int]) -> list[int]:
    """The issues, beside the `known`, of merged sessions that may still be held: closing one may cancel its session."""

    def matters(number: int, data: bytes) -> bool:
        date = _DATE.search(data)
        return number not in known and (date is None or date[1].decode() >= today.isoformat())

    found = _merged(files, config, matters)
    return sorted(number for number, session in found if not session.cancelled)


def people_to_ask(issues: Iterable[Issue], files: Mapping[str, bytes], config: Config, today: dt.date) -> list[str]:
    """Logins, lower case, of those whose permission decides what comes of something they said.

    Those whom the configuration names as organisers need no asking, nor does
    who only takes a role.
    """
    threads = [issue for issue in issues if not issue.bot]
    said = {issue.number for issue in threads if issue.comments}
    merged = dict(_merged(files, config, lambda number, _: number in said))
    found: set[str] = set()
    for issue in threads:
        if timeline.is_claim(issue):
            if issue.state == "open":
                found.add(issue.author.lower())
        elif timeline.is_paper(issue):
            session = merged.get(issue.number)
            found.update(
                comment.author.lower()
                for comment in timeline.heard(issue)
                if comment.id > (session.seen if session else 0)
                and any(_is_in_doubt(call, config, session, today) for call in table.read(comment.body, config))
            )
    return sorted(login for login in found - config.organisers if _LOGIN.match(login))


def _is_in_doubt(call: Call, config: Config, session: Session | None, today: dt.date) -> bool:
    """Whether it depends on the speaker's permission what comes of a command."""
    if call.meant or call.name == "notme":
        return False
    if call.name != "claim":
        return True
    held = session is not None and session.date is not None and session.date < today
    return held or config.most_claims > 0 or config.role(call.argument.rstrip(".,;:!")) is None


def _merged(
    files: Mapping[str, bytes], config: Config, matters: Callable[[int, bytes], bool]
) -> Iterator[tuple[int, Session]]:
    """Issue and session of those session files that matter; only they are parsed, for there may be thousands."""
    for path, data in files.items():
        number = _ISSUE.search(data) if sessions.is_session_path(path, config.sessions) else None
        if number and matters(int(number[1]), data):
            try:
                session = sessions.read(path, data)
            except ClubFileError:
                continue
            if session.issue is not None:
                yield session.issue, session
