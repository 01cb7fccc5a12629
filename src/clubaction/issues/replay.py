"""Carries out on the club what happened on the issues, in the order in which it happened.

Each event is judged by the state of the club at its own time, so the end does not depend on which runs took place in
between. What was refused once stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clubaction.club import people
from clubaction.club.organisers import is_organiser
from clubaction.club.state import Club
from clubaction.issues import calling_off, claims, displaced_claims, positions, proposals, waiting_lists
from clubaction.issues.commands import effects, table
from clubaction.issues.commands.invocation import Invocation
from clubaction.issues.events import events_of
from clubaction.issues.proposed_session import identifier
from clubaction.issues.role_assignment import promote
from clubaction.model.event import ASKED_ROLES, Event
from clubaction.model.history import History
from clubaction.model.memory import DONE, NOTHING, REFUSED, second
from clubaction.model.outcome import Deferred, Done, NothingToDo, Outcome, Refused
from clubaction.model.paper import Papers
from clubaction.model.proposal import Proposal
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.statement import Statement
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import asked_role
from clubaction.text.markdown import Markdown
from clubaction.text.messages import say, say_briefly


@dataclass(frozen=True, slots=True)
class _Replay:
    """What the judging of all events shares."""

    club: Club
    snapshot: Snapshot
    papers: Papers
    frozen: Mapping[str, str]
    """Session id → why its file can't be changed."""
    history: History

    def is_organiser(self, login: str) -> bool:
        return is_organiser(self.club.config, self.snapshot, login)

    def is_in_doubt(self, login: str) -> bool:
        """Whether the host would not say what this person may do."""
        return people.is_among(login, self.snapshot.unknown) and not self.is_organiser(login)


def replay(
    club: Club, snapshot: Snapshot, threads: Mapping[int, Thread], papers: Papers, frozen: Mapping[str, str]
) -> History:
    """Carries out everything that is not in the files yet; returns what came of it.

    `frozen` maps the ids of sessions whose files can't be changed to the reason.
    """
    history = History()
    run = _Replay(club, snapshot, papers, frozen, history)
    for thread in threads.values():
        if thread.kind == "paper" and thread.is_heard:
            _recall(run, thread)
    for event in _in_order(run, threads):
        _judge(run, event)
        if session_id := _session_of(run, event):
            _move_up(run, session_id)
    for session_id in sorted({session_id for session_id, _ in club.waiting}):
        # A role may have become free by hand, or have got a higher capacity.
        _move_up(run, session_id)
    displaced_claims.let_wait(club, history)
    for thread in threads.values():
        if thread.kind == "paper" and not thread.has_file:
            proposals.tell_waiting(club, thread)
    positions.write(club, history)
    return history


def _in_order(run: _Replay, threads: Mapping[int, Thread]) -> list[Event]:
    events = (event for thread in threads.values() for event in events_of(thread, run.club.config, run.snapshot))
    return sorted(events, key=lambda one: (one.when, one.key[1], one.key[0], one.place))


def _recall(run: _Replay, thread: Thread) -> None:
    """Restores what the session's file does not show of what happened before the last merge, such as who waits."""
    waiting_lists.rebuild(run.club, thread, run.snapshot)
    places = {role.key: ASKED_ROLES - place for place, role in enumerate(run.club.config.roles)}
    for role in thread.memory.awaited_roles if thread.has_file else ():
        if role in places:
            event = Event("asked", second(thread.issue.created), thread, places[role])
            run.history.asked_roles[asked_role(thread.issue.number, role)] = event
    for statement in thread.statements:
        if statement.settled:
            run.history.put(Event.command(statement, thread), None)


def _session_of(run: _Replay, event: Event) -> str:
    """The id of the session that an event may have changed; empty if there is none."""
    session = run.club.by_issue(event.issue.number)
    return session.id if session else run.history.claims.get(event.issue.number, "")


def _move_up(run: _Replay, session_id: str) -> None:
    for waiting, moved in promote(run.club, session_id):
        if waiting.event in run.history.events:
            run.history.change(waiting.event, moved)
        elif waiting.event in run.history.asked_roles:
            run.history.put(run.history.asked_roles[waiting.event], moved)


def _judge(run: _Replay, event: Event) -> None:
    session = run.club.by_issue(event.issue.number)
    if session and run.club.base.get(session.id) == session:
        run.history.on_base.add(event.key)
    run.history.put(event, _outcome(run, event))


