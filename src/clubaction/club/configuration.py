"""The configuration of a club as a value, with the defaults of all keys, and where its file is."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.club.cadence import Cadence
from clubaction.model.snapshot import CONFIG_PATH

PATH = CONFIG_PATH
"""The file of the configuration, unless the Action's input `config` names another."""
TEMPLATES = ".github/clubaction"
"""The folder of templates with which a club replaces ours."""


@dataclass(frozen=True, slots=True)
class Role:
    """Something that one or more people do at each session."""

    key: str
    """What people write in `/claim KEY`, and the key in session files."""
    label: str
    """What the schedule calls it."""
    capacity: int = 1
    """How many people can have the role in one session."""

    @property
    def name(self) -> str:
        """The role as sentences name it."""
        return self.key.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the programme; the sessions with its title as their `part` belong to it."""

    title: str
    label: str = ""
    """What comes before the title in the heading, such as "Part 1"."""
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
    """Logins, lower case, of organisers without write access to the repository."""
    people: Mapping[str, str] = field(default_factory=dict)
    """Login, lower case → the name to show."""
    notme: frozenset[str] = frozenset()
    """Logins, lower case, of those who are not suggested for roles (`/notme`)."""
    remind: tuple[int, ...] = (3,)
    """How many days before a session the people with a role in it are reminded; empty: never."""
    most_claims: int = 0
    """How many roles in future sessions one person may have; 0: any number."""
    most_proposals: int = 3
    """How many proposals of one person get a date by themselves before they are merged; 0: any number."""
    date_format: str = "%Y-%m-%d"
    paper_hosts: tuple[str, ...] = ()
    """Further hosts whose pages may be fetched for a paper, such as a publisher's."""
    sessions: str = "sessions"
    """The folder of the session files."""
    readme: str = "README.md"
    """The file with the schedule."""
    branch: str = "clubaction/update"
    """The branch of our pull request."""
    _persons: Mapping[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Login with @, or name, in lower case → what `person` returns."""

    def __post_init__(self) -> None:
        named: dict[str, str] = {}
        for login, name in self.people.items():
            named.setdefault(name.casefold(), f"@{login}")
        persons = {f"@{login}": named[name.casefold()] for login, name in self.people.items()}
        object.__setattr__(self, "_persons", {**named, **persons})

    def role(self, key: str) -> Role | None:
        """The role with this key, name or label, whatever its case; None where there is none."""
        wanted = key.strip().casefold()
        return next(
            (r for r in self.roles if wanted in (r.key.casefold(), r.name.casefold(), r.label.casefold())),
            None,
        )

    def part(self, name: str) -> Part | None:
        """The part with this title, label or heading, whatever its case; None where there is none."""
        wanted = name.casefold()
        named = ((part, (part.title, part.heading, part.label)) for part in self.parts)
        return next((part for part, names in named if wanted and wanted in map(str.casefold, names)), None)

    def show(self, holder: str) -> str:
        """What to show for a role's holder: for a login the name in `people`, or else the login without its @."""
        login = holder.removeprefix("@")
        return self.people.get(login.lower(), login) if holder.startswith("@") else holder

    def person(self, holder: str) -> str:
        """A text that is the same for one person, whether a file names them by their name or a login in `people`."""
        key = holder.casefold()
        return self._persons.get(key, key)

    def day_at(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the club's time zone, at a moment that has a time zone."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.timezone)).date()

    def day(self, date: dt.date) -> str:
        """A date as text, in the club's `date_format`."""
        return date.strftime(self.date_format)


def paths(config: Config, path: str = PATH) -> tuple[str, ...]:
    """The paths of the files and folders that a run reads; `path` is that of the configuration."""
    return (path, TEMPLATES, config.readme, config.sessions)
