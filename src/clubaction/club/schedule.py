"""The schedule: in which order sessions stand, which comes next, and which wait in the pool."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from clubaction.club.configuration import Config
from clubaction.club.role_holders import has_room
from clubaction.model.session import Session

SOON = dt.timedelta(days=14)
"""How far ahead people are asked to take the roles that nobody has taken."""


def order(sessions: Iterable[Session]) -> list[Session]:
    """Sessions in the order of the schedule; those without a date come last."""
    return sorted(sessions, key=lambda s: (s.date or dt.date.max, s.time or dt.time.min, s.id))


def pool(sessions: Iterable[Session]) -> list[Session]:
    """The proposals without a date: most votes first, then the oldest."""
    waiting = [s for s in sessions if s.date is None and not s.is_open and not s.cancelled]
    return sorted(waiting, key=lambda s: (-s.votes, s.issue or 0, s.id))


def coming(in_order: Iterable[Session], today: dt.date) -> Session | None:
    """The next session that takes place, today's included."""
    return next((s for s in in_order if s.date and s.date >= today and not s.cancelled), None)


def is_soon(session: Session, today: dt.date) -> bool:
    """Whether a session is so near that its free roles should be taken."""
    return session.date is not None and today <= session.date <= today + SOON


def wanting(in_order: Iterable[Session], config: Config, today: dt.date) -> list[Session]:
    """The sessions of the next two weeks with a role that somebody could still take, in order."""
    return [
        session
        for session in in_order
        if is_soon(session, today) and not session.cancelled and has_free_role(session, config)
    ]


def has_free_role(session: Session, config: Config) -> bool:
    """Whether a session has a role for which there is room."""
    return any(has_room(session, role) for role in config.roles)
