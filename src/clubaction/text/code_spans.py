"""Code spans of inline Markdown: where backticks open and close code."""

from __future__ import annotations

import re
from bisect import bisect_left


def without_code(line: str) -> str:
    """A line of Markdown without its code spans."""
    if "`" not in line:
        return line
    out, position = [], 0
    for start, end in code_spans(line)[0]:
        out.append(line[position:start])
        position = end
    return "".join([*out, line[position:]])


def code_spans(text: str) -> tuple[list[tuple[int, int]], bool]:
    """Where the code spans of a text start and end, and whether no other backtick stands outside of them."""
    ticks = Backticks(text)
    spans: list[tuple[int, int]] = []
    clean = True
    position = text.find("`")
    while position >= 0:
        first = position
        while first > (spans[-1][1] if spans else 0) and text[first - 1] == "\\":
            first -= 1
        start = position + (position - first) % 2
        length = ticks.length(start)
        close = ticks.closing(start, length) if length else -1
        clean = clean and close >= 0
        if close >= 0:
            spans.append((start, close + length))
        position = text.find("`", close + length if close >= 0 else start + max(length, 1))
    return spans, clean


class Backticks:
    """The runs of backticks of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[int, list[int]] = {}
        self._ends: list[int] = []
        for run in re.finditer("`+", text):
            self._starts.setdefault(run.end() - run.start(), []).append(run.start())
            self._ends.append(run.end())

    def length(self, position: int) -> int:
        """How many backticks stand from here on."""
        if self._text[position : position + 1] != "`":
            return 0
        return self._ends[bisect_left(self._ends, position + 1)] - position

    def closing(self, position: int, length: int) -> int:
        """Where the next run of just this many starts; -1 if there is none."""
        starts = self._starts.get(length, [])
        found = bisect_left(starts, position + length)
        return starts[found] if found < len(starts) else -1
