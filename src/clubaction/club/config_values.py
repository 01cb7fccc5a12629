"""The kinds of values in the configuration: how each is read, what it may be, and the message where it is not."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo

from clubaction.club import holiday_regions, people, repository_paths
from clubaction.club.config_reader import Kind, Reader, Schema, Wrong, kind, one_or_several
from clubaction.club.written_dates import WEEKDAYS, read_time, read_weekday
from clubaction.text.nearest_word import nearest_word, suggestion
from clubaction.text.yaml_tree import Value


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _items(value: Value) -> list[Value]:
    """The items of a list; a single value counts as a list of one."""
    return value if isinstance(value, list) else [value]


@kind({"type": "string", "pattern": r"\S"})
def text(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("expected text")
    return value.strip()


def whole(low: int, high: int) -> Kind:
    """The kind of whole numbers from `low` to `high`, both included."""

    def read(_: Reader, value: Value, at: tuple[str, ...]) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,4}", value) and low <= int(value) <= high:
            return int(value)
        raise Wrong(f"expected a whole number from {low} to {high}")

    return Kind(read, {"type": "integer", "minimum": low, "maximum": high})


# --- days and times --------------------------------------------------------------------------

_ZONE = re.compile(r"[A-Z][\w+-]*(?:/[A-Z][\w+-]*){0,2}", re.ASCII)


@kind(_pattern(_ZONE.pattern))
def zone(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """The name of an IANA time zone."""
    try:
        if isinstance(value, str) and _ZONE.fullmatch(value):
            # Quicker than `available_timezones`, which takes longer than the planning of a run.
            return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise Wrong(f"no such time zone{_nearest_zone(str(value), zoneinfo.available_timezones())}")


def _nearest_zone(word: str, known: set[str]) -> str:
    """The clause of a message that names the time zone whose city is spelt most like the word's."""
    cities = {name.rpartition("/")[2].lower(): name for name in sorted(known)}
    close = nearest_word(word.rpartition("/")[2].replace(" ", "_"), cities)
    return f"; did you mean `{cities[close]}`?" if close else ", such as `Europe/Berlin`"


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@kind(_pattern(_DAY))
def date(_: Reader, value: Value, at: tuple[str, ...]) -> dt.date:
    """A day in ISO 8601."""
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong("expected a date such as 2024-10-02") from None


@kind(_pattern("([01]?[0-9]|2[0-3]):[0-5][0-9]"))
def time(_: Reader, value: Value, at: tuple[str, ...]) -> dt.time:
    """A time of day such as 15:00."""
    time = read_time(value) if isinstance(value, str) else None
    if time is None:
        raise Wrong('expected hours and minutes such as "15:00"')
    return time


def _beginnings(day: str) -> str:
    """A regular expression for a day's name and its abbreviations of two letters or more."""
    rest = ""
    for letter in reversed(day[2:]):
        rest = f"({letter}{rest})?"
    return f"[{day[0].upper()}{day[0]}]{day[1]}{rest}"


