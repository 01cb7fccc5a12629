"""The draft of a session, to which the cells of an entry are added one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from clubaction.importing.field_names import Material

MOST = 100
"""The most titles, links or holders of one role that a session gets; further ones are kept in its text."""
MANY_TITLES = 3
"""A session with more papers than this is titled by its first paper and their number."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A list item in a session's text, for something that has no field. Both texts are Markdown."""

    label: str
    text: str
    is_further_link: bool = False
    """Whether it is one of the session's links after the first."""

    def __str__(self) -> str:
        return f"- **{self.label}:** {self.text}"


@dataclass(slots=True)
class Draft:
    """The draft of a session. Fields without a comment are as in `Session`."""

    line: int
    """The first line of the source that it comes from."""
    end: int
    """The last one."""
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
    """Key of a role → its label, in the order of the source."""
    materials: dict[Material, str] = field(default_factory=dict)
    """The addresses of its slides, recording and code."""
    cancelled: bool = False
    remarks: list[Remark] = field(default_factory=list)
    """The list at the end of the session's text."""
    body: list[str] = field(default_factory=list)
    """The lines of Markdown before the remarks."""
    ours: bool = False
    """Whether it comes from a block that clubaction wrote."""
    group: int = 0
    """The group of its entry."""
    heading: str = ""
    """The heading above its table."""

    @property
    def title(self) -> str:
        """One title for all papers of the session; empty without any."""
        if len(self.titles) <= MANY_TITLES:
            return " / ".join(self.titles)
        return f"{self.titles[0]} and {len(self.titles) - 1} more"

    @property
    def link(self) -> str:
        """The first link; empty without any."""
        return self.links[0] if self.links else ""

    @property
    def name(self) -> str:
        """The session's name in the report."""
        day = self.date.isoformat() if self.date else "no date"
        return f"{day}, {self.title or self.theme or 'open'}"
