"""The club while a run works out what should be: sessions by id, and what can be asked of them and done to them.

Starts as the files say and changes as the events of the issues are told in order.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clubaction.club import cadence, open_slots, session_ids, written_dates
from clubaction.club.configuration import Config
from clubaction.club.duplicates import KnownPapers, linked
from clubaction.model.paper import Paper
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.model.waiting_list import Waiting, WaitingList
from clubaction.text.messages import Message

GRACE = dt.timedelta(days=7)
"""How long after its day organisers may still move or cancel a session: the talk may not have taken place."""


@dataclass(slots=True)
class Club:
    """The working state of one run. `today` is the day in the club's time zone."""

    config: Config
    today: dt.date
    sessions: dict[str, Session]
    """Changed only through `put` and `drop`, which keep what is looked up in them."""
    base: Mapping[str, Session] = field(default_factory=dict)
    """The sessions as the default branch has them."""
    notme: set[str] = field(default_factory=set)
    """Logins, lower case, of those who don't want to be suggested for a role."""
    waiting: dict[tuple[str, str], WaitingList] = field(default_factory=dict)
    """(session id, role) → who waits for the role, in order."""
    absorbed: dict[str, Session] = field(default_factory=dict)
    """Session id → the open slot of the default branch that it has taken in this run."""
    unfilled: dict[str, Session] = field(default_factory=dict)
    """Session id → the session as it was before it took that slot."""
    given_back: dict[tuple[str, str, str], dt.datetime] = field(default_factory=dict)
    """(session id, role, person) → when they last gave the role back, in comments that the file has behind it."""
    files_at: str = ""
    """What a path of the club's files is put after for an address to look at it; empty where there is none."""
    papers: dict[int, PaperMemo] = field(default_factory=dict)
    """Issue → what is known of the paper that it proposes, where a service knew it."""
    notes: dict[int, list[Message]] = field(default_factory=dict)
    """Issue → what its people should know."""
    issues: dict[int, str] = field(default_factory=dict)
    """Issue → the id of the session that it belongs to, for the issues that were read; empty where it has none."""
    blocked: Mapping[str, dt.date | None] = field(default_factory=dict)
    """Id of a session whose file can't be read → its day, where that can be told: both are taken."""
    unreadable: frozenset[int] = frozenset()
    """The issues of such sessions."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Login with @, lower case → the one that the account had before it was renamed."""
    unasked: dict[str, set[str]] = field(default_factory=dict)
    """Person → the ids of those of their proposals that got a date that they did not ask for."""
    keeps_notme: bool = True
    """Whether the list of those who don't want to be suggested can be changed in the configuration's file."""
    dated: set[str] = field(default_factory=set)
    """The ids of sessions whose date a command has set: what the form asks for comes after it."""
    _days: dict[dt.date, dict[str, None]] = field(default_factory=dict)
    _open: dict[str, None] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _numbers: Counter[str] = field(default_factory=Counter)
    _turns: Counter[str] = field(default_factory=Counter)
    _coming: list[dt.date] = field(default_factory=list)
    _titles: dict[str, list[str]] = field(default_factory=dict)
    """What is asked for most rarely, and made anew when it is."""
    _searches: int = 0
    _known: KnownPapers | None = None

    def __post_init__(self) -> None:
        self._ids = {name.casefold() for name in (*self.sessions, *self.blocked)}
        for session in self.sessions.values():
            self._index(session, 1)
        for session_id, day in self.blocked.items():
            if day:
                self._days.setdefault(day, {})[session_id] = None

    # --- what there is -------------------------------------------------------------------------

    def put(self, session: Session) -> Session:
        """Adds or replaces a session."""
        before = self.sessions.get(session.id)
        if before:
            self._index(before, -1)
        self.sessions[session.id] = session
        self._ids.add(session.id.casefold())
        self._index(session, 1)
        if self._known:
            self._known.put(session, self._names(session))
        return session

    def drop(self, session_id: str) -> Session:
        """Takes a session away."""
        session = self.sessions.pop(session_id)
        self._index(session, -1)
        self._ids.discard(session_id.casefold())
        if self._known:
            self._known.drop(session_id)
        return session

    def _index(self, session: Session, count: int) -> None:
        day = session.date
        self._titles.clear()
        if count > 0:
            if day:
                self._days.setdefault(day, {})[session.id] = None
            if session.is_open:
                self._open[session.id] = None
        else:
            if day:
                self._days[day].pop(session.id, None)
            self._open.pop(session.id, None)
        if not session.cancelled and not self.held(session):
            for holder in itertools.chain.from_iterable(session.roles.values()):
                self._turns[self.person(holder)] += count

    def earlier(self, session: Session, paper: Paper) -> Session | None:
        """The session that has the same paper as this new one, if there is one (see `repeats`)."""
        if self._known is None:
            self._known = KnownPapers()
            for other in self.sessions.values():
                self._known.put(other, self._names(other))
        return self._known.earlier(session, paper, self.held)

    def _names(self, session: Session) -> frozenset[str]:
        kept = self.papers.get(session.issue) if session.issue else None
        return frozenset(kept.names) if kept and kept.paper in linked(session) else frozenset()

    def new_id(self, title: str, fallback: str = "session") -> str:
        """An id for a new session of this title that no session has, nor a file that can't be read."""
        stem = session_ids.stem_of(title, fallback)
        candidate = stem
        while candidate.casefold() in self._ids:
            self._numbers[stem] += 1
            candidate = f"{stem}-{self._numbers[stem] + 1}"
        return candidate

    def person(self, holder: str) -> str:
        """One key for one person, under whatever name or login a file has them."""
        key = holder.casefold()
        return self.config.person(self.aliases.get(key, key))

    def wait(self, session: Session, role: str, claimant: Waiting) -> int:
        """Puts somebody on the waiting list of a role, in the order of the claims; returns their place, from 1."""
        queue = self.waiting.setdefault((session.id, role), WaitingList())
        return queue.add(self.person(claimant.holder), claimant)

    def note(self, issue: int, message: Message) -> None:
        """Remembers something to be said on an issue."""
        self.notes.setdefault(issue, []).append(message)

    def by_issue(self, number: int) -> Session | None:
        """The session whose thread this issue is."""
        return self.sessions.get(self.issues.get(number, ""))

    def _named(self, number: int) -> Session | None:
        """The session of an issue, also of one that was not read."""
        if number in self.issues:
            return self.by_issue(number)
        return _only([s for s in self.sessions.values() if s.issue == number])

    def held(self, session: Session, day: dt.date | None = None) -> bool:
        """Whether the session's day is over, today or as of another day."""
        return session.date is not None and session.date < (day or self.today)

    def long_held(self, session: Session, day: dt.date) -> bool:
        """Whether also the week after the session's day is over, as of another day."""
        return session.date is not None and session.date + GRACE < day

    @property
    def tomorrow(self) -> dt.date:
        """The first day that is given or offered where none was asked for."""
        return self.today + dt.timedelta(days=1)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the club's time zone at this moment."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.config.timezone)).date()

    def dated_unasked(self, person: str) -> int:
        """How many proposals of somebody have a date that nobody asked for, in the form or by a command since."""
        return len(self.unasked.get(person, set()) - self.dated)

    def turns_ahead(self, person: str) -> int:
        """How many roles somebody has in sessions that are still to come."""
        return self._turns[self.person(person)]

    def on(self, day: dt.date) -> list[Session]:
        """The sessions of this day that are neither cancelled nor open."""
        there = (self.sessions[i] for i in self._days.get(day, ()) if i in self.sessions)
        return [s for s in there if not s.cancelled and not s.is_open]

    def slots(self) -> list[Session]:
        """The open slots from today on, in order."""
        found = (self.sessions[i] for i in self._open)
        coming = [s for s in found if s.date and s.date >= self.today]
        return sorted(coming, key=lambda s: (s.date or dt.date.max, s.id))

    def _to_give(self) -> list[Session]:
        """The open slots that may be given to somebody who asked for none: after today, on days the club meets."""
        return [s for s in self.slots() if s.date != self.today and open_slots.is_on_cadence(s, self.config.cadence)]

    def taken(self) -> set[dt.date]:
        """The days that no further session is put on without being asked."""
        return {day for day, there in self._days.items() if there}

    def blocked_by(self, session: Session, day: dt.date) -> str:
        """The path of a file that can't be read and has this day, but for the session's own; empty if there is none."""
        found = (name for name, its in sorted(self.blocked.items()) if its == day and name != session.id)
        name = next(found, "")
        return session_ids.path_of(name, self.config.sessions) if name else ""

    def names_unreadable(self, words: str) -> bool:
        """Whether words mean a session whose file can't be read: by its issue's number, its id or its date."""
        text = words.strip()
        number = text.removeprefix("#")
        if number.isascii() and number.isdigit() and int(number[:9]) in self.unreadable:
            return True
        day = written_dates.read_date(text, self.config.date_format)
        return text in self.blocked or (isinstance(day, dt.date) and day in self.blocked.values())

    def is_taken(self, day: dt.date) -> bool:
        """Whether there is a session, a slot or a file that can't be read on this day."""
        return bool(self._days.get(day))

    def free_near(self, day: dt.date) -> list[dt.date]:
        """Up to three days near this one that can be had: open slots and free dates of the cadence, after today."""
        free = cadence.nearest_free(self.config.cadence, self.taken(), day, self.tomorrow)
        open_days = {s.date for s in self._to_give() if s.date}
        return sorted(sorted({*free, *open_days}, key=lambda d: (abs((d - day).days), d))[:3])

    def find(self, text: str) -> Session | None:
        """The session that these words name: `#12`, an id, a date, or a title; None where that is not one session."""
        words = text.strip()
        number = words.removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10 and (found := self._named(int(number))):
            return found
        if words in self.sessions:
            return self.sessions[words]
        day = written_dates.read_date(words, self.config.date_format)
        if isinstance(day, dt.date):
            there = (self.sessions[i] for i in self._days.get(day, ()) if i in self.sessions)
            return _only([s for s in there if not s.cancelled])
        return self._called(_words(words[:_LONGEST_NAME]))

    def _called(self, wanted: str) -> Session | None:
        """The only session of this title, else the only one of a title that is nearly this one."""
        if not self._titles:
            for session in self.sessions.values():
                if title := _words(session.title or session.theme):
                    self._titles.setdefault(title, []).append(session.id)
        title = wanted
        if title not in self._titles and self._searches < _MOST_SEARCHES:
            from rapidfuzz import process

            self._searches += 1
            close = process.extractOne(wanted, list(self._titles), score_cutoff=85.0)
            title = close[0] if close else ""
        return _only([self.sessions[i] for i in self._titles.get(title, ())])

    # --- dates -----------------------------------------------------------------------------

    def next_date(self, session: Session) -> dt.date | None:
        """Where a session goes that names no date: the next open slot that fits its part, else the next free date.

        Never today: the meeting may be over, and nobody can read a paper by this afternoon. Who wants it says so.
        """
        fitting = (s for s in self._to_give() if not session.part or not s.part or s.part == session.part)
        slot = next(fitting, None)
        if slot:
            return slot.date
        if not self._coming:
            self._coming = list(cadence.dates(self.config.cadence, self.tomorrow))
        return next((day for day in self._coming if not self.is_taken(day)), None)

    def fill_slots(self, last: dt.date) -> list[Session]:
        """Adds an open slot for each date of the cadence from today to `last` that no session has; returns them."""
        taken = self.taken()
        days = itertools.takewhile(lambda day: day <= last, cadence.dates(self.config.cadence, self.today))
        return [self.put(Session(self.new_id(f"open {day.isoformat()}"), date=day)) for day in days if day not in taken]

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
            self.drop(slot.id)
            self.absorbed[session.id] = slot
            self.unfilled[session.id] = session
            session = open_slots.fill(slot, session, self._together(slot, session))
        return self.put(replace(session, votes=0) if day else session)

    def _together(self, slot: Session, session: Session) -> dict[str, tuple[str, ...]]:
        """The holders of a slot and of the session that takes it; whom there is no room for waits.

        Who has a role on the default branch keeps it, also where that makes them more than the role has room for.
        """
        found: dict[str, tuple[str, ...]] = {}
        base = self.base.get(session.id)
        for key in dict.fromkeys((*session.roles, *slot.roles)):
            role = self.config.role(key)
            names = list(slot.roles.get(key, ()))
            for name in session.roles.get(key, ()):
                known = any(self.person(name) == self.person(other) for other in names)
                merged = base is not None and name in base.roles.get(key, ())
                if not known and (merged or role is None or len(names) < role.capacity):
                    names.append(name)
                elif not known:
                    self.wait(session, key, Waiting(name, self._displaced(session, key, name), _ALWAYS))
            found[key] = tuple(names)
            for name in names:
                self._wait_no_more(session, key, name)
        return found

    def _wait_no_more(self, session: Session, role: str, name: str) -> None:
        """Takes somebody off the waiting list of a role that they have by now."""
        if queue := self.waiting.get((session.id, role)):
            queue.remove(self.person(name))

    def _displaced(self, session: Session, role: str, name: str) -> tuple[object, ...]:
        """The event of a holder for whom a slot has no room: the proposer's own wish, else one that is nobody's."""
        author = self.person(name) == self.person(session.proposer)
        return (session.issue, 0, role) if author else (session.issue, 0, role, name)

    def _leave(self, session: Session) -> Session:
        """Leaves a slot behind where there should be one; returns the session without what its slot gave it."""
        slot = self.absorbed.pop(session.id, None)
        before = self.base.get(session.id)
        if slot is None and before and before.date == session.date and session.date and session.date >= self.today:
            slot_id = self.new_id(f"open {session.date.isoformat()}")
            slot = Session(slot_id, date=session.date, time=session.time, part=session.part)
        if slot and slot.id not in self.sessions and not any(s.date == slot.date for s in self.slots()):
            self.put(slot)
        own = self.unfilled.pop(session.id, None)
        return open_slots.leave(slot, own, session) if slot and own else session


_LONGEST_NAME = 300
_MOST_SEARCHES = 100
"""How often in a run a session is searched by a title that is not just its own: each search looks at all of them."""
_ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The time of a claim that is older than any other: of those who had the role before the session got its date."""


def _only(found: list[Session]) -> Session | None:
    return found[0] if len(found) == 1 else None


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
