"""Reads schedules that are a list of sessions in the front matter, as pages for site generators have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clubaction.errors import ClubFileError
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import KEPT_AS_TEXT, MATERIALS, Field, field_of, role_key
from clubaction.importing.markup.inline import Inline, Piece, plain_text
from clubaction.importing.markup.source_page import Page
from clubaction.importing.report import Report
from clubaction.text import front_matter, yaml_lines
from clubaction.text.yaml_tree import Value

Item = Mapping[str, Value]
"""One session of the list: key → value."""


def items_of_front_matter(page: Page, report: Report) -> list[Entry]:
    """An entry for each item of the first list in the front matter whose items all have a date; none without one."""
    if not page.front:
        return []
    text = "\n".join(page.lines[: page.front])
    try:
        values, _ = front_matter.read("front matter", text)
    except ClubFileError as error:
        report.left(1, page.front, f"the front matter is no YAML: {error}")
        return []
    for key, value in values.items():
        if items := _dated_items(value):
            where = f'"date" in the front matter\'s list "{key}"'
            places = _places(page, front_matter.source(text), key, len(items))
            return [
                Entry(first, last, _cells(item, first), where)
                for item, (first, last) in zip(items, places, strict=True)
            ]
    return []


def _dated_items(value: Value) -> Sequence[Item]:
    """The items of a list if it has several and each has a date; else none."""
    listed = value if isinstance(value, list) else []
    items = [item for item in listed if isinstance(item, dict) and any(field_of(key) == "date" for key in item)]
    return items if len(items) == len(listed) > 1 else []


def _places(page: Page, source: str, key: str, count: int) -> list[tuple[int, int]]:
    """(first, last) line of each item, or of the whole list if the items can't be told apart by lines."""
    start = front_matter.FIRST_LINE + yaml_lines.line_of(source, key, 0)
    opening = page.line(start)
    dash = opening[: len(opening) - len(opening.lstrip())] + "-"
    firsts = [number for number in range(start, page.front) if page.line(number).startswith(dash)][:count]
    if len(firsts) < count:
        return [(start, page.front - 1)] * count
    following = [*firsts[1:], page.front]
    return [(first, page.last_text(first, then - 1)) for first, then in zip(firsts, following, strict=True)]


def _cells(item: Item, line: int) -> list[Cell]:
    cells = []
    for name, value in item.items():
        text = _text(value)
        field = field_of(name)
        if field == "link" and text in ("#", ""):
            continue
        shown = _shown(field, name, text)
        key = role_key(name) if field == "role" else ""
        cells.append(Cell("" if field in KEPT_AS_TEXT else field, name, shown, key, line))
    return cells


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value.strip()
    return ", ".join(str(item) for item in value) if isinstance(value, list) else ""


def _shown(field: Field, name: str, text: str) -> Inline:
    """The value of a cell: text in YAML is plain, not Markdown."""
    if field == "link":
        return Inline(text, (Piece(text, text, bare=True),))
    if field in MATERIALS and text:
        return Inline(text, (Piece(name, text),))
    return plain_text(text)
