"""What happened on the issues, told to the club in the order in which it happened.

Each event is judged by the state of the club at its own time, so the end does
not depend on which runs took place in between. What was refused once stays so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clubaction.club.state import Club
from clubaction.issues import calling_off, claims, forms, proposals, statements, waiting_lists
from clubaction.issues.claims import Speaker
from clubaction.issues.commands import people, roles, table
from clubaction.issues.commands.invocation import Invocation, Outcome, deferred, done, refused
from clubaction.issues.commands.parse import Call
from clubaction.issues.events import ASKED, CLAIMED, CLOSED, PROPOSED, Event
from clubaction.issues.outcomes import Outcomes
from clubaction.issues.statements import Statement
from clubaction.model.memory import DONE, NOTHING, OPEN, REFUSED, second
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread
from clubaction.text.gfm import Markdown
from clubaction.text.messages import say

Papers = Mapping[str, Paper | Unresolved]
"""Normalised identifier → what is known of the paper."""
_WISHED = -10
"""The place of the first role that a proposal asks for; those of the others are below it."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the telling of all events shares."""

    club: Club
    snapshot: Snapshot
    papers: Papers
    frozen: Mapping[str, str]
    """Session id → why its file can't be changed."""
    story: Outcomes


def replay(
    club: Club, snapshot: Snapshot, threads: Mapping[int, Thread], papers: Papers, frozen: Mapping[str, str]
) -> Outcomes:
    """Lets everything that is not in the files yet happen to the club; returns what came of it."""
    story = Outcomes()
    telling = _Telling(club, snapshot, papers, frozen, story)
    for number, thread in threads.items():
        if thread.kind == "paper" and _is_heard(thread):
            story.heard.add(number)
            said = story.words[number] = list(statements.said(thread, club.config))
            waiting_lists.recall(club, thread, said, snapshot)
            story.wishes |= _wishes(club, thread)
            for one in said:
                _note_settled(story, thread, one)
        elif thread.kind == "claim" and thread.issue.state == "open":
            story.heard.add(number)
    events = (event for thread in threads.values() for event in _events(telling, thread))
    for event in sorted(events, key=lambda e: (e.when, e.key[1], e.key[0], e.place)):
        _judge(telling, event)
        for session_id in _touched(telling, event):
            _move_up(club, session_id, story)
    for session_id in sorted({session_id for session_id, _ in club.waiting}):
        # A role may have become free by hand, or have got a higher capacity.
        _move_up(club, session_id, story)
    _displaced(club, story)
    for thread in threads.values():
        if thread.kind == "paper" and not thread.has_file:
            proposals.tell_waiting(club, thread.issue)
    _remember_position(club, story)
    return story


def _wishes(club: Club, thread: Thread) -> dict[object, Event]:
    """What moves up where a proposal was merged whose author waits for some of its roles."""
    places = {role.key: _WISHED - place for place, role in enumerate(club.config.roles)}
    return {
        proposals.wish_event(thread.issue, role): Event(second(thread.issue.created), thread, "asked", places[role])
        for role in (thread.memory.wished if thread.has_file else ())
        if role in places
    }


def _displaced(club: Club, story: Outcomes) -> None:
    """Lets those wait, and be told, whose claim took effect until the session took a slot that has its own holders."""
    waiting = {
        (session_id, role, club.person(one.holder)): (one.holder, place)
        for (session_id, role), queue in club.waiting.items()
        for place, one in enumerate(queue, start=1)
        if one.event not in story.events
    }
    if not waiting:
        return
    for key, event in story.events.items():
        outcome = story.outcomes.get(key)
        claimed = _claimed(club, story, event) if outcome and outcome.done and outcome.changed else None
        found = waiting.get(claimed) if claimed else None
        if claimed and found:
            session, role = club.sessions[claimed[0]], club.config.role(claimed[1])
            if role:
                story.change(key, roles.waits(club, session, role, *found))


def _claimed(club: Club, story: Outcomes, event: Event) -> tuple[str, str, str] | None:
    """The session, the role and the person of a claim."""
    if event.kind == "claim":
        claim, session_id = forms.read_claim(event.issue.body), story.claims.get(event.issue.number, "")
        role = club.config.role(claim.role) if claim else None
        person = (claim.name if claim else "") or f"@{event.speaker}"
    elif event.call and event.call.name == "claim":
        session = club.by_issue(event.issue.number)
        named, session_id = people.read(club.config, event.call.argument), session.id if session else ""
        role, person = named.role, named.person or f"@{event.speaker}"
    else:
        return None
    return (session_id, role.key, club.person(person)) if role and session_id else None


