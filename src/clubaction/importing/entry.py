"""Entries: the common form of all schedules before anything in them is interpreted. An entry is one meeting."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.importing.field_names import Field
from clubaction.importing.markup.inline import Inline
from clubaction.importing.vocabulary import is_placeholder

_NOTHING = Inline()
_NOT_CONTENT: tuple[Field, ...] = ("date", "number", "section")
"""Fields that say nothing about what the meeting is about."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an entry."""

    field: Field
    label: str
    """The header of its column, or its key, as written."""
    value: Inline
    key: str = ""
    """For a role, its key in the configuration."""
    line: int = 0
    """The line of the source, from 1."""


@dataclass(slots=True)
class Entry:
    """One meeting as the source describes it: a row of a table, a section, an item of a list."""

    line: int
    """The first line of the source that it comes from, from 1."""
    end: int
    """The last one."""
    cells: list[Cell]
    where: str
    """The place of the dates for messages, such as `column "Date" of the table at line 8`."""
    group: int = 0
    """A number that all entries of one table or list share, as their dates are written in one way."""
    year: int | None = None
    """The year in the headings above; None without one."""
    heading: str = ""
    """The heading above the table."""
    body: list[str] = field(default_factory=list)
    """Lines of Markdown for the session's text."""
    stated_order: str = ""
    """The order of day and month that the header names; empty if it names none."""
    compact: bool = False
    """Whether dates are written as `YYMMDD`."""
    ours: bool = False
    """Whether it comes from a block that clubaction wrote."""
    region: tuple[int, int] | None = None
    """The lines to remove from the source when this entry is imported; None if they must stay."""

    def first(self, name: Field) -> Inline:
        """The value of the first cell for a field; an empty one if there is none."""
        return next((cell.value for cell in self.cells if cell.field == name), _NOTHING)

    @property
    def content(self) -> list[Cell]:
        """All cells except dates, numbers and links to sections."""
        return [cell for cell in self.cells if cell.field not in _NOT_CONTENT]

    @property
    def is_empty(self) -> bool:
        """Whether all cells in `content` are empty or placeholders."""
        return all(is_placeholder(cell.value.flat) and not cell.value.links for cell in self.content)

    @property
    def summary(self) -> str:
        """The texts of all cells on one line, for the report."""
        return "; ".join(cell.value.flat for cell in self.cells if cell.value.flat and cell.field != "number")
