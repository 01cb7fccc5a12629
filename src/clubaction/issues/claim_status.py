"""What the status comment of a claim issue says."""

from __future__ import annotations

from clubaction.club import people
from clubaction.club.role_holders import role_holders
from clubaction.club.state import Club
from clubaction.issues.role_assignment import same_person
from clubaction.issues.unmerged import Unmerged
from clubaction.model.outcome import HasItAlready, OnWaitingList, Outcome
from clubaction.model.sentence import Sentence
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.text.markdown import Markdown
from clubaction.text.messages import say


def open_text(club: Club, session: Session | None, outcome: Outcome, unmerged: Unmerged) -> Markdown:
    """The status of an open claim issue; `session` is the one that it is for."""
    if isinstance(outcome, OnWaitingList) or not outcome.done:
        return _text(outcome.message, say("status-help"))
    if session is None:
        return _text(outcome.message, unmerged.pending)
    result = say("claim-done", what=_what(club, outcome), title=session.heading)
    return _text(result, unmerged.pending if session.id in unmerged.sessions else say("merged"))


def _what(club: Club, outcome: Outcome) -> Sentence:
    """That somebody has the role, whether by this claim or before it."""
    if isinstance(outcome, HasItAlready):
        return say("claimed", role=outcome.role, person=club.config.show(outcome.holder))
    return outcome.message


def nobodys_text() -> Markdown:
    """The status of a claim issue whose author's account was deleted."""
    return _text(say("claim-nobody"))


def ended_text(club: Club, thread: Thread) -> Markdown:
    """The status of a claim issue that is closed: what has become of the claim."""
    claim = thread.claim
    session = club.find(claim.session) if claim else None
    if claim is None or session is None:
        return _text(say("claim-ended"))
    role, person = club.config.role(claim.role), claim.name or people.holder(thread.issue.author)
    if role and same_person(club, person, *role_holders(session, role.key)):
        base = club.base.get(session.id)
        merged = base is not None and base.roles.get(role.key) == session.roles.get(role.key)
        what = say("claimed", role=role.name, person=club.config.show(person))
        return _text(say("claim-done", what=what, title=session.heading), say("merged") if merged else None)
    return _text(say("claim-too-late" if club.held(session) else "claim-ended"))


def _text(result: Sentence, footer: Sentence | None = None) -> Markdown:
    shown = Markdown(footer.markdown()) if footer else ""
    return say("status-claim", result=result, footer=shown).markdown()
