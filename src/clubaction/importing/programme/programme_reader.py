"""Reads the programme of a page: its fact tables, the text around each, and the parts that they are in."""

from __future__ import annotations

from collections.abc import Iterator

from clubaction.importing.entry import Cell
from clubaction.importing.field_names import KEPT_AS_TEXT, Field, field_of, role_key
from clubaction.importing.markup.blank_lines import trimmed
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.source_page import Heading, Page
from clubaction.importing.markup.table import Row, Table
from clubaction.importing.own_blocks import DETAILS_FACTS, OPEN_SLOTS, PLACES
from clubaction.importing.programme.fact_tables import fact_tables, is_filled
from clubaction.importing.programme.parts import find_parts, only_counts, owner_of
from clubaction.importing.programme.programme import Part, Programme, SessionSection
from clubaction.importing.programme.section_text import outdented, section_body
from clubaction.importing.report import Report


def read_programme(page: Page, report: Report) -> Programme:
    """The sections and parts of a page; the report gets notes about them. Empty templates are left out."""
    facts = fact_tables(page)
    parts = {part.line: part for part in find_parts(page, facts)}
    programme = Programme(list(parts.values()), last=max((part.end for part in parts.values()), default=0))
    ends = [0, *(table.last for table in facts)]
    following = [*(table.first for table in facts[1:]), page.total + 1]
    for table, before, after in zip(facts, ends, following, strict=False):
        owner = owner_of(page, table, before)
        heading = None if owner and owner.line in parts else owner
        section = _read_section(page, table, heading, after, report)
        section.part = _part_around(page, table, parts)
        _add(section, programme, report, filled=is_filled(table))
    for part in programme.parts:
        report.taken(part.line, part.end, f'the part "{part.name}"')
    starts = [section.first for section in programme.sections] + list(parts)
    programme.first = min(starts, default=0)
    return programme


def _part_around(page: Page, table: Table, parts: dict[int, Part]) -> Part | None:
    lines = (heading.line for heading in reversed(page.above(table.first)))
    return next((parts[line] for line in lines if line in parts), None)


def _add(section: SessionSection, programme: Programme, report: Report, *, filled: bool) -> None:
    """Adds a section to the programme, unless it is an empty template."""
    has_content = filled or bool(section.body)
    if has_content:
        programme.sections.append(section)
    else:
        report.left(section.first, section.end, "an empty template, nothing is filled in")
    if has_content or section.part:
        programme.last = max(programme.last, section.end)


def _read_section(page: Page, table: Table, heading: Heading | None, following: int, report: Report) -> SessionSection:
    """The section around a fact table; `following` is the line of the next fact table."""
    ours = page.block(table.first) == "details"
    end = _section_end(page, table, heading, following)
    before = [page.line(number) for number in range(heading.line + 1, table.first)] if heading else []
    after = [page.line(number) for number in range(table.last + 1, end + 1)]
    depth = heading.level - 1 if heading else 2
    return SessionSection(
        line=table.first,
        end=page.last_text(table.last, end),
        heading=heading,
        cells=_cells(table, report, ours=ours),
        body=outdented(trimmed([*before, *after]), depth) if ours else section_body(before, after, depth),
        ours=ours,
        first=_first_line(page, table, heading),
    )


def _first_line(page: Page, table: Table, heading: Heading | None) -> int:
    """The first line of a section: that of its heading, or of a heading directly above that only counts (`Week 3`)."""
    if heading is None:
        return table.first
    outer = page.above(heading.line)[-2:-1]
    if outer and only_counts(outer[0]) and page.heading_before(heading.line) is outer[0]:
        return outer[0].line
    return heading.line


def _section_end(page: Page, table: Table, heading: Heading | None, following: int) -> int:
    """The last line of a section: the one before the next section, part or block."""
    deepest = heading.level if heading else 6
    for number in range(table.last + 1, min(following, page.total + 1)):
        is_heading = 0 < page.heading_level(number) <= deepest
        if is_heading or page.block(number) != page.block(table.first) or _mentions_a_block(page, number):
            return number - 1
    before = page.heading_before(following) if following <= page.total else None
    if before and before.line > table.last:
        return before.line - 1
    return max(table.last, min(following - 1, page.total))


def _mentions_a_block(page: Page, number: int) -> bool:
    text = page.line(number)
    return number not in page.code and "clubaction:" in text and "<!--" in text


# --- facts ---------------------------------------------------------------------------------


def _cells(table: Table, report: Report, *, ours: bool) -> list[Cell]:
    cells: list[Cell] = []
    for line, row in _joined_rows(table, report):
        label = read_inline(row[0]).flat.rstrip(":： ")
        source = row[1] if len(row) > 1 else ""
        field = _our_field(label) if ours else _field(label)
        if ours and field == "title" and source.strip() in OPEN_SLOTS:
            source = ""
        cells.append(Cell(field, label, read_inline(source), role_key(label) if field == "role" else "", line))
    return cells


def _our_field(label: str) -> Field:
    field = field_of(label)
    if field in DETAILS_FACTS:
        return field
    return "topic" if label.casefold() in PLACES else "role"


def _field(label: str) -> Field:
    field = field_of(label)
    return "" if field in KEPT_AS_TEXT else field


def _joined_rows(table: Table, report: Report) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, cells) of each row; a value that is in the row below its key is joined with the key."""
    rows = iter(table.all_rows)
    row = next(rows, None)
    while row:
        below = next(rows, None)
        cells = row.cells
        if below and (rest := _broken_off(row, below)):
            report.guessed(row.line + 1, f'this line goes on with the value of "{read_inline(cells[0]).flat}" above')
            cells = (cells[0], rest)
            below = next(rows, None)
        if cells[0]:
            yield row.line, cells
        row = below


def _broken_off(row: Row, below: Row) -> str:
    """The value of a row without one, if the row below has only a text that is no key; else empty."""
    has_value = len(row.cells) > 1 and row.cells[1]
    is_alone = below.cells[0] and not any(below.cells[1:])
    if has_value or not is_alone or field_of(read_inline(below.cells[0]).flat):
        return ""
    return below.cells[0]
