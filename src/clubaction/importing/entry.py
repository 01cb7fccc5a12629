"""What every shape of schedule is brought into first: entries of labelled cells, one entry a meeting."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.importing.field_names import Field
from clubaction.importing.markup.inline import Inline
from clubaction.importing.vocabulary import is_placeholder

_NOTHING = Inline()
_NOT_SAID: tuple[Field, ...] = ("date", "number", "section")
"""Cells that say nothing about the meeting itself."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an entry: which field it is for, what its column or key is called, what it says."""

    field: Field
    label: str
    value: Inline
    key: str = ""
    """For a role, its configuration key."""
    line: int = 0


@dataclass(slots=True)
class Entry:
    """What the source says of one meeting, before anything is understood: a row, a section, an item of a list."""

    line: int
    end: int
    cells: list[Cell]
    where: str
    """What a person would call the place of the dates, such as `column "Date" (line 8)`."""
    group: int = 0
    """Entries of one table or list share this number: their dates are written alike."""
    year: int | None = None
    """The year that the headings above name."""
    heading: str = ""
    """The heading that the table stands under."""
    body: list[str] = field(default_factory=list)
    """Markdown lines that belong to the meeting as they are."""
    stated_order: str = ""
    """The order of day and month that the header states."""
    compact: bool = False
    """Dates are written as `YYMMDD`."""
    ours: bool = False
    """It stands in a block that clubaction rendered."""
    region: tuple[int, int] | None = None
    """The lines that the source loses when this entry is taken; None where they must stay."""

    def first(self, name: Field) -> Inline:
        """What the first cell of a field says; nothing if there is none."""
        return next((cell.value for cell in self.cells if cell.field == name), _NOTHING)

    @property
    def telling(self) -> list[Cell]:
        """The cells but those of dates, numbers and links to sections."""
        return [cell for cell in self.cells if cell.field not in _NOT_SAID]

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything but perhaps a date."""
        return all(is_placeholder(cell.value.flat) and not cell.value.links for cell in self.telling)

    @property
    def said(self) -> str:
        """All that it says, on one line, as a person is told."""
        return "; ".join(cell.value.flat for cell in self.cells if cell.value.flat and cell.field != "number")
