"""The sections of a schedule's sessions: parts, fact tables, abstracts and further reading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from clubaction.text import gfm
from clubaction.importing import inline, tables, words
from clubaction.importing.page import Heading, Page
from clubaction.importing.record import Cell
from clubaction.importing.report import Ledger
from clubaction.importing.tables import Table

_PART = re.compile(
    r"((?:part|teil|partie|parte|block|module|modul|unit|chapter|week|woche|semaine|semana|topic)"
    r"\s{1,3}(?:\d{1,3}|[ivxlc]{1,6}))\s{0,3}[:.\-\u2013\u2014]\s{0,3}(\S.{0,300})",
    re.IGNORECASE,
)
_WEEK = re.compile(r"(?:week|woche|semaine|semana|session|sitzung|meeting)\s{1,3}\d{1,3}", re.IGNORECASE)
_LABEL_AND_TITLE = re.compile(r"([^\W\d_]{1,20}\s(?:\d{1,3}|[IVXLC]{1,6})):\s(\S.*)")
_EMPHATIC = re.compile(r"\s{0,3}(\*\*|__|\*|_)(?=\S)([^*_]{1,80}?)(?<=\S)\1\s{0,2}[:：]?\s*$")
_ALERT = re.compile(r"\s{0,3}>\s?\[![A-Za-z]{1,20}\]\s{0,3}(.{0,80})$")
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")


@dataclass(slots=True)
class Detail:
    """One session's section: its facts, the text around them, the lines it stands on."""

    line: int
    """Of the fact table."""
    end: int
    heading: Heading | None
    part: int
    """Index of the part it stands in; -1 for none."""
    cells: list[Cell]
    body: list[str]
    ours: bool
    first: int
    """Where the section starts: its heading, or the table where it shares one."""


@dataclass(slots=True)
class Part:
    """A part of the programme: what stands before its title ("Part 1"), its title, its introduction."""

    label: str
    title: str
    line: int
    end: int = 0
    """The last line of the introduction."""
    intro: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Programme:
    """The parts and details of a page, and the lines that they take up."""

    parts: list[Part] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    first: int = 0
    last: int = 0


def is_facts(table: Table) -> bool:
    """Whether a table is that of one session: two columns, the first of which names fields."""
    rows = (table.header, *table.rows) if table.header else table.rows
    if len(rows) < 2 or max(len([c for c in row.cells if c]) for row in rows) > 2:
        return False
    fields = [words.field_of(inline.read(row.cells[0]).flat) for row in rows if len(row.cells) > 1 and row.cells[0]]
    known = [name for name in fields if name]
    return len(set(known)) >= 2 and 2 * len(known) >= len(fields) and bool({"title", "date"} & set(known))


def fact_tables(page: Page) -> list[Table]:
    """The fact tables of a page; one that a blank line broke in two is put together again."""
    found: list[Table] = []
    for table in tables.find(page):
        if table.html or page.block(table.first) not in ("", "details"):
            continue
        if is_facts(table):
            found.append(table)
        elif found and table.header is None and table.first - found[-1].last <= 3 and _goes_on(page, found[-1], table):
            found[-1] = replace(found[-1], last=table.last, rows=(*found[-1].rows, *table.rows))
    return found


def _goes_on(page: Page, before: Table, table: Table) -> bool:
    between = (page.line(number).strip(" |") for number in range(before.last + 1, table.first))
    keys = [row.cells[0] for row in table.rows if row.cells and row.cells[0]]
    return not any(between) and bool(keys) and all(words.field_of(inline.read(key).flat) for key in keys)


def read(page: Page, ledger: Ledger) -> Programme:
    """Reads all fact tables with the text around them, and the parts they stand in."""
    facts = fact_tables(page)
    programme = Programme()
    _find_parts(page, facts, programme)
    numbers = {part.line: number for number, part in enumerate(programme.parts)}
    for index, table in enumerate(facts):
        following = facts[index + 1].first if index + 1 < len(facts) else page.total + 1
        owner = _owner(page, table, facts[index - 1].last if index else 0)
        is_part = owner is not None and owner.line in numbers
        detail = _read_detail(page, table, None if is_part else owner, following, ledger)
        inside = (numbers[h.line] for h in reversed(page.above(table.first)) if h.line in numbers)
        detail.part = next(inside, -1)
        _file(detail, table, programme, ledger)
    for part in programme.parts:
        ledger.taken(part.line, part.end, f'the part "{f"{part.label}: " if part.label else ""}{part.title}"')
    starts = [d.first for d in programme.details] + [p.line for p in programme.parts]
    programme.first = min(starts, default=0)
    return programme


# --- parts ---------------------------------------------------------------------------------


