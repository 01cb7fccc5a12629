"""The club's configuration: `.github/clubaction.yml`, all of it optional."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.club import config_values
from clubaction.club.cadence import Cadence
from clubaction.club.config_values import Read, Reader, Wrong
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.text import yaml_text
from clubaction.text.yaml_text import Value

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
        """The part's heading in the README."""
        return f"{self.label}: {self.title}" if self.label else self.title


DEFAULT_ROLES = (Role("recap", "Responsible for Recap"), Role("questions", "Responsible for Questions"))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a club can choose."""

    name: str = "Journal Club"
    timezone: str = "UTC"
    cadence: Cadence = field(default_factory=Cadence)
    roles: tuple[Role, ...] = DEFAULT_ROLES
    parts: tuple[Part, ...] = ()
    organisers: frozenset[str] = frozenset()
    """Logins, lower case, beside those who have write access."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Login, lower case → the name to show."""
    notme: frozenset[str] = frozenset()
    """Logins, lower case, of those who are not suggested for roles (`/notme`)."""
    remind: tuple[int, ...] = (3,)
    """How many days before a session those who have a role in it are reminded; empty: never."""
    most_claims: int = 0
    """How many roles in sessions to come one person may have; 0: any number."""
    most_proposals: int = 3
    """How many proposals of one person get a date unasked before they are merged; 0: any number."""
    date_format: str = "%Y-%m-%d"
    paper_hosts: tuple[str, ...] = ()
    """Hosts beside the known ones whose pages may be asked about papers, such as a publisher's."""
    sessions: str = "sessions"
    readme: str = "README.md"
    branch: str = "clubaction/update"
    _persons: Mapping[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Login with @, or name, lower case → the key of the person."""

    def __post_init__(self) -> None:
        named: dict[str, str] = {}
        for login, name in self.people.items():
            named.setdefault(name.casefold(), f"@{login}")
        persons = {f"@{login}": named[name.casefold()] for login, name in self.people.items()}
        object.__setattr__(self, "_persons", {**named, **persons})

    def role(self, key: str) -> Role | None:
        """The configured role of this key or label, whatever its case."""
        wanted = key.strip().casefold()
        return next(
            (r for r in self.roles if wanted in (r.key.casefold(), r.name.casefold(), r.label.casefold())),
            None,
        )

    def show(self, holder: str) -> str:
        """A role's holder as readers see them: the name that the club uses, else the login, without the @."""
        login = holder.removeprefix("@")
        return self.people.get(login.lower(), login) if holder.startswith("@") else holder

    def person(self, holder: str) -> str:
        """One key for one person, whether a file has the name or one of the logins that `people` gives it."""
        key = holder.casefold()
        return self._persons.get(key, key)

    def day(self, date: dt.date) -> str:
        """A date as the club writes it."""
        return date.strftime(self.date_format)


def paths(config: Config, path: str = PATH) -> tuple[str, ...]:
    """The files and folders of the repository that a run reads."""
    return (path, TEMPLATES, config.readme, config.sessions)


def parse_config(data: bytes | None, path: str = PATH) -> Config:
    """The configuration in a file, or the defaults where there is none.

    Raises `ConfigError` with every wrong key and value, each with its line and the nearest valid one.
    """
    if data is None:
        return Config()
    try:
        text = yaml_text.decode(path, data)
        values = yaml_text.read_yaml(path, text.removeprefix("\ufeff"))
    except ClubFileError as error:
        raise ConfigError(error.problems) from None
    reader = Reader(path, text.removeprefix("\ufeff"))
    found = reader.mapping(values, _TOP, ())
    if reader.problems:
        raise ConfigError(reader.problems)
    config = Config(**found)
    if clash := _clash(config, path):
        raise ConfigError([Problem(path, yaml_text.line_of(text, clash[0]) + 1, clash[1])])
    return config


_NOT_FOR_SESSIONS = (".github", ".github/workflows", ".github/ISSUE_TEMPLATE", ".github/actions")
"""Folders whose files mean something to GitHub."""


def _clash(config: Config, path: str) -> tuple[str, str] | None:
    """The key, and what is wrong, where two of the club's places are one."""
    if config.sessions in (config.readme, path, TEMPLATES, *_NOT_FOR_SESSIONS):
        return "sessions", f"`sessions`: {config.sessions} is no folder for sessions alone; name another"
    if config.readme in (path, TEMPLATES):
        return "readme", f"`readme`: {config.readme} is no page for the schedule; name another"
    folder, _, name = config.readme.rpartition("/")
    if folder == config.sessions and name.lower() != "readme.md":
        return "readme", f"`readme`: {config.readme} lies among the sessions; put it elsewhere, or call it README.md"
    return None


def _cadence(reader: Reader, value: Value, at: tuple[str, ...]) -> Cadence:
    found = reader.mapping(value, _CADENCE, at)
    if "weekday" in found:
        found["weekdays"] = found.pop("weekday")
    if found.get("every", 1) > 1 and "start" not in found:
        raise Wrong("`every` above 1 needs `start`, the date the weeks are counted from")
    if "start" in found and "end" in found and found["end"] < found["start"]:
        raise Wrong("`end` lies before `start`")
    return Cadence(**found)


_ROLE_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def _roles(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[Role, ...]:
    entries: Value = dict.fromkeys(map(str, value)) if isinstance(value, list) else value
    if not isinstance(entries, dict) or not entries:
        raise Wrong("expected one line for each role, such as `recap: Responsible for Recap`")
    roles = []
    for key, item in entries.items():
        if not _ROLE_KEY.fullmatch(key):
            reader.wrong((*at, key), f"the role `{key}` needs a short name of small letters, digits and hyphens")
        elif isinstance(item, dict):
            found = reader.mapping(
                item, {"label": config_values.text, "capacity": config_values.whole(1, 20)}, (*at, key)
            )
            roles.append(Role(key, found.get("label", key.capitalize()), found.get("capacity", 1)))
        elif item is None or isinstance(item, str):
            roles.append(Role(key, (item or key.replace("-", " ").capitalize()).strip()))
        else:
            reader.wrong((*at, key), f"`{key}`: expected a label, or `label` and `capacity` below it")
    return tuple(roles)


def _parts(reader: Reader, value: Value, at: tuple[str, ...]) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise Wrong("expected a list of parts, each `- title: …`")
    parts = []
    for number, item in enumerate(value):
        here = (*at, str(number))
        if isinstance(item, str) and item.strip():
            parts.append(Part(item.strip()))
            continue
        found = reader.mapping(
            item, {"title": config_values.text, "label": config_values.text, "intro": config_values.text}, here
        )
        if "title" in found:
            parts.append(Part(**found))
        else:
            reader.wrong(here, "a part needs a `title`")
    if len({part.title for part in parts}) < len(parts):
        raise Wrong("two parts have the same title")
    return tuple(parts)


def _people(_: Reader, value: Value, at: tuple[str, ...]) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise Wrong("expected one line for each person: `login: Name`")
    return {config_values.login(login): str(name).strip() for login, name in value.items()}


_CADENCE: Mapping[str, Read] = {
    "weekday": config_values.weekdays,
    "every": config_values.whole(1, 52),
    "nth": config_values.nth,
    "time": config_values.time,
    "duration": config_values.whole(1, 1440),
    "place": config_values.text,
    "link": config_values.text,
    "start": config_values.date,
    "end": config_values.date,
    "skip": config_values.skip,
    "holidays": config_values.holidays,
    "slots": config_values.whole(0, 104),
}

_TOP: Mapping[str, Read] = {
    "name": config_values.text,
    "timezone": config_values.zone,
    "cadence": _cadence,
    "roles": _roles,
    "parts": _parts,
    "organisers": config_values.logins,
    "people": _people,
    "notme": config_values.logins,
    "remind": config_values.days,
    "most_claims": config_values.whole(0, 100),
    "most_proposals": config_values.whole(0, 100),
    "date_format": config_values.date_format,
    "paper_hosts": config_values.hosts,
    "sessions": config_values.path,
    "readme": config_values.path,
    "branch": config_values.branch,
}
