"""Splits the source text into lines, and finds its code, front matter, headings and our own blocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from clubaction.importing.dates.found_date import year_in
from clubaction.importing.markup.heading_levels import HEADING_MARK
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.importing.markup.source_lines import SourceLines
from clubaction.readme.blocks import MARKER
from clubaction.text import commonmark, front_matter, invisible, markdown_lines
from clubaction.text.outline import outline

LINE_LIMIT = 50_000
"""Characters of a line that are read; the rest is cut off, which the report mentions."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page."""

    line: int
    """From 1."""
    level: int
    """From 1 to 6."""
    text: str
    """As shown."""
    source: str
    """As written, in Markdown."""
    end: int = 0
    """The last line of its section."""
    parent: int = -1
    """The index of the heading whose section it is in; -1 at the top."""
    year: int | None = None
    """The year in its text; None without one."""


@dataclass(frozen=True, slots=True)
class Page(SourceLines):
    """A text to import, with its headings and the blocks that clubaction wrote."""

    headings: tuple[Heading, ...]
    """In the order of the page."""
    ours: tuple[str, ...]
    """For each line, the name of our own block that it is in; empty outside."""

    def block(self, number: int) -> str:
        """The name of our own block around a line; empty if there is none."""
        return self.ours[number - 1] if 1 <= number <= self.total else ""

    def is_written(self, number: int) -> bool:
        """Whether people wrote a line as text: it is neither code nor in one of our own blocks."""
        return number not in self.code and not self.block(number)

    def heading_level(self, number: int) -> int:
        """The level of a heading written with `#` on this line; 0 for any other line."""
        mark = None if number in self.code else HEADING_MARK.match(self.line(number))
        return len(mark[1]) if mark else 0

    def heading_before(self, number: int) -> Heading | None:
        """The last heading before a line, of any level; None without one."""
        index = bisect_left(self.headings, number, key=lambda heading: heading.line) - 1
        return self.headings[index] if index >= 0 else None

    def above(self, number: int) -> tuple[Heading, ...]:
        """The headings whose sections a line is in, outermost first; for a heading's own line, itself last."""
        index = bisect_right(self.headings, number, key=lambda heading: heading.line) - 1
        path: list[Heading] = []
        while index >= 0:
            path.append(self.headings[index])
            index = path[-1].parent
        return tuple(reversed(path))

    def year_above(self, number: int) -> int | None:
        """The year in the innermost heading above a line that has one; None without any."""
        return next((heading.year for heading in reversed(self.above(number)) if heading.year), None)


def read_page(text: str) -> Page:
    """The page of a file's whole text, with any line endings."""
    raw = tuple(invisible.without_invisible(line.removesuffix("\r")[:LINE_LIMIT]) for line in text.split("\n"))
    whole = "\n".join(raw)
    front = front_matter.find(whole)
    last = whole.count("\n", 0, front.body) if front else 0
    code = {line.number for line in markdown_lines.lines(whole) if line.code and line.number > last}
    # The markers of our blocks are HTML comments, too, but must be read.
    code -= {number for number in code if MARKER.match(raw[number - 1])}
    code |= set(range(1, last + 1))
    body = "\n".join(("",) * last + raw[last:]).replace("\r", " ")
    found = tuple(_heading(h) for h in outline(body).headings if h.line not in code and not h.inside)
    return Page(raw, frozenset(code), last, _nested(found, len(raw)), _blocks(raw, code))


def _heading(heading: commonmark.Heading) -> Heading:
    source = heading.source.replace("\n", " ")
    text = read_inline(source).flat
    return Heading(heading.line, heading.level, text, source, year=year_in(text))


def _nested(headings: tuple[Heading, ...], total: int) -> tuple[Heading, ...]:
    """The headings with `end` and `parent` filled in; `total` is the last line of the page."""
    ends = [total] * len(headings)
    parents = [-1] * len(headings)
    open_ones: list[int] = []
    for index, heading in enumerate(headings):
        # A heading ends the sections of its own level and of deeper ones.
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            ends[open_ones.pop()] = heading.line - 1
        parents[index] = open_ones[-1] if open_ones else -1
        open_ones.append(index)
    return tuple(
        replace(heading, end=end, parent=parent) for heading, end, parent in zip(headings, ends, parents, strict=True)
    )


def _blocks(raw: tuple[str, ...], code: set[int]) -> tuple[str, ...]:
    def step(inside: str, numbered: tuple[int, str]) -> str:
        number, line = numbered
        marker = None if number in code else MARKER.match(line)
        return inside if marker is None else "" if marker[1] else marker[2]

    return tuple(accumulate(enumerate(raw, start=1), step, initial=""))[1:]
