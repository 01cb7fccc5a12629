"""Who the organisers of a club are."""

from __future__ import annotations

from clubaction.club import people
from clubaction.club.configuration import Config
from clubaction.model.snapshot import Snapshot


def is_organiser(config: Config, snapshot: Snapshot, login: str) -> bool:
    """Whether this account has write access to the repository or is in the configuration's list `organisers`."""
    return people.is_among(login, config.organisers, snapshot.organisers)
