"""The shape with a section for each meeting: its date in the heading, or in a line below it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from clubaction.importing import dates, entries, inline, words
from clubaction.importing.entries import Gathered
from clubaction.importing.page import Heading, Page
from clubaction.importing.record import Cell, Record
from clubaction.importing.report import Ledger

_ANOTHER_DAY = re.compile(r"\s{0,2}(?:,|&|and\s|und\s)\s{0,2}(\d{1,2})(?:st|nd|rd|th)?(?=\s{0,2}(?:[,:;&]|and\s|$))")
_ANOTHER = re.compile(r"\s{0,2}(?:,|&|and\s|und\s)\s{0,2}(?=[^\W\d_]{3})")
_COUNTED = re.compile(
    r"(?:session|meeting|week|talk|seminar|sitzung|woche)\s{1,2}#?\d{1,3}\s{0,2}[:.\-\u2013]?\s{0,2}",
    re.IGNORECASE,
)
_SPEAKER_ON = re.compile(r"((?:[^\W\d_][\w.'\-]{0,30}\s){1,3})on\s(?=\S)")
_MOST_DAYS = 31
"""Of one heading: each is a session with the section's whole text."""
_MINUTES = re.compile(r"\b(?:minutes|protokolle?|meeting notes|logs?|comptes? rendus?|actas?)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Section:
    heading: Heading
    last: int
    days: list[str]
    """The dates that the heading starts with, as texts."""
    rest: str
    """What the heading says behind them."""


def read(page: Page, ledger: Ledger) -> list[Record]:
    """The sections that have a date, one record for each of its days."""
    records: list[Record] = []
    found = _sections(page)
    minutes = _minutes(page, found)
    for section in found:
        if section.heading.line in minutes:
            ledger.left(
                section.heading.line,
                section.last,
                f'minutes of a meeting ("{section.heading.text}"), no schedule',
            )
            continue
        records += _records(page, section, ledger)
    return records


# --- which headings are meetings -----------------------------------------------------------


def _sections(page: Page) -> list[_Section]:
    dated = {h.line: split for h in page.headings if (split := heading_days(h.text)) and not page.block(h.line)}
    owners = _owners(page)
    lines = sorted(set(dated) | owners)
    by_line = {heading.line: heading for heading in page.headings}
    several = [line for line in lines if line not in owners and len(dated[line][0]) > 1]
    starts = sorted(dated)
    outer = {line for line in several if _has_own_sections(by_line[line], starts)}
    lines = [line for line in lines if line not in outer]
    found = []
    for index, line in enumerate(lines):
        heading = by_line[line]
        following = lines[index + 1] - 1 if index + 1 < len(lines) else page.total
        days, rest = dated.get(line, ([], heading.text))
        found.append(_Section(heading, _trim(page, line, min(heading.end, following)), days, rest))
    return found


def _trim(page: Page, first: int, last: int) -> int:
    while last > first and (not page.line(last).strip() or entries.is_rule(page.line(last))):
        last -= 1
    return last


def _has_own_sections(heading: Heading, dated: list[int]) -> bool:
    """Whether a section with a date lies inside this heading's."""
    at = bisect_right(dated, heading.line)
    return at < len(dated) and dated[at] <= heading.end


def _owners(page: Page) -> set[int]:
    """The headings of sections with exactly one line that gives a date."""
    counts: dict[int, int] = {}
    owner = 0
    headings = {heading.line for heading in page.headings}
    for number in range(page.front + 1, page.total + 1):
        if number in page.code or page.block(number):
            continue
        text = page.line(number)
        item = entries.entry(text, number)
        if number in headings and not (item and item.field):
            owner = number
        elif owner and (entries.dated(item) or entries.bare_date(text)):
            counts[owner] = counts.get(owner, 0) + 1
    return {line for line, count in counts.items() if count == 1}


def heading_days(text: str) -> tuple[list[str], str] | None:
    """(the dates a heading starts with, the rest of it), or None if it starts with none.

    `March 24, 31:` has two; `Oct 18/19` has one, since that is one meeting in two time zones.
    """
    spot = dates.spot(text)
    if spot is None:
        return None
    if spot.numbers is not None and spot.year is None:
        return None
    days, at = [text[: spot.end]], spot.end
    name = re.match(r"[^\W\d_]+\.?", text)
    while len(days) < _MOST_DAYS:
        if name and (same := _ANOTHER_DAY.match(text, at)):
            days.append(f"{name[0]} {same[1]}")
            at = same.end()
        elif (more := _ANOTHER.match(text, at)) and (further := dates.spot(text[more.end() :])):
            name = re.match(r"[^\W\d_]+\.?", text[more.end() :])
            days.append(text[more.end() : more.end() + further.end])
            at = more.end() + further.end
        else:
            break
    return days, text[at:].strip(" :-\u2013\u2014,;.")


def _minutes(page: Page, found: list[_Section]) -> set[int]:
    """The lines of sections that follow a heading `Minutes`, one after the other."""
    inside = False
    days = {section.heading.line for section in found}
    lines: set[int] = set()
    for heading in page.headings:
        if heading.line in days:
            lines |= {heading.line} if inside else set()
        elif inside and not _within(page, heading, lines):
            inside = False
        if _MINUTES.search(heading.text) and heading.line not in days:
            inside = True
    return lines


def _within(page: Page, heading: Heading, lines: set[int]) -> bool:
    return any(outer.line in lines for outer in page.above(heading.line)[:-1]) or heading.level > 3


# --- what a section says -------------------------------------------------------------------


def _records(page: Page, section: _Section, ledger: Ledger) -> list[Record]:
    heading = section.heading
    gathered = entries.gather(page, heading.line + 1, section.last, depth=heading.level - 1)
    days = [] if any(cell.field == "date" for cell in gathered.cells) else section.days
    _name(section, gathered, ledger)
    _link_of_others(section.heading.line, gathered, ledger)
    body = _squeezed(gathered.body)
    made = []
    for day in days or [""]:
        date = [Cell("date", "heading", inline.read(day), line=heading.line)] if day else []
        made.append(
            Record(
                heading.line,
                section.last,
                [*date, *gathered.cells],
                f"the sections from line {heading.line} on",
                year=page.year_above(heading.line),
                body=list(body),
                region=(heading.line, section.last),
            )
        )
    if len(days) > 1:
        ledger.guessed(heading.line, f'"{heading.text}" names {len(days)} days: a session for each, with the same text')
    return made


def _name(section: _Section, gathered: Gathered, ledger: Ledger) -> None:
    """Finds a title for a section that names none: in its heading, in its first link, in its first line."""
    line = section.heading.line
    title = next((c for c in gathered.cells if c.field == "title" and not words.is_placeholder(c.value.words)), None)
    rest = _COUNTED.sub("", section.rest) if not section.days else section.rest
    if section.days and rest and _is_name(rest) and not any(c.field == "role" for c in gathered.cells):
        gathered.cells.append(Cell("role", "Presenter", inline.read(rest), "presenter", line))
        ledger.guessed(line, f'"{rest}" in the heading is taken as the presenter')
        rest = ""
    if title is not None:
        return
    if rest:
        if not section.days and (on := _SPEAKER_ON.match(rest)) and all(w[0].isupper() for w in on[1].split()):
            gathered.cells.append(Cell("role", "Speaker", inline.read(on[1]), "speaker", line))
            ledger.guessed(line, f'"{on[1].strip()}" before "on" is taken as the speaker')
            rest = rest[on.end() :]
        source = section.heading.source if rest == section.heading.text else rest
        gathered.cells.append(Cell("title", "heading", inline.read(source), line=line))
        return
    _name_from_text(line, gathered, ledger)


def _is_name(text: str) -> bool:
    return len(text.split()) <= 3 and all(word[:1].isupper() for word in text.split()) and not text.endswith(":")


def _name_from_text(line: int, gathered: Gathered, ledger: Ledger) -> None:
    for index, text in enumerate(gathered.body):
        value = inline.read(re.sub(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+", "", text))
        if not value.flat or text.startswith("#"):
            continue
        if value.words and len(value.words) <= 300:
            gathered.cells.append(Cell("title", "text", value, line=line))
            ledger.guessed(line, f'no title is named: the first line under the heading is taken, "{value.words}"')
            gathered.body[index] = ""
        break
    if any(c.field == "link" and c.value.links for c in gathered.cells) or any(
        c.field == "title" and c.value.links for c in gathered.cells
    ):
        return
    for index, text in enumerate(gathered.body):
        value = inline.read(text)
        if value.links:
            gathered.cells.append(Cell("link", "text", value, line=line))
            if not value.words.strip(" -*+"):
                gathered.body[index] = ""
            return


def _link_of_others(line: int, gathered: Gathered, ledger: Ledger) -> None:
    """Without a link to a paper, the first one under any other key is the session's."""
    if any(cell.field in ("link", "title") and cell.value.links for cell in gathered.cells):
        return
    for cell in gathered.cells:
        if not cell.field and cell.value.links:
            gathered.cells.append(Cell("link", cell.label, cell.value, line=cell.line))
            ledger.guessed(line, f'no paper is linked: the link under "{cell.label}" is taken')
            return


def _squeezed(lines: list[str]) -> list[str]:
    """The lines without blank ones at the ends and with one at most between."""
    out: list[str] = []
    for line in lines:
        if line.strip() or (out and out[-1].strip()):
            out.append(line.rstrip() if not line.endswith("  ") else line)
    while out and not out[-1].strip():
        out.pop()
    return out
