"""Taking a role, giving it back, waiting for it, and not being asked for one."""

from __future__ import annotations

import difflib
import re

from clubaction.club import Club, Waiting, role_holders, with_holders
from clubaction.commands.turn import Outcome, Turn, done, nothing, refused
from clubaction.config import Config, Role
from clubaction.model import Session

_LOGIN = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]{0,38}\Z")


def claim(turn: Turn) -> Outcome:
    """`/claim ROLE [@user | name]`."""
    role, who = role_and_person(turn.club.config, turn.argument)
    if role is None:
        return _no_role(turn)
    person = who or turn.me
    if not _same(turn.club, person, turn.me) and not turn.organiser:
        return refused("claim-for-others", person=turn.club.config.show(person))
    return take(turn.club, turn.session, role, Waiting(person, turn.event, turn.when), organiser=turn.organiser)


def take(club: Club, session: Session, role: Role, claimant: Waiting, *, organiser: bool) -> Outcome:
    """Gives the role to a claimant, or puts them on its waiting list."""
    person = claimant.holder
    if person.startswith("@") and not _LOGIN.match(person):
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
    held_by = ", ".join(club.config.show(holder) for holder in holders)
    if held:
        return refused("claim-held", role=role.name, holders=held_by)
    place = club.wait(session, role.key, claimant)
    return refused("claim-taken", role=role.name, holders=held_by, place=place)


def unclaim(turn: Turn) -> Outcome:
    """`/unclaim ROLE [@user | name]`."""
    role, who = role_and_person(turn.club.config, turn.argument)
    if role is None:
        return _no_role(turn)
    holders = role_holders(turn.session, role.key)
    person = who or turn.me
    mine = [h for h in holders if _same(turn.club, h, person)]
    if not who and not mine and turn.organiser and len(holders) == 1:
        mine = list(holders)
    if mine and not turn.organiser and not _same(turn.club, person, turn.me):
        return refused("unclaim-others", person=turn.club.config.show(person))
    if mine:
        if turn.club.held(turn.session, turn.day) and not turn.organiser:
            return refused("is-held-already")
        left = tuple(h for h in holders if h not in mine)
        turn.club.put(with_holders(turn.session, role.key, left))
        return done("unclaimed", role=role.name, person=turn.club.config.show(mine[0]))
    if _same(turn.club, person, turn.me) or turn.organiser:
        queue = turn.club.waiting.get((turn.session.id, role.key), [])
        for waiting in [w for w in queue if _same(turn.club, w.holder, person)]:
            queue.remove(waiting)
            return done("unclaimed-waiting", role=role.name)
    return refused("unclaim-not-held", role=role.name, person=turn.club.config.show(person))


def promote(club: Club, session_id: str) -> list[tuple[Waiting, Outcome]]:
    """Moves people up from the waiting lists of a session to roles that have become free, while it is still to come."""
    moved: list[tuple[Waiting, Outcome]] = []
    if session_id not in club.sessions or club.sessions[session_id].cancelled or club.held(club.sessions[session_id]):
        return moved
    for role in club.config.roles:
        queue = club.waiting.get((session_id, role.key), [])
        while queue and len(role_holders(club.sessions[session_id], role.key)) < role.capacity:
            waiting = queue.pop(0)
            session = club.sessions[session_id]
            club.put(with_holders(session, role.key, (*role_holders(session, role.key), waiting.holder)))
            moved.append(
                (
                    waiting,
                    done(
                        "moved-up",
                        role=role.name,
                        person=club.config.show(waiting.holder),
                        holder=waiting.holder,
                    ),
                )
            )
    return moved


def notme(turn: Turn) -> Outcome:
    """`/notme`."""
    login = turn.actor.lower()
    if login in turn.club.notme:
        turn.club.notme.discard(login)
        return done("notme-off")
    turn.club.notme.add(login)
    return done("notme-on")


def role_and_person(config: Config, argument: str) -> tuple[Role | None, str]:
    """The role that an argument starts with, under any of its names, and the person named after it, if any."""
    words = argument.split(" ")
    most = 1 + max(len(name.split(" ")) for role in config.roles for name in (role.key, role.name, role.label))
    for count in range(min(len(words), most), 0, -1):
        role = config.role(" ".join(words[:count]).rstrip(".,;:!"))
        if role:
            rest = words[count:]
            if rest and rest[0].lower() in ("for", "to", "by"):
                rest = rest[1:]
            return role, _person(" ".join(rest))
    return None, ""


def _person(text: str) -> str:
    name = text.strip().rstrip(".,;:!").strip()
    return name if len(name) <= 100 else name[:100]


def _no_role(turn: Turn) -> Outcome:
    roles = [role.key for role in turn.club.config.roles]
    word = turn.argument.split(" ")[0].lower()
    close = difflib.get_close_matches(word, roles, n=1, cutoff=0.6) if word else []
    return refused("no-such-role", role=turn.argument, roles=roles, nearest=close[0] if close else "")


def _same(club: Club, one: str, other: str) -> bool:
    return club.config.person(one) == club.config.person(other)
