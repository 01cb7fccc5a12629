"""The blocks of a README that clubaction keeps, between `<!-- clubaction:NAME -->` and `<!-- /clubaction:NAME -->`.

Everything outside the blocks stays as it is, to the byte. An opening marker may name a day, as in
`<!-- clubaction:overview 2024-10-02 -->`: as of that day it was decided which sessions are held.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from clubaction.errors import ClubFileError, Problem
from clubaction.text import code_spans, markdown_lines
from clubaction.text.line_endings import newline_of
from clubaction.text.nearest_word import nearest_word

BLOCKS = ("overview", "details", "next", "pool", "roles")

DATED = ("overview", "details")
"""The blocks that show a held session otherwise than one to come."""

MARKER = re.compile(r" {0,3}<!--\s*+(/?)\s*+clubaction\s*+:\s*+([\w-]*)(?:\s++(\d{4}-\d{2}-\d{2}))?\s*+-->\s*\Z")
_OURS = re.compile(r"(?<!\\)<!--\s*+/?\s*+clubaction\s*+:", re.IGNORECASE)
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a README: where its content stands, in characters, and its line ends."""

    name: str
    start: int
    """Just after the line of the opening marker."""
    end: int
    """At the start of the line of the closing marker."""
    newline: str
    marker: int = 0
    """Where the line of the opening marker starts."""
    day: dt.date | None = None
    """The day that the opening marker names."""


@dataclass(frozen=True, slots=True)
class _Marker:
    """A marker that stands alone on its line and not in code."""

    line: int
    start: int
    end: int
    """After the line's end."""
    closes: bool
    name: str
    day: dt.date | None


def find(path: str, text: str) -> tuple[Block, ...]:
    """The blocks of a README in order. A marker stands alone on its line and not in code.

    Raises `ClubFileError` for a missing or stray marker, a block named twice or
    not known, each with its line.
    """
    problems: list[Problem] = []
    found: dict[str, Block] = {}
    opened: _Marker | None = None
    for marker in _markers(text):
        if wrong := _misplaced(marker, opened, found):
            problems.append(Problem(path, marker.line, wrong))
        elif opened and marker.closes:
            newline = newline_of(text[opened.start : opened.end])
            found[opened.name] = Block(opened.name, opened.end, marker.start, newline, opened.start, opened.day)
            opened = None
        else:
            opened = marker
    if opened:
        missing = f"the block `{opened.name}` has no end: add `<!-- /clubaction:{opened.name} -->` after it"
        problems.append(Problem(path, opened.line, missing))
    if problems:
        raise ClubFileError(problems)
    return tuple(found.values())


def _misplaced(marker: _Marker, opened: _Marker | None, found: Collection[str]) -> str:
    """Why a marker can't stand where it does; empty where it can."""
    if marker.name not in BLOCKS:
        return f"there is no block `{marker.name}`{_nearest(marker.name)}"
    if marker.closes:
        fits = opened is not None and opened.name == marker.name
        return "" if fits else f"this ends a block `{marker.name}` that does not start before it"
    if opened:
        return f"the block `{opened.name}` of line {opened.line} is still open here"
    return f"the block `{marker.name}` stands here a second time" if marker.name in found else ""


def _markers(text: str) -> Iterator[_Marker]:
    """The markers of a page in order."""
    if "clubaction" not in text:
        return
    position = 0
    for line, raw in zip(markdown_lines.lines(text), text.split("\n"), strict=True):
        end = min(position + len(raw) + 1, len(text))
        if not line.code and "clubaction" in raw and (match := MARKER.match(line.text)):
            yield _Marker(line.number, position, end, bool(match[1]), match[2], _day(match[3]))
        position = end


def _day(text: str | None) -> dt.date | None:
    """The day of a marker; one that is none counts as not there, and is written anew with the next change."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _nearest(name: str) -> str:
    close = nearest_word(name, BLOCKS)
    return f"; did you mean `{close}`?" if close else f"; known are {', '.join(BLOCKS)}"


def check_content(name: str, content: str) -> str:
    """Why a template's text can't be the content of this block; empty where it can.

    It must not write our markers, and must leave nothing open that would swallow the end of its block.
    """
    if _OURS.search(content):
        return "it writes a marker `<!-- clubaction:… -->`, which would end or start a block"
    page = list(markdown_lines.lines(content))
    if page[-1].left_open:
        return f"it leaves code, a comment or HTML open: close it with `{page[-1].left_open}`"
    marks = [
        mark[1] for line in page if not line.code for mark in _DETAILS.finditer(code_spans.without_code(line.text))
    ]
    if marks.count("") > marks.count("/"):
        return "it leaves `<details>` open: close it with `</details>`"
    framed = f"<!-- clubaction:{name} -->\n\n{content}\n\n<!-- /clubaction:{name} -->"
    try:
        blocks = find("", framed)
    except ClubFileError:
        blocks = ()
    return "" if [block.name for block in blocks] == [name] else "the end of its block would not be found behind it"


def fill(text: str, blocks: tuple[Block, ...], contents: Mapping[str, str], day: dt.date | None = None) -> str:
    """The README with the blocks' contents replaced; each stands between blank lines.

    With `day`, the opening markers of the blocks that depend on it name that day.
    """
    out: list[str] = []
    position = 0
    for block in sorted(blocks, key=lambda b: b.start):
        content = contents[block.name].strip("\n")
        inner = ["\n", content, "\n\n"] if content else ["\n"]
        before = text[position : block.start]
        if day and block.name in DATED and day != block.day:
            before = text[position : block.marker] + _dated(text[block.marker : block.start], block.name, day)
        out += [before, *(piece.replace("\n", block.newline) for piece in inner)]
        position = block.end
    return "".join([*out, text[position:]])


def _dated(marker: str, name: str, day: dt.date) -> str:
    """The line of an opening marker with this day in it, and all else as it is."""
    head, _, tail = marker.partition("-->")
    end = head.rindex(name) + len(name)
    return f"{head[:end]} {day.isoformat()} -->{tail}"
