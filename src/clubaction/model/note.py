"""What the people of an issue should know beside what came of their commands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.model.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said on an issue."""

    message: Sentence
    explains_date: bool = False
    """Whether it says why the session has the date that it has, or none."""
    day: dt.date | None = None
    """That date."""

    @classmethod
    def of_date(cls, message: Sentence, day: dt.date | None) -> Note:
        """Why the session has this date, or none: not worth saying once it has another."""
        return cls(message, explains_date=True, day=day)

    def counts(self, day: dt.date | None) -> bool:
        """Whether it is still worth saying when the session has this date."""
        return not self.explains_date or day == self.day
