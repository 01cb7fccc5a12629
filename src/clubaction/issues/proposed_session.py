"""The session that a proposal describes, with what services know of its paper."""

from __future__ import annotations

from dataclasses import replace

from clubaction.club import abstract
from clubaction.club.configuration import Config
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.proposal import Proposal
from clubaction.model.session import Session
from clubaction.papers.identify import identifiers
from clubaction.text import markdown, quoting
from clubaction.text.messages import Message, say

SHOWN = 300
"""Characters of a text that are repeated in an answer."""
_LONGEST_TITLE = 500
_LONGEST_WORDS = 200
_LONGEST_TEXT = 20_000


def identifier(proposal: Proposal) -> str:
    """The normalised identifier of the proposed paper; empty where none is to be recognised."""
    return identifiers.identify(proposal.paper)


def short_title(text: str) -> str:
    """As much of a title as is used at all, on one line."""
    return markdown.one_line(text)[:_LONGEST_TITLE].rstrip()


def described(session: Session, proposal: Proposal, config: Config, paper: Paper | Unresolved | None) -> Session:
    """The session with what is known of its paper."""
    known = paper if isinstance(paper, Paper) else Paper(identifier(proposal))
    return replace(
        session,
        title=_title(session, proposal, known),
        theme=proposal.theme[:_LONGEST_WORDS].rstrip(),
        part=_part(config, proposal.part),
        link=known.link or identifiers.link_for(known.identifier) or session.link,
        authors=known.authors or session.authors,
        paper=known.identifier,
        body=_body(session, proposal, known),
    )


def _title(session: Session, proposal: Proposal, paper: Paper) -> str:
    found = paper.title or (session.title if session.authors else "")
    return short_title(proposal.title or found or proposal.headline or proposal.paper or session.title)


def _part(config: Config, name: str) -> str:
    if not config.parts:
        return name[:_LONGEST_WORDS]
    part = config.part(name)
    return part.title if part else ""


def _body(session: Session, proposal: Proposal, paper: Paper) -> str:
    body = session.body
    if not body and proposal.notes:
        body = f"## Why this paper\n\n{quoting.quote_block(proposal.notes, keep_lines=True)}"
    if paper.abstract:
        known = isinstance(paper.abstract, markdown.Markdown)
        quoted = paper.abstract if known else quoting.quote_markdown(paper.abstract[:_LONGEST_TEXT])
        body = abstract.with_abstract(body, quoted)
    return body


def refreshed(session: Session, proposal: Proposal, config: Config, paper: Paper | Unresolved | None) -> Session:
    """A merged session with what its issue and the paper's metadata say now.

    Where the paper can't be looked up, what was known of it stays; that of another paper does not.
    """
    if session.paper and session.paper != identifier(proposal):
        session = replace(session, authors=(), body=abstract.without_abstract(session.body))
    again = described(session, proposal, config, paper)
    return replace(again, theme=again.theme or session.theme, part=again.part or session.part)


def not_found(proposal: Proposal, paper: Unresolved) -> Message:
    """That nothing is known of a proposed paper, and why."""
    shown = {"reason": paper.reason[:SHOWN], "paper": proposal.paper[:SHOWN]}
    return say("paper-gone", **shown) if paper.gone else say("paper-not-found", **shown, soon=paper.temporary)
