"""A table, whether it is written with pipes or in HTML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """Its first line, from 1."""
    end: int
    """Its last line."""
    cells: tuple[str, ...]
    """As written."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    first: int
    """Its first line, from 1."""
    last: int
    """Its last line."""
    header: Row | None
    """None for a table without a header."""
    rows: tuple[Row, ...]
    """Without the header."""
    html: bool = False
    """Whether it is written in HTML."""

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The header, if there is one, and the rows."""
        return (self.header, *self.rows) if self.header else self.rows

    @property
    def header_end(self) -> int:
        """The last line before the rows."""
        return max(self.first, self.rows[0].line - 1) if self.rows else self.last

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.all_rows), default=0)
