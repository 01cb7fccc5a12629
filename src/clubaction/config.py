"""The club's configuration: `.github/clubaction.yml`, all of it optional."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clubaction import documents
from clubaction.documents import Value
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.schedule import WEEKDAYS, Cadence
from clubaction.sessions import read_time

PATH = ".github/clubaction.yml"
TEMPLATES = ".github/clubaction"
"""The folder of a club's own templates."""


@dataclass(frozen=True, slots=True)
class Role:
    """Something that one or more people do at each session."""

    key: str
    """What people write in `/claim KEY` and what session files use."""
    label: str
    capacity: int = 1

    @property
    def name(self) -> str:
        """The role in a sentence."""
        return self.key.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the programme, with the sessions that name its title."""

    title: str
    label: str = ""
    """Stands before the title in the heading, such as "Part 1"."""
    intro: str = ""
    """Markdown under the heading."""

    @property
    def heading(self) -> str:
        return f"{self.label}: {self.title}" if self.label else self.title


DEFAULT_ROLES = (Role("recap", "Responsible for Recap"), Role("questions", "Responsible for Questions"))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a club can choose."""

    name: str = "Journal Club"
    timezone: str = "UTC"
    cadence: Cadence = Cadence()
    roles: tuple[Role, ...] = DEFAULT_ROLES
    parts: tuple[Part, ...] = ()
    organisers: frozenset[str] = frozenset()
    """Logins, lower case, beside those who have write access."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Login, lower case → the name to show."""
    notme: frozenset[str] = frozenset()
    """Logins, lower case, of those who are not suggested for roles (`/notme`)."""
    date_format: str = "%Y-%m-%d"
    sessions: str = "sessions"
    readme: str = "README.md"
    branch: str = "clubaction/update"

    def role(self, key: str) -> Role | None:
        """The configured role of this key or label, whatever its case."""
        wanted = key.strip().casefold()
        return next((r for r in self.roles if wanted in (r.key.casefold(), r.name.casefold(), r.label.casefold())), None)

    def show(self, holder: str) -> str:
        """A role's holder as readers see them: the name that the club uses, else the login, without the @."""
        login = holder.removeprefix("@")
        return self.people.get(login.lower(), login) if holder.startswith("@") else holder

    def person(self, holder: str) -> str:
        """One key for one person, whether a file has the login or the name."""
        if holder.startswith("@"):
            return holder.lower()
        logins = [login for login, name in self.people.items() if name.casefold() == holder.casefold()]
        return f"@{logins[0]}" if len(logins) == 1 else holder.casefold()

    def day(self, date: dt.date) -> str:
        """A date as the club writes it."""
        return date.strftime(self.date_format)


def paths(config: Config, path: str = PATH) -> tuple[str, ...]:
    """The files and folders of the repository that a run reads."""
    return (path, TEMPLATES, config.readme, config.sessions)


def read(data: bytes | None, path: str = PATH) -> Config:
    """The configuration in a file, or the defaults where there is none.

    Raises `ConfigError` with every wrong key and value, each with its line and the nearest valid one.
    """
    if data is None:
        return Config()
    try:
        text = documents.decode(path, data)
        values = documents.read(path, text.removeprefix("\ufeff"))
    except ClubFileError as error:
        raise ConfigError(error.problems) from None
    reader = _Reader(path, text.removeprefix("\ufeff"))
    found = reader.mapping(values, _TOP, ())
    if reader.problems:
        raise ConfigError(reader.problems)
    return Config(**found)


class _Wrong(Exception):
    """A value that can't be used; the text says what would be right."""


Read = Callable[["_Reader", Value, tuple[str, ...]], Any]


