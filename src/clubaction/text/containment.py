"""Markdown of one session made ready to stand inside a page of several."""

from __future__ import annotations

import re

from clubaction.text import liquid, markdown_lines
from clubaction.text.commonmark import Heading
from clubaction.text.invisible import without_invisible
from clubaction.text.line_endings import with_unix_newlines
from clubaction.text.markdown import Markdown
from clubaction.text.outline import outline

_MARKER = re.compile(r"<!--(?=\s*+/?\s*+clubaction\s*+:)", re.IGNORECASE)
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)
_LINE_END = re.compile(r"(?:\\|(?<![ \t])[ \t]++)?\n")


def contain(body: str, *, shift: int) -> Markdown:
    """Markdown of a session's file made ready to stand inside a page of several sessions.

    Headings go down by `shift` levels (to 6 at most), code blocks, comments
    and HTML left open are closed, and our own markers in it are shown as text.
    """
    text = without_invisible(with_unix_newlines(body)).strip("\n")
    if "<!--" in text:
        text = _MARKER.sub("&lt;!--", text)
    found = outline(text)
    lines = text.split("\n")
    for heading in found.headings:
        _move(lines, heading, min(6, heading.level + shift))
    lines += filter(None, [found.left_open])
    if "<" in text:
        lines += _unclosed_details(text)
    made = "\n".join(lines).rstrip()
    return Markdown(liquid.escaped(made))


def _move(lines: list[str], heading: Heading, level: int) -> None:
    """Writes a heading with this level; what a list or quote holds stays there, and underlined as it is."""
    first, mark = heading.line - 1, "#" * level
    if not heading.inside:
        text = _LINE_END.sub(" ", heading.source) if "\n" in heading.source else heading.source
        closed = f"{text} {mark}" if text.endswith("#") else text
        lines[first : heading.last] = [f"{mark} {closed}".rstrip(), *[""] * (heading.last - heading.line)]
    elif heading.last == heading.line:
        before, _, after = lines[first].partition("#" * heading.level)
        lines[first] = before + mark + after


def _unclosed_details(text: str) -> list[str]:
    """An end for each `<details>` that has none: it would hide the sections after it."""
    depth = 0
    for line in markdown_lines.lines(text):
        for match in _DETAILS.finditer("" if line.code else line.text):
            depth = max(0, depth - 1) if match[1] else depth + 1
    return ["", "</details>" * depth] if depth else []
