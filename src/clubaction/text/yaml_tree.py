"""YAML read into a tree whose marks count characters, within limits of size and depth."""

from __future__ import annotations

import re
from typing import Any

import yaml

from clubaction.errors import ClubFileError, Problem
from clubaction.text import yaml_advice

DEEPEST = 20
MOST_CHARACTERS = 2_000_000
_MOST_NODES = 250_000
_SMALL = 20_000
_FEW_BRACKETS = 40
_DEEP_INDENTATION = re.compile(r"[ ?:\t-]{40}")
"""Each level of a block takes one of these characters at the start of its line."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves every scalar to text, and a plain empty one to nothing."""

    def resolve(self, kind: type, value: str | None, implicit: tuple[bool, bool]) -> str:
        if kind is not yaml.ScalarNode:
            return "map" if kind is yaml.MappingNode else "seq"
        return "null" if implicit[0] and value in ("", "~", "null", "Null", "NULL") else "str"


def compose(path: str, source: str, first_line: int) -> yaml.Node | None:
    """The tree of a text without a byte order mark; None for one that holds nothing.

    Raises `ClubFileError`, with the line of the file (the text starts at
    `first_line`), for what is no YAML, too large or nested too deeply.
    """
    try:
        if _may_be_deep(source):
            _measure(source)
        loader = _Loader(source)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except _TooMuch as error:
        problem = Problem(path, first_line + error.line, str(error))
    except yaml.MarkedYAMLError as error:
        problem = Problem(path, *yaml_advice.advice(source, error, first_line))
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem(path, *yaml_advice.unreadable(source, error, first_line))
    else:
        return node
    raise ClubFileError([problem]) from None


class _TooMuch(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _may_be_deep(source: str) -> bool:
    brackets = source.count("[") + source.count("{")
    return len(source) > _SMALL or brackets > _FEW_BRACKETS or _DEEP_INDENTATION.search(source) is not None


def _measure(source: str) -> None:
    """Reads the text without keeping it: a tree that is too deep would run the stack over, one too large the memory."""
    if len(source) > MOST_CHARACTERS:
        raise _TooMuch(0, f"more than {MOST_CHARACTERS:,} characters, more than a club's file can have")
    loader: Any = _Loader(source)
    depth = count = 0
    try:
        while event := loader.get_event():
            count += isinstance(event, yaml.NodeEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST + 1:
                raise _TooMuch(event.start_mark.line, "nested too deeply")
            if count > _MOST_NODES:
                raise _TooMuch(event.start_mark.line, "more values than a club's file can have")
            if isinstance(event, yaml.StreamEndEvent):
                break
    finally:
        loader.dispose()
