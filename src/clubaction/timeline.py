"""What happened on the issues, told to the club in the order in which it happened.

Each event is judged by the state of the club at its own time, so the end does
not depend on which runs took place in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from clubaction import forms, proposals
from clubaction.club import Club, Waiting
from clubaction.commands import roles, table
from clubaction.commands.parse import Call
from clubaction.commands.turn import Outcome, Turn, refused
from clubaction.config import Config
from clubaction.model import CANCELLED, Comment, Issue, Paper, Session, Snapshot, Unresolved

TOOK_EFFECT, DID_NOT = "+1", "confused"
"""Our reactions to commands, by GitHub's REST names: 👍 and 😕."""

Papers = Mapping[str, Paper | Unresolved]
"""Normalised identifier → what is known of the paper."""

Key = tuple[int, int, int]
"""Issue, comment (0: the issue itself), place in the comment."""


@dataclass(frozen=True, slots=True)
class Event:
    """A proposal, a claim issue, or one command of a comment."""

    when: dt.datetime
    issue: Issue
    comment: Comment | None = None
    call: Call | None = None
    place: int = 0

    @property
    def key(self) -> Key:
        """What tells the event from all others."""
        return self.issue.number, self.comment.id if self.comment else 0, self.place


@dataclass(slots=True)
class Story:
    """What came of every event."""

    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    events: dict[Key, Event] = field(default_factory=dict)
    claims: dict[int, str] = field(default_factory=dict)
    """Claim issue → the id of the session it is for."""

    def on(self, issue: int) -> list[tuple[Event, Outcome]]:
        """The events of one issue with their outcomes, in order."""
        return [(self.events[key], outcome) for key, outcome in self.outcomes.items() if key[0] == issue]


def tell(club: Club, snapshot: Snapshot, papers: Papers) -> Story:
    """Lets everything that is not in the files yet happen to the club; returns what came of it."""
    story = Story()
    for issue in snapshot.issues:
        _remember_waiting(club, issue, story)
    for event in sorted(_events(club, snapshot.issues), key=lambda e: (e.when, e.key[1], e.key[0], e.place)):
        story.events[event.key] = event
        outcome = _happen(club, event, snapshot, papers, story)
        if outcome:
            story.outcomes[event.key] = outcome
        for session_id in _touched(club, event, story):
            _move_up(club, session_id, story)
    for session_id in sorted({session_id for session_id, _ in club.waiting}):
        # A role may have become free by hand, or have got a higher capacity.
        _move_up(club, session_id, story)
    for issue in snapshot.issues:
        _call_off(club, issue)
    _remember_position(club, story)
    return story


def _move_up(club: Club, session_id: str, story: Story) -> None:
    for waiting, moved in roles.promote(club, session_id):
        story.outcomes[waiting.event] = moved  # type: ignore[index]


def is_paper(issue: Issue) -> bool:
    """Whether an issue proposes a paper: by its label, or by our form where the label got lost."""
    form = not is_claim(issue) and forms.is_paper_form(issue.body)
    return forms.PAPER_LABEL in issue.labels or (form and _is_new(issue))


def is_claim(issue: Issue) -> bool:
    """Whether an issue claims a role."""
    return forms.CLAIM_LABEL in issue.labels or (forms.is_claim_form(issue.body) and _is_new(issue))


def _is_new(issue: Issue) -> bool:
    """Whether we have not answered yet: an issue that has lost its label since was taken out by somebody."""
    return not any(comment.ours for comment in issue.comments)


def _events(club: Club, issues: Iterable[Issue]) -> Iterable[Event]:
    for issue in issues:
        if issue.bot:
            continue
        if is_claim(issue):
            if issue.state == "open":
                yield Event(issue.created, issue)
        elif is_paper(issue):
            yield from _thread(club, issue)


def _thread(club: Club, issue: Issue) -> Iterable[Event]:
    session = club.by_issue(issue.number)
    if session is None:
        if issue.state != "open":
            return
        yield Event(issue.created, issue)
    for comment in heard(issue):
        if comment.id <= (session.seen if session else 0):
            continue
        for place, call in enumerate(table.read(comment.body, club.config)):
            yield Event(comment.created, issue, comment, call, place)


def heard(issue: Issue) -> list[Comment]:
    """The comments of people, oldest first; bots, ourselves among them, are not listened to."""
    return sorted((c for c in issue.comments if not c.ours and not c.bot), key=lambda c: c.id)


def is_organiser(club: Club, snapshot: Snapshot, login: str) -> bool:
    """Whether this person may do what organisers may."""
    return login.lower() in club.config.organisers or login.lower() in snapshot.organisers


def _happen(club: Club, event: Event, snapshot: Snapshot, papers: Papers, story: Story) -> Outcome | None:
    if event.call and event.comment:
        return _command(club, event, snapshot, papers)
    if is_claim(event.issue):
        return _claim(club, event, snapshot, story)
    proposals.propose(club, event.issue, papers.get(proposals.identifier(proposals.read(event.issue))))
    return None


def _command(club: Club, event: Event, snapshot: Snapshot, papers: Papers) -> Outcome:
    session = club.by_issue(event.issue.number)
    if session is None or event.call is None or event.comment is None:
        return refused("session-unreadable")
    turn = Turn(
        club=club,
        session=session,
        issue=event.issue,
        actor=event.comment.author,
        organiser=is_organiser(club, snapshot, event.comment.author),
        argument=event.call.argument,
        event=event.key,
        when=event.when,
        comment=event.comment.id,
        paper=papers.get(proposals.identifier(proposals.read(event.issue))),
    )
    return table.run(event.call, turn)


