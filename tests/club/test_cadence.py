"""The dates of a club, checked against dateutil's recurrence rules (RFC 5545), and dates as people write them."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club import cadence as cadences
from clubaction.club import written_dates
from clubaction.club.cadence import Cadence
from clubaction.club.written_dates import UnclearDate

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(lambda days: tuple(sorted(days)))


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 (rrule's days have no zone)


@given(WEEKDAYS, st.integers(1, 6), DAYS, st.integers(0, 400))
def test_every_so_many_weeks_is_what_rrule_says(
    weekdays: tuple[int, ...], every: int, start: dt.date, ahead: int
) -> None:
    cadence = Cadence(weekdays, every=every, start=start)
    first = start + dt.timedelta(days=ahead)
    rule = rrule.rrule(rrule.WEEKLY, interval=every, wkst=0, byweekday=weekdays, dtstart=midnight(start))
    theirs = itertools.islice(rule.xafter(midnight(first), inc=True), 12)
    assert list(itertools.islice(cadences.dates(cadence, first), 12)) == [day.date() for day in theirs]


@given(st.integers(0, 6), st.sampled_from([(1,), (2,), (-1,), (1, 3), (5,), (-2,)]), DAYS)
def test_the_nth_weekday_of_the_month_is_what_rrule_says(weekday: int, nth: tuple[int, ...], first: dt.date) -> None:
    cadence = Cadence((weekday,), nth=nth)
    rule = rrule.rrule(rrule.MONTHLY, byweekday=[rrule.weekday(weekday)(n) for n in nth], dtstart=midnight(first))
    theirs = [day.date() for day in itertools.islice(rule, 6)]
    assert list(itertools.islice(cadences.dates(cadence, first), 6)) == theirs


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
