"""Text of people made safe to stand in GitHub Flavored Markdown (https://github.github.com/gfm/)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from clubaction.text.invisible import without_invisible


class Markdown(str):
    """Text that is Markdown already and is not escaped again."""

    __slots__ = ()


_SPECIAL = re.compile(
    r"""
    [\\`*_~\[\]<$]            # starts an escape, code, emphasis, a link, HTML, mathematics
    | \|                      # ends a table's cell, even in code
    | \#(?=\d)?               # a heading, a reference to an issue
    | &(?=[A-Za-z0-9\#])      # an entity
    | @(?=[\w-])              # a mention, an e-mail address
    | :(?=//)                 # an address that would become a link
    | (?i:(?<=www)\.)
    | (?i:(?<=\bgh)-(?=\d))
    | \A[-+=>]                # a list, a quote, the underline of a heading
    | (?<=\{)[{%]             # what Jekyll's Liquid would run
    | (?:(?<=\A\d)|(?<=\A\d\d)|(?<=\A\d\d\d))[.)](?=\s|\Z)
    """,
    re.VERBOSE,
)
ZERO_WIDTH_SPACE = "&#8203;"
"""Shows nothing, and parts what would be a mention or a reference."""
_SHORT = 200
"""Characters of a text that is escaped once: titles and names stand on a page many times, which is made twice a run."""


def one_line(text: str) -> str:
    """The text on one line: white space runs become one space, invisible characters go."""
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip(" "):
        return text
    return " ".join(without_invisible(text).split())


def escape(text: str) -> Markdown:
    """Text of a person as inline Markdown that shows just this text, on one line.

    Safe in a paragraph, a heading, a list item, a table's cell and a link's
    label: no element, no reference and no mention comes of it.
    """
    return _escaped_short(text) if len(text) <= _SHORT else _escaped_line(text)


def _escaped_line(text: str) -> Markdown:
    return Markdown(_SPECIAL.sub(_escaped, one_line(text)))


_escaped_short = lru_cache(maxsize=16_384)(_escaped_line)


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found == "|":
        return "&#124;"
    if found == "@":
        return "@" + ZERO_WIDTH_SPACE
    if found == "#":
        following = match.string[match.end() : match.end() + 1]
        return "#" + ZERO_WIDTH_SPACE if following.isdigit() else "\\#"
    if found == "%":  # the Markdown of Jekyll knows no backslash before it
        return "&#37;"
    if found == "-" and match.start():
        return "-" + ZERO_WIDTH_SPACE
    return "\\" + found


_URL_KEEP = "-._~:/?#@!&'*+,;=%"
_KEPT_URL = re.compile(rf"[A-Za-z0-9{re.escape(_URL_KEEP)}]+")


@lru_cache(maxsize=4096)
def safe_url(url: str) -> str:
    """The address ready to stand between a link's parentheses; empty if it is not one to follow.

    Only http, https, mailto and paths relative to the page are links.
    """
    text = "".join(without_invisible(url).split())
    if not _is_followed(text):
        return ""
    if _KEPT_URL.fullmatch(text):
        return text.replace("&", "&amp;")
    kept = "".join(c if c in _URL_KEEP or c.isalnum() else quote(c, safe="") for c in text)
    return kept.replace("&", "&amp;")


def _is_followed(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    if scheme in ("http", "https"):
        return bool(parts.netloc)
    if scheme == "mailto":
        return bool(parts.path)
    return not scheme and not parts.netloc and not text.startswith(("//", "\\")) and bool(text)


def link(label: str, url: str) -> Markdown:
    """A link with this label (escaped here), or the label alone where the address is no link."""
    text = label if isinstance(label, Markdown) else escape(label)
    target = safe_url(url)
    return Markdown(f"[{text}]({target})") if target else Markdown(text)
