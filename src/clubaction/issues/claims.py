"""Claims that are issues of their own: which session and role they mean, and for whom."""

from __future__ import annotations

import datetime as dt

from clubaction.club import people
from clubaction.club.configuration import Role
from clubaction.club.state import Club
from clubaction.issues.commands.role_argument import is_person
from clubaction.issues.role_assignment import same_person, take
from clubaction.model.event import Event
from clubaction.model.outcome import Deferred, Outcome, Refused
from clubaction.model.proposal import Claim
from clubaction.model.session import Session
from clubaction.model.waiting_list import Waiting
from clubaction.text.messages import say, say_briefly


def judge(club: Club, event: Event, *, organiser: bool) -> Outcome:
    """What comes of a claim issue; `organiser` is whether its author may do what organisers may."""
    claim = event.thread.claim
    if claim is None:
        return Refused(say("claim-unreadable"))
    role = club.config.role(claim.role)
    if role is None:
        keys = [role.key for role in club.config.roles]
        return Refused(say_briefly("no-such-role", role=claim.role, roles=keys, nearest=""))
    session = club.find(claim.session)
    if session is None:
        return _no_session(club, claim)
    author = people.holder(event.issue.author)
    person = claim.name or author
    if refused := _not_to_be_named(club, role, person, author, organiser=organiser):
        return refused
    if _given_back(club, session, role, person, event.when):
        return Refused(say("unclaimed-waiting", role=role.name))
    return take(club, session, role, Waiting(person, event.key, event.when), organiser=organiser)


def _no_session(club: Club, claim: Claim) -> Outcome:
    if club.names_unreadable(claim.session):
        return Deferred(say("session-unreadable"))
    return Refused(say_briefly("claim-no-session", session=claim.session))


def _not_to_be_named(club: Club, role: Role, person: str, author: str, *, organiser: bool) -> Refused | None:
    """Why the author can't claim a role for this person."""
    if not (person.startswith("@") or is_person(person)):
        return Refused(say_briefly("claim-for-whom", text=person, role=role.key))
    if not organiser and not same_person(club, person, author):
        return Refused(say_briefly("claim-for-others", person=club.config.show(person)))
    return None


def _given_back(club: Club, session: Session, role: Role, person: str, when: dt.datetime) -> bool:
    """Whether this person has given the role back since they claimed it."""
    given_back = club.given_back.get((session.id, role.key, club.person(person)))
    return given_back is not None and given_back > when
