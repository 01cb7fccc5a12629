"""Which column of a table holds what, told from its header and, where that says nothing, from its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clubaction.importing import dates, inline, words
from clubaction.importing.inline import Inline
from clubaction.importing.tables import Table

MOST_COLUMNS = 100
"""Of a table that is read; a schedule has a dozen at most."""
_LONGEST_LABEL = 200
"""Characters of a header: it may be named with each of its cells."""
_FOOTNOTE = re.compile(r"\s{0,3}\[[\d*]{1,3}\]$")

OURS = ("date", "theme", "title", "link", "section")
"""The columns that clubaction's own overview starts with; all others there are roles."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field (see `words.field_of`), its header as shown, and the key if it is a role."""

    field: str
    label: str
    key: str = ""
    guess: str = ""
    """Why this field, where the header does not say it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table that is a schedule, or the reason why it is none."""

    columns: tuple[Column, ...] = ()
    refusal: str = ""
    compact: bool = False
    """Dates are written as `YYMMDD`."""
    breaks_only: bool = False
    """The header is that of a schedule, but no row has a date."""


def layout(table: Table, cells: tuple[tuple[Inline, ...], ...], *, ours: bool) -> Layout:
    """Finds out what the columns of a table are. `cells` are the rows' cells, read."""
    if table.width > MOST_COLUMNS:
        return Layout(refusal=f"it has {table.width} columns, of which at most {MOST_COLUMNS} can be read")
    named = _named(table)
    if ours and [column.field for column in named[:3:2]] == ["date", "title"]:
        return Layout(_ours(table))
    dated, compact = _date_column(named, cells)
    if dated < 0:
        return _no_dates(named, cells)
    columns = [replace(column, field="") if column.field == "date" else column for column in named]
    guess = "" if named[dated].field == "date" else "its cells are dates"
    columns[dated] = Column("date", named[dated].label or "Date", guess=guess)
    columns = _unnamed(columns, cells, dated) if table.header is None else _settled(columns, cells)
    columns = _distinct_roles(columns)
    if not any(c.field in ("title", "theme", "link", "role", "slides") for c in columns):
        return Layout(refusal="it has dates, but no column for a title, a link or a person")
    return Layout(tuple(columns), compact=compact)


def _ours(table: Table) -> tuple[Column, ...]:
    labels = _labels(table)
    roles = (Column("role", label, words.role_key(label)) for label in labels[len(OURS) :])
    own = [Column(name, label) for name, label in zip(OURS, labels, strict=False)]
    return tuple(_distinct_roles([*own, *roles]))


def _labels(table: Table) -> list[str]:
    labels = [inline.read(cell).flat for cell in table.header.cells] if table.header else []
    return [label if len(label) <= _LONGEST_LABEL else f"{label[:_LONGEST_LABEL]}…" for label in labels]


def _named(table: Table) -> list[Column]:
    labels = _labels(table)
    labels += [""] * (table.width - len(labels))
    columns = []
    for label in (_FOOTNOTE.sub("", label) for label in labels):
        field = words.field_of(label)
        columns.append(Column(field, label, words.role_key(label) if field == "role" else ""))
    return columns


def _says_something(cell: Inline) -> bool:
    return not words.is_placeholder(cell.flat) and not words.is_break(cell.flat)


def _date_column(columns: list[Column], cells: tuple[tuple[Inline, ...], ...]) -> tuple[int, bool]:
    """The index of the column of dates (-1: none) and whether they are compact."""
    named = [i for i, column in enumerate(columns) if column.field == "date"]
    others = [] if named else [i for i, column in enumerate(columns) if column.field in ("", "number", "time")]
    for compact in (False, True):
        for index in (*named, *others):
            column = [row[index] for row in cells if index < len(row) and _says_something(row[index])]
            found = sum(dates.spot(cell.flat, compact=compact) is not None for cell in column)
            enough = 2 * found >= len(column) if index in named else 3 * found > 2 * len(column) and found > 1
            if found and enough:
                return index, compact
    return -1, False


def _no_dates(columns: list[Column], cells: tuple[tuple[Inline, ...], ...]) -> Layout:
    named = [i for i, column in enumerate(columns) if column.field == "date"]
    if not named:
        return Layout(refusal="no column of it holds dates")
    said = [row[named[0]].flat for row in cells if named[0] < len(row) and row[named[0]].flat]
    label = columns[named[0]].label
    if any(dates.is_range(text) for text in said):
        return Layout(refusal=f'its "{label}" are stretches of days, as conferences have, not meetings')
    if any(dates.time_in(text) for text in said):
        return Layout(refusal=f'its "{label}" are times of day, not dates')
    only_breaks = all(words.is_break(text) or words.is_placeholder(text) for text in said)
    if only_breaks and any(column.field in ("title", "topic", "role") for column in columns):
        return Layout(tuple(columns), breaks_only=True)
    return Layout(refusal=f'nothing in its column "{label}" is a date')


def _settled(columns: list[Column], cells: tuple[tuple[Inline, ...], ...]) -> list[Column]:
    """Gives topics, readings and repeated fields their final place."""
    fields = [column.field for column in columns]
    for source in ("topic", "reading"):
        if source in fields and "title" not in fields:
            fields[fields.index(source)] = "title"
    if "title" not in fields:
        named = [i for i, f in enumerate(fields) if f in ("link", "slides") and _has_titles(cells, i)]
        if named:
            at = named[0]
            columns[at] = replace(columns[at], guess="its links are labelled with titles")
            fields[at] = f"title+{fields[at]}"
    if "topic" in fields and "theme" not in fields:
        fields[fields.index("topic")] = "theme"
    seen: set[str] = set()
    for index, field in enumerate(fields):
        if field in ("topic", "reading", "time", "status", "abstract") or (field in seen and field != "role"):
            fields[index] = field if field in ("time", "status", "abstract") and field not in seen else ""
        if field == "title" and field in seen and "link" not in fields:
            fields[index] = "link"
        seen.add(field)
    return [replace(column, field=field) for column, field in zip(columns, fields, strict=True)]


def _has_titles(cells: tuple[tuple[Inline, ...], ...], index: int) -> bool:
    labels = (link for row in cells if index < len(row) for link in row[index].links)
    return any(not link.bare and len(words.fold(link.text)) > 12 for link in labels)


def _unnamed(columns: list[Column], cells: tuple[tuple[Inline, ...], ...], dated: int) -> list[Column]:
    """Names the columns of a table without a header from what they hold."""
    for index in range(len(columns)):
        column = [row[index] for row in cells if index < len(row) and _says_something(row[index])]
        if index == dated or not column:
            continue
        fields = {c.field for c in columns}
        short = sum(len(cell.flat.split()) <= 3 and not cell.links for cell in column)
        if short * 2 > len(column) and "role" not in fields:
            columns[index] = Column("role", "Presenter", "presenter", "no header; its cells look like names")
        elif "title" not in fields:
            columns[index] = Column("title", "Title", guess="no header; its cells look like titles")
    return columns


def _distinct_roles(columns: list[Column]) -> list[Column]:
    taken: set[str] = set()
    for index, column in enumerate(columns):
        if column.field != "role":
            continue
        key, number = column.key, 2
        while key in taken:
            key, number = f"{column.key}-{number}", number + 1
        taken.add(key)
        columns[index] = replace(column, key=key)
    return columns
