"""The time that is left for a request."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time at which a request has to be over."""

    end: float
    """In seconds, by `clock`."""
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that is so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds until the deadline. Raises `TimeoutError` when it is over."""
        seconds = self.end - self.clock()
        if seconds <= 0:
            raise TimeoutError
        return seconds
