"""Why a session can't have a date."""

from __future__ import annotations

import datetime as dt

from clubaction.club.state import Club
from clubaction.club.written_dates import UnclearDate
from clubaction.model.outcome import Refused
from clubaction.model.session import Session
from clubaction.text.messages import say_briefly


def clash(club: Club, session: Session, day: dt.date) -> Refused | None:
    """Why a session can't have this day, or None where it can."""
    if day < club.today:
        return Refused(say_briefly("date-past", day=day))
    others = [s for s in club.on(day) if s.id != session.id]
    if others:
        return Refused(say_briefly("date-taken", day=day, title=others[0].heading, free=club.free_near(day)))
    if path := club.blocked_by(session, day):
        return Refused(say_briefly("date-blocked", day=day, path=path, free=club.free_near(day)))
    if club.config.cadence.skips(day):
        holiday = club.config.cadence.holiday(day)
        return Refused(say_briefly("date-skipped", day=day, holiday=holiday, free=club.free_near(day)))
    return None


def unclear(club: Club, date: UnclearDate) -> dict[str, object]:
    """What to say of text that is no date: what it could mean, and how dates are written here."""
    return {"text": date.text, "meanings": list(date.meanings), "example": club.config.day(club.today)}
