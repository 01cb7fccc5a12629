"""When clubs meet: five real shapes as tables, held to dateutil's rules and to the clock of the club's zone."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club import cadence as cadences
from clubaction.club import configuration
from clubaction.club.cadence import Cadence

D = dt.date


@dataclass(frozen=True)
class Shape:
    """A club's cadence as it is configured, the same as recurrence rules, and its first dates."""

    config: str
    rule: Callable[[], rrule.rruleset]
    table: str
    """Local date and time, and the same instant in UTC, a line for each meeting."""


def ruleset(*rules: rrule.rrule, without: Iterator[dt.datetime] | tuple[dt.datetime, ...] = ()) -> rrule.rruleset:
    """The dates of all these rules except some."""
    found = rrule.rruleset()
    for rule in rules:
        found.rrule(rule)
    for day in without:
        found.exdate(day)
    return found


def days(first: D, last: D) -> Iterator[dt.datetime]:
    return iter(rrule.rrule(rrule.DAILY, dtstart=at(first), until=at(last)))


def at(day: D) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


SHAPES = {
    "weekly, with a summer break and one day off": Shape(
        """
        timezone: Europe/Berlin
        cadence:
          weekday: Wednesday
          time: "15:00"
          start: 2024-07-10
          end: 2024-10-16
          skip: [2024-07-31..2024-09-10, 2024-10-02]
        """,
        lambda: ruleset(
            rrule.rrule(rrule.WEEKLY, byweekday=rrule.WE, dtstart=at(D(2024, 7, 10)), until=at(D(2024, 10, 16))),
            without=(*days(D(2024, 7, 31), D(2024, 9, 10)), at(D(2024, 10, 2))),
        ),
        """
        Wed 2024-07-10 15:00  2024-07-10T13:00Z
        Wed 2024-07-17 15:00  2024-07-17T13:00Z
        Wed 2024-07-24 15:00  2024-07-24T13:00Z
        Wed 2024-09-11 15:00  2024-09-11T13:00Z
        Wed 2024-09-18 15:00  2024-09-18T13:00Z
        Wed 2024-09-25 15:00  2024-09-25T13:00Z
        Wed 2024-10-09 15:00  2024-10-09T13:00Z
        Wed 2024-10-16 15:00  2024-10-16T13:00Z
        """,
    ),
    "fortnightly, over a new year": Shape(
        """
        timezone: Europe/London
        cadence: {weekday: Thursday, every: 2, time: "12:30", start: 2024-11-26, end: 2025-02-28}
        """,
        lambda: ruleset(
            rrule.rrule(
                rrule.WEEKLY,
                interval=2,
                byweekday=rrule.TH,
                wkst=rrule.MO,
                dtstart=at(D(2024, 11, 26)),
                until=at(D(2025, 2, 28)),
            )
        ),
        """
        Thu 2024-11-28 12:30  2024-11-28T12:30Z
        Thu 2024-12-12 12:30  2024-12-12T12:30Z
        Thu 2024-12-26 12:30  2024-12-26T12:30Z
        Thu 2025-01-09 12:30  2025-01-09T12:30Z
        Thu 2025-01-23 12:30  2025-01-23T12:30Z
        Thu 2025-02-06 12:30  2025-02-06T12:30Z
        Thu 2025-02-20 12:30  2025-02-20T12:30Z
        """,
    ),
    "the first Tuesday of the month": Shape(
        """
        timezone: America/New_York
        cadence: {weekday: Tuesday, nth: first, time: "17:00", start: 2024-09-15, end: 2025-04-30}
        """,
        lambda: ruleset(
            rrule.rrule(rrule.MONTHLY, byweekday=rrule.TU(1), dtstart=at(D(2024, 9, 15)), until=at(D(2025, 4, 30)))
        ),
        """
        Tue 2024-10-01 17:00  2024-10-01T21:00Z
        Tue 2024-11-05 17:00  2024-11-05T22:00Z
        Tue 2024-12-03 17:00  2024-12-03T22:00Z
        Tue 2025-01-07 17:00  2025-01-07T22:00Z
        Tue 2025-02-04 17:00  2025-02-04T22:00Z
        Tue 2025-03-04 17:00  2025-03-04T22:00Z
        Tue 2025-04-01 17:00  2025-04-01T21:00Z
        """,
    ),
    "two days a week": Shape(
        """
        timezone: Asia/Kolkata
        cadence: {weekday: [Friday, Monday], time: "09:15", start: 2024-10-03, end: 2024-10-21}
        """,
        lambda: ruleset(
            rrule.rrule(
                rrule.WEEKLY, byweekday=(rrule.MO, rrule.FR), dtstart=at(D(2024, 10, 3)), until=at(D(2024, 10, 21))
            )
        ),
        """
        Fri 2024-10-04 09:15  2024-10-04T03:45Z
        Mon 2024-10-07 09:15  2024-10-07T03:45Z
        Fri 2024-10-11 09:15  2024-10-11T03:45Z
        Mon 2024-10-14 09:15  2024-10-14T03:45Z
        Fri 2024-10-18 09:15  2024-10-18T03:45Z
        Mon 2024-10-21 09:15  2024-10-21T03:45Z
        """,
    ),
    "weekly, across the change to winter time": Shape(
        """
        timezone: Europe/Berlin
        cadence: {weekday: Sunday, time: "15:00", start: 2024-10-13, end: 2024-11-10}
        """,
        lambda: ruleset(
            rrule.rrule(rrule.WEEKLY, byweekday=rrule.SU, dtstart=at(D(2024, 10, 13)), until=at(D(2024, 11, 10)))
        ),
        """
        Sun 2024-10-13 15:00  2024-10-13T13:00Z
        Sun 2024-10-20 15:00  2024-10-20T13:00Z
        Sun 2024-10-27 15:00  2024-10-27T14:00Z
        Sun 2024-11-03 15:00  2024-11-03T14:00Z
        Sun 2024-11-10 15:00  2024-11-10T14:00Z
        """,
    ),
}


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def read(text: str) -> configuration.Config:
    lines = text.strip("\n").splitlines()
    return configuration.parse_config("\n".join(line.removeprefix("        ") for line in lines).encode())


