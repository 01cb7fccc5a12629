"""Text for the terminal: safe to print, coloured, and as a diff."""

from __future__ import annotations

import difflib
import re

from clubaction.text import invisible
from clubaction.text.line_endings import with_unix_newlines

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"


def safe(text: str) -> str:
    """The text without characters that nobody sees or that control the terminal; a tab becomes four spaces."""
    return invisible.without_invisible(_CONTROL.sub("", with_unix_newlines(text).replace("\t", "    ")))


class Paint:
    """Makes text safe to print and colours it with ANSI escape codes (ECMA-48), unless `colour` is False."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *codes: str) -> str:  # noqa: D102 (see the class)
        clean = safe(text)
        return f"\x1b[{';'.join(codes)}m{clean}\x1b[0m" if self.colour and codes else clean

    def diff(self, path: str, before: str, after: str) -> str:
        """The unified diff of two texts, coloured like that of `git diff`; empty where their lines are the same."""
        rows = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
        return "\n".join(self._row(row) for row in rows)

    def _row(self, row: str) -> str:
        if row.startswith(("+++", "---")):
            return self(row, BOLD)
        codes = {"+": GREEN, "-": RED, "@": CYAN}.get(row[:1], "")
        return self(row, *([codes] if codes else []))

    def indented(self, text: str, *codes: str) -> str:
        """The text with four spaces before each line."""
        return "\n".join("    " + self(line, *codes) for line in text.splitlines())
