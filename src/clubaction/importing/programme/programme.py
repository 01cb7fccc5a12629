"""A programme: the parts of a page, and the sections of its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clubaction.importing.entry import Cell, Entry
from clubaction.importing.markup.source_page import Heading

_GROUP = -1
"""The group of entries that are made from sections; tables and lists have other numbers."""


@dataclass(slots=True)
class Part:
    """A part of the programme."""

    label: str
    """What comes before the title, such as `Part 1`; perhaps empty."""
    title: str
    line: int
    """The line of its heading."""
    end: int = 0
    """The last line of the introduction."""
    intro: list[str] = field(default_factory=list)
    """The lines of the introduction, in Markdown."""
    is_rest: bool = False
    """Whether this is clubaction's own heading above the sessions that have no part."""

    @property
    def name(self) -> str:
        """The part's name in the report."""
        return f"{self.label}: {self.title}" if self.label else self.title


@dataclass(slots=True)
class SessionSection:
    """The section of one session: a fact table and the text around it."""

    line: int
    """The first line of the fact table."""
    end: int
    """The last line of the section."""
    heading: Heading | None
    """None if several sessions share one heading."""
    cells: list[Cell]
    """The facts."""
    body: list[str]
    """The lines of the text, in Markdown."""
    ours: bool
    """Whether clubaction wrote it."""
    first: int
    """The first line of the section: that of its heading, or of the table without one."""
    part: Part | None = None
    """The part that it is in."""

    @property
    def part_title(self) -> str:
        """The title of the part that the section is in; empty without one."""
        return self.part.title if self.part and not self.part.is_rest else ""


@dataclass(slots=True)
class Programme:
    """The parts and sections of a page."""

    parts: list[Part] = field(default_factory=list)
    sections: list[SessionSection] = field(default_factory=list)
    first: int = 0
    """The first line of all of them; 0 without any."""
    last: int = 0
    """The last line of all of them."""

    def entries(self) -> Iterator[Entry]:
        """An entry for each section, in order, so that their dates are read like those of rows."""
        for section in self.sections:
            where = f"the fact table at line {section.line}"
            yield Entry(section.first, section.end, section.cells, where, group=_GROUP, ours=section.ours)
