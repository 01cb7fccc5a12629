"""Decides whether `03.04.` is in March or in April, for a whole column of dates together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from clubaction.importing.dates.found_date import FoundDate
from clubaction.importing.dates.unclear_dates import UnclearDates
from clubaction.importing.dates.years import PartialDate

ORDERS = ("dmy", "mdy", "ymd")
"""The orders in which day, month and year may be written."""


def stated_order(header: str) -> str:
    """The order that a column's header spells out, such as `Date (DD/MM/YYYY)`; empty if it does not."""
    letters = re.sub(r"[^a-z]", " ", header.lower())
    shape = "".join(re.findall(r"\b(?:d{1,2}|t{2}|j{1,2}|m{1,2}|y{2,4}|j{4}|a{2,4})\b", letters))
    squeezed = re.sub(r"(.)\1+", r"\1", shape.replace("jjjj", "y").replace("jj", "d").replace("aaaa", "y"))
    order = squeezed.replace("t", "d").replace("j", "d").replace("a", "y")
    return order if order in ORDERS else {"dm": "dmy", "md": "mdy"}.get(order, "")


def order_of(dates: Iterable[FoundDate], column: str, *, stated: str = "", asked: str = "") -> str:
    """The order of day and month in a column: one of `ORDERS`.

    It is the order that the person gave (`asked`), or that the header names
    (`stated`), or that numbers above 12 prove. Raises `UnclearDates`, which
    mentions `column`, if nothing decides it.
    """
    if asked or stated:
        return asked or stated
    pairs = [found.numbers for found in dates if found.numbers]
    if proven := _order_by_large_numbers(pairs):
        return proven
    unclear = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if unclear is None:
        return "dmy"
    raise UnclearDates(
        f"the dates in {column} can be read in two ways (one has {unclear[0]} and {unclear[1]}; no number "
        "above 12 tells days from months): say which with --date-order dmy, mdy or ymd"
    )


def _order_by_large_numbers(pairs: Sequence[tuple[int, int]]) -> str:
    """The order that most numbers above 12, which can't be months, prove; empty without any, or in a tie."""
    day_first = sum(a > 12 >= b for a, b in pairs)
    month_first = sum(b > 12 >= a for a, b in pairs)
    if day_first == month_first:
        return ""
    return "dmy" if day_first > month_first else "mdy"


def in_order(found: FoundDate, order: str) -> PartialDate:
    """The date read in this order; there may be no such day."""
    if found.numbers is None:
        return PartialDate(found.year, found.month, found.day)
    if order == "ymd" and found.three:
        year, month, day = found.three
        return PartialDate(2000 + year, month, day)
    first, second = found.numbers
    return PartialDate(found.year, second, first) if order == "dmy" else PartialDate(found.year, first, second)


def format_of(found: FoundDate, order: str) -> str:
    """The strftime pattern of a date read in this order; empty if it is written in an unusual way."""
    if found.numbers is None or order == "ymd":
        return found.pattern if found.numbers is None else "%Y-%m-%d"
    return found.pattern.format(*(("%d", "%m") if order == "dmy" else ("%m", "%d")))
