"""Removes superfluous blank lines."""

from __future__ import annotations

from collections.abc import Sequence


def trimmed(lines: Sequence[str]) -> list[str]:
    """The lines without blank ones at the start and at the end."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return list(lines[start:end])


def without_gaps(lines: Sequence[str]) -> list[str]:
    """The trimmed lines with at most one blank line in a row; two spaces at a line's end, a line break, stay."""
    out: list[str] = []
    for line in trimmed(lines):
        if line.strip() or out[-1].strip():
            out.append(line if line.endswith("  ") else line.rstrip())
    return out
