"""The shape of pages that a site generator makes: a list of sessions in the front matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clubaction.text import yaml_text
from clubaction.errors import ClubFileError
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import MATERIALS, Field, field_of, role_key
from clubaction.importing.markup.inline import Inline, Piece, plain_text
from clubaction.importing.markup.page import Page
from clubaction.importing.report import Ledger

Item = Mapping[str, yaml_text.Value]
_INTO_THE_TEXT: tuple[Field, ...] = ("topic", "reading", "number", "section", "part")


def items_of_front_matter(page: Page, ledger: Ledger) -> list[Entry]:
    """The items of the first list in the front matter that all have a date."""
    if not page.front:
        return []
    source = "\n".join(page.lines[1 : page.front - 1]) + "\n"
    try:
        values = yaml_text.read_yaml("front matter", source)
    except ClubFileError as error:
        ledger.left(1, page.front, f"the front matter is no YAML: {error}")
        return []
    for key, value in values.items():
        if items := _dated_items(value):
            where = f'"date" in the front matter\'s list "{key}"'
            places = _places(page, source, key, len(items))
            return [
                Entry(first, last, _cells(item, first), where)
                for item, (first, last) in zip(items, places, strict=True)
            ]
    return []


def _dated_items(value: yaml_text.Value) -> Sequence[Item]:
    """The items of a list, if it has several and each has a date."""
    listed = value if isinstance(value, list) else []
    items = [item for item in listed if isinstance(item, dict) and any(field_of(key) == "date" for key in item)]
    return items if len(items) == len(listed) > 1 else []


def _places(page: Page, source: str, key: str, count: int) -> list[tuple[int, int]]:
    """The first and last line of each item; of the whole list where items share lines."""
    start = 2 + yaml_text.line_of(source, key, 0)
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
        cells.append(Cell("" if field in _INTO_THE_TEXT else field, name, shown, key, line))
    return cells


def _text(value: yaml_text.Value) -> str:
    if isinstance(value, str):
        return value.strip()
    return ", ".join(str(item) for item in value) if isinstance(value, list) else ""


def _shown(field: Field, name: str, text: str) -> Inline:
    """A value as what it shows: YAML's text is plain, it is no Markdown."""
    if field == "link":
        return Inline(text, (Piece(text, text, bare=True),))
    if field in MATERIALS and text:
        return Inline(text, (Piece(name, text),))
    return plain_text(text)
