"""Open slots: what one gives to the session that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from clubaction.model.session import Session

Holders = Mapping[str, tuple[str, ...]]


def share_roles(
    slot: Session,
    session: Session,
    merged: Session | None,
    room: Callable[[str], int | None],
    person: Callable[[str], str],
) -> tuple[Holders, list[tuple[str, str]]]:
    """The holders of a slot and of the session that takes it, and the roles and names for which there is no room.

    Who has a role in the `merged` session, that of the default branch, keeps it, also where that makes them more than
    the role has room for. `room` tells how many may have a role (None: any number), `person` whether two names are one.
    """
    found: dict[str, tuple[str, ...]] = {}
    left: list[tuple[str, str]] = []
    for role in dict.fromkeys((*session.roles, *slot.roles)):
        names = list(slot.roles.get(role, ()))
        kept = merged.roles.get(role, ()) if merged else ()
        most = room(role)
        for name in session.roles.get(role, ()):
            if any(person(name) == person(other) for other in names):
                continue
            if name in kept or most is None or len(names) < most:
                names.append(name)
            else:
                left.append((role, name))
        found[role] = tuple(names)
    return found, left


def fill(slot: Session, session: Session, holders: Holders) -> Session:
    """A session in the place of an open slot: what it does not say itself, the slot says.

    `holders` are those of the two together, as far as there is room.
    """
    return replace(
        session,
        time=session.time or slot.time,
        theme=session.theme or slot.theme,
        part=session.part or slot.part,
        roles=holders,
        body="\n\n".join(filter(None, (session.body, slot.body))),
    )


def leave(slot: Session, own: Session, session: Session) -> Session:
    """A session without what its slot gave it, where nobody has changed that since.

    `own` is the session as it was before it took the slot.
    """
    roles = {
        role: tuple(name for name in names if name not in slot.roles.get(role, ()) or name in own.roles.get(role, ()))
        for role, names in session.roles.items()
    }
    return replace(
        session,
        time=own.time if session.time == slot.time else session.time,
        theme=own.theme if session.theme == slot.theme else session.theme,
        part=own.part if session.part == slot.part else session.part,
        roles=roles,
        body=own.body if slot.body and session.body.endswith(slot.body) else session.body,
    )
