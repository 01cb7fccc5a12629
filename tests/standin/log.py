"""The requests that arrived, in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `status` is 0 where the connection was cut instead of an answer."""

    method: str
    path: str
    operation: str
    status: int
    writes: bool
    body: bytes

    def __str__(self) -> str:
        what = f"graphql {self.operation}" if self.operation else f"{self.method} {self.path}"
        return f"{what} {self.status}{' (writes)' if self.writes else ''}"


class Log(list[Entry]):
    """All requests so far, oldest first."""

    @property
    def writes(self) -> list[Entry]:
        """The requests that asked for a change."""
        return [entry for entry in self if entry.writes]

    def counts(self) -> Counter[str]:
        """How often each request came, by what it asked for and its status."""
        return Counter(map(str, self))
