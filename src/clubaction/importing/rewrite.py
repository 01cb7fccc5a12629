"""The source text with the schedule taken out and our blocks put in its place."""

from __future__ import annotations

from collections.abc import Sequence

Region = tuple[int, int]
"""First and last line, counted from 1."""


def rewrite(text: str, overview: Sequence[Region], details: Sequence[Region]) -> str:
    """Puts the `overview` block where the first region was and the `details` block where the sections were.

    Everything outside the regions stays as it is, to the byte. Without a region
    for the overview, both blocks go to the end.
    """
    lines = text.split("\n")
    newline = "\r\n" if "\r\n" in text else "\n"
    cut: set[int] = set()
    for first, last in (*overview, *details):
        cut.update(range(first, last + 1))
    first_overview = min((first for first, _ in overview), default=0)
    where_details = details[0][0] if details else first_overview
    out: list[str] = []
    for number, line in enumerate(lines, start=1):
        placed = ""
        if number == first_overview:
            placed += _block("overview", newline)
        if number == where_details:
            placed += (newline if placed else "") + _block("details", newline)
        if placed:
            before = out and out[-1].strip()
            after = number + 1 <= len(lines) and _kept_below(lines, cut, number)
            out.append((newline if before else "") + placed + (newline if after else ""))
        if number not in cut:
            out.append(line + ("\n" if number < len(lines) else ""))
    if not first_overview:
        gap = "" if text.endswith("\n") or not text else newline
        out.append(gap + newline + _block("overview", newline) + newline + _block("details", newline))
    return "".join(out)


def _block(name: str, newline: str) -> str:
    return f"<!-- clubaction:{name} -->{newline}<!-- /clubaction:{name} -->{newline}"


def _kept_below(lines: Sequence[str], cut: set[int], number: int) -> bool:
    """Whether the next line that stays is text right behind the cut."""
    following = number
    while following in cut:
        following += 1
    return following <= len(lines) and bool(lines[following - 1].strip())
