"""Reads single values out of GitHub's JSON answers and checks their types.

Each function raises `TypeError` for a value of another type; `complete_answer` turns that into a `HostError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clubaction.errors import HostError

Json = dict[str, Any]
"""A JSON object."""


@contextmanager
def complete_answer(subject: str) -> Iterator[None]:
    """Turns each error from a missing or odd part of an answer about `subject` into a `HostError`."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise incomplete_answer(subject) from error


def incomplete_answer(subject: str) -> HostError:
    """The error for an answer that lacks a part."""
    return HostError(f"GitHub left out a part of {subject}; nothing was done. Start the run again")


def text(value: Any) -> str:
    """The value, which must be a string."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def boolean(value: Any) -> bool:
    """The value, which must be true or false."""
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def integer(value: Any) -> int:
    """The value, which must be a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def nodes(connection: Any) -> list[Json]:
    """The objects on one page of a GraphQL connection."""
    return objects(connection["nodes"])


def objects(values: Any) -> list[Json]:
    """The value, which must be a list of objects."""
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise TypeError("not a list of objects")
    return values


def cursor(page: Json) -> str | None:
    """Where the next page of a GraphQL connection starts; None on the last page."""
    info = page["pageInfo"]
    return text(info["endCursor"]) if boolean(info["hasNextPage"]) else None


def timestamp(value: Any) -> dt.datetime:
    """A time, which GitHub writes in ISO 8601 and UTC. Raises `ValueError` for a string that is none."""
    return dt.datetime.fromisoformat(text(value))


def optional_timestamp(value: Any) -> dt.datetime | None:
    """A time, or None where the answer has null."""
    return None if value is None else timestamp(value)
