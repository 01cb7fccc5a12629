"""A session file that can't be read."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.errors import Problem


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A session's file that can't be read, and what searching its text finds out all the same."""

    path: str
    id: str
    problems: tuple[Problem, ...]
    issue: int | None = None
    date: str = ""
    """As written."""
    proposer: str = ""
    seen: int = 0
