"""YAML that people write: read as text with its lines, and changed in place to the byte.

Every plain scalar is the text it was written as: `19:30` is not a number of
minutes here and `no` is not false (they are in YAML 1.1). Reading goes through
libyaml. Changing replaces only the characters of the values that change, so
that comments, key order, quotes, spacing and line endings stay as they were.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from clubaction.errors import ClubFileError, Problem
from clubaction.text import yaml_tree
from clubaction.text.yaml_advice import short

Value = str | None | list["Value"] | dict[str, "Value"]
"""What a YAML text holds here: text, nothing, lists and mappings of them."""

Writable = str | int | dt.date | None | Sequence[str] | Mapping[str, Any]
"""What can be written: dates and numbers stand plain, text is quoted where YAML needs it."""

_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A\ufeff?---[ \t]*+(?:\r?\n|\Z)")
_MOST_VALUES = 100_000
"""How many values one text may hold; aliases of aliases multiply faster than a file grows."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A document in two parts: YAML between `---` lines, then Markdown."""

    start: int
    """Where the YAML starts in the text, in characters."""
    end: int
    """Where it ends: at the closing line."""
    body: int
    """Where the Markdown starts."""


def front_matter(text: str) -> FrontMatter | None:
    """Where the front matter of a document stands, or None if it has none."""
    match = _FENCE.match(text)
    return FrontMatter(match.start(1), match.end(1), match.end()) if match else None


def missing_front_matter(text: str) -> str:
    """What to do about a document that has no front matter."""
    if not text.strip("\ufeff\r\n\t "):
        return "the file is empty: undo the change that emptied it, or delete the file"
    if not _OPENING.match(text):
        return "the file must start with a line `---`, then `key: value` lines, then another line `---`"
    return "the closing `---` is missing: put it on a line of its own behind the last key"


