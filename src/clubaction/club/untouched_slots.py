"""Whether an open slot's file is still as we made it."""

from __future__ import annotations

from clubaction.club import session_file, session_ids
from clubaction.model.session import Session


def is_untouched(slot: Session, data: bytes) -> bool:
    """Whether there is nothing in an open slot's file that a person put there."""
    if slot.date is None or not slot.id.startswith(session_ids.stem_of(f"open {slot.date.isoformat()}")):
        return False
    return data == session_file.new_file(Session(slot.id, date=slot.date), list(slot.roles))
