"""Reads the `<meta>` tags of an untrusted web page in bounded time and memory."""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser

_MOST_TAGS = 2_000
_LONGEST_TAG = 40_000
_TAG_OR_END = re.compile(r"<meta(?=[\s/])|</head\s*>", re.IGNORECASE)


def meta_tags(body: bytes) -> list[tuple[str, str]]:
    """(name in lower case, content) of each `<meta>` tag in a page's head, in order.

    The parser gets one tag at a time: on a whole page of `<!--` it would take quadratic time, and at `<![` it would
    stop.
    """
    text = _decode(body)
    pairs: list[tuple[str, str]] = []
    position = 0
    for _ in range(_MOST_TAGS):
        match = _TAG_OR_END.search(text, position)
        if not match or match[0].startswith("</"):
            break
        tag = _Tag(text[match.start() : match.start() + _LONGEST_TAG])
        position = match.start() + tag.length
        name = tag.attributes.get("name") or tag.attributes.get("property") or ""
        if name and "content" in tag.attributes:
            pairs.append((name.strip().lower(), tag.attributes["content"]))
    return pairs


class _TagRead(Exception):
    """Ends the parsing after the first tag."""


class _Tag(HTMLParser):
    """The tag at the start of a text; if it has no end, it has no attributes and is as long as the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.length = len(text)
        self.attributes: dict[str, str] = {}
        with contextlib.suppress(_TagRead):
            self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the attributes; of a repeated one the first counts."""
        self.length = len(self.get_starttag_text() or "")
        if tag == "meta":
            self.attributes = {name: text or "" for name, text in reversed(attrs)}
        raise _TagRead


def _decode(body: bytes) -> str:
    """The text of a page in UTF-8 or else in Windows-1252, which browsers read where a page says Latin-1."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
