"""The blocks of a README that clubaction keeps, between `<!-- clubaction:NAME -->` and `<!-- /clubaction:NAME -->`.

Everything outside the blocks stays as it is, to the byte. An opening marker may name a day, as in
`<!-- clubaction:overview 2024-10-02 -->`: as of that day it was decided which sessions are held.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from clubaction.errors import ClubFileError, Problem
from clubaction.text import gfm, shown

BLOCKS = ("overview", "details", "next", "pool", "roles")

DATED = ("overview", "details")
"""The blocks that show a held session otherwise than one to come."""

_MARKER = re.compile(r" {0,3}<!--\s*+(/?)\s*+clubaction\s*+:\s*+([\w-]*)(?:\s++(\d{4}-\d{2}-\d{2}))?\s*+-->\s*\Z")
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


def find(path: str, text: str) -> tuple[Block, ...]:
    """The blocks of a README in order. A marker stands alone on its line and not in code.

    Raises `ClubFileError` for a missing or stray marker, a block named twice or
    not known, each with its line.
    """
    problems: list[Problem] = []
    found: dict[str, Block] = {}
    opened: tuple[str, int, int, int, dt.date | None] | None = None
    for number, start, end, closing, name, day in _markers(text):
        if name not in BLOCKS:
            problems.append(Problem(path, number, f"there is no block `{name}`{_nearest(name)}"))
        elif not closing and opened:
            problems.append(Problem(path, number, f"the block `{opened[0]}` of line {opened[1]} is still open here"))
        elif not closing and name in found:
            problems.append(Problem(path, number, f"the block `{name}` stands here a second time"))
        elif not closing:
            opened = (name, number, end, start, day)
        elif not opened or opened[0] != name:
            problems.append(Problem(path, number, f"this ends a block `{name}` that does not start before it"))
        else:
            newline = "\r\n" if text[: opened[2]].endswith("\r\n") else "\n"
            found[name] = Block(name, opened[2], start, newline, opened[3], opened[4])
            opened = None
    if opened:
        missing = f"the block `{opened[0]}` has no end: add `<!-- /clubaction:{opened[0]} -->` after it"
        problems.append(Problem(path, opened[1], missing))
    if problems:
        raise ClubFileError(problems)
    return tuple(found.values())


def _markers(text: str) -> list[tuple[int, int, int, bool, str, dt.date | None]]:
    """Line number, start, end (after the line's end), whether it closes, the name and the day of each marker."""
    if "clubaction" not in text:
        return []
    found = []
    position = 0
    for line, raw in zip(gfm.lines(text), text.split("\n"), strict=True):
        end = min(position + len(raw) + 1, len(text))
        if not line.code and "clubaction" in raw and (match := _MARKER.match(line.text)):
            found.append((line.number, position, end, bool(match[1]), match[2], _day(match[3])))
        position = end
    return found


def _day(text: str | None) -> dt.date | None:
    """The day of a marker; one that is none counts as not there, and is written anew with the next change."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _nearest(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), BLOCKS, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(BLOCKS)}"


def check_content(name: str, content: str) -> str:
    """Why a template's text can't be the content of this block; empty where it can.

    It must not write our markers, and must leave nothing open that would swallow the end of its block.
    """
    if _OURS.search(content):
        return "it writes a marker `<!-- clubaction:… -->`, which would end or start a block"
    page = list(gfm.lines(content))
    if page[-1].left_open:
        return f"it leaves code, a comment or HTML open: close it with `{page[-1].left_open}`"
    marks = [mark[1] for line in page if not line.code for mark in _DETAILS.finditer(shown.without_code(line.text))]
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
        inner = f"\n{content}\n\n" if content else "\n"
        before = text[position : block.start]
        if day and block.name in DATED and day != block.day:
            before = text[position : block.marker] + _dated(text[block.marker : block.start], block.name, day)
        out += [before, inner.replace("\n", block.newline)]
        position = block.end
    return "".join([*out, text[position:]])


def _dated(marker: str, name: str, day: dt.date) -> str:
    """The line of an opening marker with this day in it, and all else as it is."""
    head, _, tail = marker.partition("-->")
    end = head.rindex(name) + len(name)
    return f"{head[:end]} {day.isoformat()} -->{tail}"
