"""Reads pipe tables (`| a | b |`).

It accepts more than GitHub does: rows may differ in length, and the outer pipes and even the delimiter row may be
missing, since only the data is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clubaction.importing.markup.source_lines import SourceLines
from clubaction.importing.markup.table import Row, Table

_DELIMITER_CELL = re.compile(r":?-+:?")
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_NOT_A_ROW = re.compile(r"\s*$| {0,3}(?:#{1,6}\s|>|```|~~~|<!--|(?:[-*_]\s*){3,}$|[-*+]\s|\d{1,9}[.)]\s)")


def row_cells(line: str) -> tuple[str, ...]:
    """The cells of a row; a pipe after a backslash does not separate cells."""
    text = line.strip()
    cells: list[str] = []
    start = 0
    for match in _CELL_END.finditer(text):
        cells.append(text[start : match.end() - 1])
        start = match.end()
    if start < len(text) or not cells:
        cells.append(text[start:])
    if len(cells) > 1 and text.startswith("|"):
        cells = cells[1:]
    return tuple(cell.replace("\\|", "|").strip() for cell in cells)


def pipe_tables(page: SourceLines) -> Iterator[Table]:
    """The pipe tables outside code."""
    number = page.front + 1
    delimiter = 0
    while number <= page.total:
        table = None
        if number not in page.code and "|" in page.line(number):
            table = _with_header(page, number)
            # Rows before a delimiter row are read once, not again from each of them: that would take quadratic time.
            if not table and number > delimiter:
                table, delimiter = _without_header(page, number)
        if table:
            yield table
            number = table.last
        number += 1


def _is_delimiter(line: str) -> bool:
    cells = row_cells(line)
    return (
        "-" in line and bool(cells) and all(_DELIMITER_CELL.fullmatch(cell) for cell in cells if cell or len(cells) < 2)
    )


def _with_header(page: SourceLines, number: int) -> Table | None:
    below = number + 1
    if below in page.code or not _is_delimiter(page.line(below)) or _is_delimiter(page.line(number)):
        return None
    header = Row(number, number, row_cells(page.line(number)))
    if len(header.cells) < 2 and "|" not in page.line(below):
        return None
    rows = tuple(_rows(page, below + 1, rows_need_pipe=False))
    return Table(number, rows[-1].end if rows else below, header, rows)


def _without_header(page: SourceLines, number: int) -> tuple[Table | None, int]:
    """(table that starts on this line, 0), or (None, line of the delimiter row after its rows; 0 without one)."""
    if not page.line(number).lstrip().startswith("|"):
        return None, 0
    rows = tuple(_rows(page, number, rows_need_pipe=True))
    delimiter = max((row.line for row in rows if _is_delimiter(page.line(row.line))), default=0)
    if len(rows) < 2 or delimiter:
        return None, delimiter
    return Table(number, rows[-1].end, None, rows), 0


def _rows(page: SourceLines, number: int, *, rows_need_pipe: bool) -> Iterator[Row]:
    while number <= page.total and number not in page.code:
        line = page.line(number)
        if _NOT_A_ROW.match(line) and not line.lstrip().startswith("|"):
            return
        if rows_need_pipe and not line.lstrip().startswith("|"):
            return
        yield Row(number, number, row_cells(line))
        number += 1
