"""Escapes Liquid, the template language of Jekyll, which publishes many READMEs and runs Liquid also in code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from clubaction.text import markdown_lines
from clubaction.text.code_spans import code_spans
from clubaction.text.markdown_lines import Line

_OPENS = re.compile(r"\{(?=[{%])")
_MATHEMATICS = re.compile(r" {0,3}(?:`{3,}|~{3,})[ \t]*math\b")
_NESTED_FENCE = re.compile(r"^[ \t]*+(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*+)++(?:`{3}|~{3})", re.MULTILINE)
_ZERO_WIDTH_SPACE = "\u200b"

FORMULA_OR_ADDRESS = re.compile(
    r"\$\$.+?\$\$ | \$(?!\s)[^$\n]+?(?<!\s)\$(?!\d) | https?://[^\s<>\"`\[\]|\\]+[^\s<>\"`\[\]|\\.,;:!?)*_~]",
    re.DOTALL | re.VERBOSE,
)
"""A mathematical formula or the address of a page, in which most Markdown characters must not be escaped."""


def _has_liquid(text: str) -> bool:
    return "{{" in text or "{%" in text


def escaped_formula_or_address(text: str) -> str:
    """A formula or address with the braces changed that Liquid would run, in a way that keeps its meaning."""
    return _OPENS.sub("{ " if text.startswith("$") else "%7B", text)


def escaped(markdown: str) -> str:
    """Markdown that looks the same on a page and has nothing that Liquid runs.

    Braces become HTML entities. Code would show an entity as it is written, so wherever there may be code, a zero-width
    space goes between two braces instead.
    """
    if not _has_liquid(markdown):
        return markdown
    lines = list(markdown_lines.lines(markdown))
    # Code inside a list or quote is not found, so with such a fence any line may be code.
    sure = not _NESTED_FENCE.search(markdown)
    out: list[str] = []
    for (code, blank), group in groupby(lines, key=lambda line: (line.code, not line.text.strip())):
        block = list(group)
        if code:
            out += _code_lines(block)
        else:
            text = "\n".join(line.text for line in block)
            out.append(_paragraph(text, sure=sure) if not blank and _has_liquid(text) else text)
    return "\n".join(out)


def _code_lines(block: Iterable[Line]) -> Iterator[str]:
    mathematics = inside = False
    for line in block:
        if not inside:
            mathematics = _MATHEMATICS.match(line.text) is not None
        inside = bool(line.left_open)
        yield _OPENS.sub("{ " if mathematics else "{" + _ZERO_WIDTH_SPACE, line.text)


def _paragraph(text: str, *, sure: bool) -> str:
    """A paragraph, escaped; `sure` tells that it is no code block."""
    spans, clean = code_spans(text)
    no_indented_code = "\t" not in text and "    " not in text
    # In HTML, in a table and over several lines, code may start and end elsewhere than we think.
    has_long_span = any("\n" in text[start:end] for start, end in spans)
    code_is_certain = not spans or not ("<" in text or "|" in text or has_long_span)
    brace = "&#123;" if sure and clean and no_indented_code and code_is_certain else "{" + _ZERO_WIDTH_SPACE
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
        out += [_OPENS.sub(brace, text[position : found.start()]), escaped_formula_or_address(found.group())]
        position = found.end()
    return "".join([*out, _OPENS.sub(brace, text[position:])])