@pytest.mark.parametrize("name", SHAPES)
def test_a_club_meets_on_the_days_and_at_the_moments_of_its_table(name: str) -> None:
    shape = SHAPES[name]
    club = read(shape.config)
    assert club.cadence.time
    shown = []
    for day in cadences.dates(club.cadence, D(2024, 1, 1)):
        local = dt.datetime.combine(day, club.cadence.time, zoneinfo.ZoneInfo(club.timezone))
        shown.append(f"{local:%a %Y-%m-%d %H:%M} {local.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}")
    assert shown == rows(shape.table)


@pytest.mark.parametrize("name", SHAPES)
def test_a_clubs_days_are_those_of_the_recurrence_rule(name: str) -> None:
    shape = SHAPES[name]
    found = list(cadences.dates(read(shape.config).cadence, D(2024, 1, 1)))
    assert found == [moment.date() for moment in shape.rule()]
    assert found


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 5),
    start=st.dates(D(2020, 1, 1), D(2030, 12, 31)),
    first=st.integers(-200, 400),
)
def test_every_few_weeks_is_counted_from_the_week_of_the_start_whenever_one_looks(
    weekdays: set[int], every: int, start: D, first: int
) -> None:
    cadence = Cadence(weekdays=tuple(sorted(weekdays)), every=every, start=start)
    since = start + dt.timedelta(days=first)
    rule = rrule.rrule(
        rrule.WEEKLY,
        interval=every,
        byweekday=sorted(weekdays),
        wkst=rrule.MO,
        dtstart=at(start),
        until=at(D(2033, 1, 1)),
    )
    expected = (moment.date() for moment in rule.xafter(at(since), inc=True))
    assert list(itertools.islice(cadences.dates(cadence, since), 12)) == list(itertools.islice(expected, 12))


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    nth=st.sets(st.sampled_from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]), min_size=1, max_size=3),
    start=st.dates(D(2020, 1, 1), D(2030, 12, 31)),
)
def test_the_nth_weekdays_of_a_month_are_those_of_the_recurrence_rule(
    weekdays: set[int], nth: set[int], start: D
) -> None:
    cadence = Cadence(weekdays=tuple(sorted(weekdays)), nth=tuple(nth))
    which = [rrule.weekday(day, n) for day in weekdays for n in nth]
    expected = (moment.date() for moment in rrule.rrule(rrule.MONTHLY, byweekday=which, dtstart=at(start)))
    assert list(itertools.islice(cadences.dates(cadence, start), 10)) == list(itertools.islice(expected, 10))


@given(
    start=st.dates(D(2024, 1, 1), D(2024, 12, 31)),
    ranges=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=3),
)
def test_no_date_lies_in_what_is_skipped_and_no_other_is_lost(start: D, ranges: list[tuple[int, int]]) -> None:
    skip = tuple(
        (start + dt.timedelta(days=begin), start + dt.timedelta(days=begin + length)) for begin, length in ranges
    )
    everything = Cadence(weekdays=(1, 3), end=start + dt.timedelta(days=200))
    some = Cadence(weekdays=(1, 3), end=start + dt.timedelta(days=200), skip=skip)
    off = {moment.date() for first, last in skip for moment in days(first, last)}
    assert set(cadences.dates(some, start)) == set(cadences.dates(everything, start)) - off
