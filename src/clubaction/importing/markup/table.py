"""A table as values, whichever way it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it starts and ends, and its cells as written."""

    line: int
    end: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table from its first line to its last. `header` is None where it has none."""

    first: int
    last: int
    header: Row | None
    rows: tuple[Row, ...]
    html: bool = False

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows, a header among them."""
        return (self.header, *self.rows) if self.header else self.rows

    @property
    def header_end(self) -> int:
        """The last line before the rows."""
        return max(self.first, self.rows[0].line - 1) if self.rows else self.last

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.all_rows), default=0)
