"""Reads schedules with a line for each meeting that starts with its date; years may be lines of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clubaction.importing.dates.found_date import date_at_start, year_in
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import MATERIALS
from clubaction.importing.markup.inline import Inline, Piece, plain_text
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.key_values import TOP_BULLET, is_rule, read_key_value
from clubaction.importing.markup.source_page import Page
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import is_break

_YEAR_LINE = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?(?:\*\*|__)?\s?((?:19|20)\d{2})\s?:?(?:\*\*|__)?\s*$")
_YEAR_START = re.compile(r"\s{0,9}[-*+]\s{1,4}(?:\*\*|__)((?:19|20)\d{2})(?:\*\*|__)\s+(?=\S)")

_LINKED = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?\[([^\[\]]{3,40})\](?=\()")
_STARTS = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?(?=[\w*_])")
_AFTER = re.compile(r"\s{0,2}(\([^()]{0,60}\))?\s{0,2}(?:[:;,\u2013\u2014|-]|$)\s{0,3}")
_PIECES = re.compile(r";\s|:\s|,\s|(?<=[^\W\d_])-(?=[A-Z\d(]|\s|$)|\.\s|\s[-\u2013\u2014]\s")
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]{0,20}")
_EVENT = re.compile(
    r"\b(?:retreat|recruitment|happy hour|day|workshop|party|meeting|symposium|practice|tutorial|review|"
    r"hackathon|lab)\b",
    re.IGNORECASE,
)
_SLIDES_ADDRESS = re.compile(r"slides?|\.(?:pptx?|key|odp)\b|presentation", re.IGNORECASE)
_MOST_LINES = 20
"""Lines below a dated line that can belong to it."""


def dated_lines(page: Page, report: Report) -> list[Entry]:
    """An entry for each line such as `January 11th: Presenter: title: URL` or `[11-14](slides.html)`.

    None if there is only one such line.
    """
    reader = _DatedLines(page, report)
    for number in page.numbers:
        reader.read(number)
    return reader.entries if len(reader.entries) > 1 else []


@dataclass(slots=True)
class _DatedLines:
    """Reads a page line by line, and collects its entries."""

    page: Page
    report: Report
    entries: list[Entry] = field(default_factory=list)
    year: int | None = None
    """The year in the last line or heading that has one."""
    goes_on: bool = False
    """Whether the next line may belong to the last entry."""

    def read(self, number: int) -> None:
        """Reads the next line."""
        text = self.page.line(number)
        if not self.page.is_written(number):
            self.goes_on = False
        elif alone := _YEAR_LINE.match(text):
            self.year, self.goes_on = int(alone[1]), False
            self.report.taken(number, number, f"the year {self.year}")
        elif text.lstrip().startswith("#") and (year := year_in(text)):
            self.year, self.goes_on = year, False
        else:
            self._read_text(number, text)

    def _read_text(self, number: int, text: str) -> None:
        if start := _YEAR_START.match(text):
            self.year, text = int(start[1]), text[start.end() :]
        if cells := _dated_cells(text, number):
            self.entries.append(self._entry(number, cells))
            self.goes_on = True
        elif not text.strip() or is_rule(text) or text.lstrip().startswith(("#", "|", "<")) or TOP_BULLET.match(text):
            self.goes_on = False
        elif self.goes_on and number - self.entries[-1].line <= _MOST_LINES:
            _add_line(self.entries[-1], text, number)

    def _entry(self, number: int, cells: list[Cell]) -> Entry:
        year = self.year or self.page.year_above(number)
        where = "the lines that start with a date"
        return Entry(number, number, cells, where, year=year, region=(number, number))


def _dated_cells(text: str, number: int) -> list[Cell]:
    """The cells of a line that starts with a date; none for any other line."""
    linked = _LINKED.match(text)
    if linked and (date := date_at_start(linked[1])) and date.end >= len(linked[1].strip()) - 1:
        return _linked_date(text, linked[1], number)
    start = _STARTS.match(text)
    rest = text[start.end() :] if start else ""
    date = date_at_start(rest)
    after = _AFTER.match(rest, date.end) if date else None
    if not date or not after or (date.numbers and date.year is None):
        return []
    cells = [Cell("date", "date", read_inline(rest[: date.end]), line=number)]
    if after[1]:
        cells.append(Cell("", "Note", read_inline(after[1]), line=number))
    return [*cells, *_text_cells(rest[after.end() :], number)]


def _linked_date(text: str, label: str, number: int) -> list[Cell]:
    """The cells of a line that starts with a link labelled with the date."""
    value = read_inline(text.lstrip(" -*+"))
    first = value.links[0] if value.links else Piece(label)
    shown = Inline(f"[{first.text}]({first.url})", (first,))
    date = Cell("date", "date", read_inline(label), line=number)
    linked = Cell("slides" if _SLIDES_ADDRESS.search(first.url) else "link", "Link", shown, line=number)
    rest = text[text.find(")") + 1 :].strip()
    return [date, linked, *(_text_cells(rest, number) if rest else [])]


def _text_cells(text: str, number: int) -> list[Cell]:
    """The cells of a free text after a date: perhaps a person, a title, links."""
    value = read_inline(text)
    words = value.words.replace("\n", " ")
    pieces = [piece.strip(' .,;:-"\u201c\u201d') for piece in _PIECES.split(words)]
    pieces = [piece for piece in pieces if piece]
    no_meeting = next((piece for piece in pieces if is_break(piece)), "")
    if no_meeting and not value.links:
        return [Cell("title", "text", read_inline(no_meeting), line=number)]
    cells = [Cell("link", "Link", value, line=number)] if value.links else []
    if pieces and _is_person(pieces[0]):
        cells.append(Cell("role", "Presenter", read_inline(pieces[0]), "presenter", number))
        words = words[words.find(pieces[0]) + len(pieces[0]) :]
    if title := _unquoted(words.strip(" .,;:-\u2013\u2014")):
        cells.append(Cell("title", "text", plain_text(title), line=number))
    return cells


def _unquoted(text: str) -> str:
    is_quoted = text.count('"') == 2 and text.startswith('"') and text.endswith('"')
    return text[1:-1] if is_quoted else text


def _is_person(text: str) -> bool:
    """Whether a text is one to four capitalised words, and not the name of an event."""
    names = [word for word in re.split(r"\s+(?:and\s+)?", text) if word]
    if _EVENT.search(text) or any(character.isdigit() for character in text):
        return False
    return 1 <= len(names) <= 4 and all(_NAME.fullmatch(name) and name[0].isupper() for name in names)


def _add_line(entry: Entry, text: str, number: int) -> None:
    """Adds a line below a dated one: as a material, as a link or as text."""
    entry.end = number
    entry.region = (entry.line, number)
    key = read_key_value(text, number)
    value = read_inline(text)
    if key and key.field in MATERIALS:
        entry.cells.append(Cell(key.field, key.label, read_inline(key.value), line=number))
    elif value.links and not value.words and not any(cell.field == "link" for cell in entry.cells):
        entry.cells.append(Cell("link", "Link", value, line=number))
    else:
        entry.body.append(text.strip())
