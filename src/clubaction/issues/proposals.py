"""From an issue that proposes a paper to the session that it becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from clubaction.club import abstract, session_ids, written_dates
from clubaction.club.configuration import Role
from clubaction.club.state import Club
from clubaction.issues import forms, paper_memo_line
from clubaction.issues.commands import parse, roles
from clubaction.issues.commands.dates import clashes, unreadable
from clubaction.issues.forms import Proposal
from clubaction.model.issue import Issue
from clubaction.model.memory import WISH, digest, second
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import Waiting
from clubaction.papers import titles
from clubaction.papers.identify import identifiers
from clubaction.text import gfm
from clubaction.text.messages import Message, say

POOL_WORDS = ("pool", "later", "any time", "anytime", "whenever", "no date")
_SHOWN = 300
"""Characters of a text that are repeated in an answer."""


def proposal_in(issue: Issue) -> Proposal:
    """The proposal that an issue makes."""
    return forms.read_proposal(issue.title, issue.body)


def identifier(proposal: Proposal) -> str:
    """The normalised identifier of the proposed paper; empty where none is to be recognised."""
    return identifiers.identify(proposal.paper)


def propose(club: Club, issue: Issue, paper: Paper | Unresolved | None) -> Session:
    """Adds the session of an issue that is not in the plan yet; `ask` gives it its date and its roles."""
    proposal = proposal_in(issue)
    session = _described(Session(id="", issue=issue.number), proposal, club, paper)
    session = replace(
        session,
        id=club.new_id(session.title, f"paper-{issue.number}"),
        proposer=f"@{issue.author}" if issue.author else "",
        proposed=issue.created.date(),
        votes=issue.votes,
        roles={role.key: () for role in club.config.roles},
    )
    club.issues[issue.number] = session.id
    if isinstance(paper, Paper):
        club.papers[issue.number] = paper_memo_line.memo_of(paper)
        _warn_of_title(club, issue, proposal, paper)
    elif isinstance(paper, Unresolved) and not paper.passing:
        club.papers[issue.number] = paper_memo_line.memo_of_missing(paper, 0, club.today)
    _warn(club, issue, session, proposal, paper)
    return club.put(session)


def asked_at(thread: Thread) -> dt.datetime:
    """From when the date and the roles that a proposal asks for count.

    From its last edit, unless it asks for the same as before; and again from its reopening: until then it was out.
    """
    issue = thread.issue
    entry = thread.memory.entries.get(WISH)
    same = entry if entry and entry.digest == wish(issue) else None
    when = same.when if same else thread.memory.written(WISH, issue.created, issue.edited)
    return second(max(when, issue.reopened or when))


def wish(issue: Issue) -> str:
    """Tells what an issue asks for beside its paper: the date and the roles."""
    proposal = proposal_in(issue)
    return digest(proposal.date, *proposal.roles)


def ask(club: Club, thread: Thread, when: dt.datetime) -> None:
    """Gives a proposal's session the date and the roles that it asks for, as far as they are to be had."""
    issue = thread.issue
    session = club.by_issue(issue.number)
    if session is None:
        return
    proposal = proposal_in(issue)
    if session.id not in club.dated:
        session = _date(club, issue, session, proposal.date)
    if issue.author:
        _take_roles(club, thread, session, proposal, when)


def _take_roles(club: Club, thread: Thread, session: Session, proposal: Proposal, when: dt.datetime) -> None:
    """The roles that the proposer has ticked: those that there is room for; for the others they wait, and are told."""
    issue = thread.issue
    organiser = issue.author.lower() in club.config.organisers
    for role in wished_roles(club, issue):
        claimant = Waiting(f"@{issue.author}", wish_event(issue, role.key), when)
        outcome = roles.take(club, club.sessions[session.id], role, claimant, organiser=organiser)
        if not outcome.done:
            club.note(issue.number, outcome.message)
    for text in proposal.roles:
        if club.config.role(text) is None:
            known = [role.name for role in club.config.roles]
            club.note(issue.number, say("no-such-role", role=text[:_SHOWN], roles=known, nearest=""))


def wish_event(issue: Issue, role: str) -> tuple[int, int, str]:
    """What tells the wish of a proposal for a role from all other claims."""
    return issue.number, 0, role


def wished_roles(club: Club, issue: Issue) -> list[Role]:
    """The roles whose boxes are ticked in a proposal."""
    found = (club.config.role(text) for text in forms.read_proposal(issue.title, issue.body).roles)
    return list({role.key: role for role in found if role}.values())


def tell_waiting(club: Club, issue: Issue) -> None:
    """Notes for which of the roles that a proposal asks for its author waits, once everything has happened."""
    session = club.by_issue(issue.number)
    for role in wished_roles(club, issue) if session and issue.author else ():
        queue = club.waiting.get((session.id, role.key), ()) if session else ()
        for place, waiting in enumerate(queue, start=1):
            if session and waiting.event == wish_event(issue, role.key):
                club.note(issue.number, roles.on_the_list(club, session, role, waiting.holder, place))


