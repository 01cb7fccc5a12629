"""Headings that are written with `#` signs, and their levels."""

from __future__ import annotations

import re

HEADING_MARK = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")


def moved_up(line: str, depth: int) -> str:
    """A line of Markdown outside code; a heading loses `depth` levels, but never gets above the second."""
    mark = HEADING_MARK.match(line)
    return "#" * max(2, len(mark[1]) - depth) + line[mark.end() :] if mark else line
