"""The dates of a club, checked against a plain walk over the days, and dates as people write them."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club import cadence as cadences
from clubaction.club import written_dates
from clubaction.club.cadence import Cadence
from clubaction.club.written_dates import UnclearDate

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


SPAN = dt.timedelta(days=500)


def plain(cadence: Cadence, first: dt.date) -> list[dt.date]:
    """The dates of a cadence for a while from `first` on, by looking at every day."""
    found = []
    for day in (first + dt.timedelta(days=n) for n in range(SPAN.days)):
        month = [
            dt.date(day.year, day.month, n) for n in range(day.day % 7 or 7, monthrange(day.year, day.month)[1] + 1, 7)
        ]
        place = month.index(day)
        weeks = (day.toordinal() - 1) // 7 - ((cadence.start or day).toordinal() - 1) // 7
        if (
            day.weekday() in cadence.weekdays
            and (not cadence.nth or {place + 1, place - len(month)} & set(cadence.nth))
            and weeks % cadence.every == 0
            and (cadence.start or day) <= day <= (cadence.end or day)
            and not any(begin <= day <= end for begin, end in cadence.skip)
        ):
            found.append(day)
    return found


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 6),
    nth=st.sets(st.sampled_from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5]), max_size=3),
    start=DAYS,
    ahead=st.integers(-200, 400),
    end=st.none() | DAYS,
    skip=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40)), max_size=3),
)
def test_the_dates_are_those_that_one_finds_by_looking_at_every_day(
    weekdays: set[int],
    every: int,
    nth: set[int],
    start: dt.date,
    ahead: int,
    end: dt.date | None,
    skip: list[tuple[int, int]],
) -> None:
    first = start + dt.timedelta(days=ahead)
    off = tuple((first + dt.timedelta(days=day), first + dt.timedelta(days=day + more)) for day, more in skip)
    cadence = Cadence(tuple(sorted(weekdays)), every=every, nth=tuple(nth), start=start, end=end, skip=off)
    expected = plain(cadence, first)
    assert list(itertools.takewhile(lambda day: day < first + SPAN, cadences.dates(cadence, first))) == expected
    some = [first + dt.timedelta(days=n) for n in range(60)]
    assert [day for day in some if cadence.meets(day)] == [day for day in some if day in expected]


@given(st.sets(st.integers(0, 6), min_size=1), st.sets(st.sampled_from([1, 2, 5, -1, -5])), DAYS)
def test_a_cadence_without_a_start_has_dates_whenever_one_looks(
    weekdays: set[int], nth: set[int], first: dt.date
) -> None:
    cadence = Cadence(tuple(sorted(weekdays)), nth=tuple(nth))
    found = itertools.takewhile(lambda day: day < first + SPAN, cadences.dates(cadence, first))
    assert list(found) == plain(cadence, first)


def test_a_club_that_began_long_ago_waits_no_longer_for_its_dates() -> None:
    began = time.monotonic()
    first = dt.date(2024, 10, 1)
    assert next(cadences.dates(Cadence((0,), every=2, start=dt.date.min), first)) == dt.date(2024, 10, 14)
    assert time.monotonic() - began < 0.2


def test_skipped_days_ranges_start_and_end_have_no_dates() -> None:
    cadence = Cadence(
        (2,),
        start=dt.date(2024, 12, 4),
        end=dt.date(2025, 1, 29),
        skip=((dt.date(2024, 12, 18), dt.date(2025, 1, 8)), (dt.date(2025, 1, 22), dt.date(2025, 1, 22))),
    )
    assert [f"{day:%d.%m}" for day in cadences.dates(cadence, dt.date(2024, 1, 1))] == [
        "04.12",
        "11.12",
        "15.01",
        "29.01",
    ]
    assert list(cadences.dates(cadence, dt.date(2025, 2, 1))) == []
    assert list(cadences.dates(Cadence(), dt.date(2025, 2, 1))) == []


def test_the_days_offered_are_free_dates_of_the_cadence_nearest_to_the_wanted_one() -> None:
    taken = {dt.date(2024, 10, 16)}
    near = cadences.nearest_free(Cadence((2,)), taken, dt.date(2024, 10, 16), dt.date(2024, 10, 1))
    assert near == [dt.date(2024, 10, 2), dt.date(2024, 10, 9), dt.date(2024, 10, 23)]
    assert not taken & set(near)


@pytest.mark.parametrize(
    "text, date_format, day",
    [
        ("2024-10-02", "%d.%m.%Y", dt.date(2024, 10, 2)),
        ("02.10.2024", "%d.%m.%Y", dt.date(2024, 10, 2)),
        ("  2024-10-02 ", "%Y-%m-%d", dt.date(2024, 10, 2)),
        ("Wed 2024-10-02", "%Y-%m-%d", dt.date(2024, 10, 2)),
        ("Wednesday, 2024-10-02", "%Y-%m-%d", dt.date(2024, 10, 2)),
        ("2 October 2024", "%d %B %Y", dt.date(2024, 10, 2)),
        ("Wed 2 Oct 24", "%a %d %b %y", dt.date(2024, 10, 2)),
        ("2024-02-29", "%Y-%m-%d", dt.date(2024, 2, 29)),
    ],
)
def test_a_date_in_iso_8601_or_the_clubs_own_format_is_read(text: str, date_format: str, day: dt.date) -> None:
    assert written_dates.read_date(text, date_format) == day


@pytest.mark.parametrize(
    "text, meanings",
    [
        ("03/04/2024", ["2024-04-03", "2024-03-04"]),
        ("13/11/2024", ["2024-11-13"]),
        ("Thu 2024-10-02", ["2024-10-02"]),
        ("2023-02-29", []),
        ("tomorrow", []),
        ("", []),
        ("2024-13-01", []),
        ("1.2.3", ["2003-02-01", "2003-01-02"]),
        ("20241002", []),
        ("2024-10-02T15:00", []),
        ("9999999999-1-1", []),
        ("٢٠٢٤-١٠-٠٢", ["2024-10-02"]),
        ("0000-00-00", []),
        ("2024/10/02", ["2024-10-02"]),
    ],
)
def test_any_other_text_is_refused_with_what_it_could_mean(text: str, meanings: list[str]) -> None:
    read = written_dates.read_date(text, "%Y-%m-%d")
    assert isinstance(read, UnclearDate)
    assert [day.isoformat() for day in read.meanings] == meanings


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    read = written_dates.read_date(text, "%d.%m.%Y")
    assert isinstance(read, UnclearDate | dt.date)


def test_the_dates_end_where_the_calendar_does() -> None:
    last = dt.date.max
    assert list(cadences.dates(Cadence(tuple(range(7))), last - dt.timedelta(days=1)))[1:] == [last]
    assert last not in cadences.nearest_free(Cadence(tuple(range(7))), {last}, last, dt.date(2024, 10, 1))
