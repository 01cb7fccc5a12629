"""How much time is left for a request."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which a request has to be over."""

    end: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """A deadline so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """The seconds until then. Raises TimeoutError when there are none."""
        seconds = self.end - self.clock()
        if seconds <= 0:
            raise TimeoutError
        return seconds