class _Reader:
    """Reads values by a table of keys and collects what is wrong with them."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        self.problems: list[Problem] = []

    def mapping(self, values: Value, table: Mapping[str, Read], at: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise _Wrong("expected `key: value` lines below it")
        found: dict[str, Any] = {}
        for key, value in values.items():
            here = (*at, key)
            if key not in table:
                self.wrong(here, f"unknown key `{key}`{nearest(key, table)}")
            elif value is not None:
                try:
                    found[key] = table[key](self, value, here)
                except _Wrong as wrong:
                    self.wrong(here, f"`{key}`: {wrong}")
        return found

    def wrong(self, at: tuple[str, ...], message: str) -> None:
        line = documents.line_of(self.source, *(int(key) if key.isdigit() else key for key in at)) + 1
        self.problems.append(Problem(self.path, line, message))


def nearest(word: str, known: Mapping[str, Any] | list[str]) -> str:
    """ "; did you mean `…`?" for the known word closest to this one, or all of them."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(f'`{k}`' for k in known)}"


# --- values ----------------------------------------------------------------------------------


def _text(_: _Reader, value: Value, at: tuple[str, ...]) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong("expected text")
    return value.strip()


def _whole(low: int, high: int) -> Read:
    def read_number(_: _Reader, value: Value, at: tuple[str, ...]) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,4}", value) and low <= int(value) <= high:
            return int(value)
        raise _Wrong(f"expected a whole number from {low} to {high}")

    return read_number


def _zone(_: _Reader, value: Value, at: tuple[str, ...]) -> str:
    known = zoneinfo.available_timezones()
    if isinstance(value, str) and value in known:
        return value
    raise _Wrong(f"no such time zone{nearest_zone(str(value), known)}")


def nearest_zone(word: str, known: set[str]) -> str:
    """The closest of the IANA time zones, by its name or its city."""
    cities = {name.rpartition("/")[2].lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(word.rpartition("/")[2].lower().replace(" ", "_"), list(cities), n=1, cutoff=0.6)
    return f"; did you mean `{cities[close[0]]}`?" if close else ", such as `Europe/Berlin`"


def _date(_: _Reader, value: Value, at: tuple[str, ...]) -> dt.date:
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _Wrong("expected a date such as 2024-10-02") from None


def _time(_: _Reader, value: Value, at: tuple[str, ...]) -> dt.time:
    time = read_time(value) if isinstance(value, str) else None
    if time is None:
        raise _Wrong('expected hours and minutes such as "15:00"')
    return time


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _weekdays(_: _Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    days: set[int] = set()
    for item in _items(value):
        name = str(item).strip().lower()
        found = [n for n, day in enumerate(WEEKDAYS) if len(name) >= 2 and day.startswith(name)]
        if len(found) != 1:
            raise _Wrong(f"`{item}` is no day of the week{nearest(name, list(WEEKDAYS))}")
        days.add(found[0])
    return tuple(sorted(days))


def _nth(reader: _Reader, value: Value, at: tuple[str, ...]) -> tuple[int, ...]:
    names = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}
    number = _whole(-5, 5)
    found = tuple(number(reader, names.get(str(i).lower(), i), at) for i in _items(value))
    if 0 in found:
        raise _Wrong("expected 1 to 5, or -1 for the last")
    return found


def _skip(reader: _Reader, value: Value, at: tuple[str, ...]) -> tuple[tuple[dt.date, dt.date], ...]:
    ranges = []
    for item in _items(value):
        ends = re.split(r"\s*(?:\.\.|–| to )\s*", str(item).strip())
        if len(ends) not in (1, 2):
            raise _Wrong("expected dates, or ranges such as 2024-12-23..2025-01-06")
        first, last = _date(reader, ends[0], at), _date(reader, ends[-1], at)
        if last < first:
            raise _Wrong(f"the range `{item}` ends before it starts")
        ranges.append((first, last))
    return tuple(ranges)


def _cadence(reader: _Reader, value: Value, at: tuple[str, ...]) -> Cadence:
    found = reader.mapping(value, _CADENCE, at)
    if "weekday" in found:
        found["weekdays"] = found.pop("weekday")
    if found.get("every", 1) > 1 and "start" not in found:
        raise _Wrong("`every` above 1 needs `start`, the date the weeks are counted from")
    if "start" in found and "end" in found and found["end"] < found["start"]:
        raise _Wrong("`end` lies before `start`")
    return Cadence(**found)


_ROLE_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def _roles(reader: _Reader, value: Value, at: tuple[str, ...]) -> tuple[Role, ...]:
    entries: Value = dict.fromkeys(map(str, value)) if isinstance(value, list) else value
    if not isinstance(entries, dict) or not entries:
        raise _Wrong("expected one line for each role, such as `recap: Responsible for Recap`")
    roles = []
    for key, item in entries.items():
        if not _ROLE_KEY.fullmatch(key):
            reader.wrong((*at, key), f"the role `{key}` needs a short name of small letters, digits and hyphens")
        elif isinstance(item, dict):
            found = reader.mapping(item, {"label": _text, "capacity": _whole(1, 20)}, (*at, key))
            roles.append(Role(key, found.get("label", key.capitalize()), found.get("capacity", 1)))
        elif item is None or isinstance(item, str):
            roles.append(Role(key, (item or key.replace("-", " ").capitalize()).strip()))
        else:
            reader.wrong((*at, key), f"`{key}`: expected a label, or `label` and `capacity` below it")
    return tuple(roles)


def _parts(reader: _Reader, value: Value, at: tuple[str, ...]) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise _Wrong("expected a list of parts, each `- title: …`")
    parts = []
    for number, item in enumerate(value):
        here = (*at, str(number))
        if isinstance(item, str) and item.strip():
            parts.append(Part(item.strip()))
            continue
        found = reader.mapping(item, {"title": _text, "label": _text, "intro": _text}, here)
        if "title" in found:
            parts.append(Part(**found))
        else:
            reader.wrong(here, "a part needs a `title`")
    if len({part.title for part in parts}) < len(parts):
        raise _Wrong("two parts have the same title")
    return tuple(parts)


_LOGIN = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?)")


