"""Whether `03.04.` is in March or in April: decided for a whole column of dates, never for one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from clubaction.importing.found_dates.found_date import FoundDate
from clubaction.importing.found_dates.unclear_dates import UnclearDates
from clubaction.importing.found_dates.years import PartialDate

ORDERS = ("dmy", "mdy", "ymd")


def stated_order(header: str) -> str:
    """The order that a header spells out (`Date (DD/MM/YYYY)`), or nothing."""
    letters = re.sub(r"[^a-z]", " ", header.lower())
    shape = "".join(re.findall(r"\b(?:d{1,2}|t{2}|j{1,2}|m{1,2}|y{2,4}|j{4}|a{2,4})\b", letters))
    squeezed = re.sub(r"(.)\1+", r"\1", shape.replace("jjjj", "y").replace("jj", "d").replace("aaaa", "y"))
    order = squeezed.replace("t", "d").replace("j", "d").replace("a", "y")
    return order if order in ORDERS else {"dm": "dmy", "md": "mdy"}.get(order, "")


def order_of(dates: Iterable[FoundDate], column: str, *, stated: str = "", asked: str = "") -> str:
    """The order of day and month in a column.

    `asked` is what the person said, `stated` what the header says. Else a number
    above 12 decides; with none in the whole column `UnclearDates` is raised.
    """
    if asked or stated:
        return asked or stated
    pairs = [found.numbers for found in dates if found.numbers]
    if told := _order_by_large_numbers(pairs):
        return told
    unclear = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if unclear is None:
        return "dmy"
    raise UnclearDates(
        f"the dates in {column} can be read in two ways (one has {unclear[0]} and {unclear[1]}; no number "
        "above 12 tells days from months): say which with --date-order dmy, mdy or ymd"
    )


def _order_by_large_numbers(pairs: Sequence[tuple[int, int]]) -> str:
    """The order that numbers above 12, which are no months, speak for; empty where none or as many speak for each."""
    day_first = sum(a > 12 >= b for a, b in pairs)
    month_first = sum(b > 12 >= a for a, b in pairs)
    if day_first == month_first:
        return ""
    return "dmy" if day_first > month_first else "mdy"


def in_order(found: FoundDate, order: str) -> PartialDate:
    """What a date says when it is read in this order; the numbers may still be no real date."""
    if found.numbers is None:
        return PartialDate(found.year, found.month, found.day)
    if order == "ymd" and found.three:
        year, month, day = found.three
        return PartialDate(2000 + year, month, day)
    first, second = found.numbers
    return PartialDate(found.year, second, first) if order == "dmy" else PartialDate(found.year, first, second)


def format_of(found: FoundDate, order: str) -> str:
    """The strftime pattern that a column of such dates is written in; empty where none is usual."""
    if found.numbers is None or order == "ymd":
        return found.pattern if found.numbers is None else "%Y-%m-%d"
    return found.pattern.format(*(("%d", "%m") if order == "dmy" else ("%m", "%d")))
