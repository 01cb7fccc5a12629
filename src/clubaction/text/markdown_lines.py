"""The lines of a Markdown text, and which of them a block of code or HTML holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HTML_BLOCKS = (
    (re.compile(r" {0,3}<!--"), "-->"),
    (re.compile(r" {0,3}<\?"), "?>"),
    (re.compile(r" {0,3}<!\[CDATA\["), "]]>"),
    (re.compile(r" {0,3}<![A-Za-z]"), ">"),
    (re.compile(r" {0,3}<pre(?=[\s>]|$)", re.IGNORECASE), "</pre>"),
    (re.compile(r" {0,3}<script(?=[\s>]|$)", re.IGNORECASE), "</script>"),
    (re.compile(r" {0,3}<style(?=[\s>]|$)", re.IGNORECASE), "</style>"),
    (re.compile(r" {0,3}<textarea(?=[\s>]|$)", re.IGNORECASE), "</textarea>"),
)
"""What starts a block of HTML that goes on over empty lines, and what ends it (GFM 4.6, kinds 1 to 5)."""


class Line(NamedTuple):
    """One line of a Markdown text, without its end, and whether code or such a block of HTML holds it."""

    number: int
    """Counted from 1."""
    text: str
    code: bool
    """In or at the border of a fenced code block, or in a comment or block of HTML of several lines."""
    left_open: str = ""
    """What would close the block that goes on after this line; empty if none does."""


def lines(text: str) -> Iterator[Line]:
    """The lines of a Markdown text, each with whether it is code.

    A fence inside a block quote or a list counts only where it starts the line,
    which is enough to find headings, tables and markers.
    """
    left_open = ""
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.removesuffix("\r")
        before, left_open = left_open, _left_open(line, left_open)
        yield Line(number, line, bool(before or left_open), left_open)


def _left_open(line: str, before: str) -> str:
    """What would close the block that goes on after a line, given the one that goes on before it."""
    if before[:1] in ("`", "~"):
        match = _FENCE.match(line)
        return "" if match and _closes(match, before) else before
    if before:
        return "" if before in line.lower() else before
    first = line.lstrip(" ")[:1]
    if first == "<":
        return _html_end(line)
    match = _FENCE.match(line) if first in ("`", "~") else None
    return match[1] if match and not (first == "`" and "`" in match[2]) else ""


def _html_end(line: str) -> str:
    """What ends the block of HTML that this line starts; empty if none goes on after it."""
    for start, end in _HTML_BLOCKS:
        if match := start.match(line):
            return "" if end in line[match.end() :].lower() else end
    return ""


def _closes(match: re.Match[str], fence: str) -> bool:
    return match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip()
