"""The address and title of a link or an image, which follow its text in Markdown."""

from __future__ import annotations

import re

_DEEPEST_PARENTHESES = 6
_BLANK = re.compile(r"[ \t\n\r\f\v]*+")
_IN_ANGLES = re.compile(r"<(?:[^<>\n\\]|\\.)*+>")
_WORD = re.compile(r"[^ \t\n\r\f\v()\\\x00-\x1f\x7f]++|\\[()\\]?")
_TITLE = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|\((?:[^()\\]|\\.)*+\)', re.DOTALL)


def target_end(text: str, position: int) -> int:
    """Where the `(address "title")` that starts here ends; -1 if there is none."""
    if text[position : position + 1] != "(":
        return -1
    start = _blank(text, position + 1)
    angles = _IN_ANGLES.match(text, start)
    end = angles.end() if angles else _address_end(text, start)
    if end < 0:
        return -1
    after = _blank(text, end)
    if after > end and (title := _TITLE.match(text, after)):
        after = _blank(text, title.end())
    return after + 1 if text[after : after + 1] == ")" else -1


def _address_end(text: str, position: int) -> int:
    if text[position : position + 1] == "<":
        return -1
    depth = 0
    while position < len(text):
        if word := _WORD.match(text, position):
            position = word.end()
        elif text[position] == "(":
            depth += 1
            if depth > _DEEPEST_PARENTHESES:
                return -1
            position += 1
        elif text[position] == ")" and depth:
            depth -= 1
            position += 1
        else:
            break
    return position if not depth else -1


def _blank(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position
