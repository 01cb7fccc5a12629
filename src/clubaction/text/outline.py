"""Where the headings of a Markdown text stand: found by patterns, and by a parser where patterns can't be sure.

A heading at the start of a line, outside of code and HTML, ends all lists and
quotes before it, so that what is unclear is unclear only up to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from clubaction.text import commonmark, markdown_lines
from clubaction.text.commonmark import Heading
from clubaction.text.line_endings import with_unix_newlines

_LINE = r"""(?:
      (?P<level>\#{1,6})(?=[ \t]|$)
    | (?P<underline>=+|-+)[ \t]*$
    | (?P<fence>`{3,}(?=[^`\n]*$)|~{3,})
    | (?P<comment><!--(?!-?>))
    | (?P<html><)
    | (?P<unclear>                    # indented: a block; in a quote, in a list or indented: a heading or an underline
        (?=[ \t>*+-]|\d{1,9}[.)][ \t])
        (?:
          [ \t]++(?:<|`{3}|~{3})
        | (?:[ \t]|>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))++(?:\#{1,6}(?=[ \t]|$)|(?:=+|-+)[ \t]*$)
        )
      )
    )"""
"""The start of a line that has to do with headings."""
_FIRST_MARK = re.compile(_LINE, re.MULTILINE | re.VERBOSE)
_MARK = re.compile(rf"\n{_LINE}", re.MULTILINE | re.VERBOSE)
"""A pattern that starts with a line end is searched for several times as fast as one with `^`."""
_FENCE_END = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_LONG_HTML = re.compile(r"<(?:[?!]|(?:pre|script|style|textarea)\b)", re.IGNORECASE)
"""HTML that goes on over empty lines, but for comments."""
_EMPTY_LINE = re.compile(r"^[ \t]*$", re.MULTILINE)
_FRESH_HEADING = re.compile(r"^[ \t]*\n(?=#{1,6}(?:[ \t]|$))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a text in order, and how it ends."""

    text: str
    """The text, with LF line ends."""
    headings: tuple[Heading, ...]
    sections: tuple[int, ...]
    """Where, in characters, everything before is closed: each section can be parsed alone."""
    left_open: str
    """What would close the code or HTML that reaches over the end of the text; empty if none does."""

    def references(self) -> Collection[str]:
        """The labels of links that the text defines, in the form in which they are compared."""
        bounds = pairwise([0, *self.sections, len(self.text)])
        parts = (self.text[start:end] for start, end in bounds)
        return {label for part in parts if "]:" in part for label in commonmark.parse(part).references}


def outline(text: str) -> Outline:
    """The outline of a Markdown text."""
    reader = _Reader(with_unix_newlines(text))
    reader.read()
    return Outline(reader.text, tuple(reader.headings), tuple(reader.sections), reader.left_open)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.headings: list[Heading] = []
        self.sections: list[int] = []
        self.left_open = ""
        self.section = _Section()
        """The last line before which everything is closed."""
        self.fresh = 0
        """The last line that follows a block which ends by itself."""
        self.html_end = 0
        """Up to where a block of HTML may reach that an empty line ends."""
        self.counted = 0
        self.lines = 1

    def read(self) -> None:
        steps: Mapping[str, Callable[[re.Match[str]], bool]] = {
            "level": self._level,
            "underline": self._underline,
            "fence": self._fence,
            "comment": self._comment,
            "html": self._html,
            "unclear": lambda _: False,
        }
        mark = _FIRST_MARK.match(self.text) or _MARK.search(self.text)
        while mark:
            self.position = self._behind(mark.end())
            hidden = _start(mark) < self.html_end and mark.lastgroup != "html"
            if hidden or not steps[mark.lastgroup or ""](mark):
                self._parse(_start(mark))
            mark = _MARK.search(self.text, self.position - 1)

    def _behind(self, position: int) -> int:
        """The start of the next line."""
        end = self.text.find("\n", position)
        return end + 1 if end >= 0 else len(self.text)

    def _number(self, position: int) -> int:
        self.lines += self.text.count("\n", self.counted, position)
        self.counted = position
        return self.lines

    # Each step returns whether it is sure of what it sees.

    def _level(self, mark: re.Match[str]) -> bool:
        start = _start(mark)
        number = self._number(start)
        self.section = _Section(start, number, len(self.headings))
        self.sections.append(start)
        source = _heading_text(self.text[mark.end() : self.position])
        self.headings.append(Heading(number, number, len(mark["level"]), source))
        self.fresh = self.position
        return True

    def _underline(self, mark: re.Match[str]) -> bool:
        start = _start(mark)
        before, above = self._line_above(start)
        if start == self.fresh or not above.strip(" \t"):
            return True
        paragraph = before == self.fresh or not self._line_above(before)[1].strip(" \t")
        if not (paragraph and above[0].isalpha()):
            return False
        number = self._number(start)
        self.headings.append(Heading(number - 1, number, 1 if mark["underline"][0] == "=" else 2, above.strip(" \t")))
        self.fresh = self.position
        return True

    def _line_above(self, start: int) -> tuple[int, str]:
        before = self.text.rfind("\n", 0, max(start - 1, 0)) + 1
        return before, self.text[before : max(start - 1, 0)]

    def _fence(self, mark: re.Match[str]) -> bool:
        fence = mark["fence"]
        ends = _FENCE_END.finditer(self.text, self.position)
        end = next((end.end() for end in ends if end[1][0] == fence[0] and len(end[1]) >= len(fence)), -1)
        self._block(end, fence)
        return True

    def _comment(self, mark: re.Match[str]) -> bool:
        self._block(self.text.find("-->", mark.end()), "-->")
        return True

    def _block(self, end: int, closes: str) -> None:
        """Goes on after a block; one without an end reaches to the end of the text."""
        self.position = self.fresh = self._behind(end) if end >= 0 else len(self.text)
        self.left_open = closes if end < 0 else ""

    def _html(self, mark: re.Match[str]) -> bool:
        if _start(mark) >= self.html_end:
            empty = _EMPTY_LINE.search(self.text, self.position)
            self.html_end = empty.start() if empty else len(self.text)
        return not _LONG_HTML.match(self.text, _start(mark))

    # --- what is unclear -------------------------------------------------------------------

    def _parse(self, position: int) -> None:
        """Lets the parser read the section that this place is in, up to a heading before which all is closed."""
        section, end = self.section, position
        while True:
            fresh = _FRESH_HEADING.search(self.text, end)
            end = fresh.end() if fresh else len(self.text)
            blocks = commonmark.parse(self.text[section.position : self._behind(end)])
            number = section.line + self.text.count("\n", section.position, end)
            found = [
                h._replace(line=h.line + section.line - 1, last=h.last + section.line - 1) for h in blocks.headings
            ]
            if not fresh:
                self.left_open = self._left_open(section.position, blocks.last_code)
                break
            if found and found[-1].line == number and not found[-1].inside:
                found.pop()
                break
            end += end - section.position  # so that what is parsed again and again stays less than twice the text
        self.headings[section.headings :] = found
        self.position = self.fresh = end

    def _left_open(self, section: int, first: int) -> str:
        """What would close the code or HTML that starts on this line of the last section."""
        if not first:
            return ""
        code = "\n".join(self.text[section:].split("\n")[first - 1 :])
        lines = list(markdown_lines.lines(code))
        return lines[-1].left_open if lines[0].left_open else ""


class _Section(NamedTuple):
    position: int = 0
    line: int = 1
    headings: int = 0
    """How many headings stand before it."""


def _start(mark: re.Match[str]) -> int:
    """Where the line of a mark starts."""
    return mark.start(mark.lastgroup or 0)


def _heading_text(written: str) -> str:
    """The text after a heading's `##`, without the `##` that may close it."""
    text = written.strip(" \t\n")
    bare = text.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare[-1] in " \t" else text
