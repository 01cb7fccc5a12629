"""One measured figure, and the best of several tries."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table: what was measured, how much it is, and what was promised."""

    what: str
    measured: str
    goal: str
    reached: bool


def best(tries: int, *works: Callable[[], object]) -> list[float]:
    """The shortest time of each work, in seconds: the one that was disturbed least.

    The works take turns, so that a slow moment of the machine meets them alike.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(tries):
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [min(taken) for taken in times]
