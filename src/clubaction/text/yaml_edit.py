"""Changes values in YAML that people wrote, and leaves everything else as it was, to the byte.

Comments, the order of keys, quotes, spaces and line endings stay. Where an entry is written in a way that can't be
changed like that, the edit is refused; a file is never written anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from clubaction.errors import ClubFileError, Problem
from clubaction.text import yaml_advice, yaml_tree
from clubaction.text.line_endings import newline_of
from clubaction.text.yaml_advice import short
from clubaction.text.yaml_tree import Value
from clubaction.text.yaml_writing import Writable, dump, entry


def edit(path: str, source: str, changes: Mapping[str, Writable], order: Sequence[str]) -> str:
    """The YAML text with these top-level keys changed.

    None removes a key. A mapping changes those of its entries that differ and
    removes none. `order` lists all keys, and tells where a new one goes. Raises
    `ClubFileError` where the text can't be changed safely.
    """
    # Only one byte order mark is set aside, as in `yaml_text`, so that both read the same text.
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    source = source.removeprefix(mark)
    try:
        before = yaml_tree.mapping(source)
    except yaml_tree.UNREADABLE as error:
        raise ClubFileError([yaml_advice.problem(path, source, error, 1)]) from None
    changed = source
    try:
        for key, value in changes.items():
            changed = _changed(changed, before, key, value, order)
        is_right = yaml_tree.mapping(changed) == _wanted(before, changes)
    except (_Unchangeable, *yaml_tree.UNREADABLE):
        is_right = False
    if not is_right:
        keys = ", ".join(f"`{short(key)}`" for key in changes)
        raise ClubFileError([Problem(path, 0, f"{keys}: written in a way that can't be changed without a person")])
    return mark + changed


class _Unchangeable(Exception):
    """An entry is written in a way that can't be changed in place."""


def _wanted(before: dict[str, Value], changes: Mapping[str, Writable]) -> dict[str, Value]:
    """The mapping that must be read from the text after the edit."""
    wanted = {**before, **{key: _as_read(value) for key, value in changes.items()}}
    for key, value in changes.items():
        current = before.get(key)
        if isinstance(value, Mapping) and isinstance(current, dict):
            wanted[key] = {**current, **_as_read(value)}
        elif value is None:
            wanted.pop(key)
    return wanted


def _changed(source: str, before: dict[str, Value], key: str, value: Writable, order: Sequence[str]) -> str:
    current = before.get(key)
    if isinstance(value, Mapping) and isinstance(current, dict):
        for name, item in value.items():
            if current.get(name) != _as_read(item):
                source = _set(source, (key, name), item, ())
        return source
    if value is None:
        return _remove(source, key)
    return _set(source, (key,), value, order) if key not in before or current != _as_read(value) else source


def _as_read(value: Writable) -> Any:
    """What `yaml_tree` reads where this value was written."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(k): _as_read(v) for k, v in value.items()}
    if isinstance(value, dt.date | int):
        return str(value)
    return [_as_read(item) for item in value]


def _pair(node: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((k, v) for k, v in node.value if k.value == key), None)


def _end(node: yaml.Node) -> int:
    """The position after a node's text; PyYAML's mark for a block list or mapping is after the comments below it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        end = _end(last[1] if isinstance(last, tuple) else last)
        if end < node.start_mark.index:
            raise _Unchangeable  # an alias, whose node is elsewhere in the text
        return end
    return int(node.end_mark.index)


def _line_end(source: str, position: int) -> int:
    """Where the next line starts, after the one with this position; the position itself where a line starts there."""
    if position and source[position - 1] == "\n":
        return position
    found = source.find("\n", position)
    return found + 1 if found >= 0 else len(source)


def _set(source: str, keys: tuple[str, ...], value: Writable, order: Sequence[str]) -> str:
    root = yaml_tree.compose(source)
    holder = root
    for key in keys[:-1]:
        pair = _pair(holder, key) if isinstance(holder, yaml.MappingNode) else None
        holder = pair[1] if pair else None
    if holder is None or (holder is root and not isinstance(root, yaml.MappingNode)):
        return _insert_line(source, len(source), entry(keys[-1], value, newline_of(source)))
    if not isinstance(holder, yaml.MappingNode):
        raise _Unchangeable
    found = _pair(holder, keys[-1])
    if found:
        return _replace(source, found[0], found[1], value, flow=bool(holder.flow_style))
    return _insert(source, holder, keys[-1], value, order)


def _colon(source: str, key: yaml.Node) -> int:
    """The position after a key's colon. A key after `?` has its colon on another line or none, and is refused."""
    position = int(key.end_mark.index)
    while position < len(source) and source[position] in " \t":
        position += 1
    if source[position : position + 1] != ":":
        raise _Unchangeable
    return position + 1