def _login(value: object) -> str:
    match = _LOGIN.fullmatch(str(value).strip())
    if not match:
        raise _Wrong(f"`{value}` is no GitHub login")
    return match[1].lower()


def _logins(_: _Reader, value: Value, at: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_login(item) for item in _items(value))


def _people(_: _Reader, value: Value, at: tuple[str, ...]) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise _Wrong("expected one line for each person: `login: Name`")
    return {_login(login): str(name).strip() for login, name in value.items()}


def _date_format(_: _Reader, value: Value, at: tuple[str, ...]) -> str:
    text = str(value)
    day = dt.date(2031, 12, 25)
    try:
        back = dt.datetime.strptime(day.strftime(text), text).date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        back = None
    if back != day or "\n" in text:
        raise _Wrong("expected a strftime pattern with day, month and year, such as `%d.%m.%Y`")
    return text


def _path(_: _Reader, value: Value, at: tuple[str, ...]) -> str:
    text = str(value).strip().strip("/")
    unsafe = any(part in ("", ".", "..", ".git") or part.startswith("-") for part in text.split("/"))
    if unsafe or not re.fullmatch(r"[^\x00-\x1f\\:*?\"<>|]{1,200}", text):
        raise _Wrong("expected a path inside the repository")
    return text


def _branch(_: _Reader, value: Value, at: tuple[str, ...]) -> str:
    text = str(value)
    bad = ("..", "//", "@{", ".lock/", "/.")
    if not re.fullmatch(r"[A-Za-z0-9][\w./@+-]{0,99}", text) or any(b in text for b in bad) or text.endswith((".lock", "/", ".")):
        raise _Wrong("this is no name for a branch")
    return text


_CADENCE: Mapping[str, Read] = {
    "weekday": _weekdays,
    "every": _whole(1, 52),
    "nth": _nth,
    "time": _time,
    "duration": _whole(1, 1440),
    "place": _text,
    "link": _text,
    "start": _date,
    "end": _date,
    "skip": _skip,
    "slots": _whole(0, 104),
}

_TOP: Mapping[str, Read] = {
    "name": _text,
    "timezone": _zone,
    "cadence": _cadence,
    "roles": _roles,
    "parts": _parts,
    "organisers": _logins,
    "people": _people,
    "notme": _logins,
    "date_format": _date_format,
    "sessions": _path,
    "readme": _path,
    "branch": _branch,
}