def decode(path: str, data: bytes) -> str:
    """The file's text; it must be UTF-8. Raises `ClubFileError`."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ClubFileError([Problem(path, line, "this is not UTF-8 text: save it anew in that encoding")]) from None


def read_yaml(path: str, source: str, first_line: int = 1) -> dict[str, Value]:
    """The mapping that a YAML text holds; an empty text is an empty mapping.

    `first_line` is the line of the file at which `source` starts. Raises
    `ClubFileError` with the line for what is no YAML, no mapping, or names a
    key twice.
    """
    root = yaml_tree.compose(path, source.removeprefix("\ufeff"), first_line)
    if root is None:
        return {}
    try:
        value = _value(root, 0, itertools.count())
    except _Unusable as error:
        line = first_line + error.node.start_mark.line
        raise ClubFileError([Problem(path, line, str(error))]) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ClubFileError([Problem(path, first_line, "expected `key: value` lines here")])
    return value


class Lines:
    """Tells at which lines of a YAML text its entries start. Raises `ClubFileError` where it is none."""

    def __init__(self, source: str) -> None:
        self._root = yaml_tree.compose("", source.removeprefix("\ufeff"), 1)
        self._pairs: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}

    def of(self, *keys: str | int) -> int:
        """The line, counted from 0, at which the entry under these keys starts; as far as they lead, else 0."""
        node = self._root
        line = 0
        for key in keys:
            if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                line = node.start_mark.line
            elif isinstance(node, yaml.MappingNode) and (pair := self._entries(node).get(str(key))):
                line, node = pair[0].start_mark.line, pair[1]
            else:
                break
        return line

    def _entries(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if id(node) not in self._pairs:
            self._pairs[id(node)] = {str(key.value): (key, item) for key, item in reversed(node.value)}
        return self._pairs[id(node)]


def line_of(source: str, *keys: str | int) -> int:
    """The same for one entry of a text."""
    return Lines(source).of(*keys)


class _Unusable(Exception):
    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _value(node: yaml.Node, depth: int, count: Iterator[int]) -> Value:
    if next(count) > _MOST_VALUES:
        raise _Unusable(node, "more values than a club's file can have")
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "null" else str(node.value)
    if depth > yaml_tree.DEEPEST:
        raise _Unusable(node, "nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, depth + 1, count) for item in node.value]
    result: dict[str, Value] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Unusable(key, "a key must be text")
        if key.value in result:
            raise _Unusable(key, f"the key `{short(key.value)}` stands here a second time")
        result[key.value] = _value(item, depth + 1, count)
    return result


# --- writing -------------------------------------------------------------------------------


def dump(value: Writable, *, inside: bool = False) -> str:
    """A value as YAML on one line, so that any YAML reader gets the same text or number back.

    `inside` tells that it stands between brackets, where more text needs quotes.
    """
    if value is None:
        return ""
    if isinstance(value, dt.date | int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{dump(str(k), inside=True)}: {dump(v, inside=True)}" for k, v in value.items()) + "}"
    if not isinstance(value, str):
        return "[" + ", ".join(dump(item, inside=True) for item in value) + "]"
    return _dump_text(value, inside=inside)


def _dump_text(value: str, *, inside: bool) -> str:
    style = '"' if value != value.strip() or re.search(r"[\x00-\x1f\x85\u2028\u2029]", value) else None
    tree: str | list[str] = [value] if inside else value
    text = str(yaml.safe_dump(tree, default_flow_style=True, default_style=style, allow_unicode=True, width=2**31))
    text = text.strip().removesuffix("\n...")
    text = text.removeprefix("[").removesuffix("]") if inside else text
    if text.startswith("'") and not re.search(r'["\\]', value):
        return f'"{value}"'
    return text


def entry(key: str, value: Writable, newline: str = "\n", indent: str = "") -> str:
    """One `key: value` line (a mapping: one line for each of its entries, indented), with its end."""
    if isinstance(value, Mapping) and value:
        rows = (entry(str(k), v, newline, indent + "  ") for k, v in value.items())
        return f"{indent}{dump(key)}:{newline}{''.join(rows)}"
    return f"{indent}{dump(key)}: {dump(value)}".rstrip() + newline


def edit(path: str, source: str, changes: Mapping[str, Writable], order: Sequence[str]) -> str:
    """The YAML text with these top-level keys changed and all else as it was, to the byte.

    A value None removes the key; a mapping changes only those of its entries
    that differ and removes none. A new key is put where `order` says. Raises
    `ClubFileError` where the text is written so that this can't be done.
    """
    if source.startswith("\ufeff"):
        return "\ufeff" + edit(path, source[1:], changes, order)
    before = read_yaml(path, source)
    wanted = _wanted(before, changes)
    changed = source
    try:
        for key, value in changes.items():
            changed = _changed(changed, before, key, value, order)
        done = read_yaml(path, changed) == wanted
    except (_Unchangeable, ClubFileError):
        done = False
    if not done:
        keys = ", ".join(f"`{short(key)}`" for key in changes)
        raise ClubFileError([Problem(path, 0, f"{keys}: written in a way that can't be changed without a person")])
    return changed


class _Unchangeable(Exception):
    """An entry that is written in a way that is not changed in place."""


def _wanted(before: dict[str, Value], changes: Mapping[str, Writable]) -> dict[str, Value]:
    wanted = {**before, **{key: _as_read(value) for key, value in changes.items()}}
    for key, value in changes.items():
        held = before.get(key)
        if isinstance(value, Mapping) and isinstance(held, dict):
            wanted[key] = {**held, **_as_read(value)}
        elif value is None:
            wanted.pop(key)
    return wanted


def _changed(source: str, before: dict[str, Value], key: str, value: Writable, order: Sequence[str]) -> str:
    held = before.get(key)
    if isinstance(value, Mapping) and isinstance(held, dict):
        for name, item in value.items():
            if held.get(name) != _as_read(item):
                source = _set(source, (key, name), item, ())
        return source
    if value is None:
        return _remove(source, key)
    return _set(source, (key,), value, order) if key not in before or held != _as_read(value) else source


def _as_read(value: Writable) -> Any:
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
    """Where a node's own text ends: a block collection's mark lies behind later comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        end = _end(last[1] if isinstance(last, tuple) else last)
        if end < node.start_mark.index:
            raise _Unchangeable  # an alias: its node stands elsewhere
        return end
    return int(node.end_mark.index)


def _newline(source: str) -> str:
    return "\r\n" if "\r\n" in source else "\n"


def _line_end(source: str, position: int) -> int:
    """The start of the line after the one that `position` is on."""
    if position and source[position - 1] == "\n":
        return position
    found = source.find("\n", position)
    return found + 1 if found >= 0 else len(source)


