"""What the steps of one reconciliation share: everything read, and the club with everything told to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.errors import Problem
from clubaction.issues.outcomes import Outcomes
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps of one reconciliation share."""

    snapshot: Snapshot
    config: Config
    club: Club
    threads: Mapping[int, Thread]
    story: Outcomes
    problems: tuple[Problem, ...]
    """What keeps a file from being read or changed."""
    hints: tuple[Problem, ...] = ()
    """What keeps the schedule from being shown."""
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """The session files that differ."""
