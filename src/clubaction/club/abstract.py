"""The abstract in the Markdown of a session: the block quote under the heading `## Abstract`."""

from __future__ import annotations

import re

_ABSTRACT = re.compile(r"^##[ \t]+Abstract[ \t]*\n(?:[ \t]*\n)*((?:>.*(?:\n|\Z))*)", re.MULTILINE | re.IGNORECASE)


def abstract(body: str) -> str:
    """The block quote under `## Abstract`, with its `>`; empty where there is none."""
    match = _ABSTRACT.search(body)
    return match[1].strip() if match and match[1].strip("> \n") else ""


def without_abstract(body: str) -> str:
    """The body without the heading `## Abstract` and its block quote."""
    match = _ABSTRACT.search(body)
    return (body[: match.start()] + body[match.end() :]).strip("\n") if match and abstract(body) else body


def with_abstract(body: str, quote: str) -> str:
    """The body with this block quote as its abstract: in place of the old one or, where there is none, at the start."""
    section = f"## Abstract\n\n{quote}\n"
    if match := _ABSTRACT.search(body):
        return (body[: match.start()] + section + body[match.end() :]).strip("\n")
    return f"{section}\n{body}".strip("\n")
