"""HTML tables, read with `html.parser`: closing tags may be missing, cells may span rows and columns, tables nest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

from clubaction.importing.markup.page import Page
from clubaction.importing.markup.table import Row, Table

_OTHER_ANGLE = re.compile(r"<(?!/?(?:table|t[rdh])\b)", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_MOST_SPANNED = 20
"""Rows or columns that one cell may span."""
_MOST_REPEATED = 2_000
"""Cells of a page that are repeated because they span rows."""
_LONGEST_REPEATED = 500
"""Characters of such a cell: a date, a theme, a title."""
_LIQUID = (("{%", "%}"), ("{{", "}}"))

Attributes = list[tuple[str, str | None]]


def html_tables(page: Page) -> tuple[Table, ...]:
    """The closed HTML tables outside code, each where it ends; their cells are left as they are written."""
    parser = _TableParser(page)
    parser.read()
    return tuple(parser.found)


def has_liquid(cell: str) -> bool:
    """Whether a cell holds Jekyll's template tags, whose result cannot be known here."""
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
    """A table whose end was not reached yet, and the cell that is being read."""

    line: int
    rows: list[_OpenRow] = field(default_factory=list)
    spanning: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Column → the text of a cell that reaches into further rows, and the last of these rows, counted from 0."""
    in_cell: bool = False
    cell: list[str] = field(default_factory=list)
    """The pieces of the open cell's text: those around a table inside it."""
    columns: int = 1
    """How many columns the open cell takes."""
    rows_below: int = 0
    """Into how many further rows the open cell reaches."""

    def closed(self, line: int) -> Table:
        """The table that ends on this line."""
        rows = tuple(Row(row.line, row.end, tuple(row.cells)) for row in self.rows)
        header = rows[0] if self.rows[0].is_header else None
        return Table(self.line, line, header, rows[1:] if header else rows, html=True)


class _TableParser(HTMLParser):
    """Finds the tables of a page. Positions are characters of the whole text."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.found: list[Table] = []
        self._text = "\n".join(page.lines)
        self._starts = tuple(accumulate((len(line) + 1 for line in page.lines), initial=0))
        # Only a table's own tags are shown to the parser: what else a cell holds is Markdown and read as such later.
        shown = ("" if number in page.code else line for number, line in enumerate(page.lines, start=1))
        padded = (line.ljust(len(whole)) for line, whole in zip(shown, page.lines, strict=True))
        self._shown = _OTHER_ANGLE.sub(" ", "\n".join(padded))
        self._open: list[_OpenTable] = []
        self._piece_start = 0
        self._repeated = 0

    def read(self) -> None:
        """Reads the page. A tag that is never finished ends it: without `close`, which would look at it again."""
        if "<" in self._shown:
            self.feed(self._shown)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Opens a table, a row or a cell."""
        line, start = self._position()
        end = start + len(self.get_starttag_text() or "")
        self._end_piece(start)
        if tag == "table":
            self._open.append(_OpenTable(line))
        elif self._open:
            self._end_cell(line)
            if tag == "tr":
                self._fill_spanned()
                self._open[-1].rows.append(_OpenRow(line, line))
            elif self._open[-1].rows:
                self._start_cell(tag, attrs)
        self._piece_start = end

    def handle_endtag(self, tag: str) -> None:
        """Closes a table, or the cell that is open in it."""
        line, start = self._position()
        self._end_piece(start)
        if self._open:
            self._end_cell(line)
            if tag == "table":
                self._fill_spanned()
                table = self._open.pop()
                self.found += [table.closed(line)] if table.rows else []
        self._piece_start = self._text.find(">", start) + 1

    def _position(self) -> tuple[int, int]:
        line, column = self.getpos()
        return line, self._starts[line - 1] + column

    def _start_cell(self, tag: str, attrs: Attributes) -> None:
        table = self._open[-1]
        row = table.rows[-1]
        row.is_header |= tag == "th"
        self._fill_spanned()
        said = dict(attrs)
        table.in_cell = True
        table.columns = _spanned(said.get("colspan"))
        table.rows_below = _spanned(said.get("rowspan")) - 1

    def _end_piece(self, end: int) -> None:
        if self._open and self._open[-1].in_cell:
            self._open[-1].cell.append(self._text[self._piece_start : end])

    def _end_cell(self, line: int) -> None:
        """Files the open cell, if there is one: its text in its first column, nothing in the others it takes."""
        table = self._open[-1]
        if not table.in_cell:
            return
        row = table.rows[-1]
        text = " ".join(" ".join(table.cell).split())
        texts = [text, *[""] * (table.columns - 1)]
        if table.rows_below and len(text) <= _LONGEST_REPEATED:
            last = len(table.rows) - 1 + table.rows_below
            table.spanning |= {column: (text, last) for column, text in enumerate(texts, start=len(row.cells))}
        row.cells += texts
        row.end = line
        table.in_cell, table.cell = False, []

    def _fill_spanned(self) -> None:
        """Repeats the cells of rows above that reach into the last row, up to the next column that is free."""
        table = self._open[-1]
        if not table.rows:
            return
        cells = table.rows[-1].cells
        while self._repeated < _MOST_REPEATED:
            text, last = table.spanning.get(len(cells), ("", -1))
            if last < len(table.rows) - 1:
                return
            cells.append(text)
            self._repeated += 1


def _spanned(written: str | None) -> int:
    """The value of `colspan` or `rowspan`."""
    return min(int(written), _MOST_SPANNED) if written and _NUMBER.fullmatch(written) else 1
