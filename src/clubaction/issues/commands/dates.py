"""Giving a session a date, another date, none, and calling it off."""

from __future__ import annotations

from dataclasses import replace

from clubaction.club import session_ids, written_dates
from clubaction.club.state import Club
from clubaction.issues.commands.invocation import Invocation
from clubaction.issues.date_clashes import clash, unclear
from clubaction.model.note import Note
from clubaction.model.outcome import Deferred, Done, NothingToDo, Outcome, Refused
from clubaction.model.session import CANCELLED, Session
from clubaction.text.messages import say, say_briefly


def schedule(invocation: Invocation) -> Outcome:
    """`/schedule DATE` and `/schedule next`."""
    club, session = invocation.club, invocation.session
    if not invocation.argument:
        return Refused(say("schedule-what"))
    if fixed := _fixed(invocation):
        return fixed
    if invocation.argument.lower().rstrip(".!") == written_dates.NEXT:
        return _schedule_next(invocation)
    day = written_dates.read_date(invocation.argument, club.config.date_format)
    if isinstance(day, written_dates.UnclearDate):
        return Refused(say_briefly("date-unreadable", **unclear(club, day)))
    if day == session.date:
        return NothingToDo(say("scheduled-already", day=day))
    if refused := clash(club, session, day):
        return refused
    club.move(session, day)
    return Done(say("scheduled", day=day))


def _schedule_next(invocation: Invocation) -> Outcome:
    club, session = invocation.club, invocation.session
    day = club.next_date(session)
    if day is None:
        return Refused(say("no-free-date", end=club.config.cadence.end))
    if session.date and club.today <= session.date <= day:
        return NothingToDo(say("scheduled-already", day=session.date))
    club.move(session, day)
    return Done(say("scheduled", day=day))


def _fixed(invocation: Invocation) -> Refused | None:
    """Why the session's date can't be changed by a command; None where it can."""
    return Refused(say("is-cancelled")) if invocation.session.cancelled else _over(invocation)


def _over(invocation: Invocation) -> Refused | None:
    """Why a session can't be moved or cancelled any more, as of the day on which it was asked for.

    Organisers have a week for it, since a talk may not have taken place; then only its file can be edited.
    """
    club, session = invocation.club, invocation.session
    if not club.held(session, invocation.day):
        return None
    if not invocation.organiser:
        return Refused(say("is-held-already"))
    if club.long_held(session, invocation.day):
        return Refused(say_briefly("is-held-file", path=session_ids.path_of(session, club.config.sessions)))
    return None


def unschedule(invocation: Invocation) -> Outcome:
    """`/unschedule`."""
    if invocation.session.date is None:
        return NothingToDo(say("in-pool-already"))
    if fixed := _fixed(invocation):
        return fixed
    invocation.club.move(invocation.session, None)
    return Done(say("unscheduled"))


def swap(invocation: Invocation) -> Outcome:
    """`/swap #N`."""
    club, session = invocation.club, invocation.session
    other = club.find(invocation.argument) if invocation.argument else None
    if other is None and club.names_unreadable(invocation.argument):
        return Deferred(say("session-unreadable"))
    if other is None or other.id == session.id:
        return Refused(say_briefly("swap-with-whom", text=invocation.argument))
    for one in (session, other):
        if one.cancelled:
            return Refused(say("is-cancelled"))
        if club.held(one, invocation.day):
            return Refused(say_briefly("swap-held", title=one.heading))
    if session.date == other.date:
        return NothingToDo(say("swapped", title=other.heading, day=session.date))
    club.put(_at_the_date_of(other, session))
    club.put(_at_the_date_of(session, other))
    _swap_absorbed(club, session.id, other.id)
    if other.issue:
        club.note(other.issue, Note(say("swapped-by-other", title=session.heading)))
    return Done(say("swapped", title=other.heading, day=other.date))


def _at_the_date_of(there: Session, session: Session) -> Session:
    """A session with the date of another one; votes count only in the pool."""
    return replace(session, date=there.date, time=there.time, votes=0 if there.date else session.votes)


def _swap_absorbed(club: Club, one: str, other: str) -> None:
    slots = {one: club.absorbed.pop(other, None), other: club.absorbed.pop(one, None)}
    club.absorbed.update({key: slot for key, slot in slots.items() if slot})
    for session_id in slots:
        club.unfilled.pop(session_id, None)  # what a slot gave to a session stays with it in a swap


def cancel(invocation: Invocation) -> Outcome:
    """`/cancel`."""
    if invocation.session.cancelled:
        return NothingToDo(say("cancelled"))
    if over := _over(invocation):
        return over
    invocation.club.put(replace(invocation.session, status=CANCELLED))
    return Done(say("cancelled"))


def restore(invocation: Invocation) -> Outcome:
    """`/restore`. A session whose date is gone goes to the pool: it could not be given another while cancelled."""
    club, session = invocation.club, invocation.session
    if not session.cancelled:
        return NothingToDo(say("not-cancelled"))
    refused = clash(club, session, session.date) if session.date else None
    if refused:
        club.put(replace(session, status="", date=None, time=None))
        club.note(invocation.issue.number, Note(refused.message))
        return Done(say("restored-pool"))
    club.put(replace(session, status=""))
    return Done(say("restored"))
