"""When clubs meet: five real shapes as tables, and the clock of the club's zone."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

import pytest

from clubaction.club import cadence as cadences
from clubaction.club import configuration
from clubaction.club.config_file import parse_config

D = dt.date


@dataclass(frozen=True)
class Shape:
    """A club's cadence as it is configured, and its dates."""

    config: str
    table: str
    """Local date and time, and the same instant in UTC, a line for each meeting."""


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
    return parse_config("\n".join(line.removeprefix("        ") for line in lines).encode())


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
