"""The club while a run works out what should be: sessions by id, and what can be asked of them and done to them.

Starts as the files say and changes as the events of the issues are told in order.
"""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from clubaction import schedule, sessions
from clubaction.config import Config
from clubaction.messages import Message
from clubaction.model import Session
from clubaction.recall import Recollection


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who claimed a role that was taken, and the event in which they did."""

    holder: str
    event: object
    when: dt.datetime


@dataclass(slots=True)
class Club:
    """The working state of one run. `today` is the day in the club's time zone."""

    config: Config
    today: dt.date
    sessions: dict[str, Session]
    base: Mapping[str, Session] = field(default_factory=dict)
    """The sessions as the default branch has them."""
    notme: set[str] = field(default_factory=set)
    """Logins, lower case, of those who don't want to be suggested for a role."""
    waiting: dict[tuple[str, str], list[Waiting]] = field(default_factory=dict)
    """(session id, role) → who waits for the role, in order."""
    absorbed: dict[str, Session] = field(default_factory=dict)
    """Session id → the open slot of the default branch that it has taken in this run."""
    unfilled: dict[str, Session] = field(default_factory=dict)
    """Session id → the session as it was before it took that slot."""
    given_back: dict[tuple[str, str, str], dt.datetime] = field(default_factory=dict)
    """(session id, role, person) → when they last gave the role back, in comments that the file has behind it."""
    files_at: str = ""
    """What a path of the club's files is put after for an address to look at it; empty where there is none."""
    papers: dict[int, Recollection] = field(default_factory=dict)
    """Issue → what is known of the paper that it proposes, where a service knew it."""
    notes: dict[int, list[Message]] = field(default_factory=dict)
    """Issue → what its people should know."""

    def put(self, session: Session) -> Session:
        """Adds or replaces a session."""
        self.sessions[session.id] = session
        return session

    def wait(self, session: Session, role: str, claimant: Waiting) -> int:
        """Puts somebody on the waiting list of a role, in the order of the claims; returns their place, from 1."""
        person = self.config.person(claimant.holder)
        queue = self.waiting.setdefault((session.id, role), [])
        if all(self.config.person(waiting.holder) != person for waiting in queue):
            queue.append(claimant)
            queue.sort(key=lambda waiting: waiting.when)
        return 1 + next(n for n, waiting in enumerate(queue) if self.config.person(waiting.holder) == person)

    def note(self, issue: int, message: Message) -> None:
        """Remembers something to be said on an issue."""
        self.notes.setdefault(issue, []).append(message)

    def by_issue(self, number: int) -> Session | None:
        """The session whose thread this issue is."""
        return next((s for s in self.sessions.values() if s.issue == number), None)

    def held(self, session: Session, day: dt.date | None = None) -> bool:
        """Whether the session's day is over, today or as of another day."""
        return session.date is not None and session.date < (day or self.today)

    @property
    def tomorrow(self) -> dt.date:
        """The first day that is given or offered where none was asked for."""
        return self.today + dt.timedelta(days=1)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the club's time zone at this moment."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.config.timezone)).date()

    def turns_ahead(self, person: str) -> int:
        """How many roles somebody has in sessions that are still to come."""
        return sum(
            self.config.person(person) == self.config.person(holder)
            for session in self.sessions.values()
            if not session.cancelled and not self.held(session)
            for holders in session.roles.values()
            for holder in holders
        )

    def on(self, day: dt.date) -> list[Session]:
        """The sessions of this day that are neither cancelled nor open."""
        return [s for s in self.sessions.values() if s.date == day and not s.cancelled and not s.is_open]

    def slots(self) -> list[Session]:
        """The open slots from today on, in order."""
        found = [s for s in self.sessions.values() if s.is_open and s.date and s.date >= self.today]
        return sorted(found, key=lambda s: (s.date or dt.date.max, s.id))

    def taken(self) -> set[dt.date]:
        """The days that no further session is put on without being asked."""
        return {s.date for s in self.sessions.values() if s.date}

    def free_near(self, day: dt.date) -> list[dt.date]:
        """Up to three days near this one that can be had: open slots and free dates of the cadence, after today."""
        free = schedule.nearest_free(self.config.cadence, self.taken(), day, self.tomorrow)
        open_days = {s.date for s in self.slots() if s.date and s.date > self.today}
        return sorted(sorted({*free, *open_days}, key=lambda d: (abs((d - day).days), d))[:3])

    def find(self, text: str) -> Session | None:
        """The session that these words name: `#12`, an id, a date, or a title; None where that is not one session."""
        words = text.strip()
        number = words.removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10 and (found := self.by_issue(int(number))):
            return found
        if words in self.sessions:
            return self.sessions[words]
        day = schedule.read_date(words, self.config.date_format)
        if isinstance(day, dt.date):
            return _only([s for s in self.sessions.values() if s.date == day and not s.cancelled])
        titles = {s.id: _words(s.title or s.theme) for s in self.sessions.values()}
        same = [self.sessions[i] for i, title in titles.items() if title and title == _words(words)]
        close = difflib.get_close_matches(_words(words), [t for t in titles.values() if t], n=2, cutoff=0.85)
        if not same and close:
            same = [self.sessions[i] for i, title in titles.items() if title == close[0]]
        return _only(same)

    # --- dates -----------------------------------------------------------------------------

    def next_date(self, session: Session) -> dt.date | None:
        """Where a session goes that names no date: the next open slot that fits its part, else the next free date.

        Never today: the meeting may be over, and nobody can read a paper by this afternoon. Who wants it says so.
        """
        coming = [s for s in self.slots() if s.date != self.today]
        fitting = [s for s in coming if not session.part or not s.part or s.part == session.part]
        if fitting:
            return fitting[0].date
        return schedule.next_free(self.config.cadence, self.taken(), self.tomorrow)

    def fill_slots(self, last: dt.date) -> list[Session]:
        """Adds an open slot for each date of the cadence from today to `last` that no session has; returns them."""
        taken = self.taken()
        days = itertools.takewhile(lambda day: day <= last, schedule.dates(self.config.cadence, self.today))
        return [
            self.put(Session(sessions.make_id(f"open {day.isoformat()}", self.sessions), date=day))
            for day in days
            if day not in taken
        ]

    def move(self, session: Session, day: dt.date | None) -> Session:
        """Gives a session this date (None: none), taking an open slot in and leaving one behind.

        An open slot comes back where the session had one taken in, or where it
        stood on the default branch: a date that was announced does not vanish.
        """
        if session.date == day:
            return session
        session = self._leave(session)
        slot = next((s for s in self.slots() if s.date == day and s.id != session.id), None) if day else None
        session = replace(session, date=day)
        if slot:
            del self.sessions[slot.id]
            self.absorbed[session.id] = slot
            self.unfilled[session.id] = session
            session = _fill(slot, session)
        return self.put(replace(session, votes=0) if day else session)

    def _leave(self, session: Session) -> Session:
        """Leaves a slot behind where there should be one; returns the session without what its slot gave it."""
        slot = self.absorbed.pop(session.id, None)
        before = self.base.get(session.id)
        if slot is None and before and before.date == session.date and session.date and session.date >= self.today:
            slot_id = sessions.make_id(f"open {session.date.isoformat()}", self.sessions)
            slot = Session(slot_id, date=session.date, time=session.time, part=session.part)
        if slot and slot.id not in self.sessions and not any(s.date == slot.date for s in self.slots()):
            self.put(slot)
        own = self.unfilled.pop(session.id, None)
        return _without(slot, own, session) if slot and own else session


