"""Open slots: what one gives to the session that takes its place, and which of them go by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clubaction.club import session_file, session_ids
from clubaction.club.cadence import Cadence
from clubaction.model.session import Session

Holders = Mapping[str, tuple[str, ...]]


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


def is_on_cadence(slot: Session, cadence: Cadence) -> bool:
    """Whether the club meets on a slot's day; one without regular dates meets on any that is not kept free."""
    if slot.date is None:
        return True
    return cadence.meets(slot.date) if cadence.weekdays else not cadence.skips(slot.date)


def is_untouched(slot: Session, data: bytes) -> bool:
    """Whether an open slot's file is as we make it, with nothing that a person put there."""
    if slot.date is None or not slot.id.startswith(session_ids.stem_of(f"open {slot.date.isoformat()}")):
        return False
    return data == session_file.new_file(Session(slot.id, date=slot.date), list(slot.roles))
