"""Reads schedules with a section for each meeting, whose date is in its heading or in a line below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clubaction.importing.entry import Cell, Entry
from clubaction.importing.markup.blank_lines import without_gaps
from clubaction.importing.markup.gathered_lines import Gathered, gather
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.source_page import Page
from clubaction.importing.report import Report
from clubaction.importing.shapes.dated_headings import DatedSection, find_sections, minutes_of_meetings
from clubaction.importing.vocabulary import COUNTED, is_placeholder

_COUNTED = re.compile(COUNTED.pattern + r"\s{0,2}[:.\-\u2013]?\s{0,2}", re.IGNORECASE)
_SPEAKER_ON = re.compile(r"((?:[^\W\d_][\w.'\-]{0,30}\s){1,3})on\s(?=\S)")
_ITEM_MARK = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_LONGEST_TITLE = 300


def dated_sections(page: Page, report: Report) -> list[Entry]:
    """An entry for each day of each section that has a date."""
    entries: list[Entry] = []
    found = find_sections(page)
    minutes = minutes_of_meetings(page, found)
    for section in found:
        first, text = section.heading.line, section.heading.text
        if first in minutes:
            report.left(first, section.last, f'minutes of a meeting ("{text}"), no schedule')
        else:
            entries += _entries(page, section, report)
    return entries


def _entries(page: Page, section: DatedSection, report: Report) -> Iterator[Entry]:
    heading = section.heading
    gathered = gather(page, heading.line + 1, section.last, depth=heading.level - 1)
    days = [] if any(cell.field == "date" for cell in gathered.cells) else section.days
    _take_heading(section, gathered, report)
    _take_other_link(heading.line, gathered, report)
    body = without_gaps(gathered.body)
    if len(days) > 1:
        report.guessed(heading.line, f'"{heading.text}" names {len(days)} days: a session for each, with the same text')
    for day in days or [""]:
        date = [Cell("date", "heading", read_inline(day), line=heading.line)] if day else []
        yield Entry(
            heading.line,
            section.last,
            [*date, *gathered.cells],
            f"the sections from line {heading.line} on",
            year=page.year_above(heading.line),
            body=list(body),
            region=(heading.line, section.last),
        )


def _take_heading(section: DatedSection, gathered: Gathered, report: Report) -> None:
    """Adds what a heading says besides dates: a person, a title. Without a title, the text below gives one."""
    line = section.heading.line
    has_title = any(cell.field == "title" and not is_placeholder(cell.value.words) for cell in gathered.cells)
    title = section.rest
    if section.days:
        title = _without_presenter(title, line, gathered, report)
    elif not has_title:
        title = _without_speaker(_COUNTED.sub("", title), line, gathered, report)
    if has_title:
        return
    if title:
        source = section.heading.source if title == section.heading.text else title
        gathered.add(Cell("title", "heading", read_inline(source), line=line))
        return
    _title_from_text(line, gathered, report)
    _link_from_text(line, gathered)


def _without_presenter(title: str, line: int, gathered: Gathered, report: Report) -> str:
    """The text of a heading after its date; empty if that is a name, which is added as the presenter."""
    if not title or not _is_name(title) or "role" in gathered.fields:
        return title
    gathered.add(Cell("role", "Presenter", read_inline(title), "presenter", line))
    report.guessed(line, f'"{title}" in the heading is taken as the presenter')
    return ""


def _is_name(text: str) -> bool:
    return len(text.split()) <= 3 and all(word[:1].isupper() for word in text.split()) and not text.endswith(":")


def _without_speaker(title: str, line: int, gathered: Gathered, report: Report) -> str:
    """The title in a heading such as `Ann Lee on Diffusion`; the name is added as the speaker."""
    on = _SPEAKER_ON.match(title)
    if not on or not all(word[0].isupper() for word in on[1].split()):
        return title
    gathered.add(Cell("role", "Speaker", read_inline(on[1]), "speaker", line))
    report.guessed(line, f'"{on[1].strip()}" before "on" is taken as the speaker')
    return title[on.end() :]


def _title_from_text(line: int, gathered: Gathered, report: Report) -> None:
    """Adds the first line under the heading as the title, unless it is too long for one."""
    for index, text in enumerate(gathered.body):
        value = read_inline(_ITEM_MARK.sub("", text))
        if not value.flat or text.startswith("#"):
            continue
        if value.words and len(value.words) <= _LONGEST_TITLE:
            gathered.add(Cell("title", "text", value, line=line))
            report.guessed(line, f'no title is named: the first line under the heading is taken, "{value.words}"')
            gathered.body[index] = ""
        return


def _link_from_text(line: int, gathered: Gathered) -> None:
    """Adds the links of the first line that has any, unless a paper is linked already."""
    if _has_paper_link(gathered):
        return
    for index, text in enumerate(gathered.body):
        value = read_inline(text)
        if value.links:
            gathered.add(Cell("link", "text", value, line=line))
            if not value.words.strip(" -*+"):
                gathered.body[index] = ""
            return


def _take_other_link(line: int, gathered: Gathered, report: Report) -> None:
    """If no paper is linked, adds the link under the first other key that has one."""
    if _has_paper_link(gathered):
        return
    other = next((cell for cell in gathered.cells if not cell.field and cell.value.links), None)
    if other:
        gathered.add(Cell("link", other.label, other.value, line=other.line))
        report.guessed(line, f'no paper is linked: the link under "{other.label}" is taken')


def _has_paper_link(gathered: Gathered) -> bool:
    return any(cell.field in ("link", "title") and cell.value.links for cell in gathered.cells)
