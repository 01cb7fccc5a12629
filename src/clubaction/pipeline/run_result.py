"""What a run has planned and done."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.club.configuration import Config
from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Run:
    """One run, with what it started from."""

    plan: Plan
    applied: Applied
    snapshot: Snapshot
    config: Config
