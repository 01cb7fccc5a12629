"""The time from an event to the open pull request: the real runner against the GitHub stand-in, and where it goes."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.act.runner import Job, Runner
from tests.act.test_story import PROPOSAL, README
from tests.standin import GitHub
from tests.standin.log import Entry

RUNS = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the event on: until the first request was answered, the pull request was open, all was done."""

    first: float
    opened: float
    done: float
    job: Job
    requests: int


def measure(*, warm: bool) -> Timing:
    """One run of the shipped workflow for a new proposal; `warm` finds the dependencies installed."""
    with tempfile.TemporaryDirectory() as folder:
        github = GitHub(Path(folder) / "github")
        try:
            return _measure(github, Path(folder) / "runner", warm=warm)
        finally:
            github.close()


def _measure(github: GitHub, folder: Path, *, warm: bool) -> Timing:
    github.create_repository(files={"README.md": README})
    github.open_issue("ann", "Paper: ", PROPOSAL, ["paper"])
    environment = {**github.environment(github.job_token()), "CLUBACTION_OFFLINE": "true"}
    runner = Runner(folder, environment, warm=warm)
    answered: list[tuple[float, Entry]] = []
    github.after_request(lambda entry: answered.append((time.monotonic(), entry)))
    began = time.monotonic()
    job = runner.run("issues", github.events[0].payload)
    if not job.ok or not github.pull_requests:
        raise RuntimeError(job.log)
    opened = next(at for at, entry in answered if entry.path.endswith("/pulls"))
    return Timing(answered[0][0] - began, opened - began, job.seconds, job, len(answered))


def report() -> Iterator[str]:
    """What `make bench` prints, line by line."""
    measure(warm=True)  # the first run reads the stand-in's schema
    for name, warm, runs in (("warm", True, RUNS), ("cold", False, 1)):
        found = sorted((measure(warm=warm) for _ in range(runs)), key=lambda timing: timing.opened)
        middle = found[len(found) // 2]
        yield (
            f"event to open pull request under act, {name}: {middle.opened:.2f} s "
            f"({middle.requests} requests; until the first was answered {middle.first:.2f} s, "
            f"until all was said {middle.done:.2f} s){_installed(middle.job)}"
        )


def _installed(job: Job) -> str:
    match = re.search(r"Dependencies installed by (\w+) in ([\d.]+) s", job.log)
    return f", of which {match[2]} s to install the dependencies by {match[1]}" if match else ""


if __name__ == "__main__":
    for line in report():
        print(line)
