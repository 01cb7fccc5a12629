"""Everything that a run has read, and how the club is after what happened on the issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.errors import Problem
from clubaction.model.history import History
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread


@dataclass(frozen=True, slots=True)
class RunState:
    """What the later steps of a run start from."""

    snapshot: Snapshot
    config: Config
    club: Club
    threads: Mapping[int, Thread]
    history: History
    problems: tuple[Problem, ...]
    """What keeps a file from being read or changed."""
    hints: tuple[Problem, ...] = ()
    """What keeps the schedule from being shown."""
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """The session files that differ."""
