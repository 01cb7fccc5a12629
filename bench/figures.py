"""One line of the table of measurements, and how times are measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table."""

    what: str
    """What was measured."""
    measured: str
    goal: str
    """Empty where there is none."""
    reached: bool
    """Whether it is as good as the goal."""


def best(tries: int, *works: Callable[[], object]) -> list[float]:
    """The shortest time of each function, in seconds; see `shortest`."""
    return shortest(tries, [partial(_seconds, work) for work in works])


def shortest(tries: int, turns: Sequence[Callable[[], float]]) -> list[float]:
    """The smallest number that each function returned: where these are times, other programs disturbed it least.

    The functions take turns, so that a slow moment of the machine hits all of them.
    """
    times = [[turn() for turn in turns] for _ in range(tries)]
    return [min(taken) for taken in zip(*times, strict=True)]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
