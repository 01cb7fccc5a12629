"""Taking a role of a session, waiting for it in order, and moving up when it becomes free."""

from __future__ import annotations

from clubaction.club import people
from clubaction.club.configuration import Role
from clubaction.club.role_holders import has_room, role_holders, with_holders
from clubaction.club.state import Club
from clubaction.model.outcome import Done, HasItAlready, MovedUp, OnWaitingList, Outcome, Refused
from clubaction.model.session import Session
from clubaction.model.waiting_list import Waiting
from clubaction.text.messages import Message, say, say_briefly


def take(club: Club, session: Session, role: Role, claimant: Waiting, *, organiser: bool) -> Outcome:
    """Gives the role to a claimant, or puts them on its waiting list."""
    held = club.held(session, club.day_of(claimant.when))
    if refused := _not_to_be_taken(session, claimant.holder, late=held and not organiser):
        return refused
    holders = role_holders(session, role.key)
    if same_person(club, claimant.holder, *holders):
        message = say("claim-yours-already", role=role.name, person=club.config.show(claimant.holder))
        return HasItAlready(message, role.name, claimant.holder)
    most = club.config.most_claims
    if most and not organiser and club.turns_ahead(claimant.holder) >= most:
        return Refused(say("claim-too-many", most=most))
    if has_room(session, role):
        club.put(with_holders(session, role.key, (*holders, claimant.holder)))
        return Done(say("claimed", role=role.name, person=club.config.show(claimant.holder)))
    if held:
        return Refused(say_briefly("claim-held", role=role.name, holders=_shown(club, session, role)))
    return waits(club, session, role, claimant.holder, club.wait(session, role.key, claimant))


def _not_to_be_taken(session: Session, holder: str, *, late: bool) -> Refused | None:
    """Why nobody, or not this person, can take any role of the session."""
    if holder.startswith("@") and not people.is_mention(holder):
        return Refused(say_briefly("no-login", person=holder))
    if session.cancelled:
        return Refused(say("is-cancelled"))
    return Refused(say("is-held-already")) if late else None


def waits(club: Club, session: Session, role: Role, holder: str, place: int) -> OnWaitingList:
    """What comes of a claim on a role that others have."""
    return OnWaitingList(place_told(club, session, role, holder, place), role.key, holder, place)


def place_told(club: Club, session: Session, role: Role, holder: str, place: int) -> Message:
    """Who has a role, and where somebody is on its waiting list."""
    holders, shown = _shown(club, session, role), club.config.show(holder)
    return say("claim-taken", role=role.name, holders=holders, place=place, person=shown)


def _shown(club: Club, session: Session, role: Role) -> str:
    return ", ".join(club.config.show(holder) for holder in role_holders(session, role.key))


def same_person(club: Club, holder: str, *others: str) -> bool:
    """Whether one of the others is this person, under whatever name or login."""
    return any(club.person(other) == club.person(holder) for other in others)


def promote(club: Club, session_id: str) -> list[tuple[Waiting, MovedUp]]:
    """Moves people up from the waiting lists of a session to roles that have become free, while it is still to come."""
    moved: list[tuple[Waiting, MovedUp]] = []
    session = club.sessions.get(session_id)
    if session is None or session.cancelled or club.held(session):
        return moved
    for role in club.config.roles:
        queue = club.waiting.get((session_id, role.key))
        while queue and has_room(club.sessions[session_id], role):
            waiting = next(iter(queue))
            queue.remove(club.person(waiting.holder))
            moved.append((waiting, _move_up(club, session_id, role, waiting.holder)))
    return moved


def _move_up(club: Club, session_id: str, role: Role, holder: str) -> MovedUp:
    session = club.sessions[session_id]
    club.put(with_holders(session, role.key, (*role_holders(session, role.key), holder)))
    message = say("moved-up", role=role.name, person=club.config.show(holder))
    return MovedUp(message, role.name, holder)
