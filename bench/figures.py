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


def best(work: Callable[[], object], tries: int) -> float:
    """The shortest time of some tries, in seconds: the one that was disturbed least."""
    times = []
    for _ in range(tries):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
