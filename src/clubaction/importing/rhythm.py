"""Finds out in which rhythm the meetings of a schedule take place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from clubaction.club.cadence import Cadence, dates

_FEWEST = 4
"""The least number of dates that can show a rhythm."""


def cadence(days: Collection[date], days_off: Collection[date]) -> Cadence:
    """The rhythm of these days: every week, or every few weeks, on one weekday.

    At least four of five days must be on that weekday; otherwise the result is an empty `Cadence`. Its days to skip
    are `days_off`, on which the schedule says that there is no meeting, and days of the rhythm without a meeting,
    unless these are many.
    """
    found = _weekly(sorted(days))
    if not found.start or not found.end:
        return found
    missed = [day for day in dates(found, found.start) if day not in days]
    off = {day for day in days_off if found.start <= day <= found.end}
    if len(missed) <= len(days) // 4:
        off.update(missed)
    return replace(found, skip=tuple((day, day) for day in sorted(off)))


def _weekly(days: Sequence[date]) -> Cadence:
    if len(days) < _FEWEST:
        return Cadence()
    weekday, count = Counter(day.weekday() for day in days).most_common(1)[0]
    if count * 5 < len(days) * 4:
        return Cadence()
    gaps = Counter((later - earlier).days // 7 for earlier, later in pairwise(days))
    return Cadence((weekday,), every=max(1, gaps.most_common(1)[0][0]), start=days[0], end=days[-1])
