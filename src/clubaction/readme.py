"""The blocks of a README that clubaction keeps, between `<!-- clubaction:NAME -->` and `<!-- /clubaction:NAME -->`.

Everything outside the blocks stays as it is, to the byte.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from clubaction import gfm
from clubaction.errors import ClubFileError, Problem

BLOCKS = ("overview", "details", "next", "pool", "roles")

_MARKER = re.compile(r" {0,3}<!--\s*(/?)\s*clubaction\s*:\s*([\w-]*)\s*-->\s*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a README: where its content stands, in characters, and its line ends."""

    name: str
    start: int
    """Just after the line of the opening marker."""
    end: int
    """At the start of the line of the closing marker."""
    newline: str


def find(path: str, text: str) -> tuple[Block, ...]:
    """The blocks of a README in order. A marker stands alone on its line and not in code.

    Raises `ClubFileError` for a missing or stray marker, a block named twice or
    not known, each with its line.
    """
    problems: list[Problem] = []
    found: dict[str, Block] = {}
    opened: tuple[str, int, int] | None = None
    for number, start, end, closing, name in _markers(text):
        if name not in BLOCKS:
            problems.append(Problem(path, number, f"there is no block `{name}`{_nearest(name)}"))
        elif not closing and opened:
            problems.append(Problem(path, number, f"the block `{opened[0]}` of line {opened[1]} is still open here"))
        elif not closing and name in found:
            problems.append(Problem(path, number, f"the block `{name}` stands here a second time"))
        elif not closing:
            opened = (name, number, end)
        elif not opened or opened[0] != name:
            problems.append(Problem(path, number, f"this ends a block `{name}` that does not start before it"))
        else:
            newline = "\r\n" if text[: opened[2]].endswith("\r\n") else "\n"
            found[name] = Block(name, opened[2], start, newline)
            opened = None
    if opened:
        missing = f"the block `{opened[0]}` has no end: add `<!-- /clubaction:{opened[0]} -->` after it"
        problems.append(Problem(path, opened[1], missing))
    if problems:
        raise ClubFileError(problems)
    return tuple(found.values())


def _markers(text: str) -> list[tuple[int, int, int, bool, str]]:
    """Line number, start, end (after the line's end), whether it closes, and the name of each marker."""
    if "clubaction" not in text:
        return []
    found = []
    position = 0
    for line, raw in zip(gfm.lines(text), text.split("\n"), strict=True):
        end = min(position + len(raw) + 1, len(text))
        if not line.code and "clubaction" in raw and (match := _MARKER.match(line.text)):
            found.append((line.number, position, end, bool(match[1]), match[2]))
        position = end
    return found


def _nearest(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), BLOCKS, n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(BLOCKS)}"


def fill(text: str, blocks: tuple[Block, ...], contents: Mapping[str, str]) -> str:
    """The README with the blocks' contents replaced; each stands between blank lines."""
    out: list[str] = []
    position = 0
    for block in sorted(blocks, key=lambda b: b.start):
        content = contents[block.name].strip("\n")
        inner = f"\n{content}\n\n" if content else "\n"
        out += [text[position : block.start], inner.replace("\n", block.newline)]
        position = block.end
    return "".join([*out, text[position:]])
