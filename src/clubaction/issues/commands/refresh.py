"""Reading an issue, and what services know of its paper, again for a merged session."""

from __future__ import annotations

from clubaction.club import session_ids
from clubaction.issues.commands.invocation import Invocation
from clubaction.issues.proposed_session import not_found, refreshed, short_title
from clubaction.model.note import Note
from clubaction.model.outcome import Done, NothingToDo, Outcome, Refused
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.paper_memo import PaperMemo
from clubaction.text import markdown
from clubaction.text.messages import say, say_briefly


def refresh(invocation: Invocation) -> Outcome:
    """`/refresh`. Not once the session has been held: what was read then is what was read."""
    club, session = invocation.club, invocation.session
    if club.held(session, invocation.day):
        return Refused(say_briefly("refresh-held", path=session_ids.path_of(session, club.config.sessions)))
    if session.id not in club.base:
        return NothingToDo(say("refresh-not-merged"))
    if isinstance(invocation.paper, Unresolved):
        club.note(invocation.issue.number, Note(not_found(invocation.proposal, invocation.paper)))
    again = refreshed(session, invocation.proposal, club.config, invocation.paper)
    if memo := _memo(invocation, same=again == session):
        club.papers[invocation.issue.number] = memo
    if again == session:
        return NothingToDo(say("refreshed-same"))
    club.put(again)
    return Done(say("refreshed", title=markdown.one_line(again.title)))


def _memo(invocation: Invocation, *, same: bool) -> PaperMemo | None:
    """What is to be kept of the paper; nothing where a service that may know it did not answer."""
    paper = invocation.paper
    if isinstance(paper, Paper):
        return PaperMemo.known(paper, short_title(paper.title), invocation.comment, same=same)
    if paper is None or paper.temporary:
        return None
    return PaperMemo.unknown(paper, invocation.club.today, invocation.comment)