def _replace(source: str, key: yaml.Node, node: yaml.Node, value: Writable, *, flow: bool) -> str:
    colon = _colon(source, key)
    start, end = node.start_mark.index, _end(node)
    if start < colon:
        raise _Unchangeable
    if isinstance(value, Mapping) and value:
        column = " " * key.start_mark.column
        rows = "".join(entry(str(k), v, newline_of(source), column + "  ") for k, v in value.items())
        return source[:colon] + newline_of(source) + rows + source[_line_end(source, max(colon, end)) :]
    if isinstance(node, yaml.SequenceNode) and "#" in _between(source, colon, node):
        return _edit_items(source, node, value)
    return _replace_on_line(source, colon, node, dump(value, inside=flow))


def _replace_on_line(source: str, colon: int, node: yaml.Node, text: str) -> str:
    """Puts this text in place of a value: where the value was or, if that was below its key, on the line of the key."""
    start, end = node.start_mark.index, _end(node)
    if start == end or _moves_up(source[colon:start], node):
        tail = source[end:]
        if end > colon and source[end - 1] == "\n":
            tail = newline_of(source) + tail
        return source[:colon] + (" " + text if text else "") + tail
    if not text and source[end : end + 1] in ("", "\r", "\n"):
        start = colon
    return source[:start] + text + source[end:]


def _between(source: str, start: int, node: yaml.SequenceNode) -> str:
    """The text from `start` to the end of a list without its items: brackets, spaces and comments."""
    out = []
    for item in node.value:
        out.append(source[start : item.start_mark.index])
        start = max(start, _end(item))
    return "".join([*out, source[start : _end(node) if node.flow_style else _line_end(source, start)]])


def _edit_items(source: str, node: yaml.SequenceNode, value: Writable) -> str:
    """A block list with comments in it: lines of items are removed, and lines of new items added at the end."""
    gone, new = _item_changes(node, value)
    indent, newline = " " * node.start_mark.column, newline_of(source)
    lines = "".join(f"{indent}- {dump(name)}{newline}" for name in new)
    source = _insert_line(source, _line_end(source, _end(node)), lines) if lines else source
    for item in reversed(gone):
        line = source.rfind("\n", 0, item.start_mark.index) + 1
        source = source[:line] + source[_line_end(source, _end(item)) :]
    return source


def _item_changes(node: yaml.SequenceNode, value: Writable) -> tuple[list[yaml.Node], list[str]]:
    """The items to remove and the names to add at the end. Raises `_Unchangeable` where that is not enough."""
    if node.flow_style or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        raise _Unchangeable
    if not value or isinstance(value, str | int | dt.date | Mapping):
        raise _Unchangeable
    wanted = list(map(str, value))
    remaining = list(filter(wanted.__contains__, (item.value for item in node.value)))
    new = [name for name in wanted if name not in remaining]
    if remaining + new != wanted:
        raise _Unchangeable
    return [item for item in node.value if item.value not in wanted], new


def _moves_up(between: str, node: yaml.Node) -> bool:
    """Whether the new value goes right after the colon though the old one, with `between` before it, did not."""
    if isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
        return "\n" in between and "#" not in between
    return "\n" in between or isinstance(node, yaml.ScalarNode)


def _insert(source: str, holder: yaml.MappingNode, key: str, value: Writable, order: Sequence[str]) -> str:
    if holder.flow_style:
        close = holder.end_mark.index - 1
        head = source[:close].rstrip()
        comma = ", " if holder.value and not head.endswith(",") else " " if holder.value else ""
        return f"{head}{comma}{dump(key, inside=True)}: {dump(value, inside=True)}{source[close:]}"
    rank = {name: place for place, name in enumerate(order)}
    indent = " " * holder.value[0][0].start_mark.column
    line = entry(key, value, newline_of(source), indent)
    earlier = [v for k, v in holder.value if not order or rank.get(k.value, -1) < rank.get(key, len(rank))]
    if not earlier:
        first = holder.value[0][0].start_mark.index - len(indent)
        return source[:first] + line + source[first:]
    after = max(_end(node) if node.value else node.start_mark.index for node in earlier)
    return _insert_line(source, _line_end(source, after), line)


def _insert_line(source: str, position: int, line: str) -> str:
    if position and source[position - 1] != "\n":
        line = newline_of(source) + line
    return source[:position] + line + source[position:]


def _remove(source: str, key: str) -> str:
    root = yaml_tree.compose(source)
    pair = _pair(root, key) if isinstance(root, yaml.MappingNode) else None
    if pair is None:
        return source
    start = pair[0].start_mark.index
    line = source.rfind("\n", 0, start) + 1
    end = _line_end(source, max(_end(pair[1]), _colon(source, pair[0])))
    if source[line:start].strip(" ") or (isinstance(root, yaml.MappingNode) and root.flow_style):
        raise _Unchangeable
    return source[:line] + source[end:]
