"""The club while a run works out what should be: its sessions, and what can be asked of them and done to them.

It starts as the files say, and changes with each event of the issues, in order.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from clubaction.club import open_slots, session_ids, written_dates
from clubaction.club.configuration import Config
from clubaction.club.duplicates import KnownPapers
from clubaction.club.free_dates import FreeDates
from clubaction.club.session_index import SessionIndex
from clubaction.model.note import Note
from clubaction.model.paper import Paper
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.model.waiting_list import Waiting, WaitingList, asked_role

GRACE = dt.timedelta(days=7)
"""How long after its day organisers may still move or cancel a session: the talk may not have taken place."""


def _own_name(session: Session) -> frozenset[str]:
    return frozenset(filter(None, (session.paper,)))


@dataclass(slots=True)
class Club:
    """The working state of one run. `today` is the day in the club's time zone."""

    config: Config
    today: dt.date
    sessions: dict[str, Session]
    """Changed only through `put` and `drop`, which keep what is looked up in them."""
    base: Mapping[str, Session] = field(default_factory=dict)
    """The sessions as the default branch has them."""
    paper_names: Callable[[Session], frozenset[str]] = _own_name
    """The identifiers that a session's file gives its paper."""
    notme: set[str] = field(default_factory=set)
    """Logins, lower case, of those who don't want to be suggested for a role."""
    waiting: dict[tuple[str, str], WaitingList] = field(default_factory=dict)
    """(session id, role) → who waits for the role, in order."""
    absorbed: dict[str, Session] = field(default_factory=dict)
    """Session id → the open slot of the default branch that it has taken in this run."""
    unfilled: dict[str, Session] = field(default_factory=dict)
    """Session id → the session as it was before it took that slot."""
    given_back: dict[tuple[str, str, str], dt.datetime] = field(default_factory=dict)
    """(session id, role, person) → when they last gave the role back, in commands that are merged already."""
    files_at: str = ""
    """What a path of the club's files is put after for an address to look at it; empty where there is none."""
    papers: dict[int, PaperMemo] = field(default_factory=dict)
    """Issue → what is known of the paper that it proposes, where a service knew it."""
    notes: dict[int, list[Note]] = field(default_factory=dict)
    """Issue → what its people should know."""
    issues: dict[int, str] = field(default_factory=dict)
    """Issue → the id of the session that it belongs to, for the issues that were read; empty where it has none."""
    blocked: Mapping[str, dt.date | None] = field(default_factory=dict)
    """Id of a session whose file can't be read → its day, where that can be told: both are taken."""
    blocked_paths: Mapping[str, str] = field(default_factory=dict)
    """Id of such a session → where the file is."""
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
    _index: SessionIndex = field(init=False)
    _free: FreeDates = field(init=False)
    _turns: Counter[str] = field(default_factory=Counter)
    _known: KnownPapers | None = None
    """Made when it is asked for first: most runs have no new paper."""

    def __post_init__(self) -> None:
        self._index = SessionIndex(self.sessions, self.blocked)
        self._free = FreeDates(self._index, self.config.cadence, self.today)
        for session in self.sessions.values():
            self._count_turns(session, 1)

    # --- what there is -------------------------------------------------------------------------

    def put(self, session: Session) -> Session:
        """Adds or replaces a session."""
        if before := self.sessions.get(session.id):
            self._index.drop(before)
            self._count_turns(before, -1)
        self.sessions[session.id] = session
        self._index.put(session)
        self._count_turns(session, 1)
        if self._known:
            self._known.put(session, self._names(session))
        return session

    def drop(self, session_id: str) -> Session:
        """Takes a session away."""
        session = self.sessions.pop(session_id)
        self._index.drop(session)
        self._count_turns(session, -1)
        if self._known:
            self._known.drop(session_id)
        return session

    def _count_turns(self, session: Session, count: int) -> None:
        if not session.cancelled and not self.held(session):
            for holder in itertools.chain.from_iterable(session.roles.values()):
                self._turns[self.person(holder)] += count

    def changed(self) -> list[Session]:
        """The sessions that are new, or differ from what the default branch has."""
        pairs = ((session, self.base.get(session_id)) for session_id, session in self.sessions.items())
        return [session for session, before in pairs if session is not before and session != before]

    def earlier(self, session: Session, paper: Paper) -> Session | None:
        """The session that has the same paper as this new one, if there is one (see `duplicates`)."""
        if self._known is None:
            self._known = KnownPapers(self.paper_names)
            for other in self.sessions.values():
                self._known.put(other, self._names(other))
        return self._known.earlier(session, paper, self.held)

    def _names(self, session: Session) -> frozenset[str]:
        kept = self.papers.get(session.issue) if session.issue else None
        return frozenset(kept.names) if kept and kept.paper in self.paper_names(session) else frozenset()

    def new_id(self, title: str, fallback: str = "session") -> str:
        """An id for a new session of this title that no session has, nor a file that can't be read."""
        return self._index.new_id(session_ids.stem_of(title, fallback))

    def person(self, holder: str) -> str:
        """One key for one person, under whatever name or login a file has them."""
        key = holder.casefold()
        return self.config.person(self.aliases.get(key, key))

    def wait(self, session: Session, role: str, claimant: Waiting) -> int:
        """Puts somebody on the waiting list of a role, in the order of the claims; returns their place, from 1."""
        queue = self.waiting.setdefault((session.id, role), WaitingList())
        return queue.add(self.person(claimant.holder), claimant)

    def note(self, issue: int, note: Note) -> None:
        """Remembers something to be said on an issue."""
        self.notes.setdefault(issue, []).append(note)

    def by_issue(self, number: int) -> Session | None:
        """The session whose thread this issue is."""
        return self.sessions.get(self.issues.get(number, ""))

    def _named(self, number: int) -> Session | None:
        """The session of an issue, also of one that was not read."""
        if number in self.issues:
            return self.by_issue(number)
        return _only(self._index.by_issue(number))

    def held(self, session: Session, day: dt.date | None = None) -> bool:
        """Whether the session's day is over, today or as of another day."""
        return session.date is not None and session.date < (day or self.today)

    def long_held(self, session: Session, day: dt.date) -> bool:
        """Whether also the week after the session's day is over, as of another day."""
        return session.date is not None and session.date + GRACE < day

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
        return [s for s in self._index.on(day) if not s.cancelled and not s.is_open]

    def slots(self) -> list[Session]:
        """The open slots from today on, in order."""
        return self._free.slots()

    def blocked_by(self, session: Session, day: dt.date) -> str:
        """The path of a file that can't be read and has this day, but for the session's own; empty if there is none."""
        found = (name for name, its in sorted(self.blocked.items()) if its == day and name != session.id)
        name = next(found, "")
        return self.blocked_paths[name] if name else ""

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
        return self._index.is_taken(day)

    def free_near(self, day: dt.date) -> list[dt.date]:
        """Up to three days near this one that can be had: open slots and free dates of the cadence, after today."""
        return self._free.near(day)

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
            return _only([s for s in self._index.on(day) if not s.cancelled])
        return self._index.called(words[:_LONGEST_NAME])

    # --- dates -----------------------------------------------------------------------------

    def next_date(self, session: Session) -> dt.date | None:
        """Where a session goes that names no date: the next open slot that fits its part, else the next free date."""
        return self._free.next_for(session)

    def fill_slots(self, last: dt.date) -> list[Session]:
        """Adds an open slot for each date of the cadence from today to `last` that no session has; returns them."""
        days = self._free.without_session(last)
        return [self.put(Session(self.new_id(f"open {day.isoformat()}"), date=day)) for day in days]

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
            session = self._filled(slot, session)
        return self.put(replace(session, votes=0) if day else session)

    def _filled(self, slot: Session, session: Session) -> Session:
        """The session in the place of a slot; those for whom its roles have no room wait."""
        merged = self.base.get(session.id)
        holders, left = open_slots.share_roles(slot, session, merged, self._room, self.person)
        for role, name in left:
            self.wait(session, role, Waiting(name, self._displaced(session, role, name), _ALWAYS))
        for role, names in holders.items():
            for name in names:
                self._wait_no_more(session, role, name)
        return open_slots.fill(slot, session, holders)

    def _room(self, key: str) -> int | None:
        role = self.config.role(key)
        return role.capacity if role else None

    def _wait_no_more(self, session: Session, role: str, name: str) -> None:
        """Takes somebody off the waiting list of a role that they have by now."""
        if queue := self.waiting.get((session.id, role)):
            queue.remove(self.person(name))

    def _displaced(self, session: Session, role: str, name: str) -> tuple[object, ...]:
        """The event of a holder for whom a slot has no room: the proposer's own wish, else one that is nobody's."""
        author = self.person(name) == self.person(session.proposer)
        return asked_role(session.issue, role) if author else (session.issue, 0, role, name)

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
_ALWAYS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The time of a claim that is older than any other: of those who had the role before the session got its date."""


def _only(found: list[Session]) -> Session | None:
    return found[0] if len(found) == 1 else None