def _find_parts(page: Page, facts: list[Table], programme: Programme) -> None:
    filled = Counter(owner.line for t in facts if (owner := _owner(page, t, 0)) and _filled(t))
    starts = [table.first for table in facts]
    level = _our_level(page, facts)
    for index, heading in enumerate(page.headings):
        block = page.block(heading.line)
        end = heading.end
        at = bisect_right(starts, heading.line)
        inside = at < len(starts) and starts[at] <= end
        child = page.headings[index + 1] if index + 1 < len(page.headings) else None
        if block == "details" and heading.level == level:
            match = _LABEL_AND_TITLE.fullmatch(heading.text)
            name = (match[1], match[2]) if match else ("", heading.text)
            _add_part(page, heading, heading.line, programme, name, level)
        elif block:
            continue
        elif match := _PART.fullmatch(heading.text):
            if filled[heading.line] != 1 and not (inside and _WEEK.fullmatch(match[1])):
                _add_part(page, heading, heading.line, programme, (match[1], match[2]))
        elif _WEEK.fullmatch(heading.text) and facts and not inside and child and child.line <= end:
            _add_part(page, heading, child.line, programme, (heading.text, child.text))


def _our_level(page: Page, facts: list[Table]) -> int:
    """The level of the parts' headings in our own block: right above that of the sessions."""
    owners = (_owner(page, table, 0) for table in facts if page.block(table.first) == "details")
    levels = [owner.level - 1 for owner in owners if owner]
    headings = [heading.level for heading in page.headings if page.block(heading.line) == "details"]
    return levels[0] if levels else min(headings, default=0)


def _add_part(  # noqa: PLR0913, PLR0917 - one call for each way that a part is written
    page: Page, heading: Heading, start: int, programme: Programme, name: tuple[str, str], ours: int = 0
) -> None:
    """Adds a part by its label and title; its introduction runs from behind `start` to the next session.

    `ours` is the level of its heading if we rendered it.
    """
    deepest = ours + 1 if ours else 6
    end = start
    for number in range(start + 1, heading.end + 1):
        text = page.line(number)
        match = None if number in page.code else _ATX.match(text)
        if (match and len(match[1]) <= deepest) or text[:1] == "|" or page.block(number) != page.block(start):
            break
        end = number
    intro = _outdented(_trimmed([page.line(n) for n in range(start + 1, end + 1)]), ours)
    programme.parts.append(Part(*name, heading.line, _last_text(page, start, end), intro))
    programme.last = max(programme.last, programme.parts[-1].end)


def _last_text(page: Page, start: int, end: int) -> int:
    while end > start and not page.line(end).strip():
        end -= 1
    return end


# --- sections ------------------------------------------------------------------------------


def _owner(page: Page, table: Table, previous: int) -> Heading | None:
    """The heading right above a fact table, if no other fact table comes between."""
    above = page.above(table.first)
    return above[-1] if above and above[-1].line > previous else None


def _filled(table: Table) -> bool:
    rows = (table.header, *table.rows) if table.header else table.rows
    return any(not words.is_placeholder(inline.read(cell).flat) for row in rows for cell in row.cells[1:])


def _read_detail(page: Page, table: Table, heading: Heading | None, following: int, ledger: Ledger) -> Detail:
    ours = page.block(table.first) == "details"
    outer = _week_above(page, heading) if heading else None
    first = outer.line if outer else heading.line if heading else table.first
    end = _section_end(page, table, heading, following)
    before = [page.line(n) for n in range(heading.line + 1, table.first)] if heading else []
    after = [page.line(n) for n in range(table.last + 1, end + 1)]
    depth = heading.level - 1 if heading else 2
    body = _outdented(_trimmed([*before, *after]), depth) if ours else _body(before, after, depth)
    cells = _cells(table, ledger, ours=ours)
    return Detail(table.first, _last_text(page, table.last, end), heading, -1, cells, body, ours, first)


def _file(detail: Detail, table: Table, programme: Programme, ledger: Ledger) -> None:
    """Adds a section to its part, unless it is an empty template."""
    if _filled(table) or detail.body:
        programme.details.append(detail)
    else:
        ledger.left(detail.first, detail.end, "an empty template, nothing is filled in")
    if _filled(table) or detail.body or detail.part >= 0:
        programme.last = max(programme.last, detail.end)


def _week_above(page: Page, heading: Heading) -> Heading | None:
    """A heading that only counts weeks, right above a session's own."""
    path = page.above(heading.line)
    outer = path[-2] if len(path) > 1 and path[-1].line == heading.line else None
    if outer is None or not _WEEK.fullmatch(outer.text):
        return None
    before = bisect_left(page.headings, heading.line, key=lambda h: h.line) - 1
    return outer if page.headings[before] is outer else None


