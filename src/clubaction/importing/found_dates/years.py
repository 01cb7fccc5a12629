"""The years of dates that are written without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from clubaction.importing.found_dates.unclear_dates import UnclearDates

_HALF_A_YEAR = 182
"""Days. A date that is further back than this from the one before it is in the next year."""


class PartialDate(NamedTuple):
    """A date whose year may be missing."""

    year: int | None
    month: int
    day: int


def fill_years(rows: Sequence[tuple[PartialDate, int | None]], asked: int | None, where: str) -> list[int]:
    """The year of each row: its own, else from its heading (the second value), else `asked`.

    A heading's year, or the one asked for, is that of the earliest row under it;
    rows may run forwards or backwards in time, and over a new year. Raises
    `UnclearDates` where there is no year to be had.
    """
    years: list[int] = []
    for heading_year, under_heading in groupby(rows, key=lambda row: row[1]):
        years += _years_of_group([date for date, _ in under_heading], heading_year or asked, where)
    return years


def _years_of_group(dates: Sequence[PartialDate], start: int | None, where: str) -> list[int]:
    """The years of rows that stand under one heading, the earliest of them in the year `start`."""
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
    """The year of each date: one more wherever the dates start over in January."""
    previous: PartialDate | None = None
    for date in dates:
        if date.year:
            year = date.year
        elif previous and _distance(date, previous) < -_HALF_A_YEAR:
            year += 1
        yield year
        previous = date


def _step(earlier: PartialDate, later: PartialDate) -> int:
    """Days from one date to the next, the short way round the year."""
    return (_distance(later, earlier) + 180) % 360 - 180


def _distance(later: PartialDate, earlier: PartialDate) -> int:
    """Days between two dates of one year, as if each month had thirty."""
    return (later.month - earlier.month) * 30 + later.day - earlier.day
