"""Replaces the schedule in a source text by clubaction's blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clubaction.text.line_endings import newline_of

Region = tuple[int, int]
"""First and last line, counted from 1."""


def with_blocks(text: str, overview: Sequence[Region], details: Sequence[Region]) -> str:
    """The text without the lines of these regions, and with an empty `overview` and an empty `details` block.

    Each block is where its first region was; everything outside the regions
    stays as it is, byte for byte. Without regions for `details`, that block
    follows the overview; without regions for `overview`, that block goes to the end.
    """
    *whole, last = text.split("\n")
    lines = [*(f"{line}\n" for line in whole), last]
    newline = newline_of(text)
    places = _places(overview, details)
    cut = _lines_of([*overview, *details])
    out: list[str] = []
    for number, line in enumerate(lines, start=1):
        if blocks := _blocks_at(number, places, newline):
            before = newline if out and out[-1].strip() else ""
            after = newline if _has_text_after(lines, cut, number) else ""
            out.append(before + blocks + after)
        if number not in cut:
            out.append(line)
    if blocks := _blocks_at(0, places, newline):
        gap = "" if text.endswith("\n") or not text else newline
        out.append(gap + newline + blocks)
    return "".join(out)


def _lines_of(regions: Sequence[Region]) -> frozenset[int]:
    return frozenset(number for first, last in regions for number in range(first, last + 1))


def _places(overview: Sequence[Region], details: Sequence[Region]) -> Mapping[str, int]:
    """Name of a block → the line it goes to; 0 for the end of the text."""
    first = min((first for first, _ in overview), default=0)
    return {"overview": first, "details": details[0][0] if details else first}


def _blocks_at(number: int, places: Mapping[str, int], newline: str) -> str:
    """The blocks that go to this line, with their line endings; empty if there are none."""
    names = [name for name, place in places.items() if place == number]
    return newline.join(f"<!-- clubaction:{name} -->{newline}<!-- /clubaction:{name} -->{newline}" for name in names)


def _has_text_after(lines: Sequence[str], cut: frozenset[int], number: int) -> bool:
    """Whether a line of text follows directly after the removed lines that start at `number`."""
    following = number
    while following in cut:
        following += 1
    return following <= len(lines) and bool(lines[following - 1].strip())
