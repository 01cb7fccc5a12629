"""Work that may take only so long: a server that sends its answer byte by byte would keep us for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """What `work` gives, or the error that it raises.

    Raises `TimeoutError` where it takes longer; it is left to itself then, and
    does not keep the program from ending.
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
    return outcome.result(timeout=seconds)
