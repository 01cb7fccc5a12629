"""Characters that nobody sees. They can hide text from readers, so they are removed from all that people wrote."""

from __future__ import annotations

import re
import unicodedata

_ALWAYS = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters, but for those that are white space
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\uf8ff"  # halves of characters, private use
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"  # tags, and private use again
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_IDEOGRAPHIC = "\U000e0100-\U000e01ef"

INVISIBLE = re.compile(f"[{_ALWAYS}]")
"""What is always removed: control and format characters, fillers, private use, marks that reverse the text."""

_RUN = re.compile(f"[{_ALWAYS}{_JOINERS}{_SELECTORS}{_IDEOGRAPHIC}]+")
_FIRST_JOINER = re.compile(f"[{_JOINERS}]")


def without_invisible(text: str) -> str:
    """The text without the characters that nobody sees.

    One joiner between two characters stays, since Persian, Indic scripts and emoji
    need it. So does one variation selector right after a character that has variants.
    """
    return text if text.isascii() and text.replace("\n", "").isprintable() else _RUN.sub(_needed, text)


def _needed(run: re.Match[str]) -> str:
    """What stays of a row of invisible characters."""
    before = run.string[run.start() - 1 : run.start()] if run.start() else ""
    after = run.string[run.end() : run.end() + 1]
    rest = INVISIBLE.sub("", run.group())
    if not rest or not before or before.isspace():
        return ""
    selector = rest[0] if _selects(before, rest[0]) or _selects_ideograph(before, rest[0]) else ""
    joiner = _FIRST_JOINER.search(rest) if after and not after.isspace() else None
    return selector + (joiner.group() if joiner else "")


def _selects(before: str, first: str) -> bool:
    """Whether the second is a selector for the first: for signs, digits, and the one letter that is an emoji."""
    return first in _SELECTORS and (not before.isalpha() or before == "\N{INFORMATION SOURCE}")


def _selects_ideograph(before: str, first: str) -> bool:
    return "\U000e0100" <= first <= "\U000e01ef" and unicodedata.name(before, "").startswith("CJK ")
