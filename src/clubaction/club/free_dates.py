"""The dates that a session can get: those of open slots, and dates of the cadence on which there is no session."""

from __future__ import annotations

import datetime as dt
import itertools

from clubaction.club import cadence
from clubaction.club.cadence import Cadence
from clubaction.club.session_index import SessionIndex
from clubaction.model.session import Session


class FreeDates:
    """The free dates of a club. They follow the index: a session that is put into it takes its date."""

    def __init__(self, index: SessionIndex, rhythm: Cadence, today: dt.date) -> None:
        self._index = index
        self._cadence = rhythm
        self._today = today
        self._tomorrow = today + dt.timedelta(days=1)
        self._coming: list[dt.date] = []

    def slots(self) -> list[Session]:
        """The open slots from today on, in the order of their dates."""
        coming = [s for s in self._index.slots() if s.date and s.date >= self._today]
        return sorted(coming, key=lambda s: (s.date or dt.date.max, s.id))

    def _future_slots(self) -> list[Session]:
        """The open slots after today on days on which the club meets: only these are given to who names no date."""
        return [s for s in self.slots() if s.date != self._today and is_on_cadence(s, self._cadence)]

    def next_for(self, session: Session) -> dt.date | None:
        """The date for a session that names none: that of the next open slot for its part, else the next free one.

        It is never today: the meeting may be over, and nobody reads a paper in an afternoon. None if no date is free.
        """
        fitting = (s for s in self._future_slots() if not session.part or not s.part or s.part == session.part)
        slot = next(fitting, None)
        if slot:
            return slot.date
        if not self._coming:
            self._coming = list(cadence.dates(self._cadence, self._tomorrow))
        return next((day for day in self._coming if not self._index.is_taken(day)), None)

    def without_session(self, last: dt.date) -> list[dt.date]:
        """The dates of the cadence from today to `last` on which there is nothing."""
        days = itertools.takewhile(lambda day: day <= last, cadence.dates(self._cadence, self._today))
        return [day for day in days if not self._index.is_taken(day)]

    def near(self, day: dt.date) -> list[dt.date]:
        """The three free dates after today that are nearest to this day (fewer if there are fewer), in order."""
        free = cadence.nearest_free(self._cadence, self._index.taken(), day, self._tomorrow)
        open_days = {s.date for s in self._future_slots() if s.date}
        return sorted(sorted({*free, *open_days}, key=lambda d: (abs((d - day).days), d))[:3])


def is_on_cadence(slot: Session, rhythm: Cadence) -> bool:
    """Whether the club meets on a slot's day; without regular dates, it meets on every day that is not kept free."""
    if slot.date is None:
        return True
    return rhythm.meets(slot.date) if rhythm.weekdays else not rhythm.skips(slot.date)
