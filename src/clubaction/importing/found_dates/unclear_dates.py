"""The question that is asked back where dates can't be told for sure."""

from __future__ import annotations

from clubaction.errors import UsageError


class UnclearDates(UsageError):
    """Dates that could mean two things, or that lack their year: the person who imports must say."""
