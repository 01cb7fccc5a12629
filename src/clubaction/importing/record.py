"""What every shape of schedule is brought into first: records of labelled cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.importing import inline
from clubaction.importing.inline import Inline


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a record: which field it is for, what its column or key is called, what it says."""

    field: str
    """A field of `words.FIELD_WORDS`, `role`, or empty for what has no place of its own."""
    label: str
    value: Inline
    key: str = ""
    """For a role, its configuration key."""
    line: int = 0


@dataclass(slots=True)
class Record:
    """What the source says of one meeting, before anything is understood."""

    line: int
    end: int
    cells: list[Cell]
    where: str
    """What a person would call the place of the dates, such as `column "Date" (line 8)`."""
    group: int = 0
    """Records of one table or list share this number: their dates are written alike."""
    year: int | None = None
    """The year that the headings above name."""
    heading: str = ""
    """The heading that the table stands under."""
    body: list[str] = field(default_factory=list)
    """Markdown lines that belong to the meeting as they are."""
    stated: str = ""
    """The order of day and month that the header states."""
    compact: bool = False
    ours: bool = False
    """It stands in a block that clubaction rendered."""
    region: tuple[int, int] | None = None
    """The lines that the source loses when this record is taken; None where they must stay."""

    def of(self, name: str) -> list[Cell]:
        """The cells of one field, in order."""
        return [cell for cell in self.cells if cell.field == name]

    def first(self, name: str) -> Inline:
        """What the first cell of a field says; nothing if there is none."""
        return next((cell.value for cell in self.cells if cell.field == name), _NOTHING)


_NOTHING = inline.read("")