def _set(source: str, keys: tuple[str, ...], value: Writable, order: Sequence[str]) -> str:
    root = yaml_tree.compose("", source, 1)
    holder = root
    for key in keys[:-1]:
        pair = _pair(holder, key) if isinstance(holder, yaml.MappingNode) else None
        holder = pair[1] if pair else None
    if holder is None or (holder is root and not isinstance(root, yaml.MappingNode)):
        return _insert_line(source, len(source), entry(keys[-1], value, _newline(source)))
    if not isinstance(holder, yaml.MappingNode):
        raise _Unchangeable
    found = _pair(holder, keys[-1])
    if found:
        return _replace(source, found[0], found[1], value, flow=bool(holder.flow_style))
    return _insert(source, holder, keys[-1], value, order)


def _colon(source: str, key: yaml.Node) -> int:
    """Where the colon of a key ends. A key behind a `?` has its colon on another line, or none."""
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
        rows = "".join(entry(str(k), v, _newline(source), column + "  ") for k, v in value.items())
        return source[:colon] + _newline(source) + rows + source[_line_end(source, max(colon, end)) :]
    if isinstance(node, yaml.SequenceNode) and "#" in _between(source, colon, node):
        return _edit_items(source, node, value)
    text = dump(value, inside=flow)
    if start == end or _moves_up(source[colon:start], node):
        tail = source[end:]
        if end > colon and source[end - 1] == "\n":
            tail = _newline(source) + tail
        return source[:colon] + (" " + text if text else "") + tail
    if not text and source[end : end + 1] in ("", "\r", "\n"):
        start = colon
    return source[:start] + text + source[end:]


def _between(source: str, start: int, node: yaml.SequenceNode) -> str:
    """What stands from here to the end of a list and is none of its items, comments mostly."""
    out = []
    for item in node.value:
        out.append(source[start : item.start_mark.index])
        start = max(start, _end(item))
    return "".join([*out, source[start : _end(node) if node.flow_style else _line_end(source, start)]])


def _edit_items(source: str, node: yaml.SequenceNode, value: Writable) -> str:
    """A list that people wrote comments into, item for item on lines of its own: some go, others come at its end."""
    plain = all(isinstance(item, yaml.ScalarNode) for item in node.value)
    if node.flow_style or not plain or isinstance(value, str | int | dt.date | Mapping) or not value:
        raise _Unchangeable
    wanted = [str(name) for name in value]
    kept = [item for item in node.value if item.value in wanted]
    new = [name for name in wanted if name not in [item.value for item in kept]]
    if [item.value for item in kept] + new != wanted:
        raise _Unchangeable
    indent, end = " " * node.start_mark.column, _line_end(source, _end(node))
    newline = _newline(source)
    lines = "".join(f"{indent}- {dump(name)}{newline}" for name in new)
    source = _insert_line(source, end, lines) if lines else source
    for item in reversed([item for item in node.value if item.value not in wanted]):
        line = source.rfind("\n", 0, item.start_mark.index) + 1
        source = source[:line] + source[_line_end(source, _end(item)) :]
    return source


def _moves_up(between: str, node: yaml.Node) -> bool:
    """Whether the new value stands right behind the colon, where the old one did not."""
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
    line = entry(key, value, _newline(source), indent)
    earlier = [v for k, v in holder.value if not order or rank.get(k.value, -1) < rank.get(key, len(rank))]
    if not earlier:
        first = holder.value[0][0].start_mark.index - len(indent)
        return source[:first] + line + source[first:]
    after = max(_end(node) if node.value else node.start_mark.index for node in earlier)
    return _insert_line(source, _line_end(source, after), line)


def _insert_line(source: str, position: int, line: str) -> str:
    if position and source[position - 1] != "\n":
        line = _newline(source) + line
    return source[:position] + line + source[position:]


def _remove(source: str, key: str) -> str:
    root = yaml_tree.compose("", source, 1)
    pair = _pair(root, key) if isinstance(root, yaml.MappingNode) else None
    if pair is None:
        return source
    start = pair[0].start_mark.index
    line = source.rfind("\n", 0, start) + 1
    end = _line_end(source, max(_end(pair[1]), _colon(source, pair[0])))
    if source[line:start].strip(" ") or (isinstance(root, yaml.MappingNode) and root.flow_style):
        raise _Unchangeable
    return source[:line] + source[end:]
