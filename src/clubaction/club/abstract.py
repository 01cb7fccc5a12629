"""The abstract in a session's body: the block quote under `## Abstract`."""

from __future__ import annotations

import re

_ABSTRACT = re.compile(r"^##[ \t]+Abstract[ \t]*\n(?:[ \t]*\n)*((?:>.*(?:\n|\Z))*)", re.MULTILINE | re.IGNORECASE)


def abstract(body: str) -> str:
    """The block quote of a session's section `## Abstract`, as it is written; empty if there is none."""
    match = _ABSTRACT.search(body)
    return match[1].strip() if match and match[1].strip("> \n") else ""


def without_abstract(body: str) -> str:
    """The body without its abstract."""
    match = _ABSTRACT.search(body)
    return (body[: match.start()] + body[match.end() :]).strip("\n") if match and abstract(body) else body


def with_abstract(body: str, quote: str) -> str:
    """The body with this block quote as its abstract, in the place of one that is there already."""
    section = f"## Abstract\n\n{quote}\n"
    if match := _ABSTRACT.search(body):
        return (body[: match.start()] + section + body[match.end() :]).strip("\n")
    return f"{section}\n{body}".strip("\n")
