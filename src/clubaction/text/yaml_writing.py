"""Values written as YAML, so that every YAML reader gets the same text or number back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

Writable = str | int | dt.date | None | Sequence[str] | Mapping[str, Any]
"""What can be written. Dates and numbers have no quotes, text has them only where YAML needs them."""


def dump(value: Writable, *, inside: bool = False) -> str:
    """A value as YAML on one line; empty for None.

    `inside` must be True for a value between brackets, where more characters need quotes.
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
    """The line `key: value` with its line ending; for a mapping, the line of the key and one for each entry."""
    if isinstance(value, Mapping) and value:
        rows = (entry(str(k), v, newline, indent + "  ") for k, v in value.items())
        return f"{indent}{dump(key)}:{newline}{''.join(rows)}"
    return f"{indent}{dump(key)}: {dump(value)}".rstrip() + newline
