"""The lines of a source text, and which of them are code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a text, numbered from 1."""

    lines: tuple[str, ...]
    """Without line endings, and with broken characters repaired."""
    code: frozenset[int]
    """The numbers of lines in code blocks, HTML comments and front matter, which are no part of a schedule."""
    front: int
    """The last line of the front matter; 0 without one."""

    @property
    def total(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    @property
    def numbers(self) -> range:
        """The numbers of the lines after the front matter."""
        return range(self.front + 1, self.total + 1)

    def line(self, number: int) -> str:
        """The line with this number; empty if there is none."""
        return self.lines[number - 1] if 1 <= number <= self.total else ""

    def last_text(self, first: int, last: int) -> int:
        """The number of the last line from `first` to `last` that is not blank; `first` if all others are."""
        while last > first and not self.line(last).strip():
            last -= 1
        return last