def _outcome(run: _Replay, event: Event) -> Outcome | None:
    """Carries out an event; returns what came of it if it is a command or a claim."""
    if event.statement:
        return _of_command(run, event, event.statement)
    if event.kind == "claim":
        return _of_claim(run, event)
    if event.kind == "proposed":
        proposals.propose(run.club, event.thread, run.papers)
    elif event.kind == "asked":
        proposals.ask(run.club, event.thread, event.when)
    elif calling_off.call_off(run.club, event.thread):
        run.history.called_off.add(event.issue.number)
    return None


def _of_command(run: _Replay, event: Event, statement: Statement) -> Outcome:
    """What comes of one command; one that was refused is not judged again."""
    if statement.is_final:
        return _as_before(statement.verdict, statement.refusal)
    if refused := _of_somebody_else(event.thread, statement):
        return refused
    if event.thread.unreadable:
        reason = event.thread.unreadable.problems[0]
        message = say_briefly("session-unreadable", path=reason.path, line=reason.line, why=reason.message)
        return Deferred(message)
    field = table.field_set_by(statement.call)
    if statement.verdict == DONE and field in event.thread.changed_by_hand:
        return Refused(say_briefly("changed-by-hand", field=field))
    return _carried_out(run, event, statement)


def _of_somebody_else(thread: Thread, statement: Statement) -> Refused | None:
    """Why a command is not taken for one of the account that wrote its comment."""
    speaker = (statement.comment or thread.issue).author
    if statement.comment and thread.is_somebody_else(statement.comment):
        return Refused(say_briefly("other-account", person=speaker))
    if statement.editor and not statement.call.meant:
        return Refused(say_briefly("edited-by-other", editor=statement.editor, person=speaker))
    return None


def _as_before(verdict: str, refusal: str) -> Outcome:
    message = say("as-said", text=Markdown(refusal)) if refusal else say("refused-before")
    return NothingToDo(message) if verdict == NOTHING else Refused(message)


def _carried_out(run: _Replay, event: Event, statement: Statement) -> Outcome:
    club, call, thread = run.club, statement.call, event.thread
    session = club.by_issue(event.issue.number)
    if session is None or thread.proposal is None:
        return Refused(say("file-gone"))
    if thread.taken_away and call.name == "restore":
        return Done(say("brought-back"))
    why = run.frozen.get(session.id)
    if why and call.name not in ("help", "notme"):
        return Deferred(say_briefly("session-unwritable", why=why))
    outcome = effects.run(call, _invocation(run, event, statement, session, thread.proposal))
    if not outcome.done and run.is_in_doubt(event.speaker):
        return Deferred(say_briefly("permission-unknown", person=event.speaker))
    if isinstance(outcome, Done) and table.field_set_by(call) == "date":
        club.dated.add(session.id)
    return outcome


def _invocation(run: _Replay, event: Event, statement: Statement, session: Session, proposal: Proposal) -> Invocation:
    return Invocation(
        club=run.club,
        session=session,
        issue=event.issue,
        proposal=proposal,
        actor=event.speaker,
        organiser=run.is_organiser(event.speaker),
        argument=statement.call.argument,
        event=event.key,
        when=event.when,
        comment=statement.number,
        actor_id=(statement.comment or event.issue).author_id,
        paper=run.papers.get(identifier(proposal)) if statement.call.name == "refresh" else None,
    )


def _of_claim(run: _Replay, event: Event) -> Outcome:
    club, thread, author = run.club, event.thread, event.issue.author
    session = club.find(thread.claim.session) if thread.claim else None
    if session:
        run.history.claims[event.issue.number] = session.id
    if session and session.id in run.frozen:
        return Deferred(say_briefly("session-unwritable", why=run.frozen[session.id]))
    request = thread.request
    if request and request.verdict == REFUSED:
        return _as_before(REFUSED, thread.memory.refusals.get((0, event.place), ""))
    if event.issue.editor and not (request and request.remembered):
        # What somebody else wrote into a claim counts for no one.
        return Refused(say_briefly("edited-by-other", editor=event.issue.editor, person=author))
    outcome = claims.judge(club, event, organiser=run.is_organiser(author))
    if not outcome.done and run.is_in_doubt(author):
        return Deferred(say_briefly("permission-unknown", person=author))
    return outcome