def _claim(club: Club, event: Event, snapshot: Snapshot, story: Story) -> Outcome:
    claim = forms.read_claim(event.issue.body)
    if claim is None:
        return refused("claim-unreadable")
    role = club.config.role(claim.role)
    if role is None:
        return refused("no-such-role", role=claim.role, roles=[r.key for r in club.config.roles], nearest="")
    session = club.find(claim.session)
    if session is None:
        return refused("claim-no-session", session=claim.session)
    story.claims[event.issue.number] = session.id
    me = f"@{event.issue.author}"
    person = claim.name or me
    organiser = is_organiser(club, snapshot, event.issue.author)
    if club.config.person(person) != club.config.person(me) and not organiser:
        return refused("claim-for-others", person=club.config.show(person))
    given_back = club.given_back.get((session.id, role.key, club.config.person(person)))
    if given_back and given_back > event.when:
        return refused("unclaimed-waiting", role=role.name)
    return roles.take(club, session, role, Waiting(person, event.key, event.when), organiser=organiser)


def _touched(club: Club, event: Event, story: Story) -> list[str]:
    session = club.by_issue(event.issue.number)
    return [session.id] if session else [i for n, i in story.claims.items() if n == event.issue.number]


@dataclass(slots=True)
class _Recalled:
    """How the claims on one role went, as far as the thread alone tells."""

    config: Config
    capacity: int
    held: list[Waiting] = field(default_factory=list)
    queue: list[Waiting] = field(default_factory=list)
    vain: set[object] = field(default_factory=set)
    """The events of claims that have had no effect yet."""

    def claim(self, claimant: Waiting, *, refused: bool) -> None:
        if refused:
            self.vain.add(claimant.event)
        if not any(self._is(claimant.holder, waiting) for waiting in (*self.held, *self.queue)):
            (self.held if len(self.held) < self.capacity and not refused else self.queue).append(claimant)

    def give_back(self, person: str) -> None:
        self.queue = [waiting for waiting in self.queue if not self._is(person, waiting)]
        left = [waiting for waiting in self.held if not self._is(person, waiting)]
        if len(left) < len(self.held):
            self.held = left + self.queue[:1]
            del self.queue[:1]

    def waiting(self, holders: Iterable[str]) -> list[Waiting]:
        """Who waits, in order, where these have the role now.

        Somebody may stand before others who claimed in an issue of their own, so
        whose claim still stands refused has not moved up, whatever the thread says.
        """
        named = {self.config.person(name) for name in holders}
        left = [*self.queue, *(waiting for waiting in self.held if waiting.event in self.vain)]
        return sorted((w for w in left if self.config.person(w.holder) not in named), key=lambda w: w.when)

    def _is(self, person: str, waiting: Waiting) -> bool:
        return self.config.person(person) == self.config.person(waiting.holder)


def _remember_waiting(club: Club, issue: Issue, story: Story) -> None:
    """Puts on the waiting lists who claimed a role in vain in a comment that the file has behind it."""
    session = club.by_issue(issue.number)
    if session is None or not is_paper(issue):
        return
    recalled: dict[str, _Recalled] = {}
    for event, call, comment in _settled(club, issue, session):
        role, named = roles.role_and_person(club.config, call.argument)
        person, refused = named or f"@{comment.author}", DID_NOT in comment.reactions
        if role is None or call.name not in ("claim", "unclaim") or (named and refused):
            continue
        memory = recalled.setdefault(role.key, _Recalled(club.config, role.capacity))
        if call.name == "claim":
            memory.claim(Waiting(person, event.key, event.when), refused=refused)
        elif not refused:
            memory.give_back(person)
            club.given_back[session.id, role.key, club.config.person(person)] = event.when
        story.events[event.key] = event
    for key, memory in recalled.items():
        if left := memory.waiting(session.roles.get(key, ())):
            club.waiting[session.id, key] = left


def _settled(club: Club, issue: Issue, session: Session) -> Iterable[tuple[Event, Call, Comment]]:
    """The commands of a thread that the session's file has behind it."""
    for comment in heard(issue):
        for place, call in enumerate(table.read(comment.body, club.config) if comment.id <= session.seen else ()):
            if not call.meant:
                yield Event(comment.created, issue, comment, call, place), call, comment


def _call_off(club: Club, issue: Issue) -> None:
    """Marks a session as cancelled whose issue was closed as not planned before it was held."""
    session = club.by_issue(issue.number)
    if session is None or session.id not in club.base or issue.state != "closed" or issue.reason != "not_planned":
        return
    if not club.held(session) and not session.cancelled:
        club.put(replace(session, status=CANCELLED))


def _remember_position(club: Club, story: Story) -> None:
    """Writes into each session how far its thread is told."""
    newest: dict[int, int] = {}
    for (issue, comment, _), outcome in story.outcomes.items():
        if comment and outcome.done and outcome.changed:
            newest[issue] = max(newest.get(issue, 0), comment)
    for issue, comment in newest.items():
        session: Session | None = club.by_issue(issue)
        if session and comment > session.seen:
            club.put(replace(session, seen=comment))
