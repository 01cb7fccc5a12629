"""Splits what is to be sent into requests that stay below GitHub's limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_T = TypeVar("_T")


def portions(
    items: Iterable[_T], size: Callable[[_T], int], *, most_size: int, most_items: int | None = None
) -> Iterator[list[_T]]:
    """The items in lists, in their order.

    A list holds at most `most_items` items (`None`: any number), whose sizes add up to at most `most_size`;
    an item that is larger than that has a list of its own.
    """
    portion: list[_T] = []
    total = 0
    for item in items:
        if portion and (total + size(item) > most_size or len(portion) == most_items):
            yield portion
            portion, total = [], 0
        portion.append(item)
        total += size(item)
    if portion:
        yield portion
