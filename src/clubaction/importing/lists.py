"""The shapes without tables and sections: bullet records, and lines that start with a date."""

from __future__ import annotations

import re

from clubaction.importing import dates, entries, inline, words
from clubaction.importing import page as pages
from clubaction.importing.page import Page
from clubaction.importing.record import Cell, Record
from clubaction.importing.report import Ledger

_ITEM = re.compile(r"\s{0,3}[-*+]\s{1,4}\S")
_LINKED = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?\[([^\[\]]{3,40})\](?=\()")
_STARTS = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?(?=[\w*_])")
_BEHIND = re.compile(r"\s{0,2}(\([^()]{0,60}\))?\s{0,2}(?:[:;,\u2013\u2014|-]|$)\s{0,3}")
_PIECES = re.compile(r";\s|:\s|,\s|(?<=[^\W\d_])-(?=[A-Z\d(]|\s|$)|\.\s|\s[-\u2013\u2014]\s")
_EVENT = re.compile(
    r"\b(?:retreat|recruitment|happy hour|day|workshop|party|meeting|symposium|practice|tutorial|review|"
    r"hackathon|lab)\b",
    re.IGNORECASE,
)
_ON_NEXT_LINE = 20
"""Lines at most that belong to a dated line above them."""


# --- bullets: "- Paper: …" with more keys below --------------------------------------------


def bullets(page: Page, ledger: Ledger) -> list[Record]:
    """List items that start with `Paper:` or `Title:`, with further keys on the lines below."""
    starts = [n for n in range(page.front + 1, page.total + 1) if n not in page.code and _starts_record(page, n)]
    if len(starts) < 2:
        return []
    records = []
    for index, line in enumerate(starts):
        limit = starts[index + 1] - 1 if index + 1 < len(starts) else page.total
        last = _item_end(page, line, limit)
        gathered = entries.gather(page, line, last, depth=0)
        body = [re.sub(r"^\s{2,4}", "", text) for text in gathered.body if text.strip()]
        records.append(
            Record(
                line,
                last,
                gathered.cells,
                f"the list from line {starts[0]} on",
                year=page.year_above(line),
                body=body,
                region=(line, last),
            )
        )
    return records


def _starts_record(page: Page, number: int) -> bool:
    if not _ITEM.match(page.line(number)) or page.block(number):
        return False
    item = entries.entry(page.line(number), number)
    return item is not None and item.field == "title" and bool(item.value)


def _item_end(page: Page, line: int, limit: int) -> int:
    end = line
    for number in range(line + 1, limit + 1):
        text = page.line(number)
        if not text.strip() or text.lstrip().startswith("#") or number in page.code or not text[:1].isspace():
            break
        end = number
    return end


# --- lines that start with a date ----------------------------------------------------------


def dated_lines(page: Page, ledger: Ledger) -> list[Record]:
    """Lines such as `January 11th: Presenter: title: URL` or `[11-14](slides.html)`, under years or not."""
    records: list[Record] = []
    year: int | None = None
    open_record = False
    for number in range(page.front + 1, page.total + 1):
        text = page.line(number)
        if number in page.code or page.block(number):
            open_record = False
            continue
        if found := pages.year_line(text) or _year_of_heading(page, number):
            year, open_record = found, False
            if pages.year_line(text):
                ledger.taken(number, number, f"the year {found}")
            continue
        if start := pages.year_start(text):
            year, text = start[0], text[start[1] :]
        record = _dated_line(page, number, text, year)
        if record:
            records.append(record)
            open_record = True
        elif (
            not text.strip() or entries.is_rule(text) or text.lstrip().startswith(("#", "|", "<")) or _ITEM.match(text)
        ):
            open_record = False
        elif open_record and number - records[-1].line <= _ON_NEXT_LINE:
            _go_on(records[-1], text, number)
    return records if len(records) > 1 else []


def _year_of_heading(page: Page, number: int) -> int | None:
    if not page.line(number).lstrip().startswith("#"):
        return None
    return dates.year_in(page.line(number))


def _dated_line(page: Page, number: int, text: str, year: int | None) -> Record | None:
    linked = _LINKED.match(text)
    if linked and (spot := dates.spot(linked[1])) and spot.end >= len(linked[1].strip()) - 1:
        return _linked_line(page, number, text, linked[1], year)
    start = _STARTS.match(text)
    if not start:
        return None
    rest = text[start.end() :]
    spot = dates.spot(rest)
    behind = _BEHIND.match(rest, spot.end) if spot else None
    if not spot or not behind or (spot.numbers and spot.year is None):
        return None
    cells = [Cell("date", "date", inline.read(rest[: spot.end]), line=number)]
    if behind[1]:
        cells.append(Cell("", "Note", inline.read(behind[1]), line=number))
    return _record(page, number, [*cells, *_said(rest[behind.end() :], number)], year)


def _linked_line(page: Page, number: int, text: str, label: str, year: int | None) -> Record:
    """A line whose link is labelled with the date."""
    value = inline.read(text.lstrip(" -*+"))
    first = value.links[0] if value.links else inline.Piece(label)
    shown = inline.Inline(f"[{first.text}]({first.url})", (first,))
    looks = bool(re.search(r"slides?|\.(?:pptx?|key|odp)\b|presentation", first.url, re.IGNORECASE))
    cells = [Cell("date", "date", inline.read(label), line=number)]
    cells.append(Cell("slides" if looks else "link", "Link", shown, line=number))
    rest = text[text.find(")") + 1 :].strip()
    if rest:
        cells += _said(rest, number)
    return _record(page, number, cells, year)


def _record(page: Page, number: int, cells: list[Cell], year: int | None) -> Record:
    return Record(
        number,
        number,
        cells,
        "the lines that start with a date",
        year=year or page.year_above(number),
        region=(number, number),
    )


def _said(text: str, number: int) -> list[Cell]:
    """A free text after a date: perhaps a person, a title, links."""
    value = inline.read(text)
    said = value.words.replace("\n", " ")
    cells = [Cell("link", "Link", value, line=number)] if value.links else []
    pieces = [piece.strip(' .,;:-"\u201c\u201d') for piece in _PIECES.split(said)]
    pieces = [piece for piece in pieces if piece]
    if any(words.is_break(piece) for piece in pieces) and not value.links:
        return [Cell("title", "text", inline.read(_break_of(pieces)), line=number)]
    if pieces and _is_person(pieces[0]):
        cells.append(Cell("role", "Presenter", inline.read(pieces[0]), "presenter", number))
        at = said.find(pieces[0]) + len(pieces[0])
        said = said[at:]
    title = said.strip(" .,;:-\u2013\u2014")
    if title.count('"') == 2 and title.startswith('"') and title.endswith('"'):
        title = title[1:-1]
    if title:
        cells.append(Cell("title", "text", inline.Inline(title, (inline.Piece(title),)), line=number))
    return cells


def _break_of(pieces: list[str]) -> str:
    return next(piece for piece in pieces if words.is_break(piece))


def _is_person(text: str) -> bool:
    names = [word for word in re.split(r"\s+(?:and\s+)?", text) if word]
    if not names or len(names) > 5 or _EVENT.search(text) or any(c.isdigit() for c in text):
        return False
    return (
        all(re.fullmatch(r"[^\W\d_][\w.'\u2019-]{0,20}", name) and name[0].isupper() for name in names)
        and len(names) <= 4
    )


def _go_on(record: Record, text: str, number: int) -> None:
    """A line under a dated one: its address, its slides, more of its title."""
    record.end = number
    record.region = (record.line, number)
    item = entries.entry(text, number)
    if item and item.field in ("slides", "recording", "code"):
        record.cells.append(Cell(item.field, item.label, inline.read(item.value), line=number))
        return
    value = inline.read(text)
    if value.links and not value.words and not record.of("link"):
        record.cells.append(Cell("link", "Link", value, line=number))
        return
    record.body.append(text.strip())