def _is_heard(thread: Thread) -> bool:
    """Whether a thread's words are looked at: not those of a proposal that was closed."""
    return not thread.issue.bot and (thread.issue.state == "open" or thread.has_file or thread.taken_away)


def _note_settled(story: Outcomes, thread: Thread, said: Statement) -> None:
    if said.settled:
        for place, call in enumerate(said.calls):
            event = Event(said.when, thread, "command", place, said, call)
            story.events[event.key] = event


def is_organiser(club: Club, snapshot: Snapshot, login: str) -> bool:
    """Whether this person may do what organisers may."""
    return login.lower() in club.config.organisers or login.lower() in snapshot.organisers


# --- which events there are ------------------------------------------------------------------


def _events(telling: _Telling, thread: Thread) -> Iterable[Event]:
    issue = thread.issue
    if issue.bot:
        return
    if thread.kind == "claim":
        if issue.state == "open" and issue.author:
            yield Event(claims.asked_at(thread), thread, "claim", CLAIMED)
    elif thread.kind == "paper" and _is_heard(thread):
        yield from _thread(telling, thread)


def _thread(telling: _Telling, thread: Thread) -> Iterable[Event]:
    issue, said = thread.issue, telling.story.words.get(thread.issue.number, [])
    restored = thread.taken_away and any(_brings_back(telling, thread, one) for one in said)
    if thread.taken_away and not restored:
        said = [one for one in said if not one.settled]
    elif not thread.has_file:
        yield Event(second(issue.created), thread, "proposed", PROPOSED)
        yield Event(proposals.asked_at(thread), thread, "asked", ASKED)
    for one in said:
        if (restored or not one.settled) and not (thread.unreadable and _is_judged(one)):
            for place, call in enumerate(one.calls):
                yield Event(one.when, thread, "command", place, one, call)
    if thread.session and calling_off.may_count(telling.club, telling.snapshot, thread):
        told = issue.closed if issue.state == "closed" else issue.reopened
        closed = told or max((one.when for one in said), default=issue.created)
        yield Event(second(closed), thread, "closed", CLOSED)


def _is_judged(said: Statement) -> bool:
    """Whether words were judged before their session's file could not be read any more: then they stay as they are."""
    return said.entry is not None and OPEN not in said.entry.verdicts


def _brings_back(telling: _Telling, thread: Thread, said: Statement) -> bool:
    """Whether an organiser asks for a session whose file people had deleted, after that."""
    speaker = said.comment.author if said.comment else ""
    gone = thread.memory.gone
    asked = any(call.name == "restore" and not call.meant for call in said.calls)
    late = said.entry is None or (gone is not None and said.when > gone)
    return asked and late and is_organiser(telling.club, telling.snapshot, speaker)


# --- what comes of them ----------------------------------------------------------------------


def _judge(telling: _Telling, event: Event) -> None:
    story, club = telling.story, telling.club
    session = club.by_issue(event.issue.number)
    if session and club.base.get(session.id) == session:
        story.unchanged.add(event.key)
    story.put(event, _happen(telling, event))


def _happen(telling: _Telling, event: Event) -> Outcome | None:
    club, issue = telling.club, event.issue
    if event.kind == "command":
        return _command(telling, event)
    if event.kind == "claim":
        return _claim(telling, event)
    if event.kind == "closed":
        if calling_off.call_off(club, event.thread):
            telling.story.called_off.add(issue.number)
    elif event.kind == "proposed":
        proposals.propose(club, issue, telling.papers.get(proposals.identifier(proposals.proposal_in(issue))))
    else:
        proposals.ask(club, event.thread, event.when)
    return None


def _command(telling: _Telling, event: Event) -> Outcome:
    """What comes of one command; one that did not take effect once is not judged again."""
    said, call, thread = event.words, event.call, event.thread
    if said is None or call is None:
        raise AssertionError("a command has words")
    verdict = said.verdict(event.place)
    if statements.is_final(call, verdict):
        return _as_before(thread, event, verdict)
    if said.comment and thread.is_somebody_else(said.comment):
        return refused("other-account", person=said.comment.author)
    if said.editor and not call.meant:
        return refused("edited-by-other", editor=said.editor, person=event.speaker)
    if thread.unreadable:
        reason = thread.unreadable.problems[0]
        return deferred("session-unreadable", path=reason.path, line=reason.line, why=reason.message)
    if verdict == DONE and table.touches(call) in thread.changed_by_hand:
        return refused("changed-by-hand", field=table.touches(call))
    return _run(telling, event, said, call)


