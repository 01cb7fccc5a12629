"""Dates, days of the week and times of day as people write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

NEXT = "next"
"""The word that stands for the next free date."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Their positions are the numbers of `date.weekday()`."""


@dataclass(frozen=True, slots=True)
class UnclearDate:
    """Text that is no date, or could be more than one."""

    text: str
    meanings: tuple[dt.date, ...] = ()
    """The dates that it could be."""


_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?\Z")
_NUMBERS = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})\Z")


def read_date(text: str, date_format: str) -> dt.date | UnclearDate:
    """A date in ISO 8601 (2024-10-02) or in the club's own format, a strftime pattern; no other date is guessed.

    A day of the week may come first, but must be the right one.
    """
    words = re.match(r"(?:([A-Za-z]+)\.?,?\s+)?(.*)\Z", text.strip(), re.DOTALL)
    weekday, rest = (words[1] or "", words[2].strip()) if words else ("", text)
    whole = _exact(text.strip(), date_format)
    day = whole or _exact(rest, date_format)
    if day is None:
        return UnclearDate(text.strip(), _meanings(rest))
    if whole is None and len(weekday) >= 2 and read_weekday(weekday) != day.weekday():
        return UnclearDate(text.strip(), (day,))
    return day


def read_weekday(text: str) -> int | None:
    """The number (Monday is 0) of a day's English name or abbreviation, two letters or more; None for other text."""
    found = [n for n, name in enumerate(WEEKDAYS) if len(text) >= 2 and name.startswith(text.lower())]
    return found[0] if len(found) == 1 else None


def read_time(text: str) -> dt.time | None:
    """A time of day such as `15:00` or `15:00:00`; None for other text."""
    match = _TIME.match(text.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return dt.time(int(match[1]), int(match[2]))


def _exact(text: str, date_format: str) -> dt.date | None:
    """A date in ISO 8601 or this format. A year before 1000 is a slip: `%Y` reads the year 24 from `24`."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    try:
        day = dt.datetime.strptime(text, date_format).date()  # noqa: DTZ007 (a day has no zone)
    except (ValueError, OverflowError):
        return None
    return day if (day.year >= 1000 and "%Y" in date_format) or "%y" in date_format else None


def _meanings(text: str) -> tuple[dt.date, ...]:
    """The dates that three numbers can be: with the day or the month first, unless the year is first."""
    match = _NUMBERS.match(text)
    if not match:
        return ()
    a, b, c = (int(group) for group in match.groups())
    orders = [(a, b, c)] if len(match[1]) > 2 else [(c, b, a), (c, a, b)]
    found = []
    for year, month, day in orders:
        try:
            found.append(dt.date(year + 2000 if year < 100 else year, month, day))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))
