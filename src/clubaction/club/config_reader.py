"""Tables of keys: a mapping of the configuration is read by one, and a JSON Schema for editors is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clubaction.errors import Problem
from clubaction.text import yaml_lines
from clubaction.text.nearest_word import suggestion
from clubaction.text.yaml_tree import Value

Schema = Mapping[str, Any]
"""A JSON Schema (draft 7)."""

Read = Callable[["Reader", Value, tuple[str, ...]], Any]
"""A function that reads one value. Its arguments: the reader, the value, and the keys above it, outermost first.

It returns what the configuration holds, and raises `Wrong`.
"""


class Wrong(Exception):
    """A value that can't be used; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value, such as dates."""

    read: Read
    schema: Schema
    """By which an editor tells whether a value is of this kind."""


def kind(schema: Schema) -> Callable[[Read], Kind]:
    """A decorator that makes a `Kind` from this schema and the function that reads the values."""
    return lambda read: Kind(read, schema)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping."""

    kind: Kind
    says: str = ""
    """What it is for, as a sentence."""
    default: str | int | None = None
    """The value where the key is missing, if it is a single word or number."""
    examples: tuple[str | list[str], ...] = ()
    required: bool = False

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the key's value; unless the key is required, the value may be missing."""
        described: dict[str, Any] = {"description": self.says} if self.says else {}
        described |= self.kind.schema if self.required else _or_nothing(self.kind.schema)
        if self.default is not None:
            described["default"] = self.default
        if self.examples:
            described["examples"] = list(self.examples)
        return described


Table = Mapping[str, Key]
"""The keys that a mapping may have, in the order in which documentation and messages list them."""


class Reader:
    """Reads a YAML file by tables of keys, and collects the problems in the list `problems`."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.lines = yaml_lines.Lines(source)
        self.problems: list[Problem] = []

    def mapping(self, values: Value, table: Table, at: tuple[str, ...]) -> dict[str, Any]:
        """The values of a mapping, each read as the table says. Values that can't be read are left out and noted.

        `at` holds the keys above the mapping. Raises `Wrong` where it is no mapping.
        """
        if not isinstance(values, dict):
            raise Wrong("expected `key: value` lines below it")
        found: dict[str, Any] = {}
        for key, value in values.items():
            here = (*at, key)
            if key not in table:
                self.wrong(here, f"unknown key `{key}`{suggestion(key, table)}")
            elif value is not None:
                try:
                    found[key] = table[key].kind.read(self, value, here)
                except Wrong as wrong:
                    self.wrong(here, f"`{key}`: {wrong}")
        return found

    def wrong(self, at: tuple[str, ...], message: str) -> None:
        """Notes a problem, with the line of the value that the keys `at` lead to."""
        line = self.lines.of(*(int(key) if key.isdigit() else key for key in at)) + 1
        self.problems.append(Problem(self.path, line, message))


# --- schemas ---------------------------------------------------------------------------------


def mapping_schema(table: Table) -> Schema:
    """The schema of a mapping with these keys and no others."""
    required = [key for key, described in table.items() if described.required]
    return {
        "type": "object",
        **({"required": required} if required else {}),
        "additionalProperties": False,
        "properties": {key: described.schema for key, described in table.items()},
    }


def one_or_several(item: Schema) -> Schema:
    """The schema of a value that is one such item or a list of them."""
    return {"oneOf": [item, {"type": "array", "items": item}]}


def _or_nothing(schema: Schema) -> Schema:
    if "oneOf" in schema:
        return {**schema, "oneOf": [*schema["oneOf"], {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}
