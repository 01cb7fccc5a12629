"""The source text line by line: what is code, front matter, a heading or one of our own blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from clubaction.text import yaml_text, gfm, invisible
from clubaction.importing import dates, inline

MARKER = re.compile(r"[ \t]*<!--[ \t]*(/?)clubaction:([a-z]+)(?:[ \t]+\d{4}-\d{2}-\d{2})?[ \t]*-->[ \t]*$")
LINE_LIMIT = 50_000
"""Characters of a line that are read; what stands behind them is cut off, and said so."""

_YEAR_LINE = re.compile(r"\s{0,9}(?:[-*+]\s{1,4})?(?:\*\*|__)?\s?((?:19|20)\d{2})\s?:?(?:\*\*|__)?\s*$")
_YEAR_START = re.compile(r"\s{0,9}[-*+]\s{1,4}(?:\*\*|__)((?:19|20)\d{2})(?:\*\*|__)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its line (from 1), its level, its text as shown and as written."""

    line: int
    level: int
    text: str
    source: str
    end: int = 0
    """The last line of its section."""
    parent: int = -1
    """The index of the heading it stands under; -1 at the top."""
    year: int | None = None
    """The year that it names."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text to import, its lines counted from 1."""

    lines: tuple[str, ...]
    """Repaired, without line ends."""
    code: frozenset[int]
    """Lines in code fences, HTML comments and front matter: no schedule stands there."""
    front: int
    """The last line of the front matter; 0 without."""
    headings: tuple[Heading, ...]
    ours: tuple[str, ...]
    """For each line, the name of our own block that it stands in, or nothing."""

    @property
    def total(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def line(self, number: int) -> str:
        """The text of a line; empty outside the page."""
        return self.lines[number - 1] if 1 <= number <= self.total else ""

    def block(self, number: int) -> str:
        """The name of our block around a line."""
        return self.ours[number - 1] if 1 <= number <= self.total else ""

    def above(self, number: int) -> tuple[Heading, ...]:
        """The headings that a line stands under, outermost first."""
        index = bisect_right(self.headings, number, key=lambda heading: heading.line) - 1
        path: list[Heading] = []
        while index >= 0:
            path.append(self.headings[index])
            index = path[-1].parent
        return tuple(reversed(path))

    def year_above(self, number: int) -> int | None:
        """The year that the headings above a line name, the nearest first."""
        return next((heading.year for heading in reversed(self.above(number)) if heading.year), None)


def read(text: str) -> Page:
    """Takes a text apart. `text` is the whole file, repaired or not, with any line ends."""
    raw = tuple(invisible.seen(line.removesuffix("\r")[:LINE_LIMIT]) for line in text.split("\n"))
    whole = "\n".join(raw)
    front = yaml_text.front_matter(whole)
    last = whole.count("\n", 0, front.body) if front else 0
    code = {line.number for line in gfm.lines(whole) if line.code and line.number > last}
    code -= _joined_comments(raw, code)
    code |= set(range(1, last + 1))
    found = tuple(_heading(raw, h) for h in gfm.headings("\n".join(("",) * last + raw[last:])) if h.line not in code)
    return Page(raw, frozenset(code), last, _nested(found, len(raw)), _blocks(raw, code))


def _joined_comments(raw: tuple[str, ...], code: set[int]) -> set[int]:
    """Marker lines, which are comments but not code."""
    return {number for number in code if MARKER.match(raw[number - 1])}


def _heading(raw: tuple[str, ...], heading: gfm.Heading) -> Heading:
    source = raw[heading.line - 1].strip().strip("#").strip()
    text = inline.read(source).flat
    return Heading(heading.line, heading.level, text, source, year=dates.year_in(text))


def _nested(headings: tuple[Heading, ...], total: int) -> tuple[Heading, ...]:
    """The headings with where their sections end and which heading each stands under."""
    ends = [total] * len(headings)
    parents = [-1] * len(headings)
    open_ones: list[int] = []
    for index, heading in enumerate(headings):
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


def year_line(line: str) -> int | None:
    """The year of a line that says nothing else (`**2019**`)."""
    m = _YEAR_LINE.match(line)
    return int(m[1]) if m else None


def year_start(line: str) -> tuple[int, int] | None:
    """(year, where the rest starts) of a list item that opens with a year in bold and goes on."""
    m = _YEAR_START.match(line)
    return (int(m[1]), m.end()) if m else None
