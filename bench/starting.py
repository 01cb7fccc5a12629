"""How long `clubaction --help` takes, with the start of Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure, best

GOAL = 0.1
"""Seconds."""


def measure() -> Iterator[Figure]:
    """The shortest of seven times."""
    command = [sys.executable, "-P", "-m", "clubaction", "--help"]
    (seconds,) = best(7, lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    yield Figure("clubaction --help", f"{seconds:.3f} s", f"{GOAL} s", seconds <= GOAL)
