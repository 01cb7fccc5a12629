"""Fills in the years of dates that are written without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from clubaction.importing.dates.unclear_dates import UnclearDates

_HALF_A_YEAR = 182
"""Days. A date that would be this much earlier than the one before it is in the next year instead."""


class PartialDate(NamedTuple):
    """A date whose year may be missing."""

    year: int | None
    month: int
    day: int


def fill_years(rows: Sequence[tuple[PartialDate, int | None]], asked: int | None, where: str) -> list[int]:
    """The year of each row.

    A row is a date and the year in the heading above it (None without one). A
    date's own year counts first, then the heading's, then `asked`; the latter two
    are the year of the earliest date under the heading. Rows may run forwards or
    backwards in time, and past New Year. Raises `UnclearDates`, which mentions
    `where`, if no year is known.
    """
    years: list[int] = []
    for heading_year, under_heading in groupby(rows, key=lambda row: row[1]):
        years += _years_of_group([date for date, _ in under_heading], heading_year or asked, where)
    return years


def _years_of_group(dates: Sequence[PartialDate], start: int | None, where: str) -> list[int]:
    """The years of dates under one heading, the earliest of which is in the year `start`."""
    if all(date.year is not None for date in dates):
        return [date.year or 0 for date in dates]
    forwards = _runs_forwards(dates)
    in_time = dates if forwards else dates[::-1]
    if start is None:
        start = next((date.year for date in in_time if date.year), None)
    if start is None:
        raise UnclearDates(f"the dates in {where} have no year: say with --year which year the earliest of them is in")
    years = list(_counted_on(in_time, start))
    return years if forwards else years[::-1]


def _runs_forwards(dates: Sequence[PartialDate]) -> bool:
    steps = [_step(earlier, later) for earlier, later in pairwise(dates)]
    return sum(step > 0 for step in steps) >= sum(step < 0 for step in steps)


def _counted_on(dates: Sequence[PartialDate], year: int) -> Iterator[int]:
    """The year of each date: it grows by one wherever the dates start again in January."""
    previous: PartialDate | None = None
    for date in dates:
        if date.year:
            year = date.year
        elif previous and _distance(date, previous) < -_HALF_A_YEAR:
            year += 1
        yield year
        previous = date


def _step(earlier: PartialDate, later: PartialDate) -> int:
    """Days from one date to the next, -180 to 179, as if the nearest year was meant."""
    return (_distance(later, earlier) + 180) % 360 - 180


def _distance(later: PartialDate, earlier: PartialDate) -> int:
    """Days between two dates of one year, as if each month had thirty."""
    return (later.month - earlier.month) * 30 + later.day - earlier.day
