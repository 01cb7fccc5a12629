"""The open slots that a schedule is to have, and those that go by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from clubaction.club.free_dates import is_on_cadence
from clubaction.club.session_ids import path_of
from clubaction.club.state import Club
from clubaction.club.untouched_slots import is_untouched


def keep_slots(files: Mapping[str, bytes], club: Club) -> None:
    """Lets slots go that nobody touched and that can't be filled any more, and makes those that are to be kept."""
    config = club.config
    for slot in [session for session in club.base.values() if session.is_open]:
        useless = club.held(slot) or not is_on_cadence(slot, config.cadence)
        unchanged = useless and club.sessions.get(slot.id) == slot
        if unchanged and is_untouched(slot, files[path_of(slot, config.sessions)]):
            club.drop(slot.id)
    if config.cadence.slots:
        club.fill_slots(club.today + dt.timedelta(weeks=config.cadence.slots))
