"""Reads HTML tables with `html.parser`: tags may be unclosed, cells may span rows and columns, tables may be nested."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

from clubaction.importing.markup.source_lines import SourceLines
from clubaction.importing.markup.table import Row, Table

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_OTHER_ANGLE = re.compile(r"<(?!/?(?:table|t[rdh])\b)", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_MOST_SPANNED = 20
"""Rows or columns that one cell can span."""
_MOST_NESTED = 8
"""Tables inside each other; pages whose layout is made of tables have a few."""
_MOST_REPEATED = 2_000
"""Cells of one page that are repeated because they span rows."""
_LONGEST_REPEATED = 500
"""Characters of a cell that is repeated: enough for a date, a theme or a title."""
_LIQUID = (("{%", "%}"), ("{{", "}}"))

Attributes = list[tuple[str, str | None]]
"""(name, value) of a tag's attributes; the value is None for an attribute without one."""


def html_tables(page: SourceLines) -> tuple[Table, ...]:
    """The closed HTML tables outside code, in the order of their ends; their cells are as written."""
    if not any("<" in line and _TABLE.search(line) for line in page.lines):
        return ()
    parser = _TableParser(page)
    # No `close`: it would read the rest again for each unfinished tag, which takes quadratic time.
    parser.feed(parser.shown)
    return tuple(parser.found)


def has_liquid(cell: str) -> bool:
    """Whether a cell has template tags of Jekyll, whose output is unknown here."""
    starts = ((cell.find(opening), closing) for opening, closing in _LIQUID)
    return any(start >= 0 and cell.find(closing, start + 2) >= 0 for start, closing in starts)


@dataclass(slots=True)
class _OpenRow:
    line: int
    end: int
    cells: list[str] = field(default_factory=list)
    is_header: bool = False


@dataclass(slots=True)
class _OpenTable:
    """A table whose end has not been reached, and its open cell."""

    line: int
    rows: list[_OpenRow] = field(default_factory=list)
    spanning: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Column → (text, last row) of a cell that spans several rows; rows are counted from 0."""
    cell: list[str] | None = None
    """The pieces of the open cell's text, without tables inside it; None between cells."""
    columns: int = 1
    """How many columns the open cell spans."""
    rows_below: int = 0
    """How many rows below its own the open cell spans."""

    def start_cell(self, attributes: Attributes) -> None:
        """Opens a cell in the last row."""
        values = dict(attributes)
        self.cell = []
        self.columns = _spanned(values.get("colspan"))
        self.rows_below = _spanned(values.get("rowspan")) - 1

    def end_cell(self, line: int) -> None:
        """Closes the open cell, if there is one: its text goes into its first column, the others it spans are empty."""
        if self.cell is None:
            return
        row = self.rows[-1]
        text = " ".join(" ".join(self.cell).split())
        texts = [text, *[""] * (self.columns - 1)]
        if self.rows_below and len(text) <= _LONGEST_REPEATED:
            last = len(self.rows) - 1 + self.rows_below
            self.spanning |= {column: (text, last) for column, text in enumerate(texts, start=len(row.cells))}
        row.cells += texts
        row.end = line
        self.cell = None

    def repeat_spanning(self, most: int) -> int:
        """Repeats cells from the rows above in the next columns that they span; returns how many, at most `most`."""
        cells = self.rows[-1].cells if self.rows else []
        for count in range(most):
            text, last = self.spanning.get(len(cells), ("", -1))
            if last < len(self.rows) - 1 or not self.rows:
                return count
            cells.append(text)
        return most

    def closed(self, line: int) -> Table:
        """The finished table, which ends on this line."""
        rows = tuple(Row(row.line, row.end, tuple(row.cells)) for row in self.rows)
        header = rows[0] if self.rows[0].is_header else None
        return Table(self.line, line, header, rows[1:] if header else rows, html=True)


class _TableParser(HTMLParser):
    """Collects the tables of a page in `found`. Positions are counted in characters of the whole text."""

    def __init__(self, page: SourceLines) -> None:
        super().__init__()
        self.found: list[Table] = []
        self._text = "\n".join(page.lines)
        self._starts = tuple(accumulate((len(line) + 1 for line in page.lines), initial=0))
        # The parser only sees the tags of tables: everything else in a cell is read as inline Markdown later.
        lines = (" " * len(line) if number in page.code else line for number, line in enumerate(page.lines, start=1))
        self.shown = _OTHER_ANGLE.sub(" ", "\n".join(lines))
        self._open: list[_OpenTable] = []
        self._piece_start = 0
        self._repeats_left = _MOST_REPEATED

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Opens a table, a row or a cell."""
        line, start = self._position()
        self._end_piece(start)
        self._piece_start = start + len(self.get_starttag_text() or "")
        if tag == "table":
            # Of too many nested tables, the outermost one is dropped.
            self._open = [*self._open[1 - _MOST_NESTED :], _OpenTable(line)]
        elif self._open:
            table = self._open[-1]
            table.end_cell(line)
            self._repeats_left -= table.repeat_spanning(self._repeats_left)
            if tag == "tr":
                table.rows.append(_OpenRow(line, line))
            elif table.rows:
                table.rows[-1].is_header |= tag == "th"
                table.start_cell(attrs)

    def handle_endtag(self, tag: str) -> None:
        """Closes a table, or the cell that is open in it."""
        line, start = self._position()
        self._end_piece(start)
        self._piece_start = self._text.find(">", start) + 1
        if self._open:
            self._open[-1].end_cell(line)
            if tag == "table":
                self._close_table(line)

    def _close_table(self, line: int) -> None:
        table = self._open.pop()
        self._repeats_left -= table.repeat_spanning(self._repeats_left)
        if table.rows:
            self.found.append(table.closed(line))

    def _position(self) -> tuple[int, int]:
        """The line of a tag, and where it starts in the whole text."""
        line, column = self.getpos()
        return line, self._starts[line - 1] + column

    def _end_piece(self, end: int) -> None:
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(self._text[self._piece_start : end])


def _spanned(written: str | None) -> int:
    """The number in a `colspan` or `rowspan`, from 1 to the limit; 1 for anything else."""
    return min(int(written), _MOST_SPANNED) if written and _NUMBER.fullmatch(written) else 1
