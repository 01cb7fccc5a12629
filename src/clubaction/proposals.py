"""From an issue that proposes a paper to the session that it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from clubaction import forms, gfm, schedule, sessions
from clubaction.club import Club
from clubaction.commands.dates import clashes, unreadable
from clubaction.forms import Proposal
from clubaction.messages import say
from clubaction.model import Issue, Paper, Session, Unresolved
from clubaction.papers import identifiers, titles

POOL_WORDS = ("pool", "later", "any time", "anytime", "whenever", "no date")


def read(issue: Issue) -> Proposal:
    """The proposal that an issue makes."""
    return forms.read_proposal(issue.title, issue.body)


def identifier(proposal: Proposal) -> str:
    """The normalised identifier of the proposed paper; empty where none is to be recognised."""
    return identifiers.identify(proposal.paper)


def propose(club: Club, issue: Issue, paper: Paper | Unresolved | None) -> Session:
    """Adds the session of an issue that is not in the plan yet, with the date it gets."""
    proposal = read(issue)
    session = _described(Session(id="", issue=issue.number), proposal, club, paper)
    session_id = sessions.make_id(session.title, club.sessions, f"paper-{issue.number}")
    session = replace(session, id=session_id, votes=issue.votes, roles=_roles(club, proposal, issue))
    _warn(club, issue, session, proposal, paper)
    club.put(session)
    return _date(club, issue, session, proposal.date)


def refreshed(session: Session, issue: Issue, club: Club, paper: Paper | Unresolved | None) -> Session:
    """A merged session with what its issue and the paper's metadata say now."""
    proposal = read(issue)
    again = _described(session, proposal, club, paper)
    return replace(again, theme=again.theme or session.theme, part=again.part or session.part)


def _described(session: Session, proposal: Proposal, club: Club, paper: Paper | Unresolved | None) -> Session:
    """The session with what can be told of its paper."""
    known = paper if isinstance(paper, Paper) else Paper(identifier(proposal))
    title = proposal.title or known.title or proposal.headline or proposal.paper or session.title
    return replace(
        session,
        title=gfm.one_line(title)[:500],
        theme=proposal.theme[:200],
        part=_part(club, proposal.part),
        link=known.link or identifiers.link_for(known.identifier) or session.link,
        authors=known.authors or session.authors,
        paper=known.identifier,
        body=_body(session, proposal, known),
    )


def _body(session: Session, proposal: Proposal, paper: Paper) -> str:
    body = session.body
    if not body and proposal.notes:
        body = f"## Why this paper\n\n{gfm.quote_block(proposal.notes[:20_000], keep_lines=True)}"
    if paper.abstract:
        known = isinstance(paper.abstract, gfm.Markdown)
        quoted = paper.abstract if known else gfm.quote_block(paper.abstract[:20_000])
        body = sessions.with_abstract(body, quoted)
    return body


def _part(club: Club, text: str) -> str:
    if not club.config.parts:
        return text[:200]
    named = {name.casefold(): p.title for p in club.config.parts for name in (p.title, p.heading, p.label) if name}
    return named.get(text.casefold(), "")


def _roles(club: Club, proposal: Proposal, issue: Issue) -> Mapping[str, tuple[str, ...]]:
    wanted = {role.key for text in proposal.roles if (role := club.config.role(text))}
    return {role.key: (f"@{issue.author}",) if role.key in wanted else () for role in club.config.roles}


def _warn(club: Club, issue: Issue, session: Session, proposal: Proposal, paper: Paper | Unresolved | None) -> None:
    """Notes what the proposer should know of the paper."""
    if isinstance(paper, Unresolved):
        club.note(issue.number, say("paper-not-found", reason=paper.reason, paper=proposal.paper))
    elif not session.paper and not proposal.title and not proposal.headline:
        club.note(issue.number, say("paper-not-recognised", paper=proposal.paper))
    if proposal.part and not session.part:
        parts = [part.title for part in club.config.parts]
        club.note(issue.number, say("set-no-part", value=proposal.part, parts=parts))
    if (
        isinstance(paper, Paper)
        and proposal.title
        and paper.title
        and not titles.same_title(proposal.title, paper.title)
    ):
        club.note(
            issue.number, say("title-differs", own=proposal.title, found=paper.title, mark=quote(paper.title, safe=""))
        )
    for other in club.sessions.values():
        if session.paper and other.paper == session.paper and not other.cancelled:
            name = "read-before" if club.held(other) else "proposed-already"
            club.note(issue.number, say(name, title=other.heading, day=other.date, issue=other.issue))
            break


def _date(club: Club, issue: Issue, session: Session, wanted: str) -> Session:
    """Gives the session its preferred date, else the next open slot, else the next free date, else none."""
    if wanted.lower() in POOL_WORDS:
        return session
    day: dt.date | schedule.Unreadable | None = None
    if wanted and wanted.lower() != schedule.NEXT:
        day = schedule.read_date(wanted, club.config.date_format)
    if isinstance(day, schedule.Unreadable):
        club.note(issue.number, say("date-unreadable", **unreadable(club, day)))
        return session
    clash = clashes(club, session, day) if day else None
    if clash:
        club.note(issue.number, clash.message)
    if day is None or clash:
        day = club.next_date(session)
    return club.move(session, day)
