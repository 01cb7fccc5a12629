"""The anchors that GitHub gives to the headings of a page, and the links to them."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from clubaction.text import inline
from clubaction.text.code_spans import without_code
from clubaction.text.commonmark import Heading
from clubaction.text.html_headings import html_headings
from clubaction.text.outline import outline

_BRACKET = re.compile(r"(?<!\\)\[")


def anchored(text: str) -> Iterator[tuple[Heading, str]]:
    """The headings of a page in order, each with its anchor."""
    anchors = Anchors()
    for heading, shown in _headings(text):
        yield heading, anchors.take(shown)


def _headings(text: str) -> Iterable[tuple[Heading, str]]:
    """The headings of a page in order, each with the text that it shows."""
    page = outline(text)
    linked = "]:" in page.text and any(_BRACKET.search(heading.source) for heading in page.headings)
    references = page.references() if linked else ()
    ours = ((heading, inline.text_content(heading.source, references)) for heading in page.headings)
    others = list(html_headings(page.text))
    return heapq.merge(ours, others, key=lambda found: found[0].line) if others else ours


class Anchors:
    """Hands out the anchors of one page in the order of its headings: `a`, `a-1`, `a-2`."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, heading: str) -> str:
        """The anchor of the next heading, which shows this text."""
        base = slug(heading)
        anchor = base
        while anchor in self._used:
            self._used[base] += 1
            anchor = f"{base}-{self._used[base]}"
        self._used[anchor] = 0
        return anchor


_NO_WORD = re.compile(r"[^\w -]+")


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading with this text, before it numbers equal ones.

    Lower case; what is no letter, digit, mark, connector, hyphen or space goes; spaces become hyphens.
    """
    kept = _NO_WORD.sub(_marks, heading.lower())
    if not kept.isascii():
        kept = "".join(c for c in kept if unicodedata.category(c) != "No")
    return kept.replace(" ", "-")


def _marks(run: re.Match[str]) -> str:
    """What stays of characters that Python does not count as parts of a word."""
    characters = run.group()
    if characters.isascii():
        return ""
    return "".join(c for c in characters if unicodedata.category(c) in ("Mn", "Mc", "Me", "Pc"))


_SECTION_LINK = re.compile(r"\]\(#([^\s()]*)\)")
_EXPLICIT = re.compile(r"<a\s[^<>]*?(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)


def section_links(line: str) -> list[str]:
    """The anchors on the same page that a line links to, decoded."""
    return [unquote(target) for target in _SECTION_LINK.findall(without_code(line)) if target]


def explicit_anchors(text: str) -> set[str]:
    """The anchors that a page sets itself with `<a id=…>` or `<a name=…>`, lower case."""
    return {name.lower() for name in _EXPLICIT.findall(text)}
