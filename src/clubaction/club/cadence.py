"""When a club meets: the dates of its cadence."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from clubaction.club import public_holidays

WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
"""monday … sunday, as configured; the index is `date.weekday()`."""

_HORIZON = dt.timedelta(days=366 * 3)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often the club meets. Without `weekdays` it has no regular dates."""

    weekdays: tuple[int, ...] = ()
    """Monday is 0."""
    every: int = 1
    """Every how many weeks, counted from the week of `start`."""
    nth: tuple[int, ...] = ()
    """Only on the n-th of these weekdays in a month; -1 is the last."""
    time: dt.time | None = None
    """Local time in the club's zone."""
    duration: int = 60
    """Minutes."""
    place: str = ""
    link: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    skip: tuple[tuple[dt.date, dt.date], ...] = ()
    """Days and ranges without a session; both ends belong to a range."""
    holidays: tuple[str, ...] = ()
    """Countries and regions (`DE`, `DE-BW`) on whose public holidays the club does not meet."""
    slots: int = 0
    """How many weeks from today are kept filled with open slots."""

    def skips(self, day: dt.date) -> bool:
        """Whether the club has said that it does not meet on this day."""
        return any(first <= day <= last for first, last in self.skip) or bool(self.holiday(day))

    def holiday(self, day: dt.date) -> str:
        """What the public holiday is called that keeps the club from meeting on this day; empty where there is none."""
        return public_holidays.name(self.holidays, day)

    def meets(self, day: dt.date) -> bool:
        """Whether this day is one of the cadence's dates."""
        if day.weekday() not in self.weekdays or self.skips(day):
            return False
        if (self.start and day < self.start) or (self.end and day > self.end):
            return False
        if self.every > 1 and self.start and (_monday(day) - _monday(self.start)).days // 7 % self.every:
            return False
        return not self.nth or bool({_nth(day), _nth_from_end(day)} & set(self.nth))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _nth(day: dt.date) -> int:
    return (day.day - 1) // 7 + 1


def _nth_from_end(day: dt.date) -> int:
    return -((calendar.monthrange(day.year, day.month)[1] - day.day) // 7 + 1)


def dates(cadence: Cadence, first: dt.date) -> Iterator[dt.date]:
    """The cadence's dates from `first` on, in order, up to its end or three years ahead."""
    day = max(first, cadence.start) if cadence.start else first
    last = min(day + min(_HORIZON, dt.date.max - day), cadence.end or dt.date.max)
    for ahead in range((last - day).days + 1 if cadence.weekdays else 0):
        if cadence.meets(day + dt.timedelta(days=ahead)):
            yield day + dt.timedelta(days=ahead)


def nearest_free(cadence: Cadence, taken: Collection[dt.date], wanted: dt.date, today: dt.date) -> list[dt.date]:
    """Up to three free dates of the cadence closest to the wanted one, in order."""
    around = [d for d in dates(cadence, max(today, wanted - dt.timedelta(days=62))) if d not in taken][:60]
    return sorted(sorted(around, key=lambda d: abs((d - wanted).days))[:3])
