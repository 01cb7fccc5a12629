"""The cadence of a club: on which days it meets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from clubaction.club import public_holidays

_HORIZON = dt.timedelta(days=366 * 3)
"""How far ahead dates are looked for."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """On which days the club meets. Without `weekdays` it has no regular dates."""

    weekdays: tuple[int, ...] = ()
    """Monday is 0."""
    every: int = 1
    """2 is every second week, 3 every third; counted from the week of `start`."""
    nth: tuple[int, ...] = ()
    """Only on the n-th of these weekdays in a month (1 to 5, or -1 for the last); empty: on each of them."""
    time: dt.time | None = None
    """Local time in the club's zone."""
    duration: int = 60
    """Minutes."""
    place: str = ""
    link: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    skip: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last day of each time without sessions; the club does not meet on these two days either."""
    holidays: tuple[str, ...] = ()
    """Countries and regions (`DE`, `DE-BW`) on whose public holidays the club does not meet."""
    slots: int = 0
    """How many weeks from today are kept filled with open slots."""

    def skips(self, day: dt.date) -> bool:
        """Whether this day is kept free, by `skip` or as a public holiday."""
        return any(first <= day <= last for first, last in self.skip) or bool(self.holiday(day))

    def holiday(self, day: dt.date) -> str:
        """The name of the public holiday on this day; empty where there is none or the club meets on holidays."""
        return public_holidays.name(self.holidays, day)

    def meets(self, day: dt.date) -> bool:
        """Whether the club has a regular date on this day, which is not kept free."""
        return not self.skips(day) and day in _regular(self, day, day)


def _regular(cadence: Cadence, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The regular days from `first` to `last`, both included, also those that are kept free."""
    # Imported here because the import takes long and most commands need no dates.
    from dateutil import rrule

    since, until = max(first, cadence.start or first), min(last, cadence.end or last)
    if not cadence.weekdays or since > until:
        return
    # The rule starts in the last week before `since` that counts, so that an old club takes no longer than a new one.
    start = since - (since - (cadence.start or since)) % dt.timedelta(weeks=cadence.every)
    rule = rrule.rrule(
        rrule.WEEKLY,
        interval=cadence.every,
        wkst=rrule.MO,
        byweekday=cadence.weekdays,
        bymonthday=[day for n in cadence.nth for day in _days_of_month(n)] or None,
        dtstart=dt.datetime.combine(start, dt.time()),
        until=dt.datetime.combine(until, dt.time()),
    )
    with suppress(ValueError):  # raised by a rule that looks for days beyond the year 9999
        for moment in rule.xafter(dt.datetime.combine(since, dt.time()), inc=True):
            yield moment.date()


def _days_of_month(n: int) -> range:
    """The days of a month on which the n-th of any weekday can be; negative ones count from the month's end."""
    # `rrule.weekday(n)` does the same only for rules that count months, and `every` counts weeks.
    return range(7 * n - 6, 7 * n + 1) if n > 0 else range(7 * n, 7 * n + 7)


def dates(cadence: Cadence, first: dt.date) -> Iterator[dt.date]:
    """The dates on which the club meets, in order: from `first` to the cadence's end, for three years at most."""
    since = max(first, cadence.start or first)
    last = since + min(_HORIZON, dt.date.max - since)
    return (day for day in _regular(cadence, since, last) if not cadence.skips(day))


def nearest_free(cadence: Cadence, taken: Collection[dt.date], wanted: dt.date, today: dt.date) -> list[dt.date]:
    """The three dates of the cadence closest to `wanted` (fewer if there are fewer) that are not taken, in order.

    None is before today, or more than 62 days before `wanted`.
    """
    around = [d for d in dates(cadence, max(today, wanted - dt.timedelta(days=62))) if d not in taken][:60]
    return sorted(sorted(around, key=lambda d: abs((d - wanted).days))[:3])
