"""A run on many sessions (read, parse, decide, render) against only reading the same files' YAML with libyaml."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import large_club, one_run
from bench.figures import Figure
from clubaction.hosts.folder import worktree

SIZES = (100, 1_000, 10_000, 30_000)
GOAL_AT = 10_000
GOAL = 2.5
LINEAR = 1.25
"""How much longer one of the most sessions may take than one of 1 000."""
SOURCES = Path(__file__).resolve().parents[1] / "src"


@dataclass(frozen=True, slots=True)
class Times:
    """The shortest seconds at one size: the YAML alone, a run, and a run of the earlier commit where there is one."""

    size: int
    yaml: float
    run: float
    earlier: float | None


def measure(against: Path | None = None) -> Iterator[Figure]:
    """The ratio at each size, and whether it stays; `against` is a checkout of an earlier commit, measured in turns."""
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
        shortest = _best(max(3, min(9, 30_000 // size)), turns)
    return Times(size, shortest[0], shortest[1], shortest[2] if against else None)


def _best(tries: int, turns: list[Callable[[], float]]) -> list[float]:
    """The shortest of each; they take turns, so that a slow moment of the machine meets them alike."""
    times = [[turn() for turn in turns] for _ in range(tries)]
    return [min(taken) for taken in zip(*times, strict=True)]


def _process(work: str, folder: Path, sources: Path) -> Callable[[], float]:
    command = [sys.executable, "-P", one_run.__file__, work, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(sources), "PYTHONHASHSEED": "0"}

    def turn() -> float:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return float(done.stdout)

    return turn
