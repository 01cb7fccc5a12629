"""Finds fact tables: small tables with one fact about a session in each row, such as `| Title | … |`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clubaction.importing.field_names import Field, field_of
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.source_page import Page
from clubaction.importing.markup.table import Row, Table
from clubaction.importing.markup.tables import find_tables
from clubaction.importing.vocabulary import is_placeholder

_MOST_LINES_BETWEEN = 2
"""Blank lines that may separate the two halves of one fact table."""


def fact_tables(page: Page) -> list[Table]:
    """The fact tables of a page; the halves of a table that blank lines separate are joined."""
    found: list[Table] = []
    for table in find_tables(page):
        if table.html or page.block(table.first) not in ("", "details"):
            continue
        if _is_fact_table(table):
            found.append(table)
        elif found and _goes_on(page, found[-1], table):
            found[-1] = replace(found[-1], last=table.last, rows=(*found[-1].rows, *table.rows))
    return found


def is_filled(table: Table) -> bool:
    """Whether any fact has a value that is no placeholder."""
    return any(not is_placeholder(read_inline(cell).flat) for row in table.all_rows for cell in row.cells[1:])


def _is_fact_table(table: Table) -> bool:
    """Whether a table has two columns, and the first one has names of a session's fields."""
    rows = table.all_rows
    if len(rows) < 2 or any(_filled_cells(row) > 2 for row in rows):
        return False
    fields = [_key_field(row) for row in rows if len(row.cells) > 1 and row.cells[0]]
    known = [field for field in fields if field]
    return len(set(known)) >= 2 and 2 * len(known) >= len(fields) and _names_a_session(known)


def _filled_cells(row: Row) -> int:
    return sum(bool(cell) for cell in row.cells)


def _names_a_session(fields: Sequence[Field]) -> bool:
    return "title" in fields or "date" in fields


def _key_field(row: Row) -> Field:
    return field_of(read_inline(row.cells[0]).flat)


def _goes_on(page: Page, before: Table, table: Table) -> bool:
    """Whether a table is the second half of the fact table before it: it has no header, and keys in each row."""
    if table.header is not None or table.first - before.last > _MOST_LINES_BETWEEN + 1:
        return False
    between = (page.line(number).strip(" |") for number in range(before.last + 1, table.first))
    rows = [row for row in table.rows if row.cells and row.cells[0]]
    return not any(between) and bool(rows) and all(map(_key_field, rows))
