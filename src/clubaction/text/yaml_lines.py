"""The lines on which the entries of a YAML text are."""

from __future__ import annotations

import yaml

from clubaction.text import yaml_tree


class Lines:
    """Finds the lines of a YAML text's entries. The text must be one that `yaml_text` can read."""

    def __init__(self, source: str) -> None:
        self._root = yaml_tree.compose(source.removeprefix("\ufeff"))
        self._pairs: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}

    def of(self, *keys: str | int) -> int:
        """The line, counted from 0, of the entry that these keys and list positions lead to, outermost first.

        Where there is no such entry: the line of the last one on the way to it, or 0.
        """
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
    """The same as `Lines(source).of(*keys)`, for a single entry."""
    return Lines(source).of(*keys)
