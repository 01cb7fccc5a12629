"""What lies ahead: roles that nobody has taken, a schedule that runs dry, a workflow that GitHub will turn off."""

from __future__ import annotations

import datetime as dt
import itertools

from clubaction.club import cadence
from clubaction.club.state import Club
from clubaction.text.messages import Message, say

MEETINGS_AHEAD = 3
"""A schedule runs dry when none of this many coming dates has a paper."""

IDLE = dt.timedelta(days=50)
"""GitHub turns the scheduled runs of a repository off after 60 days without a commit
(https://docs.github.com/en/actions/managing-workflow-runs/disabling-and-enabling-a-workflow)."""


def worries(club: Club, committed: dt.datetime | None) -> list[Message]:
    """What organisers should know. `committed` is when the default branch last changed, in UTC."""
    found: list[Message] = []
    coming = list(itertools.islice(cadence.dates(club.config.cadence, club.today), MEETINGS_AHEAD))
    filled = [day for day in coming if club.on(day)]
    if coming and not filled:
        found.append(say("schedule-dry", days=coming))
    if committed and club.today - committed.date() > IDLE:
        found.append(say("workflow-idle", day=committed.date()))
    return found
