"""Liquid's braces made inert: Jekyll, which publishes many a README, runs Liquid over all of it, also in code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from clubaction.text import shown

_OPENS = re.compile(r"\{(?=[{%])")
_MATHEMATICS = re.compile(r" {0,3}(?:`{3,}|~{3,})[ \t]*math\b")
_NESTED_FENCE = re.compile(r"^[ \t]*+(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*+)++(?:`{3}|~{3})", re.MULTILINE)
_ZERO_WIDTH_SPACE = "\u200b"

FORMULA_OR_ADDRESS = re.compile(
    r"\$\$.+?\$\$ | \$(?!\s)[^$\n]+?(?<!\s)\$(?!\d) | https?://[^\s<>\"`\[\]|\\]+[^\s<>\"`\[\]|\\.,;:!?)*_~]",
    re.DOTALL | re.VERBOSE,
)
"""What stays as it is in prose."""


class Line(Protocol):
    """A line of Markdown as `gfm.lines` reads it."""

    @property
    def text(self) -> str:
        """The line without its end."""

    @property
    def code(self) -> bool:
        """Whether a block of code or HTML holds it."""

    @property
    def left_open(self) -> str:
        """What would close the block that goes on after it."""


def stands_in(text: str) -> bool:
    """Whether Liquid would find something to run in a text."""
    return "{{" in text or "{%" in text


def kept(formula_or_address: str) -> str:
    """A formula or an address that stays as it is, but for braces that Liquid would run."""
    if formula_or_address.startswith("$"):
        return _OPENS.sub("{ ", formula_or_address)
    return _OPENS.sub("%7B", formula_or_address)


def neutral(page: Iterable[Line]) -> str:
    """Markdown that shows what it showed, with nothing in it that Liquid would run.

    Braces are written as entities; where code may be, which would show these, a zero-width space parts them.
    """
    lines = list(page)
    sure = not _NESTED_FENCE.search("\n".join(line.text for line in lines))
    out: list[str] = []
    for (code, blank), group in groupby(lines, key=lambda line: (line.code, not line.text.strip())):
        block = list(group)
        if code:
            out += _code_lines(block)
        else:
            text = "\n".join(line.text for line in block)
            out.append(_paragraph(text, sure=sure) if not blank and stands_in(text) else text)
    return "\n".join(out)


def _code_lines(block: Iterable[Line]) -> Iterator[str]:
    mathematics = inside = False
    for line in block:
        if not inside:
            mathematics = _MATHEMATICS.match(line.text) is not None
        inside = bool(line.left_open)
        yield _OPENS.sub("{ " if mathematics else "{" + _ZERO_WIDTH_SPACE, line.text)


def _paragraph(text: str, *, sure: bool) -> str:
    spans, clean = shown.code_spans(text)
    plain = "\t" not in text and "    " not in text
    apart = not spans or not ("<" in text or "|" in text or any("\n" in text[start:end] for start, end in spans))
    brace = "&#123;" if sure and clean and plain and apart else "{" + _ZERO_WIDTH_SPACE
    out: list[str] = []
    position = 0
    for start, end in spans:
        out.append(_prose(text[position:start], brace))
        formula = text[start - 1 : start] == "$" == text[end : end + 1]
        out.append(_OPENS.sub("{ " if formula else "{" + _ZERO_WIDTH_SPACE, text[start:end]))
        position = end
    return "".join([*out, _prose(text[position:], brace)])


def _prose(text: str, brace: str) -> str:
    out: list[str] = []
    position = 0
    for found in FORMULA_OR_ADDRESS.finditer(text):
        out += [_OPENS.sub(brace, text[position : found.start()]), kept(found.group())]
        position = found.end()
    return "".join([*out, _OPENS.sub(brace, text[position:])])
