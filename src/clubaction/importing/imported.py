"""The result of an import: the sessions of a schedule and what belongs to them, or the error that there are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clubaction.errors import UsageError
from clubaction.importing.report import Note, Verdict
from clubaction.model.session import Session

_MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read from a schedule."""

    sessions: tuple[Session, ...]
    """In the order of the source, each with a unique id."""
    parts: tuple[tuple[str, str, str], ...] = ()
    """(label, title, introduction in Markdown) of each part, such as ("Part 0", "Tutorials", "- …")."""
    roles: tuple[tuple[str, str], ...] = ()
    """(key, label) of each role."""
    date_format: str = ""
    """The strftime pattern of most dates; empty if they are written in an unusual way."""
    skip: tuple[dt.date, ...] = ()
    """The days without a meeting, as the source says, sorted."""
    report: tuple[Note, ...] = ()
    """Notes that account for every line that is not blank, in the order of the lines."""
    readme: str = ""
    """The source with our blocks in place of what was imported."""


class NoSchedule(UsageError):
    """There is no schedule in the text that could be read; the message says why."""

    @classmethod
    def because(cls, notes: Sequence[Note], lines: int) -> NoSchedule:
        """The error for a text of so many lines; its message lists the notes about what was not imported."""
        reasons = [str(note) for note in sorted(set(notes)) if note.verdict is Verdict.LEFT]
        if not reasons:
            reasons = ["there is no table with dates, no list of dates and no section with a date in it"]
        if len(reasons) > _MOST_REASONS:
            reasons = [*reasons[:_MOST_REASONS], f"and {len(reasons) - _MOST_REASONS} more like these"]
        listed = "\n  ".join(reasons)
        return cls(f"this is no schedule that could be imported ({lines} lines read):\n  {listed}")
