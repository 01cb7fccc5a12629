"""A proposed paper becomes a session of the plan, with the date and the roles that its form asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from clubaction.club import people, session_ids, written_dates
from clubaction.club.configuration import Config, Role
from clubaction.club.state import Club
from clubaction.issues import date_clashes, proposed_session
from clubaction.issues.proposed_session import SHOWN, described, not_found, short_title
from clubaction.issues.role_assignment import place_told, take
from clubaction.model.note import Note
from clubaction.model.paper import Paper, Papers, Unresolved
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.proposal import Proposal
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import Waiting, asked_role
from clubaction.papers import titles
from clubaction.text.messages import say

POOL_WORDS = ("pool", "later", "any time", "anytime", "whenever", "no date")


def propose(club: Club, thread: Thread, papers: Papers) -> None:
    """Adds the session of an issue that is not in the plan yet; `ask` gives it its date and its roles."""
    issue, proposal = thread.issue, thread.proposal
    if proposal is None:
        return
    paper = papers.get(proposed_session.identifier(proposal))
    session = described(Session(id="", issue=issue.number), proposal, club.config, paper)
    session = replace(
        session,
        id=club.new_id(session.title, f"paper-{issue.number}"),
        proposer=people.holder(issue.author) if issue.author else "",
        proposed=issue.created.date(),
        votes=issue.votes,
        roles={role.key: () for role in club.config.roles},
    )
    club.issues[issue.number] = session.id
    if isinstance(paper, Paper):
        club.papers[issue.number] = PaperMemo.known(paper, short_title(paper.title))
    elif isinstance(paper, Unresolved) and not paper.temporary:
        club.papers[issue.number] = PaperMemo.unknown(paper, club.today)
    for note in (*_of_paper(proposal, session, paper), *_of_part(club.config, proposal, session)):
        club.note(issue.number, note)
    if repeated := _repetition(club, session, paper):
        club.note(issue.number, repeated)
    club.put(session)


def _of_paper(proposal: Proposal, session: Session, paper: Paper | Unresolved | None) -> list[Note]:
    """What the proposer should know of the paper. A title's case, braces and punctuation don't count."""
    if isinstance(paper, Unresolved):
        return [Note(not_found(proposal, paper))]
    found = []
    title = short_title(paper.title) if paper else ""
    if proposal.title and title and not titles.same_title(proposal.title, title):
        found.append(Note(say("title-differs", own=proposal.title[:SHOWN], found=title[:SHOWN])))
    if not (session.paper or proposal.title or proposal.headline):
        found.append(Note(say("paper-not-recognised", paper=proposal.paper[:SHOWN])))
    return found


def _of_part(config: Config, proposal: Proposal, session: Session) -> list[Note]:
    if not proposal.part or session.part:
        return []
    return [Note(say("set-no-part", value=proposal.part[:SHOWN], parts=[part.title for part in config.parts]))]


def _repetition(club: Club, session: Session, paper: Paper | Unresolved | None) -> Note | None:
    """That the club has read this paper, or has it proposed, already."""
    other = club.earlier(session, paper if isinstance(paper, Paper) else Paper(session.paper))
    if other is None:
        return None
    linked = club.files_at and not other.issue
    link = club.files_at + session_ids.path_of(other, club.config.sessions) if linked else ""
    name = "read-before" if club.held(other) else "proposed-already"
    return Note(say(name, title=other.heading, day=other.date, issue=other.issue, link=link))


def ask(club: Club, thread: Thread, when: dt.datetime) -> None:
    """Gives a proposal's session the date and the roles that it asks for, as far as they are to be had."""
    session, proposal = club.by_issue(thread.issue.number), thread.proposal
    if session is None or proposal is None:
        return
    if session.id not in club.dated:
        session = _date(club, thread.issue.number, session, proposal.date)
    if thread.issue.author:
        _take_roles(club, thread, session, proposal, when)


def _take_roles(club: Club, thread: Thread, session: Session, proposal: Proposal, when: dt.datetime) -> None:
    """Gives the proposer the roles they ticked for which there is room, and a place on the lists of the others."""
    issue = thread.issue
    organiser = people.is_among(issue.author, club.config.organisers)
    for role in ticked_roles(club.config, thread):
        claimant = Waiting(people.holder(issue.author), asked_role(issue.number, role.key), when)
        outcome = take(club, club.sessions[session.id], role, claimant, organiser=organiser)
        if not outcome.done:
            club.note(issue.number, Note(outcome.message))
    for text in proposal.roles:
        if club.config.role(text) is None:
            known = [role.name for role in club.config.roles]
            club.note(issue.number, Note(say("no-such-role", role=text[:SHOWN], roles=known, nearest="")))


def ticked_roles(config: Config, thread: Thread) -> list[Role]:
    """The roles whose boxes are ticked in a proposal, each once."""
    found = (config.role(text) for text in (thread.proposal.roles if thread.proposal else ()))
    return list({role.key: role for role in found if role}.values())


def tell_waiting(club: Club, thread: Thread) -> None:
    """Notes for which of the roles that a proposal asks for its author waits, once everything has happened."""
    issue = thread.issue
    session = club.by_issue(issue.number)
    if session is None or not issue.author:
        return
    for role in ticked_roles(club.config, thread):
        for place, waiting in enumerate(club.waiting.get((session.id, role.key), ()), start=1):
            if waiting.event == asked_role(issue.number, role.key):
                club.note(issue.number, Note(place_told(club, session, role, waiting.holder, place)))


def _date(club: Club, issue: int, session: Session, wanted: str) -> Session:
    """Gives the session its preferred date, else the next open slot, else the next free date, else none."""
    if wanted.lower() in POOL_WORDS:
        return session
    day: dt.date | written_dates.UnclearDate | None = None
    if wanted and wanted.lower() != written_dates.NEXT:
        day = written_dates.read_date(wanted, club.config.date_format)
    if isinstance(day, written_dates.UnclearDate):
        club.note(issue, Note(say("date-unreadable", **date_clashes.unclear(club, day))))
        return session
    clash = date_clashes.clash(club, session, day) if day else None
    if clash:
        club.note(issue, Note(clash.message))
    if day and not clash:
        return club.move(session, day)
    return _date_unasked(club, issue, session, clashes=bool(clash))


def _date_unasked(club: Club, issue: int, session: Session, *, clashes: bool) -> Session:
    """Gives the session the next date that can be had, as long as its proposer has not too many of them."""
    person = club.person(session.proposer)
    most = club.config.most_proposals
    if person and most and club.dated_unasked(person) >= most:
        club.note(issue, Note.of_date(say("too-many-proposals", most=most), None))
        return session
    club.unasked.setdefault(person, set()).add(session.id)
    day = club.next_date(session)
    club.note(issue, _placed(club, session, day, clashes=clashes))
    return club.move(session, day)


def _placed(club: Club, session: Session, day: dt.date | None, *, clashes: bool) -> Note:
    """Why a proposal has this date, where it did not get one that it asked for."""
    if day is None:
        return Note.of_date(say("no-free-date", end=club.config.cadence.end), None)
    slot = next((slot for slot in club.slots() if slot.date == day), None)
    fits = bool(slot and session.part and slot.part == session.part)
    return Note.of_date(say("placed", day=day, asked=clashes, slot=slot is not None, fits=fits), day)
