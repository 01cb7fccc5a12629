"""Headings that people write as HTML (`<h1 align="center">`), to which GitHub gives anchors as to all others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clubaction.text import markdown_lines
from clubaction.text.code_spans import without_code
from clubaction.text.commonmark import Heading

_OPENING = re.compile(r"<[hH]([1-6])(?=[\s>])[^<>]*+>")
_CLOSING = {level: re.compile(f"</h{level}\\s*+>", re.IGNORECASE) for level in "123456"}
_TAG = re.compile(r"<[^<>]*+>")
_LONGEST = 2_000
"""Characters of a heading in which its end is looked for."""


def html_headings(text: str) -> Iterator[tuple[Heading, str]]:
    """The headings of a text with LF line ends that are HTML, in order, each with the text that it shows.

    One that is not closed after 2,000 characters is left out.
    """
    if not _OPENING.search(text):
        return
    page = "\n".join("" if line.code else without_code(line.text) for line in markdown_lines.lines(text))
    number, counted = 1, 0
    for opening in _OPENING.finditer(page):
        start = opening.end()
        closing = _CLOSING[opening[1]].search(page, start, start + _LONGEST)
        if closing is None or page[opening.start() - 1 : opening.start()] == "\\":
            continue
        number += page.count("\n", counted, opening.start())
        counted = opening.start()
        content = page[start : closing.start()]
        heading = Heading(number, number + content.count("\n"), int(opening[1]), "", inside=True)
        yield heading, html.unescape(_TAG.sub("", content))
