"""Finds the headings of a page that start the section of a meeting, and reads their dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clubaction.importing.dates.found_date import date_at_start
from clubaction.importing.markup.key_values import gives_date, is_bare_date, is_rule, read_key_value
from clubaction.importing.markup.source_page import Heading, Page

_ANOTHER_DAY = re.compile(r"\s{0,2}(?:,|&|and\s|und\s)\s{0,2}(\d{1,2})(?:st|nd|rd|th)?(?=\s{0,2}(?:[,:;&]|and\s|$))")
_ANOTHER = re.compile(r"\s{0,2}(?:,|&|and\s|und\s)\s{0,2}(?=[^\W\d_]{3})")
_FIRST_WORD = re.compile(r"[^\W\d_]+\.?")
_MOST_DAYS = 31
"""Dates of one heading that are read: each one makes a session with the section's whole text."""
_MINUTES = re.compile(r"\b(?:minutes|protokolle?|meeting notes|logs?|comptes? rendus?|actas?)\b", re.IGNORECASE)


class HeadingDays(NamedTuple):
    """A heading that starts with dates."""

    days: list[str]
    """The dates as texts."""
    rest: str
    """The text after them."""


@dataclass(frozen=True, slots=True)
class DatedSection:
    """The section of a meeting."""

    heading: Heading
    last: int
    """Its last line."""
    days: list[str]
    """The dates at the start of the heading, as texts; without any, the date is in the section's text."""
    rest: str
    """The heading's text after the dates."""


def find_sections(page: Page) -> list[DatedSection]:
    """The sections whose heading starts with a date, or that have exactly one line with a date."""
    days = {h.line: split for h in page.headings if not page.block(h.line) and (split := heading_days(h.text))}
    starts = sorted(days)
    owners = _with_one_dated_line(page)

    def is_meeting(heading: Heading) -> bool:
        if heading.line in owners:
            return True
        split = days.get(heading.line)
        # A heading such as `March 24, 31` may only be the title of the sections below it.
        return split is not None and (len(split.days) == 1 or not _has_own_sections(heading, starts))

    meetings = [heading for heading in page.headings if is_meeting(heading)]
    following = [*(heading.line for heading in meetings[1:]), page.total + 1]
    return [
        DatedSection(
            heading,
            _last_text(page, heading.line, min(heading.end, then - 1)),
            *days.get(heading.line, HeadingDays([], heading.text)),
        )
        for heading, then in zip(meetings, following, strict=False)
    ]


def _last_text(page: Page, first: int, last: int) -> int:
    """The last of these lines that is neither blank nor a separator."""
    while last > first and (not page.line(last).strip() or is_rule(page.line(last))):
        last -= 1
    return last


def _has_own_sections(heading: Heading, dated: Sequence[int]) -> bool:
    """Whether a dated section is inside the section of this heading; `dated` are lines of headings, sorted."""
    at = bisect_right(dated, heading.line)
    return at < len(dated) and dated[at] <= heading.end


def _with_one_dated_line(page: Page) -> set[int]:
    """The lines of headings whose sections have exactly one line with a date."""
    counts: Counter[int] = Counter()
    owner = 0
    headings = {heading.line for heading in page.headings}
    for number in filter(page.is_written, page.numbers):
        text = page.line(number)
        key = read_key_value(text, number)
        if number in headings and not (key and key.field):
            owner = number
        elif gives_date(key) or is_bare_date(text):
            counts[owner] += 1
    return {line for line, count in counts.items() if line and count == 1}


def heading_days(text: str) -> HeadingDays | None:
    """The dates at the start of a heading and the rest of it; None if there is none.

    `March 24, 31:` has two dates; `Oct 18/19` has one, since that is one meeting in two time zones.
    """
    first = date_at_start(text)
    if first is None or (first.numbers is not None and first.year is None):
        return None
    days, at = [text[: first.end]], first.end
    month = _FIRST_WORD.match(text)
    while len(days) < _MOST_DAYS:
        if month and (same := _ANOTHER_DAY.match(text, at)):
            days.append(f"{month[0]} {same[1]}")
            at = same.end()
        elif (more := _ANOTHER.match(text, at)) and (further := date_at_start(text[more.end() :])):
            month = _FIRST_WORD.match(text[more.end() :])
            days.append(text[more.end() : more.end() + further.end])
            at = more.end() + further.end
        else:
            break
    return HeadingDays(days, text[at:].strip(" :-\u2013\u2014,;."))


def minutes_of_meetings(page: Page, found: Sequence[DatedSection]) -> set[int]:
    """The headings' lines of those sections that follow a heading such as `Minutes`, and so are no schedule."""
    inside = False
    dated = {section.heading.line for section in found}
    lines: set[int] = set()
    for heading in page.headings:
        if heading.line in dated:
            lines |= {heading.line} if inside else set()
            continue
        if inside and not _is_within(page, heading, lines):
            inside = False
        if _MINUTES.search(heading.text):
            inside = True
    return lines


def _is_within(page: Page, heading: Heading, lines: set[int]) -> bool:
    return any(outer.line in lines for outer in page.above(heading.line)[:-1]) or heading.level > 3
