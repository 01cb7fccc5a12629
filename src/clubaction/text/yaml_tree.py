"""YAML parsed with libyaml, into PyYAML's nodes or into Python values, within limits of size and depth.

Every value stays the text that was written: in YAML 1.1, `19:30` would be a number
(of minutes) and `no` would be false.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import yaml

Value = str | None | list["Value"] | dict[str, "Value"]
"""A value in a YAML text: text, nothing, or a list or mapping of values."""

UNREADABLE = (yaml.YAMLError, ValueError)
"""The exceptions for a text that is not YAML, is too large or can't be used; `yaml_advice.problem` explains them."""

_DEEPEST = 20
"""How many lists and mappings may be inside each other."""
_MOST_CHARACTERS = 2_000_000
_MOST_NODES = 250_000
_MOST_VALUES = 100_000
"""How many values one text may hold; aliases of aliases multiply faster than a file grows."""
_SMALL = 20_000
"""Characters: a text up to this size can't be too large."""
_FEW_BRACKETS = 40
"""A text with no more brackets than this has no flow collection that is too deep."""
_DEEP_INDENTATION = re.compile(r"[ ?:\t-]{40}")
"""A line that starts like this can be too deep: each level takes at least one of these characters."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads every scalar as text, but an empty one, `~` and `null` without quotes as nothing."""

    def resolve(self, kind: type, value: str | None, implicit: tuple[bool, bool]) -> str:
        if kind is not yaml.ScalarNode:
            return "map" if kind is yaml.MappingNode else "seq"
        return "null" if implicit[0] and value in ("", "~", "null", "Null", "NULL") else "str"


def compose(source: str) -> yaml.Node | None:
    """The nodes of a text, which must not start with a byte order mark; None for an empty text. Raises `UNREADABLE`."""
    if _may_be_deep(source):
        _measure(source)
    loader = _Loader(source)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def mapping(source: str) -> dict[str, Value]:
    """The mapping in a text without a byte order mark; empty for an empty text. Raises `UNREADABLE`."""
    root = compose(source)
    value = None if root is None else _value(root, 0, itertools.count())
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _unusable(None, "expected `key: value` lines here")
    return value


def _unusable(mark: yaml.Mark | None, note: str, key: str = "") -> yaml.MarkedYAMLError:
    """An error whose note is a sentence for people; `{}` in it stands for the key."""
    return yaml.MarkedYAMLError(problem=key, problem_mark=mark, note=note)


def _value(node: yaml.Node, depth: int, count: Iterator[int]) -> Value:
    if next(count) > _MOST_VALUES:
        raise _unusable(node.start_mark, "more values than a club's file can have")
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "null" else str(node.value)
    if depth > _DEEPEST:
        raise _unusable(node.start_mark, "nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth + 1, count) for item in node.value]
    result: dict[str, Value] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _unusable(key.start_mark, "a key must be text")
        if key.value in result:
            raise _unusable(key.start_mark, "the key `{}` stands here a second time", key.value)
        result[key.value] = _value(item, depth + 1, count)
    return result


def _may_be_deep(source: str) -> bool:
    brackets = source.count("[") + source.count("{")
    return len(source) > _SMALL or brackets > _FEW_BRACKETS or _DEEP_INDENTATION.search(source) is not None


def _measure(source: str) -> None:
    """Raises `UNREADABLE` for a text that is too large or deep, before its tree could fill the memory or the stack."""
    if len(source) > _MOST_CHARACTERS:
        raise _unusable(None, f"more than {_MOST_CHARACTERS:,} characters, more than a club's file can have")
    loader: Any = _Loader(source)
    depth = count = 0
    try:
        while event := loader.get_event():
            count += isinstance(event, yaml.NodeEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST + 1:
                raise _unusable(event.start_mark, "nested too deeply")
            if count > _MOST_NODES:
                raise _unusable(event.start_mark, "more values than a club's file can have")
            if isinstance(event, yaml.StreamEndEvent):
                break
    finally:
        loader.dispose()
