"""Who holds a role of a session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clubaction.club.configuration import Role
from clubaction.model.session import Session


def role_holders(session: Session, role: str) -> tuple[str, ...]:
    """Who holds a role of the session, in order."""
    return session.roles.get(role, ())


def has_room(session: Session, role: Role) -> bool:
    """Whether somebody could still take a role of the session."""
    return len(role_holders(session, role.key)) < role.capacity


def with_holders(session: Session, role: str, holders: Iterable[str]) -> Session:
    """The session with these holders of a role."""
    return replace(session, roles={**session.roles, role: tuple(holders)})
