"""Claims whose roles went to others when the session took an open slot that had holders of its own."""

from __future__ import annotations

from clubaction.club import people
from clubaction.club.state import Club
from clubaction.issues.commands.role_argument import read_role_argument
from clubaction.issues.role_assignment import waits
from clubaction.issues.waiting_lists import person_named
from clubaction.model.event import Event
from clubaction.model.history import History
from clubaction.model.outcome import Done

_Claim = tuple[str, str, str]
"""Session id, role, person."""


def let_wait(club: Club, history: History) -> None:
    """Answers the claims of those for whom a slot had no room: they are on the waiting lists now."""
    places = {
        (session_id, role, club.person(one.holder)): (one.holder, place)
        for (session_id, role), queue in club.waiting.items()
        for place, one in enumerate(queue, start=1)
        if one.event not in history.events
    }
    for key, event in history.events.items() if places else ():
        claim = _claim(club, history, event) if isinstance(history.outcomes.get(key), Done) else None
        if claim and claim in places:
            session, role = club.sessions[claim[0]], club.config.role(claim[1])
            if role:
                history.change(key, waits(club, session, role, *places[claim]))


def _claim(club: Club, history: History, event: Event) -> _Claim | None:
    """What was claimed in an event, and for whom."""
    if event.kind == "claim":
        return _of_issue(club, history, event)
    return _of_command(club, event)


def _of_issue(club: Club, history: History, event: Event) -> _Claim | None:
    claim, session_id = event.thread.claim, history.claims.get(event.issue.number, "")
    role = club.config.role(claim.role) if claim else None
    if claim is None or role is None or not session_id:
        return None
    return session_id, role.key, club.person(claim.name or people.holder(event.speaker))


def _of_command(club: Club, event: Event) -> _Claim | None:
    session = club.by_issue(event.issue.number)
    if event.statement is None or event.statement.call.name != "claim" or session is None:
        return None
    role = read_role_argument(club.config, event.statement.call.argument).role
    person = person_named(club.config, event.thread, event.statement)
    return (session.id, role.key, club.person(person)) if role else None
