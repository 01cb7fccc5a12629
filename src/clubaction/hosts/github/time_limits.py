"""Time limits: for one answer of GitHub, for all requests of a run, and for the pauses between them."""

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
"""Seconds from a run's first request to the end of its last."""

MOST_WAITING = 150.0
"""Seconds that a run may spend in pauses, all of them together."""

_T = TypeVar("_T")


@dataclass
class RunTime:
    """What is left of a run's time, which counts from the first request."""

    sleep: Callable[[float], None] = time.sleep
    """Waits a number of seconds; a test puts its own here."""
    pauses: float = MOST_WAITING
    """Seconds that the run may still spend in pauses."""
    _end: float | None = None
    """When the run's time is over, by `time.monotonic`; None before the first request."""

    def left(self) -> float:
        """Seconds until the run's time is over; negative afterwards."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + RUN_TIME
        return self._end - now

    def pause(self, seconds: float) -> None:
        """Waits so many seconds, or as many as the run may still spend in pauses."""
        allowed = min(seconds, self.pauses)
        self.pauses -= allowed
        if allowed:
            self.sleep(allowed)


def within(left: Callable[[], float], work: Callable[[], _T]) -> _T:
    """The result of `work`, or the error that it raises. `left` returns the seconds that remain for it.

    Raises `TimeoutError` when these are over. The thread that does the work is
    then abandoned (it does not keep the program from ending), since a server
    that sends an answer byte by byte could keep us for ever.
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
