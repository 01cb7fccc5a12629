"""Where a club lives: a host reads everything into a snapshot and carries a plan out. It decides nothing."""

from __future__ import annotations

from typing import Protocol

from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Snapshot


class Host(Protocol):
    """A place that keeps a club: GitHub, or a folder."""

    def snapshot(self) -> Snapshot:
        """Everything a run decides on, read once. Raises `HostError` if any of it is missing."""

    def apply(self, plan: Plan) -> Applied:
        """Carries the operations of a plan out in their order.

        Raises `Conflict` where somebody else was faster, `PullRequestsForbidden`
        where the repository does not let us open one, `HostError` otherwise.
        """