def _section_end(page: Page, table: Table, heading: Heading | None, following: int) -> int:
    """The last line of a session's text: before the next session's section, part or block."""
    deepest = heading.level if heading else 6
    end = table.last
    for number in range(table.last + 1, min(following, page.total + 1)):
        match = None if number in page.code else _ATX.match(page.line(number))
        if (match and len(match[1]) <= deepest) or page.block(number) != page.block(table.first):
            return end
        if "clubaction:" in page.line(number) and number not in page.code and "<!--" in page.line(number):
            return end
        end = number
    if following <= page.total:
        before = bisect_left(page.headings, following, key=lambda h: h.line) - 1
        if before >= 0 and page.headings[before].line > table.last:
            end = page.headings[before].line - 1
    return end


def _cells(table: Table, ledger: Ledger, *, ours: bool) -> list[Cell]:
    cells: list[Cell] = []
    for row in _joined_rows(table, ledger):
        label = inline.read(row[1][0]).flat.rstrip(":： ")
        source = row[1][1] if len(row[1]) > 1 else ""
        field = words.field_of(label)
        if ours and field not in ("title", "date", "authors", "link", "slides", "recording", "code"):
            field = "role"
        if field in ("topic", "reading", "number", "section", "part"):
            field = ""
        if ours and field == "title" and source.strip() in ("*open*", r"\*open\*", "*open* (cancelled)"):
            source = ""
        cells.append(Cell(field, label, inline.read(source), words.role_key(label) if field == "role" else "", row[0]))
    return cells


def _joined_rows(table: Table, ledger: Ledger) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows; one whose value broke off and stands on the next line is put together again."""
    rows = [(row.line, row.cells) for row in ((table.header, *table.rows) if table.header else table.rows)]
    index = 0
    while index < len(rows):
        line, cells = rows[index]
        following = rows[index + 1][1] if index + 1 < len(rows) else ()
        lone = [cell for cell in following if cell]
        value = cells[1] if len(cells) > 1 else ""
        if not value and len(lone) == 1 and following[0] and not words.field_of(inline.read(lone[0]).flat):
            ledger.guessed(line + 1, f'this line goes on with the value of "{inline.read(cells[0]).flat}" above')
            cells = (cells[0], lone[0])
            index += 1
        if cells and cells[0]:
            yield line, cells
        index += 1


# --- the text of a section -----------------------------------------------------------------


def _body(before: list[str], after: list[str], depth: int) -> list[str]:
    """The Markdown of a section without its heading and facts, its headings from the second level on."""
    lines = [*_trimmed(before), "", *_trimmed(after)]
    shown = gfm.contain("\n".join(_trimmed(lines)), shift=0).split("\n")
    return _trimmed(_abstracts(_outdented(shown, depth)))


def _outdented(lines: list[str], depth: int) -> list[str]:
    """Headings moved up by `depth` levels, to the second at most; what stands in code is left alone."""
    out = []
    for line in gfm.lines("\n".join(lines)):
        match = None if line.code else _ATX.match(line.text)
        level = max(2, len(match[1]) - depth) if match else 0
        out.append("#" * level + line.text[match.end() :] if match else line.text)
    return out


def _abstracts(lines: list[str]) -> list[str]:
    """Emphatic lines made headings, abstracts made block quotes, empty ones left out."""
    out: list[str] = []
    quoting = False
    for line in gfm.lines("\n".join(lines)):
        text = line.text
        title = None if line.code else _emphatic_title(text)
        if title:
            if out and out[-1].strip():
                out.append("")
            out += [f"## {title}", ""]
            quoting = False
            continue
        starts = text.lstrip().startswith(">") and not line.code
        lazy = quoting and bool(text.strip()) and not line.code and not _ATX.match(text)
        quoting = starts or lazy
        out.append(f"> {text.strip()}" if lazy and not starts else text)
    return _without_empty_abstract(_single_blanks(out))


def _emphatic_title(text: str) -> str:
    if match := _ALERT.match(text):
        return match[1].strip() or "Note"
    match = _EMPHATIC.match(text)
    if not match:
        return ""
    return match[2].strip().rstrip(":：").strip()


def _single_blanks(lines: list[str]) -> list[str]:
    """At most one blank line after a heading."""
    out: list[str] = []
    for line in lines:
        if not line.strip() and len(out) > 1 and not out[-1].strip() and out[-2].startswith("#"):
            continue
        out.append(line)
    return out


def _without_empty_abstract(lines: list[str]) -> list[str]:
    """Drops an `Abstract` heading that has nothing, or only a template's word, below it."""
    for index, line in enumerate(lines):
        match = _ATX.match(line)
        if not match or words.fold(line[match.end() :]) not in words.FIELD_WORDS["abstract"]:
            continue
        end = next((n for n in range(index + 1, len(lines)) if _ATX.match(lines[n])), len(lines))
        said = " ".join(text.strip(" >") for text in lines[index + 1 : end]).strip()
        if words.is_placeholder(said):
            return lines[:index] + lines[end:]
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]
