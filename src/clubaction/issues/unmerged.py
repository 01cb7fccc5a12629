"""What is not on the default branch yet, and what has to happen until it is."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.model.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The changes that wait for an organiser."""

    pending: Sentence
    """What has to happen until they count."""
    sessions: frozenset[str]
    """The ids of the sessions that are not on the default branch as they should be."""
