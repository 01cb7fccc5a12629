"""A run on many sessions (reading, planning, rendering), compared with only reading their YAML with libyaml."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import large_club, one_run
from bench.figures import Figure, shortest
from clubaction.hosts.folder import worktree

SIZES = (100, 1_000, 10_000, 30_000)
GOAL_AT = 10_000
GOAL = 2.5
"""How many times as long as reading the YAML a run may take, at `GOAL_AT` sessions."""
LINEAR = 1.25
"""How many times as long one session may take at the largest size as at 1 000."""
SOURCES = Path(__file__).resolve().parents[1] / "src"


@dataclass(frozen=True, slots=True)
class Times:
    """The shortest times at one size, in seconds."""

    size: int
    """How many sessions."""
    yaml: float
    """Only reading the YAML."""
    run: float
    """A run."""
    earlier: float | None
    """A run of the earlier commit, if there is one to compare with."""


def measure(against: Path | None = None) -> Iterator[Figure]:
    """The ratio at each size, and whether the time of one session grows; `against`: a checkout of an earlier commit."""
    found = []
    for size in SIZES:
        found.append(_times(size, against))
        yield _figure(found[-1])
    first, last = found[1], found[-1]
    ratio = (last.run / last.size) / (first.run / first.size)
    what = f"time of one of {last.size:,} sessions against one of {first.size:,}"
    yield Figure(what, f"{ratio:.2f} ×", f"{LINEAR} ×", ratio <= LINEAR)


def _figure(times: Times) -> Figure:
    ratio = times.run / times.yaml
    what = f"{times.size:,} sessions: a run ({times.run:.2f} s) against reading their YAML ({times.yaml:.2f} s)"
    if times.earlier is not None:
        what += f"; the earlier commit's {times.earlier / times.yaml:.2f} ×"
    if times.size != GOAL_AT:
        return Figure(what, f"{ratio:.2f} ×", "", reached=True)
    return Figure(what, f"{ratio:.2f} ×", f"{GOAL} ×", ratio <= GOAL)


def _times(size: int, against: Path | None) -> Times:
    with tempfile.TemporaryDirectory(prefix="clubaction-bench-") as scratch:
        folder = Path(scratch)
        worktree.write(folder, dict(large_club.files(size)))
        turns = [_process("yaml", folder, SOURCES), _process("run", folder, SOURCES)]
        if against:
            turns.append(_process("run", folder, against / "src"))
        seconds = shortest(max(3, min(9, 50_000 // size)), turns)
    return Times(size, seconds[0], seconds[1], seconds[2] if against else None)


def _process(work: str, folder: Path, sources: Path) -> Callable[[], float]:
    command = [sys.executable, "-P", one_run.__file__, work, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(sources), "PYTHONHASHSEED": "0"}

    def turn() -> float:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return float(done.stdout)

    return turn