@kind(one_or_several(_pattern(f"({'|'.join(map(_beginnings, WEEKDAYS))})")))
def weekdays(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Days of the week by their English names or abbreviations; Monday is 0."""
    days: set[int] = set()
    for item in _items(value):
        name = str(item).strip().lower()
        day = read_weekday(name)
        if day is None:
            raise Wrong(f"`{item}` is no day of the week{suggestion(name, WEEKDAYS)}")
        days.add(day)
    return tuple(sorted(days))


_NTH = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}


@kind(one_or_several({"enum": [*_NTH, *range(1, 6), *range(-1, -6, -1)]}))
def nth(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Positions of a weekday in a month: 1 to 5, -1 to -5 counted from the end, or `first` to `fourth` and `last`."""
    number = whole(-5, 5)
    found = tuple(number.read(reader, _NTH.get(str(i).lower(), i), at) for i in _items(value))
    if 0 in found:
        raise Wrong("expected 1 to 5, or -1 for the last")
    return found


_TO = r"\.\.|–| to "


@kind(one_or_several(_pattern(rf"{_DAY}(\s*({_TO})\s*{_DAY})?")))
def days_off(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[tuple[dt.date, dt.date], ...]:
    """The first and last day of each time; a single day is both."""
    ranges = []
    for item in _items(value):
        ends = [end.strip() for end in re.split(_TO, str(item))]
        if len(ends) not in (1, 2):
            raise Wrong("expected dates, or ranges such as 2024-12-23..2025-01-06")
        first, last = date.read(reader, ends[0], at), date.read(reader, ends[-1], at)
        if last < first:
            raise Wrong(f"the range `{item}` ends before it starts")
        ranges.append((first, last))
    return tuple(ranges)


@kind(one_or_several(_pattern(r"\s*[A-Za-z]{2,3}(-\S.*)?\s*")))
def regions(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[str, ...]:
    """Countries and regions by their ISO 3166 codes."""
    try:
        return tuple(dict.fromkeys(holiday_regions.canonical_code(str(item)) for item in _items(value)))
    except holiday_regions.UnknownRegion as unknown:
        raise Wrong(str(unknown)) from None


@kind(one_or_several(whole(0, 60).schema))
def days_before(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    """Numbers of days, each once, in order."""
    number = whole(0, 60)
    return tuple(sorted({number.read(reader, item, at) for item in _items(value)}))


@kind({"type": "string"})
def date_format(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A strftime pattern whose output can be read as a date again."""
    text = str(value)
    day = dt.date(2031, 12, 25)
    try:
        back = dt.datetime.strptime(day.strftime(text), text).date()  # noqa: DTZ007 (a day has no zone)
    except (ValueError, re.error):  # strptime makes a regular expression, which is wrong if a field is in it twice
        back = None
    if back != day or "\n" in text:
        raise Wrong("expected a strftime pattern with day, month and year, each once, such as `%d.%m.%Y`")
    return text


# --- people ----------------------------------------------------------------------------------

LOGIN = _pattern(people.ACCOUNT_PATTERN)
"""The schema of a GitHub login."""


def login(value: object) -> str:
    """A GitHub login in lower case, without the @. Raises `Wrong`."""
    found = people.account(str(value))
    if not found:
        raise Wrong(f"`{value}` is no GitHub login")
    return found


@kind(one_or_several(LOGIN))
def logins(_: Reader, value: Value, at: tuple[str, ...]) -> frozenset[str]:
    """A set of GitHub logins, lower case."""
    return frozenset(login(item) for item in _items(value))


# --- hosts, paths and branches ---------------------------------------------------------------

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"


@kind(one_or_several(_pattern(_HOST)))
def hosts(_: Reader, value: Value, at: tuple[str, ...]) -> tuple[str, ...]:
    """Names of hosts such as `example.org`, in lower case."""
    names = tuple(str(item).strip().lower() for item in _items(value))
    if not all(re.fullmatch(_HOST, name) for name in names):
        raise Wrong("expected names of hosts such as `example.org`")
    return names


_PATH = r'[^\u0000-\u001f\\:*?"<>|]{1,200}'


@kind(_pattern(_PATH))
def path(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A path inside the repository that can be a file's name on every operating system."""
    text = str(value).strip().strip("/")
    # git refuses `.git`, and programs take a name that starts with `-` for an option.
    unsafe = any(part == ".git" or part.startswith("-") for part in text.split("/"))
    if unsafe or not repository_paths.is_inside(text) or not re.fullmatch(_PATH, text):
        raise Wrong("expected a path inside the repository, such as `docs/club`")
    return text


_BRANCH = r"[A-Za-z0-9][\w./@+-]{0,99}"
_NOT_IN_BRANCH = ("..", "//", "@{", ".lock/", "/.")


@kind(_pattern(_BRANCH))
def branch(_: Reader, value: Value, at: tuple[str, ...]) -> str:
    """A name that git allows for a branch."""
    text = str(value)
    reserved = text.startswith("refs/") or text in ("HEAD", "FETCH_HEAD", "ORIG_HEAD")
    wrong = text.endswith((".lock", "/", ".")) or any(part in text for part in _NOT_IN_BRANCH)
    if reserved or wrong or not re.fullmatch(_BRANCH, text):
        raise Wrong(f"git allows no branch of the name `{text}`")
    return text
