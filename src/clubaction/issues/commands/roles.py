"""Taking a role, giving it back, and not being asked for one."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.club.configuration import Role
from clubaction.club.role_holders import role_holders, with_holders
from clubaction.club.state import Club
from clubaction.issues.commands.invocation import Invocation
from clubaction.issues.commands.role_argument import read_role_argument
from clubaction.issues.role_assignment import same_person, take
from clubaction.model.outcome import Deferred, Done, GivenBack, Outcome, Refused
from clubaction.model.waiting_list import Waiting
from clubaction.text.messages import say, say_briefly
from clubaction.text.nearest_word import nearest_word


def claim(invocation: Invocation) -> Outcome:
    """`/claim ROLE [@user | for A Name]`."""
    club, named = invocation.club, read_role_argument(invocation.club.config, invocation.argument)
    if named.role is None:
        return _no_role(invocation)
    if named.unclear:
        return Refused(say_briefly("claim-for-whom", text=named.unclear, role=named.role.key))
    person = named.person or invocation.me
    if not same_person(club, person, invocation.me) and not invocation.organiser:
        return Refused(say_briefly("claim-for-others", person=club.config.show(person)))
    claimant = Waiting(person, invocation.event, invocation.when)
    return take(club, invocation.session, named.role, claimant, organiser=invocation.organiser)


def unclaim(invocation: Invocation) -> Outcome:
    """`/unclaim ROLE [@user | for A Name]`."""
    club, named = invocation.club, read_role_argument(invocation.club.config, invocation.argument)
    if named.role is None:
        return _no_role(invocation)
    holders = role_holders(invocation.session, named.role.key)
    who = _holder(club, holders, named.unclear) if named.unclear else named.person
    if named.unclear and not who:
        return Refused(say_briefly("claim-for-whom", text=named.unclear, role=named.role.key))
    person = who or invocation.me
    theirs = [holder for holder in holders if same_person(club, holder, person)]
    if not who and not theirs and _means_the_only_holder(invocation, named.role):
        theirs = list(holders)
    return _give_back(invocation, named.role, person, theirs) if theirs else _leave_list(invocation, named.role, person)


def _holder(club: Club, holders: Iterable[str], words: str) -> str:
    """The holder whom words name that are neither a login nor `for A Name`: a file may call somebody anything."""
    return next((holder for holder in holders if same_person(club, holder, words)), "")


def _means_the_only_holder(invocation: Invocation, role: Role) -> bool:
    """Whether an organiser who has no part in a role, and names nobody, takes it from the one who has it."""
    queue = invocation.club.waiting.get((invocation.session.id, role.key), ())
    waits = same_person(invocation.club, invocation.me, *(waiting.holder for waiting in queue))
    return invocation.organiser and len(role_holders(invocation.session, role.key)) == 1 and not waits


def _give_back(invocation: Invocation, role: Role, person: str, theirs: list[str]) -> Outcome:
    club, session = invocation.club, invocation.session
    if not invocation.organiser and not same_person(club, person, invocation.me):
        return Refused(say_briefly("unclaim-others", person=club.config.show(person)))
    if not invocation.organiser and club.held(session, invocation.day):
        return Refused(say("is-held-already"))
    left = tuple(holder for holder in role_holders(session, role.key) if holder not in theirs)
    club.put(with_holders(session, role.key, left))
    return GivenBack(say("unclaimed", role=role.name, person=club.config.show(theirs[0])), theirs[0])


def _leave_list(invocation: Invocation, role: Role, person: str) -> Outcome:
    club = invocation.club
    queue = club.waiting.get((invocation.session.id, role.key))
    may = invocation.organiser or same_person(club, person, invocation.me)
    if queue and may and queue.remove(club.person(person)):
        return Done(say("unclaimed-waiting", role=role.name))
    return Refused(say_briefly("unclaim-not-held", role=role.name, person=club.config.show(person)))


def notme(invocation: Invocation) -> Outcome:
    """`/notme`."""
    if not invocation.club.keeps_notme:
        return Deferred(say("notme-unwritable"))
    login = invocation.actor.lower()
    if login in invocation.club.notme:
        invocation.club.notme.discard(login)
        return Done(say("notme-off"))
    invocation.club.notme.add(login)
    return Done(say("notme-on"))


def _no_role(invocation: Invocation) -> Refused:
    roles = [role.key for role in invocation.club.config.roles]
    nearest = nearest_word(invocation.argument.split(" ")[0], roles)
    return Refused(say_briefly("no-such-role", role=invocation.argument, roles=roles, nearest=nearest))
