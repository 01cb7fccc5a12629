"""Reads JSON from untrusted servers: any shape may come, and what has an unexpected type counts as missing."""

from __future__ import annotations

import json
from collections.abc import Iterator

from clubaction.papers.metadata import UnusableAnswer

MAX_WORKS = 100
"""Works of one answer that are read: the most that one request ever asks for."""


def load(body: bytes) -> object:
    """The JSON value in an answer's body. Raises `UnusableAnswer` for anything else."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise UnusableAnswer(_not_json(body)) from None
    return found


def at(value: object, *path: str | int) -> object:
    """The value at a path of keys and indexes; None if there is none."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def text(value: object, *path: str | int) -> str:
    """The text at a path: a string, the first string of a list, or a number's digits; empty for anything else."""
    found = at(value, *path)
    if isinstance(found, list):
        found = next((item for item in found if isinstance(item, str) and item.strip()), "")
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**15:
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def items(value: object, *path: str | int) -> Iterator[object]:
    """The items of the list at a path; none if there is no list."""
    found = at(value, *path)
    return iter(found) if isinstance(found, list) else iter(())


def _not_json(body: bytes) -> str:
    start = body.lstrip()[:1]
    if not start:
        return "sent nothing"
    if start == b"<":
        return "sent a web page instead of JSON"
    return "sent JSON that is broken or cut short" if start in b"{[" else "sent something that is not JSON"
