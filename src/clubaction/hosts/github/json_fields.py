"""The parts of GitHub's answers, each held to the kind of thing that it should be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clubaction.errors import HostError

Json = dict[str, Any]


@contextmanager
def whole(name: str) -> Iterator[None]:
    """What is missing or odd in an answer about `name`, found while it is taken in, becomes a `HostError`."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise left_out(name) from error


def left_out(name: str) -> HostError:
    """The error for an answer that is not whole."""
    return HostError(f"GitHub left out a part of {name}; nothing was done. Start the run again")


def text(value: Any) -> str:
    """A text. Raises `TypeError` for anything else, as the others here do."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def count(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def rows(connection: Any) -> list[Json]:
    """The nodes of a page."""
    return objects(connection["nodes"])


def objects(values: Any) -> list[Json]:
    """A list of objects."""
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise TypeError("no list of objects")
    return values


def cursor(page: Json) -> str | None:
    """Where the next page of a connection starts; None on the last."""
    info = page["pageInfo"]
    return text(info["endCursor"]) if flag(info["hasNextPage"]) else None


def moment(value: Any) -> dt.datetime:
    """A time as GitHub writes it."""
    return dt.datetime.fromisoformat(text(value))


def perhaps(value: Any) -> dt.datetime | None:
    """A time, where there is one."""
    return None if value is None else moment(value)
