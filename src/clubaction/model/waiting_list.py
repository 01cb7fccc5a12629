"""Who waits for a role that is taken, in the order in which they claimed it."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who claimed a role that was taken, and the event in which they did."""

    holder: str
    """As a role's holder is written."""
    event: object
    when: dt.datetime


@dataclass(slots=True)
class WaitingList:
    """The waiting list of one role of one session. Nobody is on it twice."""

    _order: list[tuple[dt.datetime, int, str]] = field(default_factory=list)
    """Time of the claim, a number for equal times, and the person; sorted."""
    _people: dict[str, tuple[dt.datetime, int, Waiting]] = field(default_factory=dict)
    _added: int = 0

    def add(self, person: str, claimant: Waiting) -> int:
        """Puts somebody on the list; returns their place, from 1. Of two claims of one person the earlier counts."""
        before = self._people.get(person)
        if before and claimant.when < before[0]:
            self.remove(person)
        if person not in self._people:
            self._added += 1
            self._people[person] = (claimant.when, self._added, claimant)
            bisect.insort(self._order, (claimant.when, self._added, person))
        when, number, _ = self._people[person]
        return 1 + bisect.bisect_left(self._order, (when, number, person))

    def remove(self, person: str) -> Waiting | None:
        """Takes somebody off the list; returns their claim, None if they were not on it."""
        if person not in self._people:
            return None
        when, number, claimant = self._people.pop(person)
        del self._order[bisect.bisect_left(self._order, (when, number, person))]
        return claimant

    def __iter__(self) -> Iterator[Waiting]:
        return (self._people[person][2] for _, _, person in self._order)

    def __len__(self) -> int:
        return len(self._order)


def asked_role(issue: int | None, role: str) -> tuple[int | None, int, str]:
    """Identifies the wish of a proposal for a role among all claims on it."""
    return issue, 0, role
