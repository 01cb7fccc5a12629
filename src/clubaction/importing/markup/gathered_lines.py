"""Collects what the lines of one meeting say: cells from its `Key: value` lines, and the text around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.importing.entry import Cell
from clubaction.importing.field_names import Field, field_of, material_of, role_key
from clubaction.importing.markup.blank_lines import trimmed
from clubaction.importing.markup.heading_levels import HEADING_MARK, moved_up
from clubaction.importing.markup.inline import Inline, Piece
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.key_values import (
    BULLET,
    KeyValue,
    is_bare_date,
    is_rule,
    read_key_value,
    without_bullet,
    without_line_break,
)
from clubaction.importing.markup.source_page import Page
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_placeholder

_QUOTE = re.compile(r"\s{0,3}>")
_OTHER_PLACES: Mapping[Field, Field] = {"topic": "theme", "number": "", "section": "", "reading": "", "part": ""}
"""Fields that are replaced by another one, or by none, for keys in a section or a list item."""
_ONLY_ONCE: tuple[Field, ...] = ("date", "title", "theme", "authors", "time")
"""Fields that a meeting has once: the value of a second such key is kept as text."""


@dataclass(slots=True)
class Gathered:
    """The content of one meeting's lines."""

    cells: list[Cell] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    """The lines of Markdown for the session's text."""
    fields: set[Field] = field(default_factory=set)
    """The fields of `cells`."""

    def add(self, *cells: Cell) -> None:
        """Adds cells and their fields."""
        self.cells.extend(cells)
        self.fields.update(cell.field for cell in cells)


def gather(page: Page, first: int, last: int, *, depth: int) -> Gathered:
    """The content of the lines from `first` to `last`; headings in its text are moved up by `depth` levels."""
    found = Gathered()
    number = first
    while number <= last:
        text = page.line(number)
        if number in page.code:
            found.body.append(text)
        elif is_rule(text):
            found.body.append("")
        elif is_bare_date(text):
            found.add(Cell("date", "Date", read_inline(without_bullet(text)), line=number))
        elif key := read_key_value(text, number):
            number = _take(page, key, last, found)
        elif labelled := _labelled_links(text, number):
            found.add(*labelled)
        else:
            found.body.append(moved_up(text, depth) if HEADING_MARK.match(text) else without_line_break(text))
        number += 1
    return found


def _take(page: Page, key: KeyValue, last: int, found: Gathered) -> int:
    """Adds the value of a key with the lines that continue it, and returns the last of these."""
    if key.field == "abstract" or (not key.value and not key.field):
        return _take_text(page, key, last, found)
    field = _OTHER_PLACES.get(key.field, key.field)
    if field in _ONLY_ONCE and field in found.fields:
        field = ""
    value, end = key.value, key.line
    if not value:
        value, end = _value_below(page, key.line, last)
    elif not field:
        value, end = _value_goes_on(page, value, key.line, last)
    role = role_key(key.label) if field == "role" else ""
    found.add(Cell(field, key.label, read_inline(value), role, key.line))
    return end


def _value_below(page: Page, number: int, last: int) -> tuple[str, int]:
    """(value, its line) of a key whose value is on the next line; an empty value if there is none."""
    below = number + 1
    text = page.line(below) if below <= last and below not in page.code else ""
    if not text.strip() or _starts_something(text, below):
        return "", number
    return without_bullet(text), below


def _value_goes_on(page: Page, value: str, number: int, last: int) -> tuple[str, int]:
    """A value of several lines, up to a blank line, an item, another key or a heading."""
    lines = [value]
    for below in range(number + 1, last + 1):
        text = page.line(below)
        if not text.strip() or below in page.code or BULLET.match(text) or _starts_something(text, below):
            break
        lines.append(without_line_break(text).strip())
        number = below
    return " ".join(lines), number


def _starts_something(text: str, number: int) -> bool:
    return bool(HEADING_MARK.match(text)) or is_rule(text) or read_key_value(text, number) is not None


def _take_text(page: Page, key: KeyValue, last: int, found: Gathered) -> int:
    """Adds the text below a key such as `**Abstract:**`, and returns its last line."""
    lines, end = _text_below(page, key, last, found)
    is_abstract = key.field == "abstract"
    if is_abstract and is_placeholder(" ".join(line for line in lines if line.strip())):
        return end
    if is_abstract:
        lines = [text if _QUOTE.match(text) else f"> {text.strip()}".rstrip() for text in lines]
    if lines:
        found.body += ["", f"## {key.label}", "", *lines, ""]
    return end


def _text_below(page: Page, key: KeyValue, last: int, found: Gathered) -> tuple[list[str], int]:
    """(lines, number of the last one) up to the next known key or heading; labelled links are added as cells."""
    lines = [key.value] if key.value else []
    end = key.line
    for below in range(key.line + 1, last + 1):
        text = page.line(below)
        following = read_key_value(text, below)
        if (following and following.field and following.formal) or HEADING_MARK.match(text) or is_rule(text):
            break
        labelled = [] if key.field == "abstract" else _labelled_links(text, below)
        found.add(*labelled)
        if not labelled:
            lines.append(text)
        end = below
    return trimmed(lines), end


def _labelled_links(text: str, number: int) -> list[Cell]:
    """A cell for each link of a line that has only labelled links (`[slides](…)`); none for any other line."""
    value = read_inline(without_bullet(text))
    if value.words.strip(" ,;|/") or any(link.bare for link in value.links):
        return []
    return [_labelled_link(link, number) for link in value.links]


def _labelled_link(link: Piece, number: int) -> Cell:
    shown = Inline(f"[{link.text}]({link.url})", (link,))
    if material := material_of(link.text):
        return Cell(material, "Link", shown, line=number)
    is_paper = field_of(link.text) in ("link", "title", "") and fold(link.text) in GENERIC_LABELS
    return Cell("link", "Link", shown, line=number) if is_paper else Cell("", "More", shown, line=number)
