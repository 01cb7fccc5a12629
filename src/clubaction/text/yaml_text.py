"""Reads YAML that people wrote: all values stay text, and an error says in plain words what to change in which line."""

from __future__ import annotations

from clubaction.errors import ClubFileError
from clubaction.text import yaml_advice, yaml_tree
from clubaction.text.yaml_tree import Value


def read_yaml(path: str, source: str, first_line: int = 1) -> dict[str, Value]:
    """The mapping in a YAML text; an empty text is an empty mapping.

    `path` is the file that errors name, and `first_line` the line of it at which
    `source` starts. Raises `ClubFileError` with the line where the text is not
    YAML, is not a mapping, or has a key twice.
    """
    source = source.removeprefix("\ufeff")
    try:
        return yaml_tree.mapping(source)
    except yaml_tree.UNREADABLE as error:
        raise ClubFileError([yaml_advice.problem(path, source, error, first_line)]) from None
