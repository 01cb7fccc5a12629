"""What the command line shows: colours where there is a terminal, differences, and text that can't steer it."""

from __future__ import annotations

import difflib
import re

from clubaction.text import invisible

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"


def safe(text: str) -> str:
    """Text of a person without the characters that would move the cursor or change colours."""
    return invisible.seen(_STEERING.sub("", text.replace("\r\n", "\n").replace("\t", "    ")))


class Paint:
    """Colours text with ANSI escape codes (ECMA-48), or leaves it plain."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *codes: str) -> str:  # noqa: D102 (the class says it)
        clean = safe(text)
        return f"\x1b[{';'.join(codes)}m{clean}\x1b[0m" if self.colour and codes else clean

    def diff(self, path: str, before: str, after: str) -> str:
        """The unified difference of two texts, as `git diff` colours it; empty where they are equal."""
        rows = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
        return "\n".join(self._row(row) for row in rows)

    def _row(self, row: str) -> str:
        if row.startswith(("+++", "---")):
            return self(row, BOLD)
        codes = {"+": GREEN, "-": RED, "@": CYAN}.get(row[:1], "")
        return self(row, *([codes] if codes else []))

    def indented(self, text: str, *codes: str) -> str:
        """Each line of a text moved in by four columns."""
        return "\n".join("    " + self(line, *codes) for line in text.splitlines())
