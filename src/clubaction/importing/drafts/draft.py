"""A session in the making: what is known of it so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from clubaction.importing.field_names import Material

MOST = 100
"""Titles, links or holders of one role that one session has; more of them are kept in its text."""
MANY_TITLES = 3
"""More papers than this on one day are not all named in the session's title."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A list item in a session's text: something that has no place of its own. Both texts are Markdown."""

    label: str
    text: str
    is_further_link: bool = False
    """It repeats one of the session's links but the first."""

    def __str__(self) -> str:
        return f"- **{self.label}:** {self.text}"


@dataclass(slots=True)
class Draft:
    """A session in the making, with the lines it comes from."""

    line: int
    end: int
    date: dt.date | None = None
    time: dt.time | None = None
    titles: list[str] = field(default_factory=list)
    theme: str = ""
    part: str = ""
    section: str = ""
    links: list[str] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """Role key → label, in the order in which the source names them."""
    materials: dict[Material, str] = field(default_factory=dict)
    """The addresses of its slides, recording and code."""
    cancelled: bool = False
    remarks: list[Remark] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    """Markdown for its text, before the remarks."""
    ours: bool = False
    """It comes from a block that clubaction rendered."""
    group: int = 0
    """That of its entry."""
    heading: str = ""
    """The heading that its table stands under."""

    @property
    def title(self) -> str:
        """One title, also where the day has several papers."""
        if len(self.titles) <= MANY_TITLES:
            return " / ".join(self.titles)
        return f"{self.titles[0]} and {len(self.titles) - 1} more"

    @property
    def link(self) -> str:
        """The first link."""
        return self.links[0] if self.links else ""

    @property
    def name(self) -> str:
        """What the report calls it."""
        day = self.date.isoformat() if self.date else "no date"
        return f"{day}, {self.title or self.theme or 'open'}"
