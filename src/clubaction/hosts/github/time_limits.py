"""How long GitHub may take: for one answer, for all of a run, and for the pauses between requests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

ANSWER_TIME = 60.0
"""Seconds that one answer may take in all, however slowly it comes."""

RUN_TIME = 600.0
"""Seconds that a run may talk to GitHub in all."""

MOST_WAITING = 150.0
"""Seconds that all requests of a run together may wait before they are sent again."""

_T = TypeVar("_T")


@dataclass
class RunTime:
    """What is left of a run's time; it counts from the first request. `sleep` (seconds) is the world's."""

    sleep: Callable[[float], None] = time.sleep
    pauses: float = MOST_WAITING
    """Seconds that the run may still wait."""
    _end: float | None = None
    """When the run's time is over, by the clock that only goes forward."""

    def left(self) -> float:
        """Seconds that this run may still talk to GitHub."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + RUN_TIME
        return self._end - now

    def pause(self, seconds: float) -> None:
        """Waits, as far as this run may still wait."""
        allowed = min(seconds, self.pauses)
        self.pauses -= allowed
        if allowed:
            self.sleep(allowed)


def within(left: Callable[[], float], work: Callable[[], _T]) -> _T:
    """What `work` gives, or the error that it raises; `left` says how many seconds it still has.

    Raises `TimeoutError` where it takes longer. It is left to itself then, and
    does not keep the program from ending: a server that sends its answer byte by
    byte would keep us for ever.
    """
    outcome: Future[_T] = Future()

    def do() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (whoever waits for the outcome raises it)
            outcome.set_exception(error)
        else:
            outcome.set_result(result)

    threading.Thread(target=do, daemon=True, name="clubaction request").start()
    while (seconds := left()) > 0:
        try:
            return outcome.result(timeout=seconds)
        except TimeoutError:
            if outcome.done():
                raise
    raise TimeoutError
