"""Finds emphasis and struck-out text: pairs the runs of `*`, `_` and `~~` with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clubaction.importing.markup.inline import tidy


@dataclass(slots=True)
class Token:
    """A piece of text, a link or a run of emphasis characters."""

    text: str
    """The shown text; empty for a mark that turned out to be Markdown."""
    url: str = ""
    """The address that a link leads to."""
    bare: bool = False
    """Whether the text is the address itself."""
    mark: str = ""
    """The character of an emphasis run that has no partner yet."""
    opens: bool = False
    """Whether the run can start emphasis."""
    closes: bool = False
    """Whether the run can end emphasis."""
    struck: bool = False
    """Whether the text is struck out."""


def emphasis_token(source: str, start: int) -> Token:
    """The run of one emphasis character that starts at this position."""
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
    """Pairs the marks in place: marks with a partner lose their text, tokens between `~~` are struck out.

    Returns the struck-out texts in order.
    """
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
    """Strikes out the tokens from `start` to `end`, and returns the text of those that were not struck out before.

    `spans` maps the start of each range that was struck out before to its end.
    Such a range is skipped in one step, so that nested ones take linear time.
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
