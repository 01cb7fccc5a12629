"""YAML that people write, read as text. What is wrong with it is said in words and with its line."""

from __future__ import annotations

from clubaction.errors import ClubFileError
from clubaction.text import yaml_advice, yaml_tree
from clubaction.text.yaml_tree import Value


def read_yaml(path: str, source: str, first_line: int = 1) -> dict[str, Value]:
    """The mapping that a YAML text holds; an empty text is an empty mapping.

    `first_line` is the line of the file at which `source` starts. Raises
    `ClubFileError` with the line for what is no YAML, no mapping, or names a
    key twice.
    """
    source = source.removeprefix("\ufeff")
    try:
        return yaml_tree.mapping(source)
    except yaml_tree.UNREADABLE as error:
        raise ClubFileError([yaml_advice.problem(path, source, error, first_line)]) from None
