"""The error for dates that only the person who imports them can explain."""

from __future__ import annotations

from clubaction.errors import UsageError


class UnclearDates(UsageError):
    """Dates have two possible meanings or no year. The message names the option that settles it."""
