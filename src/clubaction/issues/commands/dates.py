"""Giving a session a date, another date, none, and calling it off."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from clubaction.club import session_ids, written_dates
from clubaction.club.state import Club
from clubaction.issues.commands.invocation import Invocation, Outcome, deferred, done, nothing, refused
from clubaction.model.session import CANCELLED, Session


def to_schedule(turn: Invocation) -> Outcome:
    """`/schedule DATE` and `/schedule next`."""
    if not turn.argument:
        return refused("schedule-what")
    if turn.session.cancelled:
        return refused("is-cancelled")
    if over := is_over(turn, turn.session):
        return over
    if turn.argument.lower().rstrip(".!") == written_dates.NEXT:
        return _next(turn)
    day = written_dates.read_date(turn.argument, turn.club.config.date_format)
    if isinstance(day, written_dates.UnclearDate):
        return refused("date-unreadable", **unreadable(turn.club, day))
    if day == turn.session.date:
        return nothing("scheduled-already", day=day)
    clash = clashes(turn.club, turn.session, day)
    if clash:
        return clash
    turn.club.move(turn.session, day)
    return done("scheduled", day=day)


def is_over(turn: Invocation, session: Session) -> Outcome | None:
    """Why a session's date can't be changed any more, as of the day on which it was asked for; None where it can.

    Organisers have a week for it, since a talk may not have taken place; then they are told of its file.
    """
    if not turn.club.held(session, turn.day):
        return None
    if not turn.organiser:
        return refused("is-held-already")
    if turn.club.long_held(session, turn.day):
        return refused("is-held-file", path=session_ids.path_of(session.id, turn.club.config.sessions))
    return None


def _next(turn: Invocation) -> Outcome:
    day = turn.club.next_date(turn.session)
    if day is None:
        return refused("no-free-date", end=turn.club.config.cadence.end)
    if turn.session.date and turn.club.today <= turn.session.date <= day:
        return nothing("scheduled-already", day=turn.session.date)
    turn.club.move(turn.session, day)
    return done("scheduled", day=day)


def unreadable(club: Club, what: written_dates.UnclearDate) -> dict[str, object]:
    """What to say of text that is no date: what it could mean, and how dates are written here."""
    return {"text": what.text, "meanings": list(what.meanings), "example": club.config.day(club.today)}


def clashes(club: Club, session: Session, day: dt.date) -> Outcome | None:
    """Why a session can't have this day, or None where it can."""
    if day < club.today:
        return refused("date-past", day=day)
    others = [s for s in club.on(day) if s.id != session.id]
    if others:
        return refused("date-taken", day=day, title=others[0].heading, free=club.free_near(day))
    if path := club.blocked_by(session, day):
        return refused("date-blocked", day=day, path=path, free=club.free_near(day))
    if club.config.cadence.skips(day):
        holiday = club.config.cadence.holiday(day)
        return refused("date-skipped", day=day, holiday=holiday, free=club.free_near(day))
    return None


def unschedule(turn: Invocation) -> Outcome:
    """`/unschedule`."""
    if turn.session.date is None:
        return nothing("in-pool-already")
    if turn.session.cancelled:
        return refused("is-cancelled")
    if over := is_over(turn, turn.session):
        return over
    turn.club.move(turn.session, None)
    return done("unscheduled")


def swap(turn: Invocation) -> Outcome:
    """`/swap #N`."""
    other = turn.club.find(turn.argument) if turn.argument else None
    if other is None and turn.club.names_unreadable(turn.argument):
        return deferred("session-unreadable")
    if other is None or other.id == turn.session.id:
        return refused("swap-with-whom", text=turn.argument)
    for session in (turn.session, other):
        if session.cancelled:
            return refused("is-cancelled")
        if turn.club.held(session, turn.day):
            return refused("swap-held", title=session.heading)
    if turn.session.date == other.date:
        return nothing("swapped", title=other.heading, day=turn.session.date)
    turn.club.put(_at_the_date_of(other, turn.session))
    turn.club.put(_at_the_date_of(turn.session, other))
    _swap_absorbed(turn.club, turn.session.id, other.id)
    if other.issue:
        turn.club.note(other.issue, done("swapped-by-other", title=turn.session.heading).message)
    return done("swapped", title=other.heading, day=other.date)


def _at_the_date_of(there: Session, session: Session) -> Session:
    """A session with the date of another one; votes count only in the pool."""
    return replace(session, date=there.date, time=there.time, votes=0 if there.date else session.votes)


def _swap_absorbed(club: Club, one: str, other: str) -> None:
    slots = {one: club.absorbed.pop(other, None), other: club.absorbed.pop(one, None)}
    club.absorbed.update({key: slot for key, slot in slots.items() if slot})
    for session_id in slots:
        club.unfilled.pop(session_id, None)  # what a slot gave to a session stays with it in a swap


def cancel(turn: Invocation) -> Outcome:
    """`/cancel`."""
    if turn.session.cancelled:
        return nothing("cancelled")
    if over := is_over(turn, turn.session):
        return over
    turn.club.put(replace(turn.session, status=CANCELLED))
    return done("cancelled")


def restore(turn: Invocation) -> Outcome:
    """`/restore`. A session whose date is gone goes to the pool: it could not be given another while cancelled."""
    if not turn.session.cancelled:
        return nothing("not-cancelled")
    day = turn.session.date
    clash = clashes(turn.club, turn.session, day) if day else None
    if clash:
        turn.club.put(replace(turn.session, status="", date=None, time=None))
        turn.club.note(turn.issue.number, clash.message)
        return done("restored-pool")
    turn.club.put(replace(turn.session, status=""))
    return done("restored")