def refreshed(session: Session, issue: Issue, club: Club, paper: Paper | Unresolved | None) -> Session:
    """A merged session with what its issue and the paper's metadata say now.

    Where the paper can't be looked up, what was known of it stays; that of another paper does not.
    """
    proposal = proposal_in(issue)
    if isinstance(paper, Unresolved):
        club.note(issue.number, _not_found(proposal, paper))
    if session.paper and session.paper != identifier(proposal):
        session = replace(session, authors=(), body=abstract.without_abstract(session.body))
    again = _described(session, proposal, club, paper)
    return replace(again, theme=again.theme or session.theme, part=again.part or session.part)


def _described(session: Session, proposal: Proposal, club: Club, paper: Paper | Unresolved | None) -> Session:
    """The session with what can be told of its paper."""
    known = paper if isinstance(paper, Paper) else Paper(identifier(proposal))
    found = known.title or (session.title if session.authors else "")
    title = proposal.title or found or proposal.headline or proposal.paper or session.title
    return replace(
        session,
        title=paper_memo_line.short_title(title),
        theme=proposal.theme[:200].rstrip(),
        part=_part(club, proposal.part),
        link=known.link or identifiers.link_for(known.identifier) or session.link,
        authors=known.authors or session.authors,
        paper=known.identifier,
        body=_body(session, proposal, known),
    )


def _body(session: Session, proposal: Proposal, paper: Paper) -> str:
    body = session.body
    notes = parse.without_commands(proposal.notes[:20_000])
    if not body and not forms.is_no_answer(notes):
        body = f"## Why this paper\n\n{gfm.quote_block(notes, keep_lines=True)}"
    if paper.abstract:
        known = isinstance(paper.abstract, gfm.Markdown)
        quoted = paper.abstract if known else gfm.quote_markdown(paper.abstract[:20_000])
        body = abstract.with_abstract(body, quoted)
    return body


def _part(club: Club, text: str) -> str:
    if not club.config.parts:
        return text[:200]
    named = {name.casefold(): p.title for p in club.config.parts for name in (p.title, p.heading, p.label) if name}
    return named.get(text.casefold(), "")


def _warn(club: Club, issue: Issue, session: Session, proposal: Proposal, paper: Paper | Unresolved | None) -> None:
    """Notes what could not be told, so that the proposer can help."""
    if isinstance(paper, Unresolved):
        club.note(issue.number, _not_found(proposal, paper))
    elif not session.paper and not proposal.title and not proposal.headline:
        club.note(issue.number, say("paper-not-recognised", paper=proposal.paper[:_SHOWN]))
    if proposal.part and not session.part:
        parts = [part.title for part in club.config.parts]
        club.note(issue.number, say("set-no-part", value=proposal.part[:_SHOWN], parts=parts))
    other = club.earlier(session, paper if isinstance(paper, Paper) else Paper(session.paper))
    if other:
        name = "read-before" if club.held(other) else "proposed-already"
        linked = club.files_at and not other.issue
        link = club.files_at + session_ids.path_of(other.id, club.config.sessions) if linked else ""
        club.note(issue.number, say(name, title=other.heading, day=other.date, issue=other.issue, link=link))


def _warn_of_title(club: Club, issue: Issue, proposal: Proposal, paper: Paper) -> None:
    """Notes that the proposer's title is not the paper's. Case, braces and punctuation don't count."""
    found = paper_memo_line.short_title(paper.title)
    if proposal.title and found and not titles.same_title(proposal.title, found):
        club.note(issue.number, say("title-differs", own=proposal.title[:_SHOWN], found=found[:_SHOWN]))


def _not_found(proposal: Proposal, paper: Unresolved) -> Message:
    shown = {"reason": paper.reason[:_SHOWN], "paper": proposal.paper[:_SHOWN]}
    return say("paper-gone", **shown) if paper.gone else say("paper-not-found", **shown, soon=paper.passing)


def _date(club: Club, issue: Issue, session: Session, wanted: str) -> Session:
    """Gives the session its preferred date, else the next open slot, else the next free date, else none."""
    if wanted.lower() in POOL_WORDS:
        return session
    day: dt.date | written_dates.UnclearDate | None = None
    if wanted and wanted.lower() != written_dates.NEXT:
        day = written_dates.read_date(wanted, club.config.date_format)
    if isinstance(day, written_dates.UnclearDate):
        club.note(issue.number, say("date-unreadable", **unreadable(club, day)))
        return session
    clash = clashes(club, session, day) if day else None
    if clash:
        club.note(issue.number, clash.message)
    if day is None or clash:
        person = club.person(session.proposer)
        most = club.config.most_proposals
        if person and most and club.dated_unasked(person) >= most:
            club.note(issue.number, say("too-many-proposals", most=most))
            return session
        club.unasked.setdefault(person, set()).add(session.id)
        day = club.next_date(session)
        club.note(issue.number, _placed(club, session, day, asked=bool(clash)))
    return club.move(session, day)


def _placed(club: Club, session: Session, day: dt.date | None, *, asked: bool) -> Message:
    """Why a proposal has this date, where it did not get one that it asked for."""
    if day is None:
        return say("no-free-date", end=club.config.cadence.end)
    slot = next((slot for slot in club.slots() if slot.date == day), None)
    fits = bool(slot and session.part and slot.part == session.part)
    return say("placed", day=day, asked=asked, slot=slot is not None, fits=fits)
