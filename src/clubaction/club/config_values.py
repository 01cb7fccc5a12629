"""Single values of the configuration: what each kind may be, and what is said where it is not."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from clubaction.club import public_holidays
from clubaction.club.cadence import WEEKDAYS
from clubaction.club.session_file import read_time
from clubaction.errors import Problem
from clubaction.text import yaml_text
from clubaction.text.yaml_text import Value


class Wrong(Exception):
    """A value that can't be used; the text says what would be right."""


Read = Callable[["Reader", Value, tuple[str, ...]], Any]
"""Reads one value: the reader, the value, the keys that lead to it. Raises `Wrong`."""


class Reader:
    """Reads values by a table of keys and collects what is wrong with them."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.lines = yaml_text.Lines(source)
        self.problems: list[Problem] = []

    def mapping(self, values: Value, table: Mapping[str, Read], at: tuple[str, ...]) -> dict[str, Any]:
        """The values of a mapping, each read as the table says; what is wrong with one is noted with its line."""
        if not isinstance(values, dict):
            raise Wrong("expected `key: value` lines below it")
        found: dict[str, Any] = {}
        for key, value in values.items():
            here = (*at, key)
            if key not in table:
                self.wrong(here, f"unknown key `{key}`{nearest(key, table)}")
            elif value is not None:
                try:
                    found[key] = table[key](self, value, here)
                except Wrong as wrong:
                    self.wrong(here, f"`{key}`: {wrong}")
        return found

    def wrong(self, at: tuple[str, ...], message: str) -> None:
        """Notes what is wrong with the value under these keys."""
        line = self.lines.of(*(int(key) if key.isdigit() else key for key in at)) + 1
        self.problems.append(Problem(self.path, line, message))


def nearest(word: str, known: Mapping[str, Any] | list[str]) -> str:
    """The clause `; did you mean …?` for the known word closest to this one, or all of them."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(f'`{k}`' for k in known)}"


def text(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("expected text")
    return value.strip()


def whole(low: int, high: int) -> Read:
    """A reader of whole numbers within these bounds, both allowed."""

    def read_number(_: Reader, value: Value, at: tuple[str, ...]) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,4}", value) and low <= int(value) <= high:
            return int(value)
        raise Wrong(f"expected a whole number from {low} to {high}")

    return read_number


_ZONE = re.compile(r"[A-Z][\w+-]*(?:/[A-Z][\w+-]*){0,2}", re.ASCII)


def zone(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """The name of an IANA time zone."""
    try:
        if isinstance(value, str) and _ZONE.fullmatch(value):
            # Listing all zones first would take longer than the rest of a run's planning.
            return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise Wrong(f"no such time zone{nearest_zone(str(value), zoneinfo.available_timezones())}")


def nearest_zone(word: str, known: set[str]) -> str:
    """The closest of the IANA time zones, by its name or its city."""
    cities = {name.rpartition("/")[2].lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(word.rpartition("/")[2].lower().replace(" ", "_"), list(cities), n=1, cutoff=0.6)
    return f"; did you mean `{cities[close[0]]}`?" if close else ", such as `Europe/Berlin`"


def date(_: Reader, value: Value, at: tuple[str, ...]) -> dt.date:
    """A day in ISO 8601."""
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong("expected a date such as 2024-10-02") from None


def time(_: Reader, value: Value, at: tuple[str, ...]) -> dt.time:
    """A time of day such as 15:00."""
    time = read_time(value) if isinstance(value, str) else None
    if time is None:
        raise Wrong('expected hours and minutes such as "15:00"')
    return time


def items(value: Value) -> list[Value]:
    """The items of a list, or the one value that stands for a list of one."""
    return value if isinstance(value, list) else [value]


def weekdays(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Days of the week by their English names or beginnings; Monday is 0."""
    days: set[int] = set()
    for item in items(value):
        name = str(item).strip().lower()
        found = [n for n, day in enumerate(WEEKDAYS) if len(name) >= 2 and day.startswith(name)]
        if len(found) != 1:
            raise Wrong(f"`{item}` is no day of the week{nearest(name, list(WEEKDAYS))}")
        days.add(found[0])
    return tuple(sorted(days))


def nth(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Which of the weekdays in a month: 1 to 5, -1 for the last, or first, second and so on."""
    names = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}
    number = whole(-5, 5)
    found = tuple(number(reader, names.get(str(i).lower(), i), at) for i in items(value))
    if 0 in found:
        raise Wrong("expected 1 to 5, or -1 for the last")
    return found


def skip(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Days, and ranges of days as `first..last`."""
    ranges = []
    for item in items(value):
        ends = [end.strip() for end in re.split(r"\.\.|–| to ", str(item))]
        if len(ends) not in (1, 2):
            raise Wrong("expected dates, or ranges such as 2024-12-23..2025-01-06")
        first, last = date(reader, ends[0], at), date(reader, ends[-1], at)
        if last < first:
            raise Wrong(f"the range `{item}` ends before it starts")
        ranges.append((first, last))
    return tuple(ranges)


def holidays(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[str, ...]:
    """Countries and regions whose public holidays are kept, by their ISO 3166 codes."""
    try:
        return tuple(dict.fromkeys(public_holidays.check(str(item)) for item in items(value)))
    except public_holidays.UnknownRegion as unknown:
        raise Wrong(str(unknown)) from None


_LOGIN = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})(?:\[bot\])?)")


def login(value: object) -> str:
    """A GitHub login in lower case, without the @."""
    match = _LOGIN.fullmatch(str(value).strip())
    if not match:
        raise Wrong(f"`{value}` is no GitHub login")
    return match[1].lower()


def logins(_: Reader, value: Value, at: tuple[str, ...]) -> frozenset[str]:
    """A set of GitHub logins, lower case."""
    return frozenset(login(item) for item in items(value))


def days(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Numbers of days, in order."""
    number = whole(0, 60)
    return tuple(sorted({number(reader, item, at) for item in items(value)}))


def date_format(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A strftime pattern that can be read back."""
    text = str(value)
    day = dt.date(2031, 12, 25)
    try:
        back = dt.datetime.strptime(day.strftime(text), text).date()  # noqa: DTZ007 (a day has no zone)
    except (ValueError, re.error):  # a field that stands in it twice is an error of the pattern made of it
        back = None
    if back != day or "\n" in text:
        raise Wrong("expected a strftime pattern with day, month and year, each once, such as `%d.%m.%Y`")
    return text


def hosts(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[str, ...]:
    """Names of hosts."""
    names = tuple(str(item).strip().lower() for item in items(value))
    if not all(re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", name) for name in names):
        raise Wrong("expected names of hosts such as `example.org`")
    return names


def path(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A path inside the repository."""
    text = str(value).strip().strip("/")
    unsafe = any(part in ("", ".", "..", ".git") or part.startswith("-") for part in text.split("/"))
    if unsafe or not re.fullmatch(r"[^\x00-\x1f\\:*?\"<>|]{1,200}", text):
        raise Wrong("expected a path inside the repository")
    return text


def branch(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A name that git takes for a branch."""
    text = str(value)
    bad = ("..", "//", "@{", ".lock/", "/.")
    if (
        not re.fullmatch(r"[A-Za-z0-9][\w./@+-]{0,99}", text)
        or any(b in text for b in bad)
        or text.endswith((".lock", "/", "."))
        or text.startswith("refs/")
        or text in ("HEAD", "FETCH_HEAD", "ORIG_HEAD")
    ):
        raise Wrong("this is no name for a branch")
    return text
