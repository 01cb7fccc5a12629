"""The sessions of a club, found by their day, their issue, or their title."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from clubaction.club.title_words import title_words
from clubaction.model.session import Session

_MOST_SEARCHES = 100
"""How often in a run a session is searched by a title that is not just its own: each search looks at all of them."""


class SessionIndex:
    """Where to find the sessions of a mapping; it is told of each that comes or goes."""

    def __init__(self, sessions: Mapping[str, Session], blocked: Mapping[str, dt.date | None]) -> None:
        """`blocked`: the id of a session whose file can't be read → its day, where that can be told."""
        self._sessions = sessions
        self._days: dict[dt.date, dict[str, Session | None]] = {}
        self._open: dict[str, Session] = {}
        self._issues: dict[int, dict[str, Session]] = {}
        self._ids = {name.casefold() for name in blocked}
        self._numbers: Counter[str] = Counter()
        self._titles: dict[str, list[Session]] = {}
        self._searches = 0
        for session in sessions.values():
            self.put(session)
        for session_id, day in blocked.items():
            if day:
                self._days.setdefault(day, {})[session_id] = None

    def put(self, session: Session) -> None:
        """Takes a session in that is new."""
        self._ids.add(session.id.casefold())
        if session.date:
            self._days.setdefault(session.date, {})[session.id] = session
        if session.issue:
            self._issues.setdefault(session.issue, {})[session.id] = session
        if session.is_open:
            self._open[session.id] = session
        self._titles.clear()

    def drop(self, session: Session) -> None:
        """Forgets a session as it was put in."""
        self._ids.discard(session.id.casefold())
        if session.date:
            self._days[session.date].pop(session.id, None)
        if session.issue:
            self._issues[session.issue].pop(session.id, None)
        self._open.pop(session.id, None)
        self._titles.clear()

    def on(self, day: dt.date) -> list[Session]:
        """The sessions of a day."""
        return [session for session in self._days.get(day, {}).values() if session]

    def is_taken(self, day: dt.date) -> bool:
        """Whether there is a session, a slot or a file that can't be read on this day."""
        return bool(self._days.get(day))

    def taken(self) -> set[dt.date]:
        """All such days."""
        return {day for day, there in self._days.items() if there}

    def slots(self) -> Iterator[Session]:
        """The open slots, in no order."""
        return iter(self._open.values())

    def by_issue(self, number: int) -> list[Session]:
        """The sessions whose files name this issue."""
        return list(self._issues.get(number, {}).values())

    def new_id(self, stem: str) -> str:
        """An id that starts like this and that no session has, nor a file that can't be read."""
        candidate = stem
        while candidate.casefold() in self._ids:
            self._numbers[stem] += 1
            candidate = f"{stem}-{self._numbers[stem] + 1}"
        return candidate

    def called(self, name: str) -> Session | None:
        """The only session of this title, else the only one of a title that is nearly this one."""
        if not self._titles:
            for session in self._sessions.values():
                if title := title_words(session.title or session.theme):
                    self._titles.setdefault(title, []).append(session)
        title = title_words(name)
        if title not in self._titles and self._searches < _MOST_SEARCHES:
            from rapidfuzz import process

            self._searches += 1
            close = process.extractOne(title, list(self._titles), score_cutoff=85.0)
            title = close[0] if close else ""
        found = self._titles.get(title, [])
        return found[0] if len(found) == 1 else None
