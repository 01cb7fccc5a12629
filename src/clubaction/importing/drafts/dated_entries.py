"""Reads the dates of entries, those of one table or list together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from clubaction.importing.dates.day_order import format_of, in_order, order_of
from clubaction.importing.dates.found_date import FoundDate, date_at_start, time_in
from clubaction.importing.dates.unclear_dates import UnclearDates
from clubaction.importing.dates.years import fill_years
from clubaction.importing.entry import Entry
from clubaction.importing.vocabulary import is_placeholder


@dataclass(frozen=True, slots=True)
class DateAnswers:
    """What the person who imports has said about dates that are not clear by themselves."""

    year: int | None = None
    """The year of the earliest date without one; None: not said."""
    order: str = ""
    """`dmy`, `mdy` or `ymd`; empty: not said."""


@dataclass(slots=True)
class DatedEntry:
    """An entry with its date."""

    entry: Entry
    found: FoundDate | None
    """The date as written; None if the text is none."""
    text: str
    """The text of its date's cell."""
    date: dt.date | None = None
    impossible: str = ""
    """Why `found` is no day of the calendar; empty if it is one."""

    @property
    def says_no_date(self) -> bool:
        """Whether the date's cell has a text that is no date."""
        return self.date is None and not is_placeholder(self.text)

    @property
    def time(self) -> dt.time | None:
        """The time of day that is written after the date; None without one."""
        return time_in(self.text[self.found.end :]) if self.found else None


def date_entries(
    entries: Sequence[Entry], others: Sequence[Entry], answers: DateAnswers
) -> tuple[list[DatedEntry], str]:
    """(entries with their dates, the strftime pattern of most of them); the pattern is empty if there is none.

    The dates of `others` only help to find out the order of day and month.
    Raises `UnclearDates` for a column whose dates are not clear.
    """
    dated = [_undated(entry) for entry in entries]
    evidence = [*dated, *map(_undated, others)]
    formats: Counter[str] = Counter()
    for group in _groups(dated):
        order = _order(group, evidence, answers.order)
        _set_dates(group, order, answers.year)
        formats.update(format_of(row.found, order) for row in group if row.found)
    return dated, formats.most_common(1)[0][0] if formats else ""


def _undated(entry: Entry) -> DatedEntry:
    cell = entry.first("date")
    text = cell.flat or (cell.struck[0] if cell.struck else "")
    return DatedEntry(entry, date_at_start(text, compact=entry.compact), text)


def _groups(rows: Sequence[DatedEntry]) -> list[list[DatedEntry]]:
    groups: dict[int, list[DatedEntry]] = defaultdict(list)
    for row in rows:
        groups[row.entry.group].append(row)
    return list(groups.values())


def _order(group: Sequence[DatedEntry], evidence: Sequence[DatedEntry], asked: str) -> str:
    """The order of day and month in a group, or that of the whole page if the group's own dates leave it open."""
    first = group[0].entry
    try:
        return order_of(_found(group), first.where, stated=first.stated_order, asked=asked)
    except UnclearDates as unclear:
        try:
            return order_of(_found(evidence), first.where)
        except UnclearDates:
            raise unclear from None


def _found(rows: Sequence[DatedEntry]) -> list[FoundDate]:
    return [row.found for row in rows if row.found]


def _set_dates(group: Sequence[DatedEntry], order: str, year: int | None) -> None:
    dated = [(row, in_order(row.found, order)) for row in group if row.found]
    years = fill_years([(date, row.entry.year) for row, date in dated], year, group[0].entry.where)
    for (row, date), own_year in zip(dated, years, strict=True):
        try:
            row.date = dt.date(own_year, date.month, date.day)
        except ValueError:
            row.impossible = f"there is no such day if dates are written {' '.join(order)}"
