"""Tables in a text: pipe tables as people write them, and HTML ones.

Lenient where GitHub is strict (rows may be ragged, outer pipes and even the
delimiter row may be missing), since it is data that is wanted, not a rendering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clubaction.importing.page import Page

_DELIMITER_CELL = re.compile(r":?-+:?")
_CELL_END = re.compile(r"(?<!\\)(?:\\\\)*\|")
_NOT_A_ROW = re.compile(r"\s*$| {0,3}(?:#{1,6}\s|>|```|~~~|<!--|(?:[-*_]\s*){3,}$|[-*+]\s|\d{1,9}[.)]\s)")
_HTML = re.compile(r"<\s{0,3}(/?)\s{0,3}(table|tr|td|th)\b[^<>]{0,1000}>", re.IGNORECASE)
_LIQUID = (("{%", "%}"), ("{{", "}}"))


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
    def width(self) -> int:
        """How many columns the widest row has."""
        rows = (*self.rows, self.header) if self.header else self.rows
        return max((len(row.cells) for row in rows), default=0)


def split(line: str) -> tuple[str, ...]:
    """The cells of a pipe table's row; escaped pipes are none."""
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


def find(page: Page) -> tuple[Table, ...]:
    """All tables outside code, in the order of the page."""
    found = [*_pipe_tables(page), *_html_tables(page)]
    return tuple(sorted(found, key=lambda table: table.first))


def _pipe_tables(page: Page) -> Iterator[Table]:
    number = page.front + 1
    delimiter = 0
    while number <= page.total:
        table = None
        if number not in page.code and "|" in page.line(number):
            table = _with_header(page, number)
            # Rows that run into a delimiter are not looked at again from each of them.
            if not table and number > delimiter:
                table, delimiter = _without_header(page, number)
        if table:
            yield table
            number = table.last
        number += 1


def _is_delimiter(line: str) -> bool:
    cells = split(line)
    return (
        "-" in line and bool(cells) and all(_DELIMITER_CELL.fullmatch(cell) for cell in cells if cell or len(cells) < 2)
    )


def _with_header(page: Page, number: int) -> Table | None:
    below = number + 1
    if below in page.code or not _is_delimiter(page.line(below)) or _is_delimiter(page.line(number)):
        return None
    header = Row(number, number, split(page.line(number)))
    if len(header.cells) < 2 and "|" not in page.line(below):
        return None
    rows = tuple(_rows(page, below + 1, rows_need_pipe=False))
    return Table(number, rows[-1].end if rows else below, header, rows)


def _without_header(page: Page, number: int) -> tuple[Table | None, int]:
    """The table that starts here, or the line of the delimiter that its rows run into, or neither (0)."""
    if not page.line(number).lstrip().startswith("|"):
        return None, 0
    rows = tuple(_rows(page, number, rows_need_pipe=True))
    delimiter = max((row.line for row in rows if _is_delimiter(page.line(row.line))), default=0)
    if len(rows) < 2 or delimiter:
        return None, delimiter
    return Table(number, rows[-1].end, None, rows), 0


def _rows(page: Page, number: int, *, rows_need_pipe: bool) -> Iterator[Row]:
    while number <= page.total and number not in page.code:
        line = page.line(number)
        if _NOT_A_ROW.match(line) and not line.lstrip().startswith("|"):
            return
        if rows_need_pipe and not line.lstrip().startswith("|"):
            return
        yield Row(number, number, split(line))
        number += 1


@dataclass(slots=True)
class _HtmlRow:
    line: int
    end: int
    cells: list[str] = field(default_factory=list)
    head: bool = False


def _html_tables(page: Page) -> Iterator[Table]:
    """Tables in HTML; rows and cells may span lines, closing tags may be missing."""
    tags = [
        (number, match)
        for number in range(page.front + 1, page.total + 1)
        if number not in page.code and "<" in page.line(number)
        for match in _HTML.finditer(page.line(number))
    ]
    first = 0
    rows: list[_HtmlRow] = []
    for index, (number, match) in enumerate(tags):
        closing, name = bool(match[1]), match[2].lower()
        if name == "table":
            if closing and first and rows:
                made = tuple(Row(row.line, row.end, tuple(row.cells)) for row in rows)
                header = made[0] if rows[0].head else None
                yield Table(first, number, header, made[1:] if header else made, html=True)
            first = 0 if closing else number
            rows = []
        elif first and name == "tr" and not closing:
            rows.append(_HtmlRow(number, number))
        elif first and name in ("td", "th") and not closing and rows:
            end_line, end = (
                (tags[index + 1][0], tags[index + 1][1].start()) if index + 1 < len(tags) else (number, None)
            )
            rows[-1].cells.append(_between(page, number, match.end(), end_line, end))
            rows[-1].end = end_line
            rows[-1].head |= name == "th"


def _between(page: Page, line: int, start: int, end_line: int, end: int | None) -> str:
    if line == end_line:
        text = page.line(line)[start:end]
    else:
        middle = (page.line(number) for number in range(line + 1, end_line))
        text = " ".join((page.line(line)[start:], *middle, page.line(end_line)[:end]))
    return " ".join(text.split())


def has_liquid(cell: str) -> bool:
    """Whether a cell holds Jekyll's template tags, whose result cannot be known here."""
    starts = ((cell.find(opening), closing) for opening, closing in _LIQUID)
    return any(start >= 0 and cell.find(closing, start + 2) >= 0 for start, closing in starts)
