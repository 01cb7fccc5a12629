"""Taking a role, giving it back, waiting for it, and not being asked for one."""

from __future__ import annotations

import difflib

from clubaction.club.configuration import Role
from clubaction.club.role_holders import role_holders, with_holders
from clubaction.club.state import Club
from clubaction.issues.commands import people
from clubaction.issues.commands.invocation import Invocation, Outcome, deferred, done, nothing, refused
from clubaction.model.session import Session
from clubaction.model.waiting_list import Waiting
from clubaction.text.messages import Message, say


def claim(turn: Invocation) -> Outcome:
    """`/claim ROLE [@user | for A Name]`."""
    named = people.read(turn.club.config, turn.argument)
    if named.role is None:
        return _no_role(turn)
    if named.unclear:
        return refused("claim-for-whom", text=named.unclear, role=named.role.key)
    person = named.person or turn.me
    if not _same(turn.club, person, turn.me) and not turn.organiser:
        return refused("claim-for-others", person=turn.club.config.show(person))
    claimant = Waiting(person, turn.event, turn.when)
    return take(turn.club, turn.session, named.role, claimant, organiser=turn.organiser)


def take(club: Club, session: Session, role: Role, claimant: Waiting, *, organiser: bool) -> Outcome:
    """Gives the role to a claimant, or puts them on its waiting list."""
    person = claimant.holder
    if person.startswith("@") and not people.LOGIN.match(person):
        return refused("no-login", person=person)
    if session.cancelled:
        return refused("is-cancelled")
    held = club.held(session, club.day_of(claimant.when))
    if held and not organiser:
        return refused("is-held-already")
    holders = role_holders(session, role.key)
    if any(_same(club, person, holder) for holder in holders):
        return nothing("claim-yours-already", role=role.name, person=club.config.show(person))
    most = club.config.most_claims
    if most and not organiser and club.turns_ahead(person) >= most:
        return refused("claim-too-many", most=most)
    if len(holders) < role.capacity:
        club.put(with_holders(session, role.key, (*holders, person)))
        return done("claimed", role=role.name, person=club.config.show(person))
    if held:
        return refused("claim-held", role=role.name, holders=_shown(club, session, role))
    place = club.wait(session, role.key, claimant)
    return waits(club, session, role, person, place)


def waits(club: Club, session: Session, role: Role, person: str, place: int) -> Outcome:
    """What comes of a claim on a role that others have."""
    message = on_the_list(club, session, role, person, place)
    return Outcome(done=True, message=message, changed=False, waits=True)


def on_the_list(club: Club, session: Session, role: Role, person: str, place: int) -> Message:
    """Who has a role, and where somebody is on its waiting list."""
    holders, shown = _shown(club, session, role), club.config.show(person)
    return say("claim-taken", role=role.name, holders=holders, place=place, person=shown)


def _shown(club: Club, session: Session, role: Role) -> str:
    return ", ".join(club.config.show(holder) for holder in role_holders(session, role.key))


def unclaim(turn: Invocation) -> Outcome:
    """`/unclaim ROLE [@user | for A Name]`."""
    named = people.read(turn.club.config, turn.argument)
    if named.role is None:
        return _no_role(turn)
    holders = role_holders(turn.session, named.role.key)
    who = next((h for h in holders if named.unclear and _same(turn.club, h, named.unclear)), named.person)
    if named.unclear and not who:
        return refused("claim-for-whom", text=named.unclear, role=named.role.key)
    person = who or turn.me
    mine = [h for h in holders if _same(turn.club, h, person)]
    if not who and not mine and turn.organiser and len(holders) == 1 and not _waits(turn, named.role):
        mine = list(holders)
    return _give_back(turn, named.role, person, mine)


def _waits(turn: Invocation, role: Role) -> bool:
    """Whether the speaker is on the waiting list, and so gives up a place on it."""
    queue = turn.club.waiting.get((turn.session.id, role.key), ())
    return any(_same(turn.club, waiting.holder, turn.me) for waiting in queue)


def _give_back(turn: Invocation, role: Role, person: str, mine: list[str]) -> Outcome:
    own = _same(turn.club, person, turn.me)
    if mine and not turn.organiser and not own:
        return refused("unclaim-others", person=turn.club.config.show(person))
    if mine:
        if turn.club.held(turn.session, turn.day) and not turn.organiser:
            return refused("is-held-already")
        left = tuple(h for h in role_holders(turn.session, role.key) if h not in mine)
        turn.club.put(with_holders(turn.session, role.key, left))
        return done("unclaimed", role=role.name, person=turn.club.config.show(mine[0]))
    queue = turn.club.waiting.get((turn.session.id, role.key))
    if queue and (own or turn.organiser) and queue.remove(turn.club.person(person)):
        return done("unclaimed-waiting", role=role.name)
    return refused("unclaim-not-held", role=role.name, person=turn.club.config.show(person))


def promote(club: Club, session_id: str) -> list[tuple[Waiting, Outcome]]:
    """Moves people up from the waiting lists of a session to roles that have become free, while it is still to come."""
    moved: list[tuple[Waiting, Outcome]] = []
    session = club.sessions.get(session_id)
    if session is None or session.cancelled or club.held(session):
        return moved
    for role in club.config.roles:
        queue = club.waiting.get((session_id, role.key))
        while queue and len(role_holders(club.sessions[session_id], role.key)) < role.capacity:
            waiting = next(iter(queue))
            queue.remove(club.person(waiting.holder))
            moved.append((waiting, _move_up(club, session_id, role, waiting.holder)))
    return moved


def _move_up(club: Club, session_id: str, role: Role, holder: str) -> Outcome:
    session = club.sessions[session_id]
    club.put(with_holders(session, role.key, (*role_holders(session, role.key), holder)))
    message = say("moved-up", role=role.name, person=club.config.show(holder))
    return Outcome(done=True, message=message, person=holder, role=role.name)


def notme(turn: Invocation) -> Outcome:
    """`/notme`."""
    if not turn.club.keeps_notme:
        return deferred("notme-unwritable")
    login = turn.actor.lower()
    if login in turn.club.notme:
        turn.club.notme.discard(login)
        return done("notme-off")
    turn.club.notme.add(login)
    return done("notme-on")


def _no_role(turn: Invocation) -> Outcome:
    roles = [role.key for role in turn.club.config.roles]
    word = turn.argument.split(" ")[0].lower()
    close = difflib.get_close_matches(word, roles, n=1, cutoff=0.6) if word else []
    return refused("no-such-role", role=turn.argument, roles=roles, nearest=close[0] if close else "")


def _same(club: Club, one: str, other: str) -> bool:
    return club.person(one) == club.person(other)
