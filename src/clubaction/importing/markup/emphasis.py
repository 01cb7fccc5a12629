"""Emphasis and struck-out text: which runs of `*`, `_` and `~~` belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u2060"))


@dataclass(slots=True)
class Token:
    """A stretch of text as the scanner found it; a mark that turns out to be Markdown loses its text."""

    text: str
    url: str = ""
    bare: bool = False
    mark: str = ""
    """The character of an emphasis run that has no partner yet."""
    opens: bool = False
    closes: bool = False
    struck: bool = False


def tidy(text: str) -> str:
    """The text without blank lines, and with one space where there were several."""
    lines = (" ".join(line.split()) for line in text.translate(_INVISIBLE).split("\n"))
    return "\n".join(line for line in lines if line)


def emphasis_token(source: str, start: int) -> Token:
    """The run of one emphasis character that starts here, and whether it can open or close emphasis."""
    mark = source[start]
    end = start
    while source[end : end + 1] == mark:
        end += 1
    before, after = source[start - 1 : start] if start else "", source[end : end + 1]
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if mark == "_":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    run = source[start:end]
    known = mark != "~" or len(run) <= 2
    return Token(run, mark=mark if known else "", opens=opens, closes=closes)


def pair_marks(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Removes the marks that have a partner, strikes out what lies between `~~`, and returns the struck-out texts."""
    waiting: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    struck: list[str] = []
    spans: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if not token.mark:
            continue
        stack = waiting[token.mark]
        if token.closes and stack:
            start = stack.pop()
            tokens[start].text = token.text = ""
            if token.mark == "~":
                struck.append(_strike(tokens, start, index, spans))
        elif token.opens:
            stack.append(index)
    for token in tokens:
        token.mark = ""
    return tuple(text for text in struck if text)


def _strike(tokens: Sequence[Token], start: int, end: int, spans: dict[int, int]) -> str:
    """Strikes out the tokens from `start` to `end` and returns the text of those that were not struck out before.

    `spans` has the stretches that were struck out before, start → end: each is
    passed over in one step, so that nested ones take no more time than others.
    """
    text = []
    index = start
    while index <= end:
        if index in spans:
            index = spans.pop(index) + 1
            continue
        token = tokens[index]
        if not token.struck:
            text.append(token.text)
        token.struck = True
        index += 1
    spans[start] = end
    return tidy("".join(text))
