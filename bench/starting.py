"""How long `clubaction --help` takes, from the shell's point of view."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure, best

GOAL = 0.1


def measure() -> Iterator[Figure]:
    """The start of a fresh process."""
    command = [sys.executable, "-P", "-m", "clubaction", "--help"]
    (seconds,) = best(7, lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    yield Figure("clubaction --help", f"{seconds:.3f} s", f"{GOAL} s", seconds <= GOAL)
