"""What the lines of one meeting say, taken together: cells from its `Key: value` lines, and the text around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.importing.entry import Cell
from clubaction.importing.field_names import Field, field_of, material_of, role_key
from clubaction.importing.markup.inline import Inline, Piece, read_inline
from clubaction.importing.markup.key_values import (
    BULLET,
    HEADING_MARK,
    KeyValue,
    is_bare_date,
    is_rule,
    read_key_value,
    without_bullet,
    without_line_break,
)
from clubaction.importing.markup.page import Page
from clubaction.importing.markup.stretches import trimmed
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_placeholder

_QUOTE = re.compile(r"\s{0,3}>")
_OTHER_PLACES: Mapping[Field, Field] = {"topic": "theme", "number": "", "section": "", "reading": "", "part": ""}
"""Where the value goes whose key stands in a section or a list item, if not under the key's own field."""
_ONLY_ONCE: tuple[Field, ...] = ("date", "title", "theme", "authors", "time")
"""Fields of which a meeting has one: what a second key of the kind says is kept as text."""


@dataclass(slots=True)
class Gathered:
    """What the lines of one meeting say: cells, and the Markdown that goes into its body."""

    cells: list[Cell] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    fields: set[Field] = field(default_factory=set)
    """Those of the cells."""

    def add(self, *cells: Cell) -> None:
        """Adds cells."""
        self.cells.extend(cells)
        self.fields.update(cell.field for cell in cells)


def gather(page: Page, first: int, last: int, *, depth: int) -> Gathered:
    """Reads the lines of one meeting. Headings in it move up by `depth` levels."""
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
            found.body.append(_outdented(text, depth))
        number += 1
    return found


def _outdented(text: str, depth: int) -> str:
    mark = HEADING_MARK.match(text)
    if not mark:
        return without_line_break(text)
    level = max(2, mark[0].count("#") - depth)
    return "#" * level + " " + text[mark.end() :]


def _take(page: Page, key: KeyValue, last: int, found: Gathered) -> int:
    """Adds what stands under a key, together with the lines that go on with it, and returns the last of these."""
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
    """The value that stands on the line under its key."""
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
    """Adds the text under a key such as `**Abstract:**`, and returns its last line."""
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
    """The lines up to the next known key or heading; outside an abstract, labelled links become cells."""
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
    """The links of a line that says nothing else, each under what its label says (`[slides](…)`)."""
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
