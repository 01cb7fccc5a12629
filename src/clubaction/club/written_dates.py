"""Dates as people write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from clubaction.club.cadence import WEEKDAYS

# --- dates as people write them --------------------------------------------------------------

NEXT = "next"


@dataclass(frozen=True, slots=True)
class UnclearDate:
    """Text that is no date that can be relied on, with the dates it could mean."""

    text: str
    meanings: tuple[dt.date, ...] = ()


_NUMBERS = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})\Z")


def read_date(text: str, date_format: str) -> dt.date | UnclearDate:
    """A date in ISO 8601 or in the club's own format (strftime); a leading weekday must be the right one.

    Anything else is refused with what it could mean: nobody's date is guessed.
    """
    words = re.match(r"(?:([A-Za-z]+)\.?,?\s+)?(.*)\Z", text.strip(), re.DOTALL)
    weekday, rest = (words[1] or "", words[2].strip()) if words else ("", text)
    day = _exact(text.strip(), date_format) or _exact(rest, date_format)
    if day is None:
        return UnclearDate(text.strip(), _meanings(rest))
    if weekday and len(weekday) >= 2 and _exact(text.strip(), date_format) is None:
        named = [n for n, name in enumerate(WEEKDAYS) if name.startswith(weekday.lower())]
        if named != [day.weekday()]:
            return UnclearDate(text.strip(), (day,))
    return day


def _exact(text: str, date_format: str) -> dt.date | None:
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
