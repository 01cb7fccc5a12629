"""Finds the parts of a programme: the headings that name them, and their introductions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from clubaction.importing.markup.blank_lines import trimmed
from clubaction.importing.markup.source_page import Heading, Page
from clubaction.importing.markup.table import Table
from clubaction.importing.own_blocks import MORE_SESSIONS
from clubaction.importing.programme.fact_tables import is_filled
from clubaction.importing.programme.programme import Part
from clubaction.importing.programme.section_text import outdented
from clubaction.importing.vocabulary import COUNTED

_PART = re.compile(
    r"((?:part|teil|partie|parte|block|module|modul|unit|chapter|week|woche|semaine|semana|topic)"
    r"\s{1,3}(?:\d{1,3}|[ivxlc]{1,6}))\s{0,3}[:.\-\u2013\u2014]\s{0,3}(\S.{0,300})",
    re.IGNORECASE,
)

_LABEL_AND_TITLE = re.compile(r"([^\W\d_]{1,20}\s(?:\d{1,3}|[IVXLC]{1,6})):\s(\S.*)")


def find_parts(page: Page, facts: Sequence[Table]) -> list[Part]:
    """The parts of a page; `facts` are the fact tables of all its sessions."""
    finder = _PartFinder(page, facts)
    children = [*page.headings[1:], None]
    found = (finder.part_of(heading, child) for heading, child in zip(page.headings, children, strict=False))
    return [part for part in found if part]


def only_counts(heading: Heading) -> bool:
    """Whether a heading only counts, such as `Week 3`."""
    return bool(COUNTED.fullmatch(heading.text))


def owner_of(page: Page, table: Table, previous: int = 0) -> Heading | None:
    """The innermost heading above a fact table; None if it is not after the line `previous`.

    `previous` is the end of the fact table before, whose section such a heading would be.
    """
    above = page.above(table.first)
    return above[-1] if above and above[-1].line > previous else None


class _PartFinder:
    """Decides which headings of a page name a part."""

    def __init__(self, page: Page, facts: Sequence[Table]) -> None:
        self._page = page
        self._starts = [table.first for table in facts]
        self._filled = Counter(owner.line for t in facts if (owner := owner_of(page, t)) and is_filled(t))
        self._our_level = _our_level(page, facts)

    def part_of(self, heading: Heading, following: Heading | None) -> Part | None:
        """The part that a heading names, or None; `following` is the next heading of the page."""
        block = self._page.block(heading.line)
        if block:
            return self._our_part(heading) if block == "details" and heading.level == self._our_level else None
        if match := _PART.fullmatch(heading.text):
            return self._numbered_part(heading, match[1], match[2])
        if following and self._is_week_above_title(heading, following):
            return self._part(heading, following.line, (heading.text, following.text))
        return None

    def _our_part(self, heading: Heading) -> Part:
        """The part under a heading that clubaction wrote."""
        match = _LABEL_AND_TITLE.fullmatch(heading.text)
        name = (match[1], match[2]) if match else ("", heading.text)
        part = self._part(heading, heading.line, name, ours=heading.level)
        part.is_rest = name == ("", MORE_SESSIONS)
        return part

    def _numbered_part(self, heading: Heading, label: str, title: str) -> Part | None:
        """The part of a heading such as `Week 1: Basics`, unless it is that of a single session."""
        is_session = self._filled[heading.line] == 1
        is_week = self._has_facts(heading) and COUNTED.fullmatch(label)
        return None if is_session or is_week else self._part(heading, heading.line, (label, title))

    def _is_week_above_title(self, heading: Heading, following: Heading) -> bool:
        """Whether a heading only counts, and the next one, inside its section, is its title."""
        is_inside = following.line <= heading.end
        return bool(self._starts) and is_inside and only_counts(heading) and not self._has_facts(heading)

    def _has_facts(self, heading: Heading) -> bool:
        at = bisect_right(self._starts, heading.line)
        return at < len(self._starts) and self._starts[at] <= heading.end

    def _part(self, heading: Heading, start: int, name: tuple[str, str], *, ours: int = 0) -> Part:
        """The part whose introduction is between the line `start` and the next session.

        `name` is (label, title); `ours` is the level of its heading if clubaction wrote it, else 0.
        """
        end = self._intro_end(heading, start, deepest=ours + 1 if ours else 6)
        intro = outdented(trimmed([self._page.line(number) for number in range(start + 1, end + 1)]), ours)
        return Part(*name, heading.line, self._page.last_text(start, end), intro)

    def _intro_end(self, heading: Heading, start: int, deepest: int) -> int:
        page = self._page
        for number in range(start + 1, heading.end + 1):
            is_heading = 0 < page.heading_level(number) <= deepest
            if is_heading or page.line(number).startswith("|") or page.block(number) != page.block(start):
                return number - 1
        return max(start, heading.end)


def _our_level(page: Page, facts: Sequence[Table]) -> int:
    """The level of the parts' headings in our own block: one above that of the sessions."""
    owners = (owner_of(page, table) for table in facts if page.block(table.first) == "details")
    levels = [owner.level - 1 for owner in owners if owner]
    headings = [heading.level for heading in page.headings if page.block(heading.line) == "details"]
    return levels[0] if levels else min(headings, default=0)
