"""The interface to the place where a club's files and issues are: GitHub, or a folder."""

from __future__ import annotations

from typing import Protocol

from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Snapshot


class Host(Protocol):
    """Reads a club into a snapshot and carries out plans. It decides nothing itself."""

    def snapshot(self) -> Snapshot:
        """Everything that a run's decisions depend on. Raises `HostError` if any of it could not be read."""

    def apply(self, plan: Plan) -> Applied:
        """Carries out the operations of a plan in order, and returns what became of the pull request.

        Raises `Conflict` if somebody else changed the repository meanwhile,
        `PullRequestsForbidden` if the repository does not let us open a pull
        request, and `HostError` for any other failure.
        """
