"""The shape that most schedules have: tables, one row a meeting."""

from __future__ import annotations

from clubaction.importing import columns, dates, details, inline, tables, words
from clubaction.importing.columns import Column, Layout
from clubaction.importing.inline import Inline
from clubaction.importing.page import Page
from clubaction.importing.record import Cell, Record
from clubaction.importing.report import Ledger
from clubaction.importing.tables import Row, Table

_OTHER_BLOCKS = frozenset({"pool", "next", "roles", "details"})


def read(page: Page, ledger: Ledger) -> list[Record]:
    """The rows of all tables that are schedules; the other tables are named in the ledger."""
    records: list[Record] = []
    facts = {line for table in details.fact_tables(page) for line in range(table.first, table.last + 1)}
    for number, table in enumerate(tables.find(page)):
        block = page.block(table.first)
        if block in _OTHER_BLOCKS or table.first in facts:
            continue
        cells = tuple(_read_cells(row, table, ledger) for row in table.rows)
        found = columns.layout(table, cells, ours=block == "overview")
        if found.refusal:
            ledger.left(table.first, table.last, f"this table is no schedule: {found.refusal}")
        elif found.breaks_only:
            _breaks_only(table, cells, ledger)
        else:
            _describe(table, found, ledger)
            records += _records(page, table, cells, found, number)
    return records


def _read_cells(row: Row, table: Table, ledger: Ledger) -> tuple[Inline, ...]:
    read = []
    for cell in row.cells:
        liquid = table.html and tables.has_liquid(cell)
        if liquid:
            ledger.left(row.line, row.end, f"template code that only Jekyll can run: {cell[:80]}")
        read.append(inline.read("" if liquid else cell))
    return tuple(read)


def _breaks_only(table: Table, cells: tuple[tuple[Inline, ...], ...], ledger: Ledger) -> None:
    end = table.rows[0].line - 1 if table.rows else table.last
    ledger.left(table.first, end, "the header of a schedule that has no dates yet")
    for row, read in zip(table.rows, cells, strict=True):
        said = " ".join(cell.flat for cell in read).strip()
        ledger.left(row.line, row.end, f'"{said}" says that there is no meeting, but not when')


def _describe(table: Table, found: Layout, ledger: Ledger) -> None:
    said = [f'"{c.label}" is the {_name(c)}' for c in found.columns if c.field not in ("", "number", "section")]
    said += [f'"{c.label}" goes into the text' for c in found.columns if c.field == "" and c.label]
    said += [f'"{c.label}" is left, a mere number' for c in found.columns if c.field == "number"]
    said += [f'"{c.label}" is left, section links are made anew' for c in found.columns if c.field == "section"]
    end = table.rows[0].line - 1 if table.rows else table.last
    if table.header:
        ledger.taken(table.first, max(end, table.first), f"the table's header: {'; '.join(said)}")
    for column in found.columns:
        if column.guess:
            ledger.guessed(table.first, f'column "{column.label}" is the {_name(column)}: {column.guess}')


def _name(column: Column) -> str:
    return f"role `{column.key}`" if column.field == "role" else column.field.replace("+", " and ")


def _records(
    page: Page, table: Table, cells: tuple[tuple[Inline, ...], ...], found: Layout, number: int
) -> list[Record]:
    ours = page.block(table.first) == "overview"
    dated = next(column for column in found.columns if column.field == "date")
    above = page.above(table.first)
    year, stated = page.year_above(table.first), dates.stated_order(dated.label)
    records = []
    for row, read in zip(table.rows, cells, strict=True):
        columns_of_row = (*found.columns, *(Column("", "") for _ in read[len(found.columns) :]))
        labelled = [
            Cell(_field(column, value, ours=ours), column.label, value, column.key, row.line)
            for column, value in zip(columns_of_row, read, strict=False)
        ]
        records.append(
            Record(
                row.line,
                row.end,
                labelled,
                f'column "{dated.label}" of the table at line {table.first}',
                group=number,
                year=year,
                heading=above[-1].text if above else "",
                stated=stated,
                compact=found.compact,
                ours=ours,
                region=(table.first, table.last),
            )
        )
    return records


def _field(column: Column, value: Inline, *, ours: bool) -> str:
    """A cell's own field: ragged rows put a video under the slides."""
    if ours or column.field in ("date", "title", "role", "theme", "number", "section") or len(value.links) != 1:
        return column.field
    kind = words.field_of(value.links[0].text) if not value.links[0].bare else ""
    return kind if kind in ("slides", "recording", "code") and not value.words.strip(" |") else column.field
