"""Whether a text four times as long takes about four times as long, and not sixteen times."""

from __future__ import annotations

import time
from collections.abc import Callable

LENGTH = 65_536
"""Characters of the longest text that GitHub passes on."""
_STEEP = 8
_NOISE = 0.03
"""Seconds below which the machine's own noise is all that is measured."""
_HOPELESS = 1.0
"""Seconds for a sixteenth of the text, after which nothing longer is tried."""


def complaint(run: Callable[[str], object], text: Callable[[int], str], length: int = LENGTH) -> str:
    """What is wrong with the pace of `run` on the text that `text` gives for a length; empty if nothing is."""
    found = ""
    for _ in range(3):  # a busy machine is measured again
        first = seconds(run, text(length // 16))
        if first > _HOPELESS:
            found = f"{first:.2f} s for {length // 16} characters"
            continue
        before, after = seconds(run, text(length // 4)), seconds(run, text(length))
        if after < _NOISE or after < _STEEP * before:
            return ""
        found = f"{after / before:.1f} times as long for four times the text, {after:.2f} s in all"
    return found


def repeated(unit: str, before: str = "", behind: str = "") -> Callable[[int], str]:
    """Texts of one piece over and over again; in it `%d` counts, and `%y` is a new day each time."""

    def text(length: int) -> str:
        pieces: list[str] = []
        left = length - len(before) - len(behind)
        while left > 0:
            number = len(pieces)
            day = f"{1000 + number % 9000}-{1 + number % 12:02}-{1 + number % 28:02}"
            pieces.append(unit.replace("%d", str(number)).replace("%y", day))
            left -= len(pieces[-1])
        return f"{before}{''.join(pieces)}{behind}"

    return text


def seconds(run: Callable[[str], object], text: str) -> float:
    """The processor's time for one text."""
    start = time.thread_time()
    run(text)
    return time.thread_time() - start