def _as_before(thread: Thread, event: Event, verdict: str) -> Outcome:
    key = event.key[1], event.place
    text = Markdown(thread.memory.refusals.get(key, ""))
    message = say("as-said", text=text) if text else say("refused-before")
    return Outcome(done=verdict == NOTHING, message=message, changed=False)


def _run(telling: _Telling, event: Event, said: Statement, call: Call) -> Outcome:
    club, issue = telling.club, event.issue
    session = club.by_issue(issue.number)
    if session is None:
        return refused("file-gone")
    if event.thread.taken_away and call.name == "restore":
        return done("brought-back")
    why = telling.frozen.get(session.id)
    if why and call.name not in ("help", "notme"):
        return deferred("session-unwritable", why=why)
    turn = Invocation(
        club=club,
        session=session,
        issue=issue,
        actor=event.speaker,
        organiser=is_organiser(club, telling.snapshot, event.speaker),
        argument=call.argument,
        event=event.key,
        when=event.when,
        comment=said.number,
        actor_id=said.comment.author_id if said.comment else issue.author_id,
        paper=telling.papers.get(proposals.identifier(proposals.proposal_in(issue)))
        if call.name == "refresh"
        else None,
    )
    outcome = table.run(call, turn)
    if not outcome.done and event.speaker.lower() in telling.snapshot.unknown and not turn.organiser:
        return deferred("permission-unknown", person=event.speaker)
    if outcome.done and outcome.changed and table.touches(call) == "date":
        club.dated.add(session.id)
    return outcome


def _claim(telling: _Telling, event: Event) -> Outcome:
    club, issue, thread = telling.club, event.issue, event.thread
    claim = forms.read_claim(issue.body)
    session = club.find(claim.session) if claim else None
    if session:
        telling.story.claims[issue.number] = session.id
    if session and session.id in telling.frozen:
        return deferred("session-unwritable", why=telling.frozen[session.id])
    entry = claims.remembered(thread)
    if entry and entry.verdicts == REFUSED:
        return _as_before(thread, event, REFUSED)
    if issue.editor and not entry:  # what somebody else wrote into a claim counts for no one
        return refused("edited-by-other", editor=issue.editor, person=issue.author)
    login = issue.author
    speaker = Speaker(login, is_organiser(club, telling.snapshot, login))
    outcome = claims.judge(club, claim, speaker, event.key, event.when)
    if not outcome.done and login.lower() in telling.snapshot.unknown and not speaker.organiser:
        return deferred("permission-unknown", person=login)
    return outcome


def _touched(telling: _Telling, event: Event) -> list[str]:
    session = telling.club.by_issue(event.issue.number)
    claimed = telling.story.claims.get(event.issue.number)
    return [session.id] if session else [claimed] if claimed else []


def _move_up(club: Club, session_id: str, story: Outcomes) -> None:
    for waiting, moved in roles.promote(club, session_id):
        if waiting.event in story.events:
            story.change(waiting.event, moved)
        elif waiting.event in story.wishes:
            story.put(story.wishes[waiting.event], moved)


def _remember_position(club: Club, story: Outcomes) -> None:
    """Writes into each session how far its thread is told."""
    newest: dict[int, tuple[Statement, Thread]] = {}
    for key, outcome in story.outcomes.items():
        event = story.events[key]
        said = event.words
        if said and not (said.settled and event.thread.has_file) and outcome.done and outcome.changed:
            best = newest.get(key[0])
            if best is None or (best[0].when, best[0].number) < (said.when, said.number):
                newest[key[0]] = said, event.thread
    for issue, (said, thread) in newest.items():
        session = club.by_issue(issue)
        if session and not (thread.session and thread.merged_position.holds(said.when, said.number)):
            _move_position(club, session, said, thread)


def _move_position(club: Club, session: Session, said: Statement, thread: Thread) -> None:
    """A comment's number is enough, unless the words were written into it later than it was made."""
    created = said.comment.created if said.comment else thread.issue.created
    written = None if said.when == second(created) else said.when
    if said.number or written:
        club.put(replace(session, seen=said.number, seen_at=written))
