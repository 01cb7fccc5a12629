"""Finds out what each column of a table is, from its header or else from its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clubaction.importing.dates.found_date import date_at_start, is_range, time_in
from clubaction.importing.field_names import Field, field_of, role_key
from clubaction.importing.markup.inline import Inline
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.table import Table
from clubaction.importing.own_blocks import OVERVIEW_COLUMNS
from clubaction.importing.vocabulary import fold, is_break, is_placeholder
from clubaction.text.shortening import shortened

MOST_COLUMNS = 100
"""Columns of a table that is read as a schedule; real ones have a dozen at most."""
_LONGEST_LABEL = 200
"""Characters of a header, which the report and the sessions may repeat for each of its cells."""
_FOOTNOTE = re.compile(r"\s{0,3}\[[\d*]{1,3}\]$")


_TITLES_IN_LINKS: Mapping[Field, Field] = {"link": "title+link", "slides": "title+slides"}

ReadRows = Sequence[Sequence[Inline]]
"""The cells of a table's rows, read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    field: Field
    label: str
    """Its header as shown."""
    key: str = ""
    """For a role, its key in the configuration."""
    guess: str = ""
    """How the field was found out, if not by the header."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table that is a schedule."""

    columns: tuple[Column, ...]
    compact: bool = False
    """Whether dates are written as `YYMMDD`."""


@dataclass(frozen=True, slots=True)
class NoDatesYet:
    """A table has the header of a schedule, but no row has a date."""


@dataclass(frozen=True, slots=True)
class NotASchedule:
    """A table is no schedule, for this reason."""

    reason: str


def find_layout(table: Table, rows: ReadRows, *, ours: bool) -> Layout | NoDatesYet | NotASchedule:
    """The columns of a table, or why it is no schedule. `ours` says whether clubaction wrote the table."""
    if table.width > MOST_COLUMNS:
        return NotASchedule(f"it has {table.width} columns, of which at most {MOST_COLUMNS} can be read")
    named = _named(table)
    if ours and [column.field for column in named[:3:2]] == ["date", "title"]:
        return Layout(_our_columns(table))
    found = _date_column(named, rows)
    if found is None:
        return _without_dates(named, rows)
    index, compact = found
    columns = _with_dates_at(named, index)
    columns = _named_by_cells(columns, rows, index) if table.header is None else _settled(columns, rows)
    if not any(column.field in ("title", "theme", "link", "role", "slides") for column in columns):
        return NotASchedule("it has dates, but no column for a title, a link or a person")
    return Layout(_distinct_roles(columns), compact)


def _our_columns(table: Table) -> tuple[Column, ...]:
    labels = _labels(table)
    roles = (Column("role", label, role_key(label)) for label in labels[len(OVERVIEW_COLUMNS) :])
    fixed = [Column(name, label) for name, label in zip(OVERVIEW_COLUMNS, labels, strict=False)]
    return _distinct_roles([*fixed, *roles])


def _labels(table: Table) -> list[str]:
    cells = table.header.cells if table.header else ()
    return [shortened(read_inline(cell).flat, _LONGEST_LABEL) for cell in cells]


def _named(table: Table) -> list[Column]:
    """The columns, judged by their headers only."""
    labels = _labels(table)
    labels += [""] * (table.width - len(labels))
    columns = []
    for label in (_FOOTNOTE.sub("", label) for label in labels):
        field = field_of(label)
        columns.append(Column(field, label, role_key(label) if field == "role" else ""))
    return columns


# --- the column of dates -------------------------------------------------------------------


def _date_column(columns: Sequence[Column], rows: ReadRows) -> tuple[int, bool] | None:
    """(index of the column of dates, whether they are written as `YYMMDD`); None if no column has dates."""
    named = [index for index, column in enumerate(columns) if column.field == "date"]
    unnamed = [index for index, column in enumerate(columns) if column.field in ("", "number", "time")]
    for compact in (False, True):
        for index in named or unnamed:
            if _are_dates(_filled_cells(rows, index), compact=compact, named=bool(named)):
                return index, compact
    return None


def _are_dates(cells: Sequence[Inline], *, compact: bool, named: bool) -> bool:
    """Whether enough cells of a column are dates: half of them if its header says so, else more than two thirds."""
    found = sum(date_at_start(cell.flat, compact=compact) is not None for cell in cells)
    return found > 0 and 2 * found >= len(cells) if named else found > 1 and 3 * found > 2 * len(cells)


def _filled_cells(rows: ReadRows, index: int) -> list[Inline]:
    """The cells of a column that are neither placeholders nor words for a break."""
    cells = (row[index] for row in rows if index < len(row))
    return [cell for cell in cells if not is_placeholder(cell.flat) and not is_break(cell.flat)]


