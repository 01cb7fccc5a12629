"""Every request of the story fails in turn, or is the last of a run that is killed: the next run repairs it all."""

from __future__ import annotations

from pathlib import Path

import pytest

from clubaction.hosts.github.time_limits import MOST_WAITING
from tests.hosts.github.checkpoints import described
from tests.hosts.github.conftest import Told
from tests.hosts.github.stories import STORY
from tests.standin import faults

FAULTS = {
    "502": faults.status(502),
    "502 although it was done": faults.status(502, effect=True),
    "secondary limit": faults.secondary_limit(retry_after=7),
    "409 or 422": faults.status(422),
    "reset before": faults.RESET_BEFORE,
    "reset after": faults.RESET_AFTER,
    "killed": None,
}
ON_WRITES_ONLY = ("502 although it was done", "reset after", "killed")
"""What makes a difference only where the request has changed something."""

CASES = [
    pytest.param(chapter, nth, name, id=f"{title}, request {nth}, {name}")
    for chapter, (title, _, requests, reads) in enumerate(STORY)
    for nth in range(1, requests + 1)
    for name in FAULTS
    if nth > reads or name not in ON_WRITES_ONLY
]


def test_the_story_makes_as_many_requests_as_the_faults_are_ordered_for(told: Told) -> None:
    reads = [len([line for line in requests if "writes" not in line]) for requests in told.requests]
    assert reads == [reads for _, _, _, reads in STORY]
    assert [len(requests) for requests in told.requests] == [requests for _, _, requests, _ in STORY]


@pytest.mark.parametrize("chapter, nth, name", CASES)
def test_the_next_run_repairs_what_a_fault_left(told: Told, tmp_path: Path, chapter: int, nth: int, name: str) -> None:
    club, event, fault = told.club, told.events[chapter], FAULTS[name]
    told.before[chapter].restore(club, tmp_path / "state")
    if fault is None:
        club.github.faults.unreachable(after=nth)
    else:
        conflict = name == "409 or 422" and "/git/" in told.requests[chapter][nth - 1]
        club.github.faults.add(faults.status(409, "Conflict") if conflict else fault, nth=nth)
    club.try_run(event)
    assert sum(club.waits) <= MOST_WAITING
    club.github.faults.clear()
    club.run(event)
    assert described(club.github) == told.after[chapter]
