"""Reads schedules that are tables with a row for each meeting, as most are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clubaction.importing.dates.day_order import stated_order
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import Field, material_of
from clubaction.importing.markup.html_tables import has_liquid
from clubaction.importing.markup.inline import Inline
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.source_page import Page
from clubaction.importing.markup.table import Row, Table
from clubaction.importing.markup.tables import find_tables
from clubaction.importing.programme.fact_tables import fact_tables
from clubaction.importing.report import Report
from clubaction.importing.shapes.table_columns import Column, Layout, NoDatesYet, NotASchedule, ReadRows, find_layout
from clubaction.readme.blocks import BLOCKS

_OTHER_BLOCKS = frozenset(BLOCKS) - {"overview"}
_NO_FIELDS: Mapping[Field, str] = {
    "": "goes into the text",
    "number": "is left, a mere number",
    "section": "is left, section links are made anew",
}
"""What becomes of a column that has no field in a session, for the report."""
_FIXED_COLUMNS: tuple[Field, ...] = ("date", "title", "role", "theme", "number", "section")
"""Columns whose cells always have the field of the column, whatever their links are labelled."""


def rows_of_tables(page: Page, report: Report) -> list[Entry]:
    """An entry for each row of all tables that are schedules; the report mentions the other tables."""
    entries: list[Entry] = []
    facts = {line for table in fact_tables(page) for line in range(table.first, table.last + 1)}
    for number, table in enumerate(find_tables(page)):
        block = page.block(table.first)
        if block in _OTHER_BLOCKS or table.first in facts:
            continue
        rows = tuple(_read_cells(row, table, report) for row in table.rows)
        match find_layout(table, rows, ours=block == "overview"):
            case NotASchedule(reason):
                report.left(table.first, table.last, f"this table is no schedule: {reason}")
            case NoDatesYet():
                _report_breaks(table, rows, report)
            case Layout() as layout:
                _report_columns(table, layout, report)
                entries += _entries(page, table, rows, layout, number)
    return entries


def _read_cells(row: Row, table: Table, report: Report) -> tuple[Inline, ...]:
    read = []
    for cell in row.cells:
        liquid = table.html and has_liquid(cell)
        if liquid:
            report.left(row.line, row.end, f"template code that only Jekyll can run: {cell[:80]}")
        read.append(read_inline("" if liquid else cell))
    return tuple(read)


def _report_breaks(table: Table, rows: ReadRows, report: Report) -> None:
    report.left(table.first, table.header_end, "the header of a schedule that has no dates yet")
    for row, cells in zip(table.rows, rows, strict=True):
        text = " ".join(cell.flat for cell in cells).strip()
        report.left(row.line, row.end, f'"{text}" says that there is no meeting, but not when')


def _report_columns(table: Table, layout: Layout, report: Report) -> None:
    ranks = {field: rank for rank, field in enumerate(_NO_FIELDS, start=1)}
    in_order = sorted(layout.columns, key=lambda column: ranks.get(column.field, 0))
    if table.header:
        listed = "; ".join(_use(column) for column in in_order if column.field or column.label)
        report.taken(table.first, table.header_end, f"the table's header: {listed}")
    for column in layout.columns:
        if column.guess:
            report.guessed(table.first, f'column "{column.label}" is the {_name(column)}: {column.guess}')


def _use(column: Column) -> str:
    """What a column is, or what becomes of it, for the report."""
    return f'"{column.label}" {_NO_FIELDS.get(column.field) or f"is the {_name(column)}"}'


def _name(column: Column) -> str:
    return f"role `{column.key}`" if column.field == "role" else column.field.replace("+", " and ")


def _entries(page: Page, table: Table, rows: ReadRows, layout: Layout, number: int) -> Iterator[Entry]:
    dated = next(column for column in layout.columns if column.field == "date")
    above = page.above(table.first)
    year, stated = page.year_above(table.first), stated_order(dated.label)
    ours = page.block(table.first) == "overview"
    for row, cells in zip(table.rows, rows, strict=True):
        yield Entry(
            row.line,
            row.end,
            _labelled(row, cells, layout, ours=ours),
            f'column "{dated.label}" of the table at line {table.first}',
            group=number,
            year=year,
            heading=above[-1].text if above else "",
            stated_order=stated,
            compact=layout.compact,
            ours=ours,
            region=(table.first, table.last),
        )


def _labelled(row: Row, cells: Sequence[Inline], layout: Layout, *, ours: bool) -> list[Cell]:
    """The cells of a row with the fields and labels of their columns; cells without a column become text."""
    columns = (*layout.columns, *(Column("", "") for _ in cells[len(layout.columns) :]))
    return [
        Cell(_field(column, value, ours=ours), column.label, value, column.key, row.line)
        for column, value in zip(columns, cells, strict=False)
    ]


def _field(column: Column, value: Inline, *, ours: bool) -> Field:
    """The field of a cell: a single link labelled `video` is a recording, also in the column of slides."""
    if ours or column.field in _FIXED_COLUMNS or len(value.links) != 1 or value.words.strip(" |"):
        return column.field
    material = None if value.links[0].bare else material_of(value.links[0].text)
    return material or column.field