def _with_dates_at(columns: Sequence[Column], index: int) -> list[Column]:
    """The columns with the column of dates at this index; other columns with such a header become text."""
    found = [replace(column, field="") if column.field == "date" else column for column in columns]
    guess = "" if columns[index].field == "date" else "its cells are dates"
    found[index] = Column("date", columns[index].label or "Date", guess=guess)
    return found


def _without_dates(columns: Sequence[Column], rows: ReadRows) -> NoDatesYet | NotASchedule:
    """Why a table without dates is no schedule, or that it is one whose dates are not fixed yet."""
    fields = [column.field for column in columns]
    if "date" not in fields:
        return NotASchedule("no column of it holds dates")
    index = fields.index("date")
    label = columns[index].label
    texts = [row[index].flat for row in rows if index < len(row) and row[index].flat]
    if any(map(is_range, texts)):
        return NotASchedule(f'its "{label}" are stretches of days, as conferences have, not meetings')
    if any(map(time_in, texts)):
        return NotASchedule(f'its "{label}" are times of day, not dates')
    only_breaks = all(is_break(text) or is_placeholder(text) for text in texts)
    if only_breaks and not {"title", "topic", "role"}.isdisjoint(fields):
        return NoDatesYet()
    return NotASchedule(f'nothing in its column "{label}" is a date')


# --- the other columns ---------------------------------------------------------------------


def _settled(columns: Sequence[Column], rows: ReadRows) -> list[Column]:
    """The columns with the final fields of topics, readings and repeated fields."""
    titled = _with_titles_in_links(_renamed(_renamed(columns, "topic", "title"), "reading", "title"), rows)
    return _without_repeats(_renamed(titled, "topic", "theme"))


def _renamed(columns: Sequence[Column], given: Field, wanted: Field) -> list[Column]:
    """The columns; if none has the field `wanted`, the first with the field `given` gets it."""
    fields = [column.field for column in columns]
    found = list(columns)
    if given in fields and wanted not in fields:
        index = fields.index(given)
        found[index] = replace(found[index], field=wanted)
    return found


def _with_titles_in_links(columns: list[Column], rows: ReadRows) -> list[Column]:
    """The columns; if none is for titles, the first whose links are labelled with titles is."""
    if any(column.field == "title" for column in columns):
        return columns
    for index, column in enumerate(columns):
        field = _TITLES_IN_LINKS.get(column.field)
        if field and _has_titles(rows, index):
            columns[index] = replace(column, field=field, guess="its links are labelled with titles")
            break
    return columns


def _has_titles(rows: ReadRows, index: int) -> bool:
    links = (link for row in rows if index < len(row) for link in row[index].links)
    return any(not link.bare and len(fold(link.text)) > 12 for link in links)


def _without_repeats(columns: Sequence[Column]) -> list[Column]:
    """The columns, where a second one for the same field becomes text, except that a second title may be the link."""
    found: list[Column] = []
    seen: set[Field] = set()
    has_link = any(column.field == "link" for column in columns)
    for column in columns:
        field = column.field
        if field == "title" and field in seen and not has_link:
            field, has_link = "link", True
        elif field in ("topic", "reading") or (field in seen and field != "role"):
            field = ""
        seen.add(column.field)
        found.append(replace(column, field=field))
    return found


def _named_by_cells(columns: list[Column], rows: ReadRows, dated: int) -> list[Column]:
    """The columns of a table without a header, judged by their cells; `dated` is the index of the dates."""
    for index in range(len(columns)):
        cells = _filled_cells(rows, index)
        fields = {column.field for column in columns}
        if index == dated or not cells:
            continue
        if "role" not in fields and _look_like_names(cells):
            columns[index] = Column("role", "Presenter", "presenter", "no header; its cells look like names")
        elif "title" not in fields:
            columns[index] = Column("title", "Title", guess="no header; its cells look like titles")
    return columns


def _look_like_names(cells: Sequence[Inline]) -> bool:
    short = sum(len(cell.flat.split()) <= 3 and not cell.links for cell in cells)
    return short * 2 > len(cells)


def _distinct_roles(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with unique keys: the second of two roles with one key gets `key-2`."""
    found = list(columns)
    taken: set[str] = set()
    for index, column in enumerate(columns):
        if column.field != "role":
            continue
        key, number = column.key, 2
        while key in taken:
            key, number = f"{column.key}-{number}", number + 1
        taken.add(key)
        found[index] = replace(column, key=key)
    return tuple(found)
