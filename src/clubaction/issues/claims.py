"""Claims that are issues of their own: which session and role they mean, and for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.club.state import Club
from clubaction.issues import forms
from clubaction.issues.commands import people, roles
from clubaction.issues.commands.invocation import Outcome, deferred, refused
from clubaction.issues.forms import Claim
from clubaction.model import memory
from clubaction.model.memory import Entry, second
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import Waiting


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and what they may do."""

    login: str
    organiser: bool

    @property
    def holder(self) -> str:
        """As a role's holder is written."""
        return f"@{self.login}"


def remembered(thread: Thread) -> Entry | None:
    """What is remembered of a claim that says just what it says now."""
    entry = thread.memory.entries.get(0)
    return entry if entry and entry.digest == digest(thread.issue.body) else None


def digest(body: str) -> str:
    """Tells what a claim's text asks for."""
    claim = forms.read_claim(body)
    return memory.digest(claim.session, claim.role, claim.name) if claim else memory.digest()


def asked_at(thread: Thread) -> dt.datetime:
    """From when a claim counts: from its last edit, unless it asks for the same as before; again from its reopening."""
    entry = remembered(thread)
    when = entry.when if entry else thread.issue.edited or thread.issue.created
    return second(max(when, thread.issue.reopened or when))


def judge(club: Club, claim: Claim | None, speaker: Speaker, event: object, when: dt.datetime) -> Outcome:
    """What comes of a claim."""
    if claim is None:
        return refused("claim-unreadable")
    role = club.config.role(claim.role)
    if role is None:
        return refused("no-such-role", role=claim.role, roles=[r.key for r in club.config.roles], nearest="")
    session = club.find(claim.session)
    if session is None and club.names_unreadable(claim.session):
        return deferred("session-unreadable")
    if session is None:
        return refused("claim-no-session", session=claim.session)
    person = claim.name or speaker.holder
    if not (person.startswith("@") or people.is_name(person)):
        return refused("claim-for-whom", text=claim.name, role=role.key)
    if club.person(person) != club.person(speaker.holder) and not speaker.organiser:
        return refused("claim-for-others", person=club.config.show(person))
    given_back = club.given_back.get((session.id, role.key, club.person(person)))
    if given_back and given_back > when:
        return refused("unclaimed-waiting", role=role.name)
    return roles.take(club, session, role, Waiting(person, event, when), organiser=speaker.organiser)