def _fill(slot: Session, session: Session) -> Session:
    """A session in the place of an open slot: what it does not say itself, the slot says."""
    held = {role: session.roles.get(role) or holders for role, holders in slot.roles.items()}
    return replace(
        session,
        time=session.time or slot.time,
        theme=session.theme or slot.theme,
        part=session.part or slot.part,
        roles={**session.roles, **held},
        body="\n\n".join(filter(None, (session.body, slot.body))),
    )


def _without(slot: Session, own: Session, session: Session) -> Session:
    """Undoes `_fill` where nobody has changed anything since; `own` is the session as it was before."""
    given = {
        role: own.roles.get(role, ()) if session.roles.get(role) == holders else session.roles.get(role, ())
        for role, holders in slot.roles.items()
        if holders
    }
    return replace(
        session,
        time=own.time if session.time == slot.time else session.time,
        theme=own.theme if session.theme == slot.theme else session.theme,
        part=own.part if session.part == slot.part else session.part,
        roles={**session.roles, **given},
        body=own.body if slot.body and session.body.endswith(slot.body) else session.body,
    )


def _only(found: list[Session]) -> Session | None:
    return found[0] if len(found) == 1 else None


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def role_holders(session: Session, role: str) -> tuple[str, ...]:
    """Who holds a role of the session, in order."""
    return session.roles.get(role, ())


def with_holders(session: Session, role: str, holders: Iterable[str]) -> Session:
    """The session with these holders of a role."""
    return replace(session, roles={**session.roles, role: tuple(holders)})
