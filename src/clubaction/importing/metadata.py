"""The shape of pages that a site generator makes: a list of sessions in the front matter."""

from __future__ import annotations

from collections.abc import Mapping

from clubaction.text import yaml_text
from clubaction.errors import ClubFileError
from clubaction.importing import words
from clubaction.importing.inline import Inline, Piece
from clubaction.importing.page import Page
from clubaction.importing.record import Cell, Record
from clubaction.importing.report import Ledger

_IN_THE_TEXT = ("topic", "reading", "number", "section", "part")


def read(page: Page, ledger: Ledger) -> list[Record]:
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
        listed = value if isinstance(value, list) else []
        items = [item for item in listed if isinstance(item, dict)]
        if len(items) > 1 and len(items) == len(listed) and all(map(_has_date, items)):
            places = _places(page, source, key, len(items))
            where = f'"date" in the front matter\'s list "{key}"'
            return [
                Record(first, last, _cells(item, first), where)
                for item, (first, last) in zip(items, places, strict=True)
            ]
    return []


def _has_date(item: Mapping[str, yaml_text.Value]) -> bool:
    return any(words.field_of(key) == "date" for key in item)


def _places(page: Page, source: str, key: str, count: int) -> list[tuple[int, int]]:
    """The first and last line of each item; of the whole list where items share lines."""
    start = 2 + yaml_text.line_of(source, key, 0)
    opening = page.line(start)
    dash = opening[: len(opening) - len(opening.lstrip())] + "-"
    firsts = [n for n in range(start, page.front) if page.line(n).startswith(dash)][:count]
    if len(firsts) < count:
        return [(start, page.front - 1)] * count
    places = []
    for first, following in zip(firsts, [*firsts[1:], page.front], strict=True):
        last = following - 1
        while last > first and not page.line(last).strip():
            last -= 1
        places.append((first, last))
    return places


def _cells(item: Mapping[str, yaml_text.Value], line: int) -> list[Cell]:
    cells = []
    for name, value in item.items():
        text = _text(value)
        field = words.field_of(name)
        if field == "link" and text in ("#", ""):
            continue
        key = words.role_key(name) if field == "role" else ""
        field = "" if field in _IN_THE_TEXT else field
        cells.append(Cell(field, name, _shown(field, name, text), key, line))
    return cells


def _text(value: yaml_text.Value) -> str:
    if isinstance(value, str):
        return value.strip()
    return ", ".join(str(item) for item in value) if isinstance(value, list) else ""


def _shown(field: str, name: str, text: str) -> Inline:
    """A value as what it shows: YAML's text is plain, it is no Markdown."""
    if field == "link":
        return Inline(text, (Piece(text, text, bare=True),))
    if field in ("slides", "recording", "code") and text:
        return Inline(text, (Piece(name, text),))
    return Inline(text, (Piece(text),))
