"""How long the Action takes from an event to the open pull request, with a real runner and a stand-in for GitHub."""

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
"""How often a warm run is measured; the one with the median time is shown."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of one job, in seconds after the event."""

    first: float
    """When the first request was answered."""
    opened: float
    """When the pull request was open."""
    done: float
    """When the job had ended."""
    job: Job
    requests: int
    """How many requests the job made."""


def measure(*, warm: bool) -> Timing:
    """The times of one run for a new proposal; `warm`: the dependencies are in the tool cache already."""
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
    """The lines to print: one for warm runs, one for a cold one."""
    measure(warm=True)  # not counted: in the first run the stand-in reads its schema
    for name, warm, runs in (("warm", True, RUNS), ("cold", False, 1)):
        found = sorted((measure(warm=warm) for _ in range(runs)), key=lambda timing: timing.opened)
        middle = found[len(found) // 2]
        yield (
            f"event to open pull request under act, {name}: {middle.opened:.2f} s "
            f"({middle.requests} requests; until the first was answered {middle.first:.2f} s, "
            f"until the job had ended {middle.done:.2f} s){_installed(middle.job)}"
        )


def _installed(job: Job) -> str:
    match = re.search(r"Dependencies installed by (\w+) in ([\d.]+) s", job.log)
    return f", of which {match[2]} s to install the dependencies by {match[1]}" if match else ""


if __name__ == "__main__":
    for line in report():
        print(line)
